"""Views of a million files, as other programs ask them: CPU seconds, against a count of the table.

The questions are those of docs/sql.md, and some that `SELECT *` makes dear.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from photosort.store import Store
from tests.conftest import ROOT

from .measure import Row, seconds
from .test_query import FILES, _cpu, fill

pytestmark = pytest.mark.bench

PERSONS = 300
PLAIN = "SELECT count(*) FROM files NOT INDEXED WHERE missing = 0 AND width > 0"
BY_COUNTRY = "SELECT country, count(*) FROM photo GROUP BY 1"
OTHERS = (
    "SELECT * FROM photo WHERE path = '/none'",
    "SELECT * FROM photo LIMIT 1000",
    "SELECT * FROM photo WHERE id IN (SELECT photo_id FROM photo_person WHERE name = 'N7')",
    "SELECT p.* FROM photo_person x JOIN photo p ON p.id = x.photo_id WHERE x.name = 'N7'",
    "SELECT p.* FROM trip_photo x JOIN photo p ON p.id = x.photo_id WHERE x.trip_id = 'trip-7'",
    "SELECT folder, count(*) FROM photo GROUP BY 1",
    "SELECT key, value, count(*) FROM photo_label GROUP BY 1, 2",
    "SELECT * FROM person",
    "SELECT * FROM place ORDER BY photos DESC LIMIT 20",
)


def _questions() -> list[str]:
    """The SQL of docs/sql.md."""
    page = (ROOT / "docs" / "sql.md").read_text().partition("## Ten")[2].partition("## While")[0]
    found = re.findall(r'^\$ sqlite3 .*?" "(.*?)"$', page, re.M | re.S)
    assert len(found) == 10
    return [re.sub(r" *\\\n> ", " ", each) for each in found]


@pytest.fixture(scope="module")
def library(space: Path) -> Iterator[sqlite3.Connection]:
    path = space / "views.db"
    with Store.write(path, create=True) as store:
        fill(store)
        _add_people_and_journeys(store._connection)
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def _add_people_and_journeys(connection: sqlite3.Connection) -> None:
    """A face in half of the photos, of 300 persons; a journey of 1,000 photos each 10,000."""
    connection.executescript(f"""
        INSERT INTO facts_of_library VALUES ('people', '{{"engine": "e", "options": {{}}}}');
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {PERSONS})
        INSERT INTO persons (id, name, state, created, updated)
            SELECT 'person-' || i, CASE i WHEN 1 THEN 'Alice' ELSE 'N' || i END, 'shown', '', ''
            FROM n;
        INSERT INTO faces (id, file_id, engine, left, top, width, height, score, quality,
            sharpness, yaw, pitch, roll, landmarks, person_id, confidence, source)
            SELECT 'face-' || id, id, 'e', 0, 0, 9, 9, 1, 1, 1, 0, 0, 0, '[]',
                'person-' || (1 + abs(random()) % {PERSONS}), 1, 'auto'
            FROM files WHERE id % 2;
        INSERT INTO journeys (id, first_day, facts, found_title, state, created, updated)
            SELECT 'journey-' || (id / 10000), cluster_day, json_object('last_day', cluster_day + 3,
                'start', '', 'end', '', 'photos', 1000, 'distance_km', 1.0, 'stops', json_array(
                json_array(json_object('city', 'C1'), '', '', 1, 2, 9, 1.0, 1.0))),
                'Journey ' || id, 'shown', '', ''
            FROM files WHERE id % 10000 = 0;
        INSERT INTO journey_files SELECT 'journey-' || (id / 10000), id, 1 FROM files
            WHERE id % 10000 < 1000 AND id >= 10000;
    """)


def test_photos_by_country(library: sqlite3.Connection, report: Callable[[Row], None]) -> None:
    plain = _cpu(lambda: library.execute(PLAIN).fetchall())
    cost = _cpu(lambda: library.execute(BY_COUNTRY).fetchall())
    assert sum(count for _, count in library.execute(BY_COUNTRY)) == FILES
    report(
        Row(
            f"sql '{BY_COUNTRY}': {FILES:,} files",
            seconds(cost),
            f"one look at each row {seconds(plain)}",
            cost / plain,
            "at most 1.5 s",
            cost <= 1.5,
        )
    )
    assert cost <= 1.5


@pytest.mark.parametrize("question", [*_questions(), *OTHERS])
def test_questions(
    question: str, library: sqlite3.Connection, report: Callable[[Row], None]
) -> None:
    plain = _cpu(lambda: library.execute(PLAIN).fetchall())
    cost = _cpu(lambda: library.execute(question).fetchall())
    number = len(library.execute(question).fetchall())
    name = f"sql '{question[:60]}…': {number:,} rows"
    report(Row(name, seconds(cost), f"a look at each row {seconds(plain)}", cost / plain, "", None))
