"""Patterns of text, ignoring case: `*` and `?` match any text and any character.

A backslash makes them literal.
"""

import re
from functools import lru_cache

from photosort.texts import fold


def literal(text: str) -> str:
    """The pattern that matches only this text."""
    return re.sub(r"([\\*?])", r"\\\1", text)


def unescaped(pattern: str) -> str:
    """The text that a pattern without `*` and `?` matches."""
    return "".join(each[-1:] for each in pieces(pattern))


def is_pattern(pattern: str) -> bool:
    """Whether the pattern has a `*` or `?` that is not literal."""
    return bool(re.search(r"[*?]", re.sub(r"\\.", "", pattern)))


def pieces(pattern: str) -> list[str]:
    """A pattern split into `*`, `?` and literal characters (with a backslash).

    >>> pieces("a*")
    ['\\\\a', '*']
    """
    found = re.findall(r"\\(.)|(.)", pattern, re.DOTALL)
    return [f"\\{a}" if a else b if b in "*?" else f"\\{b}" for a, b in found]


@lru_cache(maxsize=256)
def compiled(pattern: str, part: bool) -> re.Pattern[str]:
    """A regular expression for `fullmatch` on folded text that matches or contains the pattern."""
    kinds = {"*": ".*", "?": "."}
    inner = "".join(kinds.get(each) or re.escape(each[1]) for each in pieces(fold(pattern)))
    return re.compile(f".*{inner}.*" if part else inner, re.DOTALL)
