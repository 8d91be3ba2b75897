"""Camera clocks that run wrong, found by the bursts that a phone shot beside them."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

_MINUTE_US = 60_000_000
_REACH = 26 * 60  # minutes: the widest difference of two places' clocks
_CLOSE = 2  # minutes: photos so close are taken to be of one burst
_APART = 15  # minutes: shifts so far apart explain different things
_MIN_MATCHES = 8
_MIN_CONFIDENCE = 0.3
_DEVIATIONS = 4  # by which the best shift must lead over what chance brings about

Ints = npt.NDArray[np.int64]


class ClockShift(NamedTuple):
    """A correction for a camera's clock.

    `matches` of the camera's `minutes` (those with photos) have a photo of the reference within
    two minutes once shifted, `matches_now` without. `confidence` (0–1) is how far the shift
    leads over the next best one.
    """

    seconds: int
    confidence: float
    matches: int
    matches_now: int
    minutes: int


def propose_shift(camera: Ints, reference: Ints) -> ClockShift | None:
    """The shift that lays a camera's photos over those of clocks that can be trusted.

    `camera` (n,) and `reference` (m,) are microseconds of the wall clock, in any order. None
    where the camera runs right, or too little speaks for another shift.
    """
    own = np.unique(camera // _MINUTE_US)
    other = np.unique(reference // _MINUTE_US)
    if len(own) < _MIN_MATCHES or not len(other):
        return None
    counts = _matches(own, other)
    best = int(_centre_of_peak(counts))
    away = np.abs(np.arange(len(counts)) - best) > _APART
    matches, now = int(counts[best]), int(counts[_REACH])
    runner_up = int(counts[away].max(initial=0))
    confidence = 1 - runner_up / matches if matches else 0.0
    by_chance = runner_up + _DEVIATIONS * np.sqrt(runner_up + 1)
    if abs(best - _REACH) <= _CLOSE or matches < max(_MIN_MATCHES, by_chance):
        return None
    if confidence < _MIN_CONFIDENCE:
        return None
    exact = _refine(camera, reference, (best - _REACH) * _MINUTE_US)
    return ClockShift(exact, round(confidence, 3), matches, now, len(own))


def _matches(own: Ints, other: Ints) -> Ints:
    """For each shift from -`_REACH` to `_REACH` minutes, how many of `own` get near `other`."""
    counts = np.zeros(2 * _REACH + 1, dtype=np.int64)
    low = np.searchsorted(other, own - _REACH - _CLOSE)
    high = np.searchsorted(other, own + _REACH + _CLOSE, side="right")
    for minute, start, stop in zip(own.tolist(), low.tolist(), high.tolist(), strict=True):
        covered = np.zeros(len(counts), dtype=bool)
        differences = other[start:stop] - minute + _REACH
        for step in range(-_CLOSE, _CLOSE + 1):
            shifted = differences + step
            covered[shifted[(shifted >= 0) & (shifted < len(counts))]] = True
        counts += covered
    return counts


def _centre_of_peak(counts: Ints) -> int:
    """The middle of the highest plateau."""
    top = np.flatnonzero(counts == counts.max())
    first = np.flatnonzero(top - top[0] == np.arange(len(top)))
    return int(top[first[len(first) // 2]])


def _refine(camera: Ints, reference: Ints, shift: int) -> int:
    """The shift in whole seconds: half hours where they fit, else the median of the matches."""
    half_hour = 30 * _MINUTE_US
    rounded = round(shift / half_hour) * half_hour
    if abs(rounded - shift) <= _CLOSE * _MINUTE_US:
        return int(rounded // 1_000_000)
    ordered = np.sort(reference)
    at = np.clip(np.searchsorted(ordered, camera + shift), 1, len(ordered) - 1)
    before, after = ordered[at - 1] - camera, ordered[at] - camera
    nearest = np.where(np.abs(before - shift) < np.abs(after - shift), before, after)
    close = nearest[np.abs(nearest - shift) <= _CLOSE * _MINUTE_US]
    return int(np.median(close) // 1_000_000) if len(close) else int(shift // 1_000_000)
