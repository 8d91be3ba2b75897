"""Reads queries of Alibaba Cloud Intelligent Media Management (IMM) as our expressions.

A request of its SimpleQuery is `{"Query": TREE, "Sort", "Order", "MaxResults", "Aggregations"}`,
or the tree alone: `{"Operation", "Field", "Value", "SubQueries"}`. Differences: `ProduceTime` is
compared by the wall clock as written, `nested` by file and not by element, and text ignoring case.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from photosort.errors import UsageError
from photosort.model import LEVELS
from photosort.query.expressions import (
    Age,
    And,
    Box,
    Compare,
    Everything,
    Expression,
    Has,
    Label,
    Match,
    Near,
    Not,
    Or,
    show,
)
from photosort.query.language import MAX_DEPTH, MAX_TERMS, look, nearest, parse
from photosort.query.patterns import literal
from photosort.query.values import parse_ages, parse_instant

_SECOND = 1_000_000
_NUMBERS = {
    "Size": "size", "Duration": "duration", "Orientation": "orientation", "FigureCount": "faces",
    "ImageWidth": "width", "ImageHeight": "height", "VideoWidth": "width", "VideoHeight": "height",
}  # fmt: skip
_TIMES = {"ProduceTime": "taken", "FileModifiedTime": "modified"}
_TEXTS = {
    "URI": "file", "Filename": "name", "ContentType": "type", "MediaType": "type",
    "Timezone": "timezone", "Title": "title", "Artist": "creator", "TravelClusterId": "trip",
    "Figures.FigureId": "person", "Figures.FigureClusterId": "person",
    "Addresses.Country": "country", "Addresses.Province": "province", "Addresses.City": "city",
    "Addresses.District": "district", "Addresses.Township": "township",
    "Addresses.AddressLine": "place",
}  # fmt: skip
_LOOKS = {"Figures.Gender": "gender", "Figures.Mouth": "mouth"}
_KNOWN = {
    "LatLong": "gps", "ProduceTime": "time", "Addresses": "place", "Figures": "faces",
    "Labels": "labels", "CustomLabels": "labels", "Duration": "duration", "Title": "title",
    "Artist": "creator",
    "TravelClusterId": "trip", "Figures.FigureClusterId": "person", "Addresses.Country": "place",
}  # fmt: skip
_FIELDS = (
    *_NUMBERS,
    *_TIMES,
    *_TEXTS,
    *_KNOWN,
    "Figures.Age",
    *_LOOKS,
    "Labels.LabelName",
    "CustomLabels.KEY",
)
_SORTS = {
    "URI": "path", "Filename": "name", "ContentType": "type", "MediaType": "type",
    "Size": "size", "Duration": "duration", "ImageWidth": "width", "ImageHeight": "height",
    "VideoWidth": "width", "VideoHeight": "height", **_TIMES,
}  # fmt: skip
_COMPARISONS = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_AGGREGATES = ("min", "max", "average", "sum", "count", "distinct", "group")
_GROUPS = {
    "ContentType": "type", "MediaType": "type", "ImageWidth": "width", "ImageHeight": "height",
    "Orientation": "orientation", "Size": "size",
    **{name: ours for name, ours in _TEXTS.items() if ours in LEVELS},
}  # fmt: skip


class Aggregate(NamedTuple):
    """One of `Aggregations`: the request, and our field for it."""

    field: str
    operation: str
    ours: str


class Request(NamedTuple):
    """What a request asks."""

    expression: Expression
    sort: tuple[str, ...]
    order: tuple[str, ...]
    limit: int | None
    aggregates: tuple[Aggregate, ...]


def read_request(document: Any) -> Request:
    """The query of a request or a bare tree. Raises `UsageError` that names what is wrong."""
    if not isinstance(document, Mapping):
        raise UsageError("this is not a query: it must be a JSON object", _EXAMPLE)
    request = {"Query": document} if "Operation" in document else document
    tree = _decoded(request.get("Query"), "Query")
    expression = _Tree().read(tree) if tree else Everything()
    sort = tuple(_sort_field(each) for each in _listed(request.get("Sort")))
    order = tuple(each.lower() for each in _listed(request.get("Order"))) or ("asc",)
    if request.get("NextToken"):
        raise UsageError(
            "NextToken belongs to another server", "leave NextToken out, and use --offset"
        )
    return Request(
        parse(show(expression)) if not isinstance(expression, Everything) else expression,
        sort or ("path",),
        order if len(order) in (1, len(sort)) else (*order, *["asc"] * (len(sort) - len(order))),
        _limit(request.get("MaxResults")),
        tuple(
            _aggregate(each) for each in _decoded(request.get("Aggregations"), "Aggregations") or ()
        ),
    )


_EXAMPLE = 'as {"Operation": "eq", "Field": "Addresses.Country", "Value": "Japan"}'


def _decoded(value: Any, name: str) -> Any:
    """A part of a request, which may be JSON in a string."""
    if isinstance(value, str) and value:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise UsageError(f"{name} is not JSON", _EXAMPLE) from None
    return value


def _listed(value: Any) -> list[str]:
    return [x.strip() for x in value.split(",") if x.strip()] if isinstance(value, str) else []


def _sort_field(field: str) -> str:
    if field not in _SORTS:
        raise UsageError(*_unknown(field, list(_SORTS), "Sort"))
    return _SORTS[field]


def _limit(value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise UsageError(f"MaxResults {value!r} is out of range", "give a number of 0 or more")
    return value or None


def _aggregate(each: Any) -> Aggregate:
    if not isinstance(each, Mapping):
        raise UsageError("each of Aggregations needs Field and Operation", _EXAMPLE)
    field, operation = each.get("Field"), each.get("Operation")
    if operation not in _AGGREGATES:
        raise UsageError(
            f"Aggregations: {operation!r} is not an operation",
            f"choose from {', '.join(_AGGREGATES)}",
        )
    if operation == "count":
        return Aggregate(str(field), operation, "")
    known = _GROUPS if operation in ("group", "distinct") else _SORTS
    if isinstance(field, str) and field.startswith("CustomLabels.") and known is _GROUPS:
        return Aggregate(field, operation, f"label:{field.partition('.')[2]}")
    ours = known.get(str(field))
    if ours is None or (known is _SORTS and ours in ("path", "name", "type")):
        raise UsageError(*_unknown(str(field), list(known), f"Aggregations: {operation}"))
    return Aggregate(str(field), operation, ours)


def _unknown(field: str, known: Sequence[str], where: str) -> tuple[str, str]:
    near = nearest(field, known)
    hint = f"did you mean {near}?" if near else f"known are {', '.join(dict.fromkeys(known))}"
    return f"{where}: the field {field!r} is not known", hint


class _Tree:
    """Reads one tree, counting its terms."""

    def __init__(self) -> None:
        self._terms = 0

    def read(self, node: Any, depth: int = 0, prefix: str = "") -> Expression:
        """The expression of a node; `prefix` is the field of `nested` conditions."""
        if not isinstance(node, Mapping):
            raise UsageError("a condition is not a JSON object", _EXAMPLE)
        self._terms += 1
        if depth > MAX_DEPTH or self._terms > MAX_TERMS:
            raise UsageError(
                f"the query has more than {MAX_DEPTH} levels or {MAX_TERMS} conditions",
                "ask in several queries",
            )
        operation, field = node.get("Operation"), node.get("Field")
        if operation in ("and", "or", "not", "nested"):
            if operation == "nested":
                prefix = f"{field}."
            parts = node.get("SubQueries")
            if not isinstance(parts, list) or not parts:
                raise UsageError(f"{operation} needs SubQueries", _EXAMPLE)
            return _joined(operation, [self.read(part, depth + 1, prefix) for part in parts])
        if not isinstance(field, str) or not field:
            raise UsageError(f"{operation!r} needs a Field", _EXAMPLE)
        if prefix and not field.startswith(prefix):
            field = prefix + field
        value = node.get("Value")
        text = value if isinstance(value, str) else "" if value is None else json.dumps(value)
        try:
            return _condition(field, operation, text)
        except ValueError as error:
            raise UsageError(f"{field} {operation} {text!r}: {error}", _EXAMPLE) from None


def _joined(operation: str, parts: list[Expression]) -> Expression:
    if operation == "not":
        return Not(parts[0] if len(parts) == 1 else Or(tuple(parts)))
    if len(parts) == 1:
        return parts[0]
    return Or(tuple(parts)) if operation == "or" else And(tuple(parts))


def _condition(field: str, operation: Any, value: str) -> Expression:
    """One condition. Raises `UsageError`, or `ValueError` for a wrong value."""
    if operation == "exist":
        return _exist(field)
    if field == "LatLong":
        return _place(operation, value)
    if field in _TIMES and operation in _COMPARISONS:
        return _time(field, operation, value)
    if field in _NUMBERS and operation in _COMPARISONS:
        return _number(field, operation, value)
    if field == "Figures.Age" and operation in _COMPARISONS:
        return Age(*parse_ages(f"{_COMPARISONS[operation]}{value}"))
    if field in _LOOKS and operation == "eq":
        return look(_LOOKS[field], value.lower())
    makers: dict[Any, Callable[[str], str]] = {
        "eq": literal,
        "prefix": lambda text: f"{literal(text)}*",
        "match-phrase": lambda text: f"*{literal(text)}*",
    }
    if operation in makers and (field in _TEXTS or field.startswith(("Labels.", "CustomLabels."))):
        if not value:
            raise ValueError("the value is empty")
        return _text(field, operation, makers[operation](value))
    if field in _FIELDS or field.startswith("CustomLabels."):
        raise UsageError(
            f"{field} does not go with {operation!r}",
            "there are and, or, not, nested, eq, gt, gte, lt, lte, exist, prefix, match-phrase,"
            " and for LatLong geo-distance, geo-bounding-box",
        )
    raise UsageError(*_unknown(field, _FIELDS, "Field"))


def _exist(field: str) -> Expression:
    if field.startswith("CustomLabels."):
        return Label(literal(field.partition(".")[2]), "*")
    if field not in _KNOWN:
        raise UsageError(*_unknown(field, list(_KNOWN), "exist"))
    return Has(_KNOWN[field])


def _place(operation: Any, value: str) -> Expression:
    forms = {"geo-distance": ("33,119;1000", 3), "geo-bounding-box": ("35,118.5;33.5,120", 4)}
    if operation not in forms:
        raise UsageError(f"LatLong does not go with {operation!r}", f"there are {', '.join(forms)}")
    form, length = forms[operation]
    try:
        numbers = [float(x) for x in value.replace(";", ",").split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != length:
        raise ValueError(f"write it as {form}")
    if operation == "geo-distance":
        lat, lon, metres = numbers
        return Near(lat, lon, metres / 1000)
    north, west, south, east = numbers
    return Box(south, west, north, east)


def _time(field: str, operation: str, value: str) -> Expression:
    moment = parse_instant(value)
    if field == "FileModifiedTime":
        offset = datetime.fromisoformat(value.strip().replace("Z", "+00:00")).utcoffset()
        moment -= int(offset.total_seconds()) * _SECOND if offset else 0
    ours = _TIMES[field]
    if operation == "eq":
        return And((Compare(ours, ">=", moment), Compare(ours, "<", moment + _SECOND)))
    # the same for both comparisons of a time
    after = operation in ("gt", "lte")
    return Compare(ours, ">=" if operation in ("gt", "gte") else "<", moment + after)


def _number(field: str, operation: str, value: str) -> Expression:
    number = float(value)
    if number - number != 0:
        raise ValueError("this is not a number")
    exact = int(number) if number == int(number) else number
    comparison = Compare(_NUMBERS[field], _COMPARISONS[operation], exact)
    for kind in ("image", "video"):
        if field.lower().startswith(kind):
            return And((Match("type", f"{kind}/*"), comparison))
    return comparison


def _text(field: str, operation: str, pattern: str) -> Expression:
    if field.startswith("CustomLabels."):
        return Label(literal(field.partition(".")[2]), pattern)
    if field == "Labels.LabelName":
        return Label(pattern)
    if field.startswith("Labels."):
        raise UsageError(*_unknown(field, _FIELDS, "Field"))
    if field == "MediaType":
        return Match("type", f"{pattern}/*")
    if field == "Filename" and operation == "eq":
        return Match("file", f"*/{pattern}")
    if field == "URI" and pattern.startswith("file://"):
        pattern = pattern.removeprefix("file://")
    return Match(_TEXTS[field], pattern)
