"""TIFF, BigTIFF, and the RAW formats that are TIFF: the file itself is the Exif block.

Source: TIFF 6.0, TIFF/EP (ISO 12234-2), DNG 1.7.
"""

from photosort.media.metadata import ifd, photoshop
from photosort.media.metadata.blocks import add_tags, read_xmp
from photosort.media.metadata.ifd import number
from photosort.media.metadata.raw import Raw, Tags, Value
from photosort.media.metadata.source import Source

_MAX_DIRECTORIES = 16
_LONGEST_SIDE = 0x7FFFFFFF  # BigTIFF can say more

_PAGE = {
    0x00FE: "NewSubfileType",
    0x0100: "ImageWidth",
    0x0101: "ImageLength",
    0x0103: "Compression",
    0x0106: "PhotometricInterpretation",
    0x014A: "SubIFDs",
}
_FIRST = (
    ifd.IFD0 | _PAGE | {0x02BC: "XMP", 0x83BB: "IPTC", 0x8649: "Photoshop", 0xC612: "DNGVersion"}
)

_TIFF = "image/tiff"
_CR2 = "image/x-canon-cr2"
_NEF = "image/x-nikon-nef"
_ARW = "image/x-sony-arw"

# tags of sensor data
_SENSOR = (32803, 34892)  # PhotometricInterpretation: colour filter array, linear raw
_PACKED = (32767, 32769, 32770, 34713, 65535)  # Compression: Sony, packed, Samsung, Nikon, Pentax

_MAKES = {
    b"NIKON": _NEF,
    b"SONY": _ARW,
    b"PENTAX": "image/x-pentax-pef",
    b"RICOH": "image/x-pentax-pef",
    b"ASAHI": "image/x-pentax-pef",
    b"SAMSUNG": "image/x-samsung-srw",
}


def read(source: Source, content_type: str) -> Raw:
    """Size and tags of a TIFF; `content_type` becomes that of the RAW format if it is one."""
    raw = Raw(content_type)
    form = ifd.layout(source)
    if form is None:
        return raw
    tags: Tags = {}
    following = ifd.directory(source, form, form.first, _FIRST, tags)
    if all(_sides(tags)) and not number(tags, "NewSubfileType"):
        following = 0  # more pages do not matter
    pages = [tags, *_pages(source, form, tags, following)]
    if content_type == _TIFF:
        raw.content_type = _kind(tags, pages)
    xmp = ifd.take_place(tags, "XMP")
    if xmp:
        read_xmp(raw, source, *xmp)
    iptc, resources = ifd.take_place(tags, "IPTC"), ifd.take_place(tags, "Photoshop")
    if iptc:
        photoshop.read_iptc(source, *iptc, raw)
    if resources:
        photoshop.read_resources(source, *resources, raw)
    ifd.follow(source, form, tags)
    raw.width, raw.height = _size(raw.content_type, tags, pages)
    if tags:
        add_tags(raw, tags)
    return raw


def _pages(source: Source, form: ifd.Layout, first: Tags, following: int) -> list[Tags]:
    """The directories after the first: those below it, then those that follow it."""
    waiting = [*_offsets(first), following]
    seen = {0, form.first}
    pages: list[Tags] = []
    while waiting and len(pages) < _MAX_DIRECTORIES:
        at = waiting.pop(0)
        if at in seen:
            continue
        seen.add(at)
        page: Tags = {}
        following = ifd.directory(source, form, at, _PAGE, page)
        pages.append(page)
        waiting += [*_offsets(page), following]
    return pages


def _offsets(page: Tags) -> list[int]:
    value = page.get("SubIFDs", ())
    return [each for each in value[:_MAX_DIRECTORIES] if isinstance(each, int)]


def _kind(first: Tags, pages: list[Tags]) -> str:
    """The content type: a RAW format only if the pixels are those of a sensor."""
    if "DNGVersion" in first:
        return "image/x-adobe-dng"
    if not any(
        number(page, "PhotometricInterpretation") in _SENSOR
        or number(page, "Compression") in _PACKED
        for page in pages
    ):
        return _TIFF
    make, model = _upper(first.get("Make")), _upper(first.get("Model"))
    kind = next((kind for name, kind in _MAKES.items() if make.startswith(name)), _TIFF)
    if kind == _NEF and model.startswith(b"COOLPIX"):
        return "image/x-nikon-nrw"
    if kind == _ARW and model.startswith(b"DSC-R1"):
        return "image/x-sony-sr2"
    return kind


def _size(kind: str, tags: Tags, pages: list[Tags]) -> tuple[int | None, int | None]:
    """The size of the full image: the first of a TIFF, the largest of a RAW file."""
    sizes = [_sides(page) for page in pages]
    full = [
        size
        for size, page in zip(sizes, pages, strict=True)
        if all(size) and not number(page, "NewSubfileType")
    ]
    if kind == _TIFF:
        return (full + [size for size in sizes if all(size)] + sizes)[0]
    picture = number(tags, "PixelXDimension"), number(tags, "PixelYDimension")
    if all(picture) and (kind == _CR2 or not full):
        return picture
    return max(full, key=lambda size: (size[0] or 0) * (size[1] or 0), default=(None, None))


def _sides(page: Tags) -> tuple[int | None, int | None]:
    return _side(number(page, "ImageWidth")), _side(number(page, "ImageLength"))


def _side(length: int | None) -> int | None:
    return length if length and 0 < length <= _LONGEST_SIDE else None


def _upper(value: Value | None) -> bytes:
    return value.strip().upper() if isinstance(value, bytes) else b""
