"""Names of edited copies: finds the original that a name refers to.

Apple writes `IMG_E1234` for the edited `IMG_1234`. Google Takeout writes `IMG_1234-edited` in the
language of the account, `IMG_1234-EFFECTS` and the like for pictures that it made itself, appends
the number of a copy, and truncates the result to 51 characters including the extension. Words by
language are from Takeout readers of other programs and from the Google Photos website.
"""

import re
from collections.abc import Iterator
from unicodedata import normalize

_APPLE = re.compile(r"^(img_)e(\d{4,})$")
_NUMBER = re.compile(r"^(.+?)(\(\d+\))$", re.DOTALL)

_WORDS = (
    *("edited", "bearbeitet", "modifié", "modifiée", "retouché", "editado", "ha editado"),
    *("editada", "editat", "modificato", "modificata", "bewerkt", "edytowane", "edytowano"),
    *("redigerad", "redigeret", "redigert", "muokattu", "upraveno", "upravené", "szerkesztett"),
    *("szerkesztve", "düzenlendi", "επεξεργασμένο", "измененный", "изменено", "отредактировано"),
    *("відредаговано", "змінено", "редактирано", "editată", "uređeno", "urejeno", "redaguota"),
    *("rediģēts", "muudetud", "diedit", "đã chỉnh sửa", "แก้ไข", "נערך", "معدّل", "संपादित"),
    *("編集済み", "编辑", "已编辑", "已修改", "編輯", "已編輯", "편집됨", "수정됨"),
    # made by Google Photos itself
    *("effects", "collage", "animation", "mix", "smile", "motion", "pano", "cinematic"),
)

MARKS = tuple(normalize("NFC", f"-{word}") for word in _WORDS)
"""Suffixes of edited copies in Takeout, in NFC and lower case."""

_CUT = range(44, 52)
"""Lengths of stems that Takeout may have truncated: 51 UTF-16 units with the extension."""
_LEAST_OF_A_MARK = 2


def folded(name: str) -> str:
    """A name as names are compared: composed (NFC) and lower case.

    >>> folded("IMG_1-modifie" + chr(0x301)) == "img_1-modifié"
    True
    """
    return name.lower() if name.isascii() else normalize("NFC", normalize("NFC", name).lower())


def split_number(stem: str) -> tuple[str, str]:
    """A stem without the number of a copy, and that number.

    >>> split_number("img_1(2)")
    ('img_1', '(2)')
    """
    match = _NUMBER.match(stem) if stem[-1:] == ")" else None
    return (match[1], match[2]) if match else (stem, "")


def may_be_edited(stem: str) -> bool:
    """A quick test whether `original_stems` may find anything; false for nearly all names.

    >>> may_be_edited("img_1234"), may_be_edited("img_1-mix"), may_be_edited("img_e1234")
    (False, True, True)
    """
    return stem[:5] == "img_e" if stem[-1:].isdecimal() else "-" in stem


def original_stems(stem: str) -> Iterator[str]:
    """The folded stems that the original of an edited copy may have, most likely first.

    The number of a copy stays, since it belongs to another photo.

    >>> list(original_stems("img_1-edited(1)"))
    ['img_1(1)']
    >>> list(original_stems("img_1-bar"))
    []
    """
    if apple := _APPLE.match(stem):
        yield apple[1] + apple[2]
    plain, number = split_number(stem)
    if "-" not in plain:
        return
    if plain.endswith(MARKS):
        for mark in MARKS:
            if plain.endswith(mark) and plain != mark:
                yield plain.removesuffix(mark) + number
    elif utf16_length(plain) in _CUT:
        at = plain.rindex("-")
        for start in {at, plain.rfind("-", 0, at)} - {-1, 0}:
            if _is_cut_mark(plain[start:]):
                yield plain[:start] + number


def _is_cut_mark(text: str) -> bool:
    return len(text) >= _LEAST_OF_A_MARK and any(mark.startswith(text) for mark in MARKS)


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 units, by which Takeout truncates.

    >>> utf16_length("🌍a")
    3
    """
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, units: int) -> str:
    """The longest prefix of a text with at most so many UTF-16 units.

    >>> cut("🌍🌎", 3)
    '🌍'
    """
    if utf16_length(text) <= units:
        return text
    data = text.encode("utf-16-le", "surrogatepass")[: units * 2]
    return data.decode("utf-16-le", "ignore")
