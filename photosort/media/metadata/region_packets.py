"""Names of persons in XMP packets, and where their faces are.

Sources: Guidelines for Handling Image Metadata 2.0 of the Metadata Working Group (`mwg-rs`),
People Tagging of Microsoft (`MP`), PersonInImage of IPTC, TagsList of digiKam.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from xml.parsers import expat

from photosort.media.metadata.regions import Stated, named
from photosort.plan.upright import Rectangle, inside
from photosort.texts import plain

_MAX_BYTES = 4 * 1024 * 1024
_MAX_ELEMENTS = 50_000
_MAX_TEXT = 256
_MAX_NAMES = 500

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
_MWG = "http://www.metadataworkinggroup.com/schemas/regions/ "
_AREA = "http://ns.adobe.com/xmp/sType/Area# "
_AREA_OF_DRAFT = "http://ns.adobe.com/xap/1.0/sType/Area# "
_SIZE = "http://ns.adobe.com/xap/1.0/sType/Dimensions# "
_MICROSOFT = "http://ns.microsoft.com/photo/1.2/ "
_MP_REGIONS = "http://ns.microsoft.com/photo/1.2/t/RegionInfo# "
_MP_REGION = "http://ns.microsoft.com/photo/1.2/t/Region# "
_IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/ "
_DIGIKAM = "http://www.digikam.org/ns/1.0/ "

_WANTED = frozenset(
    (
        f"{_MWG}Regions",
        f"{_MICROSOFT}RegionInfo",
        f"{_IPTC}PersonInImage",
        f"{_DIGIKAM}TagsList",
    )
)
_MENTIONS = (b"mwg-rs", b"metadataworkinggroup", b"RegionInfo", b"PersonInImage", b"TagsList")
_LISTS = frozenset(f"{_RDF}{name}" for name in ("Bag", "Seq", "Alt"))

# how digiKam calls the tag above those of persons, by the language of whoever set it up
_PEOPLE = frozenset(
    map(
        plain,
        (
            *("People", "Personen", "Personnes", "Persone", "Personas", "Persones", "Pessoas"),
            *("Personer", "Henkilöt", "Osoby", "Люди", "人物", "人", "사람"),
        ),
    )
)


@dataclass
class _Node:
    """An element of XML with what is in it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["_Node"] = field(default_factory=list)
    text: str = ""


class _RefusedError(Exception):
    """The packet declares entities, which XMP never needs, or has too many elements."""


def parse(packet: bytes) -> list[Stated]:
    """The names in a packet, up to an error. Never raises."""
    # a packet in UTF-16 has zero bytes between its letters
    if b"\0" not in packet[:64] and not any(each in packet for each in _MENTIONS):
        return []
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.EntityDeclHandler = reader.refuse
    with suppress(expat.ExpatError, _RefusedError, ValueError, LookupError):
        parser.Parse(packet[:_MAX_BYTES].strip(b"\0 \r\n\t"), True)
    return [each for node in reader.found for each in _stated(node)][:_MAX_NAMES]


class _Reader:
    """Collects the wanted properties of the photo itself: those of a top-level rdf:Description."""

    def __init__(self) -> None:
        self.found: list[_Node] = []
        self._open: list[_Node] = []
        self._path: list[str] = []
        self._elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > _MAX_ELEMENTS:
            raise _RefusedError
        node = _Node(name, attributes)
        if self._open:
            self._open[-1].children.append(node)
            self._open.append(node)
        elif name in _WANTED and self._path[-2:] == [f"{_RDF}RDF", f"{_RDF}Description"]:
            self.found.append(node)
            self._open.append(node)
        self._path.append(name)

    def data(self, text: str) -> None:
        if self._open and len(self._open[-1].text) < _MAX_TEXT:
            self._open[-1].text += text

    def end(self, _: str) -> None:
        self._path.pop()
        if self._open:
            self._open.pop()

    def refuse(self, *_: object) -> None:
        raise _RefusedError


def _stated(node: _Node) -> Iterator[Stated]:
    if node.name == f"{_MWG}Regions":
        yield from _of_working_group(_fields(node))
    elif node.name == f"{_MICROSOFT}RegionInfo":
        yield from _of_microsoft(_fields(node))
    elif node.name == f"{_IPTC}PersonInImage":
        for item in _items(node):
            yield from named(item.text, None, "iptc")
    else:
        yield from _of_digikam([item.text.strip() for item in _items(node)])


def _of_working_group(fields: dict[str, _Node]) -> Iterator[Stated]:
    size = _numbers(fields.get(f"{_MWG}AppliedToDimensions"), _SIZE, "wh")
    applied = (size[0], size[1]) if size and min(size) > 0 else None
    for item in _items(fields.get(f"{_MWG}RegionList")):
        region = _fields(item)
        if _text(region.get(f"{_MWG}Type")) not in ("Face", "face", ""):
            continue
        area = _centred(region.get(f"{_MWG}Area"), applied)
        yield from named(_text(region.get(f"{_MWG}Name")), area, "mwg", applied)


def _centred(node: _Node | None, applied: tuple[float, float] | None) -> Rectangle | None:
    """An area that is told by its middle; None for a point or a circle."""
    for space in (_AREA, _AREA_OF_DRAFT):
        numbers = _numbers(node, space, "xywh")
        if numbers is None or node is None:
            continue
        x, y, width, height = numbers
        if _text(_fields(node).get(f"{space}unit")) == "pixel" or max(numbers) > 2:
            if applied is None:
                return None
            x, width = x / applied[0], width / applied[0]
            y, height = y / applied[1], height / applied[1]
        return inside((x - width / 2, y - height / 2, width, height))
    return None


def _of_microsoft(fields: dict[str, _Node]) -> Iterator[Stated]:
    for item in _items(fields.get(f"{_MP_REGIONS}Regions")):
        region = _fields(item)
        text = _text(region.get(f"{_MP_REGION}Rectangle"))
        area = None
        with suppress(ValueError):
            area = inside([float(each) for each in text.split(",")])
        yield from named(_text(region.get(f"{_MP_REGION}PersonDisplayName")), area, "microsoft")


def _of_digikam(tags: Sequence[str]) -> Iterator[Stated]:
    """The persons among the tags of digiKam; those with others below them are groups."""
    for tag in tags:
        root, _, rest = tag.partition("/")
        if plain(root) in _PEOPLE and not any(each.startswith(f"{tag}/") for each in tags):
            yield from named(rest.rpartition("/")[2], None, "digikam")


def _fields(node: _Node | None) -> dict[str, _Node]:
    """The fields of a structure, in any of the forms that RDF has."""
    if node is None:
        return {}
    found = {key: _Node(key, text=value) for key, value in node.attributes.items()}
    for child in node.children:
        if child.name in (f"{_RDF}Description", f"{_RDF}value"):
            found |= _fields(child)
        else:
            found.setdefault(child.name, child)
    return found


def _items(node: _Node | None) -> list[_Node]:
    """The items of a list."""
    lists = [child for child in node.children if child.name in _LISTS] if node else []
    return [item for each in lists for item in each.children]


def _text(node: _Node | None) -> str:
    return node.text.strip() if node else ""


def _numbers(node: _Node | None, space: str, letters: str) -> list[float] | None:
    fields = _fields(node)
    try:
        return [float(_text(fields[f"{space}{letter}"])) for letter in letters]
    except (KeyError, ValueError):
        return None
