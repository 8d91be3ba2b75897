"""XMP packets: the properties that become facts (ISO 16684-1; Exif in XMP: CIPA DC-010)."""

from contextlib import suppress
from typing import NamedTuple
from xml.parsers import expat

_MAX_BYTES = 4 * 1024 * 1024
_MAX_VALUE = 256
_MAX_ELEMENTS = 20_000
_MAX_TEXT = 10_000  # characters of an item of a list
_MAX_ITEMS = 1000

OURS = "photosort:ns:1.0/"
"""The namespace of properties that only our own sidecars have."""

_LANGUAGE = "http://www.w3.org/XML/1998/namespace lang"
_TOOLKIT = "adobe:ns:meta/ xmptk"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
_EXIF = "http://ns.adobe.com/exif/1.0/ "
_EXIF_EX = "http://cipa.jp/exif/1.0/ "
_TIFF = "http://ns.adobe.com/tiff/1.0/ "
_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/ "

_OFFSETS = ("OffsetTime", "OffsetTimeOriginal", "OffsetTimeDigitized")
_WANTED = {
    **{
        f"{_EXIF}{name}": name
        for name in (
            "DateTimeOriginal",
            "DateTimeDigitized",
            "GPSLatitude",
            "GPSLatitudeRef",
            "GPSLongitude",
            "GPSLongitudeRef",
            "GPSAltitude",
            "GPSAltitudeRef",
            *_OFFSETS,
        )
    },
    **{f"{_EXIF_EX}{name}": name for name in _OFFSETS},
    **{f"{_TIFF}{name}": name for name in ("Make", "Model", "Orientation")},
    "http://ns.adobe.com/photoshop/1.0/ DateCreated": "DateCreated",
    "http://ns.adobe.com/xap/1.0/ CreateDate": "CreateDate",
    "http://ns.adobe.com/xap/1.0/ Rating": "Rating",
    "http://ns.microsoft.com/photo/1.0/ Rating": "RatingPercent",
    "http://ns.microsoft.com/photo/1.0 Rating": "RatingPercent",
    f"{OURS} Favorite": "Favorite",
    f"{OURS} Version": "Version",
}
# properties of which all items count; the items of texts in several languages too
_DC = "http://purl.org/dc/elements/1.1/ "
_LISTED = {
    **{f"{_DC}{name}": name for name in ("title", "description", "subject", "creator", "rights")},
    f"{_TIFF}ImageDescription": "ImageDescription",
    f"{_EXIF}UserComment": "UserComment",
    "http://ns.adobe.com/lightroom/1.0/ hierarchicalSubject": "hierarchicalSubject",
    "http://www.digikam.org/ns/1.0/ TagsList": "TagsList",
    "http://ns.microsoft.com/photo/1.0/ LastKeywordXMP": "LastKeywordXMP",
    "http://ns.microsoft.com/photo/1.0 LastKeywordXMP": "LastKeywordXMP",
    "http://ns.iview-multimedia.com/mediapro/1.0/ CatalogSets": "CatalogSets",
    f"{OURS} AddedKeywords": "AddedKeywords",
}
# Iptc4xmpExt:LocationCreated is a list of structures; the first one counts
_LOCATION = f"{_EXTENSION}LocationCreated"
_OF_LOCATION = {
    f"{_EXTENSION}{name}": f"LocationCreated.{name}"
    for name in ("CountryCode", "CountryName", "ProvinceState", "City", "Sublocation")
}

_PACKET, _DESCRIPTION, _ITEM = f"{_RDF}RDF", f"{_RDF}Description", f"{_RDF}li"
# elements between a property and its value: lists, values with qualifiers
_AROUND = frozenset(f"{_RDF}{name}" for name in ("Seq", "Bag", "Alt", "li", "value", "Description"))


class _RefusedError(Exception):
    """The packet declares entities, which XMP never needs, or has too many elements."""


class Properties(NamedTuple):
    """What was found in a packet: single properties by name, and lists of texts by name.

    Of a text in several languages, the default one comes first.
    """

    single: dict[str, str]
    lists: dict[str, list[str]]


def parse(packet: bytes) -> dict[str, str]:
    """Wanted single properties by name, up to an error. Never raises."""
    return read(packet).single


