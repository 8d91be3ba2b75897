"""Maps from the packed outlines: projections, clipping, what crosses the date line."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.maps.clipping import clip_line, clip_ring
from photosort.maps.drawing import draw
from photosort.maps.extent import frame
from photosort.maps.labels import Spot, place_labels, text_width
from photosort.maps.outlines import rings
from photosort.maps.projections import AzimuthalEqualArea, EqualEarth, Mercator
from photosort.maps.routes import Fix, Stop, great_circle, is_flight, legs
from photosort.places import outlines as packed

TOKYO, HONOLULU, FRISCO = (35.68, 139.69), (21.3, -157.85), (37.77, -122.42)


@pytest.fixture(scope="module")
def outlines():
    return packed.load()


def fixes(*points, hours=24):
    return [Fix(lat, lon, i * hours * 3600) for i, (lat, lon) in enumerate(points)]


def stops(*points):
    return [Stop(lat, lon, f"stop {i}", i + 1) for i, (lat, lon) in enumerate(points)]


def area(parts):
    """By the even-odd rule, of rings that do not cross: inner ones count against outer ones."""
    total = 0.0
    for ring in parts:
        x, y = ring.T
        total += abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1))) / 2
    return total


def test_projections_keep_what_they_promise():
    lat, lon = np.array([50.0, 50.01, 50.0]), np.array([10.0, 10.0, 10.01])
    for projection in (Mercator(10, 50), AzimuthalEqualArea(10, 50)):
        x, y = projection.forward(lon, lat)
        north, east = y[0] - y[1], x[2] - x[0]
        assert north == pytest.approx(np.radians(0.01), rel=1e-3)
        assert east == pytest.approx(np.radians(0.01) * np.cos(np.radians(50)), rel=1e-3)
    x, y = EqualEarth(0).forward(np.array([0.0, 180.0]), np.array([0.0, 0.0]))
    assert x[1] == pytest.approx(2.7066, abs=1e-3)  # of the published projection


@pytest.mark.parametrize(
    "points, kind",
    [
        ([(1.29, 103.85), (1.35, 103.98)], Mercator),
        ([(48.2, 16.3), (41.9, 12.5), (59.3, 18.06)], AzimuthalEqualArea),
        ([TOKYO, HONOLULU, FRISCO], AzimuthalEqualArea),
        ([(78.2, 15.6), (78.9, 12.0)], AzimuthalEqualArea),
        ([(48, 8), (1.3, 103.8), (-33.9, 151.2), (37.8, -122.4), (-23, -43)], EqualEarth),
        ([(90, 0)], AzimuthalEqualArea),
        ([(44.0, 81.0), (39.1, -108.3)], EqualEarth),  # across the pole
        ([(0, 0), (0, 180)], EqualEarth),
    ],
)
def test_the_projection_fits_and_all_points_are_in_view(points, kind):
    view = frame(points, 1000, 640)
    assert isinstance(view.projection, kind)
    lat, lon = np.array(points, dtype=float).T
    at = view.pixels(lon, lat)
    assert (at >= 0).all()
    assert (at <= (1000, 640)).all()


def test_a_pacific_crossing_is_one_line_across_the_date_line(outlines):
    drawing = draw(
        outlines, fixes(TOKYO, HONOLULU, FRISCO), stops(TOKYO, FRISCO), frozenset(), 1000, 640
    )
    assert [stretch.way for stretch in drawing.route] == ["flight", "flight"]
    for stretch in drawing.route:
        step = np.hypot(*np.diff(stretch.points, axis=0).T)
        assert step.max() < 60  # nothing jumps across the map
    ends = np.vstack([s.points[[0, -1]] for s in drawing.route])
    assert (np.diff(ends[:, 0]) >= -1).all()  # ever eastwards
    # the ocean lies between: land covers little of the view
    assert area(drawing.land) < 0.45 * 1000 * 640


def test_fiji_lies_on_both_sides_of_the_date_line_and_is_whole(outlines):
    points = [(-17.8, 177.97), (-16.5, -179.9)]
    drawing = draw(outlines, fixes(*points), stops(*points), frozenset({"FJ"}), 1000, 640)
    x = np.concatenate([ring[:, 0] for ring in drawing.visited])
    assert x.min() < 400 and x.max() > 700
    shores = [line for line in drawing.shores if np.ptp(line[:, 0]) < 0.01 and len(line) > 1]
    assert not any(np.ptp(line[:, 1]) > 5 for line in shores)  # no seam along the meridian


@pytest.mark.parametrize("point", [(46.9, 103.8), (39.1, -98.5), (-25.0, 134.0), (0.5, 20.0)])
def test_deep_inland_everything_is_land(outlines, point):
    drawing = draw(outlines, fixes(point), stops(point), frozenset(), 1000, 640)
    assert area(drawing.land) == pytest.approx(1024 * 664, rel=0.001)


@pytest.mark.parametrize(
    "point, land",
    [((40.4, -3.7), True), ((-40.4, 176.3), True), ((0.0, -140.0), False), ((-82.0, 30.0), True)],
)
def test_the_far_side_of_the_globe_does_not_turn_land_into_sea(outlines, point, land):
    wide = [(point[0] + d, point[1] + d) for d in (-4, 4)]
    drawing = draw(outlines, fixes(*wide), [], frozenset(), 1000, 640)
    assert outlines.on_land(point[1], point[0]) == land
    inside = _even_odd(drawing.land, _pixel(wide, point))
    assert inside == land


def _pixel(wide, point):
    view = frame(wide, 1000, 640)
    return view.pixels(np.array([point[1]], dtype=float), np.array([point[0]], dtype=float))[0]


def _even_odd(parts, at):
    odd = False
    for ring in parts:
        a, b = ring, np.roll(ring, -1, axis=0)
        cross = (a[:, 1] > at[1]) != (b[:, 1] > at[1])
        x = a[:, 0] + (b[:, 0] - a[:, 0]) * (at[1] - a[:, 1]) / np.where(
            cross, b[:, 1] - a[:, 1], 1
        )
        odd ^= bool((cross & (x > at[0])).sum() % 2)
    return odd


def test_areas_are_right_by_the_size_of_countries(outlines):
    points = [(43.0, 6.0), (51.0, 15.0)]
    drawing = draw(outlines, fixes(*points), [], frozenset({"CH"}), 1000, 640)
    view = frame(points, 1000, 640)
    km2 = area(drawing.visited) / view.scale**2 * 6371.0088**2
    assert km2 == pytest.approx(41_285, rel=0.03)  # Switzerland; Federal Statistical Office


def test_rings_close(outlines):
    for country in ("JP", "US", "CH", "AQ", "LS"):
        for ring in rings(outlines, outlines.inside(frozenset({country}))).each():
            lat, lon = outlines.lat[ring], outlines.lon[ring]
            assert abs(lat[0] - lat[-1]) < 1e-6
            assert abs((lon[0] - lon[-1] + 180) % 360 - 180) < 1e-6


def test_the_world_map_is_quick_and_finite(outlines):
    points = [(48, 8), (1.3, 103.8), (-33.9, 151.2), (37.8, -122.4), (-33.9, 18.4), (71, -8)]
    drawing = draw(outlines, fixes(*points), stops(*points), frozenset({"AQ", "US"}), 1000, 640)
    for part in (*drawing.land, *drawing.visited, *drawing.shores, *drawing.borders):
        assert np.isfinite(part).all()
    assert sum(map(len, drawing.land)) < 60_000


def test_no_place_at_all_is_told(outlines):
    with pytest.raises(ValueError, match="nothing"):
        draw(outlines, [], [], frozenset(), 1000, 640)


rectangle = (0.0, 0.0, 10.0, 10.0)
corner = st.tuples(st.floats(-30, 30), st.floats(-30, 30))


@given(st.lists(corner, min_size=3, max_size=12))
def test_a_clipped_ring_lies_in_the_rectangle_and_one_inside_stays(points):
    ring = np.array(points)
    clipped = clip_ring(ring, rectangle)
    if len(clipped):
        assert clipped.min() >= -1e-6 and clipped.max() <= 10 + 1e-6
    small = ring / 30 * 4 + 5
    assert np.array_equal(clip_ring(small, rectangle), small)


@given(st.lists(corner, min_size=2, max_size=12))
def test_of_a_line_no_piece_in_the_rectangle_is_lost(points):
    line = np.array(points)
    kept = {tuple(map(tuple, pair)) for run in clip_line(line, rectangle)
            for pair in itertools.pairwise(run)}  # fmt: skip
    for a, b in itertools.pairwise(line):
        inside = [((p >= 0) & (p <= 10)).all() for p in (a, b)]
        if any(inside):
            assert (tuple(a), tuple(b)) in kept


def test_flights_are_told_from_drives():
    assert is_flight(Fix(48.1, 11.6, 0), Fix(41.9, 12.5, 3 * 3600))  # Munich to Rome in 3 h
    assert not is_flight(Fix(48.1, 11.6, 0), Fix(41.9, 12.5, 12 * 3600))  # by car
    assert not is_flight(Fix(35.68, 139.77, 0), Fix(35.0, 135.76, 2.4 * 3600))  # by fast train
    assert is_flight(Fix(*TOKYO, 0), Fix(*FRISCO, 30 * 86400))
    way = legs(fixes((48.1, 11.6), (48.2, 11.7), (48.3, 11.8), TOKYO, (35.7, 139.8)))
    assert [(leg.way, leg.fixes) for leg in way] == [
        ("ground", (0, 1, 2)),
        ("flight", (2, 3)),
        ("ground", (3, 4)),
    ]


def test_great_circles_bend_towards_the_pole():
    points = great_circle(Fix(*TOKYO, 0), Fix(*FRISCO, 0))
    assert points[0] == pytest.approx(TOKYO)
    assert points[-1] == pytest.approx(FRISCO)
    assert max(lat for lat, _ in points) > 45


spots = st.lists(
    st.builds(
        Spot,
        st.integers(0, 99),
        st.floats(0, 1000),
        st.floats(0, 640),
        st.floats(3, 14),
        st.text(min_size=1, max_size=20),
    ),
    max_size=25,
    unique_by=lambda spot: spot.number,
)


@given(spots)
def test_labels_stay_on_the_map_and_off_each_other(found):
    size = 17.0
    boxes = []
    for label in place_labels(found, size, 1000, 640):
        long = text_width(label.text, size)
        left = label.x - {"start": 0, "middle": long / 2, "end": long}[label.anchor]
        boxes.append((left, label.y - size * 0.8, left + long, label.y + size * 0.25))
    for box in boxes:
        assert box[0] >= 0 and box[1] >= 0 and box[2] <= 1000 and box[3] <= 640
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_a_lonely_spot_has_its_name():
    (label,) = place_labels([Spot(0, 500, 300, 10, "Kyoto")], 17, 1000, 640)
    assert (label.text, label.anchor) == ("Kyoto", "start")
