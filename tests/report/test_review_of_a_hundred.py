"""A hundred people named, twenty merged and ten ignored on the page of `people review`: by keyboard
alone, in less than ten minutes."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photosort.model import Face
from tests.browser import Visit, browser, visit
from tests.conftest import call
from tests.fake_faces import DiscEngine
from tests.fake_faces import discs as drawn
from tests.report.test_review_in_browser import a_library, count, download, grown_up, here

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    with browser() as started:
        yield started


HUNDRED, MERGES, IGNORED = 100, 20, 10
KEY, THOUGHT = 0.28, 1.35
"""Seconds for a key of an average typist, and to make up one's mind: the keystroke-level model of
Card, Moran and Newell (1980)."""


class Crowd(DiscEngine):
    """An engine that tells 512 colours apart: a vector each, without likeness to the others.

    Persons from a hundred on are like those a hundred before, just below the threshold.
    """

    name = "crowd"

    def _describe(self, picture: Any, *box: int) -> Face | None:
        face = super()._describe(picture, *box)
        if face is None:
            return None
        left, top, width, height = face.box
        colour = picture[top + height // 2, left + width // 2]
        who = PALETTE.index(tuple(int(each) // 32 for each in colour))
        vector = vector_of(who)
        if HUNDRED <= who < HUNDRED + MERGES:
            other = vector_of(who - HUNDRED)
            rest = vector - (vector @ other) * other
            vector = 0.57 * other + (1 - 0.57**2) ** 0.5 * rest / np.linalg.norm(rest)
        own = np.random.default_rng(abs(hash((who, width)))).normal(size=256) * 0.01
        vector = vector + own
        unit = (vector / np.linalg.norm(vector)).astype("<f4")
        return Face(**{**face.__dict__, "embedding": unit.tobytes()})


PALETTE = [
    (red, green, blue)
    for red in range(8)
    for green in range(8)
    for blue in range(8)
    if max(red, green, blue) - min(red, green, blue) >= 3
]


def vector_of(who: int) -> np.ndarray:
    vector = np.random.default_rng(who).normal(size=256)
    return vector / np.linalg.norm(vector)


def photograph(path: Path, who: int, number: int) -> None:
    colour = tuple(each * 32 + 16 for each in PALETTE[who])
    picture = drawn((140, 140), (70, 70, 48 + number, colour))
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = f"2023:04:{number + 1:02} 10:00:{who % 60:02}"
    exif[0x010E] = path.name
    picture.save(path, quality=97, subsampling=0, exif=exif)


FIRST = ("Anna", "Ben", "Clara", "David", "Emilia", "Felix", "Greta", "Hannes", "Ida", "Jonas")
LAST = ("Adler", "Bach", "Conrad", "Dorn", "Ebert", "Falk", "Gruber", "Hahn", "Jansen", "Kern")


def name_of(who: int) -> str:
    return f"{FIRST[who % 10]} {LAST[who // 10]}"


def who_is(seen: Visit) -> int:
    return int(here(seen).split("-")[0])


def test_a_hundred_people_named_twenty_merged_ten_ignored_in_ten_minutes(
    chromium: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By keyboard alone. Who is who is known to the test as to a member of the family."""
    with a_library(tmp_path, Crowd):
        (tmp_path / "photos").mkdir()
        for who in range(HUNDRED + MERGES + IGNORED):
            for number in range(4):
                photograph(tmp_path / "photos" / f"{who}-{number}.jpg", who, number)
        assert call("index", tmp_path / "photos").code == 0
        found = call("people", "--workers", "1", "--json").json
        assert found.get("created") == HUNDRED + MERGES + IGNORED, found
        grown_up(tmp_path / "library.db")
        assert call("people", "review", "--to", tmp_path / "people.html").code == 0
        keys: list[str] = []
        decisions = 0
        with visit(chromium, tmp_path / "people.html") as seen:
            start = time.monotonic()

            def use(*own: str) -> None:
                keys.extend(own)
                for each in own:
                    seen.page.keyboard.press(each)

            for _ in range(HUNDRED + MERGES + IGNORED):  # once through all of them
                who = who_is(seen)
                decisions += 1
                if who < HUNDRED:
                    use(*spelled(seen, name_of(who)), "Enter")
                elif who >= HUNDRED + MERGES:
                    use("i")
                elif seen.page.locator(".now").get_attribute("data-id") == last_card(seen):
                    use("Space")
                else:
                    use("ArrowDown")
            use("2")  # the questions
            for _ in range(MERGES // 2):
                decisions += 1
                use("y")
            use("1")
            for _ in range(MERGES - MERGES // 2):
                decisions += 1
                name = name_of(who_is(seen) - HUNDRED)
                first, last = name.split()
                use("m", *f"{first[:2]} {last[:2]}".lower())
                while name not in seen.page.inner_text(".choices [aria-selected=true]"):
                    use("ArrowDown")
                use("Enter")
            page_seconds = time.monotonic() - start
            assert count(seen) == "100 named · 20 merged · 10 ignored · all done"
            file = download(seen, tmp_path)
            keys.append("Control+s")
        done = call("people", "apply", file, "--json").json
        assert (done["applied"], done["failed"]) == (HUNDRED + MERGES + IGNORED, [])
        listed = call("people", "list", "--json").json
        assert {each["name"]: each["faces"] for each in listed} == {
            name_of(who): 8 if who < MERGES else 4 for who in range(HUNDRED)
        }
        assert call("people", "undo").code == 0
        assert {each["name"] for each in call("people", "list", "--json").json} == {None}
    seconds = len(keys) * KEY + decisions * THOUGHT
    with capsys.disabled():
        print(
            f"\n{len(keys):,} keys and {decisions} decisions: {seconds / 60:.1f} minutes of a"
            f" person, {page_seconds:.1f} s of the page"
        )
    assert seconds < 600
    assert page_seconds < 120  # it never keeps the user waiting


def spelled(seen: Visit, name: str) -> Sequence[str]:
    """The keys for a name: a last name that was typed before is completed from its first letter."""
    first, last = name.split()
    known = seen.page.evaluate("[...document.querySelectorAll('.field input')].map(e => e.value)")
    if any(each.endswith(f" {last}") for each in known):
        return [*first, " ", last[0], "Tab"]
    return [*first, " ", *last]


def last_card(seen: Visit) -> str:
    cards = seen.page.locator("[data-part=people] .card")
    return cards.last.get_attribute("data-id") or ""
