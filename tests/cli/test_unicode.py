"""Text that looks the same is the same, and searching does not regard the case."""

import json
import unicodedata
from pathlib import Path

import pytest

from tests.conftest import Photosort
from tests.make import jpeg

ONE, TWO = (unicodedata.normalize(form, "Zoë Água") for form in ("NFC", "NFD"))
PAIRS = [(ONE, TWO), (TWO, ONE), (ONE, ONE.upper()), (TWO, ONE.upper())]


@pytest.fixture
def photo(photosort: Photosort, tmp_path: Path) -> Path:
    name = unicodedata.normalize("NFD", "señal Straße.jpg")
    path = jpeg(tmp_path / "p" / name, "2022-05-01T10:00:00", lat=47.3769, lon=8.5417)
    assert photosort("index", tmp_path / "p").code == 0
    return path


def count(photosort: Photosort, query: str) -> int:
    return int(photosort("query", query, "--count").out)


@pytest.mark.parametrize(("kept", "asked"), PAIRS)
def test_titles_labels_and_own_ids(
    photosort: Photosort, photo: Path, kept: str, asked: str
) -> None:
    photosort("trips")
    photosort("journeys", "--home", "none")
    photosort("moments")
    (trip,) = photosort("trips", "list", "--level", "country", "--json").json
    photosort("trips", "update", trip["id"], "--title", kept, "--custom-id", kept)
    photosort("label", trip["id"], f"{kept}={kept}")
    (moment,) = photosort("moments", "list", "--json").json
    photosort("moments", "update", moment["id"], "--title", kept, "--label", f"{kept}={kept}")
    photosort("label", photo, f"{kept}={kept}")
    for noun in ("trips", "moments"):
        assert len(photosort(noun, "list", "--title", asked, "--json").json) == 1
        other = TWO if kept == ONE else ONE
        assert len(photosort(noun, "list", "--label", f"{other}={other}", "--json").json) == 1
    for query in (
        f'trip:"{asked}"', f'title:"{asked}"', f'label:"{asked}"', f'label:"{asked}"="{asked}"',
        f'label:"{asked}={asked}"', f'"{asked}"',
    ):  # fmt: skip
        assert count(photosort, query) == 1, query


def test_one_label_and_not_two(photosort: Photosort, photo: Path) -> None:
    for text in (ONE, TWO):
        photosort("label", photo, f"{text}={text}")
    assert photosort("show", photo, "--json").json["labels"] == {ONE: ONE}
    assert (
        photosort("query", "", "--group", f"label:{TWO}", "--json").json["groups"][0]["value"]
        == ONE
    )
    photosort("index", "--full", photo.parent, "--label", f"{TWO}={TWO}")
    assert photosort("show", photo, "--json").json["labels"] == {ONE: ONE}
    photosort("label", photo, "--remove", TWO)
    assert photosort("show", photo, "--json").json["labels"] == {}


@pytest.mark.parametrize(("kept", "asked"), PAIRS[:2])
def test_saved_questions(
    photosort: Photosort, photo: Path, tmp_path: Path, kept: str, asked: str
) -> None:
    kept, asked = kept.replace(" ", "-"), asked.replace(" ", "-")
    assert photosort("query", "--save", kept, "type:jpeg").code == 0
    assert count(photosort, f"@{asked}") == 1
    assert photosort("organize", tmp_path / "d", "--by", f"@{asked}").code == 0
    assert len(list((tmp_path / "d").rglob("*.jpg"))) == 1
    assert photosort("query", "--save", asked, "type:png").code == 0
    assert count(photosort, f"@{kept}") == 0
    assert photosort("query", "--forget", asked).code == 0
    assert photosort("query", f"@{kept}").code == 2


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_places_and_files(photosort: Photosort, photo: Path, form: str) -> None:
    photosort("trips", "--levels", "city")
    city = unicodedata.normalize(form, "zürich")
    assert len(photosort("trips", "list", "--city", city, "--json").json) == 1
    name = unicodedata.normalize(form, "SEÑAL")
    for query in (f"city:{city}", name, f"path:{name}", f"name:{name}", f"name:{name}*"):
        assert count(photosort, query) == 1, query
    for query in ("strasse", "STRASSE", "name:strasse", "straße", "STRASSE"):
        assert count(photosort, query) == 1, query
    assert count(photosort, "strase") == 0


def test_an_import_again_changes_nothing(
    photosort: Photosort, photo: Path, tmp_path: Path, library: Path
) -> None:
    photosort("trips")
    (trip,) = photosort("trips", "list", "--level", "country", "--json").json
    photosort("trips", "update", trip["id"], "--title", ONE, "--label", f"{ONE}={ONE}")
    photosort("label", photo, f"{ONE}={ONE}")
    photosort("export", "--to", tmp_path / "a.json")
    document = json.loads((tmp_path / "a.json").read_text("utf-8"))
    text = json.dumps(document, ensure_ascii=False).replace(ONE, TWO)
    (tmp_path / "b.json").write_text(text, "utf-8")
    before = photosort("show", photo, "--json").json
    done = photosort("import", tmp_path / "b.json", "--json").json
    assert {key: value for key, value in done.items() if value and key != "unmatched"} == {}
    assert photosort("show", photo, "--json").json == before


@pytest.mark.parametrize(("given", "again"), [(ONE, TWO), (TWO, ONE)])
def test_names_that_users_give_to_places(
    photosort: Photosort, photo: Path, tmp_path: Path, given: str, again: str
) -> None:
    def city() -> str:
        return str(photosort("show", photo, "--json").json["address"]["city"])

    assert photosort("place", "set", photo, "--city", given, "--json").json["corrected"] == 1
    assert city() == ONE
    assert photosort("place", "set", photo, "--city", again, "--json").json["unchanged"] == 1
    photosort("place", "unset", photo)
    config = tmp_path / "config.toml"
    found = photosort("show", photo, "--json").json["location"]
    table = f'[[place]]\nname = "x"\nlat = {found["lat"]}\nlon = {found["lon"]}\ncity = "{given}"\n'
    config.write_text(table, "utf-8")
    assert photosort("--config", config, "index").code == 0
    assert city() == ONE
