"""Expressions as SQL, against what they mean in plain Python."""

import random

import pytest
from hypothesis import HealthCheck, given, settings

from photosort.query.expressions import Everything
from photosort.query.language import parse
from photosort.store import Store
from tests.expressions import NAMES, expressions, meant

_DAY = 86_400_000_000


def _photos(seed):
    """Sixty random photos, and what the evaluator knows of each."""
    dice = random.Random(seed)

    def some(values, unknown=0.3):
        return None if dice.random() < unknown else dice.choice(values)

    names = [name for name in NAMES if name]
    photos = []
    for id in range(1, 61):
        placed = dice.random() < 0.7
        source = some(["exif", "mtime", "filename"])
        city = some(names)
        photos.append(
            {
                "id": id,
                "path": f"/{dice.choice(names)}/{dice.choice(names)}/{id}{dice.choice(names)}.jpg",
                "size": dice.choice([0, 1, 100, 1000, 5000]),
                "width": some([1, 100, 4000]),
                "height": some([1, 100, 4000]),
                "duration": some([0.5, 12.25]),
                "make": some(names),
                "model": some(names),
                "type": some(["image/jpeg", "video/mp4"], 0.1),
                "lat": dice.choice([-90.0, -33.5, 0.0, 35.25, 48.0]) if placed else None,
                "lon": dice.choice([-180.0, -1.25, 2.5, 135.75, 179.75]) if placed else None,
                "alt": some([0.0, 12.25]),
                "place_source": dice.choice(["exif", "inferred", "user"]) if placed else None,
                "relation": some(["duplicate", "live"], 0.8),
                "moment": dice.random() < 0.2,
                "taken": dice.randrange(12) * _DAY + dice.randrange(24) * 3600 if source else None,
                "taken_source": source,
                "modified": dice.randrange(12) * _DAY,
                # there, gone, gone and out of the trips, ignored
                "missing": dice.choice([0] * 27 + [1, 2, 3]),
                "labels": {
                    dice.choice(names): dice.choice(NAMES) for _ in range(dice.randrange(3))
                },
                "country": some(names) if placed else None,
                "province": some(names) if placed else None,
                "city": city if placed else None,
                "timezone": some(["Asia/Tokyo"]) if placed else None,
                "code": None,
                "trip_title": None,
                "trip_place": None,
                "journey_title": None,
                "error": None,
                "own_title": some(names, 0.7),
                "caption": some(names, 0.7),
                "creator": some(names, 0.7),
                "copyright": some(names, 0.7),
                "rating": some([-1, 1, 2, 5], 0.6),
                "favorite": dice.random() < 0.2,
                "keywords": {
                    "/".join(dice.choices(names, k=dice.randrange(1, 3)))
                    for _ in range(dice.randrange(3))
                },
            }
        )
    return photos


@pytest.fixture(scope="module", params=[1, 2, 3])
def filled(request, tmp_path_factory):
    """A library of random photos with a trip and a journey, and the same as dicts."""
    photos = _photos(request.param)
    dice = random.Random(request.param)
    path = tmp_path_factory.mktemp("library") / "library.db"
    with Store.write(path, create=True) as store:
        connection = store._connection
        for photo in photos:
            address = None
            if photo["lat"] is not None:
                address = photo["id"]
                photo["code"] = "OK" if photo["country"] else None
                connection.execute(
                    "INSERT INTO addresses (id, country_code, country, province, city, basis,"
                    " timezone, identity) VALUES (?, ?, ?, ?, ?, '{}', ?, ?)",
                    (address, photo["code"], photo["country"], photo["province"], photo["city"],
                     photo["timezone"], str(address)),
                )  # fmt: skip
            connection.execute(
                "INSERT INTO files (id, path, size, mtime_ns, ctime_ns, inode, missing,"
                " content_type, width, height, duration, make, model, lat, lon, alt, taken_source,"
                " taken_known, taken_local, address_id, place_source, relation, title, caption,"
                " creator, copyright, rating, favorite)"
                " VALUES (?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'local', ?, ?, ?, ?,"
                " ?, ?, ?, ?, ?, ?)",
                (photo["id"], photo["path"].encode(), photo["size"], photo["modified"] * 1000,
                 photo["missing"], photo["type"], photo["width"], photo["height"],
                 photo["duration"], photo["make"], photo["model"], photo["lat"], photo["lon"],
                 photo["alt"], photo["taken_source"], photo["taken"], address,
                 photo["place_source"], photo["relation"], photo["own_title"], photo["caption"],
                 photo["creator"], photo["copyright"], photo["rating"], photo["favorite"]),
            )  # fmt: skip
            connection.executemany(
                "INSERT INTO keywords VALUES (?, ?)",
                ((photo["id"], keyword) for keyword in photo["keywords"]),
            )
            connection.executemany(
                "INSERT INTO file_labels VALUES (?, ?, ?)",
                ((photo["id"], *label) for label in photo["labels"].items()),
            )
        _add_groups(connection, photos, dice)
    for photo in photos:
        photo["titles"] = [t for t in (photo["trip_title"], photo["journey_title"]) if t]
        photo["has"] = {
            "gps": photo["lat"] is not None,
            "time": photo["taken_source"] in ("exif", "filename"),
            "place": photo["country"] is not None,
            "camera": photo["make"] is not None or photo["model"] is not None,
            "labels": bool(photo["labels"]),
            "trip": photo["trip_place"] is not None,
            "journey": photo["journey_title"] is not None,
            "sidecar": False,
            "flight": False,
            "companions": False,
            "error": False,
            "missing": photo["missing"] in (1, 2),
            "ignored": photo["missing"] == 3,
            "title": bool(photo["titles"] or photo["own_title"]),
            "keywords": bool(photo["keywords"]),
            "favorite": photo["favorite"],
            **{x: photo[x] is not None for x in ("caption", "creator", "copyright", "rating")},
            "duration": photo["duration"] is not None,
            "duplicate": photo["relation"] == "duplicate",
            "moment": photo["moment"],
        }
    with Store.read(path) as store:
        yield store, photos


