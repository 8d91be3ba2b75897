"""Fonts for names in any script, on a machine with few of them."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from photosort.report import typeface

SYSTEM = Path("/usr/share/fonts/truetype")
LATIN = SYSTEM / "liberation" / "LiberationSans-Regular.ttf"
MORE = SYSTEM / "dejavu" / "DejaVuSans.ttf"  # has Arabic and Armenian as well


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Has only the fonts that are named: `machine(known=LATIN)` is known.ttf."""
    for each in (LATIN, MORE):
        if not each.is_file():
            pytest.skip(f"NO FONTS: looked for {each}")
    caches = (typeface.font, typeface._files, typeface._any_with, typeface._ordinary_first,
              typeface._load)  # fmt: skip

    def have(**fonts: Path) -> None:
        for name, file in fonts.items():
            shutil.copy(file, tmp_path / f"{name.replace('_', '-')}.ttf")
        monkeypatch.setattr(typeface, "_FOLDERS", (str(tmp_path),))
        for cache in caches:
            cache.cache_clear()

    yield have
    for cache in caches:
        cache.cache_clear()


def test_any_font_of_the_machine_is_used_where_the_usual_ones_fail(
    machine: Callable[..., None],
) -> None:
    machine(LiberationSans_Regular=LATIN, Unheard=MORE)
    assert typeface.font("Anna", 18).getname()[0] == "Liberation Sans"
    assert typeface.font("محمد", 18).getname()[0] == "DejaVu Sans"
    assert typeface.font("Հայկ", 18).getname()[0] == "DejaVu Sans"


def test_a_name_in_two_scripts_is_written_with_two_fonts(machine: Callable[..., None]) -> None:
    machine(NotoSans_Regular=LATIN, Unheard=MORE)
    parts = typeface.spans("Ada Հայկ B", 18)
    assert [part for part, _ in parts] == ["Ada ", "Հայկ ", "B"] or [
        each.getname()[0] for _, each in parts
    ] == ["DejaVu Sans"]  # one that has all of it will do
    for part, each in parts:
        assert typeface._covered(each, typeface._visible(part)) == len(typeface._visible(part))
    assert not typeface.lacking("Ada Հայկ B")


def test_letters_that_no_font_has_are_known(machine: Callable[..., None]) -> None:
    machine(LiberationSans_Regular=LATIN)
    assert typeface.lacking("李明")
    assert typeface.lacking("Anna Հայկ")
    assert not typeface.lacking("Anna Ольга")


def test_a_font_of_boxes_counts_for_nothing(machine: Callable[..., None]) -> None:
    machine(LiberationSans_Regular=LATIN, LastResort=MORE)
    assert typeface.lacking("Հայկ")


@pytest.mark.parametrize("text", ["Anna", "Ada Հայկ " * 9, "Ա" * 60, "", " "])
def test_writes_no_wider_than_it_may(machine: Callable[..., None], text: str) -> None:
    machine(LiberationSans_Regular=LATIN, Unheard=MORE)
    sheet = Image.new("L", (400, 40), "white")
    typeface.write(ImageDraw.Draw(sheet), (10, 5), text, 18, 120, "black")
    columns = [x for x in range(400) if min(sheet.crop((x, 0, x + 1, 40)).tobytes()) < 200]
    assert bool(columns) == bool(text.strip())
    assert all(8 <= x <= 132 for x in columns)
