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
    days: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    spots = _spots(store, known, radius_km) if known else {}
    for trip, address, day in store.trips.days_of_shown() if spots else ():
        photos, near = spots.get((address, day), (0, False))
        days[trip, day][near] += photos
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for (trip, _), (away, home) in days.items():
        if away or home:
            counts[trip][home > away] += 1
    store.trips.mark_at_home(id for id, (away, home) in counts.items() if home > away)


def _spots(
    store: Store, homes: Sequence[Home], radius_km: float
) -> dict[tuple[int, int], tuple[int, bool]]:
    """(address id, day) → how many photos, and whether that is within the radius of home."""
    rows = store.facts.spots()
    if not rows:
        return {}
    address, day, photos, lat, lon = (np.array(column) for column in zip(*rows, strict=True))
    near = distance_from_home(day, lat, lon, homes) <= radius_km
    keys = zip(address.tolist(), day.tolist(), strict=True)
    return dict(zip(keys, zip(photos.tolist(), near.tolist(), strict=True), strict=True))
