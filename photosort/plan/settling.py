"""Waiting until things rest: files that are still being written, work that follows on changes."""

from collections.abc import Callable, Iterable


class Settling:
    """Paths that have changed, until they have rested for `rest` seconds.

    A path rests while nobody reports it and what `look` says of it stays the same. Those reported
    together and at rest since settle together, so that both ends of a move do.
    """

    def __init__(self, rest: float) -> None:
        self._rest = rest
        self._since: dict[bytes, float] = {}
        self._looks: dict[bytes, object] = {}

    def __bool__(self) -> bool:
        return bool(self._since)

    def touch(self, paths: Iterable[bytes], now: float) -> None:
        """These have changed."""
        for path in paths:
            self._since[path] = now

    def settled(self, look: Callable[[bytes], object], now: float) -> list[bytes]:
        """The paths that have come to rest, in order; they are waited for no longer."""
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
    """Says when something wanted is due: at once, and then at most once in `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last: float | None = None
        self._wanted = False

    def want(self) -> None:
        """Something has changed."""
        self._wanted = True

    def is_due(self, now: float) -> bool:
        """Whether it is time; then it counts as done."""
        if not self._wanted or (self._last is not None and now - self._last < self._seconds):
            return False
        self._last, self._wanted = now, False
        return True
