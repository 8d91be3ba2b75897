"""A journey as a line: where photos were taken, in order of time, and the ways in between."""

from collections.abc import Sequence
from itertools import pairwise
from math import asin, atan2, cos, degrees, radians, sin, sqrt
from typing import Literal, NamedTuple

FLIGHT_KM = 150.0
"""Shortest way that may count as a flight, by its speed."""
FLIGHT_KM_H = 220.0
LEAP_KM = 700.0
"""A way this long without a photo is a flight, however long it took."""
SAME_KM = 0.05

_EARTH_KM = 6371.0088
_STEP = 1.5  # degrees between the points of a great circle

Way = Literal["ground", "flight"]


class Fix(NamedTuple):
    """A position: degrees, seconds since any fixed time, and whether in an airplane."""

    lat: float
    lon: float
    seconds: float
    in_flight: bool = False


class Stop(NamedTuple):
    """A place to mark: degrees, name, number of photos."""

    lat: float
    lon: float
    name: str
    photos: int


class Leg(NamedTuple):
    """A way through fixes, of one kind; `fixes` are their indices."""

    way: Way
    fixes: tuple[int, ...]


def distance_km(a: Fix, b: Fix) -> float:
    """Kilometres along the great circle."""
    phi, psi = radians(a.lat), radians(b.lat)
    turn = radians(b.lon - a.lon)
    h = sin((psi - phi) / 2) ** 2 + cos(phi) * cos(psi) * sin(turn / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, h)))


def is_flight(a: Fix, b: Fix) -> bool:
    """Whether the way between two fixes was flown, by the fixes, distance and time."""
    if a.in_flight or b.in_flight:
        return True
    km = distance_km(a, b)
    hours = max((b.seconds - a.seconds) / 3600, 0.01)
    return km >= LEAP_KM or (km >= FLIGHT_KM and km / hours >= FLIGHT_KM_H)


def legs(fixes: Sequence[Fix]) -> list[Leg]:
    """The ways between fixes in order of time: single flights, and runs on the ground."""
    found: list[tuple[Way, list[int]]] = []
    for number, (a, b) in enumerate(pairwise(fixes)):
        way: Way = "flight" if is_flight(a, b) else "ground"
        if found and way == found[-1][0] == "ground":
            found[-1][1].append(number + 1)
        else:
            found.append((way, [number, number + 1]))
    return [Leg(way, tuple(numbers)) for way, numbers in found]


def great_circle(a: Fix, b: Fix) -> list[tuple[float, float]]:
    """(lat, lon) along the shortest way from `a` to `b`, inclusive."""
    arc = distance_km(a, b) / _EARTH_KM
    steps = max(1, round(degrees(arc) / _STEP))
    if steps == 1 or sin(arc) < 1e-9:
        return [(a.lat, a.lon), (b.lat, b.lon)]
    start, end = _vector(a), _vector(b)
    result = []
    for step in range(steps + 1):
        share = step / steps
        p, q = sin((1 - share) * arc) / sin(arc), sin(share * arc) / sin(arc)
        x, y, z = (p * u + q * v for u, v in zip(start, end, strict=True))
        result.append((degrees(asin(max(-1.0, min(1.0, z)))), _longitude(x, y)))
    return result


def _vector(fix: Fix) -> tuple[float, float, float]:
    phi, turn = radians(fix.lat), radians(fix.lon)
    return cos(phi) * cos(turn), cos(phi) * sin(turn), sin(phi)


def _longitude(x: float, y: float) -> float:
    return degrees(atan2(y, x))


def settled(fixes: Sequence[Fix]) -> list[int]:
    """Indices of the fixes, without those next to the previous one."""
    kept: list[int] = []
    for number, fix in enumerate(fixes):
        if not kept or distance_km(fixes[kept[-1]], fix) >= SAME_KM:
            kept.append(number)
    return kept
