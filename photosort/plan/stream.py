"""A JSON object that may be larger than memory, member by member."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

_SPACE = " \t\n\r"
_BEHIND = tuple(f"{_SPACE},:]}}")


def members(chunks: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """(key, value) of an object that comes in pieces of text; a list gives a pair for each item.

    Raises `ValueError` for what is no JSON object.
    """
    reader = _Reader(chunks)
    reader.expect("{")
    while not reader.take("}"):
        key = reader.value()
        if not isinstance(key, str):
            raise ValueError("a key is no text")
        reader.expect(":")
        if reader.take("["):
            while not reader.take("]"):
                yield key, reader.value()
                reader.take(",")
        else:
            yield key, reader.value()
        reader.take(",")
    if reader.more():
        raise ValueError("something stands behind the end")


class _Reader:
    def __init__(self, chunks: Iterable[str]) -> None:
        self._chunks = iter(chunks)
        self._text = ""
        self._at = 0
        self._decode = json.JSONDecoder().raw_decode

    def _fill(self) -> bool:
        """Read on; False at the end."""
        chunk = next(self._chunks, "")
        self._text = self._text[self._at :] + chunk
        self._at = 0
        return bool(chunk)

    def more(self) -> bool:
        """Whether anything but space follows; goes there."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text):
                return True
            if not self._fill():
                return False

    def take(self, mark: str) -> bool:
        """Whether the next character is this one, which then is behind."""
        if self.more() and self._text[self._at] == mark:
            self._at += 1
            return True
        return False

    def expect(self, mark: str) -> None:
        """Go past this character. Raises `ValueError` for another one."""
        if not self.take(mark):
            raise ValueError(f"{mark} is missing")

    def value(self) -> Any:
        """The next value."""
        if not self.more():
            raise ValueError("the end is missing")
        ended = False
        while True:
            length = len(self._text) - self._at
            try:
                value, end = self._decode(self._text, self._at)
                # a number may go on in the next piece
                if ended or self._text[end : end + 1] in _BEHIND:
                    self._at = end
                    return value
            except ValueError:
                if ended:
                    raise
            # each time twice as much, lest a long value is tried again and again
            while not ended and len(self._text) - self._at < 2 * length:
                ended = not self._fill()
