"""A believable library: six years of a family, as JPEGs and movies that a command can index.

2,953 files: everyday life in Hamburg, from 9 July 2021 in Munich; eighteen journeys; ten people, as
discs that `tests.fake_faces` takes for faces. A quarter of the photos come from a camera without
GPS, some are copies, some have lost their date. The same each time.
"""

import random
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from tests.fake_faces import discs
from tests.make import Entry, exif_block

Spot = tuple[float, float]

HAMBURG: Spot = (53.5820, 9.9690)
MUNICH: Spot = (48.1290, 11.5510)
MOVED = datetime(2021, 7, 9)
PHONE, CAMERA = ("Apple", "iPhone 11"), ("Canon", "Canon EOS 80D")
PEOPLE = 10
FILES = 2_953


class Journey(NamedTuple):
    """Where a family went: the first day, and (nights, spot) of each stop."""

    title: str
    start: str
    stops: Sequence[tuple[int, Spot]]
    photos: int


JOURNEYS = (
    Journey("Netherlands", "2018-03-29", [(4, (52.3702, 4.8952))], 48),
    Journey("Spain", "2018-07-14", [(5, (41.3874, 2.1686)), (7, (39.4699, -0.3763))], 130),
    Journey("Austria", "2018-12-22", [(7, (47.2692, 11.4041))], 60),
    Journey("Denmark", "2019-05-30", [(2, (55.6761, 12.5683)), (1, (55.6419, 12.0804))], 43),
    Journey(
        "Norway",
        "2019-07-06",
        [(4, (59.9139, 10.7522)), (3, (61.1153, 10.4662)), (4, (58.97, 5.7331))],
        147,
    ),
    Journey("Czechia", "2019-10-04", [(3, (50.0755, 14.4378))], 40),
    Journey("France", "2020-02-21", [(4, (48.8566, 2.3522))], 52),
    Journey("Sylt", "2020-06-19", [(6, (54.9079, 8.3031))], 55),
    Journey("Harz", "2020-08-15", [(4, (51.7909, 10.6158))], 38),
    Journey("Rügen", "2021-05-22", [(5, (54.4152, 13.4322))], 50),
    Journey(
        "Italy",
        "2021-08-14",
        [(4, (45.4408, 12.3155)), (4, (43.7696, 11.2558)), (3, (41.9028, 12.4964))],
        140,
    ),
    Journey("Berlin", "2021-10-22", [(3, (52.52, 13.405))], 36),
    Journey("South Tyrol", "2022-02-12", [(6, (46.4983, 11.3548))], 50),
    Journey("Portugal", "2022-06-04", [(5, (38.7223, -9.1393)), (4, (41.1579, -8.6291))], 110),
    Journey("Croatia", "2022-08-20", [(6, (43.5081, 16.4402)), (3, (42.6507, 18.0944))], 95),
    Journey("Hamburg again", "2022-12-23", [(5, (53.5511, 9.9937))], 45),
    Journey(
        "Japan",
        "2023-03-31",
        [(6, (35.6812, 139.7671)), (4, (35.0116, 135.7681)), (3, (34.6937, 135.5023))],
        190,
    ),
    Journey("Greece", "2023-09-02", [(4, (37.9838, 23.7275)), (6, (36.3932, 25.4615))], 105),
)


@dataclass
class Shot:
    """A photo to be written. `spot` None is a camera without GPS, `taken` None a lost date."""

    taken: datetime | None
    spot: Spot | None
    camera: tuple[str, str]
    people: tuple[int, ...]


def build(folder: Path, *, share: float = 1.0) -> Path:
    """Write the photos below `folder`, a folder a year, and return it; `share` of everyday life.

    With less than all of it a library is made faster, and homes are found all the same from a
    third on.
    """
    chance = random.Random(2018)
    shots = [*_travels(chance), *_everyday(chance, share)]
    shots.sort(key=lambda each: (each.taken is None, each.taken or MOVED))
    written: list[Path] = []
    for number, shot in enumerate(shots):
        year = f"{shot.taken:%Y}" if shot.taken else "scans"
        path = folder / year / f"IMG_{number:05}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_content(shot, number))
        written.append(path)
    for number in range(60):
        place = number * 37 % len(written)
        path = written[place].with_name(f"MOV_{number:04}.mp4")
        path.write_bytes(_movie(shots[place], number))
    for number, path in enumerate(written[5 : 5 + 40 * 29 : 29][:40]):
        copy = folder / "from the phone" / f"copy {number} {path.name}"
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return folder


def _travels(chance: random.Random) -> list[Shot]:
    shots = []
    for journey in JOURNEYS:
        day = datetime.fromisoformat(journey.start)
        nights = sum(nights for nights, _ in journey.stops)
        for place, (stay, spot) in enumerate(journey.stops):
            last = place == len(journey.stops) - 1
            for each in range(stay + last):
                for _ in range(max(1, round(journey.photos / (nights + 1)))):
                    shots.append(_shot(chance, day + timedelta(days=each), spot, 4.0))
            day += timedelta(days=stay)
    return shots


