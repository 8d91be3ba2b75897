"""Every term in the tables of docs/query.md can be asked, and none is left out."""

import re

import pytest

from photosort.query.expressions import HAS, OTHER_WORDS
from photosort.query.language import FIELDS, parse
from photosort.store.query import GROUPS, MEASURES, ORDERS
from tests.conftest import PICTURES, ROOT, call, isolated

TEXT = (ROOT / "docs" / "query.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`.*?) \| .*\|$", TEXT, re.MULTILINE)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    with isolated(folder), pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for words in (("index", PICTURES), ("trips",), ("journeys",), ("moments",)):
            call(*words)
        yield folder


@pytest.mark.parametrize("text", [x for row in ROWS for x in re.findall(r"`([^`]+)`", row)])
def test_every_term_and_date_and_word_of_a_table_can_be_asked(library, text):
    if text.startswith("-"):
        return  # an option, in the examples above
    terms = [text]
    if text in (*HAS, *OTHER_WORDS):
        terms = [f"has:{text}", f"no:{text}"]
    elif ":" not in text.partition("T")[0] and text != "Kyoto":
        terms = [f"taken:{text}", f'modified:"{text}"']
    for term in terms:
        assert parse(term)
        assert call("query", "--count", "--", term).code == 0


@pytest.mark.parametrize("text", re.findall(r": `([a-z]+:[^`]+)`", TEXT))
def test_terms_within_sentences_can_be_asked(library, text):
    assert call("query", "--count", text).code == 0


def test_nothing_is_left_out():
    for field in FIELDS:
        assert f"`{field}:" in TEXT, field
    for what in HAS:
        assert re.search(rf"^\|[^|]*`{what}`", TEXT, re.MULTILINE), what
    for field in (*GROUPS, *MEASURES, *ORDERS):
        assert f"`{field}`" in TEXT, field
