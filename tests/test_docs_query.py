"""Every example of docs/query.md, run on the sample pictures."""

import re
import shlex

import pytest

from photosort.query.expressions import HAS, OTHER_WORDS
from photosort.query.language import FIELDS, parse
from photosort.store.query import GROUPS, MEASURES, ORDERS
from tests.conftest import PICTURES, ROOT, call, isolated

TEXT = (ROOT / "docs" / "query.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL)
LINES = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
         for line in block.splitlines()]  # fmt: skip
ROWS = re.findall(r"^\| (`.*?) \| .*\|$", TEXT, re.MULTILINE)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    with isolated(folder), pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for words in (("index", PICTURES), ("trips",), ("journeys",), ("moments",)):
            call(*words)
        yield folder


def _examples(block):
    """(words, what they print) of a block."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield shlex.split(command)[1:], printed


@pytest.mark.parametrize("block", CONSOLE, ids=lambda block: block.splitlines()[0][2:60])
def test_what_a_console_shows_is_what_is_printed(library, block):
    for words, printed in _examples(block):
        answer = call(*words)
        assert answer.code == 0, answer.err
        said = (answer.out + answer.err).replace(str(PICTURES), "PICTURES")
        assert said == printed, words


@pytest.mark.parametrize("line", LINES)
def test_commands_run_as_they_are_written(library, line):
    answer = call(*shlex.split(line)[1:])
    assert answer.code == 0, answer.err
    assert "photosort:" not in answer.err


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
