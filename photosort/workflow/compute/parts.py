"""The remaining work, in parts; a part that killed its worker comes back in smaller ones."""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Part(NamedTuple, Generic[T]):
    """Items for one worker; `alone` means while no other worker runs."""

    items: Sequence[T]
    alone: bool = False


class Parts(Generic[T]):
    """The parts of `items`, `size` items each.

    A worker that dies may not be at fault, since the system kills the largest process when memory
    is short. So a part is split until one item is left, and that item is tried once more, alone and
    at the end, before it is blamed.
    """

    def __init__(self, items: Sequence[T], size: int) -> None:
        self._items = items
        self._size = size
        self._begun = 0
        self._again: deque[Sequence[T]] = deque()
        self._suspects: deque[Sequence[T]] = deque()

    def __bool__(self) -> bool:
        return bool(self._again or self._suspects) or self._begun < len(self._items)

    def take(self, *, busy: bool) -> Part[T] | None:
        """The next part; None if there is none, or none while others are `busy`."""
        if self._again:
            return Part(self._again.popleft())
        if self._begun < len(self._items):
            begin, self._begun = self._begun, self._begun + self._size
            return Part(self._items[begin : self._begun])
        if self._suspects and not busy:
            return Part(self._suspects.popleft(), alone=True)
        return None

    def give_back(self, parts: Iterable[Part[T]]) -> None:
        """Take back parts that were not started."""
        for part in reversed(list(parts)):
            (self._suspects if part.alone else self._again).appendleft(part.items)

    def split(self, part: Part[T]) -> T | None:
        """Take back a part that killed its worker, in halves; returns an item that is to blame."""
        if part.alone:
            return part.items[0]
        half = len(part.items) // 2
        if half:
            self._again.extendleft((part.items[half:], part.items[:half]))
        else:
            self._suspects.append(part.items)
        return None
