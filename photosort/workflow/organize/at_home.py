"""What was taken at home: near a home that was found or given, at the time when it was one."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from photosort.cluster.geo import distance_km
from photosort.model import Home
from photosort.settings.journeys import JourneyOptions
from photosort.store import Store
from photosort.store.facts import Whereabouts

_RADIUS_KM = JourneyOptions().radius_km


def taken_at_home(store: Store, photos: Iterable[Whereabouts]) -> set[int]:
    """The ids of those taken at the home of their day."""
    placed = [x for x in photos if x.day is not None and x.lat is not None]
    rows = np.array([(x.id, x.day, x.lat, x.lon) for x in placed], dtype=float).reshape(-1, 4)
    return set(rows[_near_home(_homes(store), *rows.T[1:]), 0].astype(int).tolist())


def _homes(store: Store) -> list[Home]:
    """The homes of the last run of `journeys`; none that only stands in for want of photos."""
    homes = [home for home, _ in store.journeys.homes()]
    return [home for home in homes if home.source in ("found", "given")]


def _near_home(
    homes: Sequence[Home],
    day: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    lon: npt.NDArray[np.float64],
) -> npt.NDArray[np.bool_]:
    near = np.zeros(len(day), dtype=bool)
    for home in homes:
        first = -np.inf if home.first_day is None else home.first_day
        last = np.inf if home.last_day is None else home.last_day
        km = distance_km(lat, lon, np.array(home.lat), np.array(home.lon))
        near |= (day >= first) & (day <= last) & (km <= _RADIUS_KM)
    return near
