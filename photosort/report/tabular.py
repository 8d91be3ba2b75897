"""Lists for other programs: comma- or tab-separated values, or JSON with one object a line.

A cell holds a text, a number, `true` or `false`; what is unknown is empty. A list is joined by
`; `, a mapping as `key=value; key=value`. Numbers are written in full.

A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula, and names of files and
titles may come from anybody. So such a text gets a `'` before it, in CSV and TSV; numbers and
offsets such as `+02:00` stay as they are. JSON has every text as it is.
"""

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from photosort.model import LEVELS

FORMS = ("csv", "tsv", "nl")
"""What `lines` can write."""

ADDRESS = ("address.country_code", *(f"address.{level}" for level in LEVELS))
"""Columns of an address."""

_FORMULA = re.compile(r"[=+\-@\t\r]")
_HARMLESS = re.compile(r"[+-][\d.:]+")
_BREAKS = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")

Document = Mapping[str, Any]


def lines(form: str, documents: Iterable[Document], columns: Sequence[str]) -> Iterator[bytes]:
    """The documents in a form of `FORMS`, line by line as they come; no line where there are none.

    `columns` are keys, `taken.local` a key within a key; keys that they leave out come behind
    them, but not where `columns` are what a user has asked for (see `only`).
    """
    if form == "nl":
        return (json.dumps(each).encode() + b"\n" for each in documents)
    return _table(_ROWS[form], documents, columns, exact=False)


def only(form: str, documents: Iterable[Document], columns: Sequence[str]) -> Iterator[bytes]:
    """As `lines`, with these columns only; each is a key of the documents."""
    if form == "nl":
        return lines(form, documents, columns)
    return _table(_ROWS[form], documents, columns, exact=True)


def _table(
    write: Callable[[Sequence[str]], str],
    documents: Iterable[Document],
    columns: Sequence[str],
    *,
    exact: bool,
) -> Iterator[bytes]:
    waiting = iter(documents)
    first = next(waiting, None)
    if first is None:
        return
    if not exact:
        covered = {column.partition(".")[0] for column in columns}
        columns = (*columns, *(key for key in first if key not in covered))
    yield os.fsencode(write(columns))
    for each in chain([first], waiting):
        values = (each.get(x) if exact else value_at(each, x) for x in columns)
        yield os.fsencode(write([cell(value) for value in values]))


def value_at(document: Any, column: str) -> Any:
    """The value of `taken.local`, a key within a key; a label may have a dot in its key."""
    if isinstance(document, Mapping) and column in document:
        return document[column]
    keys = column.split(".", 1) if column.startswith("labels.") else column.split(".")
    for key in keys:
        document = document.get(key) if isinstance(document, Mapping) else None
    return document


def cell(value: Any) -> str:
    """A value as the text of a cell."""
    if not isinstance(value, str):
        return _plain(value)
    return f"'{value}" if _FORMULA.match(value) and not _HARMLESS.fullmatch(value) else value


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return cell("; ".join(f"{k}={_plain(v)}" for k, v in value.items() if v is not None))
    if isinstance(value, list | tuple):
        return cell("; ".join(_item(each) for each in value))
    return str(value)


def _item(value: Any) -> str:
    """One thing of a list: a stop by the name of its place, a member by its path."""
    if isinstance(value, Mapping) and "path" in value:
        return _plain(value["path"])
    if isinstance(value, Mapping) and "address" in value:
        address = value["address"]
        return next((address[x] for x in reversed(LEVELS) if x in address), "")
    return json.dumps(value) if isinstance(value, Mapping) else _plain(value)


def _comma_separated(cells: Sequence[str]) -> str:
    line = io.StringIO()
    # with the long line end, the writer quotes what holds either part of it
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().removesuffix("\r\n") + "\n"


def _tab_separated(cells: Sequence[str]) -> str:
    return "\t".join(_BREAKS.sub(" ", each) for each in cells) + "\n"


_ROWS: dict[str, Callable[[Sequence[str]], str]] = {
    "csv": _comma_separated,
    "tsv": _tab_separated,
}
