"""Nothing that a file holds may raise, hang or cost much; values that make no sense are none."""

import json
import os
import random
import time
import tracemalloc
from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from photosort.media.read import read
from photosort.model import Facts, FileStamp, Reading
from tests.conftest import PICTURES
from tests.make import Entry, exif_block, jpeg, jpeg_around

# the same examples in every run: what is found new comes from the slow test below
fuzz = settings(
    max_examples=50,
    deadline=5000,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

SAMPLES = {
    "JPEG": "2022 Singapore/IMG_20220501_100000.jpg",
    "HEIC": "2023 Japan/IMG_0417.HEIC",
    "WebP": "2023 Japan/IMG_20230408_184001.webp",
    "PNG": "Scans/IMG_0093.png",
    "TIFF": "Scans/scan0003.tif",
}
MAGICS = {
    "JPEG": b"\xff\xd8\xff\xe1",
    "PNG": b"\x89PNG\r\n\x1a\n",
    "WebP": b"RIFF\xff\xff\0\0WEBP",
    "GIF": b"GIF89a",
    "TIFF, little endian": b"II*\0\x08\0\0\0",
    "TIFF, big endian": b"MM\0*\0\0\0\x08",
    "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0heicmif1\0\0\0\x40meta\0\0\0\0",
    "AVIF": b"\0\0\0\x14ftypavif\0\0\0\0avif\0\0\x10\0meta\0\0\0\0",
    "CR2": b"II*\0\x10\0\0\0CR\x02\0",
    "video": b"\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\x10\0moov",
    "nothing known": b"",
}
# values that lengths, counts and offsets like to fail on
EXTREMES = [0, 1, 2, 7, 8, 9, 16, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000]
EXTREMES += [0xFFFFFFFF, 0x100000000, 2**63 - 1, 2**63, 2**64 - 1]


def sample(kind: str) -> bytes:
    if kind == "AVIF":  # the same boxes under another brand
        return sample("HEIC").replace(b"ftypheic", b"ftypavif", 1)
    return (PICTURES / SAMPLES[kind]).read_bytes()


def reading(path: Path, data: bytes | None = None) -> Reading:
    if data is not None:
        path.unlink(missing_ok=True)  # some file systems flush what is written over
        path.write_bytes(data)
    return read(FileStamp(os.fsencode(path), 0, 0, 0, 0))


def facts(path: Path, data: bytes | None = None) -> Facts:
    found = reading(path, data)
    assert found.facts is not None, found.error
    return found.facts


def check(found: Reading) -> None:
    """Facts can be stored and shown, whatever the bytes were."""
    assert found.stamp.size == os.stat(found.stamp.path).st_size
    told = found.facts
    assert told is None or found.error is None
    if told is None:
        return
    assert found.fingerprint is not None
    assert len(found.fingerprint) == 16
    for side in (told.width, told.height):
        assert side is None or 0 < side < 2**32
    assert told.orientation in (None, 1, 2, 3, 4, 5, 6, 7, 8)
    for text in (told.make, told.model):
        assert text is None or (text and text.isprintable() and len(text) <= 1024)
    if told.coordinates:
        assert abs(told.coordinates.lat) <= 90
        assert abs(told.coordinates.lon) <= 180
        json.dumps(told.coordinates.alt, allow_nan=False)
    if told.taken:
        assert told.taken.local or told.taken.utc
        for moment in (told.taken.local, told.taken.utc):
            assert moment is None or 1825 <= moment.year <= datetime.now().year + 1
        assert told.taken.offset is None or abs(told.taken.offset) < 24 * 60


# damaged and made-up files


@st.composite
def mutations(draw: st.DrawFn) -> list[Callable[[bytearray], None]]:
    """A few ways to damage a file, most of them near its start, where the structure is."""

    def place(data: bytearray, at: int) -> int:
        return at % len(data) if data else 0

    def flip(at: int, value: int) -> Callable[[bytearray], None]:
        def damage(data: bytearray) -> None:
            if data:
                data[place(data, at)] ^= value

        return damage

    def overwrite(at: int, value: int, width: int, order: Any) -> Callable[[bytearray], None]:
        def damage(data: bytearray) -> None:
            at_here = place(data, at)
            data[at_here : at_here + width] = (value % 256**width).to_bytes(width, order)

        return damage

    def cut(at: int) -> Callable[[bytearray], None]:
        def damage(data: bytearray) -> None:
            del data[place(data, at) :]

        return damage

    def splice(at: int, source: int, length: int) -> Callable[[bytearray], None]:
        def damage(data: bytearray) -> None:
            start = place(data, source)
            data[place(data, at) : place(data, at)] = data[start : start + length]

        return damage

    def drop(at: int, length: int) -> Callable[[bytearray], None]:
        def damage(data: bytearray) -> None:
            start = place(data, at)
            del data[start : start + length]

        return damage

    at = st.one_of(st.integers(0, 80), st.integers(0, 1500), st.integers(0, 20_000))
    kinds = st.one_of(
        st.builds(flip, at, st.integers(1, 255)),
        st.builds(
            overwrite,
            at,
            st.sampled_from(EXTREMES),
            st.sampled_from([1, 2, 4, 8]),
            st.sampled_from(["big", "little"]),
        ),
        st.builds(cut, at),
        st.builds(splice, at, at, st.integers(1, 200)),
        st.builds(drop, at, st.integers(1, 200)),
    )
    return draw(st.lists(kinds, min_size=1, max_size=12))


@pytest.mark.parametrize("kind", [*SAMPLES, "AVIF"])
@fuzz
@given(damages=mutations())
def test_damaged_pictures(kind: str, damages: Any, tmp_path: Path) -> None:
    data = bytearray(sample(kind))
    for damage in damages:
        damage(data)
    check(reading(tmp_path / "photo.jpg", bytes(data)))


@pytest.mark.parametrize("kind", MAGICS)
@fuzz
@given(rest=st.binary(max_size=400))
def test_any_bytes_behind_a_magic(kind: str, rest: bytes, tmp_path: Path) -> None:
    check(reading(tmp_path / "photo.jpg", MAGICS[kind] + rest))


@pytest.mark.parametrize("kind", [*SAMPLES, "AVIF"])
def test_cut_anywhere(kind: str, tmp_path: Path) -> None:
    """Cut at each of the first bytes, and then further apart: less is told, never more."""
    data = sample(kind)
    whole = facts(tmp_path / "whole", data)
    for size in [*range(1, 400, 3), *range(400, len(data), 149)]:
        found = reading(tmp_path / "photo.jpg", data[:size])
        check(found)
        if found.facts and found.facts.coordinates:
            assert whole.coordinates
            assert found.facts.coordinates.lat == whole.coordinates.lat
            assert found.facts.coordinates.lon == whole.coordinates.lon
        if found.facts and found.facts.width and found.facts.height:
            assert (found.facts.width, found.facts.height) == (whole.width, whole.height)


def damaged(data: bytes, dice: random.Random) -> bytes:
    """The same damages from a die, which is much quicker to throw."""
    made = bytearray(data)
    for _ in range(dice.choice([1, 2, 4, 12, 40])):
        at = dice.randrange(min(len(made), dice.choice([80, 1500, len(made)])) or 1)
        width = dice.choice([1, 1, 2, 4, 8])
        value = dice.choice([dice.randrange(256), *EXTREMES]) % 256**width
        made[at : at + width] = value.to_bytes(width, dice.choice(["big", "little"]))
    return bytes(made)


def check_quickly(path: Path, data: bytes, name: str) -> None:
    started = time.process_time()
    try:
        check(reading(path, data))
    except Exception as error:
        raise AssertionError(name) from error
    assert time.process_time() - started < 5, name


@pytest.mark.parametrize("kind", [*SAMPLES, "AVIF"])
def test_pictures_damaged_by_the_hundred(kind: str, tmp_path: Path) -> None:
    data = sample(kind)
    for seed in range(250):
        check_quickly(tmp_path / "photo.jpg", damaged(data, random.Random(seed)), f"seed {seed}")


@pytest.mark.slow
def test_pictures_damaged_anew(tmp_path: Path) -> None:
    """Other damages each time; the seed is in the message, and FUZZ_SEED repeats it."""
    seed = int(os.environ.get("FUZZ_SEED", time.time_ns()))
    dice = random.Random(seed)
    samples = [sample(kind) for kind in (*SAMPLES, "AVIF")]
    until = time.monotonic() + 20
    number = 0
    while time.monotonic() < until:
        number += 1
        name = f"FUZZ_SEED={seed}, number {number}"
        check_quickly(tmp_path / "photo.jpg", damaged(dice.choice(samples), dice), name)


# files made to cost time or memory


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return (8 + len(body)).to_bytes(4, "big") + kind + body


def heic(exif_items: int, locations: bytes, rest: bytes = b"") -> bytes:
    """A HEIC with some items of type Exif and an item location box."""
    entries = [
        box(b"infe", b"\x02\0\0\0", number.to_bytes(2, "big"), b"\0\0Exif\0")
        for number in range(1, exif_items + 1)
    ]
    size = box(b"ispe", b"\0\0\0\0", (8).to_bytes(4, "big"), (8).to_bytes(4, "big"))
    meta = box(
        b"meta",
        b"\0\0\0\0",
        box(b"iinf", b"\0\0\0\0", exif_items.to_bytes(2, "big"), *entries),
        box(b"iloc", locations),
        box(b"iprp", box(b"ipco", size)),
    )
    return box(b"ftyp", b"heic\0\0\0\0heicmif1") + meta + rest


def seconds(path: Path, data: bytes) -> float:
    """CPU seconds of reading; the file must still be known for a picture of 8 × 8."""
    path.write_bytes(data)
    started = time.process_time()
    found = facts(path)
    spent = time.process_time() - started
    assert (found.width, found.height) == (8, 8)
    return spent


def test_a_heic_that_announces_extents_without_bytes(tmp_path: Path) -> None:
    # offsets and lengths of 0 bytes, 65,535 extents an item
    items = b"".join((900 + n).to_bytes(2, "big") + b"\0\0\xff\xff" for n in range(4))
    locations = b"\0\0\0\0\0\0" + (4).to_bytes(2, "big") + items
    assert seconds(tmp_path / "photo.heic", heic(1, locations)) < 0.1


def test_a_heic_with_many_exif_items_and_locations(tmp_path: Path) -> None:
    items = b"".join((9000 + n).to_bytes(2, "big") + b"\0\0\0\0" for n in range(4000))
    locations = b"\0\0\0\0\x44\0" + (4000).to_bytes(2, "big") + items
    assert seconds(tmp_path / "photo.heic", heic(50, locations)) < 0.1


def test_a_heic_that_unfolds_into_memory(tmp_path: Path) -> None:
    # one item whose 60 extents are each the whole file
    rest = b"\0" * 1_000_000
    extents = ((0).to_bytes(4, "big") + len(rest).to_bytes(4, "big")) * 60
    locations = b"\0\0\0\0\x44\0\0\x01\0\x01\0\0" + (60).to_bytes(2, "big") + extents
    path = tmp_path / "photo.heic"
    path.write_bytes(heic(1, locations, rest))
    tracemalloc.start()
    try:
        facts(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


def test_a_file_of_many_small_parts(tmp_path: Path) -> None:
    """A million empty chunks or segments: a bound, not a walk to the end."""
    chunks = sample("PNG")[:33] + (b"\0\0\0\0tEXt" + b"\0" * 4) * 300_000
    path = tmp_path / "photo.png"
    path.write_bytes(chunks)
    started = time.process_time()
    assert facts(path).width == 320
    assert time.process_time() - started < 2


def test_a_sparse_file_of_a_terabyte(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(sample("JPEG"))
    try:
        os.truncate(path, 10**12)
    except OSError as error:
        pytest.skip(f"this file system makes no file of a terabyte: {error}")
    assert facts(path).taken is not None


# dates


DIGITS = b"0123456789"
moments = st.datetimes(datetime(1826, 1, 2), datetime(2025, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)
offsets = st.integers(-12 * 4, 14 * 4).map(lambda quarter: 15 * quarter)


def offset_text(minutes: int) -> bytes:
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}".encode()


def with_exif(folder: Path, order: str = "<", **tables: dict[int, Entry]) -> Facts:
    return facts(jpeg_around(exif_block(order=order, **tables), folder / "x"))


def date_of(folder: Path, text: bytes, *, offset: bytes = b"", fraction: bytes = b"") -> Any:
    """`Facts.taken` of a JPEG with this DateTimeOriginal, or None where Exif gives no date."""
    tags: dict[int, Entry] = {0x9003: (2, text)}
    if offset:
        tags[0x9011] = (2, offset)
    if fraction:
        tags[0x9291] = (2, fraction)
    taken = with_exif(folder, exif=tags).taken
    return taken if taken and taken.source == "exif" else None


@fuzz
@given(moment=moments, order=st.sampled_from("<>"), end=st.sampled_from([b"", b"\0", b" \0"]))
def test_a_date_comes_back(moment: datetime, order: str, end: bytes, tmp_path: Path) -> None:
    text = moment.strftime("%Y:%m:%d %H:%M:%S").rjust(19, "0").encode()
    taken = with_exif(tmp_path, order, exif={0x9003: (2, text + end)}).taken
    assert taken
    assert (taken.source, taken.known, taken.local) == ("exif", "local", moment)
    assert (taken.utc, taken.offset) == (None, None)


@fuzz
@given(moment=moments, minutes=offsets)
def test_a_date_with_its_offset_gives_utc(moment: datetime, minutes: int, tmp_path: Path) -> None:
    text = moment.strftime("%Y:%m:%d %H:%M:%S").rjust(19, "0").encode()
    taken = date_of(tmp_path, text + b"\0", offset=offset_text(minutes) + b"\0")
    assert (taken.local, taken.offset, taken.offset_source) == (moment, minutes, "file")
    assert taken.utc == moment - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text",
    [
        b"0000:00:00 00:00:00",
        b"    :  :     :  :  ",
        b"                   ",
        b"",
        b"2022:00:10 10:00:00",
        b"2022:13:10 10:00:00",
        b"2022:02:30 10:00:00",
        b"2023:02:29 10:00:00",
        b"2022:05:01 24:00:00",
        b"2022:05:01 10:60:00",
        b"2022:05:01 10:00:61",
        b"1700:05:01 10:00:00",
        b"2999:05:01 10:00:00",
        b"9999:12:31 23:59:59",
        b"yesterday at ten   ",
        b"2022-05",
        b"\xff" * 19,
    ],
)
def test_dates_that_make_no_sense_are_none(text: bytes, tmp_path: Path) -> None:
    assert date_of(tmp_path, text + b"\0") is None


@pytest.mark.parametrize(
    "text",
    [
        b"2022-05-01 10:00:00",
        b"2022/05/01 10:00:00",
        b"2022.05.01 10:00:00",
        b"2022-05-01T10:00:00",
        b"2022:05:01 10:00:00.25",
        b"2022:05:01 10:00",
        b"2022:05:01 10:00:00\0\0\0\0",
    ],
)
def test_dates_that_others_write_are_read(text: bytes, tmp_path: Path) -> None:
    taken = date_of(tmp_path, text + b"\0")
    assert taken.local.replace(microsecond=0) == datetime(2022, 5, 1, 10)


def test_a_fraction_of_a_second(tmp_path: Path) -> None:
    taken = date_of(tmp_path, b"2022:05:01 10:00:00\0", fraction=b"25 \0")
    assert taken.local == datetime(2022, 5, 1, 10, 0, 0, 250_000)
    taken = date_of(tmp_path, b"2022:05:01 10:00:00\0", fraction=b"  \0")
    assert taken.local == datetime(2022, 5, 1, 10)


@fuzz
@given(text=st.one_of(st.binary(max_size=24), st.text("0123456789: -+.TZ\0", max_size=24)))
def test_any_text_as_date_and_offset(text: bytes | str, tmp_path: Path) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    taken = date_of(tmp_path, data)
    assert taken is None or taken.local.strftime("%Y").rjust(4, "0").encode() in data
    taken = date_of(tmp_path, b"2022:05:01 10:00:00\0", offset=data)
    assert taken.local == datetime(2022, 5, 1, 10)
    assert taken.offset is None or abs(taken.offset) < 15 * 60


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        (b"+08:00", 480),
        (b"-03:30", -210),
        (b"+0530", 330),
        (b"Z", 0),
        (b"+05:45\0", 345),
        (b"   :  ", None),
        (b"+25:00", None),
        (b"+08:75", None),
        (b"08:00", None),
        (b"+8", None),
        (b"\xff\xff", None),
    ],
)
def test_offsets(text: bytes, minutes: int | None, tmp_path: Path) -> None:
    taken = date_of(tmp_path, b"2022:05:01 10:00:00\0", offset=text)
    assert taken.offset == minutes


