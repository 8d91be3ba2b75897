"""How views come into a library, whatever is there already."""

import os
import sqlite3
from contextlib import closing

import pytest

from photosort.errors import LibraryError
from photosort.store import Store, paths, schema, views
from photosort.store.schema import MIGRATIONS
from tests.make import jpeg

from .test_migrations import library_of_version


def opened(library):
    return closing(sqlite3.connect(library, isolation_level=None))


def make(library):
    """A library with a folder: an empty one is not kept."""
    with Store.write(library, create=True) as store, store.transaction():
        store._connection.execute("INSERT INTO roots (path, added) VALUES (x'2f78', 'then')")


def names(library):
    with opened(library) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")
        return {name for (name,) in rows}


def test_every_view_can_be_read_without_functions_of_photosort(library):
    make(library)
    assert names(library) == set(views.VIEWS)
    with opened(library) as connection:
        for name in views.VIEWS:
            connection.execute(f"SELECT * FROM {name}").fetchall()


def test_views_of_another_version_are_made_anew_by_what_writes(library):
    make(library)
    with opened(library) as connection:
        connection.executescript("DROP VIEW photo; DROP VIEW run; CREATE VIEW run AS SELECT 1 AS x")
    with Store.read(library), Store.write(library, rehearse=True):
        pass
    assert "photo" not in names(library)
    with Store.write(library):
        pass
    assert names(library) == set(views.VIEWS)
    with opened(library) as connection:
        assert connection.execute("SELECT id, outcome FROM run").fetchall() == []


def test_views_of_a_newer_version_stay(library):
    make(library)
    with opened(library) as connection:
        connection.executescript(
            "DROP VIEW run; CREATE VIEW run AS SELECT 1 AS newer;"
            "UPDATE facts_of_library SET value = '1000000' WHERE name = 'views_version'"
        )
    with Store.write(library):
        pass
    with opened(library) as connection:
        assert connection.execute("SELECT newer FROM run").fetchall() == [(1,)]


def test_what_users_added_stays(library):
    make(library)
    with opened(library) as connection:
        connection.executescript(
            'CREATE VIEW "my ""best""" AS SELECT path FROM photo;'
            "DROP VIEW place; CREATE TABLE Place (name TEXT); INSERT INTO Place VALUES ('mine');"
            "CREATE TABLE said (text TEXT);"
            'CREATE TRIGGER mine INSTEAD OF INSERT ON "my ""best""" BEGIN'
            " INSERT INTO said VALUES (new.path); END;"
            "DROP VIEW run"
        )
    with Store.write(library):
        pass
    assert names(library) == set(views.VIEWS) - {"place"} | {'my "best"'}
    with opened(library) as connection:
        assert connection.execute("SELECT name FROM place").fetchall() == [("mine",)]
        connection.execute('INSERT INTO "my ""best""" VALUES (?)', ("x",))
        assert connection.execute("SELECT text FROM said").fetchall() == [("x",)]


@pytest.mark.parametrize("version", [1, MIGRATIONS.index(schema._SHOWN)])
def test_older_libraries_get_views(photosort, library, tmp_path, version):
    photo = jpeg(tmp_path / "p" / "a.jpg", "2022-05-01T10:00:00", lat=1.29, lon=103.85)
    library_of_version(library, version, photo)
    with opened(library) as connection:
        connection.execute("CREATE VIEW own AS SELECT count(*) AS n FROM files")
    assert photosort("show", photo).code == 0
    with opened(library) as connection:
        found = connection.execute("SELECT path, folder, name, taken FROM photo").fetchall()
        assert found == [(str(photo), str(photo.parent), "a.jpg", "2022-05-01T10:00:00")]
        assert connection.execute("SELECT n FROM own").fetchall() == [(1,)]


def test_a_check_misses_a_view_and_makes_it(photosort, library, tmp_path):
    jpeg(tmp_path / "p" / "a.jpg")
    assert photosort("index", tmp_path / "p").code == 0
    with opened(library) as connection:
        connection.executescript(
            "DROP VIEW photo_label; DROP VIEW trip; CREATE TABLE Trip (a); DROP VIEW place;"
            "CREATE INDEX place ON trip (a)"
        )
    said = photosort("check", "--json")
    assert "view photo_label" in said.out
    assert "view trip" not in said.out and "view place" not in said.out
    assert photosort("check", "--repair").code == 0
    assert "photo_label" in names(library)


ODD = b"Stra\xdfe \xc3\xbc.jpg"


def test_paths_that_are_not_utf_8_are_text_wherever_they_go(photosort, library, tmp_path):
    folder = os.fsencode(tmp_path) + b"/p"
    os.mkdir(folder)
    jpeg(folder + b"/" + ODD)
    os.mkdir(folder + b"/\xe4\xe4")
    jpeg(folder + b"/\xe4\xe4/plain.jpg", seed=1)
    jpeg(folder + "/Übung.jpg".encode(), seed=2)
    with open(folder + b"/\xff.jpg", "wb") as broken:
        broken.write(b"\xff\xd8\xff\xe0 broken")

    def told():
        with opened(library) as connection:
            rows = connection.execute("SELECT path, folder, name FROM photo").fetchall()
            paths = dict(connection.execute("SELECT id, path FROM files"))
            ids = dict(connection.execute("SELECT id, path FROM photo"))
        for id, path in paths.items():
            assert ids[id] == path.decode("utf-8", "backslashreplace")
        assert all(f"{folder}/{name}" == path for path, folder, name in rows)
        return {name for *_, name in rows}

    assert photosort("index", folder).code == 3
    assert told() == {"Stra\\xdfe ü.jpg", "plain.jpg", "Übung.jpg", "\\xff.jpg"}
    os.rename(folder + b"/" + ODD, folder + b"/\xe4\xe4/" + b"Stra\xdfe 2.jpg")
    os.rename(folder + "/Übung.jpg".encode(), folder + b"/now \xfc.jpg")
    assert photosort("index", folder).code == 3
    assert told() == {"Stra\\xdfe 2.jpg", "plain.jpg", "now \\xfc.jpg", "\\xff.jpg"}
    os.rename(folder, folder + b"\xfc")
    assert photosort("roots", "move", folder, folder + b"\xfc").code == 0
    told()
    os.rename(folder + b"\xfc", folder)
    assert photosort("roots", "move", folder + b"\xfc", folder).code == 0
    told()


@pytest.mark.parametrize("path", [b"/a.jpg", b"/a/b.jpg", b"/\xe4/\xdf.jpg", "/ü/é.jpg".encode()])
def test_the_name_begins_behind_the_last_slash(path):
    text = path.decode("utf-8", "backslashreplace")
    assert text[paths.name_at(path) - 1 :] == os.path.basename(text)
    assert (paths.path_text(path) or text) == text


def test_a_library_that_cannot_get_views_stays_as_it_was(library):
    make(library)
    with opened(library) as connection:
        connection.execute("DROP VIEW photo")
        before = connection.execute("SELECT name FROM sqlite_master").fetchall()
        connection.execute("BEGIN IMMEDIATE")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("photosort.store.database._PATIENCE", 0.1)
            with pytest.raises(LibraryError), Store.write(library):
                pass
        connection.execute("ROLLBACK")
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == before
    with Store.write(library):
        pass
    assert "photo" in names(library)
