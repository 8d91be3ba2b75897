"""Text that looks the same is the same: how text that people enter is stored and compared.

An é may be one character, or an e and an accent; macOS and some keyboards write the latter.
Everything that a user enters is stored composed (NFC). Paths are bytes and stay as they are.
"""

import unicodedata
from collections.abc import Mapping
from typing import TypeVar

V = TypeVar("V", str, str | None)


def composed(text: str) -> str:
    """The text as it is stored (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def entered(text: str | None) -> str | None:
    """A text that a user entered as it is stored, None for an empty one."""
    return composed(text) if text else None


def entered_labels(labels: Mapping[str, V]) -> dict[str, V]:
    """Labels as they are stored; an entry that removes a label has no value."""
    return {
        composed(key): composed(value) if isinstance(value, str) else value
        for key, value in labels.items()
    }


def is_text(text: str) -> bool:
    """Whether the text has no bytes that are not UTF-8, which are lone surrogates in it."""
    return text.isprintable() or not any("\ud800" <= c <= "\udfff" for c in text)


def fold(text: str) -> str:
    """The text as it is searched, ignoring case."""
    # folding may take characters apart: Unicode, chapter 3, D145
    return composed(composed(text).casefold())


def is_same(one: str, other: str) -> bool:
    """Whether two texts are the same in a search."""
    return fold(one) == fold(other)


_ACCENTS = dict.fromkeys(range(0x300, 0x370))
_STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


def plain(text: str) -> str:
    """The text without case and accents: `tromso` for `Tromsø`, `zurich` for `Zürich`."""
    bare = unicodedata.normalize("NFKD", text.casefold()).translate(_ACCENTS)
    return composed(bare.translate(_STROKES))
