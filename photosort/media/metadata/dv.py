"""Raw DV of camcorders: when it was recorded, size and duration (IEC 61834, SMPTE 314M)."""

from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Source

_BLOCK = 80
_SEQUENCE = 150 * _BLOCK
_PACK = 5
_AUXILIARY = 2  # section type of blocks that describe the video
_DATE, _TIME = 0x62, 0x63
_FRAMES = 25  # frames to read: the first ones of a tape may lack the date


def is_stream(head: bytes) -> bool:
    """Whether a frame starts here: a header block, then subcode blocks."""
    block = head[: _BLOCK + 1]
    return (
        len(block) > _BLOCK
        and block[:4] in (b"\x1f\x07\0\x3f", b"\x1f\x07\0\xbf")
        and block[_BLOCK] & 0xE0 == 0x20
    )


def read(source: Source, content_type: str) -> Raw:
    """Size, duration and date of a DV stream."""
    raw = Raw(content_type)
    is_pal = source.read(3, 1) == b"\xbf"
    raw.width, raw.height = 720, 576 if is_pal else 480
    frame = (12 if is_pal else 10) * _SEQUENCE
    rate = 25 if is_pal else 30_000 / 1001
    raw.duration = source.size / frame / rate
    for number in range(_FRAMES):
        packs = _packs(source.read(number * frame, _SEQUENCE))
        if _DATE in packs:
            date = _date(packs[_DATE], packs.get(_TIME, b""))
            if date:
                raw.exif.append({"DateTimeOriginal": date.encode()})
                break
    return raw


def _packs(sequence: bytes) -> dict[int, bytes]:
    """The packs of the blocks that describe the video: a number and four bytes each."""
    packs: dict[int, bytes] = {}
    for at in range(0, len(sequence) - _BLOCK + 1, _BLOCK):
        if sequence[at] >> 5 == _AUXILIARY:
            for start in range(at + 3, at + 3 + 15 * _PACK, _PACK):
                packs.setdefault(sequence[start], sequence[start + 1 : start + _PACK])
    return packs


def _date(day: bytes, time: bytes) -> str | None:
    """The date in binary coded decimals, with flags above; all bits set means none."""
    if len(day) < 4 or day[1:4] == b"\xff\xff\xff":
        return None
    year = f"{day[3]:02x}"
    century = "20" if day[3] < 0x75 else "19"
    date = f"{century}{year}:{day[2] & 0x1F:02x}:{day[1] & 0x3F:02x}"
    if len(time) < 4 or time[1:4] == b"\xff\xff\xff":
        return date
    return f"{date} {time[3] & 0x3F:02x}:{time[2] & 0x7F:02x}:{time[1] & 0x7F:02x}"
