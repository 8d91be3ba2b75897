"""Finding the moments of a million photos, beside the plain loop and one sort; CPU seconds."""

from collections.abc import Callable
from time import process_time

import numpy as np
import pytest

from photosort.cluster.moments import find_moments
from tests.cluster.test_moments import DEFAULTS, plain_loop

pytestmark = pytest.mark.bench

PHOTOS = 1_000_000
LIMIT_S = 1.0
RUNS = 3
LOOP_PART = 20  # the plain loop gets a part of the photos: it takes minutes for all


def _library(kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Twenty years in bursts; or one camera that never rests; or pairs far enough apart."""
    dice = np.random.default_rng(1)
    if kind == "life":
        pauses = dice.exponential(40, PHOTOS) * 10 ** dice.choice(
            [0, 1, 2, 3], PHOTOS, p=[0.8, 0.15, 0.04, 0.01]
        )
    elif kind == "webcam":
        pauses = dice.integers(5, 60, PHOTOS)
    else:
        pauses = np.full(PHOTOS, 80 * 60)
    time = np.cumsum(pauses).astype(np.int64) * 1_000_000
    step = dice.normal(0, 0.002, (2, PHOTOS)).cumsum(axis=1)
    lat, lon = 48 + np.clip(step[0], -20, 20), 11 + step[1] % 20
    lat[dice.random(PHOTOS) < 0.3] = np.nan
    return time, lat, lon


def _best(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(RUNS):
        started = process_time()
        work()
        seconds.append(process_time() - started)
    return min(seconds)


@pytest.mark.parametrize("kind", ["life", "webcam", "pairs"])
def test_moments_of_a_million_photos(kind: str) -> None:
    time, lat, lon = _library(kind)
    options = {
        **DEFAULTS,
        **{x: DEFAULTS[x] * 1_000_000 for x in ("time_gap", "time_deviation", "max_gap")},
    }
    found = find_moments(time, lat, lon, **options)
    seconds = _best(lambda: find_moments(time, lat, lon, **options))
    shuffled = np.random.default_rng(2).permutation(time)
    sort = _best(lambda: np.sort(shuffled))
    part = PHOTOS // LOOP_PART
    photos = list(
        zip(
            time[:part].tolist(),
            zip(lat[:part].tolist(), lon[:part].tolist(), strict=True),
            strict=True,
        )
    )
    started = process_time()
    plain_loop(photos, **options)
    loop = (process_time() - started) * LOOP_PART
    print(
        f"\n{kind}: {PHOTOS:,} photos, {len(found):,} moments: {seconds:.2f} CPU-s, at most"
        f" {LIMIT_S:.0f}; plain loop {loop:.1f} (1/{loop / seconds:.0f});"
        f" np.sort {sort:.3f} ({seconds / sort:.1f} ×)"
    )
    assert seconds <= LIMIT_S
