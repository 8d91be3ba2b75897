"""The port: what work is, what an executor of it promises."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from photosort.workflow.compute.parts import Parts

T = TypeVar("T")
R = TypeVar("R")

Warn = Callable[[str], None]
"""Says something that is wrong and does not end the work."""


@dataclass(frozen=True)
class Task(Generic[T, R]):
    """What is to be done with each file, in parts of `size` files.

    `function` gives a result for each item of a part, in order. It, the items and the results may
    travel to another process, so they can be pickled; what it raises ends the work. An item that
    no process survives has the result that `lost` makes of it and of the reason. For up to `few`
    files a pool is not worth its start.
    """

    function: Callable[[Sequence[T]], Sequence[R]]
    lost: Callable[[T, str], R]
    size: int
    few: int


class Executor(Protocol):
    """Does the work of a task.

    Every item has exactly one result, in any order. An item that ends processes ends nothing else.
    Only a few parts are worked on ahead of what is taken. Closing the generator ends the work.
    """

    def run(
        self, task: Task[T, R], parts: Parts[T], warn: Warn
    ) -> Generator[Sequence[R], None, None]:
        """The results, a part at a time. Raises what the function raises, and `PhotosortError`
        where there is nobody to work.
        """
