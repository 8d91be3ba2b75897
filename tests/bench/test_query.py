"""Questions about a million files: CPU seconds of each, against one plain count of the table."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time

import pytest

from photosort.query.language import parse
from photosort.store import Store
from photosort.workflow.query import Query, group, measure
from photosort.workflow.status import status

from .measure import RUNS, Row, seconds

pytestmark = pytest.mark.bench

FILES = 1_000_000
LIMIT_S = 0.3

# what is asked, and whether the first page of files in order of time is wanted, too
QUESTIONS = (
    "",
    "country:C2",
    "country:C2 taken:2015",
    "city:C17",
    "taken:2015",
    "taken:2010..2019",
    "label:at=place7",
    "label:place7",
    "trip:trip-7",
    "camera:iPhone",
    "type:video",
    "size:>5MB",
    "type:image width:>=4000 size:>2MB",
    "near:48.85,2.35,10km",
    "near:48.85,2.35,5000km",
    "has:gps no:time",
    "-country:C2 -label:place7",
    "IMG_00012",
    "Übung",
    'path:"2015/*"',
    "jpg",
    "country:C2 jpg",
    "country:C2 (camera:iPhone or label:at=place7) -type:video",
)


def _rows(dice: random.Random) -> Iterator[tuple[object, ...]]:
    """Twenty years of photos: 400 folders, 5,000 places of which few have most, 90 cameras."""
    cameras = [("Apple", f"iPhone {i}") for i in range(5, 16)]
    cameras += [("Canon", f"Canon EOS {i}D") for i in range(1, 80)]
    for i in range(FILES):
        day = 12_000 + i * 7_000 // FILES
        taken = day * 86_400_000_000 + dice.randrange(86_400) * 1_000_000
        video, located = dice.random() < 0.05, dice.random() < 0.7
        make, model = dice.choice(cameras)
        width, height = dice.choice([(4000, 3000), (3000, 4000), (1920, 1080), (6000, 4000)])
        kind, ending = ("video/quicktime", "MOV") if video else ("image/jpeg", "jpg")
        folder = f"/home/somebody/Pictures/{1970 + day // 365}/{day // 18} of somewhere"
        yield (
            i + 1, f"{folder}/IMG_{i:07}.{ending}".encode(),
            dice.randrange(100_000, 8_000_000) * (9 * video + 1), 1, 1, i,
            dice.randbytes(16), kind, width, height, 1, make, model,
            *((dice.uniform(-60, 70), dice.uniform(-180, 180)) if located else (None, None)),
            "exif" if located else None, "exif", "local", taken, taken, 0, "zone",
            min(5_000, int(dice.paretovariate(0.5))) if located else None, dice.random() < 0.01,
        )  # fmt: skip


def fill(store: Store) -> None:
    """A million files with their places, labels and trips."""
    dice = random.Random(1)
    connection = store._connection
    with store.transaction():
        connection.executemany(
            "INSERT INTO addresses (id, country_code, country, province, city, basis, timezone,"
            " identity) VALUES (?1, 'XX', 'C' || (?1 % 40), 'P' || (?1 % 400), 'C' || ?1, '{}',"
            " 'UTC', ?1)",
            ((i,) for i in range(1, 5_001)),
        )
        connection.executemany(
            "INSERT INTO files (id, path, size, mtime_ns, ctime_ns, inode, fingerprint,"
            " content_type, width, height, orientation, make, model, lat, lon, place_source,"
            " taken_source, taken_known, taken_local, taken_utc, taken_offset, offset_source,"
            f" address_id, missing) VALUES ({', '.join('?' * 24)})",
            _rows(dice),
        )
        connection.execute(
            "UPDATE files SET camera = camera_name(make, model), name_at = name_at(path)"
        )
        connection.executemany(
            "INSERT INTO file_labels VALUES (?, 'at', ?)",
            ((i, f"place{dice.randrange(200)}") for i in range(1, FILES, 3)),
        )
        connection.execute(
            "INSERT INTO trips (id, level, key, address, first_day, last_day, photo_days,"
            ' photos, known_photos, start, "end", title, state, created, updated) SELECT'
            " 'trip-' || id, 'city', '', '{}', 0, 0, 0, 0, 0, '', '', 'Title ' || id, 'shown',"
            " '', '' FROM addresses WHERE id < 1000"
        )
        connection.execute(
            "INSERT OR IGNORE INTO trip_days SELECT 'trip-' || address_id, address_id,"
            " cluster_day FROM files WHERE address_id < 1000 AND cluster_day IS NOT NULL"
        )


@pytest.fixture(scope="module")
def library(space: Path) -> Iterator[Store]:
    with Store.write(space / "million.db", create=True) as store:
        fill(store)
        yield store


def _cpu(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(RUNS):
        started = process_time()
        work()
        times.append(process_time() - started)
    return median(times)


def test_questions(library: Store, report: Callable[[Row], None]) -> None:
    plain = _cpu(
        lambda: library._connection.execute(
            "SELECT count(*) FROM files NOT INDEXED WHERE missing = 0 AND width > 0"
        ).fetchall()
    )
    for text in QUESTIONS:
        tree = parse(text)
        count = _cpu(lambda tree=tree: library.queries.count(tree))  # type: ignore[misc]
        page = _cpu(
            lambda tree=tree: library.queries.paths(tree, [("taken", "asc")], 50)  # type: ignore[misc]
        )
        number = library.queries.count(tree)
        report(
            Row(
                f"query '{text}': {number:,} of {FILES:,}; first 50 by time",
                f"{seconds(count)}; {seconds(page)}",
                f"one look at each row {seconds(plain)}",
                max(count, page) / plain,
                f"at most {LIMIT_S} s",
                max(count, page) <= LIMIT_S,
            )
        )


@pytest.mark.parametrize("field", ["country", "camera", "type", "year", "label:at"])
def test_groups(field: str, library: Store, report: Callable[[Row], None]) -> None:
    question = Query(parse("taken:2015"), group=field, measures=(("sum", "size"),))
    whole = Query(parse(""), group=field)
    part = _cpu(lambda: group(library, question))
    report(
        Row(
            f"query --group {field}: of a year, with --sum size; of {FILES:,}",
            f"{seconds(part)}; {seconds(_cpu(lambda: group(library, whole)))}",
            "",
            None,
            f"a year at most {LIMIT_S} s",
            part <= LIMIT_S,
        )
    )


def test_measures(library: Store, report: Callable[[Row], None]) -> None:
    wanted = (("sum", "size"), ("min", "taken"), ("average", "width"))
    question = Query(parse(""), measures=wanted)
    cost = _cpu(lambda: measure(library, question))
    name = f"query --sum size --min taken --average width, {FILES:,} files"
    report(Row(name, seconds(cost), "", None, "", None))


def test_documents(library: Store, report: Callable[[Row], None]) -> None:
    ids = library.queries.select(parse("taken:2015"))[:50_000]
    cost = _cpu(lambda: sum(1 for _ in library.queries.photos(ids)))
    name = f"query: reading {len(ids):,} files in full, for --json"
    report(Row(name, seconds(cost), "", None, "", None))


def test_status(library: Store, report: Callable[[Row], None]) -> None:
    cost = _cpu(lambda: status(library))
    name = f"status of {FILES:,} files"
    report(Row(name, seconds(cost), "", None, "at most 1.5 s", cost <= 1.5))
