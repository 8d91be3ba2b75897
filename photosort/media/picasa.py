"""Names of faces that Picasa keeps in a file of each folder: `.picasa.ini`, `contacts.xml`.

A face is `rect64(HEX),CONTACT`: left, top, right and bottom in 16 bits each, without leading
zeros, and the number of a contact, whose name is in the section `Contacts2` or `Contacts` of the
same file, or in `contacts.xml`. Of RAW files the rectangles are those of the upright picture, of
all others those of the stored one (exiftool, `picasa_faces.config`).
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from xml.parsers import expat

from photosort.media.metadata.regions import Stated, clean_name
from photosort.plan.edited import folded
from photosort.plan.upright import inside

NAMES = frozenset((b".picasa.ini", b"picasa.ini"))
"""What the file of a folder is called; by Picasa 2 without the dot. In lower case."""
CONTACTS = b"contacts.xml"

_SECTION = re.compile(r"\[(.+)\]\s*")
_FACE = re.compile(r"rect64\(([0-9a-f]{1,16})\),([0-9a-f]{1,16})", re.IGNORECASE)
_WHOLE = 0xFFFF
_NOBODY = "ffffffffffffffff"


@lru_cache(4)
def faces(ini: bytes, contacts: bytes) -> Mapping[str, tuple[Stated, ...]]:
    """The named faces of each photo, by its name in lower case. Never raises."""
    sections = _sections(ini)
    names = _names_in(contacts) | {
        key.lower(): clean_name(value.split(";")[0])
        for section in ("contacts", "contacts2")
        for key, value in sections.get(section, {}).items()
    }
    return {
        name: tuple(_faces(lines["faces"], names))
        for name, lines in sections.items()
        if "faces" in lines
    }


def _sections(ini: bytes) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    section: dict[str, str] = {}
    for line in ini.decode("utf-8-sig", "replace").splitlines():
        if head := _SECTION.fullmatch(line.strip()):
            section = found.setdefault(folded(head[1]), {})
            continue
        key, sign, value = line.partition("=")
        if sign:
            section[key.strip().lower()] = value.strip()
    return found


def _faces(line: str, names: Mapping[str, str]) -> list[Stated]:
    found = []
    for rectangle, contact in _FACE.findall(line):
        name = names.get(contact.lower().zfill(16)) or names.get(contact.lower())
        if not name or contact.lower() == _NOBODY:
            continue
        number = int(rectangle, 16)
        left, top, right, bottom = (number >> shift & _WHOLE for shift in (48, 32, 16, 0))
        sides = (left, top, right - left, bottom - top)
        found.append(Stated(name, inside([each / _WHOLE for each in sides]), "picasa"))
    return found


def _names_in(contacts: bytes) -> dict[str, str]:
    """Names by the numbers of contacts.xml."""
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "contact" and "id" in attributes:
            shown = attributes.get("name") or attributes.get("display") or ""
            found[attributes["id"].lower()] = clean_name(shown)

    def refuse(*_: object) -> None:
        raise ValueError("entities are of no use here")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    with suppress(expat.ExpatError, ValueError, LookupError):
        parser.Parse(contacts.strip(), True)
    return found
