"""`photosort album` through the command line: what is made, kept, removed, and never leaked."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from photosort.faces import engines
from tests import discs
from tests.make import jpeg

pytestmark = pytest.mark.slow

MANIFEST = "photosort-manifest.json"


@pytest.fixture
def photos(tmp_path):
    """A journey from home in Freiburg to Tokyo and Kyoto, 12 photos of different views."""
    folder = tmp_path / "photos"
    home = [(f"2023-02-0{day}", 47.995, 7.852) for day in range(1, 9)]
    away = [("2023-04-01", 35.68, 139.69), ("2023-04-02", 35.68, 139.76)]
    away += [("2023-04-03", 35.01, 135.76), ("2023-04-04", 35.03, 135.72)]
    for number, (day, lat, lon) in enumerate([*home, *away]):
        jpeg(
            folder / f"IMG_{number:02}.jpg", f"{day}T10:00:00", lat=lat, lon=lon, seed=number,
            size=(600, 400), make="Secret", model="Camera",
        )  # fmt: skip
    return folder


@pytest.fixture
def library(photosort, photos):
    assert photosort("index", photos).code == 0
    assert photosort("trips").code == 0
    assert photosort("journeys").code == 0
    return photosort


@pytest.fixture
def journey(library):
    (found,) = library("journeys", "list", "--json").json
    return found["id"]


@pytest.fixture
def dest(tmp_path):
    return tmp_path / "album"


def state(folder: Path):
    """Content and times of every file."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_journey_becomes_a_page_with_pictures_in_two_sizes(library, journey, dest, photos):
    before = state(photos)
    answer = library("album", dest, "--journey", journey, "--json")
    assert answer.code == 0
    told = answer.json
    assert told["photos"] == 4
    assert told["index"] == str(dest / "index.html")
    assert (told["unchanged"], told["removed"], told["failed"]) == (0, 0, [])
    files = [path for path in dest.rglob("*") if path.is_file() and path.name != MANIFEST]
    assert told["written"] == len(files) == 4 * 2 + 3
    assert told["bytes"] == sum(path.stat().st_size for path in files)
    sizes = sorted(Image.open(path).size for path in dest.rglob("*.webp"))
    assert sizes == [(480, 320)] * 4 + [(600, 400)] * 4
    page = (dest / "index.html").read_text()
    assert "Tokyo" in page and "Kyoto" in page and "<svg" in page
    assert state(photos) == before


def test_a_second_run_writes_nothing_at_all(library, journey, dest):
    library("album", dest, "--journey", journey)
    before = state(dest)
    told = library("album", dest, "--journey", journey, "--json").json
    assert (told["written"], told["removed"], told["bytes"]) == (0, 0, 0)
    assert told["unchanged"] == 11
    assert state(dest) == before


def test_only_what_is_new_is_encoded_and_what_left_is_removed(library, journey, dest, photos):
    library("album", dest, "--journey", journey)
    before = state(dest)
    jpeg(photos / "new.jpg", "2023-04-02T12:00:00", lat=35.68, lon=139.7, seed=77, size=(300, 200))
    (photos / "IMG_10.jpg").unlink()
    library("index", photos)
    library("journeys")
    told = library("album", dest, "--journey", journey, "--json").json
    after = state(dest)
    assert told["photos"] == 4
    assert told["written"] == 3  # two sizes and the page
    assert told["removed"] == 2
    same = [path for path in before if path in after and path.endswith(".webp")]
    assert len(same) == 6
    assert all(before[path] == after[path] for path in same)


def test_a_photo_that_moved_is_not_encoded_again(library, journey, dest, photos):
    library("album", dest, "--journey", journey)
    (photos / "deep").mkdir()
    (photos / "IMG_09.jpg").rename(photos / "deep" / "other name.jpg")
    library("index", photos)
    told = library("album", dest, "--journey", journey, "--json").json
    assert (told["written"], told["photos"]) == (0, 4)


