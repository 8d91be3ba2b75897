"""docs/sql.md knows every view with its columns, in order, and the version that they have."""

import re
import sqlite3
from contextlib import closing

import pytest

from photosort.store import Store, views
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "sql.md").read_text(encoding="utf-8")
TOLD = {
    name: re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`.*?) \|", table, re.M)))
    for name, table in re.findall(
        r"^`(\w+)`: [^|]*\n\n(\| column .*?\n)\n", TEXT.partition("## Views")[2] + "\n", re.M | re.S
    )
}


def test_every_view_is_there():
    assert list(TOLD) == list(views.VIEWS)
    assert f"it is `{views.VERSION}`" in TEXT


@pytest.mark.parametrize("name", views.VIEWS)
def test_every_column_is_there(library, name):
    with Store.write(library, create=True) as store, store.transaction():
        store._connection.execute("INSERT INTO roots (path, added) VALUES (x'2f78', 'then')")
    with closing(sqlite3.connect(library)) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
    assert TOLD[name] == columns


def test_there_are_ten_questions():
    questions = TEXT.partition("## Ten questions")[2].partition("## While")[0]
    assert questions.count("```console\n$ sqlite3 ") == 10


def test_columns_are_only_added(library):
    """The columns of version 1, which other programs may rely on for good."""
    for name, columns in FIRST.items():
        assert TOLD[name][: len(columns.split())] == columns.split(), name


FIRST = {
    "photo": (
        "id path folder name type size width height orientation duration taken taken_utc "
        "taken_offset taken_source taken_precision day latitude longitude altitude "
        "location_source in_flight place_id country_code country province city district "
        "township timezone camera make model faces persons journey_id journey_title moment_id "
        "relation goes_with_id goes_with missing error title caption rating favorite creator "
        "copyright"
    ),
    "photo_label": "photo_id path key value",
    "photo_keyword": "photo_id path keyword",
    "photo_person": "photo_id path person_id name faces",
    "trip": (
        "id level title custom_id country province city district township start end first_day "
        "last_day span_days photo_days photos home labels created updated"
    ),
    "trip_photo": "trip_id photo_id path",
    "journey": (
        "id title custom_id kind start end first_day last_day nights photos distance_km stray "
        "labels created updated"
    ),
    "journey_photo": "journey_id photo_id path located",
    "journey_stop": (
        "journey_id number country province city district township start end first_day last_day "
        "photos latitude longitude"
    ),
    "person": (
        "id name custom_id faces photos videos first_seen last_seen cover cover_face labels "
        "version created updated"
    ),
    "face": (
        "id photo_id path person_id name left top width height score quality sharpness yaw "
        "pitch roll frame confidence source engine ignored age age_error age_group gender "
        "gender_confidence mouth mouth_confidence smile smile_confidence"
    ),
    "moment": (
        "id title custom_id country province city district township start end photos latitude "
        "longitude labels created updated"
    ),
    "moment_photo": "moment_id photo_id path",
    "place": (
        "id country_code country province city district township timezone address_basis photos "
        "latitude longitude"
    ),
    "run": "id command start end seconds outcome error options counts",
    "facts": "name value",
}
