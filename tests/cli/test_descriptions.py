"""What other programs wrote about photos: shown, found, laid out, exported and read again."""

import csv
import io
import json
import shutil
import subprocess

import pytest

from photosort.cli import shells
from photosort.cli.app import command as whole
from photosort.cli.completion import candidates
from tests.conftest import call, isolated
from tests.make import jpeg

EXIFTOOL, EXIV2 = shutil.which("exiftool"), shutil.which("exiv2")
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

SEA = {
    "title": "Sea & sand",
    "caption": "Anna at the sea.\nThe water was cold.",
    "keywords": ["Places/Japan/Kyoto", "sunset"],
    "rating": 5,
    "favorite": True,
    "creator": "Zoë; Max",
    "copyright": "© Zoë",
}
NOTHING = dict.fromkeys(SEA) | {"keywords": [], "favorite": False}


def beside(photo, *, title=None, keywords=(), rating=None, hierarchical=()):
    """Write the sidecar of another program."""
    items = "".join(f"<rdf:li>{each}</rdf:li>" for each in keywords)
    paths = "".join(f"<rdf:li>{each}</rdf:li>" for each in hierarchical)
    photo.with_name(photo.name + ".xmp").write_text(
        f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='{RDF}'><rdf:Description"
        " xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xmp='http://ns.adobe.com/xap/1.0/'"
        " xmlns:lr='http://ns.adobe.com/lightroom/1.0/'"
        + (f" xmp:Rating='{rating}'" if rating else "")
        + (f" dc:title='{title}'" if title else "")
        + f"><dc:subject><rdf:Bag>{items}</rdf:Bag></dc:subject>"
        f"<lr:hierarchicalSubject><rdf:Bag>{paths}</rdf:Bag></lr:hierarchicalSubject>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )


@pytest.fixture
def folder(tmp_path):
    """Six photos: one of which everything is known, and others."""
    folder = tmp_path / "photos"
    sea = jpeg(folder / "sea.jpg", "2022-05-01T10:00:00", seed=1)
    (folder / "sea.jpg.json").write_text(
        json.dumps({"title": "sea.jpg", "description": SEA["caption"], "favorited": True})
    )
    beside(sea, title="Sea &amp; sand", keywords=["sunset", "Kyoto"], rating=5,
           hierarchical=["Places|Japan|Kyoto"])  # fmt: skip
    text = sea.with_name("sea.jpg.xmp")
    text.write_text(
        text.read_text().replace(
            "<dc:subject>",
            "<dc:creator><rdf:Seq><rdf:li>Zoë</rdf:li><rdf:li>Max</rdf:li></rdf:Seq></dc:creator>"
            "<dc:rights>© Zoë</dc:rights><dc:subject>",
        )
    )
    beside(jpeg(folder / "tokyo.jpg", "2022-05-02T10:00:00", seed=2), keywords=["Night"],
           hierarchical=["Places|Japan|Tokyo"], rating=4)  # fmt: skip
    beside(jpeg(folder / "night.jpg", "2022-05-03T10:00:00", seed=3), keywords=["night"], rating=2)
    beside(jpeg(folder / "more.jpg", "2022-05-03T11:00:00", seed=6), keywords=["night"])
    beside(jpeg(folder / "blurred.jpg", "2022-05-04T10:00:00", seed=4), rating=-1)
    jpeg(folder / "plain.jpg", "2022-05-05T10:00:00", seed=5)
    return folder


@pytest.fixture
def library(photosort, folder):
    assert photosort("index", folder).code == 0
    return photosort


def names(text):
    return {line.rpartition("/")[2].removesuffix(".jpg") for line in text.splitlines()}


def told(shown):
    return {key: shown[key] for key in SEA}


def test_show(library, folder):
    assert told(library("show", folder / "sea.jpg", "--json").json) == SEA
    assert told(library("show", folder / "plain.jpg", "--json").json) == NOTHING
    text = " ".join(library("show", folder / "sea.jpg").out.split())
    for part in (
        "title Sea & sand", "caption Anna at the sea. The water was cold.", "rating ★★★★★",
        "keywords Places/Japan/Kyoto, sunset", "favorite yes", "creator Zoë; Max",
        "copyright © Zoë",
    ):  # fmt: skip
        assert part in text
    assert "rejected" in library("show", folder / "blurred.jpg").out
    for word in ("title", "keywords", "rating", "favorite"):
        assert word not in library("show", folder / "plain.jpg").out


QUERIES = [
    ("keyword:Places", "sea tokyo"),
    ("keyword:places/japan", "sea tokyo"),
    ("keyword:Japan/Kyoto", "sea"),
    ("keyword:Kyoto", "sea"),
    ("keyword:yoto", ""),
    ("keyword:*yoto", "sea"),
    ("keyword:NIGHT", "tokyo night more"),
    ("-keyword:Places", "night blurred plain more"),
    ("rating:>=4", "sea tokyo"),
    ("rating:5", "sea"),
    ("rating:1..4", "tokyo night"),
    ("rating:rejected", "blurred"),
    ("rating:none", "plain more"),
    ("rating:0", "plain more"),
    ("has:rating -rating:rejected", "sea tokyo night"),
    ("favorite:yes", "sea"),
    ("favorite:no", "tokyo night blurred plain more"),
    ("title:sand", "sea"),
    ("caption:cold", "sea"),
    ("creator:zoë", "sea"),
    ("copyright:©", "sea"),
    ("has:keywords", "sea tokyo night more"),
    ("no:keyword", "blurred plain"),
    ("has:caption", "sea"),
    ("has:title", "sea"),
    # bare words
    ("cold", "sea"),
    ("zoë", "sea"),
    ("tok", "tokyo"),
    ("sunset", "sea"),
    ('"Japan/To"', "tokyo"),
    ('"sea & sand"', "sea"),
]


# the name of a test is in the path of its photos
@pytest.mark.parametrize(("query", "found"), QUERIES, ids=range(len(QUERIES)))
def test_query(library, query, found):
    assert names(library("query", query).out) == set(found.split())


def test_wrong_values_of_a_query(library):
    assert library("query", "favorite:maybe").code == 2
    assert library("query", "rating:good").code == 2
    assert "did you mean sunset" in library("query", "keyword:sunse").err


def test_groups_order_and_measures(library):
    rows = library("query", "--group", "keyword", "--json").json["groups"]
    assert {row["value"]: row["count"] for row in rows} == {
        "night": 2, "Night": 1, "sunset": 1, "Places/Japan/Kyoto": 1, "Places/Japan/Tokyo": 1,
        None: 2,
    }  # fmt: skip
    rows = library("query", "--group", "rating", "--json").json["groups"]
    assert {row["value"]: row["count"] for row in rows} == {5: 1, 4: 1, 2: 1, -1: 1, None: 2}
    best = library("query", "--sort", "-rating", "--limit", "2", "--fields", "name").out
    assert best.split() == ["sea.jpg", "tokyo.jpg"]
    assert library("query", "--max", "rating", "--json").json["max"]["rating"] == 5


def test_fields_and_tables(library):
    line = library("query", "rating:5", "--fields", "title,keywords,rating,favorite,keyword").out
    assert line == "Sea & sand\tPlaces/Japan/Kyoto, sunset\t5\tyes\tPlaces/Japan/Kyoto, sunset\n"
    (row,) = csv.DictReader(io.StringIO(library("query", "rating:5", "--csv").out))
    assert row["keywords"] == "Places/Japan/Kyoto; sunset"
    assert (row["rating"], row["favorite"], row["creator"]) == ("5", "true", "Zoë; Max")
    assert row["caption"] == SEA["caption"]


def test_export(library, tmp_path):
    library("export", "--to", tmp_path / "a.json")
    files = json.loads((tmp_path / "a.json").read_text())["files"]
    assert SEA in [told(each) for each in files]
    library("export", "--to", tmp_path / "a.csv")
    rows = list(csv.DictReader((tmp_path / "a.csv").open(newline="")))
    assert "Places/Japan/Kyoto; sunset" in {row["keywords"] for row in rows}


# folders


def tree(dest):
    return {path.relative_to(dest).as_posix() for path in dest.rglob("*") if path.suffix == ".jpg"}


def test_organize_by_keyword(library, tmp_path):
    dest = tmp_path / "sorted"
    answer = library("organize", dest, "--by", "keyword", "--json").json
    # night is what most photos have, and Night the same folder
    assert tree(dest) == {
        "keywords/Places/Japan/Kyoto/sea.jpg", "keywords/Places/Japan/Tokyo/tokyo.jpg",
        "keywords/night/tokyo.jpg", "keywords/night/night.jpg", "keywords/night/more.jpg",
        "keywords/sunset/sea.jpg",
    }  # fmt: skip
    assert {entry["view"] for entry in answer["entries"]} == {"keyword"}
    assert "Places/Japan/Kyoto" in {entry["id"] for entry in answer["entries"]}
    assert {x["source"].rpartition("/")[2]: x["reason"] for x in answer["skipped"]} == {
        "blurred.jpg": "no keyword",
        "plain.jpg": "no keyword",
    }
    again = library("organize", dest, "--by", "keyword")
    assert again.code == 0 and "2 have no keyword" in again.err + again.out


def test_templates_of_keywords(library, tmp_path):
    dest = tmp_path / "sorted"
    pattern = "keyword={taken:%Y}/{top}/by {leaf}"
    library("organize", dest, "--by", "keyword", "--template", pattern)
    assert "2022/Places/by Kyoto/sea.jpg" in tree(dest)
    library("organize", dest, "--by", "keyword", "--template", "keyword=all/{top}")
    assert "all/Places/sea.jpg" in tree(dest)
    wrong = library("organize", dest, "--by", "keyword", "--template", "keyword={person}")
    assert wrong.code == 2 and "leaf" in wrong.err


def test_keywords_of_a_companion_and_of_a_copy_count(photosort, tmp_path):
    folder = tmp_path / "photos"
    one = jpeg(folder / "a/one.jpg", "2022-05-01T10:00:00", seed=1)
    other = folder / "b/copy.jpg"
    other.parent.mkdir()
    shutil.copy(one, other)
    beside(other, keywords=["sea"], rating=3)
    photosort("index", folder)
    for path in (one, other):
        assert photosort("show", path, "--json").json["keywords"] == ["sea"]
    photosort("organize", tmp_path / "sorted", "--by", "keyword")
    assert tree(tmp_path / "sorted") == {"keywords/sea/one.jpg"}
    # what one has from the other goes with it
    other.with_name("copy.jpg.xmp").unlink()
    photosort("index", folder)
    assert photosort("show", one, "--json").json["keywords"] == []
    assert photosort("show", one, "--json").json["rating"] is None


def test_keywords_lead_nowhere_else(photosort, tmp_path):
    folder = tmp_path / "photos"
    odd = ["..|..|up", ".|here", "CON|a:b", "/etc|x", "..", "a\\b", "photosort-manifest.json"]
    beside(jpeg(folder / "one.jpg", "2022-05-01T10:00:00"), hierarchical=odd)
    photosort("index", folder)
    dest = tmp_path / "sorted"
    assert (
        photosort("organize", dest, "--by", "keyword", "--template", "keyword={keyword}").code == 0
    )
    found = [path for path in tmp_path.rglob("one.jpg") if folder not in path.parents]
    assert len(found) >= 5 and all(dest in path.parents for path in found)
    assert photosort("organize", "--verify", dest).code == 0
    assert photosort("organize", "--undo", dest).code == 0
    assert not list(tmp_path.rglob("sorted/**/*.jpg")) and (folder / "one.jpg").exists()


def test_completion(library):
    def fits(line):
        split = shells.split(line)
        return [each.value for each in candidates(whole(), split.words[1:], split.word)]

    assert fits("photosort query keyword:Pl") == [
        "keyword:Places", "keyword:Places/Japan", "keyword:Places/Japan/Kyoto",
        "keyword:Places/Japan/Tokyo",
    ]  # fmt: skip
    assert fits("photosort query favorite:") == ["favorite:yes", "favorite:no"]
    assert "rating:rejected" in fits("photosort query rating:")
    assert fits("photosort query --group keyw") == ["keyword"]
    assert fits("photosort organize x --by place,keyw") == ["place,keyword"]


def test_where_rating(library, tmp_path):
    answer = library("organize", tmp_path / "sorted", "--by", "date", "--where", "rating:>=4")
    assert answer.code == 0
    assert tree(tmp_path / "sorted") == {"2022/05/sea.jpg", "2022/05/tokyo.jpg"}


# what changes


def test_a_changed_sidecar_is_read_again(library, folder):
    beside(folder / "sea.jpg", keywords=["other"])
    library("index")
    shown = library("show", folder / "sea.jpg", "--json").json
    assert (shown["keywords"], shown["title"], shown["rating"]) == (["other"], None, None)
    assert shown["favorite"] is True


# sidecars for other programs


def facts_of(photos):
    """What a fresh library says of the files, by name, and their persons and labels left out."""
    return {
        photo["path"].rpartition("/")[2]: told(photo) for photo in photos if "/" in photo["path"]
    }


def test_a_fresh_library_reads_what_was_exported(library, folder, tmp_path):
    library("label", folder / "sea.jpg", "at=beach", "sunset=")
    library("label", folder / "tokyo.jpg", "at=Night")
    library("label", folder / "plain.jpg", "at=home")
    before = facts_of(library("query", "--json").json)
    assert library("export", "--xmp", tmp_path / "xmp").code == 0
    copy = tmp_path / "fresh"
    copy.mkdir()
    (tmp_path / "elsewhere").mkdir()
    for path in folder.glob("*.jpg"):
        shutil.copy(path, copy)
    for path in (tmp_path / "xmp").rglob("*.xmp"):
        shutil.copy(path, copy)
    with isolated(tmp_path / "elsewhere"):
        call("index", copy)
        assert facts_of(call("query", "--json").json) == before


@pytest.mark.skipif(not EXIFTOOL, reason="EXIFTOOL IS NOT INSTALLED")
def test_exiftool_reads_what_was_exported(library, tmp_path):
    library("export", "--xmp", tmp_path / "xmp")
    (path,) = (tmp_path / "xmp").rglob("sea.jpg.xmp")
    command = [EXIFTOOL, "-json", "-struct", "-validate", "-warning", "-a", "-all", path]
    done = subprocess.run(command, capture_output=True, text=True)
    (found,) = json.loads(done.stdout)
    assert "Warning" not in found and done.stderr == ""
    assert found["Title"] == SEA["title"]
    assert found["Description"] == SEA["caption"]
    assert found["Subject"] == ["Kyoto", "sunset"]
    assert found["HierarchicalSubject"] == ["Places|Japan|Kyoto", "sunset"]
    assert found["TagsList"] == SEA["keywords"]
    assert (found["Rating"], found["Creator"], found["Rights"]) == (5, ["Zoë; Max"], "© Zoë")


@pytest.mark.skipif(not EXIV2, reason="EXIV2 IS NOT INSTALLED")
def test_exiv2_reads_what_was_exported(library, tmp_path):
    library("export", "--xmp", tmp_path / "xmp")
    for path in (tmp_path / "xmp").rglob("*.xmp"):
        done = subprocess.run([EXIV2, "-PXkt", path], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, ""), path
        if path.name == "sea.jpg.xmp":
            lines = [line.split(None, 1) for line in done.stdout.splitlines()]
            found = {line[0]: line[1].strip() for line in lines if len(line) == 2}
            assert found["Xmp.xmp.Rating"] == "5"
            assert found["Xmp.dc.subject"] == "Kyoto, sunset"
            assert found["Xmp.dc.title"] == 'lang="x-default" Sea & sand'


def test_originals_and_sidecars_stay_as_they_are(library, folder, tmp_path):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    library("export", "--xmp", tmp_path / "xmp")
    library("organize", tmp_path / "sorted", "--by", "keyword")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
