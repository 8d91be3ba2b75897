"""Small real pictures for tests, with the metadata that a test asks for."""

import os
import struct
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

Time = datetime | str
"""A datetime, ISO text as `2022-05-01T10:00:00`, or any other text, written as it is."""


def jpeg(
    path: Path | str | bytes,
    taken: Time | None = None,
    *,
    offset: str | None = None,
    lat: float | None = None,
    lon: float | None = None,
    alt: float | None = None,
    gps_utc: Time | None = None,
    digitized: Time | None = None,
    changed: Time | None = None,
    orientation: int | None = None,
    make: str | None = None,
    model: str | None = None,
    size: tuple[int, int] = (16, 12),
    seed: int = 0,
    tail: bytes = b"",
    mtime: float | None = None,
) -> Path:
    """Write a JPEG at `path` (folders are made) and return its path.

    `taken` is DateTimeOriginal, `digitized` DateTimeDigitized, `changed` IFD0 DateTime, `offset`
    OffsetTimeOriginal as `+08:00`, `gps_utc` the GPS date and time. Same arguments, same bytes;
    another `seed` gives another picture. `tail` is written behind its end. `mtime` is in seconds
    since 1970.
    """
    exif = Image.Exif()
    exif[0x0131] = "photosort tests"  # Pillow writes nothing where IFD0 is empty
    _set(exif, {0x010F: make, 0x0110: model, 0x0112: orientation, 0x0132: _exif_time(changed)})
    times = {0x9003: _exif_time(taken), 0x9004: _exif_time(digitized), 0x9011: offset}
    _set(exif.get_ifd(0x8769), times)
    gps = _gps(lat, lon, alt, _datetime(gps_utc))
    exif.get_ifd(0x8825).update(gps)
    told = len(exif) > 1 or gps or any(times.values())
    target = Path(os.fsdecode(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    colour = (seed * 37 % 256, seed // 7 % 256, 120 + seed % 100)
    image = Image.new("RGB", size, colour)
    # pixels that differ for each seed, whatever the compression makes of the colour
    for i in range(24):
        bit = seed >> i & 1
        image.putpixel((i % size[0], i // size[0] % size[1]), (255 * bit, 255 * bit, 255 * bit))
    with open(os.fsencode(path), "wb") as file:
        image.save(file, "JPEG", quality=90, exif=exif.tobytes() if told else b"")
        file.write(tail)
    if mtime is not None:
        os.utime(os.fsencode(path), (mtime, mtime))
    return target


def copies(folder: Path, count: int, *, bytes_each: int = 0) -> list[Path]:
    """`count` different JPEGs in `folder`, quickly: one picture with another end each."""
    first = jpeg(folder / "0000.jpg", "2023-01-02T03:04:05", tail=b"\0" * 8)
    data = first.read_bytes()[:-8] + b"\0" * max(0, bytes_each - first.stat().st_size)
    made = []
    for number in range(count):
        path = folder / f"{number:04}.jpg"
        path.write_bytes(data + number.to_bytes(8, "big"))
        made.append(path)
    return made


Entry = tuple[int, bytes | Sequence[int] | Sequence[tuple[int, int]]]
"""Type (2 text, 3 short, 4 long, 5 rational, 9 and 10 signed) and values of an Exif tag."""


def exif_block(
    ifd0: Mapping[int, Entry] | None = None,
    exif: Mapping[int, Entry] | None = None,
    gps: Mapping[int, Entry] | None = None,
    *,
    order: str = "<",
) -> bytes:
    """A TIFF structure byte for byte, for values that Pillow would not write.

    `order` is `<` for little endian, `>` for big.
    """
    tables = [dict(ifd0 or {}), dict(exif or {}), dict(gps or {})]
    for pointer, table in ((0x8769, tables[1]), (0x8825, tables[2])):
        if table:
            tables[0][pointer] = (4, (0,))  # the real offset follows below
    starts = [8]
    for table in tables[:2]:
        starts.append(starts[-1] + 6 + 12 * len(table))
    for pointer, start in ((0x8769, starts[1]), (0x8825, starts[2])):
        if pointer in tables[0]:
            tables[0][pointer] = (4, (start,))
    place = starts[2] + 6 + 12 * len(tables[2])
    heads, values = b"", b""
    for table in tables:
        heads += struct.pack(order + "H", len(table))
        for tag, (kind, value) in sorted(table.items()):
            count, data = _packed(order, kind, value)
            if len(data) > 4:
                inline = struct.pack(order + "I", place + len(values))
                values += data + b"\0" * (len(data) % 2)
            else:
                inline = data.ljust(4, b"\0")
            heads += struct.pack(order + "HHI", tag, kind, count) + inline
        heads += b"\0" * 4
    return (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8) + heads + values


def jpeg_around(block: bytes, path: Path) -> Path:
    """Write the smallest JPEG (8 × 8, no pixels) that carries an Exif block; returns its path."""
    path.unlink(missing_ok=True)  # some file systems flush what is written over
    path.write_bytes(
        b"\xff\xd8\xff\xe1"
        + struct.pack(">H", len(block) + 8)
        + b"Exif\0\0"
        + block
        + b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00\xff\xd9"
    )
    return path


def _packed(
    order: str, kind: int, values: bytes | Sequence[int] | Sequence[tuple[int, int]]
) -> tuple[int, bytes]:
    """How many values there are, and their bytes."""
    if isinstance(values, bytes):
        return len(values), values
    numbers = [n for each in values for n in (each if isinstance(each, tuple) else (each,))]
    code = {1: "B", 3: "H", 4: "I", 5: "I", 8: "h", 9: "i", 10: "i"}[kind]
    return len(values), struct.pack(f"{order}{len(numbers)}{code}", *numbers)


def _set(target: object, values: dict[int, object]) -> None:
    for tag, value in values.items():
        if value is not None:
            target[tag] = value  # type: ignore[index]


def _datetime(value: Time | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _exif_time(value: Time | None) -> str | None:
    """`2022:05:01 10:00:00`; a text that is no ISO time stays, so that tests can write rubbish."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return value
    return value and value.strftime("%Y:%m:%d %H:%M:%S")


def _gps(
    lat: float | None, lon: float | None, alt: float | None, utc: datetime | None
) -> dict[int, object]:
    gps: dict[int, object] = {}
    if lat is not None:
        gps |= {1: "S" if lat < 0 else "N", 2: _degrees(lat)}
    if lon is not None:
        gps |= {3: "W" if lon < 0 else "E", 4: _degrees(lon)}
    if alt is not None:
        gps |= {5: b"\1" if alt < 0 else b"\0", 6: _rational(abs(alt))}
    if utc is not None:
        clock = tuple(IFDRational(part, 1) for part in (utc.hour, utc.minute, utc.second))
        gps |= {7: clock, 0x1D: utc.strftime("%Y:%m:%d")}
    return gps


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes and seconds, to a ten-thousandth of a second (3 mm)."""
    minutes, seconds = divmod(round(abs(value) * 36_000_000), 600_000)
    return (
        IFDRational(minutes // 60, 1),
        IFDRational(minutes % 60, 1),
        IFDRational(seconds, 10_000),
    )


def _rational(value: float) -> IFDRational:
    fraction = Fraction(value).limit_denominator(1000)
    return IFDRational(fraction.numerator, fraction.denominator)
