"""Reads a JSON object that may be larger than memory, member by member."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

_SPACE = " \t\n\r"
_BEHIND = tuple(f"{_SPACE},:]}}")


def members(chunks: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """(key, value) pairs of an object read in pieces of text; a list gives one pair per item.

    Raises `ValueError` for anything but a JSON object.
    """
    reader = _Reader(chunks)
    reader.expect("{")
    while not reader.take("}"):
        key = reader.value()
        if not isinstance(key, str):
            raise ValueError("a key is not text")
        reader.expect(":")
        if reader.take("["):
            while not reader.take("]"):
                yield key, reader.value()
                reader.take(",")
        else:
            yield key, reader.value()
        reader.take(",")
    if reader.more():
        raise ValueError("there is text after the end")


class _Reader:
    def __init__(self, chunks: Iterable[str]) -> None:
        self._chunks = iter(chunks)
        self._text = ""
        self._at = 0
        self._decode = json.JSONDecoder().raw_decode

    def _fill(self) -> bool:
        """Read another piece; False at the end."""
        chunk = next(self._chunks, "")
        self._text = self._text[self._at :] + chunk
        self._at = 0
        return bool(chunk)

    def more(self) -> bool:
        """Skip whitespace; whether anything follows."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text):
                return True
            if not self._fill():
                return False

    def take(self, mark: str) -> bool:
        """Whether the next character is this one; if so, skip it."""
        if self.more() and self._text[self._at] == mark:
            self._at += 1
            return True
        return False

    def expect(self, mark: str) -> None:
        """Skip this character. Raises `ValueError` for any other."""
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
                # a number may continue in the next piece
                if ended or self._text[end : end + 1] in _BEHIND:
                    self._at = end
                    return value
            except ValueError:
                if ended:
                    raise
            # twice as much each time, so that long values are not parsed again and again
            while not ended and len(self._text) - self._at < 2 * length:
                ended = not self._fill()
