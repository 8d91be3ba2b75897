"""Which trips are days at home, by the homes that were found or given."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from photosort.cluster.homes import distance_from_home
from photosort.model import Home
from photosort.store import Store


def mark_at_home(store: Store, homes: Sequence[Home], radius_km: float) -> None:
    """Mark the shown trips of which most photo days are within `radius_km` of home.

    A day counts by the home of its date. A home that only stands in for want of photos is none.
    Part of the caller's transaction.
    """
    known = [each for each in homes if each.source in ("found", "given")]
    at_home = _at_home(store, known, radius_km) if known else set()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for trip, near, photos in _days(store, at_home):
        counts[trip][0] += 2 * near > photos
        counts[trip][1] += 1
    store.trips.mark_at_home(id for id, (near, days) in counts.items() if 2 * near > days)


def _at_home(store: Store, homes: Sequence[Home], radius_km: float) -> set[tuple[int, int]]:
    """The (address id, day) within the radius of home."""
    spots = store.facts.spots()
    if not spots:
        return set()
    address, day, lat, lon = (np.array(column) for column in zip(*spots, strict=True))
    near = distance_from_home(day, lat, lon, homes) <= radius_km
    return set(zip(address[near].tolist(), day[near].tolist(), strict=True))


def _days(store: Store, at_home: set[tuple[int, int]]) -> list[tuple[str, int, int]]:
    """(trip id, photos at home, photos with a location) of each day of each shown trip."""
    days: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for trip, address, day, photos in store.trips.days_of_shown() if at_home else ():
        days[trip, day][0] += photos * ((address, day) in at_home)
        days[trip, day][1] += photos
    return [(trip, near, photos) for (trip, _), (near, photos) in days.items()]
