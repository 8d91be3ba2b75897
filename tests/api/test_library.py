"""`from photosort import Library`: reads what the commands print, does what the commands do."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import photosort
from photosort import (
    IndexOptions,
    JourneyOptions,
    Library,
    MomentOptions,
    OrganizeOptions,
    PersonOptions,
    TripOptions,
)
from photosort.errors import (
    LibraryError,
    LockedError,
    PhotosortError,
    RootError,
    UsageError,
)
from photosort.report import journeys, moments, persons, photos, trips
from photosort.settings.places import PlaceOptions
from tests.conftest import call
from tests.make import copies, jpeg
from tests.sample import Sample


def runs(library: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = call("--library", library, "runs", "--json").json
    return found


# reading


def test_it_reads_what_the_commands_print(sample: Sample) -> None:
    japan = ["--where", "country:Japan"]
    with Library(sample.library) as library:
        assert [*map(photos.to_json, library.photos())] == call("query", "--json").json
        found = library.trips("country:Japan", members=True)
        assert [*map(trips.to_json, found)] == call(
            "trips", "list", *japan, "--members", "--json"
        ).json
        assert [*map(journeys.to_json, library.journeys(members=True))] == call(
            "journeys", "list", "--members", "--json"
        ).json
        everybody = library.people(everybody=True, members=True)
        assert [*map(persons.to_json, everybody)] == call(
            "people", "list", "--all", "--members", "--json"
        ).json
        assert [*map(moments.to_json, library.moments("country:Japan"))] == call(
            "moments", "list", *japan, "--json"
        ).json
        some = library.moments(since="2023-04", until="2023-04-02", sort="-start", limit=2)
        words = ["--from", "2023-04", "--to", "2023-04-02", "--sort", "-start", "--limit", "2"]
        assert [*map(moments.to_json, some)] == call("moments", "list", *words, "--json").json
        assert library.status().trips == call("status", "--json").json["trips"]


def test_a_query_is_asked_when_it_is_wanted(sample: Sample) -> None:
    with Library(sample.library) as library:
        answer = library.query("country:Japan", sort=("-size", "path"), limit=3, offset=1)
        words = ["query", "country:Japan", "--sort", "-size,path", "--limit", "3", "--offset", "1"]
        found = call(*words, "--json").json
        assert [photo.path for photo in answer] == [each["path"] for each in found]
        assert [*map(os.fsdecode, answer.paths())] == [photo.path for photo in answer]
        assert answer.count() == 24
        groups = call("query", "country:Japan", "--group", "person", "--json").json["groups"]
        assert library.query("country:Japan").group("person") == groups
        with pytest.raises(UsageError, match="no field camra"):
            answer.group("camra")
        with pytest.raises(UsageError, match="nonsense"):
            library.photos("nonsense:x")
        with pytest.raises(UsageError, match="--limit"):
            library.query(limit=-1)


def test_a_file_is_shown_by_any_of_its_names(sample: Sample, tmp_path: Path) -> None:
    first = next(sample.pictures.glob("2023/*.jpg"))
    (tmp_path / "link.jpg").symlink_to(first)
    with Library(sample.library) as library:
        for name in (first, str(first), os.fsencode(first), tmp_path / "link.jpg"):
            assert library.show(name).path == str(first)
        with pytest.raises(PhotosortError, match="is not in the library") as raised:
            library.show("/nowhere.jpg")
        assert raised.value.hint


def test_wrong_filters_are_told_before_anything_is_asked(sample: Sample) -> None:
    with Library(sample.library) as library:
        with pytest.raises(TypeError, match="'titel'"):
            library.trips(titel="Japan")  # type: ignore[call-arg]
        for wrong in ({"since": "2023-13"}, {"sort": "size"}, {"limit": -1}):
            with pytest.raises(UsageError):
                library.journeys(**wrong)
        with pytest.raises(UsageError, match="hamlet"):
            library.trips(levels=["hamlet"])
        assert {each.level for each in library.trips(levels="country")} == {"country"}


def test_faces_that_nobody_looked_for_are_no_answer(tmp_path: Path, sample: Sample) -> None:
    with Library(tmp_path / "new.db", write=True) as library:
        library.index(sample.pictures / "scans")
        with pytest.raises(PhotosortError, match="no faces are known yet"):
            library.photos("person:Alice")


def test_reading_makes_no_library_and_changes_none(tmp_path: Path, copied: Path) -> None:
    for write in (False, True):
        with pytest.raises(LibraryError, match="there is no library"):
            list(Library(tmp_path / "none.db", write=write).trips())
    assert not (tmp_path / "none.db").exists()
    before = copied.read_bytes()
    with Library(copied) as library:
        list(library.photos())
        for forbidden in (library.index, library.find_trips, library.find_people):
            with pytest.raises(UsageError, match="opened for reading"):
                forbidden()
        with pytest.raises(UsageError, match="opened for reading"):
            library.organize(tmp_path / "sorted")
    assert copied.read_bytes() == before and not (tmp_path / "sorted").exists()


def test_what_is_no_library_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_text("no database")
    with pytest.raises(LibraryError, match="damaged"):
        Library(other)
    with pytest.raises(LibraryError):
        Library(tmp_path)
    for wrong in (-1, float("nan")):
        with pytest.raises(UsageError, match="lock_wait"):
            Library(other, lock_wait=wrong)


def test_damage_is_a_sentence(copied: Path) -> None:
    with Library(copied) as library:
        connection = sqlite3.connect(copied)
        connection.execute("ALTER TABLE files RENAME TO gone")
        connection.commit()
        connection.close()
        with pytest.raises(LibraryError, match="damaged"):
            list(library.photos())


def test_the_library_of_the_command_line(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Library().path == sample.library
    monkeypatch.delenv("PHOTOSORT_LIBRARY")
    assert Library(write=True).path == sample.home / ".local/share/photosort/library.db"
    config = tmp_path / "config.toml"
    config.write_text(f'library = "{sample.library}"\n[trips]\ngap_days = 3\n')
    monkeypatch.setenv("PHOTOSORT_CONFIG", str(config))
    assert Library().path == sample.library
    config.write_text("library = ")
    with pytest.raises(PhotosortError, match="not valid TOML"):
        Library()


# closing, threads, several at once


def test_a_closed_library_says_so(sample: Sample) -> None:
    with Library(sample.library) as library:
        begun = library.photos()
        next(begun)
    for use in (lambda: next(begun), library.status, library.photos, library.__enter__):
        with pytest.raises(UsageError, match="is closed"):
            use()
    library.close()


def test_a_library_is_for_one_thread(sample: Sample) -> None:
    met: list[Exception] = []

    def use(work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - looked at below
            met.append(error)

    with Library(sample.library) as library:
        begun = library.photos()
        for work in (library.status, lambda: next(begun), library.close):
            thread = threading.Thread(target=use, args=(work,))
            thread.start()
            thread.join()
        assert len(met) == 3
        assert all(type(each) is UsageError and "thread" in str(each) for each in met)
        assert next(begun)

    def own() -> None:
        with Library(sample.library) as another:
            met.append(Exception(another.query().count()))

    thread = threading.Thread(target=own)
    thread.start()
    thread.join()
    assert int(str(met[-1])) > 100


def test_two_may_be_open_and_one_may_write(copied: Path, sample: Sample) -> None:
    with Library(copied) as reader, Library(copied, write=True) as writer:
        begun = reader.photos()
        next(begun)
        assert writer.find_trips(TripOptions(levels=("country",))).trips
        assert len(list(begun)) > 100
        refused: list[PhotosortError] = []

        def meanwhile(*_: object) -> None:
            if refused:
                return
            with Library(copied, write=True) as other, pytest.raises(LockedError) as raised:
                other.find_journeys()
            refused.append(raised.value)

        writer.index(sample.pictures, progress=meanwhile)
        assert {each.code for each in refused} == {75}
        assert [each.id for each in reader.journeys()] == [each.id for each in writer.journeys()]


# writing


def test_it_does_what_the_commands_do(
    sample: Sample, tmp_path: Path, library_of: Callable[[str], Path]
) -> None:
    by_command, by_python = library_of("command"), library_of("python")
    dest = tmp_path / "sorted"
    seen: list[tuple[str, int, int | None]] = []

    def progress(step: str, done: int, total: int | None) -> None:
        seen.append((step, done, total))

    with Library(by_python, write=True) as library:
        found = library.index(
            sample.pictures,
            options=IndexOptions(labels=(("album", "family"),), exclude=("scans",)),
            progress=progress,
        )
        clusters = library.find_trips(TripOptions(gap_days=2, levels=("city",)))
        away = library.find_journeys(JourneyOptions(radius_km=40))
        people = library.find_people(PersonOptions(min_faces=2), progress=progress)
        piles = library.find_moments(MomentOptions(distance_km=2.0))
        laid = library.organize(dest, OrganizeOptions(by=("person", "date")), progress=progress)
        assert laid.made == len(laid.manifest.entries) > 100 and not laid.failures
        assert not library.organize(dest, OrganizeOptions(by=("person", "date"))).made
    ours = ["--library", str(by_command)]
    expected = [
        call(*ours, *words, "--json").json
        for words in (
            ["index", sample.pictures, "--label", "album=family", "--exclude", "scans"],
            ["trips", "--gap-days", "2", "--levels", "city"],
            ["journeys", "--radius-km", "40"],
            ["people", "--min-faces", "2"],
            ["moments", "--distance-km", "2"],
        )
    ]
    assert found.counts()["added"] == expected[0]["added"] > 0
    results = (clusters.trips, away.journeys, people.persons, piles.moments)
    keys = ("trips", "journeys", "persons", "moments")
    for some, key, document in zip(results, keys, expected[1:], strict=True):
        assert [each.id for each in some] == [each["id"] for each in document[key]] != []
    record = [(each["command"], each["options"], each["outcome"]) for each in runs(by_python)]
    assert record[::-1] == [
        ("index", {"paths": [str(sample.pictures)], "exclude": ["scans"],
                   "labels": [["album", "family"]]}, "done"),
        ("trips", {"gap_days": 2, "levels": ["city"]}, "done"),
        ("journeys", {"radius_km": 40}, "done"),
        ("people", {"min_faces": 2}, "done"),
        ("moments", {"distance_km": 2.0}, "done"),
        *[("organize", {"dest": str(dest), "by": ["person", "date"]}, "done")] * 2,
    ]  # fmt: skip
    steps = {step for step, _, _ in seen}
    assert len(steps) >= 3
    for step in steps:
        counts = [(done, total) for name, done, total in seen if name == step]
        assert counts[0][0] == 0 and all(total is None or done <= total for done, total in counts)


@pytest.fixture
def library_of(tmp_path: Path) -> Callable[[str], Path]:
    return lambda name: tmp_path / f"{name}.db"


def test_a_dry_run_changes_nothing(copied: Path, sample: Sample, tmp_path: Path) -> None:
    before = len(runs(copied))
    with Library(copied, write=True) as library:
        ids = [each.id for each in library.trips()]
        found = library.find_trips(TripOptions(levels=("city",), gap_days=0), dry_run=True)
        assert found.created and [each.id for each in library.trips()] == ids
        assert library.organize(tmp_path / "sorted", dry_run=True).made
        assert not (tmp_path / "sorted").exists()
    assert len(runs(copied)) == before
    new = tmp_path / "new.db"
    with Library(new, write=True) as library:
        assert library.index(sample.pictures, dry_run=True).added
    assert not new.exists()


def test_what_cannot_be_indexed_makes_no_library(tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    with Library(new, write=True) as library:
        with pytest.raises(PhotosortError, match="no folder is known"):
            library.index()
        with pytest.raises(PhotosortError, match="does not exist"):
            library.index(tmp_path / "nowhere")
    assert not new.exists()


def test_absent_folders_and_broken_files(tmp_path: Path) -> None:
    there, gone = tmp_path / "there", tmp_path / "gone"
    for folder in (there, gone):
        folder.mkdir()
        jpeg(folder / "a.jpg", "2023-05-06T07:08:09")
    (there / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no more")
    with Library(tmp_path / "new.db", write=True) as library:
        found = library.index(there, gone)
        assert [each.path for each in found.failed] == [os.fsencode(there / "broken.jpg")]
        gone.rename(tmp_path / "elsewhere")
        assert isinstance(library.index().error, RootError)
        there.rename(tmp_path / "away")
        with pytest.raises(RootError):
            library.index()
    outcomes = [each["outcome"] for each in runs(tmp_path / "new.db")]
    assert outcomes == ["failed", "failed", "some-failed"]


def test_what_the_callback_raises_ends_the_work(sample: Sample, tmp_path: Path) -> None:
    def enough(*_: object) -> None:
        raise KeyboardInterrupt

    new = tmp_path / "new.db"
    with Library(new, write=True) as library:
        with pytest.raises(KeyboardInterrupt):
            library.index(sample.pictures, progress=enough)
        assert library.index(sample.pictures).found
    assert [each["outcome"] for each in runs(new)] == ["done", "interrupted"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: TripOptions(gap_days=-1),
        lambda: TripOptions(levels=("hamlet",)),
        lambda: JourneyOptions(radius_km=0),
        lambda: PersonOptions(attributes=("hat",)),
        lambda: MomentOptions(spread_km=-1),
        lambda: OrganizeOptions(by=("weather",)),
        lambda: IndexOptions(exclude=("",)),
    ],
)
def test_options_are_checked_where_they_are_made(make: Callable[[], object]) -> None:
    with pytest.raises(UsageError) as raised:
        make()
    assert raised.value.code == 2 and raised.value.hint


def test_wrong_values_that_only_the_library_can_tell(copied: Path, sample: Sample) -> None:
    before = len(runs(copied))
    with Library(copied, write=True) as library:
        for wrong in (
            lambda: library.index(sample.pictures, options=IndexOptions(labels=(("", "x"),))),
            lambda: library.find_journeys(language="xx-none"),
        ):
            with pytest.raises(UsageError):
                wrong()
        assert len(runs(copied)) == before
        for wrong in (
            lambda: library.find_people(PersonOptions(engine="nobody")),
            lambda: library.index(options=IndexOptions(places=PlaceOptions(geocoder="nobody"))),
            lambda: library.organize("x", OrganizeOptions(templates=(("date", "{nothing}"),))),
            lambda: library.organize(sample.pictures),
        ):
            with pytest.raises(PhotosortError):
                wrong()
    assert [each["outcome"] for each in runs(copied)][:4] == ["failed"] * 4


def test_places_of_the_config_file_hold_here_too(
    tmp_path: Path, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('language = "de"\n')
    monkeypatch.setenv("PHOTOSORT_CONFIG", str(config))
    with Library(tmp_path / "new.db", write=True) as library:
        library.index(sample.pictures / "2022")
        names = {photo.place.levels["country"] for photo in library.photos("has:place")}
        assert names == {"Deutschland"}


SCRIPT = """
import sys, threading, time
from photosort import IndexOptions, Library

