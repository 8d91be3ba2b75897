"""Photos out of an airplane: shown as such, in no trip and no stop, an arc on the map."""

from itertools import count

import pytest

from tests.make import jpeg

PARIS, SIBERIA, TOKYO = (48.8566, 2.3522), (60.4, 93.3), (35.6812, 139.7671)


@pytest.fixture
def picture():
    """Writes a picture: path, wall clock, point, offset, metres. Each is another one."""
    seeds = count()

    def write(path, taken, point, offset, metres=None):
        lat, lon = point
        jpeg(path, taken, offset=offset, lat=lat, lon=lon, alt=metres, seed=next(seeds))

    return write


@pytest.fixture
def flown(photosort, tmp_path, picture):
    """A home, one photo from the window, a week in Tokyo."""
    folder = tmp_path / "p"
    for day in range(1, 29):
        picture(folder / f"h{day}.jpg", f"2023-04-{day:02}T12:00:00", PARIS, "+02:00")
    picture(folder / "w.jpg", "2023-05-10T23:20:00", SIBERIA, "+07:00", 10_900)
    for day in range(11, 15):
        for hour in (9, 12, 17):
            name = folder / f"j{day}-{hour}.jpg"
            picture(name, f"2023-05-{day:02}T{hour:02}:00:00", TOKYO, "+09:00")
    photosort("index", folder)
    return photosort, folder


def test_it_is_shown_and_found(flown):
    photosort, folder = flown
    window = photosort("show", folder / "w.jpg", "--json").json
    assert window["in_flight"] is True and window["address"] == {}
    assert window["timezone"] == "Asia/Krasnoyarsk"
    assert "10900 m, in flight" in photosort("show", folder / "w.jpg").out
    assert photosort("show", folder / "j11-9.jpg", "--json").json["in_flight"] is False
    assert photosort("query", "has:flight", "--count").out.split()[0] == "1"


def test_no_trip_and_no_stop_is_in_the_land_below(flown):
    photosort, folder = flown
    trips = photosort("trips", "--levels", "country", "--json").json["trips"]
    assert {trip["address"]["country"] for trip in trips} == {"France", "Japan"}
    (journey,) = photosort("journeys", "--json").json["journeys"]
    assert journey["title"] == "Tokyo, May 2023" and journey["start"].startswith("2023-05-10")
    assert [stop["address"]["country"] for stop in journey["stops"]] == ["Japan"]
    assert (journey["photos"], journey["stray"], journey["distance_km"]) == (13, 0, 0)
    out = folder.parent / "map.svg"
    photosort("journeys", "map", journey["id"], "--out", out)
    assert 'class="flight"' in out.read_text()


def test_neighbours_that_come_later_decide(photosort, tmp_path, picture):
    folder = tmp_path / "p"
    picture(folder / "w.jpg", "2023-05-10T12:00:00", (45.9, 6.9), "+02:00", 5000)
    photosort("index", folder)
    seen = photosort("show", folder / "w.jpg", "--json").json
    assert not seen["in_flight"] and seen["address"]["country"] == "France"
    picture(folder / "a.jpg", "2023-05-10T11:00:00", PARIS, "+02:00", 40)
    picture(folder / "b.jpg", "2023-05-10T13:00:00", (41.9, 12.5), "+02:00", 20)
    photosort("index", folder)
    seen = photosort("show", folder / "w.jpg", "--json").json
    assert seen["in_flight"] and seen["address"] == {}
    picture(folder / "c.jpg", "2023-05-10T12:30:00", (45.92, 6.9), "+02:00", 5000)
    photosort("index", folder)
    seen = photosort("show", folder / "w.jpg", "--json").json
    assert not seen["in_flight"] and seen["address"]["country"] == "France"


def test_who_stayed_at_home_is_told(photosort, tmp_path, picture):
    folder = tmp_path / "p"
    for day in range(1, 29):
        picture(folder / f"h{day}.jpg", f"2023-04-{day:02}T12:00:00", PARIS, "+02:00")
    for day in range(10, 15):
        for hour in (9, 12, 17):
            picture(
                folder / f"j{day}-{hour}.jpg", f"2023-05-{day}T{hour:02}:00:00", TOKYO, "+09:00"
            )
        picture(folder / f"s{day}.jpg", f"2023-05-{day}T08:00:00", PARIS, "+02:00")
    photosort("index", folder)
    (journey,) = photosort("journeys", "--json").json["journeys"]
    assert (journey["photos"], journey["nights"], journey["stray"]) == (15, 4, 5)
    assert "5 photos taken at home" in photosort("journeys", "show", journey["id"]).out
    track = folder.parent / "t.geojson"
    photosort("journeys", "show", journey["id"], "--geojson", track)
    assert "139.767" in track.read_text() and "2.3522" not in track.read_text()
