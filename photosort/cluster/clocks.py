"""Finds camera clocks that are wrong, from photos that a phone took at the same moments."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

_MINUTE_US = 60_000_000
_REACH = 26 * 60  # minutes: the largest difference between two time zones
_CLOSE = 2  # minutes: photos this close count as taken together
_APART = 15  # minutes: shifts this far apart are different explanations
_MIN_MATCHES = 8
_MIN_CONFIDENCE = 0.3
_DEVIATIONS = 4  # lead over chance that the best shift must have

Ints = npt.NDArray[np.int64]


class ClockShift(NamedTuple):
    """A correction for a camera's clock.

    `minutes` counts the minutes with photos of the camera; `matches` of them have a reference photo
    within two minutes after the shift, `matches_now` without it. `confidence` (0–1) is the lead
    over the second best shift.
    """

    seconds: int
    confidence: float
    matches: int
    matches_now: int
    minutes: int


def propose_shift(camera: Ints, reference: Ints) -> ClockShift | None:
    """The shift that aligns the photos of a camera with those of clocks that can be trusted.

    `camera` (n,) and `reference` (m,) are microseconds of the wall clock, in any order. None
    if the clock is right, or if there is too little evidence for a shift.
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
    """How many of `own` come near `other`, for each shift from -`_REACH` to `_REACH` minutes."""
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