def test_foreign_files_stay_and_are_told(library, journey, dest):
    library("album", dest, "--journey", journey)
    (dest / "notes.txt").write_text("mine")
    (dest / "pictures" / "zz").mkdir()
    (dest / "pictures" / "zz" / "mine.webp").write_bytes(b"mine")
    year = library("album", dest, "--year", "2023", "--json").json
    assert {each["path"] for each in year["kept"]} == {"notes.txt", "pictures/zz/mine.webp"}
    assert year["photos"] == 12
    assert (dest / "notes.txt").read_text() == "mine"
    assert (dest / "pictures" / "zz" / "mine.webp").read_bytes() == b"mine"


def test_a_page_of_the_users_own_is_not_written_over(library, journey, dest):
    dest.mkdir()
    (dest / "index.html").write_text("my home page")
    answer = library("album", dest, "--journey", journey)
    assert answer.code == 1
    assert "index.html" in answer.err
    assert (dest / "index.html").read_text() == "my home page"
    assert not list(dest.rglob("*.webp"))


def test_a_page_that_was_changed_since_is_not_written_over(library, journey, dest):
    library("album", dest, "--journey", journey)
    page = dest / "index.html"
    page.write_text(page.read_text() + "<!-- mine -->")
    assert library("album", dest, "--journey", journey).code == 1
    assert page.read_text().endswith("<!-- mine -->")


def test_a_rehearsal_says_the_same_and_changes_nothing(library, journey, dest):
    rehearsed = library("album", dest, "--journey", journey, "--dry-run", "--json").json
    assert not dest.exists()
    real = library("album", dest, "--journey", journey, "--json").json
    assert rehearsed["bytes"] is None
    assert {**rehearsed, "bytes": 0} == {**real, "bytes": 0}
    before = state(dest)
    again = library("album", dest, "--year", "2023", "--dry-run", "--json").json
    assert state(dest) == before
    year = library("album", dest, "--year", "2023", "--json").json
    assert {**again, "bytes": 0} == {**year, "bytes": 0}


def test_the_whole_library_links_to_an_album_each(library, journey, dest):
    told = library("album", dest, "--json").json
    assert told["photos"] == 12
    start = (dest / "index.html").read_text()
    for page in (f"journeys/{journey}/index.html", "years/2023/index.html"):
        assert f'href="{page}"' in start
        assert (dest / page).is_file()
    assert len(list(dest.rglob("*.webp"))) == 24  # shared by all pages
    assert library("album", dest, "--json").json["written"] == 0


def test_pictures_carry_no_metadata(library, journey, dest):
    if not shutil.which("exiftool"):
        pytest.skip("EXIFTOOL IS ABSENT: metadata of the pictures cannot be looked for")
    library("album", dest, "--journey", journey)
    out = subprocess.run(
        ["exiftool", "-json", "-G1", "-r", "-ext", "webp", dest], capture_output=True, check=True
    ).stdout
    found = json.loads(out)
    assert len(found) == 8
    for tags in found:
        groups = {name.split(":")[0] for name in tags if ":" in name}
        assert groups <= {"System", "File", "RIFF", "ExifTool", "Composite"}, groups
        assert not {name for name in tags if "GPS" in name or "Secret" in str(tags[name])}


def test_colours_of_a_wide_gamut_become_those_of_browsers(photosort, tmp_path, dest):
    from PIL import ImageCms

    folder = tmp_path / "photos"
    folder.mkdir()
    image = Image.new("RGB", (64, 48), (200, 40, 40))
    # sRGB with red and green exchanged: a profile that no viewer can overlook
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    profile = (
        bytes(profile)
        .replace(b"sRGB", b"test")
        .replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
    )
    image.save(folder / "IMG_20230401_100000.jpg", quality=95, icc_profile=profile)
    photosort("index", folder)
    assert photosort("album", dest).code == 0
    (large,) = dest.rglob("*-1600.webp")
    found = Image.open(large)
    assert "icc_profile" not in found.info
    red, green, _ = found.convert("RGB").getpixel((30, 20))
    assert green > 150 and red < 90


