"""Libraries of earlier versions: brought up to date, nothing lost."""

import json
import sqlite3
import unicodedata

import pytest
from PIL import Image

from photosort.errors import LibraryError
from photosort.output.xmp import Region, Sidecar
from photosort.output.xmp import packet as xmp_packet
from photosort.store import Store
from photosort.store.schema import (
    _COMPOSED,
    _COMPOSED_PLACES,
    _DESCRIPTIONS,
    _REGIONS,
    APPLICATION_ID,
    MIGRATIONS,
    prepare,
)
from tests.make import exif_block, jpeg, jpeg_around


def library_of_version(path, version, photo):
    """A library as the program of that version left it, with one photo, a label and a trip."""
    connection = sqlite3.connect(path)
    prepare(connection)
    for script in MIGRATIONS[:version]:
        connection.executescript(script)
    status = photo.stat()
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(
        "INSERT INTO addresses (id, country_code, country, basis, timezone, identity)"
        " VALUES (1, 'SG', 'Singapore', '{}', 'Asia/Singapore', 'x')"
    )
    connection.execute(
        "INSERT INTO files (id, path, size, mtime_ns, ctime_ns, inode, content_type, lat, lon,"
        " taken_source, taken_known, taken_local, address_id) VALUES (1, ?, ?, ?, ?, ?,"
        " 'image/jpeg', 1.29, 103.85, 'exif', 'local', 1651399200000000, 1)",
        (
            bytes(photo),
            status.st_size,
            status.st_mtime_ns,
            status.st_ctime_ns,
            status.st_ino,
        ),
    )
    connection.execute("INSERT INTO file_labels VALUES (1, 'at', 'beach')")
    connection.execute("INSERT INTO roots (path, added) VALUES (?, 'then')", (bytes(photo.parent),))
    connection.execute(
        "INSERT INTO trips (id, level, key, address, first_day, last_day, photo_days, photos,"
        ' known_photos, start, "end", title, state, created, updated) VALUES (?, ?, ?, ?, 19113,'
        " 19113, 1, 1, 1, '2022-05-01T00:00:00+08:00', '2022-05-01T23:59:59.999999999+08:00',"
        " 'Lion city', 'shown', 'then', 'then')",
        ("trip-old", "country", '["Singapore"]', '{"country": "Singapore"}'),
    )
    connection.execute("INSERT INTO trip_days VALUES ('trip-old', 1, 19113)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_nothing_is_lost(photosort, library, tmp_path, version):
    photo = jpeg(tmp_path / "p/a.jpg", "2022-05-01T10:00:00", lat=1.29, lon=103.85)
    library_of_version(library, version, photo)
    shown = photosort("show", photo, "--json").json
    assert shown["labels"] == {"at": "beach"}
    assert shown["trips"] == ["trip-old"]
    assert photosort("trips", "list", "--json").json[0]["title"] == "Lion city"
    # what newer readers find is read once, without counting as a change
    answer = photosort("index", "--json").json
    assert (answer["unchanged"], answer["changed"], answer["added"]) == (1, 0, 0)
    (trip,) = photosort("trips", "--levels", "country", "--json").json["trips"]
    assert (trip["id"], trip["title"], trip["photos"]) == ("trip-old", "Lion city", 1)
    assert photosort("show", photo, "--json").json["labels"] == {"at": "beach"}


def test_what_other_programs_wrote_comes_in_at_the_next_index(photosort, library, tmp_path):
    block = exif_block({0x010E: (2, b"Anna at the sea"), 0x4746: (3, (4,))})
    (tmp_path / "p").mkdir()
    photo = jpeg_around(block, tmp_path / "p/a.jpg")
    library_of_version(library, MIGRATIONS.index(_DESCRIPTIONS), photo)
    assert photosort("show", photo, "--json").json["rating"] is None
    answer = photosort("index", "--json").json
    assert (answer["unchanged"], answer["changed"]) == (1, 0)
    shown = photosort("show", photo, "--json").json
    assert (shown["caption"], shown["rating"], shown["favorite"]) == ("Anna at the sea", 4, False)


def test_names_of_people_come_in_at_the_next_index(photosort, library, tmp_path):
    photo = tmp_path / "p/a.jpg"
    photo.parent.mkdir()
    packet = Sidecar({}, None, {}, [Region("Ann", 0.5, 0.5, 0.2, 0.4)], (400, 200))
    Image.new("RGB", (400, 200)).save(photo, xmp=xmp_packet(packet).encode())
    library_of_version(library, MIGRATIONS.index(_REGIONS), photo)
    answer = photosort("index", "--json").json
    assert (answer["unchanged"], answer["changed"]) == (1, 0)
    with Store.read(library) as store:
        assert [(each.name, each.area) for each in store.regions.told()] == [
            ("Ann", (0.4, 0.3, 0.2, 0.4))
        ]


def test_a_dry_run_migrates_nothing(photosort, library, tmp_path):
    photo = jpeg(tmp_path / "p/a.jpg", "2022-05-01T10:00:00", lat=1.29, lon=103.85)
    library_of_version(library, 1, photo)
    before = library.read_bytes()
    assert photosort("index", "--dry-run").code == 0
    assert library.read_bytes() == before


def test_a_newer_library_is_refused(library):
    with Store.write(library, create=True):
        pass
    connection = sqlite3.connect(library)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(LibraryError, match="newer"):
        Store.read(library)


def test_text_that_looks_the_same_becomes_the_same(photosort, library, tmp_path):
    one, two = (unicodedata.normalize(form, "Zoë Água") for form in ("NFC", "NFD"))
    photo = jpeg(tmp_path / "p/a.jpg", "2022-05-01T10:00:00", lat=1.29, lon=103.85)
    library_of_version(library, MIGRATIONS.index(_COMPOSED), photo)
    connection = sqlite3.connect(library)
    connection.executescript(
        f"""
        INSERT INTO file_labels VALUES (1, '{one}', 'kept'), (1, '{two}', 'dropped');
        INSERT INTO file_labels VALUES (1, 'e\u0301', '{two}');
        INSERT INTO trip_labels VALUES ('trip-old', '{two}', '{two}');
        UPDATE trips SET title = '{two}', custom_id = '{two}';
        INSERT INTO questions VALUES ('{two}', 'label:"{two}"'), ('{one}', 'Everything');
        INSERT INTO persons (id, name, state, created, updated)
            VALUES ('person-a', '{two}', 'shown', '', '');
        """
    )
    connection.close()
    labels = photosort("show", photo, "--json").json["labels"]
    assert labels == {"at": "beach", one: "kept", "é": one}
    (trip,) = photosort("trips", "list", "--json").json
    assert (trip["title"], trip["custom_id"], trip["labels"]) == (one, one, {one: one})
    with Store.read(library) as store:
        assert store.queries.saved() == {one: "Everything"}
        assert [(x.id, x.names) for x in store.persons.named()] == [("person-a", (one,))]


@pytest.mark.parametrize("corrected", [True, False], ids=["of place set", "of the config file"])
def test_names_of_places_become_the_same(photosort, library, tmp_path, corrected):
    one, two = (unicodedata.normalize(form, "Zoë Água") for form in ("NFC", "NFD"))
    photo = jpeg(tmp_path / "p/a.jpg", "2022-05-01T10:00:00", lat=1.29, lon=103.85)
    library_of_version(library, MIGRATIONS.index(_COMPOSED_PLACES), photo)
    connection = sqlite3.connect(library)
    connection.execute("UPDATE addresses SET city = ?", (two,))
    if corrected:
        levels = json.dumps({"city": two, "country": "Singapore"})
        connection.execute("INSERT INTO place_corrections VALUES (1, ?)", (levels,))
    connection.commit()
    connection.close()
    photosort("index")
    city = photosort("show", photo, "--json").json["address"]["city"]
    assert city == (one if corrected else "Singapore")
    (trip,) = photosort("trips", "list", "--level", "country", "--json").json
    assert (trip["id"], trip["title"]) == ("trip-old", "Lion city")
    if corrected:
        again = photosort("place", "set", photo, "--city", two, "--country", "Singapore", "--json")
        assert (again.json["corrected"], again.json["unchanged"]) == (0, 1)
