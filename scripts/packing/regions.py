"""Labels the polygons with country, area of policy and province; merges those with one label."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely

from photosort.places.tables import Area

from .cities import Settled
from .sources import Shape, World

_CLEAR = 0.9  # of the places inside a polygon: then its province is theirs


class Label(NamedTuple):
    """What a region answers: ISO code, area of policy, province (-1: that of the nearest place)."""

    country: str
    area: str
    province: int
    split: int  # number of the polygon where places inside disagree, else -1


@dataclass
class Shapes:
    """Polygons with their region, and the places in split ones."""

    regions: list[Label]
    polygons: list[Any]
    region: list[int]
    split_region: list[int]
    split_place: list[int]
    adrift: list[int]  # places that no polygon holds


def label(world: World, settled: Settled, areas: Mapping[str, Area]) -> Shapes:
    """Country by attributes and table, province by vote of the places inside."""
    all_shapes = _cut(world.shapes, areas)
    polygons = [_snapped(shape.polygon) for shape in all_shapes]
    inside = _inside(polygons, settled)
    labels = []
    for number, shape in enumerate(all_shapes):
        area = next((a for a in areas.values() if _selects(a, shape.attributes)), None)
        country = (area.country or "") if area else shape.attributes["iso_a2"]
        labels.append(_vote(settled, inside[number], country, area.name if area else "", number))
    regions = sorted(set(labels))
    number = {region: position for position, region in enumerate(regions)}
    region = [number[each] for each in labels]
    pairs = sorted(
        (region[shape], place)
        for shape, places in inside.items()
        if labels[shape].split >= 0
        for place in places
        if settled.provinces[settled.province[place]].country == labels[shape].country
    )
    split = sum(each.split >= 0 for each in regions)
    print(f"{len(polygons)} polygons, {len(regions)} regions, {split} split")
    covered = {place for places in inside.values() for place in places}
    adrift = sorted(set(range(len(settled.towns))) - covered)
    split_region, split_place = [p[0] for p in pairs], [p[1] for p in pairs]
    return Shapes(regions, polygons, region, split_region, split_place, adrift)


def _cut(shapes: list[Shape], areas: Mapping[str, Area]) -> list[Shape]:
    """Areas that Natural Earth does not have, taken out of the polygon that they lie in."""
    result = list(shapes)
    for area in areas.values():
        if not area.selector.startswith("cut="):
            continue
        name, _, outline = area.selector[4:].partition(":")
        corners = [tuple(map(float, pair.split())) for pair in outline.split(",")]
        number = next(n for n, shape in enumerate(result) if shape.attributes["name"] == name)
        whole, cutter = result[number], shapely.Polygon(corners)
        result[number] = Shape(whole.polygon.difference(cutter), whole.attributes)
        attributes = dict.fromkeys(whole.attributes, "") | {"area": area.name}
        result.append(Shape(_areal(whole.polygon.intersection(cutter)), attributes))
    return result


def _areal(geometry: Any) -> Any:
    parts = getattr(geometry, "geoms", [geometry])
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def sections(shapes: Shapes, settled: Settled) -> dict[str, Any]:
    """The columns of regions."""
    return {
        "region.country": [region.country for region in shapes.regions],
        "region.area": [region.area for region in shapes.regions],
        "region.province": np.array([region.province for region in shapes.regions], "<i2"),
        "split.region": np.array(shapes.split_region, "<i2"),
        "adrift": np.array(shapes.adrift, "<i4"),
        "split.place": np.array(shapes.split_place, "<i4"),
    }


def _snapped(polygon: Any) -> Any:
    """The file is cut at 179.9 degrees and 89.9 south; the world goes on to 180 and 90."""

    def stretch(points: Any) -> Any:
        points = points.copy()
        points[points[:, 0] > 179.899, 0] = 180
        points[points[:, 0] < -179.899, 0] = -180
        points[points[:, 1] < -89.899, 1] = -90
        return points

    return shapely.transform(polygon, stretch)


def _inside(polygons: list[Any], settled: Settled) -> dict[int, list[int]]:
    points = shapely.points([t.lon for t in settled.towns], [t.lat for t in settled.towns])
    tree = shapely.STRtree(points)
    inside = defaultdict(list)
    for number, polygon in enumerate(polygons):
        shapely.prepare(polygon)
        near = np.sort(tree.query(polygon))
        inside[number] = near[shapely.contains(polygon, points[near])].tolist()
    return inside


def _selects(area: Area, attributes: Mapping[str, str]) -> bool:
    if area.selector.startswith("cut="):
        return attributes.get("area") == area.name
    tests = (test.split("=") for test in area.selector.split(" | "))
    return any(attributes[field] == value for field, value in tests)


def _vote(settled: Settled, places: list[int], country: str, area: str, number: int) -> Label:
    votes = Counter(
        settled.province[place]
        for place in places
        if settled.provinces[settled.province[place]].country == country
    )
    total = sum(votes.values())
    if not total:
        own = [n for n, unit in enumerate(settled.provinces) if unit.country == country]
        return Label(country, area, own[0] if len(own) == 1 else -1, -1)
    best, count = min(votes.items(), key=lambda item: (-item[1], item[0]))
    if count >= _CLEAR * total:
        return Label(country, area, best, -1)
    return Label(country, area, -1, number)
