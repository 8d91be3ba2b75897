"""What photosort says about the library of a family, word for word: see `tests/golden`."""

import difflib

from photosort.report.layout import display_width
from tests.golden import HERE, WIDTHS, library, texts


def test_what_photosort_says_about_a_family(tmp_path):
    seen = set()
    differences = []
    with library(tmp_path) as home:
        for name, text in texts(home):
            seen.add(name)
            golden = (HERE / name).read_text() if (HERE / name).exists() else ""
            differences += difflib.unified_diff(
                golden.splitlines(), text.splitlines(), f"tests/golden/{name}", "now", lineterm=""
            )
    stored = {str(path.relative_to(HERE)) for path in HERE.glob("*/*.txt")}
    assert not differences, (
        "\n".join(differences) + "\n\nIf it is meant so: python -m tests.golden, and read them"
    )
    assert stored == seen, "python -m tests.golden"


def test_no_line_is_wider_than_the_terminal():
    wide = [
        f"{path.relative_to(HERE)}:{number}: {line}"
        for width in WIDTHS
        for path in (HERE / str(width)).glob("*.txt")
        for number, line in enumerate(path.read_text().splitlines()[1:], 2)
        # paths and sentences are never cut
        if display_width(line) > width and "/home/me" not in line and not line.endswith(".")
    ]
    assert wide == []
