"""Fonts for pictures: those of this machine that can show a text, or the one of Pillow."""

import os
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby

from PIL import ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

Font = FreeTypeFont | ImageFont.ImageFont

_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
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
_SPECIAL = ("bold", "italic", "oblique", "mono", "light", "thin", "black", "condensed", "serif")
_BOXES = ("lastresort", "adobeblank")
"""Fonts that have every character, as a box."""
_NOBODY = "\uffff"
"""A character that no font has."""


@lru_cache(maxsize=512)
def font(text: str, size: int, *, bold: bool = False) -> Font:
    """A font of `size` pixels that has all characters of `text`, or else most of them."""
    wanted = _visible(text)
    best: Font = ImageFont.load_default(size)
    most = _covered(best, wanted)
    for name in (*_NAMES[bold], *_ANY_SCRIPT):
        found = _load(name, size)
        covered = _covered(found, wanted) if found else -1
        if found and covered == len(wanted):
            return found
        if found and covered > most:
            best, most = found, covered
    # one of this machine for a script that none of these has
    for name in dict.fromkeys(filter(None, map(_any_with, sorted(wanted)))):
        found = _load(name, size)
        covered = _covered(found, wanted) if found else -1
        if found and covered > most:
            best, most = found, covered
    return best


def spans(text: str, size: int, *, bold: bool = False) -> list[tuple[str, Font]]:
    """The text in parts, each with a font that has its characters, if any font has."""
    main = font(text, size, bold=bold)
    if _covered(main, _visible(text)) == len(_visible(text)):
        return [(text, main)]
    used: Font = main
    fonts: list[Font] = []
    for character in text:
        if character.isspace() or _has(used, character):
            pass  # goes with what is before it
        elif _has(main, character):
            used = main
        else:
            name = _any_with(character)
            used = (_load(name, size) if name else None) or main
        fonts.append(used)
    pairs = zip(fonts, text, strict=True)
    return [
        ("".join(character for _, character in part), each)
        for each, part in groupby(pairs, lambda pair: pair[0])
    ]


def write(
    pen: ImageDraw.ImageDraw, place: tuple[float, float], text: str, size: int, width: float,
    colour: str,
) -> None:  # fmt: skip
    """Draw `text`, cut to `width` pixels with an ellipsis where it is longer."""
    parts = spans(text, size)
    if _length(parts) > width:
        while text and _length(parts) > width:
            text = text[:-1]
            parts = spans(f"{text.rstrip()}…", size)
    x, y = place
    line = _rise(font("x", size))  # letters of all fonts stand on one line
    for part, each in parts:
        pen.text((x, y + line - _rise(each)), part, colour, each)
        x += each.getlength(part)


def lacking(text: str) -> bool:
    """Whether `text` has a character that no font on this machine has."""
    main = font(text, 18)
    return any(not _has(main, each) and not _any_with(each) for each in _visible(text))


def _length(parts: list[tuple[str, Font]]) -> float:
    return sum(each.getlength(part) for part, each in parts)


def _rise(found: Font) -> int:
    """Pixels from the top of a line to its base."""
    return found.getmetrics()[0] if isinstance(found, FreeTypeFont) else 0


def _visible(text: str) -> set[str]:
    return {c for c in text if not c.isspace()}


def _covered(found: Font, characters: set[str]) -> int:
    """How many of the characters a font has."""
    return sum(_has(found, c) for c in characters)


def _has(found: Font, character: str) -> bool:
    """Whether a font has a character: those that it has not look like one nobody has."""
    return bytes(found.getmask(character)) != bytes(found.getmask(_NOBODY))


@lru_cache(maxsize=4096)
def _any_with(character: str) -> str | None:
    """The name of a font of this machine that has a character, an ordinary one where there is."""
    probes = ((name, _load(name, 18)) for name in _ordinary_first())
    return next((name for name, found in probes if found and _has(found, character)), None)


@cache
def _ordinary_first() -> tuple[str, ...]:
    names = (name for name in _files() if not name.lower().startswith(_BOXES))
    return tuple(sorted(names, key=lambda x: (any(y in x.lower() for y in _SPECIAL), x)))


@lru_cache(maxsize=256)
def _load(name: str, size: int) -> FreeTypeFont | None:
    path = _files().get(name)
    try:
        return ImageFont.truetype(path, size) if path else None
    except OSError:
        return None


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