def main():
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    with Library(sys.argv[1], write=True) as library:
        print(library.index(sys.argv[2], options=IndexOptions(workers=2)).added)

"""


@pytest.mark.slow
def test_worker_processes_beside_threads(sample: Sample, tmp_path: Path) -> None:
    """They import the script again, which says what is wrong if it has no guard."""
    photos = tmp_path / "photos"
    copies(photos, 400)
    told = "worker processes import this script, and it begins again there"
    for end, code in (("if __name__ == '__main__':\n    main()", 0), ("main()", 1)):
        script = tmp_path / "script.py"
        script.write_text(SCRIPT + end)
        done = subprocess.run(
            [sys.executable, script, tmp_path / f"{code}.db", photos],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        assert (told in done.stderr) == bool(code)
        assert done.stdout == ("" if code else "400\n")


# what it costs, and what it promises


def test_to_import_photosort_loads_nothing_else() -> None:
    code = (
        "import sys; before = set(sys.modules); import photosort; import json;"
        "print(json.dumps(sorted(m for m in set(sys.modules) - before if 'photosort' in m)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = [each for each in json.loads(done.stdout) if not each.startswith("__editable")]
    assert loaded == ["photosort", "photosort.version"]


def test_all_that_is_promised_is_there() -> None:
    assert {*photosort.__all__} <= {*dir(photosort)}
    assert all(getattr(photosort, name) for name in photosort.__all__)
    with pytest.raises(AttributeError, match="librari"):
        photosort.librari  # noqa: B018
