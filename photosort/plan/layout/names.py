"""Names that are safe on Linux, macOS, Windows and SMB shares.

Source: "Naming Files, Paths, and Namespaces" (Win32 documentation); 255 bytes a name (ext4).
"""

import re
import unicodedata
from typing import NamedTuple

MAX_BYTES = 240
"""Leaves room for a number within the 255 bytes of most file systems."""

_PLAIN = re.compile(r"[A-Za-z0-9_]{5,40}\.[A-Za-z0-9]{1,8}")
"""Names of most photos, which are safe as they are."""

_FORBIDDEN = frozenset('<>:"/\\|?*')
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [port + number for port in ("com", "lpt") for number in "123456789¹²³"]
)


def safe_name(text: str) -> str:
    """`text` as a safe name of a file or folder; never empty, `.` or `..`.

    Composed (NFC); control, format and undecodable characters and those that Windows forbids
    become `_`; no space or dot at the end, no device name; at most `MAX_BYTES` bytes with the
    extension kept.

    >>> safe_name("a/b: c?"), safe_name(".."), safe_name("con.txt"), safe_name("Cafe\\u0301 ")
    ('a_b_ c_', '_', '_con.txt', 'Café')
    """
    if _PLAIN.fullmatch(text):
        return text
    if text.isascii() and text.isprintable() and not _FORBIDDEN.intersection(text):
        name = text
    else:
        name = "".join(map(_safe_character, unicodedata.normalize("NFC", text)))
    name = name.strip(" ").rstrip(" .")
    if not name or set(name) <= {"."}:
        return "_"
    if name.split(".", 1)[0].rstrip(" ").lower() in _DEVICES:
        name = f"_{name}"
    return _shorten(name) if len(name) > MAX_BYTES // 4 else name


def _safe_character(character: str) -> str:
    if character in _FORBIDDEN or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return "_"
    return character


def _shorten(name: str) -> str:
    if len(name.encode()) <= MAX_BYTES:
        return name
    stem, extension = split_extension(name)
    room = MAX_BYTES - len(extension.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + extension


def split_extension(name: str) -> tuple[str, str]:
    """Stem and extension with its dot; long or unusual extensions belong to the stem."""
    stem, dot, extension = name.rpartition(".")
    if dot and stem and len(extension) <= 10 and " " not in extension:
        return stem, dot + extension
    return name, ""


def numbered(name: str, number: int) -> str:
    """The `number`th file of a name: `IMG_1 (2).jpg`.

    >>> numbered("IMG_1.jpg", 2)
    'IMG_1 (2).jpg'
    """
    stem, extension = split_extension(name)
    return f"{stem} ({number}){extension}"


def collision_key(path: str) -> str:
    """A key that is equal for paths that may be the same on some file system."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


class Folding(NamedTuple):
    """Which names a file system considers the same; by default only equal ones.

    `case`: `A` is `a` (exFAT, NTFS, HFS+); `composition`: composed and decomposed letters are the
    same (HFS+, APFS), whichever form a folder then lists.
    """

    case: bool = False
    composition: bool = False

    def __bool__(self) -> bool:
        return self.case or self.composition

    def key(self, path: str) -> str:
        """A key that is equal for paths that are the same on such a file system.

        Somewhat coarser than any real one, so prefer an exact match.

        >>> Folding(case=True).key("Places/A.JPG"), Folding().key("A.JPG")
        ('places/a.jpg', 'A.JPG')
        """
        if not self:
            return path
        if path.isascii():
            return path.lower() if self.case else path
        if self.case and self.composition:
            return collision_key(path)
        return path.casefold() if self.case else unicodedata.normalize("NFC", path)


EXACT = Folding()
"""A file system on which different names are different files."""
