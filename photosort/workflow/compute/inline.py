"""Work in this process."""

from collections.abc import Generator, Sequence

from photosort.workflow.compute.parts import Parts
from photosort.workflow.compute.port import R, T, Task, Warn

NO_MEMORY = "needs more memory than there is"


class Inline:
    """An `Executor` that works in this process. It does not survive a file that kills it."""

    def run(
        self, task: Task[T, R], parts: Parts[T], warn: Warn
    ) -> Generator[Sequence[R], None, None]:
        """See `Executor`."""
        while part := parts.take(busy=False):
            try:
                done = task.function(part.items)
            except MemoryError:
                blamed = parts.split(part)
                done = [] if blamed is None else [task.lost(blamed, NO_MEMORY)]
            yield done
