"""What photosort says about the library of a family, word for word: see `tests/golden`."""

import difflib

from tests.golden import HERE, library, texts


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