def _everyday(chance: random.Random, share: float) -> list[Shot]:
    """Days at home and around, as many as make the library whole."""
    away = {
        datetime.fromisoformat(each.start) + timedelta(days=day)
        for each in JOURNEYS
        for day in range(-1, sum(nights for nights, _ in each.stops) + 2)
    }
    first = datetime(2018, 1, 3)
    days = [first + timedelta(days=each) for each in range(2_180)]
    days = [day for day in days if day not in away]
    others = len(_travels(random.Random(0))) + 60 + 40 + 60
    wanted = round((FILES - others) * share)
    shots = [
        _shot(chance, day, HAMBURG if day < MOVED else MUNICH, 6.0)
        for day in chance.choices(days, k=wanted)
    ]
    scans = [Shot(None, None, ("", ""), _present(chance)) for _ in range(60)]
    return shots + scans


def _shot(chance: random.Random, day: datetime, spot: Spot, around_km: float) -> Shot:
    taken = day + timedelta(seconds=chance.randrange(9 * 3600, 21 * 3600))
    north, east = (chance.gauss(0, around_km / 3) / 111.2 for _ in range(2))
    camera = CAMERA if chance.random() < 0.25 else PHONE
    where = None if camera == CAMERA else (spot[0] + north, spot[1] + 1.5 * east)
    return Shot(taken, where, camera, _present(chance))


def _present(chance: random.Random) -> tuple[int, ...]:
    """Who is in a photo: nobody in most, the first ones of the family oftener than the last."""
    if chance.random() < 0.55:
        return ()
    return tuple(sorted({int(PEOPLE * chance.random() ** 2) for _ in range(chance.randint(1, 3))}))


def _content(shot: Shot, number: int) -> bytes:
    """A JPEG of the people in it; its number makes it another than all others."""
    picture = _picture(shot.people)
    exif = b"Exif\0\0" + _exif(shot)
    head = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    comment = b"%06d" % number
    return head + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + picture[2:]


@cache
def _picture(people: tuple[int, ...]) -> bytes:
    """The JPEG of a group, without metadata."""
    colours = [_colour(each) for each in people]
    drawn = discs(
        (max(1, len(people)) * 90, 90), *((45 + 90 * i, 45, 40, c) for i, c in enumerate(colours))
    )
    buffer = BytesIO()
    drawn.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _colour(person: int) -> tuple[int, int, int]:
    """One of ten hues far from each other."""
    from colorsys import hsv_to_rgb

    red, green, blue = hsv_to_rgb(person / PEOPLE, 1, 1)
    return round(255 * red), round(255 * green), round(255 * blue)


def _movie(shot: Shot, number: int) -> bytes:
    """A movie of the same time and place without pictures, `number` + 1 seconds long."""
    taken = (shot.taken or MOVED) - timedelta(hours=1)  # movies tell UTC, winter's will do
    since_1904 = round((taken - datetime(1904, 1, 1)).total_seconds())
    times = (since_1904, since_1904, 1000, 1000 * (number + 1))
    header = _box(b"mvhd", struct.pack(">IIIII", 0, *times) + bytes(80))
    if shot.spot:
        spot = "{:+08.4f}{:+09.4f}/".format(*shot.spot).encode()
        header += _box(b"udta", _box(b"\xa9xyz", struct.pack(">HH", len(spot), 0x15C7) + spot))
    return _box(b"ftyp", b"isom" + bytes(4) + b"isom") + _box(b"moov", header)


def _box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", 8 + len(data)) + kind + data


def _exif(shot: Shot) -> bytes:
    make, model = shot.camera
    ifd0: dict[int, Entry] = {0x0131: (2, b"photosort tests\0")}
    if make:
        ifd0 |= {0x010F: (2, make.encode() + b"\0"), 0x0110: (2, model.encode() + b"\0")}
    exif: dict[int, Entry] = {}
    if shot.taken:
        exif[0x9003] = (2, f"{shot.taken:%Y:%m:%d %H:%M:%S}".encode() + b"\0")
    gps: dict[int, Entry] = {}
    if shot.spot:
        lat, lon = shot.spot
        gps = {
            1: (2, b"S\0" if lat < 0 else b"N\0"),
            2: (5, _degrees(lat)),
            3: (2, b"W\0" if lon < 0 else b"E\0"),
            4: (5, _degrees(lon)),
        }
    return exif_block(ifd0, exif, gps)


def _degrees(value: float) -> list[tuple[int, int]]:
    minutes, seconds = divmod(round(abs(value) * 36_000_000), 600_000)
    return [(minutes // 60, 1), (minutes % 60, 1), (seconds, 10_000)]
