"""The photos of a small family, for tests of what tells of a whole library: two homes, a move,
two journeys, three persons as discs, exact copies, photos without a place and without a date.

    family.photos(folder); photosort("index", folder); family.search(photosort)
"""

import shutil
from datetime import date, timedelta
from pathlib import Path

from tests import discs
from tests.conftest import Photosort
from tests.make import jpeg

HAMBURG, MUNICH = (53.55, 10.0), (48.137, 11.575)
OSLO, BERGEN = (59.913, 10.739), (60.393, 5.324)
CANON = ("Canon", "Canon EOS 80D")
MOVED = date(2019, 9, 1)

BARE = 4
"""Photos that have a date and no place."""


def photos(folder: Path) -> Path:
    """Write them; 2019 in Hamburg, from September on in Munich, July in Norway."""
    days = [date(2019, 1, 5) + timedelta(7 * week) for week in range(52)]
    for seed, day in enumerate(days):
        if not date(2019, 7, 1) <= day < date(2019, 7, 20):
            lat, lon = HAMBURG if day < MOVED else MUNICH
            jpeg(folder / f"home/{day}.jpg", f"{day}T19:30:00", lat=lat, lon=lon, seed=seed + 1)
    for number in range(10):
        for hour, colour in ((9, "red"), (14, "green"), (18, "blue")):
            at = OSLO if number < 4 else BERGEN
            discs.photo(
                folder / f"norway/{number:02}_{hour}.jpg", colour, date=f"2019:07:{6 + number:02} {hour:02}:03:22",
                size=90 + number, at=(at[0] + hour / 10_000, at[1]), camera=CANON,
            )  # fmt: skip
    for number in range(BARE):
        jpeg(folder / f"scans/{number}.jpg", f"2019-07-1{number}T12:00:00", seed=900 + number)
    shutil.copy(folder / "norway/04_14.jpg", folder / "scans/copy.jpg")
    return folder


def search(photosort: Photosort) -> None:
    """Find all that there is to be found in the library."""
    for command in ("trips", "journeys", "people", "moments"):
        assert photosort(command).code == 0