def test_upright_and_never_enlarged(photosort, tmp_path, dest):
    jpeg(
        tmp_path / "photos" / "a.jpg", "2023-04-01T10:00:00", orientation=6, size=(200, 100), seed=3
    )
    photosort("index", tmp_path / "photos")
    photosort("album", dest)
    assert {Image.open(path).size for path in dest.rglob("*.webp")} == {(100, 200)}
    assert 'width="100" height="200"' in (dest / "years/2023/index.html").read_text()


def test_without_any_place_there_is_no_map(photosort, tmp_path, dest):
    for number in range(3):
        jpeg(tmp_path / "p" / f"{number}.jpg", f"2023-04-0{number + 1}T10:00:00", seed=number)
    photosort("index", tmp_path / "p")
    answer = photosort("album", dest, "--year", "2023")
    assert answer.code == 0
    page = (dest / "index.html").read_text()
    assert '<svg class="map"' not in page
    assert page.count("<figure id=") == 3


def test_one_photo_only(photosort, tmp_path, dest):
    jpeg(tmp_path / "p" / "1.jpg", "2023-04-01T10:00:00", lat=-17.8, lon=177.97, size=(40, 30))
    photosort("index", tmp_path / "p")
    assert photosort("album", dest, "--year", "2023").code == 0
    assert '<svg class="map"' in (dest / "index.html").read_text()


def test_a_photo_that_vanished_is_told_and_the_others_appear(library, journey, dest, photos):
    (photos / "IMG_08.jpg").unlink()
    (photos / "IMG_09.jpg").write_bytes((photos / "IMG_09.jpg").read_bytes()[:800])
    answer = library("album", dest, "--journey", journey, "--json")
    assert answer.code == 3
    told = answer.json
    assert told["photos"] == 2
    assert [Path(each["path"]).name for each in told["failed"]] == ["IMG_08.jpg", "IMG_09.jpg"]
    assert all(each["error"] for each in told["failed"])
    assert (dest / "index.html").read_text().count("<figure id=") == 2


def test_an_encoded_photo_outlives_its_original(library, journey, dest, photos):
    library("album", dest, "--journey", journey)
    (photos / "IMG_08.jpg").unlink()
    answer = library("album", dest, "--journey", journey, "--json")
    assert (answer.code, answer.json["photos"], answer.json["written"]) == (0, 4, 0)


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp; javascript:alert(3)"


def test_hostile_titles_stay_text(library, journey, dest):
    library("journeys", "update", journey, "--title", HOSTILE)
    assert library("album", dest).code == 0
    for page in dest.rglob("index.html"):
        text = page.read_text()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert "&lt;script&gt;alert(1)" in (dest / "index.html").read_text()


def test_names_that_are_no_text_do_no_harm(photosort, tmp_path, dest):
    name = os.fsencode(tmp_path) + b"/p/\xff<script>\n'\".jpg"
    jpeg(name, "2023-04-01T10:00:00", seed=5)
    photosort("index", tmp_path / "p")
    assert photosort("album", dest, "--json").code == 0
    assert photosort("album", dest, "--json").json["written"] == 0
    for page in dest.rglob("*.html"):
        page.read_bytes().decode("utf-8")
        assert b"<script>\n" not in page.read_bytes()


def test_an_album_among_the_photos_is_never_indexed(library, journey, photos):
    assert library("album", photos / "album", "--journey", journey).code == 0
    assert library("index", photos, "--json").json["added"] == 0
    assert library("album", photos, "--journey", journey).code == 1  # originals stand there


def test_albums_and_organized_folders_do_not_mix(library, journey, dest, tmp_path):
    library("album", dest, "--journey", journey)
    before = state(dest)
    refused = library("organize", dest)
    assert refused.code == 1 and "album" in refused.err
    assert state(dest) == before
    library("organize", tmp_path / "sorted")
    refused = library("album", tmp_path / "sorted", "--journey", journey)
    assert refused.code == 1 and "organize" in refused.err
    assert library("organize", "--undo", dest).code == 0
    assert not dest.exists()


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--journey", "journey-none"], "there is no journey"),
        (["--year", "last"], "not a date"),
        (["--year", "1999"], "no photos"),
        (["--year", "2023", "--trip", "x"], "do not go together"),
        (["--workers", "0"], "--workers"),
        (["--lang", "!"], "not a language"),
        (["--lang", "xx"], "choose from en, de"),
        (["--lang", "sv"], "choose from en, de"),
        (["--lang", "de,xx"], "choose from en, de"),
        (["--lang", ""], "--lang is empty"),
    ],
)
def test_wrong_wishes_are_told(library, dest, arguments, words):
    answer = library("album", dest, *arguments)
    assert answer.code in (1, 2)
    assert words in answer.err
    assert not dest.exists()


