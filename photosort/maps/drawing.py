"""A map as shapes in pixels: land, borders, the route, and the stops with their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from photosort.maps.clipping import Rectangle, clip_line, clip_ring, seen, thin
from photosort.maps.extent import View, frame, turned
from photosort.maps.labels import Label, Spot, place_labels
from photosort.maps.outlines import Ints, Outlines, Rings, rings
from photosort.maps.projections import Floats
from photosort.maps.routes import Fix, Leg, Stop, Way, great_circle, legs, settled

GRAIN = 1.0
"""Resolution in pixels; nothing finer is drawn."""

_MARGIN = 12.0  # pixels around the map in which lines continue
_ROUTE_GRAIN = 1.5
_DIVISIONS_SCALE = 400.0  # pixels per radian from which provinces are drawn


class Stretch(NamedTuple):
    """A part of the route: points (n, 2) in pixels, and the progress (0 to 1) at each."""

    way: Way
    points: Floats
    progress: Floats


@dataclass(frozen=True)
class Drawing:
    """All shapes of a map, in the order in which they are drawn; rings are filled even-odd.

    `labels` are for text of `label_size` pixels, `large_labels` for a map shown small. `progress`
    is how far into the journey (0 to 1) each fix of the route is.
    """

    width: int
    height: int
    land: list[Floats]
    visited: list[Floats]
    divisions: list[Floats]
    borders: list[Floats]
    shores: list[Floats]
    route: list[Stretch]
    spots: list[Spot]
    labels: tuple[Label, ...]
    large_labels: tuple[Label, ...]
    label_size: float
    progress: tuple[float, ...]


def draw(
    outlines: Outlines,
    fixes: Sequence[Fix],
    stops: Sequence[Stop],
    countries: frozenset[str],
    width: int,
    height: int,
    *,
    connected: bool = True,
) -> Drawing:
    """The map of a journey: `fixes` are where each photo was taken, in order of time.

    `countries` (ISO codes) are highlighted. Without `connected`, no route is drawn. Raises
    `ValueError` if there is neither a fix nor a stop.
    """
    kept = settled(fixes)
    way = [fixes[i] for i in kept]
    points = [(fix.lat, fix.lon) for fix in way] + [(stop.lat, stop.lon) for stop in stops]
    ways = legs(way) if connected else []
    for leg in ways:
        if leg.way == "flight":
            points += great_circle(way[leg.fixes[0]], way[leg.fixes[1]])
    if not points:
        raise ValueError("nothing to show on a map")
    view = frame(points, width, height)
    canvas = _Canvas(outlines, view)
    spots = _spots(view, stops)
    counts = np.diff([*kept, len(fixes)])
    arrive = _pace(view, way, counts) if way else np.zeros(1)
    size = width / 58
    return Drawing(
        width=width,
        height=height,
        land=canvas.filled(outlines.land) + canvas.antipode(),
        visited=canvas.filled(rings(outlines, outlines.inside(countries))),
        divisions=canvas.lines(outlines.divisions(countries))
        if view.scale >= _DIVISIONS_SCALE
        else [],
        borders=canvas.lines(outlines.borders()),
        shores=canvas.lines(outlines.shores()),
        route=_route(view, way, ways, arrive),
        spots=spots,
        labels=place_labels(spots, size, width, height),
        large_labels=place_labels(spots, size * 2, width, height),
        label_size=size,
        progress=_progress(arrive, counts),
    )


class _Canvas:
    """The outlines, projected once, and the parts of them that are in view."""

    def __init__(self, outlines: Outlines, view: View) -> None:
        self._outlines, self._view = outlines, view
        self._points = view.pixels(outlines.lon, outlines.lat)
        self._to: Rectangle = (-_MARGIN, -_MARGIN, view.width + _MARGIN, view.height + _MARGIN)

    def filled(self, found: Rings) -> list[Floats]:
        """The parts of filled rings that are in view."""
        if not len(found.start):
            return []
        points = self._points[found.vertices]
        low = np.minimum.reduceat(points, found.start)
        high = np.maximum.reduceat(points, found.start)
        near = (high >= self._to[:2]).all(axis=1) & (low <= self._to[2:]).all(axis=1)
        near &= (high - low).max(axis=1) >= GRAIN
        if self._view.projection.cut:
            near |= high[:, 0] - low[:, 0] > np.pi * self._view.scale  # in up to two parts
        ends = np.append(found.start[1:], len(found.vertices))
        result = []
        for number in np.flatnonzero(near).tolist():
            for part in self._unbroken(found.vertices[found.start[number] : ends[number]]):
                part = thin(clip_ring(part, self._to), GRAIN)
                if len(part) > 2:
                    result.append(part)
        return result

    def _unbroken(self, ring: Ints) -> list[Floats]:
        """The ring in pixels, in parts if it crosses the cut of the projection."""
        if not self._view.projection.cut:
            return [self._points[ring]]
        lon0 = self._view.projection.lon0
        west = turned(self._outlines.lon[ring] - lon0)
        if (abs(np.diff(west)) <= 180).all():
            return [self._points[ring]]
        west, lat = np.unwrap(west, period=360), self._outlines.lat[ring]
        if abs(west[-1] - west[0]) > 180:  # around a pole
            pole = np.copysign(90.0, lat.mean())
            west, lat = np.append(west, west[[-1, 0]]), np.append(lat, [pole, pole])
        parts = []
        for turn in (-720, -360, 0, 360, 720):
            part = clip_ring(np.stack([west + turn, lat], axis=1), (-180, -90, 180, 90))
            if len(part) > 2:
                x, y = self._view.projection.forward(lon0 + part[:, 0], part[:, 1])
                parts.append(self._view.placed(x, y))
        return parts

    def antipode(self) -> list[Floats]:
        """The whole view as a ring, if the antipode of the centre is on land.

        The ring around that land has the land outside when drawn on a plane.
        """
        projection = self._view.projection
        lat0 = getattr(projection, "lat0", None)
        if projection.cut or lat0 is None:
            return []
        if not self._outlines.on_land(projection.lon0 + 180, -lat0):
            return []
        left, top, right, bottom = self._to
        return [np.array([[left, top], [right, top], [right, bottom], [left, bottom]])]

    def lines(self, numbers: Ints) -> list[Floats]:
        """The parts of lines that are in view."""
        start = self._outlines.start
        low = np.minimum.reduceat(self._points, start[:-1])[numbers]
        high = np.maximum.reduceat(self._points, start[:-1])[numbers]
        near = (high >= self._to[:2]).all(axis=1) & (low <= self._to[2:]).all(axis=1)
        near &= (high - low).max(axis=1) >= GRAIN
        result = []
        for number in numbers[near].tolist():
            for part in broken(self._points[start[number] : start[number + 1]], self._view):
                result += [thin(run, GRAIN) for run in clip_line(part, self._to)]
        return result


def broken(line: Floats, view: View) -> list[Floats]:
    """A line (n, 2) in pixels, split where it jumps across the cut of the projection."""
    if not view.projection.cut or len(line) < 2:
        return [line]
    half = np.pi * view.scale * 0.9
    jumps = np.flatnonzero(abs(np.diff(line[:, 0])) > half) + 1
    return [part for part in np.split(line, jumps) if len(part) > 1]


def _spots(view: View, stops: Sequence[Stop]) -> list[Spot]:
    if not stops:
        return []
    at = view.pixels(np.array([s.lon for s in stops]), np.array([s.lat for s in stops]))
    most = max(stop.photos for stop in stops) or 1
    small, large = view.width / 200, view.width / 75
    return [
        Spot(i, float(x), float(y), small + (large - small) * (s.photos / most) ** 0.5, s.name)
        for i, (s, (x, y)) in enumerate(zip(stops, at, strict=True))
    ]


def _pace(view: View, way: Sequence[Fix], counts: Ints) -> Floats:
    """When each fix is reached, from 0 to 1.

    Half of the time goes by distance on the map, half by photos, so that neither a flight nor a
    party takes all of it.
    """
    at = view.pixels(np.array([f.lon for f in way]), np.array([f.lat for f in way]))
    length = np.hypot(*np.diff(at, axis=0).T)
    length[length > np.pi * view.scale] = 0  # across the cut
    weight = 0.5 * counts / counts.sum()
    if length.sum() > 0:
        weight[:-1] += 0.5 * length / length.sum()
    else:
        weight *= 2
    arrive: Floats = np.concatenate([[0], np.cumsum(weight)])
    return arrive


def _route(view: View, way: Sequence[Fix], ways: Sequence[Leg], arrive: Floats) -> list[Stretch]:
    """The legs in pixels, flights along great circles."""
    route = []
    for leg in ways:
        if leg.way == "flight":
            first = leg.fixes[0]
            points = great_circle(way[first], way[first + 1])
            number = first + np.linspace(0, 1, len(points))
        else:
            points = [(way[i].lat, way[i].lon) for i in leg.fixes]
            number = np.array(leg.fixes, dtype=np.float64)
        lat, lon = np.array(points).T
        line = view.pixels(lon, lat)
        when = np.interp(number, np.arange(len(arrive)), arrive)
        for part in broken(np.column_stack([line, when]), view):
            keep = seen(part[:, :2], _ROUTE_GRAIN)
            route.append(Stretch(leg.way, part[keep, :2], part[keep, 2]))
    return route


def _progress(arrive: Floats, counts: Ints) -> tuple[float, ...]:
    """When each photo appears: those of a fix one by one, once it is reached."""
    shares = 0.5 * counts / max(counts.sum(), 1)
    return tuple(
        float(begin + share * number / count)
        for begin, share, count in zip(
            arrive[:-1].tolist(), shares.tolist(), counts.tolist(), strict=True
        )
        for number in range(count)
    )
