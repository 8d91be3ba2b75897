"""Places of files: corrected by hand, and worked out again when the engine changes."""

import pytest

from photosort.places import geocoders
from tests.make import jpeg

KYOTO = {"lat": 35.01, "lon": 135.77}


@pytest.fixture
def photo(photosort, tmp_path):
    path = jpeg(tmp_path / "p/a.jpg", "2023-04-06T10:00:00", seed=1, **KYOTO)
    jpeg(tmp_path / "p/b.jpg", "2023-04-07T10:00:00", seed=2, **KYOTO)
    photosort("index", tmp_path / "p")
    return path


def test_a_correction_sticks(photosort, photo, tmp_path):
    before = photosort("show", photo, "--json").json
    answer = photosort(
        "place", "set", photo, "--city", "Grandma's", "--district", "Garden", "--json"
    )
    assert (answer.code, answer.json) == (0, {"corrected": 1, "unchanged": 0, "failed": []})
    after = photosort("show", photo, "--json").json
    assert after["address"]["city"] == "Grandma's"
    assert after["address"]["district"] == "Garden"
    assert after["address"]["country"] == "Japan"
    assert after["address_basis"]["city"] == "user"
    assert after["address_basis"]["country"] != "user"
    assert after["taken"] == before["taken"]
    photosort("index", tmp_path / "p", "--full")
    assert photosort("show", photo, "--json").json == after
    photosort("place", "unset", photo)
    assert photosort("show", photo, "--json").json == before


def test_a_photo_without_gps_can_be_placed_by_hand(photosort, tmp_path):
    photo = jpeg(tmp_path / "p/a.jpg", "2023-04-06T10:00:00")
    photosort("index", tmp_path / "p")
    photosort("place", "set", photo, "--country", "Japan", "--province", "Kyoto")
    assert photosort("show", photo, "--json").json["address"] == {
        "country": "Japan",
        "province": "Kyoto",
    }
    (trip,) = photosort("trips", "--levels", "province", "--json").json["trips"]
    assert trip["photos"] == 1


def test_wrong_corrections_change_nothing(photosort, photo, tmp_path):
    before = photosort("show", photo, "--json").json
    assert photosort("place", "set", photo).code == 2
    assert photosort("place", "unset", photo, "--city", "X").code == 2
    assert photosort("place", "set", "--city", "X").code == 2
    unknown = photosort("place", "set", tmp_path / "none.jpg", "--city", "X")
    assert unknown.code == 3 and "none.jpg" in unknown.err
    photosort("place", "set", photo, "--city", "X", "--dry-run")
    assert photosort("show", photo, "--json").json == before


def test_another_version_places_again_without_reading(photosort, photo, tmp_path, monkeypatch):
    (trip,) = photosort("trips", "--levels", "city", "--json").json["trips"]
    engine = geocoders.ENGINES[geocoders.DEFAULT]
    monkeypatch.setitem(geocoders.ENGINES, geocoders.DEFAULT, engine._replace(version="another"))
    answer = photosort("index", "--json").json
    assert answer["unchanged"] == 2
    (same,) = photosort("trips", "--levels", "city", "--json").json["trips"]
    assert same == trip


def test_trips_follow_to_the_new_names_of_their_places(photosort, photo, tmp_path, monkeypatch):
    class Renaming:
        """The real engine, with another name for each city."""

        def __init__(self, inner):
            self.inner = inner

        def places(self, coordinates):
            from dataclasses import replace

            return [
                replace(
                    place,
                    levels={**place.levels, "city": place.levels["city"] + " City"},
                    ids={},
                )
                for place in self.inner.places(coordinates)
            ]

    (trip,) = photosort("trips", "--levels", "city", "--json").json["trips"]
    engine = geocoders.ENGINES[geocoders.DEFAULT]
    monkeypatch.setitem(
        geocoders.ENGINES,
        geocoders.DEFAULT,
        geocoders.Engine("renaming", lambda options: Renaming(engine.load(options))),
    )
    photosort("index", tmp_path / "p")
    listed = photosort("trips", "list", "--members", "--json").json
    assert [each["id"] for each in listed] == [trip["id"]]
    assert len(listed[0]["members"]) == 2
    answer = photosort("trips", "--levels", "city", "--json").json
    (renamed,) = answer["trips"]
    assert renamed["id"] == trip["id"]
    assert renamed["address"]["city"] == trip["address"]["city"] + " City"
    assert (answer["created"], answer["updated"], answer["hidden"]) == (0, 0, 0)