@pytest.mark.parametrize("text", [b"+14:59", b"-14:30"])
def test_offsets_that_no_place_has(text: bytes, tmp_path: Path) -> None:
    assert date_of(tmp_path, b"2022:05:01 10:00:00\0", offset=text).offset is None


def test_the_order_of_dates(tmp_path: Path) -> None:
    """DateTimeOriginal, DateTimeDigitized, the GPS clock, IFD0 DateTime."""
    dates: dict[str, Any] = {
        "taken": "2020-01-01T10:00:00",
        "digitized": "2021-01-01T10:00:00",
        "gps_utc": "2022-01-01T10:00:00",
        "changed": "2023-01-01T10:00:00",
    }
    told = []
    while dates:
        taken = facts(jpeg(tmp_path / "p.jpg", **dates)).taken
        assert taken
        told.append((taken.source, (taken.local or taken.utc).year))  # type: ignore[union-attr]
        dates.pop(next(iter(dates)))
    assert told == [("exif", 2020), ("exif", 2021), ("gps", 2022), ("exif", 2023)]
    invalid = facts(
        jpeg(tmp_path / "p.jpg", "0000:00:00 00:00:00", digitized="2021-01-01T10:00:00")
    )
    assert invalid.taken
    assert invalid.taken.local == datetime(2021, 1, 1, 10)


