"""The views of a library answer as the commands do, to a plain sqlite3 that knows only SQL."""

import json
import os
import sqlite3
from contextlib import closing

import pytest

from photosort.model import LEVELS, camera_name
from tests.conftest import call
from tests.make import jpeg
from tests.sample import Sample, sample_in

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmp:Rating="4"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Am Meer</rdf:li></rdf:Alt>
</dc:title><dc:subject><rdf:Bag><rdf:li>beach</rdf:li><rdf:li>sea/Baltic</rdf:li></rdf:Bag>
</dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample, with a file gone, one with an offset of its own, old and coarse dates."""
    with sample_in(tmp_path_factory.mktemp("views")) as made:
        some = sorted((made.pictures / "2023").iterdir())
        some[3].unlink()
        jpeg(made.pictures / "old" / "a.jpg", "1969-12-31T23:59:59", lat=48.0, lon=2.0)
        jpeg(made.pictures / "old" / "b.jpg", "2019-05-06T07:08:09", offset="-03:30")
        jpeg(made.pictures / "old" / "IMG_20190506.jpg", make="NIKON CORPORATION", model="NIKON D7")
        jpeg(made.pictures / "old" / "c.jpg", make="LG Electronics", model="LG-H870")
        (made.pictures / "old" / "b.jpg.xmp").write_text(XMP)
        assert call("index", made.pictures).code == 0
        assert call("date", "set", made.pictures / "old" / "c.jpg", "2018").code == 0
        assert call("label", made.pictures / "old", "where=attic").code == 0
        (first, *_) = call("people", "list", "--json", "--members").json
        assert call("people", "cover", first["id"], first["members"][2]["face"]).code == 0
        trips = call("trips", "list", "--json").json
        assert call("trips", "update", trips[0]["id"], "--title", "Kurzurlaub").code == 0
        assert call("trips", "update", trips[1]["id"], "--label", "at=sea").code == 0
        yield made


def rows(sample: Sample, query: str, *values) -> list[dict]:
    """What a plain connection gives, without any function of photosort."""
    uri = f"{sample.library.as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query, values)]


def same(row: dict, wanted: dict) -> None:
    """A row has the values of a document; labels and the like are JSON in it."""
    got = {key: row[key] for key in wanted}
    for key, value in wanted.items():
        if isinstance(value, dict):
            got[key] = json.loads(got[key])
    assert got == wanted


def flat(document: dict) -> dict:
    """A document of `query` under the names of the columns."""
    taken, location, camera = (document[key] for key in ("taken", "location", "camera"))
    address = {level: document["address"].get(level) for level in ("country_code", *LEVELS)}
    plain = (
        "path", "size", "width", "height", "orientation", "duration", "in_flight", "timezone",
        "relation", "goes_with", "missing", "error", "title", "caption", "rating", "favorite",
        "creator", "copyright",
    )  # fmt: skip
    return {
        **{key: document[key] for key in plain},
        **address,
        "folder": os.path.dirname(document["path"]),
        "name": os.path.basename(document["path"]),
        "type": document["content_type"],
        "taken": taken["local"],
        "taken_utc": taken["utc"],
        "taken_offset": taken["offset"],
        "taken_source": taken["source"],
        "taken_precision": taken["precision"],
        "latitude": location["lat"],
        "longitude": location["lon"],
        "altitude": location["alt"],
        "location_source": location["source"],
        "camera": camera_name(camera["make"], camera["model"]) or None,
        "make": camera["make"],
        "model": camera["model"],
        "faces": len(document["faces"]),
        "journey_id": document["journey"],
        "moment_id": document["moment"],
    }


def test_photos(sample):
    shown = call("query", "", "--json").json + call("query", "has:missing", "--json").json
    found = {row["path"]: row for row in rows(sample, "SELECT * FROM photo")}
    assert found.keys() == {each["path"] for each in shown}
    for each in shown:
        same(found[each["path"]], flat(each))
    titles = {each["id"]: each["title"] for each in call("journeys", "list", "--json").json}
    assert titles
    assert all(row["journey_title"] == titles.get(row["journey_id"]) for row in found.values())


def test_ignored_persons_do_not_count(sample):
    (statue,) = (each for each in call("people", "list", "--all", "--json").json if each["ignored"])
    count = "SELECT sum(persons) AS n, sum(faces) AS faces FROM photo WHERE relation IS NULL"
    (before,) = rows(sample, count)
    assert call("people", "ignore", "--show", statue["id"]).code == 0
    (shown,) = rows(sample, count)
    assert call("people", "ignore", statue["id"]).code == 0
    assert before["n"] < shown["n"] and before["faces"] == shown["faces"]
    assert not rows(sample, "SELECT 1 FROM photo_person WHERE person_id = ?", statue["id"])
    assert not rows(sample, "SELECT 1 FROM person WHERE id = ?", statue["id"])
    marked = rows(sample, "SELECT DISTINCT ignored FROM face WHERE person_id = ?", statue["id"])
    assert marked == [{"ignored": 1}]


def test_days_are_those_that_trips_go_by(sample):
    days = {row["name"]: row["day"] for row in rows(sample, "SELECT name, day FROM photo")}
    assert days["a.jpg"] == "1969-12-31"
    assert days["IMG_20190506.jpg"] == "2019-05-06"
    assert days["c.jpg"] is None  # only the year is known
    by_file = rows(sample, "SELECT day FROM photo WHERE taken_source = 'mtime'")
    assert by_file and not any(row["day"] for row in by_file)


def test_labels(sample):
    shown = call("query", "", "--json").json + call("query", "has:missing", "--json").json
    expected = {(each["path"], *pair) for each in shown for pair in each["labels"].items()}
    found = {
        tuple(row.values()) for row in rows(sample, "SELECT path, key, value FROM photo_label")
    }
    assert found == expected and len({key for _, key, _ in found}) > 1


def test_keywords(sample):
    shown = call("query", "", "--json").json
    expected = {(each["path"], word) for each in shown for word in each["keywords"]}
    found = {tuple(row.values()) for row in rows(sample, "SELECT path, keyword FROM photo_keyword")}
    assert found == expected and len(expected) == 2


def members(sample: Sample, view: str, noun: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows(sample, f"SELECT x.{noun}_id, x.path, p.path AS same FROM {view} x"
                            " JOIN photo p ON p.id = x.photo_id"):  # fmt: skip
        assert row["path"] == row["same"]
        found.setdefault(row[f"{noun}_id"], set()).add(row["path"])
    return found


def days_of(document: dict) -> dict:
    return {"first_day": document["start"][:10], "last_day": document["end"][:10]}


def test_trips(sample):
    shown = call("trips", "list", "--json", "--members").json
    found = {row["id"]: row for row in rows(sample, "SELECT * FROM trip")}
    assert found.keys() == {each["id"] for each in shown}
    for each in shown:
        paths, names = each.pop("members"), each.pop("address")
        same(found[each["id"]], each | days_of(each))
        assert {x: found[each["id"]][x] for x in LEVELS} == {x: names.get(x) for x in LEVELS}
        assert members(sample, "trip_photo", "trip").get(each["id"], set()) == set(paths)
    assert any(each["title"] == "Kurzurlaub" for each in shown)


def test_journeys(sample):
    shown = call("journeys", "list", "--json", "--members").json
    found = {row["id"]: row for row in rows(sample, "SELECT * FROM journey")}
    assert found.keys() == {each["id"] for each in shown} and shown
    for each in shown:
        stops, paths = each.pop("stops"), each.pop("members")
        same(found[each["id"]], each | days_of(each))
        assert members(sample, "journey_photo", "journey")[each["id"]] == {x["path"] for x in paths}
        query = "SELECT * FROM journey_stop WHERE journey_id = ? ORDER BY number"
        told = rows(sample, query, each["id"])
        assert [row["number"] for row in told] == list(range(1, len(stops) + 1))
        for row, stop in zip(told, stops, strict=True):
            names = stop.pop("address")
            lat, lon = stop.pop("lat"), stop.pop("lon")
            same(row, stop | days_of(stop) | {"latitude": lat, "longitude": lon})
            assert {x: row[x] for x in LEVELS} == {x: names.get(x) for x in LEVELS}


def test_titles_follow_the_language(sample):
    (japan, *_) = call("journeys", "list", "--json").json
    assert call("journeys", "update", japan["id"], "--title", "").code == 0
    for lang in ("de", "en"):
        assert call("index", "--lang", lang).code == 0
        titles = {each["title"] for each in call("journeys", "list", "--json").json}
        assert {row["title"] for row in rows(sample, "SELECT title FROM journey")} == titles
    assert call("journeys", "update", japan["id"], "--title", japan["title"]).code == 0


def test_persons(sample):
    shown = call("people", "list", "--json", "--members").json
    found = {row["id"]: row for row in rows(sample, "SELECT * FROM person")}
    assert found.keys() == {each["id"] for each in shown} and len(shown) > 2
    boxes = {row["id"]: row for row in rows(sample, "SELECT * FROM face")}
    for each in shown:
        faces, cover, ignored = each.pop("members"), each.pop("cover"), each.pop("ignored")
        assert not ignored
        row = found[each["id"]]
        each.pop("namesakes", None)
        same(row, each | {"cover": cover["path"]})
        face = boxes[row["cover_face"]]
        assert [face[x] for x in ("left", "top", "width", "height")] == cover["box"]
        paths = {x["path"] for x in faces}
        assert members(sample, "photo_person", "person")[each["id"]] == paths
        counted = rows(sample, "SELECT sum(faces) AS n FROM photo_person WHERE person_id = ?",
                       each["id"])  # fmt: skip
        assert counted == [{"n": len(faces)}]


def test_persons_in_too_few_photos_are_not_listed(sample):
    assert call("people", "--min-faces", "8").code == 0
    shown = {each["id"] for each in call("people", "list", "--json").json}
    assert {row["id"] for row in rows(sample, "SELECT id FROM person")} == shown
    assert call("people", "--min-faces", "3").code == 0


def test_faces(sample):
    documents = call("query", "has:faces", "--json").json
    shown = {face["id"]: (each, face) for each in documents for face in each["faces"]}
    found = {row["id"]: row for row in rows(sample, "SELECT * FROM face")}
    gone = {row["id"] for row in rows(sample, "SELECT f.id FROM face f JOIN photo p"
                                              " ON p.id = f.photo_id WHERE p.missing")}  # fmt: skip
    assert found.keys() - gone == shown.keys()
    for id, (each, face) in shown.items():
        row = found[id]
        assert row["path"] == each["path"]
        assert row["person_id"] == face["person"]
        assert [row[x] for x in ("left", "top", "width", "height")] == face["box"]
        for key in ("name", "confidence", "source", "engine", "frame", "score", "quality"):
            assert row[key] == face[key], key
        assert {x: row[x] for x in face["pose"]} == face["pose"]
        for key in ("age", "gender", "mouth", "smile"):
            assert key not in face and row[key] is None


def test_moments(sample):
    shown = call("moments", "list", "--json").json
    found = {row["id"]: row for row in rows(sample, "SELECT * FROM moment")}
    assert found.keys() == {each["id"] for each in shown}
    paths = members(sample, "moment_photo", "moment")
    for each in shown:
        assert paths[each["id"]] == set(each.pop("members"))
        center, names = each.pop("center") or {"lat": None, "lon": None}, each.pop("address")
        del each["groups"], each["cover"]
        at = {"latitude": center["lat"], "longitude": center["lon"]}
        same(found[each["id"]], each | at)
        assert {x: found[each["id"]][x] for x in LEVELS} == {x: names.get(x) for x in LEVELS}


def test_places(sample):
    shown = call("query", "", "--json").json
    expected = {tuple(each["address"].get(x) for x in LEVELS) for each in shown if each["address"]}
    found = rows(sample, "SELECT * FROM place")
    assert {tuple(row[x] for x in LEVELS) for row in found} == expected
    for row in found:
        where = "WHERE place_id = ? AND relation IS NULL AND NOT missing"
        photos = rows(sample, f"SELECT latitude, longitude FROM photo {where}", row["id"])
        assert row["photos"] == len(photos)
        assert {"latitude": row["latitude"], "longitude": row["longitude"]} in photos


def test_runs(sample):
    shown = call("runs", "--json").json
    found = rows(sample, "SELECT * FROM run ORDER BY id DESC")
    assert len(found) == len(shown) > 5
    for row, each in zip(found, shown, strict=True):
        same(row, each)


def test_the_version_is_a_fact(sample):
    assert rows(sample, "SELECT value FROM facts WHERE name = 'views_version'") == [{"value": "1"}]


def test_groups_are_those_of_query(sample):
    for field, column in (("country", "country"), ("camera", "camera"), ("type", "type")):
        groups = call("query", "", "--group", field, "--json").json["groups"]
        shown = {each["value"]: each["count"] for each in groups}
        query = f"SELECT {column} AS value, count(*) AS n FROM photo WHERE NOT missing GROUP BY 1"
        assert {row["value"]: row["n"] for row in rows(sample, query)} == shown


def test_a_reader_sees_a_library_as_it_was_and_hinders_nobody(sample):
    uri = f"{sample.library.as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        before = reader.execute("SELECT count(*) FROM photo_label").fetchone()
        assert call("label", sample.pictures / "2022", "seen=yes").code == 0
        assert reader.execute("SELECT count(*) FROM photo_label").fetchone() == before
        reader.execute("COMMIT")
        assert reader.execute("SELECT count(*) FROM photo_label").fetchone() > before
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader.execute("DELETE FROM facts_of_library")