def test_an_unknown_engine_or_language(photosort, photo, tmp_path):
    assert photosort("place", "1,2", "--geocoder", "maps").code == 2
    assert photosort("index", tmp_path / "p", "--lang", "klingon!").code == 2


def test_the_language_changes_names_and_nothing_else(photosort, photo, tmp_path):
    (trip,) = photosort("trips", "--levels", "city", "--json").json["trips"]
    assert trip["address"] == {"country": "Japan", "province": "Kyoto", "city": "Kyoto"}
    photosort("index", "--lang", "zh,en")
    answer = photosort("trips", "--levels", "city", "--json").json
    (same,) = answer["trips"]
    assert same["address"]["country"] == "日本"
    assert {**same, "address": None} == {**trip, "address": None}
    assert (answer["created"], answer["updated"], answer["hidden"]) == (0, 0, 0)
    # the choice stays until another one is made
    photosort("index")
    assert photosort("show", photo, "--json").json["address"]["country"] == "日本"
    photosort("index", "--lang", "en")
    assert photosort("show", photo, "--json").json["address"] == {
        "country": "Japan", "country_code": "JP", "province": "Kyoto", "city": "Kyoto",
    }  # fmt: skip


def test_own_places_of_the_config_file(photosort, photo, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text(
        '[[place]]\nname = "Grandma\'s"\nlat = 35.01\nlon = 135.77\nradius_km = 1\n'
        'city = "Grandma\'s"\nto = 2023-04-06\n'
    )
    photosort("--config", config, "index")
    first = photosort("show", photo, "--json").json
    assert first["address"]["city"] == "Grandma's"
    assert first["address_basis"]["city"] == "user"
    assert first["address"]["country"] == "Japan"
    # it held until the sixth
    assert photosort("show", photo.with_name("b.jpg"), "--json").json["address"]["city"] == "Kyoto"
    photosort("index")
    assert photosort("show", photo, "--json").json["address"]["city"] == "Kyoto"
    config.write_text(config.read_text().replace("2023-04-06", '"2023-04"'))
    photosort("--config", config, "index")
    later = photosort("show", photo.with_name("b.jpg"), "--json").json
    assert later["address"]["city"] == "Grandma's"


@pytest.mark.parametrize(
    "text",
    [
        "[[place]]\nlat = 1\nlon = 2\n",
        '[[place]]\nname = "X"\n',
        '[[place]]\nname = "X"\nlat = "a"\nlon = 2\n',
        '[[place]]\nname = "X"\nlat = 1\nlon = 2\ncolour = "red"\n',
        '[[place]]\nname = "X"\npolygons = "/nowhere.geojson"\n',
        '[[place]]\nname = "X"\nlat = 1\nlon = 2\nfrom = "soon"\n',
        "[policy]\ncrimea = 7\n",
    ],
)
def test_wrong_places_in_the_config_file(photosort, photo, tmp_path, text):
    config = tmp_path / "config.toml"
    config.write_text(text)
    answer = photosort("--config", config, "place", "1,2")
    assert answer.code == 1 and "Traceback" not in answer.err and "unexpected" not in answer.err


def test_the_policy_can_be_overridden(photosort, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text('[policy]\ncrimea = "RU"\n')
    assert photosort("place", "44.95,34.1", "--json").json["address"]["country_code"] == "UA"
    answer = photosort("--config", config, "place", "44.95,34.1", "--json")
    assert answer.json["address"]["country_code"] == "RU"


def test_the_nearest_engine_is_still_there(photosort):
    answer = photosort("place", "42.3149,-83.0364", "--geocoder", "nearest", "--json").json
    assert answer["address_basis"]["country"] == "nearest"
    hybrid = photosort("place", "42.3149,-83.0364", "--json").json["address"]
    assert (hybrid["country"], hybrid["city"]) == ("Canada", "Windsor")
