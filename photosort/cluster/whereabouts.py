"""Finds photos whose place is wrong, and photos of people who stayed at home."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from photosort.cluster.geo import Floats, distance_km
from photosort.cluster.trips import Ints

OUTLIER_HOURS = 3.0
"""The place of a far photo is wrong if photos at home precede and follow it within this time,"""
IMPOSSIBLE_KMH = 1000.0
"""or if nobody can have travelled there and back this fast."""
AGREEING_KM, AGREEING_HOURS = 300.0, 36.0
"""Two more far photos this near confirm it: one person is there while another is at home."""
RETURN_KMH = 90.0
"""Nobody came home in between if both ways would have had to be faster than this."""
SLEEP_HOURS = 8.0
"""Hours of sleep at home, taken off the time for each way, at most half of it."""
SHIFT_HOURS = 48.0
"""Within this time, a photo at home by another camera than the one away is of another person."""
SILENT_HOURS = 72.0
"""Somebody who is away takes a photo within this time; otherwise the far places are wrong."""

_HOUR_US = 3_600_000_000

Bools = npt.NDArray[np.bool_]


class Located(NamedTuple):
    """Photos with day and place, in order of time; `row` is where each was given.

    `night` is the day that the evening or the morning of each belongs to; `city` and `camera` are
    codes, `hour` that of the wall clock, all -1 for unknown; `flying` says whether it was taken in
    an airplane.
    """

    row: Ints
    day: Ints
    moment: Ints
    lat: Floats
    lon: Floats
    city: Ints
    night: Ints
    hour: Ints
    camera: Ints
    flying: Bools

    def take(self, chosen: Ints | Bools) -> "Located":
        """The rows that `which` selects, in order."""
        if chosen.dtype == bool:
            chosen = np.flatnonzero(chosen)
        return Located(
            row=self.row[chosen],
            day=self.day[chosen],
            moment=self.moment[chosen],
            lat=self.lat[chosen],
            lon=self.lon[chosen],
            city=self.city[chosen],
            night=self.night[chosen],
            hour=self.hour[chosen],
            camera=self.camera[chosen],
            flying=self.flying[chosen],
        )

    def km(self, one: Ints, other: Ints) -> Floats:
        """Kilometres between photos, by row."""
        return distance_km(self.lat[one], self.lon[one], self.lat[other], self.lon[other])

    def hours(self, one: Ints, other: Ints) -> Floats:
        """Hours between photos, by row."""
        hours: Floats = np.abs(self.moment[other] - self.moment[one]) / _HOUR_US
        return hours


def outliers(photos: Located, far: Bools) -> Bools:
    """A mask of single far photos between two at home that are too close in time to be true."""
    wrong = np.zeros(len(far), dtype=bool)
    single = 1 + np.flatnonzero(far[1:-1] & ~far[:-2] & ~far[2:])
    wrong[single] = True
    hurried = wrong.copy()
    for other in (single - 1, single + 1):
        hours = photos.hours(single, other)
        wrong[single] &= hours <= OUTLIER_HOURS
        hurried[single] &= photos.km(single, other) > IMPOSSIBLE_KMH * hours
    wrong |= hurried
    rows = np.flatnonzero(wrong)
    wrong[rows] = ~_confirmed(photos, np.flatnonzero(far & ~photos.flying), rows)
    return wrong


def _confirmed(photos: Located, far: Ints, rows: Ints) -> Bools:
    """Whether two of the four nearest `far` photos around each of `rows` confirm its place."""
    agreeing = np.zeros(len(rows), dtype=np.int64)
    at = np.searchsorted(far, rows)
    for step in (-2, -1, 1, 2) if len(far) else ():
        inside = (at + step >= 0) & (at + step < len(far))
        other = far[np.clip(at + step, 0, len(far) - 1)]
        near = photos.km(rows, other) <= AGREEING_KM
        agreeing += inside & near & (photos.hours(rows, other) <= AGREEING_HOURS)
    return agreeing >= 2


def stayed_at_home(photos: Located, far: Bools) -> Bools:
    """A mask of photos at home for which nobody away can have come home and left again.

    Either both ways would have been too fast, with the photos away in one area, or a different
    camera took them within two days.
    """
    stayed = np.zeros(len(far), dtype=bool)
    ground = np.flatnonzero(~photos.flying)
    edges = np.flatnonzero(far[ground][1:] != far[ground][:-1]) + 1
    kept = ~far[ground[edges[:-1]]]
    starts, ends = edges[:-1][kept], edges[1:][kept]  # of what lies between two changes
    first, last = ground[starts], ground[ends - 1]
    before, after = ground[starts - 1], ground[ends]
    hours, stay = photos.hours(before, after), photos.hours(first, last)
    area = np.maximum(AGREEING_KM, RETURN_KMH * hours)
    staying = (photos.km(before, after) <= area) & (hours <= SILENT_HOURS)
    for one, other in ((before, first), (last, after)):
        way = photos.hours(one, other)
        awake = np.maximum(way - np.clip(SLEEP_HOURS - stay, 0, None), way / 2)
        staying &= photos.km(one, other) > RETURN_KMH * awake
    staying |= (hours <= SHIFT_HOURS) & _other_camera(photos, (first, last), (before, after))
    length = (ends - starts)[staying]
    offset = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    stayed[ground[np.repeat(starts[staying], length) + offset]] = True
    return stayed


def _other_camera(photos: Located, home: tuple[Ints, Ints], away: tuple[Ints, Ints]) -> Bools:
    """Whether the known cameras at home differ from those of the photos away on both sides."""
    cameras = [photos.camera[rows] for rows in (*home, *away)]
    known = np.all([camera >= 0 for camera in cameras], axis=0)
    apart = [cameras[i] != cameras[j] for i in (0, 1) for j in (2, 3)]
    other: Bools = known & np.all(apart, axis=0) & (cameras[2] == cameras[3])
    return other


def reachable(photos: Located, one: Ints, other: Ints) -> Bools:
    """Whether one person can have taken both photos of each pair."""
    possible: Bools = photos.km(one, other) <= IMPOSSIBLE_KMH * photos.hours(one, other)
    return possible