def test_the_gps_clock_tells_the_offset(tmp_path: Path) -> None:
    def taken(local: str, utc: str) -> Any:
        return facts(jpeg(tmp_path / "p.jpg", local, gps_utc=utc)).taken

    found = taken("2022-05-01T10:00:00", "2022-05-01T01:58:40")  # the fix is a little older
    assert (found.offset, found.offset_source) == (480, "gps")
    assert found.utc == datetime(2022, 5, 1, 2)
    found = taken("2022-05-01T10:00:00", "2022-05-01T04:15:00")
    assert found.offset == 345  # Nepal
    found = taken("2022-05-01T10:00:00", "2022-05-01T08:41:00")  # no zone is an hour and 19 minutes
    assert (found.offset, found.utc) == (None, None)
    found = taken("2022-05-01T10:00:00", "2022-04-29T10:00:00")
    assert found.offset is None


# places


def place_of(
    folder: Path, lat: Any, lon: Any, *, refs: tuple[bytes, bytes] = (b"N\0", b"E\0"), kind: int = 5
) -> Any:
    gps: dict[int, Entry] = {
        1: (2, refs[0]),
        2: (kind, lat),
        3: (2, refs[1]),
        4: (kind, lon),
    }
    return with_exif(folder, gps=gps).coordinates


