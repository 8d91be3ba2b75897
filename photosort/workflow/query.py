"""`photosort query`, and `select`, which every command uses that takes files by an expression."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from photosort.dates import EPOCH
from photosort.errors import PhotosortError, UsageError
from photosort.model import Photo
from photosort.model.attributes import ATTRIBUTES
from photosort.query import imm
from photosort.query.expressions import And, Everything, Expression, Saved, rewritten, walk
from photosort.query.language import ExpressionError, nearest, parse
from photosort.settings.parsing import check_choices, check_range, sorting
from photosort.store import Store
from photosort.store.query import GROUPS, MEASURES, NOUNS, ORDERS
from photosort.texts import composed
from photosort.workflow.fields import with_ids
from photosort.workflow.place_names import with_known_names

_NAME = re.compile(r"[^\W_][\w .-]{0,99}")
FUNCTIONS = ("min", "max", "sum", "average")


@dataclass(frozen=True)
class Query:
    """A query: which files, in which order, how many, and what to compute.

    `order` holds a direction for each of `sort`, or one for all; a minus before a field of `sort`
    reverses it. `measures` are pairs of a function
    and a field. Raises `UsageError`.
    """

    expression: Expression
    sort: tuple[str, ...] = ("taken",)
    order: tuple[str, ...] = ("asc",)
    limit: int | None = None
    offset: int = 0
    group: str | None = None
    measures: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _check_fields("--sort", [each.removeprefix("-") for each in self.sort], list(ORDERS))
        check_choices("--order", self.order, ("asc", "desc"))
        if len(self.order) not in (1, len(self.sort)):
            raise UsageError(
                "--order does not go with --sort", "give one order for all fields, or one for each"
            )
        if self.limit is not None:
            check_range("--limit", self.limit, 0, 2**31)
        check_range("--offset", self.offset, 0, 2**31)
        if self.group is not None and not re.fullmatch(r"label:.+", self.group):
            _check_fields("--group", (self.group,), GROUPS)
        for function, field in self.measures:
            _check_fields(f"--{function}", (field,), list(MEASURES))
            if field in ("taken", "modified") and function in ("sum", "average"):
                raise UsageError(
                    f"--{function} {field}: times have no such value", "give --min or --max"
                )

    @property
    def sorting(self) -> list[tuple[str, str]]:
        """(field, direction), most significant first."""
        order = self.order * len(self.sort) if len(self.order) == 1 else self.order
        return [sorting(field, each) for field, each in zip(self.sort, order, strict=True)]


def _check_fields(option: str, fields: Sequence[str], known: Sequence[str]) -> None:
    for field in fields:
        if field not in known:
            near = nearest(field, known)
            raise UsageError(
                f"{option}: there is no field {field}",
                f"did you mean {near}?" if near else f"choose from {', '.join(known)}",
            )


def read_imm(path: str) -> imm.Request:
    """The request of a JSON file, `-` for stdin. Raises `UsageError`."""
    try:
        with open(path, encoding="utf-8") if path != "-" else sys.stdin as file:
            document = json.load(file)
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"--imm: {path} is not JSON: {error}", "photosort query --help explains --imm"
        ) from None
    return imm.read_request(document)


def aggregates(store: Store, query: Query, asked: Sequence[imm.Aggregate]) -> list[Any]:
    """The results of `Aggregations`, in the format of IMM."""
    return [
        {"Field": each.field, "Operation": each.operation, **_aggregate(store, query, each)}
        for each in asked
    ]


def _aggregate(store: Store, query: Query, asked: imm.Aggregate) -> dict[str, Any]:
    if asked.operation == "count":
        return {"Value": count(store, query)}
    if asked.operation in FUNCTIONS:
        row = measure(store, replace(query, measures=((asked.operation, asked.ours),)))
        return {"Value": row[asked.operation][asked.ours]}
    rows = group(store, replace(query, group=asked.ours, limit=None, offset=0))
    known = [row for row in rows if row["value"] is not None]
    if asked.operation == "distinct":
        return {"Value": len(known)}
    return {"Groups": [{"Value": str(row["value"]), "Count": row["count"]} for row in known]}


def understand(store: Store, text: str) -> Expression:
    """The expression of a text, with the saved queries that it names. Raises `UsageError`."""
    return resolved(store, as_written(store, text))


def as_written(store: Store, text: str) -> Expression:
    """The same, with names as they were written."""
    return _expanded(store.queries.saved(), parse(text), text, ())


def resolved(store: Store, tree: Expression) -> Expression:
    """A tree, with names as the library has them: ids of trips, other names of places."""
    return with_known_names(store, with_ids(store, tree))


def _expanded(
    saved: dict[str, str], tree: Expression, text: str, inside: tuple[str, ...]
) -> Expression:
    def asked(term: Expression) -> Expression:
        if not isinstance(term, Saved):
            return term
        name = term.name
        start = max(0, text.find(f"@{name}"))
        if name in inside:
            raise ExpressionError(
                f"@{name} refers to itself", "save the query again", text, start, len(name) + 1
            )
        if name not in saved:
            near = nearest(name, list(saved))
            raise ExpressionError(
                f"no query is saved as {name}",
                f"did you mean @{near}?" if near else "photosort query --saved lists them",
                text,
                start,
                len(name) + 1,
            )
        return _expanded(saved, parse(saved[name]), saved[name], (*inside, name))

    return rewritten(tree, asked)


def both(first: Expression, second: Expression) -> Expression:
    """The conjunction of two expressions."""
    parts = [part for part in (first, second) if not isinstance(part, Everything)]
    return And(tuple(parts)) if len(parts) == 2 else parts[0] if parts else Everything()


def select(store: Store, text: str) -> list[int]:
    """Ids of the files that an expression matches, for `--where` of any command.

    Raises `PhotosortError` if it asks for faces, or attributes of faces, before anybody has looked
    for them: what is not known yet must not decide what is written.
    """
    expression = understand(store, text)
    if lacking := lacks(store, expression):
        raise PhotosortError(*lacking)
    return store.queries.select(expression)


def lacks(store: Store, expression: Expression, group: str | None = None) -> tuple[str, str] | None:
    """What a query asks for that nobody has looked for yet, and what finds it; None for nothing."""
    unknown = store.queries.unknown_attributes(expression)
    if unknown:
        wanted = store.remembered.attributes()
        names = ",".join(each for each in ATTRIBUTES if each in unknown or each in wanted)
        told = " and ".join(_TOLD[each] for each in ATTRIBUTES if each in unknown)
        return f"{told} are not known yet", f"photosort people --attributes {names} finds them"
    if store.queries.lacks_faces(expression, group):
        return "no faces are known yet", "photosort people finds faces"
    return None


_TOLD = {"age": "ages", "gender": "genders", "mouth": "open mouths", "smile": "smiles"}


def count(store: Store, query: Query) -> int:
    """How many files match, whatever the limit."""
    return store.queries.count(query.expression)


def photos(store: Store, query: Query) -> Iterator[Photo]:
    """The files that match, in order, within offset and limit."""
    asked = (query.expression, query.sorting, query.limit, query.offset)
    return store.queries.photos(store.queries.select(*asked))


def paths(store: Store, query: Query) -> list[bytes]:
    """The paths of `photos`."""
    asked = (query.expression, query.sorting, query.limit, query.offset)
    return store.queries.paths(*asked)


def measure(store: Store, query: Query) -> dict[str, Any]:
    """`{"count", "min": {FIELD: value}, …, "files": {"min": {FIELD: path}}}` of all that match.

    `files` names the file that has the smallest or largest value.
    """
    row = store.queries.measure(query.expression, query.measures)
    found = _row(count(store, query), query.measures, row)
    files: dict[str, dict[str, str | None]] = {}
    for function, field in query.measures:
        if function in ("min", "max"):
            path = store.queries.extreme(query.expression, function, field)
            files.setdefault(function, {})[field] = None if path is None else os.fsdecode(path)
    return found | {"files": files} if files else found


def group(store: Store, query: Query) -> list[dict[str, Any]]:
    """`{"value", "count", "min": {FIELD: value}, …}` for each value of the field.

    Trips, journeys, moments and persons also have their `id`, and their first and last day.
    """
    assert query.group is not None
    rows = store.queries.group(query.expression, query.group, query.measures)
    end = None if query.limit is None else query.offset + query.limit
    named = _named(store, query.group) if query.group in NOUNS else {}
    return [
        named.get(value, {"value": value}) | _row(number, query.measures, rest)
        for value, number, *rest in rows[query.offset : end]
    ]


def _named(store: Store, noun: str) -> dict[Any, dict[str, Any]]:
    """What a group says of each trip, journey, moment or person, by id."""
    if noun == "person":
        return {
            each.id: {"value": next(iter(each.names), each.id), "id": each.id}
            for each in store.persons.named()
        }
    of: dict[str, Callable[[], list[Any]]] = {
        "trip": store.trips.shown,
        "journey": store.journeys.shown,
        "moment": store.moments.shown,
    }
    found = of[noun]()
    return {
        each.id: {
            "value": (each.title if noun == "journey" else each.name) or each.id,
            "id": each.id,
            "start": each.start[:10],
            "end": each.end[:10],
        }
        for each in found
    }


def _row(number: int, measures: Sequence[tuple[str, str]], values: Sequence[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"count": number}
    for (function, field), value in zip(measures, values, strict=True):
        if field in ("taken", "modified") and value is not None:
            value = (EPOCH + timedelta(microseconds=value)).isoformat(timespec="seconds")
        found.setdefault(function, {})[field] = value
    return found


def save(store: Store, name: str, text: str) -> None:
    """Save a query under a name. Raises `UsageError` for an invalid one."""
    name = composed(name)
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"--save {name!r} is not a name",
            "give letters and digits, inside also - . _ and spaces",
        )
    with store.transaction():
        expression = understand(store, text)
        if isinstance(expression, Everything):
            raise UsageError(
                "--save needs a query", "as in photosort query label:at=beach --save beach"
            )
        if any(each == Saved(name) for each in walk(parse(text))):
            raise UsageError(f"@{name} refers to itself", "give the query another name")
        store.queries.save(name, text)


def forget(store: Store, name: str) -> None:
    """Drop a saved query. Raises `PhotosortError` if there is none of that name."""
    with store.transaction():
        if not store.queries.forget(name):
            raise PhotosortError(
                f"no query is saved as {name}", "photosort query --saved lists them"
            )
