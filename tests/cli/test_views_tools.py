"""The programs that docs/sql.md names read the views of a library, while a run writes to it.

Tests of programs that are not there are skipped, and say what installs them.
"""

import json
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from photosort.store.views import VIEWS
from tests.conftest import call, command, isolated
from tests.family import build

pytestmark = pytest.mark.slow


def needs(module: str, package: str) -> Any:
    """A module, or a skipped test that says how to get it."""
    try:
        return import_module(module)
    except ImportError:
        pytest.skip(f"NO {module.upper()}: pip install {package}")


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Iterator[Path]:
    """A third of six years of a family, with a name that is not UTF-8."""
    folder = tmp_path_factory.mktemp("tools")
    with isolated(folder):
        pictures = build(folder / "pictures", share=0.1)
        first = next((pictures / "2019").iterdir())
        (pictures / "2019").joinpath(
            b"Stra\xdfe.jpg".decode("utf-8", "surrogateescape")
        ).write_bytes(first.read_bytes() + b"!")
        assert call("index", pictures, "--label", "album=family").code == 0
        for words in (["trips", "--levels", "country,city"], ["journeys"], ["moments"]):
            assert call(*words).code == 0
        yield folder / "library.db"


@contextmanager
def writing(library: Path) -> Iterator[list[int]]:
    """Runs that write to the library, one after the other, as long as this lasts; their codes."""
    codes: list[int] = []
    over = threading.Event()

    pictures = library.parent / "pictures"

    def write() -> None:
        while not over.is_set():
            for words in (["label", pictures, f"round={len(codes)}"], ["index"]):
                done = subprocess.run(command(*words), capture_output=True, check=False)
                codes.append(done.returncode)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield codes
    finally:
        over.set()
        writer.join()
    assert codes and set(codes) == {0}


