"""Folders of JPEG files as a life leaves them: places, days, cameras; no two files alike."""

import os
import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image

DAYS = 300
PLACES = 17  # around each centre: 204 in all

_CENTRES = (
    (47.37, 8.54), (48.14, 11.58), (46.95, 7.45), (52.52, 13.40), (48.86, 2.35), (41.90, 12.50),
    (1.30, 103.85), (35.68, 139.69), (35.01, 135.77), (40.71, -74.01), (37.77, -122.42),
    (-33.87, 151.21),
)  # fmt: skip
_CAMERAS = (("Canon", "Canon EOS R6"), ("Apple", "iPhone 13"), ("FUJIFILM", "X-T4"))


class Shot(NamedTuple):
    """When, where and with what a picture was taken."""

    moment: datetime
    lat: float
    lon: float
    make: str
    model: str


def life(count: int) -> Iterator[Shot]:
    """`count` pictures in order of time: `DAYS` days, each near one of the centres."""
    dice = random.Random(1)
    spots = [
        [(lat + dice.uniform(-0.3, 0.3), lon + dice.uniform(-0.3, 0.3)) for _ in range(PLACES)]
        for lat, lon in _CENTRES
    ]
    start = datetime(2014, 1, 1, 8)
    for number in range(count):
        day, within = divmod(number * DAYS, count)
        lat, lon = dice.choice(spots[day * len(_CENTRES) // DAYS])
        yield Shot(
            start + timedelta(days=12 * day, seconds=within * 43_200 // count),
            lat + dice.gauss(0, 0.004),
            lon + dice.gauss(0, 0.004),
            *_CAMERAS[day % len(_CAMERAS)],
        )


def make_folder(root: Path, count: int, body: bytes, per_folder: int) -> None:
    """`count` files with the picture `body`, an hour old, in folders below `root`."""
    old = time.time() - 3600
    for number, shot in enumerate(life(count)):
        folder = root / f"{number // per_folder:04d}"
        if number % per_folder == 0:
            folder.mkdir(parents=True)
        path = folder / f"IMG_{number:06d}.JPG"
        path.write_bytes(with_exif(body, shot) + number.to_bytes(8, "big"))
        os.utime(path, (old, old))


def big_body() -> bytes:
    """A JPEG of some 200 kB."""
    return _jpeg(Image.merge("RGB", [Image.effect_noise((640, 480), 90)] * 3), 90)


def tiny_body() -> bytes:
    """A JPEG of some 300 bytes."""
    return _jpeg(Image.new("L", (8, 8), 128), 50)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True)
    return file.getvalue()


def with_exif(jpeg: bytes, shot: Shot) -> bytes:
    """A JPEG as cameras write it: Exif in the place of the JFIF header."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = shot.make, shot.model
    exif.get_ifd(0x8769)[0x9003] = f"{shot.moment:%Y:%m:%d %H:%M:%S}"
    exif.get_ifd(0x8825).update(
        {
            1: "N" if shot.lat >= 0 else "S",
            2: _degrees(shot.lat),
            3: "E" if shot.lon >= 0 else "W",
            4: _degrees(shot.lon),
        }
    )
    block = exif.tobytes()
    after_jfif = 4 + int.from_bytes(jpeg[4:6], "big")
    return jpeg[:2] + b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block + jpeg[after_jfif:]


def _degrees(value: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(round(abs(value) * 3600, 3), 60)
    degrees, minutes = divmod(minutes, 60)
    return degrees, minutes, round(seconds, 3)