@pytest.mark.parametrize(
    ("given", "page"), [("de-AT", "de"), ("pt_BR.UTF-8", "pt"), ("FR", "fr"), ("zh-Hant,en", "zh")]
)
def test_regional_languages(library, journey, dest, given, page):
    assert library("album", dest, "--journey", journey, "--lang", given).code == 0
    assert f'<html lang="{page}">' in (dest / "index.html").read_text()


def test_english_pages_where_only_places_have_names(library, journey, dest):
    library("index", "--lang", "sv")
    assert library("album", dest, "--journey", journey).code == 0
    assert '<html lang="en">' in (dest / "index.html").read_text()


def test_other_languages(library, journey, dest):
    library("album", dest, "--journey", journey, "--lang", "de")
    page = (dest / "index.html").read_text()
    assert '<html lang="de">' in page
    assert "4 Fotos" in page and "Abspielen" in page


def as_left_by_an_older_version(dest):
    """Pictures on record without a sum, some of them made; no page was on record."""
    manifest = json.loads((dest / MANIFEST).read_text())
    pictures = [each for each in manifest["entries"] if each["path"].endswith(".webp")]
    for entry in pictures[1:]:
        del entry["sha256"], entry["mtime_ns"]
        entry["size"] = 0
    manifest["entries"] = pictures
    (dest / MANIFEST).write_text(json.dumps(manifest))
    (dest / pictures[2]["path"]).unlink()
    (dest / "pictures" / ".photosort-album-123-x.webp").write_bytes(b"half")


def test_what_an_older_version_was_killed_in_is_taken_up(library, journey, dest):
    library("album", dest, "--journey", journey)
    whole = {path: content for path, (content, _) in state(dest).items() if path != MANIFEST}
    as_left_by_an_older_version(dest)
    told = library("album", dest, "--journey", journey, "--json").json
    assert (told["written"] + told["unchanged"], told["kept"]) == (11, [])
    assert all("sha256" in each for each in json.loads((dest / MANIFEST).read_text())["entries"])
    assert library("organize", "--verify", dest).code == 0
    assert whole == {path: x for path, (x, _) in state(dest).items() if path != MANIFEST}


def test_what_an_older_version_was_killed_in_is_undone(library, journey, dest):
    library("album", dest, "--journey", journey)
    as_left_by_an_older_version(dest)
    (dest / "about.html").write_text("mine")
    assert library("organize", "--undo", dest).code == 0
    assert list(dest.iterdir()) == [dest / "about.html"]


def test_a_page_that_appears_meanwhile_is_not_written_over(library, journey, dest, monkeypatch):
    from photosort.workflow.album.folder import AlbumFolder

    put = AlbumFolder.put

    def put_late(folder, path, content, *more, **others):
        put(folder, path, content, *more, **others)
        if path == "album.js":
            (dest / "album.js").write_text("mine")

    monkeypatch.setattr(AlbumFolder, "put", put_late)
    answer = library("album", dest, "--journey", journey)
    assert answer.code == 1 and "album.js" in answer.err
    assert (dest / "album.js").read_text() == "mine"
    monkeypatch.undo()
    assert library("album", dest, "--journey", journey).code == 1
    (dest / "album.js").unlink()
    assert library("album", dest, "--journey", journey).code == 0
    assert library("organize", "--verify", dest).code == 0


def test_a_folder_in_the_place_of_a_page_is_told(library, journey, dest):
    (dest / "index.html").mkdir(parents=True)
    answer = library("album", dest, "--journey", journey)
    assert answer.code == 1 and "index.html" in answer.err
    assert list(dest.rglob("*")) == [dest / "index.html"]


