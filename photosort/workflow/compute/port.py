"""The port: what a task is, and what an executor promises."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from photosort.workflow.compute.parts import Parts

T = TypeVar("T")
R = TypeVar("R")

Warn = Callable[[str], None]
"""Reports a problem that does not end the work."""


@dataclass(frozen=True)
class Task(Generic[T, R]):
    """What to do with each item, in parts of `size` items.

    `function` returns a result for each item of a part, in order. It, the items and the results
    must be picklable, since they may be sent to another process; what it raises ends the work. An
    item that kills every process gets the result of `lost`, called with the item and the reason.
    For up to `few` items a pool is not worth its start.
    """

    function: Callable[[Sequence[T]], Sequence[R]]
    lost: Callable[[T, str], R]
    size: int
    few: int


class Executor(Protocol):
    """Does the work of a task.

    Every item has exactly one result, in any order. An item that kills processes affects no other
    item. Only a few parts are worked on ahead of the consumer. Closing the generator ends the work.
    """

    def run(
        self, task: Task[T, R], parts: Parts[T], warn: Warn
    ) -> Generator[Sequence[R], None, None]:
        """The results, one part at a time. Raises what the function raises, and `PhotosortError` if
        no worker can be started.
        """
