"""The page of `people review` in a real browser, from `file://` and served: by keyboard alone."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from photosort.faces import engines
from photosort.progress import Silent
from photosort.store import Store
from photosort.workflow.people.review import Wanted, make_review
from photosort.workflow.people.review_server import ReviewServer
from tests import discs
from tests.browser import Visit, browser, until, visit
from tests.conftest import call, isolated
from tests.fake_faces import DiscEngine
from tests.report.test_album_in_browser import CONTRAST

pytestmark = pytest.mark.slow

HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    with browser() as started:
        yield started


@contextmanager
def a_library(space: Path, engine: type[DiscEngine]) -> Iterator[None]:
    """An environment of its own with an engine for drawn discs."""
    with isolated(space), pytest.MonkeyPatch.context() as patch:
        thresholds = engines.Thresholds(0.6, 0.65, 1000, 0.0)
        known = engines.Engine(engine.version, thresholds, engine)
        patch.setitem(engines.ENGINES, engine.name, known)
        patch.setattr(engines, "DEFAULT", engine.name)
        yield


def grown_up(library: Path) -> None:
    """Take back what the age network has to say of discs."""
    with sqlite3.connect(library) as connection:
        connection.execute("UPDATE faces SET child = 0")


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Path]:
    """A page of five persons, red with most faces, and two strangers."""
    counts = {"red": 9, "green": 5, "blue": 4, "yellow": 3, "magenta": 3, "cyan": 2, "orange": 1}
    with a_library(tmp_path, DiscEngine):
        for colour, count in counts.items():
            for number in range(count):
                date = f"2023:04:{number + 1:02} 10:00:00"
                file = tmp_path / "photos" / f"{colour}{number}.jpg"
                discs.photo(file, colour, size=90 + number, date=date)
        assert call("index", tmp_path / "photos").code == 0
        assert call("people").code == 0
        grown_up(tmp_path / "library.db")
        assert call("people", "review", "--to", tmp_path / "people.html").code == 0
        yield tmp_path / "people.html"


def press(seen: Visit, *keys: str) -> None:
    """Press keys; what is no name of a key is typed."""
    for key in keys:
        if (len(key) == 1 and key.isascii()) or key in NAMED or "+" in key:
            seen.page.keyboard.press(key)
        else:
            seen.page.keyboard.type(key)


NAMED = {"Enter", "Escape", "Tab", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Space"}


def here(seen: Visit) -> str:
    """The photo of the first face of what the user is at."""
    return seen.page.locator(".now figure img").first.get_attribute("alt") or ""


def count(seen: Visit) -> str:
    return seen.page.inner_text("#count")


def download(seen: Visit, folder: Path) -> Path:
    """What Ctrl-S saves."""
    with seen.page.expect_download() as found:
        press(seen, "Control+s")
    file = folder / found.value.suggested_filename
    found.value.save_as(file)
    return file


def named() -> dict[str | None, int]:
    """Faces by name, of the persons listed."""
    return {each["name"]: each["faces"] for each in call("people", "list", "--json").json}


def everything(library: Path) -> list[Any]:
    with sqlite3.connect(library) as connection:
        return [
            connection.execute(query).fetchall()
            for query in (
                "SELECT id, name, state, merged_into, edited FROM persons ORDER BY id",
                "SELECT id, person_id, source FROM faces ORDER BY id",
                "SELECT count(*) FROM face_claims",
            )
        ]


def test_by_keyboard_alone_from_the_page_into_the_library_and_back(
    chromium: object, page: Path, tmp_path: Path
) -> None:
    library = tmp_path / "library.db"
    before = everything(library)
    with visit(chromium, page) as seen:
        assert here(seen).startswith("red")
        press(seen, "ArrowRight", "ArrowRight", "x")  # the second face is somebody else
        press(seen, "Zoë", "Enter")
        assert here(seen).startswith("green")
        press(seen, "Enter", "Anna Maria", "Enter")
        assert here(seen).startswith("blue")
        press(seen, "m", "zo", "Enter")  # without its accent
        assert here(seen).startswith("magenta")
        press(seen, "i")
        assert here(seen).startswith("yellow")
        press(seen, "A", "n", "Tab", "Enter", "y")  # completed; merges, since asked
        assert here(seen).startswith("cyan")  # the strangers
        press(seen, "Enter", "李明", "Enter")
        press(seen, "Zoë", "Enter", "y")
        said = count(seen)
        assert said.startswith("3 named · 3 merged · 1 ignored · 1 taken out")
        seen.page.reload()
        assert count(seen) == said  # nothing is lost
        press(seen, "u", "u")
        assert count(seen).startswith("2 named · 2 merged")
        press(seen, "Li", "Enter", "Zoë", "Enter", "y")
        assert count(seen) == said
        assert seen.page.inner_text("#save") == "Save *"
        file = download(seen, tmp_path)
        assert seen.page.inner_text("#save") == "Save"
        assert [each for each in seen.problems if "failed: blob:" not in each] == []
        assert all(url.startswith(("file:", "data:", "blob:")) for url in seen.requests)
    assert file.name == "people-review.json"
    assert [each["do"] for each in json.loads(file.read_text())["actions"]] == [
        "remove", "name", "name", "merge", "ignore", "merge", "move", "move",
    ]  # fmt: skip
    done = call("people", "apply", file, "--json")
    assert (done.code, done.json["applied"], done.json["failed"]) == (0, 8, [])
    assert named() == {"Zoë": 8 + 4 + 1, "Anna Maria": 5 + 3, "Li": 2}
    assert call("people", "apply", file, "--json").json["applied"] == 0
    assert call("people", "undo").code == 0
    assert everything(library) == before


def test_undo_goes_back_to_the_beginning(chromium: object, page: Path) -> None:
    with visit(chromium, page) as seen:
        start = count(seen)
        press(seen, "Ada", "Enter", "i", "m", "a", "Enter", "ArrowUp", "ArrowRight", "x", "c")
        press(seen, "u", "u", "u", "u", "u", "u", "u")
        assert count(seen) == start
        assert "nothing to undo" in seen.page.inner_text("#told")
        assert seen.page.evaluate("document.querySelectorAll('.done, .away, .gone').length") == 0


def test_a_name_half_typed_outlasts_a_reload(chromium: object, page: Path) -> None:
    with visit(chromium, page) as seen:
        press(seen, "ArrowDown", "Bea")
        seen.page.reload()
        assert seen.page.input_value(".now input") == "Bea"
        press(seen, "Enter")
        assert count(seen).startswith("1 named")


def test_another_person_may_have_the_same_name(chromium: object, page: Path) -> None:
    with visit(chromium, page) as seen:
        press(seen, "Ann", "Enter", "ann", "Enter")
        assert "named" in count(seen)
        press(seen, "Ann", "Enter")
        assert "Merge into Ann?" in seen.page.inner_text(".question")
        press(seen, "n")
        assert count(seen).startswith("2 named")


def test_a_shorter_name_is_not_taken_for_the_longer_one(chromium: object, page: Path) -> None:
    with visit(chromium, page) as seen:
        press(seen, "Annabel", "Enter", "Ann", "Enter")
        assert count(seen).startswith("2 named")


def test_the_mouse_does_the_same(chromium: object, page: Path) -> None:
    with visit(chromium, page) as seen:
        cards = seen.page.locator(".card")
        cards.nth(0).locator("input").click()
        seen.page.keyboard.type("Ada")
        cards.nth(1).locator("input").click()  # leaving a field gives the name
        seen.page.keyboard.type("Bea")
        cards.nth(2).get_by_role("button", name="Ignore").click()
        assert count(seen).startswith("2 named · 1 ignored")
        cards.nth(3).locator("figure").nth(1).hover()
        cards.nth(3).locator("figure button").nth(1).click()
        cards.nth(4).get_by_role("button", name="Merge").click()
        seen.page.keyboard.type("ad")
        seen.page.locator(".choices li").first.click()
        assert count(seen).startswith("2 named · 1 merged · 1 ignored · 1 taken out")
        seen.page.click("#undo")
        assert "merged" not in count(seen)
        seen.page.click("#help")
        assert seen.page.locator("#keys").is_visible()
        assert seen.problems == []


def test_hostile_names_and_typed_ones_stay_text(chromium: object, page: Path) -> None:
    first = call("people", "list", "--json").json[0]["id"]
    assert call("people", "name", first, HOSTILE).code == 0
    assert call("people", "review", "--to", page).code == 0
    with visit(chromium, page) as seen:
        assert seen.page.input_value(".now input") == HOSTILE
        press(seen, "ArrowDown", "Enter", "<img src=x onerror=alert(3)>", "Enter")
        press(seen, "m", "<img", "Escape", "m", "script", "Enter")
        assert "script" in seen.page.inner_text(".state:not(:empty)")
        assert seen.problems == []


def test_children_are_confirmed_first(chromium: object, page: Path, tmp_path: Path) -> None:
    last = call("people", "list", "--json").json[-1]["id"]
    with sqlite3.connect(tmp_path / "library.db") as connection:
        connection.execute("UPDATE faces SET child = person_id IS ?", (last,))
    assert call("people", "review", "--to", page).code == 0
    with visit(chromium, page) as seen:
        assert seen.page.locator(".now").get_attribute("data-id") == last
        press(seen, "c")
        assert here(seen).startswith("red")
        assert "1 answered" in count(seen)


def test_without_storage_it_warns_and_works(chromium: object, page: Path) -> None:
    with visit(chromium, page) as seen:
        full = "() => { Storage.prototype.setItem = () => { throw new Error('full') } }"
        seen.page.evaluate(full)
        press(seen, "Ada", "Enter")
        assert count(seen).startswith("1 named")
        assert "save before you close" in seen.page.inner_text("#told")


@pytest.mark.parametrize("width", [360, 820, 1600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_width_scrolls_sideways_and_text_has_contrast(
    chromium: object, page: Path, width: int, scheme: str
) -> None:
    long = "Maximiliane-Charlotte-Wilhelmine " * 12
    call("people", "name", call("people", "list", "--json").json[1]["id"], long)
    call("people", "review", "--to", page)
    size = {"width": width, "height": 800}
    with visit(chromium, page, viewport=size, color_scheme=scheme) as seen:
        press(seen, "ArrowDown", "ArrowDown", "m", "max", "Enter", "i", "1")
        wide = "document.documentElement.scrollWidth"
        assert seen.page.evaluate(wide) <= width
        for selector in ("#count", "h2 small", ".facts", ".state:not(:empty)", "#parts small"):
            for each in seen.page.locator(selector).all()[:1]:
                assert each.evaluate(CONTRAST) >= 4.5, selector
        assert seen.problems == []


def test_landmarks_and_names_of_controls(chromium: object, page: Path) -> None:
    with visit(chromium, page) as seen:
        assert seen.page.locator("main").count() == seen.page.locator("h1").count() == 1
        nameless = seen.page.evaluate(
            "[...document.querySelectorAll('button, input')].filter(e => !e.textContent.trim()"
            " && !e.getAttribute('aria-label')).length"
        )
        assert nameless == 0
        ids = seen.page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids))


@contextmanager
def served(chromium: Any, library: Path) -> Iterator[tuple[ReviewServer, Visit]]:
    """The page as the program serves it, open in the browser."""
    with Store.read(library) as store:
        review = make_review(store, Wanted(), Silent())
    with ReviewServer(library, review) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        context = chromium.new_context()
        seen = Visit(context.new_page())
        seen.page.on("console", lambda message: seen.problems.append(message.text))
        seen.page.on("pageerror", lambda error: seen.problems.append(str(error)))
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        try:
            seen.page.goto(server.address)
            yield server, seen
        finally:
            context.close()
            server._server.shutdown()
            thread.join()


APPLIED = "document.querySelector('#save').textContent === 'Applied'"


def test_served_it_applies_as_one_types(chromium: object, page: Path, tmp_path: Path) -> None:
    with served(chromium, tmp_path / "library.db") as (server, seen):
        press(seen, "Zoë", "Enter", "i", "m", "zo", "Enter")
        until(seen.page, APPLIED)
        assert named() == {"Zoë": 13, None: 3}
        press(seen, "u")
        until(seen.page, APPLIED)
        seen.page.reload()
        assert count(seen).startswith("1 named · 1 ignored")
        press(seen, "u", "u")
        until(seen.page, APPLIED)
        until(seen.page, "document.querySelector('#count').textContent === '5 of 5 left'")
        assert named() == {None: 3}
        outside = [each for each in seen.requests if not each.startswith(server.address)]
        assert [each for each in outside if not each.startswith("data:")] == []
        assert seen.problems == []


def test_served_it_waits_for_the_library(chromium: object, page: Path, tmp_path: Path) -> None:
    with served(chromium, tmp_path / "library.db") as (_, seen):
        with Store.write(tmp_path / "library.db"):
            press(seen, "Zoë", "Enter")
            until(seen.page, "document.querySelector('#told').textContent.includes('Trying again')")
        until(seen.page, APPLIED)
        assert "Zoë" in named()


def test_served_it_tells_what_cannot_be_applied(
    chromium: object, page: Path, tmp_path: Path
) -> None:
    first = call("people", "list", "--json").json[0]["id"]
    with served(chromium, tmp_path / "library.db") as (_, seen):
        assert call("people", "name", first, "Mia").code == 0
        press(seen, "Zoë", "Enter")
        until(seen.page, "document.querySelector('#told').textContent.includes('corrected since')")
        assert count(seen) == "5 of 5 left"
        assert named()["Mia"] == 9


def test_served_a_face_goes_back_though_more_was_said_since(
    chromium: object, page: Path, tmp_path: Path
) -> None:
    with served(chromium, tmp_path / "library.db") as (_, seen):
        press(seen, "ArrowRight", "x", "Zoë", "Enter", "Mia", "Enter")
        until(seen.page, APPLIED)
        assert named()["Zoë"] == 8
        press(seen, "1", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowRight", "x")
        until(seen.page, APPLIED)
        assert named()["Zoë"] == 9
        assert count(seen).startswith("2 named · 3 of 5 left")


def test_served_what_cannot_be_undone_stays_on_the_page(
    chromium: object, page: Path, tmp_path: Path
) -> None:
    last = call("people", "list", "--json").json[-1]["id"]
    with served(chromium, tmp_path / "library.db") as (_, seen):
        press(seen, "Zoë", "Enter")
        until(seen.page, APPLIED)
        assert call("people", "name", last, "Mia").code == 0
        press(seen, "u")
        until(seen.page, "document.querySelector('#told').textContent.includes('since')")
        assert count(seen).startswith("1 named")
        assert "Zoë" in named()
