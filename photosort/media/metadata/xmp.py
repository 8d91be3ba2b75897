"""XMP packets: the properties that become facts (ISO 16684-1; Exif in XMP: CIPA DC-010)."""

from contextlib import suppress
from xml.parsers import expat

_MAX_BYTES = 4 * 1024 * 1024
_MAX_VALUE = 256
_MAX_ELEMENTS = 20_000

_EXIF = "http://ns.adobe.com/exif/1.0/"
_TIFF = "http://ns.adobe.com/tiff/1.0/"
_WANTED = {
    f"{_EXIF} DateTimeOriginal": "DateTimeOriginal",
    f"{_EXIF} DateTimeDigitized": "DateTimeDigitized",
    f"{_EXIF} GPSLatitude": "GPSLatitude",
    f"{_EXIF} GPSLongitude": "GPSLongitude",
    f"{_EXIF} GPSAltitude": "GPSAltitude",
    f"{_EXIF} GPSAltitudeRef": "GPSAltitudeRef",
    f"{_TIFF} Make": "Make",
    f"{_TIFF} Model": "Model",
    f"{_TIFF} Orientation": "Orientation",
    "http://ns.adobe.com/photoshop/1.0/ DateCreated": "DateCreated",
    "http://ns.adobe.com/xap/1.0/ CreateDate": "CreateDate",
}


class _RefusedError(Exception):
    """The packet declares entities, which no XMP needs, or has no end of elements."""


def parse(packet: bytes) -> dict[str, str]:
    """Wanted properties by name; what stands before an error is kept. Never raises."""
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
    """Collects wanted attributes and element texts; lists give their first item."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._open: str | None = None
        self._elements = 0
        self._depth = 0
        self._text = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > _MAX_ELEMENTS:
            raise _RefusedError
        for key, value in attributes.items():
            if key in _WANTED:
                self.found.setdefault(_WANTED[key], value[:_MAX_VALUE].strip())
        if self._open is not None:
            self._depth += 1
        elif name in _WANTED:
            self._open, self._depth, self._text = _WANTED[name], 0, ""

    def text(self, data: str) -> None:
        if self._open is not None and len(self._text) < _MAX_VALUE:
            self._text += data

    def end(self, name: str) -> None:
        if self._open is None:
            return
        if self._depth:
            self._depth -= 1
            return
        value = self._text[:_MAX_VALUE].strip()
        if value:
            self.found.setdefault(self._open, value.split("\n")[0].strip())
        self._open = None

    def refuse(self, *_: object) -> None:
        raise _RefusedError