def _add_groups(connection, photos, dice):
    """One trip of the photos of some addresses and days, one journey of some photos."""
    connection.execute(
        "INSERT INTO trips (id, level, key, address, first_day, last_day, photo_days, photos,"
        " known_photos, start, \"end\", title, state, created, updated) VALUES ('trip-1',"
        " 'country', '', '{\"country\": \"Kyoto\"}', 0, 0, 0, 0, 0, '', '', 'Köln 50%', 'shown',"
        " '', '')"
    )
    connection.execute(
        "INSERT INTO journeys (id, title, first_day, facts, state, created, updated)"
        " VALUES ('journey-1', 'San José', 0, '{\"title\": \"x\"}', 'shown', '', '')"
    )
    for number, state in ((1, "shown"), (2, "asleep")):
        connection.execute(
            "INSERT INTO moments (number, id, title, first, last, facts, state, created,"
            " updated) VALUES (?, ?, 'Ähre', 0, 0, '{}', ?, '', '')",
            (number, f"moment-{number}", state),
        )
    for photo in photos:
        connection.execute(
            "INSERT INTO moment_files VALUES (?, ?, 0)", (2 - photo["moment"], photo["id"])
        )
        dated = photo["taken_source"] in ("exif", "filename")
        if dated and photo["lat"] is not None and dice.random() < 0.5:
            photo["trip_title"], photo["trip_place"] = "Köln 50%", "Kyoto"
            connection.execute(
                "INSERT INTO trip_days VALUES ('trip-1', ?, ?)",
                (photo["id"], photo["taken"] // _DAY),
            )
        if dice.random() < 0.3:
            photo["journey_title"] = "San José"
            connection.execute(
                "INSERT INTO journey_files VALUES ('journey-1', ?, 1)", (photo["id"],)
            )


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(tree=expressions())
def test_the_sql_means_what_the_expression_means(filled, tree):
    store, photos = filled
    found = store.queries.select(tree)
    assert set(found) == meant(tree, photos)
    assert len(found) == len(set(found)) == store.queries.count(tree)


def test_no_value_enters_the_sql(filled):
    store, photos = filled
    bobby = "'; DROP TABLE files; --"
    for text in (f'"{bobby}"', f'label:"{bobby}"="{bobby}"', f'country:"{bobby}"'):
        where = store.queries.where(parse(text))
        assert "DROP" not in where.text
        assert store.queries.select(parse(text)) == []
    assert store.queries.count(Everything()) == sum(not photo["missing"] for photo in photos)


def test_common_questions_use_an_index(filled):
    store, _ = filled
    plans = {
        "country:Kyoto": "files_clusters",
        "taken:2023-04": "files_taken",
        "label:at=beach": "file_labels_text",
        "trip:trip-1": "files_clusters",
        "journey:journey-1": "files_lead",
        "rating:>=4": "files_rating",
        "rating:rejected": "files_rating",
        "keyword:Places": "keywords_keyword",
    }
    for text, index in plans.items():
        where = store.queries.where(parse(text))
        query = f"EXPLAIN QUERY PLAN SELECT count(*) FROM files f WHERE {where.text}"
        plan = " ".join(row[3] for row in store._connection.execute(query, where.values))
        assert "SCAN f " not in f"{plan} ", (text, plan)
        assert index in plan, (text, plan)


def test_who_asks_for_faces_before_any_are_known_finds_none(filled):
    store, _ = filled
    for text in ("person:Aunt", "faces:>=2", "has:person", "has:faces"):
        assert store.queries.lacks_faces(parse(text))
        assert store.queries.select(parse(text)) == []
    assert store.queries.lacks_faces(parse("not (x or no:faces)"))
    assert not store.queries.lacks_faces(parse("country:Japan"))
