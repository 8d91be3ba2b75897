"""The user's own places over another engine."""

import json
from datetime import date

import pytest

from photosort.errors import PhotosortError
from photosort.model import Place
from photosort.places.user import UserPlace, UserPlaces

SQUARE = [[8.0, 47.0], [9.0, 47.0], [9.0, 48.0], [8.0, 48.0], [8.0, 47.0]]
HOLE = [[8.4, 47.4], [8.6, 47.4], [8.6, 47.6], [8.4, 47.6], [8.4, 47.4]]


BASIS = {"country": "polygon", "province": "polygon", "city": "nearest", "district": "nearest"}
ZURICH = Place(
    levels={"country": "CH", "province": "Zürich", "city": "Zürich", "district": "Kreis 1"},
    country_code="CH",
    basis=BASIS,
    timezone="Europe/Zurich",
    ids={"country": "CH", "province": "CH.ZH", "city": "2657896", "district": "1"},
)


class Inner:
    """Answers Zürich everywhere."""

    def places(self, coordinates):
        return [ZURICH for _ in coordinates]


@pytest.fixture
def polygons(tmp_path):
    def write(*features):
        path = tmp_path / "places.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
        return path

    return write


def feature(*rings, **properties):
    geometry = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def one(place, lat, lon, day=None):
    return UserPlaces(Inner(), [place]).places_on([(lat, lon, day)])[0]


def test_no_places_change_nothing():
    assert UserPlaces(Inner(), []).places([(47, 8)]) == Inner().places([(47, 8)])


def test_a_point_holds_within_its_radius():
    home = UserPlace("Home", point=(47.37, 8.54), radius_km=1, levels={"district": "Home"})
    near, far = UserPlaces(Inner(), [home]).places([(47.3785, 8.54), (47.38, 8.54)])
    assert near.levels["district"] == "Home"
    assert near.basis == {
        "country": "polygon",
        "province": "polygon",
        "city": "nearest",
        "district": "user",
    }
    assert near.ids["district"] == "user:Home" and near.ids["city"] == "2657896"
    assert near.timezone == "Europe/Zurich"
    assert far.levels["district"] == "Kreis 1"


def test_without_levels_the_name_is_the_township():
    place = one(UserPlace("Grandma's", point=(47, 8)), 47, 8)
    assert place.levels["township"] == "Grandma's" and place.levels["district"] == "Kreis 1"


def test_finer_levels_of_the_engine_are_dropped():
    place = one(UserPlace("Farm", point=(47, 8), levels={"city": "Farm"}), 47, 8)
    assert (
        list(place.levels)
        == list(place.basis)
        == list(place.ids)
        == ["country", "province", "city"]
    )


def test_a_point_holds_across_the_date_line():
    place = one(UserPlace("Isle", point=(-16.8, 179.999), radius_km=1), -16.8, -179.999)
    assert place.levels["township"] == "Isle"


def test_polygons_with_holes_and_their_own_levels(polygons):
    path = polygons(feature(SQUARE, HOLE, township="North"), feature(HOLE, township="Middle"))
    own = UserPlaces(Inner(), [UserPlace("Set", polygons=path)])
    places = own.places([(47.2, 8.2), (47.5, 8.5), (49, 8.5)])
    assert [p.levels.get("township") for p in places] == ["North", "Middle", None]


def test_the_first_place_wins():
    places = [UserPlace("A", point=(47, 8)), UserPlace("B", point=(47, 8))]
    assert UserPlaces(Inner(), places).places([(47, 8)])[0].levels["township"] == "A"


@pytest.mark.parametrize(
    ("first", "last", "day", "holds"),
    [
        (None, None, None, True),
        (None, date(2020, 1, 1), None, False),
        (date(2019, 1, 1), None, None, True),
        (None, date(2020, 1, 1), date(2020, 1, 1), True),
        (None, date(2020, 1, 1), date(2020, 1, 2), False),
        (date(2019, 1, 1), date(2020, 1, 1), date(2018, 12, 31), False),
    ],
)
def test_valid_days(first, last, day, holds):
    place = one(UserPlace("Flat", point=(47, 8), first=first, last=last), 47, 8, day)
    assert ("township" in place.levels) == holds


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (feature(SQUARE[:-1]), "feature 2: a ring that is not closed"),
        (feature([[800, 47], *SQUARE[1:]]), "feature 2: [800, 47] is not a position"),
        (feature([["8", 47], *SQUARE[1:]]), "feature 2: ['8', 47] is not a position"),
        (feature([8, 47]), "feature 2: "),
        (feature(), "feature 2: no rings"),
        ({"geometry": {"type": "Point", "coordinates": [8, 47]}}, "feature 2: no polygon"),
        ({"type": "Feature", "geometry": None}, "feature 2: no polygon"),
        ({"properties": [1], "geometry": {}}, "feature 2: properties are not an object"),
        (feature(SQUARE, city=7), "feature 2: city is not a name"),
        ("text", "feature 2: no polygon"),
    ],
)  # fmt: skip
def test_a_broken_polygon_names_file_and_feature(polygons, broken, said):
    path = polygons(feature(SQUARE), broken)
    with pytest.raises(PhotosortError) as caught:
        UserPlaces(Inner(), [UserPlace("Set", polygons=path)])
    assert str(path) in caught.value.message and said in caught.value.message
    assert caught.value.code == 1 and caught.value.hint


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"type": "Topology"}', '{"type": "FeatureCollection"}', "[" * 100_000]
)
def test_a_broken_file_is_named(tmp_path, content):
    path = tmp_path / "x.geojson"
    path.write_text(content)
    with pytest.raises(PhotosortError) as caught:
        UserPlaces(Inner(), [UserPlace("Set", polygons=path)])
    assert str(path) in caught.value.message and caught.value.code == 1


def test_a_missing_or_binary_file_is_named(tmp_path):
    (tmp_path / "b").write_bytes(b"\xff\xfe\x00")
    for name in ("a", "b"):
        with pytest.raises(PhotosortError, match=str(tmp_path / name)):
            UserPlaces(Inner(), [UserPlace("Set", polygons=tmp_path / name)])


@pytest.mark.parametrize(
    "place",
    [
        UserPlace("Nowhere"),
        UserPlace("Both", point=(1, 1), polygons="x"),
        UserPlace("Far", point=(91, 0)),
        UserPlace("NaN", point=(float("nan"), 0)),
        UserPlace("Small", point=(1, 1), radius_km=0),
        UserPlace("Level", point=(1, 1), levels={"planet": "Earth"}),
        UserPlace("Empty", point=(1, 1), levels={"city": " "}),
    ],
)
def test_a_place_that_makes_no_sense_is_named(place):
    with pytest.raises(PhotosortError, match=place.name):
        UserPlaces(Inner(), [place])
