"""The language of queries: `country:Japan person:Aunt -label:private (type:video or size:>5MB)`.

`parse` makes an expression tree of a text, and `expressions.show` a text of a tree. Adjacent terms
are joined by `and`, which binds tighter than `or`; `not` or `-` before a term or a parenthesis
negates it. Quoted text may contain spaces; `*` and `?` match any text and any character, and a
backslash makes them literal.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple, get_args

from photosort.dates import HOW_RANGE
from photosort.errors import UsageError
from photosort.model import PlaceSource, TimeSource
from photosort.model.attributes import AGE_GROUPS
from photosort.query.expressions import (
    HAS,
    LOOKS,
    OTHER_WORDS,
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
    Saved,
)
from photosort.query.patterns import is_pattern
from photosort.query.values import parse_ages, parse_number, parse_times
from photosort.texts import composed

WHOLE = (
    "country", "province", "city", "district", "township", "place", "timezone", "person", "file",
    "keyword",
)  # fmt: skip
"""Fields that are compared as a whole."""

PART = (
    "camera", "name", "path", "title", "trip", "journey", "moment", "caption", "creator",
    "copyright",
)  # fmt: skip
"""Fields that are searched for a part; with `*` or `?`, they are compared as a whole."""

NUMBERS = (
    "size", "width", "height", "duration", "faces", "lat", "lon", "alt", "orientation", "rating",
)  # fmt: skip
TIMES = ("taken", "modified")
SOURCES = {
    "date": ("inferred", *get_args(TimeSource)),
    "location": get_args(PlaceSource),
}
"""Where a date or a location comes from; an inferred date is one out of the file's name."""

FIELDS = (
    *WHOLE, *PART, *NUMBERS, *TIMES, *SOURCES, "type", "label", "near", "box", "duplicate",
    "favorite", "age", *LOOKS, "has", "no",
)  # fmt: skip

TYPES = {
    "photo": "image/*", "picture": "image/*", "image": "image/*", "video": "video/*",
    "movie": "video/*", "raw": "image/x-*", "jpg": "image/jpeg", "tif": "image/tiff",
    "mov": "video/quicktime", "mkv": "video/x-matroska", "avi": "video/x-msvideo",
    "dng": "image/x-adobe-dng", "cr2": "image/x-canon-cr2", "cr3": "image/x-canon-cr3",
    "nef": "image/x-nikon-nef", "arw": "image/x-sony-arw", "raf": "image/x-fuji-raf",
    "orf": "image/x-olympus-orf", "rw2": "image/x-panasonic-rw2",
    **{name: f"image/{name}" for name in ("jpeg", "png", "heic", "heif", "avif", "gif", "webp",
                                          "tiff", "jxl", "bmp")},
    **{name: f"video/{name}" for name in ("mp4", "quicktime", "3gpp", "webm")},
}  # fmt: skip
"""Names for content types."""

_OTHER_LOOKS = {
    ("gender", "woman"): "female", ("gender", "girl"): "female", ("gender", "f"): "female",
    ("gender", "man"): "male", ("gender", "boy"): "male", ("gender", "m"): "male",
    ("mouth", "close"): "closed", ("mouth", "shut"): "closed",
    ("smile", "true"): "yes", ("smile", "false"): "no",
}  # fmt: skip

MAX_TERMS = 500
MAX_DEPTH = 100
MAX_TEXT = 1024

_KM = 6371.0088 * 3.141592653589793


class ExpressionError(UsageError):
    """An expression that cannot be parsed, and where: `length` characters from `start`."""

    def __init__(self, message: str, hint: str, text: str, start: int, length: int = 1) -> None:
        super().__init__(message, hint)
        self.text = text
        self.start = start
        self.length = max(1, length)


def parse(text: str) -> Expression:
    """The tree of an expression; an empty one is `Everything`. Raises `ExpressionError`."""
    wrong = re.search(r"[\0\ud800-\udc7f\udd00-\udfff]", text)
    if wrong:
        raise ExpressionError("this is not text", "type the query again", text, wrong.start())
    return _Parser(text).parse()


