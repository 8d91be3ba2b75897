"""Patterns of text: `*` and `?` stand for any text and any character, whatever the case.

A backslash takes their meaning away.
"""

import re
from functools import lru_cache

from photosort.texts import fold


def literal(text: str) -> str:
    """The pattern that matches this text only."""
    return re.sub(r"([\\*?])", r"\\\1", text)


def unescaped(pattern: str) -> str:
    """The text that a pattern without `*` and `?` matches."""
    return "".join(each[-1:] for each in pieces(pattern))


def is_pattern(pattern: str) -> bool:
    """Whether `*` or `?` stand for something."""
    return bool(re.search(r"[*?]", re.sub(r"\\.", "", pattern)))


def pieces(pattern: str) -> list[str]:
    """A pattern cut into `*`, `?` and literal characters, which follow a backslash.

    >>> pieces("a*")
    ['\\\\a', '*']
    """
    found = re.findall(r"\\(.)|(.)", pattern, re.DOTALL)
    return [f"\\{a}" if a else b if b in "*?" else f"\\{b}" for a, b in found]


@lru_cache(maxsize=256)
def compiled(pattern: str, part: bool) -> re.Pattern[str]:
    """What matches folded text (`fullmatch`) that is like a pattern, or has a part that is."""
    kinds = {"*": ".*", "?": "."}
    inner = "".join(kinds.get(each) or re.escape(each[1]) for each in pieces(fold(pattern)))
    return re.compile(f".*{inner}.*" if part else inner, re.DOTALL)
