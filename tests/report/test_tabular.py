"""Lists as CSV, TSV and lines of JSON: read back, they are what they were."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.report import tabular

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.none() | st.booleans() | st.integers() | TEXTS | st.floats(allow_nan=False)


def rows(form, documents, columns=()):
    return b"".join(tabular.lines(form, documents, columns)).decode()


@given(st.lists(st.fixed_dictionaries({"a": TEXTS, "b=": VALUES}), min_size=1))
def test_csv_is_read_back(documents):
    header, *found = csv.reader(io.StringIO(rows("csv", documents, ("a", "b=")), newline=""))
    assert header == ["a", "b="]
    for document, (text, _) in zip(documents, found, strict=True):
        assert text in (document["a"], f"'{document['a']}")


@given(st.lists(st.fixed_dictionaries({"a": VALUES, "b": TEXTS}), min_size=1))
def test_no_cell_is_a_formula(documents):
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        quoting = csv.QUOTE_MINIMAL if form == "csv" else csv.QUOTE_NONE
        text = io.StringIO(rows(form, documents, ("a", "b")), newline="")
        _, *found = csv.reader(text, delimiter=delimiter, quoting=quoting)
        assert len(found) == len(documents)
        for document, cells in zip(documents, found, strict=True):
            for value, cell in zip((document["a"], document["b"]), cells, strict=True):
                if isinstance(value, str) and cell[:1] in tuple("=+-@\t\r"):
                    assert set(cell[1:]) <= set("0123456789.:"), cell


@given(st.lists(st.dictionaries(TEXTS, VALUES)))
def test_lines_of_json_are_the_documents(documents):
    assert [json.loads(line) for line in rows("nl", documents).splitlines()] == documents


@pytest.mark.parametrize("form", tabular.FORMS)
def test_nothing_prints_nothing(form):
    assert rows(form, [], ("a",)) == ""


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "true"),
        (-33.87, "-33.87"),
        (0.1 + 0.2, "0.30000000000000004"),
        ("+02:00", "+02:00"),
        ("-12", "-12"),
        ("=1+1", "'=1+1"),
        ("-2+3|cmd", "'-2+3|cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (["=x", "y"], "'=x; y"),
        ({"at": "beach", "no": None, "n": 1}, "at=beach; n=1"),
        ([{"address": {"country": "Japan", "city": "Kyoto"}}, {"address": {}}], "Kyoto; "),
        ([{"path": "/a.jpg", "box": []}], "/a.jpg"),
    ],
)
def test_cells(value, cell):
    assert tabular.cell(value) == cell


def test_columns_are_keys_within_keys_and_others_follow():
    document = {"id": 1, "taken": {"local": "x"}, "labels": {"a.b": "c"}, "later": 2}
    columns = ("id", "taken.local", "labels.a.b")
    assert rows("csv", [document], columns) == "id,taken.local,labels.a.b,later\n1,x,c,2\n"
    assert b"".join(tabular.only("tsv", [{"b": "x\ty\nz"}], ["b"])) == b"b\nx y z\n"


def test_paths_that_are_no_text_come_out_as_they_are():
    document = {"path": b"/a\xff,b.jpg".decode("utf-8", "surrogateescape")}
    assert b"".join(tabular.lines("csv", [document], ())) == b'path\n"/a\xff,b.jpg"\n'
    (line,) = tabular.lines("nl", [document], ())
    assert json.loads(line) == document
