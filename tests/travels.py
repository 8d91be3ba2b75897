"""A small library of a family that travels and moves from Hamburg to Munich."""

from datetime import date, timedelta
from pathlib import Path

from tests.make import jpeg

HAMBURG, MUNICH = (53.55, 9.99), (48.137, 11.575)
COPENHAGEN, ROSKILDE = (55.676, 12.568), (55.642, 12.087)
OSLO, LILLEHAMMER, BERGEN, STAVANGER = (
    (59.913, 10.75),
    (61.115, 10.466),
    (60.39, 5.32),
    (58.97, 5.73),
)
VIENNA, LUEBECK = (48.208, 16.373), (53.866, 10.687)

MOVED = date(2021, 7, 10)
JOURNEYS = {
    date(2019, 5, 30): [COPENHAGEN, ROSKILDE, ROSKILDE, COPENHAGEN],
    date(2019, 7, 6): [OSLO] * 3 + [LILLEHAMMER] * 2 + [BERGEN] * 4 + [STAVANGER] * 3,
    date(2019, 12, 30): [VIENNA] * 4,
    date(2020, 8, 1): [LUEBECK],
    date(2021, 9, 3): [VIENNA] * 2,
}
"""First day → where the family was, a day each."""


def make(folder: Path) -> None:
    """Write the photos: one a week at home, three a day on a journey, one of them without GPS."""
    away = {
        first + timedelta(n): place
        for first, places in JOURNEYS.items()
        for n, place in enumerate(places)
    }
    number = 0
    for n in range(365 * 3):
        day = date(2019, 1, 5) + timedelta(n)
        place = away.get(day) or (HAMBURG if day < MOVED else MUNICH)
        if day not in away and (n % 7 or any(abs((day - each).days) < 2 for each in away)):
            continue
        for hour in (9, 12, 15) if day in away else (11,):
            number += 1
            lat, lon = (None, None) if hour == 12 and day in away else place
            jpeg(
                folder / f"{number:04}.jpg", f"{day}T{hour:02}:00:00", lat=lat, lon=lon, seed=number
            )
    jpeg(folder / "undated.jpg", seed=9999, mtime=1.5e9)
    jpeg(folder / "alone.jpg", "2019-03-04T10:00:00", seed=9998)
