"""`photosort import` of what people have in digiKam and Google Photos."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from photosort.faces import engines
from photosort.media.digikam import unique_hash
from photosort.media.takeout import albums
from tests import discs
from tests.conftest import Photosort
from tests.digikam import Digikam

RED = (20, 20, 100, 100)
BLUE = (140, 20, 100, 100)


@pytest.fixture(autouse=True)
def _discs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.ENGINES, "discs", discs.ENGINE)
    monkeypatch.setattr(engines, "DEFAULT", "discs")


@pytest.fixture
def photos(tmp_path: Path, photosort: Photosort) -> Path:
    """Photos in an indexed library."""
    folder = tmp_path / "photos"
    discs.photo(folder / "2023" / "a.jpg", "red", "blue", date="2023:04:01 10:00:00")
    discs.photo(folder / "2023" / "b.jpg", "red", date="2023:04:02 10:00:00")
    discs.photo(folder / "2024" / "a.jpg", "green", date="2024:04:01 10:00:00")
    assert photosort("index", folder).code == 0
    return folder


def shown(photosort: Photosort, path: Path) -> dict[str, Any]:
    document: dict[str, Any] = photosort("show", path, "--json").json
    return document


@pytest.mark.parametrize(
    ("identifier", "below"),
    [
        ("volumeid:?path={photos}", "/"),
        ("networkshareid:?mountpath={photos}", "/"),
        ("volumeid:?uuid=f00d-cafe", "{photos}"),
        ("volumeid:?path=/somewhere/else", "/"),
    ],
)
def test_everything_of_digikam(
    photosort: Photosort, photos: Path, tmp_path: Path, identifier: str, below: str
) -> None:
    database = Digikam(
        tmp_path / "digikam4.db", identifier.format(photos=photos), below.format(photos=photos)
    )
    first = database.photo(
        "/2023", "a.jpg", rating=4, caption="At the zoo", title="Zoo", tags=["Places/Rome", "sun"]
    )
    database.face(first, "Ann", RED)
    database.face(first, "Bob", BLUE)
    database.face(first, "Eve", BLUE, "autodetectedPerson")
    database.face(first, "Nobody", (1, 1, 20, 20))
    database.nobody("Nobody")
    second = database.photo("/2023", "b.jpg", tags=["_Digikam_Internal_Tags_/Pick Label None"])
    database.face(second, "Cleo", None)
    database.photo("/2024", "a.jpg", rating=0)
    before = database.path.read_bytes()
    dry = photosort("import", database.path, "--dry-run", "--json")
    assert (dry.code, dry.json["descriptions"], dry.json["regions"]) == (0, 1, 2), dry.err
    assert shown(photosort, photos / "2023/a.jpg")["rating"] is None
    done = photosort("import", database.path, "--json")
    assert done.json == dry.json
    assert database.path.read_bytes() == before
    assert {each.name for each in tmp_path.iterdir() if "digikam" in each.name} == {"digikam4.db"}
    found = shown(photosort, photos / "2023/a.jpg")
    assert (found["title"], found["caption"], found["rating"]) == ("Zoo", "At the zoo", 4)
    assert found["keywords"] == ["Places/Rome", "sun"]
    people = photosort("people", "--members", "--json").json["persons"]
    boxes = {each["name"]: [member["box"] for member in each["members"]] for each in people}
    assert boxes["Bob"] == [list(BLUE)] and list(RED) in boxes["Ann"]
    assert set(boxes) == {"Ann", "Bob", "Cleo"}
    assert photosort("query", "person:Cleo", "--fields", "name").out == "b.jpg\n"
    again = photosort("import", database.path, "--json").json
    assert (again["descriptions"], again["regions"]) == (0, 0)
    # what was imported outlasts another reading of the files
    assert photosort("index", photos, "--full").code == 0
    assert shown(photosort, photos / "2023/a.jpg")["keywords"] == ["Places/Rome", "sun"]
    assert {each["name"] for each in photosort("people", "--json").json["persons"]} == set(boxes)


def test_what_was_imported_is_exported(photosort: Photosort, photos: Path, tmp_path: Path) -> None:
    database = Digikam(tmp_path / "digikam4.db", f"volumeid:?path={photos}")
    photo = database.photo("/2023", "a.jpg", rating=4, caption="At the zoo", tags=["sun"])
    database.face(photo, "Bob", BLUE)
    database.face(photo, "Cleo", None)
    assert photosort("import", database.path).code == 0
    assert photosort("export", "--to", tmp_path / "all.json").code == 0
    other = ["--library", tmp_path / "other.db"]
    assert photosort(*other, "index", photos).code == 0
    done = photosort(*other, "import", tmp_path / "all.json", "--json").json
    assert (done["descriptions"], done["regions"]) == (1, 1)
    found = photosort(*other, "show", photos / "2023/a.jpg", "--json").json
    assert (found["caption"], found["rating"], found["keywords"]) == ("At the zoo", 4, ["sun"])
    people = photosort(*other, "people", "--json").json["persons"]
    assert {each["name"]: each["faces"] for each in people} == {"Bob": 1, "Cleo": 0}
    again = photosort(*other, "import", tmp_path / "all.json", "--json").json
    assert (again["descriptions"], again["regions"]) == (0, 0)


def test_a_later_import_replaces_the_earlier_one(
    photosort: Photosort, photos: Path, tmp_path: Path
) -> None:
    for name, tags in (("one.db", ["old", "both"]), ("two.db", ["both", "new"])):
        database = Digikam(tmp_path / name, f"volumeid:?path={photos}")
        database.photo("/2023", "b.jpg", tags=tags)
        assert photosort("import", database.path).code == 0
    assert photosort("index", photos).code == 0
    assert shown(photosort, photos / "2023/b.jpg")["keywords"] == ["both", "new"]


def test_what_fits_nothing_is_listed(photosort: Photosort, photos: Path, tmp_path: Path) -> None:
    database = Digikam(tmp_path / "digikam4.db", f"volumeid:?path={photos}")
    for number in range(12):
        database.photo("/gone", f"{number}.jpg", rating=3)
    database.photo("/gone", "trashed.jpg", rating=3, status=3)
    database.photo("/gone", "unrated.jpg")
    answer = photosort("import", database.path)
    assert answer.code == 3
    assert answer.err.count("is not in this library") == 10
    assert "2 more like these" in answer.err
    listed = photosort("import", database.path, "--json").json["unmatched"]
    assert len(listed) == 12 and listed[0]["what"] == f"{photos}/gone/0.jpg"


def test_a_photo_elsewhere_is_known_by_name_and_size_or_hash(
    photosort: Photosort, photos: Path, tmp_path: Path
) -> None:
    database = Digikam(tmp_path / "digikam4.db", "volumeid:?uuid=f00d", "/old")
    b, a = photos / "2023/b.jpg", photos / "2024/a.jpg"
    database.photo("/x", "b.jpg", b.stat().st_size, rating=2)
    database.photo("/y", "b.jpg", b.stat().st_size + 1, rating=5)
    twin = photos / "twin" / "a.jpg"
    twin.parent.mkdir()
    twin.write_bytes(a.read_bytes()[:-1] + b"?")  # the same name and size
    assert photosort("index", photos).code in (0, 3)
    hash = unique_hash(bytes(a))
    database.photo("/x", "a.jpg", a.stat().st_size, rating=1, hash=hash)
    database.photo("/z", "a.jpg", a.stat().st_size, rating=5, hash="0" * 32)
    assert photosort("import", database.path).code == 3
    assert [shown(photosort, each)["rating"] for each in (b, a, twin)] == [2, 1, None]


def test_regions_of_a_turned_photo(photosort: Photosort, tmp_path: Path) -> None:
    from PIL import Image, ImageOps

    folder = tmp_path / "photos"
    path = discs.photo(folder / "a.jpg", "red", "blue")
    upright = Image.open(path)
    exif = Image.Exif()
    exif[0x0112] = 8
    upright.save(tmp_path / "turning.jpg", exif=exif, quality=95)
    exif[0x0112] = 6
    ImageOps.exif_transpose(Image.open(tmp_path / "turning.jpg")).save(path, exif=exif, quality=95)
    assert photosort("index", folder).code == 0
    for number, pixels in enumerate([(140, 260), (260, 140)]):
        database = Digikam(tmp_path / f"{number}.db", f"volumeid:?path={folder}")
        photo = database.photo("/", "a.jpg", pixels=pixels)
        database.face(photo, "Bob", BLUE)
        assert photosort("import", database.path).code == 0
        (bob,) = photosort("people", "--members", "--json").json["persons"]
        assert bob["members"][0]["box"] == pytest.approx(BLUE, abs=3)
        assert bob["members"][0]["source"] == "xmp"


def test_a_database_that_digikam_has_open(
    photosort: Photosort, photos: Path, tmp_path: Path
) -> None:
    database = Digikam(tmp_path / "digikam4.db", f"volumeid:?path={photos}")
    (tmp_path / "digikam4.db-wal").write_bytes(b"x")
    answer = photosort("import", database.path)
    assert answer.code == 1 and "quit digiKam" in answer.err


def test_a_damaged_database_changes_nothing(
    photosort: Photosort, photos: Path, tmp_path: Path
) -> None:
    database = Digikam(tmp_path / "digikam4.db", f"volumeid:?path={photos}")
    for number in range(300):
        database.photo("/2023", "a.jpg" if not number else f"{number}.jpg", rating=3)
    data = bytearray(database.path.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    database.path.write_bytes(bytes(data))
    answer = photosort("import", database.path)
    assert answer.code == 1 and "Traceback" not in answer.err
    assert shown(photosort, photos / "2023/a.jpg")["rating"] is None


# Google Takeout


def described(folder: Path, name: str, stamp: int) -> None:
    document = {"title": name, "photoTakenTime": {"timestamp": str(stamp)}}
    (folder / f"{name}.supplemental-metadata.json").write_text(json.dumps(document))


def album(folder: Path, title: str, name: str = "metadata.json") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    document = {"title": title, "description": "", "date": {"timestamp": "1697872351"}}
    (folder / name).write_text(json.dumps(document))


@pytest.fixture
def takeout(tmp_path: Path) -> Path:
    """Two albums: one holds its photo once more, of the other only the JSON is there."""
    top = tmp_path / "Takeout" / "Google Photos"
    year = top / "Photos from 2023"
    for number in (1, 2, 3):
        discs.photo(year / f"{number}.jpg", "red", date=f"2023:04:0{number} 10:00:00")
        described(year, f"{number}.jpg", 1680000000 + number)
    album(year, "Photos from 2023")
    album(top / "Rome", "Rome  2023")
    shutil.copy(year / "1.jpg", top / "Rome" / "1.jpg")
    described(top / "Rome", "1.jpg", 1680000001)
    album(top / "Best of(1)", "Best of", "Metadaten.json")
    described(top / "Best of(1)", "1.jpg", 1680000001)
    described(top / "Best of(1)", "2.jpg", 1680000002)
    described(top / "Best of(1)", "gone.jpg", 1680000009)
    return tmp_path / "Takeout"


def test_albums_of_a_takeout_become_labels(photosort: Photosort, takeout: Path) -> None:
    assert photosort("index", takeout).code == 0
    dry = photosort("import", takeout, "--dry-run", "--json")
    assert dry.code == 3
    assert photosort("query", "has:label", "--count").out.strip() == "0"
    done = photosort("import", takeout, "--json")
    assert done.json == dry.json and done.json["files"] == 5
    (absent,) = done.json["unmatched"]
    assert "gone.jpg" in absent["what"] and "Best of" in absent["reason"]
    year = takeout / "Google Photos" / "Photos from 2023"
    assert shown(photosort, year / "1.jpg")["labels"] == {
        "album": "Best of",
        "album-2": "Rome 2023",
    }
    assert shown(photosort, year / "2.jpg")["labels"] == {"album": "Best of"}
    assert shown(photosort, year / "3.jpg")["labels"] == {}
    again = photosort("import", takeout, "--json").json
    assert again["files"] == 0


def test_a_label_of_yours_stays(photosort: Photosort, takeout: Path) -> None:
    year = takeout / "Google Photos" / "Photos from 2023"
    photosort("index", takeout)
    photosort("label", year / "2.jpg", "album=Mine")
    photosort("import", takeout)
    assert shown(photosort, year / "2.jpg")["labels"] == {"album": "Mine", "album-2": "Best of"}


def test_a_folder_without_albums(photosort: Photosort, photos: Path) -> None:
    answer = photosort("import", photos)
    assert answer.code == 1 and "there is no album" in answer.err


def test_albums_of_real_takeouts(corpus: Path) -> None:
    top = corpus / "media" / "immich-go"
    (one,) = albums(bytes(top / "Takeout1"))
    assert one.title == "Album test 6/10/23"
    assert albums(bytes(top / "Takeout2")) == []  # its only album has no title
