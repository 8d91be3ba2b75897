"""A film as timed scenes: a title, the map between stops, the best photos of each stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["title", "map", "photo", "end"]

FADE = 0.6
"""Seconds in which one scene fades into the next."""

_WEIGHTS: dict[Kind, float] = {"title": 4.0, "map": 2.6, "photo": 3.0, "end": 4.0}


class Shot(NamedTuple):
    """A photo to show: its id, its stop, and when it appears in the journey (0 to 1)."""

    id: int
    stop: int
    progress: float


@dataclass(frozen=True)
class Scene:
    """What is seen from `start` to `end` (seconds); it fades in while the one before fades out.

    On a map, the journey advances from `since` to `until` (0 to 1). `shot` is set for a photo.
    """

    kind: Kind
    start: float
    end: float
    stop: int = 0
    since: float = 0.0
    until: float = 0.0
    shot: Shot | None = None


def photos_for(seconds: float, stops: int, *, mapped: bool) -> int:
    """How many photos fit into a film of so many seconds; at least one."""
    maps = min(stops, _maps_for(seconds)) if mapped else 0
    rest = seconds - _WEIGHTS["title"] - _WEIGHTS["end"] - maps * _WEIGHTS["map"]
    return max(1, round(rest / _WEIGHTS["photo"]))


def _maps_for(seconds: float) -> int:
    """Maps take a quarter of the time at most."""
    return max(1, int(seconds / 4 / _WEIGHTS["map"]))


def storyboard(shots: Sequence[Shot], seconds: float, *, mapped: bool) -> list[Scene]:
    """The scenes of a film of exactly so many seconds; `shots` are in order of time.

    The map comes before the first photo of a stop, except for minor stops where maps would take
    more than a quarter of the time. Each scene overlaps the previous one by `FADE`.
    """
    kinds: list[tuple[Kind, Shot | None]] = [("title", None)]
    shown = _mapped_stops(shots, seconds) if mapped else frozenset[int]()
    last: int | None = None
    for shot in shots:
        if shot.stop != last and shot.stop in shown:
            kinds.append(("map", shot))
        last = shot.stop
        kinds.append(("photo", shot))
    kinds.append(("end", None))
    stretch = (seconds + FADE * (len(kinds) - 1)) / sum(_WEIGHTS[kind] for kind, _ in kinds)
    scenes: list[Scene] = []
    start, since = 0.0, 0.0
    for kind, each in kinds:
        end = start + _WEIGHTS[kind] * stretch
        until = each.progress if each and kind == "map" else 1.0 if kind == "end" else since
        stop = each.stop if each else 0
        shot_of = each if kind == "photo" else None
        scenes.append(Scene(kind, start, end, stop, since, until, shot_of))
        start, since = end - FADE, until
    return scenes


def _mapped_stops(shots: Sequence[Shot], seconds: float) -> frozenset[int]:
    """The stops that a map leads to: the first, then those with most photos."""
    count: dict[int, int] = {}
    for shot in shots:
        count[shot.stop] = count.get(shot.stop, 0) + 1
    first = shots[0].stop if shots else 0
    ranked = sorted(count, key=lambda stop: (stop != first, -count[stop], stop))
    return frozenset(ranked[: _maps_for(seconds)])


def visible(scenes: Sequence[Scene], at: float) -> list[tuple[Scene, float, float]]:
    """The scenes visible at a time, back to front, each with its progress and opacity (0 to 1)."""
    found = []
    for number, scene in enumerate(scenes):
        if scene.start <= at <= scene.end:
            share = (at - scene.start) / (scene.end - scene.start)
            opaque = min(1.0, (at - scene.start) / FADE) if number else 1.0
            found.append((scene, share, opaque))
    return found


def gentle(share: float) -> float:
    """An easing from 0 to 1, slow at both ends.

    >>> gentle(0.0), gentle(0.5), gentle(1.0)
    (0.0, 0.5, 1.0)
    """
    return share * share * (3 - 2 * share)