def test_nothing_is_written_through_a_link(library, journey, dest, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    dest.mkdir()
    (dest / "pictures").symlink_to(elsewhere)
    answer = library("album", dest, "--journey", journey)
    assert answer.code == 1
    assert "pictures" in answer.err
    assert not list(elsewhere.iterdir())


@pytest.mark.slow
def test_several_workers_make_the_same(library, journey, dest, tmp_path, photosort_process):
    photosort_process("album", dest, "--workers", "1")
    other = tmp_path / "other"
    photosort_process("album", other, "--workers", "2")
    one = {path: content for path, (content, _) in state(dest).items() if path != MANIFEST}
    two = {path: content for path, (content, _) in state(other).items() if path != MANIFEST}
    assert one == two


def test_maps_of_a_journey(library, journey, tmp_path):
    for name in ("map.svg", "map.png"):
        told = library("journeys", "map", journey, "--out", tmp_path / name, "--json").json
        assert (told["width"], told["height"], told["stops"]) == (1600, 1024, 2)
    assert Image.open(tmp_path / "map.png").size == (1600, 1024)
    from xml.etree import ElementTree

    root = ElementTree.parse(tmp_path / "map.svg").getroot()
    assert root.attrib["viewBox"] == "0 0 1600 1024"
    texts = {each.text for each in root.iter("{http://www.w3.org/2000/svg}text")}
    assert texts == {"Tokyo", "Kyoto"}


def test_a_map_of_nothing_or_over_a_photo_is_refused(library, journey, photos, tmp_path):
    answer = library("journeys", "map", journey, "--out", tmp_path / "map.gif")
    assert answer.code == 2
    photo = jpeg(photos / "x.png", "2023-04-02T10:00:00", seed=50)
    library("index", photos)
    before = photo.read_bytes()
    assert library("journeys", "map", journey, "--out", photo).code == 1
    assert photo.read_bytes() == before
    assert library("journeys", "map", journey, "--out", tmp_path / "no" / "map.svg").code == 1


@pytest.mark.slow
def test_many_photos_are_shown_on_several_pages(library, dest, monkeypatch):
    from photosort.workflow.album import site as album

    monkeypatch.setattr(album, "PAGE_PHOTOS", 5)
    told = library("album", dest, "--year", "2023", "--json").json
    assert told["photos"] == 12
    pages = [dest / "index.html", dest / "part-2.html", dest / "part-3.html"]
    texts = [page.read_text() for page in pages]
    assert [text.count("<figure id=") for text in texts] == [5, 5, 2]
    assert all('href="part-2.html"' in text for text in (texts[0], texts[2]))
    whole = library("album", dest, "--json").json
    assert whole["photos"] == 12
    start = (dest / "index.html").read_text()
    assert start.count('href="years/2023/') == 1
    assert "12 photos" in start


@pytest.fixture
def people(photosort, tmp_path, monkeypatch):
    """The ids of red (4 photos, one with green), green (3), blue (3) and cyan (3), without names.

    The file names begin with the colour of who is in them.
    """
    monkeypatch.setitem(engines.ENGINES, "discs", discs.ENGINE)
    monkeypatch.setattr(engines, "DEFAULT", "discs")
    shown = [("red",)] * 3 + [("red", "green")] + [("green",)] * 2 + [("blue",)] * 3
    for number, who in enumerate([*shown, *[("cyan",)] * 3]):
        date = f"202{number % 2}:05:{number + 1:02} 12:00:00"
        path = tmp_path / "people" / f"{'-'.join(who)}-{number}.png"
        discs.photo(path, *who, size=90 + number, date=date)
    assert photosort("index", tmp_path / "people").code == 0
    found = photosort("people", "--members", "--json").json["persons"]
    ids = {}
    for person in found:
        paths = [Path(each["path"]).stem.split("-")[:-1] for each in person["members"]]
        (colour,) = set.intersection(*map(set, paths))
        ids[colour] = person["id"]
    assert set(ids) == {"red", "green", "blue", "cyan"}
    return ids


def strip(page: Path):
    """(page, name, count) of the people on a page."""
    section = re.search(r'<section class="people".*?</section>', page.read_text(), re.DOTALL)
    if section is None:
        return []
    return [
        tuple(re.search(pattern, item)[1] if re.search(pattern, item) else None for pattern in (
            r'<a href="([^"]*)"', r"<b>([^<]*)</b>", r"<span>(\d+)",
        ))
        for item in section[0].split("<li>")[1:]
    ]  # fmt: skip


def test_people_with_names_have_pages_of_their_own(photosort, people, dest):
    for colour, name in (("green", "Skipper"), ("red", "Aunt"), ("blue", "Skipper")):
        photosort("people", "name", people[colour], name)
    assert photosort("album", dest, "--json").json["photos"] == 12
    pages = {colour: f"people/{people[colour]}/index.html" for colour in people}
    listed = strip(dest / "index.html")
    assert listed[0] == (pages["red"], "Aunt", "4")  # most photos first
    # two of one name are two
    assert set(listed[1:]) == {
        (pages["green"], "Skipper", "3"),
        (pages["blue"], "Skipper", "3"),
    }
    aunt = dest / pages["red"]
    assert "<h1>Aunt</h1>" in aunt.read_text()
    assert aunt.read_text().count("<figure id=") == 4
    assert [each[:2] for each in strip(aunt)] == [
        (f"../../{pages['red']}", "Aunt"),
        (f"../../{pages['green']}", "Skipper"),
    ]
    assert (dest / pages["blue"]).read_text().count("<figure id=") == 3
    assert not (dest / pages["cyan"]).exists()
    assert len(list(dest.rglob("*.webp"))) == 24  # no picture twice
    start = (dest / "index.html").read_text()
    assert start.count('href="years/') == 2  # people are not among the years
    assert photosort("album", dest, "--json").json["written"] == 0


def test_the_page_of_somebody_follows_the_name(photosort, people, dest):
    photosort("people", "name", people["red"], HOSTILE)
    photosort("album", dest)
    page = dest / f"people/{people['red']}/index.html"
    for each in (page, dest / "index.html"):
        assert "<script>alert" not in each.read_text()
        assert "&lt;script&gt;alert(1)" in each.read_text()
    photosort("people", "name", people["red"], "")
    rehearsed = photosort("album", dest, "--dry-run", "--json").json
    told = photosort("album", dest, "--json").json
    assert told["removed"] == rehearsed["removed"] == 1
    assert told["written"] == rehearsed["written"]
    assert not (dest / "people").exists()
    assert strip(dest / "index.html") == []


def test_covers_of_people_are_their_faces(photosort, people, dest):
    photosort("people", "name", people["green"], "Skipper")
    photosort("album", dest, "--person", "Skipper")
    page = (dest / "index.html").read_text()
    assert strip(dest / "index.html") == [(None, "Skipper", None)]  # alone, without other pages
    left, top, width, height = map(int, re.search(r'<svg viewBox="([\d ]+)"', page)[1].split())
    source, full, high = re.search(
        r'<image href="([^"]+)" width="(\d+)" height="(\d+)"', page
    ).groups()
    assert width == height > 0
    assert left + width <= int(full) and top + height <= int(high)
    cover = Image.open(dest / source)
    scale = cover.width / int(full)
    middle = ((left + width / 2) * scale, (top + height / 2) * scale)
    red, green, blue = cover.convert("RGB").getpixel(tuple(map(int, middle)))
    assert green > 150 and red < 90 and blue < 90


def test_people_of_whom_nothing_can_be_shown_are_left_out(photosort, people, dest, tmp_path):
    photosort("people", "name", people["blue"], "Uncle")
    photosort("people", "name", people["red"], "Aunt")
    for path in (tmp_path / "people").glob("blue-*"):
        path.unlink()
    assert photosort("album", dest).code == 3
    assert [name for _, name, _ in strip(dest / "index.html")] == ["Aunt"]
    assert not (dest / f"people/{people['blue']}").exists()