def parse_near(option: str, text: str) -> Near:
    """The circle of `48.85,2.35,10km`. Raises `UsageError`."""
    try:
        return _near(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r}: {error}", "write it as 48.85,2.35,10km") from None


class _Token(NamedTuple):
    """A token: `(`, `)`, `-`, or a word with its unquoted prefix."""

    kind: str
    start: int
    end: int
    field: str | None = None
    text: str = ""
    quoted: bool = False
    raw: str = ""


_FIELD = re.compile(r"([A-Za-z][A-Za-z_.]*):")


def _goes_on(date: str, rest: str) -> str:
    """What belongs to a date that seems to end at a space: the ` month` of `last month`."""
    if not re.search(r"(^|[.<>=])(last|this)$", date, re.I):
        return ""
    found = re.match(r"\s+(week|month|year)(?![\w-])", rest, re.I)
    return found[0] if found else ""


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._split())
        self._next = 0
        self._depth = 0
        if len(self._tokens) > 4 * MAX_TERMS or sum(
            token.kind == "word" for token in self._tokens
        ) > MAX_TERMS:  # fmt: skip
            raise self._error(f"more than {MAX_TERMS} terms", "split it into several queries", 0)

    def parse(self) -> Expression:
        if not self._tokens:
            return Everything()
        tree = self._or()
        if self._next < len(self._tokens):
            token = self._tokens[self._next]
            raise self._error("nothing opens this parenthesis", "drop it", token.start)
        return tree

    # grammar

    def _or(self) -> Expression:
        parts = [self._and()]
        while self._takes("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Expression:
        parts = [self._unary()]
        while self._takes("and") or self._begins_term():
            parts.append(self._unary())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _unary(self) -> Expression:
        token = self._take()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(f"nested deeper than {MAX_DEPTH} levels", "", token.start)
        try:
            if token.kind == "-" or _is_word(token, "not"):
                return Not(self._unary())
            if token.kind == "(":
                return self._group(token)
            return _Term(self._text, token).parse()
        finally:
            self._depth -= 1

    def _group(self, opened: _Token) -> Expression:
        tree = self._or()
        if self._next == len(self._tokens):
            raise self._error("this parenthesis is not closed", "add )", opened.start)
        self._next += 1
        return tree

    def _take(self) -> _Token:
        """The next token, which must start a term."""
        if not self._begins_term():
            at = self._tokens[self._next] if self._next < len(self._tokens) else None
            start = at.start if at else len(self._text)
            raise self._error(
                "a term is missing here", "give one such as country:Japan, or a word", start
            )
        self._next += 1
        return self._tokens[self._next - 1]

    def _begins_term(self) -> bool:
        if self._next == len(self._tokens):
            return False
        token = self._tokens[self._next]
        return token.kind != ")" and not (_is_word(token, "or") or _is_word(token, "and"))

    def _takes(self, word: str) -> bool:
        if self._next < len(self._tokens) and _is_word(self._tokens[self._next], word):
            self._next += 1
            return True
        return False

    # tokens

    def _split(self) -> Iterator[_Token]:
        text, i = self._text, 0
        while i < len(text):
            if text[i].isspace():
                i += 1
            elif text[i] in "()":
                yield _Token(text[i], i, i + 1)
                i += 1
            elif text[i] == "-":
                yield _Token("-", i, i + 1)
                i += 1
            else:
                token = self._word(i)
                yield token
                i = token.end

    def _word(self, start: int) -> _Token:
        """A word from `start`: text with quoted parts, after a field if there is one."""
        text = self._text
        match = _FIELD.match(text, start)
        field = match[1].lower() if match else None
        i = match.end() if match else start
        parts: list[str] = []
        quote: int | None = None
        quoted = False
        while i < len(text):
            each = text[i]
            if each == '"':
                quote = i if quote is None else None
                quoted = True
            elif quote is None and (each.isspace() or each in "()"):
                if not (field in TIMES and (rest := _goes_on("".join(parts), text[i:]))):
                    break
                parts.append(rest)
                i += len(rest) - 1
            elif each == "\\":
                following = text[i + 1 : i + 2]
                parts.append(
                    f"\\{following}" if following and following in "\\*?"
                    else following if following and following in '"() '
                    else "\\\\"
                )  # fmt: skip
                i += bool(following) and following in '\\*?"() '
            else:
                # a quoted = does not separate key and value
                parts.append("\0" if each == "=" and quote is not None else each)
            i += 1
        if quote is not None:
            raise self._error('this " is not closed', 'add " where the text ends', quote)
        value = "".join(parts)
        inside = match.end() if match else start
        if len(value) > MAX_TEXT:
            raise self._error(f"longer than {MAX_TEXT} characters", "shorten it", inside)
        return _Token("word", start, i, field, value, quoted, text[inside:i])

    def _error(self, message: str, hint: str, start: int, length: int = 1) -> ExpressionError:
        return ExpressionError(message, hint, self._text, start, length)


def _is_word(token: _Token, word: str) -> bool:
    return (
        token.kind == "word"
        and token.field is None
        and not token.quoted
        and token.text.lower() == word
    )


class _Term:
    """One term: a field and its value, checked."""

    def __init__(self, text: str, token: _Token) -> None:
        self._text = text
        self._token = token

    def parse(self) -> Expression:
        field, value = self._token.field, self._token.text.replace("\0", "=")
        if field is None:
            if self._token.raw.startswith("@"):
                return Saved(composed(self._filled(value[1:])))
            return Match("", self._filled(value))
        if field not in FIELDS:
            near = nearest(field, FIELDS)
            hint = f"did you mean {near}?" if near else f"there are {', '.join(FIELDS)}"
            raise self._wrong(
                f"there is no field {field}", f"{hint} Text with : stands in quotes", at_field=True
            )
        if field == "label":
            return self._label()
        self._filled(value)
        if field == "place" and value.lower() == "inferred" and not self._token.quoted:
            return Match("location", "inferred")
        if field in WHOLE or field in PART:
            return Match(field, value)
        try:
            return _valued(field, value)
        except ValueError as error:
            hint = HOW_RANGE if field in TIMES else ""
            raise self._wrong(f"{field}:{value}: {error}", hint) from None

    def _label(self) -> Label:
        key, equals, value = self._token.text.partition("=")
        key = self._filled(key.replace("\0", "="))
        return Label(key, value.replace("\0", "=") if equals else None)

    def _filled(self, value: str) -> str:
        if not value:
            raise self._wrong("the value is missing", "write one, as in country:Japan")
        return value

    def _wrong(self, message: str, hint: str, *, at_field: bool = False) -> ExpressionError:
        token = self._token
        start = token.start
        if token.field is not None and not at_field:
            start += len(token.field) + 1
        end = token.start + len(token.field or "") if at_field else token.end
        return ExpressionError(message, hint, self._text, start, end - start)


def nearest(word: str, words: Sequence[str]) -> str | None:
    """The most similar of `words`, or None."""
    return next(iter(get_close_matches(word, words, 1, 0.5)), None)


def _valued(field: str, value: str) -> Expression:
    """The term of a field whose values have a format of their own. Raises `ValueError`."""
    if field in ("has", "no"):
        return _has(field, value.lower())
    if field in ("duplicate", "favorite"):
        return _yes_or_no(field, value.lower())
    if field == "rating" and value.lower() in _RATINGS:
        return _RATINGS[value.lower()]
    if field == "age":
        return _age(value)
    if field in LOOKS:
        return look(field, value.lower())
    if field in SOURCES:
        return _source(field, value.lower())
    if field == "type":
        return Match("type", _type(value))
    if field == "near":
        return _near(value)
    if field == "box":
        return _box(value)
    bounds = parse_times(value) if field in TIMES else parse_number(field, value)
    parts = tuple(Compare(field, operation, number) for operation, number in bounds)
    return parts[0] if len(parts) == 1 else And(parts)


def _has(field: str, value: str) -> Expression:
    what = OTHER_WORDS.get(value, value)
    if what not in HAS:
        near = nearest(value, (*HAS, *OTHER_WORDS))
        raise ValueError(f"did you mean {near}?" if near else f"give one of {', '.join(HAS)}")
    return Has(what) if field == "has" else Not(Has(what))


def _yes_or_no(field: str, value: str) -> Expression:
    if value not in ("yes", "no"):
        raise ValueError(f"write it as {field}:yes or {field}:no")
    return Has(field) if value == "yes" else Not(Has(field))


_RATINGS: dict[str, Expression] = {
    "rejected": Compare("rating", "=", -1),
    "none": Not(Has("rating")),
    "0": Not(Has("rating")),
}
"""Ratings that are words; no stars are no rating."""


def _age(value: str) -> Age:
    try:
        return Age(*parse_ages(value))
    except ValueError as error:
        near = nearest(value.lower(), list(AGE_GROUPS))
        groups = f"{', '.join(AGE_GROUPS)}; or ages, such as 7, 3-12 or >=60"
        about = "" if value.lower().isalpha() else f"{error}; "
        hint = f"did you mean {near}?" if near else f"{about}give one of {groups}"
        raise ValueError(hint) from None


def look(field: str, value: str) -> Match:
    """A term about an attribute of faces, one of `LOOKS`. Raises `ValueError` for a wrong value."""
    value = _OTHER_LOOKS.get((field, value), value)
    if value not in LOOKS[field]:
        near = None if field == "smile" else nearest(value, LOOKS[field])
        ways = " or ".join(f"{field}:{each}" for each in LOOKS[field])
        raise ValueError(f"did you mean {near}?" if near else f"write it as {ways}")
    return Match(field, value)


def _source(field: str, value: str) -> Match:
    """By where the date or the location comes from."""
    if value not in SOURCES[field]:
        near = nearest(value, SOURCES[field])
        other = {"date": "taken:2023 asks for a date", "location": "place:Kyoto asks for a place"}
        raise ValueError(
            f"did you mean {near}?"
            if near
            else f"give one of {', '.join(SOURCES[field])}; {other[field]}"
        )
    return Match(field, "filename" if (field, value) == ("date", "inferred") else value)


def _type(value: str) -> str:
    known = TYPES.get(value.lower())
    if known is None and "/" not in value and not is_pattern(value):
        near = nearest(value.lower(), list(TYPES))
        raise ValueError(f"did you mean {near}?" if near else "give photo, video, jpeg, raw …")
    return known or value


def _near(value: str) -> Near:
    match = re.fullmatch(r"([^,]+),([^,]+),\s*([\d.e+-]+)\s*(km|m|)", value.strip(), re.I)
    if not match:
        raise ValueError("write it as near:48.85,2.35,10km")
    lat, lon = _point(match[1], match[2])
    km = _finite(match[3]) / (1000 if match[4].lower() == "m" else 1)
    if not 0 <= km <= _KM:
        raise ValueError("the distance must be from 0 to 20000 km")
    return Near(lat, lon, km)


def _box(value: str) -> Box:
    numbers = value.split(",")
    if len(numbers) != 4:
        raise ValueError("write it as box:SOUTH,WEST,NORTH,EAST")
    (south, west), (north, east) = _point(*numbers[:2]), _point(*numbers[2:])
    if south > north:
        raise ValueError("the southern edge lies north of the northern one")
    return Box(south, west, north, east)


def _point(lat: str, lon: str) -> tuple[float, float]:
    point = _finite(lat), _finite(lon)
    if abs(point[0]) > 90 or abs(point[1]) > 180:
        raise ValueError("these are not coordinates: latitude comes first, from -90 to 90")
    return point


def _finite(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"{text.strip()!r} is not a number") from None
    if number - number != 0:
        raise ValueError(f"{text.strip()!r} is not a number")
    return number
