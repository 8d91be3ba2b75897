"""Names that are safe everywhere, whatever a title or file is called."""

import doctest
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from photosort.plan.layout import names
from photosort.plan.layout.names import EXACT, Folding, collision_key, numbered, safe_name

HOSTILE = [
    *("../../x", "/etc/passwd", "", ".", "..", "a.", "b ", "a:b"),
    *("CON", "con.jpg", "nul.tar.gz", "x" * 300, "é" * 200 + ".jpg"),
    *("a\nb", "a\x00b", "a\u202eb", "\udcff.jpg"),
]


def check(name: str) -> None:
    assert name and name not in (".", "..")
    assert not set(name) & set('<>:"/\\|?*')
    assert name[-1] not in " ."
    assert not {unicodedata.category(c) for c in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert len(name.encode()) <= 245
    assert name.split(".")[0].lower() not in ("con", "nul", "aux", "prn", "com1", "lpt9")


def test_hostile_names():
    for text in HOSTILE:
        check(safe_name(text))


@given(st.text())
def test_any_text(text):
    check(safe_name(text))
    assert safe_name(safe_name(text)) == safe_name(text)


@given(st.text(min_size=1), st.integers(2, 99))
def test_numbers_keep_the_extension_and_differ(text, number):
    name = safe_name(text)
    assert collision_key(numbered(name, number)) != collision_key(name)


def test_examples():
    assert doctest.testmod(names).failed == 0
    assert doctest.testmod(names).attempted > 0
    assert safe_name("Zürich") == "Zürich"
    assert safe_name("x" * 300 + ".jpg").endswith("x.jpg")


def test_names_are_compared_as_the_disk_does():
    composed, apart = "Île/a.JPG", "I\u0302le/a.JPG"
    assert EXACT.key(composed) == composed and not EXACT
    assert Folding(case=True).key(composed) == Folding(case=True).key("ÎLE/A.jpg")
    assert Folding(case=True).key(composed) != Folding(case=True).key(apart)
    assert Folding(composition=True).key(composed) == Folding(composition=True).key(apart)
    assert Folding(composition=True).key("a.JPG") != Folding(composition=True).key("a.jpg")
    assert Folding(True, True).key(apart) == collision_key("ÎLE/A.jpg")
