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
    """A font of `size` pixels with all characters of `text`, or else the most likely one."""
    known = _files()
    names = [name for name in (*_NAMES[bold], *_ANY_SCRIPT) if name in known]
    for name in names:
        try:
            found = ImageFont.truetype(known[name], size)
        except OSError:
            continue
        if _covers(found, text):
            return found
    return ImageFont.load_default(size)


def _covers(found: FreeTypeFont, text: str) -> bool:
    unknown = bytes(found.getmask("\uffff"))
    return all(bytes(found.getmask(c)) != unknown for c in set(text) if not c.isspace())


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
