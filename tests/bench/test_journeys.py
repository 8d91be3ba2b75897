"""Finding the homes and journeys of a million photos; prints CPU seconds."""

from time import process_time

import numpy as np
import pytest

from photosort.cluster.homes import find_homes
from photosort.cluster.journeys import find_journeys
from photosort.cluster.titles import journey_title
from tests.lives import Habits, Life, live

pytestmark = pytest.mark.bench

PHOTOS = 1_000_000
LIMIT_S = 3.0
RUNS = 3


def _life() -> Life:
    """Twenty years with two moves and many journeys, each photo many times over."""
    homes = [(0, (52.52, 13.4)), (2500, (48.2, 16.37)), (5000, (35.68, 139.69))]
    habits = Habits(homes, years=20, photos=10, photos_away=60, second_home=(47.0, 13.8))
    life = live(habits, 1)
    dice = np.random.default_rng(2)
    rows = dice.integers(0, len(life.day), PHOTOS)
    offset = dice.integers(0, 600_000_000, PHOTOS)
    lat, lon = (x[rows] + dice.normal(0, 0.005, PHOTOS) for x in (life.lat, life.lon))
    moment, local = life.moment[rows] + offset, life.local[rows] + offset
    return Life(life.day[rows], moment, local, lat, lon, life.journeys)


@pytest.mark.parametrize(
    "homes_known", [True, False], ids=["homes and journeys", "no home, all away"]
)
def test_journeys_of_a_million_photos(homes_known: bool) -> None:
    life = _life()
    city = life.cells(0.2)
    seconds = []
    for _ in range(RUNS):
        started = process_time()
        homes = find_homes(life.day, life.lat, life.lon) if homes_known else []
        middle = process_time()
        found = find_journeys(life.day, life.moment, life.lat, life.lon, city, homes)
        for each in found:
            stops = [(str(stop.city), "Atlantis") for stop in each.stops]
            journey_title(stops, each.first_day, each.last_day)
        seconds.append((process_time() - started, middle - started))
    whole, of_homes = min(seconds)
    print(
        f"\n{PHOTOS:,} photos, {len(homes)} homes, {len(found)} journeys:"
        f" {whole:.2f} CPU-s, of which homes {of_homes:.2f}; at most {LIMIT_S:.0f}"
    )
    assert whole <= LIMIT_S