def read(packet: bytes) -> Properties:
    """Wanted properties, up to an error. Never raises."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True  # fewer calls
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = reader.refuse
    with suppress(expat.ExpatError, _RefusedError, ValueError, LookupError):
        # packets in files are padded with spaces or zeroes
        parser.Parse(packet[:_MAX_BYTES].strip(b"\0 \r\n\t"), True)
    lists = reader.lists.found
    if reader.toolkit == "photosort" and "Version" not in reader.found:
        # our sidecars of earlier versions hold labels and names of persons as keywords
        for name in ("subject", "hierarchicalSubject"):
            lists.pop(name, None)
    return Properties(reader.found, lists)


class _Lists:
    """Collects the items of one property after the other."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}
        self.open = False  # whether a property is being read
        self._items: list[str] = []
        self._name = ""
        self._first = False  # whether the item goes before the others
        self._muted = 0  # from which level on; 0 is nothing
        self._text = ""

    def put(self, name: str, text: str) -> None:
        """Add a property that is an attribute."""
        if text.strip():
            self.found.setdefault(name, [text[:_MAX_TEXT].strip()])

    def begin(self, name: str) -> None:
        """Begin a property."""
        self.open, self._name, self._items, self._text, self._muted = True, name, [], "", 0

    def start(self, name: str, attributes: dict[str, str], level: int) -> None:
        """An element inside the property."""
        if self._muted:
            return
        if name == _ITEM:
            self._text = ""
            self._first = attributes.get(_LANGUAGE) == "x-default"
        elif name not in _AROUND:
            self._muted = level  # a qualifier

    def text(self, data: str) -> None:
        """A part of the text of an item."""
        if not self._muted and len(self._text) < _MAX_TEXT:
            self._text += data

    def end(self, name: str, level: int) -> None:
        """The end of an element inside the property, or of the property itself."""
        if level == self._muted:
            self._muted = 0
        elif not self._muted and (name == _ITEM or (level == 1 and not self._items)):
            text = self._text[:_MAX_TEXT].strip()
            if text and len(self._items) < _MAX_ITEMS:
                self._items.insert(0 if self._first else len(self._items), text)
            self._text, self._first = "", False
        if level == 1:
            self.open = False
            if self._items:
                self.found.setdefault(self._name, self._items)


class _Reader:
    """Collects the properties of the photo itself: those of a top-level rdf:Description.

    Deeper properties belong to something else (`xmpMM:Pantry`, `xmpMM:Ingredients`,
    `xmpMM:DerivedFrom`, `Iptc4xmpExt:LocationShown`). Lists give their first item.
    """

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.lists = _Lists()
        self.toolkit = ""
        self._elements = 0
        self._level = -1  # below rdf:RDF: 0 is a description, 1 a property; -1 is outside
        self._own = False  # whether the description is one
        self._names: dict[str, str] = {}  # of what is read inside the property
        self._open: str | None = None
        self._opened = 0  # at which level
        self._muted = 0  # from which level on; 0 is nothing
        self._text = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > _MAX_ELEMENTS:
            raise _RefusedError
        if self._level < 0:
            self._level += name == _PACKET
            self.toolkit = self.toolkit or attributes.get(_TOOLKIT, "")
            return
        level = self._level
        self._level += 1
        if level == 0:
            self._own = name == _DESCRIPTION
            if self._own:
                self._take(attributes, _WANTED)
        elif self.lists.open:
            self.lists.start(name, attributes, level)
        elif self._own and not self._muted:
            self._inside(name, attributes, level)

    def _inside(self, name: str, attributes: dict[str, str], level: int) -> None:
        """The start of a property, or of something inside it."""
        if level == 1:
            if name in _LISTED:
                self.lists.begin(_LISTED[name])
                return
            self._names = _OF_LOCATION if name == _LOCATION else {}
            if name in _WANTED:
                self._begin(_WANTED[name], level)
        if self._names:
            self._take(attributes, self._names)
            if name in self._names:
                self._begin(self._names[name], level)
                return
        if level > 1 and self._open and name not in _AROUND:
            self._muted = level

    def _begin(self, name: str, level: int) -> None:
        self._open, self._opened, self._text = name, level, ""

    def _take(self, attributes: dict[str, str], names: dict[str, str]) -> None:
        for key, value in attributes.items():
            if key in names:
                self._put(names[key], value)
            elif key in _LISTED and names is _WANTED:
                self.lists.put(_LISTED[key], value)

    def _put(self, name: str, value: str) -> None:
        value = value[:_MAX_VALUE].strip()
        if value:
            self.found.setdefault(name, value.split("\n")[0].strip())

    def text(self, data: str) -> None:
        if self.lists.open:
            self.lists.text(data)
        elif self._open is not None and not self._muted and len(self._text) < _MAX_VALUE:
            self._text += data

    def end(self, name: str) -> None:
        if self._level < 0:
            return
        self._level -= 1
        level = self._level
        if self.lists.open:
            self.lists.end(name, level)
            return
        if level == self._muted:
            self._muted = 0
        if self._open is not None:
            if level == self._opened:
                self._put(self._open, self._text)
                self._open, self._muted = None, 0
            elif name == _ITEM and self._text.strip():
                self._muted = self._opened + 1  # the first item counts
        elif self._names and level == 3 and name == _ITEM:
            self._names = {}  # so does the first place

    def refuse(self, *_: object) -> None:
        raise _RefusedError
