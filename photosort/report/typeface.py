"""Fonts for pictures: one of this machine that can show a text, or the one of Pillow."""

import os
from collections.abc import Iterator
from functools import cache, lru_cache

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

Font = FreeTypeFont | ImageFont.ImageFont

_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_NAMES = {
    False: ("NotoSans-Regular", "DejaVuSans", "LiberationSans-Regular", "HelveticaNeue", "segoeui"),
    True: ("NotoSans-Bold", "DejaVuSans-Bold", "LiberationSans-Bold", "HelveticaNeue", "segoeuib"),
}
_ANY_SCRIPT = (
    "NotoSansCJK-Bold", "NotoSansCJK-Regular", "NotoSansCJKjp-Regular", "DroidSansFallbackFull",
    "DroidSansFallback", "wqy-zenhei", "wqy-microhei", "IPAGothic", "ipag", "unifont",
    "Hiragino Sans GB", "PingFang", "Arial Unicode", "msyh", "YuGothM", "malgun",
)  # fmt: skip


@lru_cache(maxsize=512)
def font(text: str, size: int, *, bold: bool = False) -> Font:
    """A font of `size` pixels that has all characters of `text`, or else most of them."""
    known = _files()
    wanted = {c for c in text if not c.isspace()}
    best: Font = ImageFont.load_default(size)
    most = _covered(best, wanted)
    for name in (*_NAMES[bold], *_ANY_SCRIPT):
        try:
            found = ImageFont.truetype(known[name], size) if name in known else None
        except OSError:
            continue
        covered = _covered(found, wanted) if found else -1
        if found and covered == len(wanted):
            return found
        if found and covered > most:
            best, most = found, covered
    return best


def fitting(text: str, size: int, width: float, *, bold: bool = False) -> tuple[str, Font]:
    """`text`, cut to `width` pixels with an ellipsis where it is longer, and the font for it."""
    found = font(text, size, bold=bold)
    if found.getlength(text) <= width:
        return text, found
    while text and found.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…", found


def _covered(found: Font, characters: set[str]) -> int:
    """How many of the characters a font has; those that it has not look like one nobody has."""
    unknown = bytes(found.getmask("\uffff"))
    return sum(bytes(found.getmask(c)) != unknown for c in characters)


@cache
def _files() -> dict[str, str]:
    """Font files by name without extension."""
    return {
        os.path.splitext(os.path.basename(path))[0]: path
        for folder in _FOLDERS
        for path in _listed(os.path.expanduser(folder))
    }


def _listed(folder: str) -> Iterator[str]:
    for parent, _, names in os.walk(folder):
        for name in names:
            if name.lower().endswith((".ttf", ".otf", ".ttc")):
                yield os.path.join(parent, name)