def dms(degrees: Fraction) -> list[tuple[int, int]]:
    """Degrees, minutes and seconds as Exif rationals, seconds to a millionth."""
    minutes, seconds = divmod(round(abs(degrees) * 3600 * 10**6), 60 * 10**6)
    return [(minutes // 60, 1), (minutes % 60, 1), (seconds, 10**6)]


@fuzz
@given(
    lat=st.fractions(-90, 90, max_denominator=10**6),
    lon=st.fractions(-180, 180, max_denominator=10**6),
)
def test_a_place_comes_back(lat: Fraction, lon: Fraction, tmp_path: Path) -> None:
    refs = (b"S\0" if lat < 0 else b"N\0", b"W\0" if lon < 0 else b"E\0")
    found = place_of(tmp_path, dms(lat), dms(lon), refs=refs)
    if lat == lon == 0:
        assert found is None
    else:
        assert found.lat == pytest.approx(float(lat), abs=1e-6)
        assert found.lon == pytest.approx(float(lon), abs=1e-6)


rationals = st.tuples(
    st.sampled_from([0, 1, 59, 60, 90, 91, 180, 181, 2**31, 2**32 - 1]),
    st.sampled_from([0, 1, 60, 10**6, 2**32 - 1]),
)


@fuzz
@given(lat=st.lists(rationals, max_size=4), lon=st.lists(rationals, max_size=4))
@example(lat=[(0, 0)] * 3, lon=[(10, 1)] * 3)
def test_any_numbers_as_place(lat: Any, lon: Any, tmp_path: Path) -> None:
    found = place_of(tmp_path, lat, lon)
    used = [*lat[:3], *lon[:3]]
    if not lat or not lon or any(denominator == 0 for _, denominator in used):
        assert found is None
        return
    exact = [
        sum(Fraction(*part) / 60**power for power, part in enumerate(parts[:3]))
        for parts in (lat, lon)
    ]
    if exact[0] > 90 or exact[1] > 180 or exact == [0, 0]:
        assert found is None
    elif found is not None:
        assert (found.lat, found.lon) == pytest.approx([float(x) for x in exact], abs=1e-6)
    else:
        # None only where it cannot be told from the corner of the range, or from 0,0
        assert exact[0] > 89.999999 or exact[1] > 179.999999 or max(exact) < 1e-7


@pytest.mark.parametrize("refs", [(b"", b""), (b"\0", b"E\0"), (b"N\0", b"\0"), (b"E\0", b"N\0")])
def test_no_hemisphere_is_no_place(refs: tuple[bytes, bytes], tmp_path: Path) -> None:
    assert place_of(tmp_path, [(10, 1)] * 3, [(20, 1)] * 3, refs=refs) is None


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
def test_half_a_place_is_none(missing: int, tmp_path: Path) -> None:
    gps: dict[int, Entry] = {
        1: (2, b"N\0"),
        2: (5, [(10, 1)] * 3),
        3: (2, b"E\0"),
        4: (5, [(20, 1)] * 3),
    }
    assert with_exif(tmp_path, gps=gps).coordinates is not None
    del gps[missing]
    assert with_exif(tmp_path, gps=gps).coordinates is None


def test_next_to_nothing_is_not_shown_as_zero(tmp_path: Path) -> None:
    found = place_of(tmp_path, [(0, 1), (0, 1), (1, 10**8)], [(0, 1)] * 3)
    assert found is None or (found.lat, found.lon) != (0, 0)


def test_altitude(tmp_path: Path) -> None:
    place: Any = {"lat": 31.5, "lon": 35.5}
    assert facts(jpeg(tmp_path / "p.jpg", alt=-430.5, **place)).coordinates.alt == -430.5  # type: ignore[union-attr]
    assert facts(jpeg(tmp_path / "p.jpg", alt=12, **place)).coordinates.alt == 12  # type: ignore[union-attr]
    assert facts(jpeg(tmp_path / "p.jpg", **place)).coordinates.alt is None  # type: ignore[union-attr]


NEGATIVE_CLOCK = "a GPS clock of negative hours raises OverflowError and ends the whole run"


@pytest.mark.parametrize("hours", [-(2**31), -5])
def test_a_negative_gps_clock_is_none(hours: int, tmp_path: Path) -> None:
    clock = [(hours, 1), (0, 1), (0, 1)]
    found = with_exif(tmp_path, gps={7: (10, clock), 0x1D: (2, b"2022:05:01\0")})
    assert found.taken is None or found.taken.source != "gps"


def test_a_negative_width_is_none(tmp_path: Path) -> None:
    date: Entry = (2, b"2022:05:01 10:00:00\0")  # so that something is known of the file
    block = exif_block({0x100: (9, [-8]), 0x101: (3, [8]), 0x132: date})
    assert facts(tmp_path / "x.tif", block).width is None


@fuzz
@given(
    kind=st.sampled_from([1, 2, 3, 4, 5, 8, 9, 10]),
    tag=st.sampled_from(
        [0x10F, 0x110, 0x112, 0x132, 0x9003, 0x9011, 0x9291, 1, 2, 3, 4, 5, 6, 0x1D]
    ),
    numbers=st.lists(st.sampled_from([0, 1, 2, 77, 127]), min_size=2, max_size=6),
)
def test_any_type_for_any_tag(kind: int, tag: int, numbers: list[int], tmp_path: Path) -> None:
    value: Any = bytes(numbers) if kind == 2 else numbers
    if kind in (5, 10):
        value = list(zip(numbers[::2], numbers[1::2], strict=False))
    whole: dict[str, dict[int, Entry]] = {
        "ifd0": {0x10F: (2, b"Maker\0")},
        "exif": {0x9003: (2, b"2022:05:01 10:00:00\0")},
        "gps": {1: (2, b"N\0"), 2: (5, [(1, 1)] * 3), 3: (2, b"E\0"), 4: (5, [(1, 1)] * 3)},
    }
    table = "exif" if tag > 0x9000 else "ifd0" if tag > 0x100 else "gps"
    whole[table] |= {tag: (kind, value)}
    check(reading(jpeg_around(exif_block(**whole), tmp_path / "x")))


# a second opinion


JPEGS = sorted(
    path.relative_to(PICTURES).as_posix()
    for path in PICTURES.rglob("*")
    if path.suffix.lower() == ".jpg" and path.stat().st_size > 1000
)


@pytest.mark.parametrize("name", JPEGS)
def test_exifread_says_the_same(name: str) -> None:
    exifread = pytest.importorskip("exifread")
    with (PICTURES / name).open("rb") as file:
        tags = exifread.process_file(file, details=False)
    told = facts(PICTURES / name)
    local = told.taken.local if told.taken and told.taken.source == "exif" else None
    assert (local and local.strftime("%Y:%m:%d %H:%M:%S")) == date_by_exifread(tags)
    place = exifread.utils.get_gps_coords(tags) or None
    if place == (0, 0):
        place = None  # no fix
    ours = told.coordinates and (told.coordinates.lat, told.coordinates.lon)
    assert (ours is None) == (place is None)
    assert place is None or ours == pytest.approx(place, abs=1e-5)
    for tag, our in (("Image Make", told.make), ("Image Model", told.model)):
        assert our == (str(tags[tag]).strip() if tag in tags else None)
    orientation = tags["Image Orientation"].values[0] if "Image Orientation" in tags else None
    assert told.orientation == orientation


def date_by_exifread(tags: dict[str, Any]) -> str | None:
    """The date that the contract wants, from another program's tags."""
    for tag in ("EXIF DateTimeOriginal", "EXIF DateTimeDigitized", "Image DateTime"):
        if tag in tags and str(tags[tag]) != "0000:00:00 00:00:00":
            return str(tags[tag])
    return None
