"""XMP packets: the properties that become facts (ISO 16684-1; Exif in XMP: CIPA DC-010)."""

from contextlib import suppress
from xml.parsers import expat

_MAX_BYTES = 4 * 1024 * 1024
_MAX_VALUE = 256
_MAX_ELEMENTS = 20_000

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


def parse(packet: bytes) -> dict[str, str]:
    """Wanted properties by name, up to an error. Never raises."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = reader.refuse
    with suppress(expat.ExpatError, _RefusedError, ValueError, LookupError):
        # packets in files are padded with spaces or zeroes
        parser.Parse(packet[:_MAX_BYTES].strip(b"\0 \r\n\t"), True)
    return reader.found


class _Reader:
    """Collects the properties of the photo itself: those of a top-level rdf:Description.

    Deeper properties belong to something else (`xmpMM:Pantry`, `xmpMM:Ingredients`,
    `xmpMM:DerivedFrom`, `Iptc4xmpExt:LocationShown`). Lists give their first item.
    """

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
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
            return
        level = self._level
        self._level += 1
        if level == 0:
            self._own = name == _DESCRIPTION
            if self._own:
                self._take(attributes, _WANTED)
        elif self._own and not self._muted:
            self._inside(name, attributes, level)

    def _inside(self, name: str, attributes: dict[str, str], level: int) -> None:
        """The start of a property, or of something inside it."""
        if level == 1:
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

    def _put(self, name: str, value: str) -> None:
        value = value[:_MAX_VALUE].strip()
        if value:
            self.found.setdefault(name, value.split("\n")[0].strip())

    def text(self, data: str) -> None:
        if self._open is not None and not self._muted and len(self._text) < _MAX_VALUE:
            self._text += data

    def end(self, name: str) -> None:
        if self._level < 0:
            return
        self._level -= 1
        level = self._level
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
