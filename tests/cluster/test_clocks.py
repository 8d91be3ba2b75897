"""Camera clocks that run wrong."""

import numpy as np
import pytest

from photosort.cluster.clocks import propose_shift

MINUTE = 60_000_000
DAY = 1440 * MINUTE


def bursts(rng, days, per_day):
    """Moments of a few bursts a day, as two people on a trip have them in common."""
    starts = [
        day * DAY + rng.integers(8 * 60, 20 * 60) * MINUTE
        for day in range(days)
        for _ in range(per_day)
    ]
    return np.array(starts)


def shots(rng, starts, count, spread=90):
    times = [start + rng.integers(0, spread, count) * 1_000_000 for start in starts]
    return np.concatenate(times)


@pytest.mark.parametrize("minutes", [60, -60, 480, -540, 37, -5 * 60 - 30])
def test_a_shift_is_found(minutes):
    rng = np.random.default_rng(minutes + 1000)
    common = bursts(rng, 10, 5)
    phone = shots(rng, np.concatenate([common, bursts(rng, 10, 5)]), 6)
    camera = shots(rng, np.concatenate([common, bursts(rng, 10, 2)]), 6) - minutes * MINUTE
    shift = propose_shift(camera, phone)
    assert shift is not None
    assert abs(shift.seconds - minutes * 60) <= 60
    assert shift.matches > shift.matches_now
    assert 0.3 <= shift.confidence <= 1
    if minutes % 30 == 0:
        assert shift.seconds == minutes * 60


def test_a_right_clock_is_left_alone():
    rng = np.random.default_rng(1)
    common = bursts(rng, 10, 5)
    assert propose_shift(shots(rng, common, 6), shots(rng, common, 6)) is None


def test_nothing_in_common_proposes_nothing():
    for seed in range(8):
        rng = np.random.default_rng(seed)
        a, b = (shots(rng, bursts(rng, 10, 5), 6) for _ in range(2))
        assert propose_shift(a, b) is None


def test_too_little_says_nothing():
    few = np.arange(3) * MINUTE
    assert propose_shift(few, few + 60 * MINUTE) is None
    assert propose_shift(np.array([], dtype=np.int64), few) is None
    assert propose_shift(np.arange(50) * DAY, np.array([], dtype=np.int64)) is None
