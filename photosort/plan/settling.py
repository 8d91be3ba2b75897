"""Waits until files are complete, and limits the rate of work that follows changes."""

from collections.abc import Callable, Iterable


class Settling:
    """Changed paths, until they have been at rest for `rest` seconds.

    A path is at rest while nobody reports it and the result of `look` stays the same. Paths
    reported together that have been at rest since settle together, as do both ends of a move.
    """

    def __init__(self, rest: float) -> None:
        self._rest = rest
        self._since: dict[bytes, float] = {}
        self._looks: dict[bytes, object] = {}

    def __bool__(self) -> bool:
        return bool(self._since)

    def touch(self, paths: Iterable[bytes], now: float) -> None:
        """Report paths as changed."""
        for path in paths:
            self._since[path] = now

    def settled(self, look: Callable[[bytes], object], now: float) -> list[bytes]:
        """The sorted paths that have come to rest; they are forgotten."""
        ready = []
        for path, since in self._since.items():
            seen = look(path)
            if path not in self._looks:
                self._looks[path] = seen
            elif self._looks[path] != seen:
                self._looks[path] = seen
                self._since[path] = now
                continue
            if now - since >= self._rest:
                ready.append(path)
        for path in ready:
            del self._since[path], self._looks[path]
        return sorted(ready)


class Pace:
    """A rate limit: what is wanted is due at once, then at most once in `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last: float | None = None
        self._wanted = False

    def want(self) -> None:
        """Something has changed, so the work is wanted."""
        self._wanted = True

    def is_due(self, now: float) -> bool:
        """Whether the work is due; if so, it counts as done."""
        if not self._wanted or (self._last is not None and now - self._last < self._seconds):
            return False
        self._last, self._wanted = now, False
        return True