def run(*words: str | Path, stdin: str = "") -> str:
    """What a module of this Python prints, run as a program."""
    done = subprocess.run(
        [sys.executable, "-m", *map(str, words)],
        input=stdin, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_sqlite_utils(library, tmp_path):
    needs("sqlite_utils", "sqlite-utils")
    with writing(library):
        for view in VIEWS:
            rows = json.loads(run("sqlite_utils", "rows", library, view, "--limit", "3"))
            assert len(rows) <= 3
            if view not in ("person", "face", "photo_person", "photo_keyword"):
                assert rows, view
        photos = json.loads(run("sqlite_utils", "rows", library, "photo", "-c", "path"))
        assert len(photos) == call("query", "--count").json
        assert any(row["path"].endswith("Stra\\xdfe.jpg") for row in photos)

        own = tmp_path / "own.db"
        query = "SELECT path, name, city, country FROM photo"
        told = run("sqlite_utils", "query", library, query)
        run("sqlite_utils", "insert", own, "photo", "-", "--pk", "path", stdin=told)
        run("sqlite_utils", "enable-fts", own, "photo", "name", "city", "country")
        found = json.loads(run("sqlite_utils", "search", own, "photo", "kyoto"))
        assert len(found) == call("query", "city:Kyoto", "--count").json > 0

        table = tmp_path / "cities.csv"
        table.write_text("city,visited_with\nKyoto,Alice\n")
        joined = run(
            "sqlite_utils", "memory", table, "--attach", "lib", library,
            "SELECT visited_with, count(*) AS n FROM cities JOIN lib.photo USING (city) GROUP BY 1",
        )  # fmt: skip
        assert json.loads(joined) == [{"visited_with": "Alice", "n": len(found)}]


@pytest.fixture(scope="module")
def get(library) -> Iterator[Callable[[str], str]]:
    """Gets a page of a Datasette that serves the library."""
    needs("datasette", "datasette")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    words = ["datasette", str(library), "-p", str(port), "--setting", "sql_time_limit_ms", "20000"]
    server = subprocess.Popen(
        [sys.executable, "-m", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

    def page(path: str) -> str:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
                    return answer.read().decode()
            except ConnectionError:
                pass
            except urllib.error.URLError as error:
                if isinstance(error, urllib.error.HTTPError):
                    raise
            assert server.poll() is None, "Datasette has ended"
            time.sleep(0.1)
        raise TimeoutError(path)

    try:
        yield page
    finally:
        server.terminate()
        server.wait()


def test_datasette(library, get):
    with writing(library):
        for view in VIEWS:
            assert f"<title>library: {view}: " in get(f"/library/{view}")
            assert json.loads(get(f"/library/{view}.json?_shape=objects"))["rows"] is not None
        page = json.loads(get("/library/photo.json?_facet=country&_shape=objects&_size=5"))
        assert len(page["rows"]) == 5
        facets = page["facet_results"].get("results", page["facet_results"])
        counts = {each["value"]: each["count"] for each in facets["country"]["results"]}
        groups = call("query", "", "--group", "country", "--json").json["groups"]
        expected = {each["value"]: each["count"] for each in groups}
        assert counts and all(expected[country] == n for country, n in counts.items())


@pytest.mark.parametrize("view", ["photo", "place", "journey_stop", "moment"])
def test_the_map_of_datasette_finds_where_things_are(get, view):
    needs("datasette_cluster_map", "datasette-cluster-map")
    assert "datasette-cluster-map.js" in get(f"/library/{view}")
    assert "datasette-cluster-map.js" not in get("/library/run")


def test_pandas(library):
    pandas = needs("pandas", "pandas")
    with writing(library):
        uri = f"{library.as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            frames = {name: pandas.read_sql(f"SELECT * FROM {name}", connection) for name in VIEWS}
            photos = pandas.read_sql(
                "SELECT * FROM photo", connection, parse_dates=["taken", "taken_utc"]
            )
    assert all(len(frame.columns) for frame in frames.values())
    assert len(photos) == call("query", "--count").json
    assert photos["taken"].dt.year.max() == 2023
    assert str(photos["taken_utc"].dt.tz) == "UTC"
    assert photos["latitude"].dtype == "float64"
    stays = frames["trip_photo"].merge(frames["photo"], left_on="photo_id", right_on="id")
    assert len(stays) == len(frames["trip_photo"]) > 0


_DATED = "SELECT taken, size FROM photo WHERE day IS NOT NULL"


def test_duckdb(library, tmp_path):
    duckdb = needs("duckdb", "duckdb")
    connection = duckdb.connect()
    extension = needs("duckdb_extension_sqlite", "duckdb-extension-sqlite")
    (file,) = Path(extension.__file__).parent.rglob("*.duckdb_extension")
    # the name of the file is that of what DuckDB calls in it
    scanner = shutil.copy(file, tmp_path / "sqlite_scanner.duckdb_extension")
    connection.execute(f"LOAD '{scanner}'")
    with writing(library):
        connection.execute(f"ATTACH '{library}' AS library (TYPE sqlite, READ_ONLY)")

        def ask(select: str, query: str) -> list[Any]:
            # views by their name would be run as DuckDB's own SQL, which knows other functions
            text = f"SELECT {select} FROM sqlite_query('library', '{query}')"
            return connection.execute(text).fetchall()

        for view in VIEWS:
            ask("*", f"SELECT * FROM {view}")
            connection.execute("SELECT * FROM sqlite_scan(?, ?)", [str(library), view]).fetchall()
        query = "SELECT country, count(*) AS n FROM photo WHERE NOT missing GROUP BY country"
        counts = {country: int(number) for country, number in ask("*", query)}
        groups = call("query", "", "--group", "country", "--json").json["groups"]
        assert counts == {each["value"]: each["count"] for each in groups}
        ((year, size),) = ask("year(max(taken::timestamp)), sum(size::bigint)", _DATED)
        assert year == 2023 and size > 100_000
        connection.close()
