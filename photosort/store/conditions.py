"""Expression trees as SQL: conditions about the file `f`.

Values never enter the SQL text, they are bound. A term under `not` is turned before it is written,
so that unknown values match nothing where it stands and everything where it is negated, while SQL
itself stays free to use its indexes. `+column` keeps SQLite from an index that would cost more
than reading the table once, which takes 0.2 s for a million files.
"""

import math
import sqlite3
from collections.abc import Sequence

from photosort.model import LEVELS, camera_name
from photosort.query.expressions import (
    LOOKS,
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
    OneFace,
    Or,
    of_one_face,
    walk,
)
from photosort.query.patterns import compiled, is_pattern, pieces, unescaped
from photosort.store.attributes import looks
from photosort.store.faces import CURRENT_ENGINE
from photosort.store.files import DATED, GONE
from photosort.store.journeys import TITLE_LANGUAGE, found_title
from photosort.store.keywords import ALL_KEYWORDS
from photosort.store.sql import Sql, joined
from photosort.texts import composed, fold

_NUMBERS = {
    # the index by size is for twins; for half of all files it is slower than a full scan
    **{name: f"+f.{name}" for name in ("size", "width", "height", "duration", "orientation")},
    **{name: f"f.{name}" for name in ("lat", "lon", "alt", "rating")},
}
_KNOWN = {
    "flight": "f.in_flight = 1",
    "gps": "+f.lat IS NOT NULL",
    "time": DATED.replace("taken_", "f.taken_"),
    "place": "f.address_id IN (SELECT id FROM addresses WHERE country IS NOT NULL)",
    "camera": "(f.make IS NOT NULL OR f.model IS NOT NULL)",
    "labels": "f.id IN (SELECT file_id FROM file_labels)",
    "sidecar": "f.sidecars IS NOT NULL AND f.sidecars != '[]'",
    "companions": "f.id IN (SELECT lead_id FROM files WHERE lead_id IS NOT NULL AND missing = 0)",
    "error": "f.error IS NOT NULL",
    "missing": GONE.replace("missing", "f.missing"),
    "ignored": "f.missing = 3",
    "duration": "f.duration IS NOT NULL",
    "duplicate": "f.relation IS 'duplicate'",
    "caption": "f.caption IS NOT NULL",
    "keywords": "f.id IN (SELECT file_id FROM keywords)",
    "rating": "f.rating IS NOT NULL",
    "favorite": "f.favorite IS 1",
    "creator": "f.creator IS NOT NULL",
    "copyright": "f.copyright IS NOT NULL",
}
DESCRIBED = "{0}.title IS NOT NULL OR {0}.caption IS NOT NULL OR {0}.creator IS NOT NULL"
"""As in the index `files_described`."""
_SOURCES = {"date": "f.taken_source", "location": "f.place_source"}
_SHOWN_TRIPS = "SELECT id FROM trips WHERE state = 'shown'"
_JOURNEY_TITLE = f"coalesce(title, found_title(first_day, facts, {TITLE_LANGUAGE}))"
_SHOWN_JOURNEYS = "SELECT id FROM journeys WHERE state = 'shown'"
_IN_MOMENTS = """SELECT m.file_id FROM moment_files m JOIN moments s ON s.number = m.moment
    WHERE s.state = 'shown'"""
_MOMENT_PLACE = (
    "coalesce("
    + ", ".join(f"json_extract(facts, '$[3].{level}')" for level in reversed(LEVELS))
    + ")"
)
_OF_PATHS = ("", "path", "name", "file")
_TURNED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!="}
_EARTH_KM = 6371.0088
_END = """CASE f.taken_precision
    WHEN 'year' THEN unixepoch(f.taken_local / 1000000, 'unixepoch', '+1 year') * 1000000
    WHEN 'month' THEN unixepoch(f.taken_local / 1000000, 'unixepoch', '+1 month') * 1000000
    ELSE f.taken_local END"""
"""The first microsecond after the month or year that a date stands for."""
_RADIAN = math.pi / 180
_WIDE = 5.0  # degrees
NAME = "replace(f.path, rtrim(f.path, replace(f.path, '/', '')), '')"
"""The file name of `f`."""


def condition(tree: Expression) -> Sql:
    """The condition of a tree; see `prepare`."""
    # the index of paths is smaller than the table; but together with other conditions, only the
    # paths of the files that these leave are compared
    alone = all(
        isinstance(each, And | Or | Not) or (isinstance(each, Match) and each.field in _OF_PATHS)
        for each in walk(tree)
    )
    return _sql(of_one_face(tree), "p" if alone else "f", yes=True)


def prepare(connection: sqlite3.Connection) -> None:
    """Add the functions that conditions use."""
    connection.create_function("is_like", 3, _is_like, deterministic=True)
    connection.create_function("found_title", 3, found_title, deterministic=True)
    connection.create_function("camera_name", 2, camera_name, deterministic=True)
    _add_mathematics(connection)


def _add_mathematics(connection: sqlite3.Connection) -> None:
    """The functions that some builds of SQLite come without."""
    try:
        connection.execute("SELECT sin(1)")
    except sqlite3.OperationalError:
        for name, function in (("sin", math.sin), ("cos", math.cos)):
            connection.create_function(name, 1, function, deterministic=True)
        connection.create_function("pow", 2, math.pow, deterministic=True)


def _sql(tree: Expression, table: str, *, yes: bool) -> Sql:
    """The condition of a tree, or of its negation; paths are those of `table`, see `_paths`."""
    match tree:
        case Not(part):
            return _sql(part, table, yes=not yes)
        case And(parts) | Or(parts):
            by = " AND " if isinstance(tree, And) == yes else " OR "
            return joined(by, [_sql(part, table, yes=yes) for part in parts])
        case Everything():
            return Sql("1" if yes else "0")
        case Compare("faces", operation, value):
            return _compare_faces(operation if yes else _TURNED[operation], value)
    positive = _term(tree, table)
    return positive if yes else _not(positive)


def _not(sql: Sql) -> Sql:
    return Sql(f"({sql.text}) IS NOT TRUE", sql.values)


def _term(tree: Expression, table: str) -> Sql:
    match tree:
        case Match(field, pattern):
            return _match(field, pattern, table)
        case Compare(field, operation, value):
            return _compare(field, operation, value)
        case Label(key, value):
            return _label(key, value)
        case Near():
            return _near(tree)
        case Box():
            return _box(tree)
        case Has(what):
            return _has(what)
        case Age():
            return _one_face([tree])
        case OneFace(parts):
            return _one_face(parts)
    raise AssertionError(tree)


def _match(field: str, pattern: str, table: str) -> Sql:
    if field == "":
        return _words(pattern, table)
    if field == "place":
        return joined(" OR ", [_address(level, pattern) for level in LEVELS])
    if field in LEVELS or field == "timezone":
        return _address(field, pattern)
    if field == "path":
        return _path(pattern, table)
    if field == "file":
        return _paths(like(_text(table), pattern, part=False), table)
    if field == "name":
        return _name(pattern, table)
    if field == "camera":
        camera = "trim(coalesce(f.make, '') || ' ' || coalesce(f.model, ''))"
        if is_pattern(pattern) or " " in pattern:
            return like(camera, pattern, part=True)
        return joined(" OR ", [like(f"f.{x}", pattern, part=True) for x in ("model", "make")])
    if field == "type":
        return like("f.content_type", pattern, part=False)
    if field == "person":
        return person(pattern)
    if field in LOOKS:
        return _one_face([Match(field, pattern)])
    if field in _SOURCES:
        return Sql(f"{_SOURCES[field]} IS ?", (pattern,))
    if field == "title":
        own = like("f.title", pattern, part=True)
        titled = [_trip(_trip_title(pattern)), _journey(_journey_title(pattern))]
        return joined(" OR ", [own, *titled])
    if field in ("caption", "creator", "copyright"):
        return like(f"f.{field}", pattern, part=True)
    if field == "keyword":
        return _keyword(pattern)
    return {"trip": _trip_like, "journey": _journey_like, "moment": _moment_like}[field](pattern)


def like(column: str, pattern: str, *, part: bool) -> Sql:
    """The condition that a text matches `pattern`, ignoring case.

    SQLite ignores case in ASCII only. For other patterns, it filters out what cannot match and
    Python compares the rest.
    """
    pattern = composed(pattern)
    part = part and not is_pattern(pattern)
    sharp = "ss" in pattern.lower()  # which may be a ß
    if pattern.isascii() and not sharp:
        if not part and not is_pattern(pattern):
            return Sql(f"{column} COLLATE NOCASE = CAST(? AS TEXT)", (_bytes(unescaped(pattern)),))
        return Sql(f"{column} LIKE CAST(? AS TEXT) ESCAPE '\\'", (_like(pattern, part=part),))
    rough = "*".join(
        "*" if not each.isascii() or (sharp and each in ("\\s", "\\S")) else each
        for each in pieces(pattern)
    )
    return Sql(
        f"({column} LIKE CAST(? AS TEXT) ESCAPE '\\'"
        f" AND is_like(CAST({column} AS BLOB), ?, {int(part)}))",
        (_like(rough, part=True), _bytes(pattern)),
    )


def _like(pattern: str, *, part: bool) -> bytes:
    """A pattern in the syntax of LIKE."""
    kinds = {"*": "%", "?": "_", "\\%": "\\%", "\\_": "\\_", "\\\\": "\\\\"}
    inner = "".join(kinds.get(each, each[-1:]) for each in pieces(pattern))
    return _bytes(f"%{inner}%" if part else inner)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _is_like(value: bytes | None, pattern: bytes, part: int) -> bool | None:
    if value is None:
        return None
    text = fold(value.decode("utf-8", "surrogateescape"))
    return bool(compiled(pattern.decode("utf-8", "surrogateescape"), bool(part)).fullmatch(text))


def _text(table: str) -> str:
    return f"CAST({table}.path AS TEXT)"


def _paths(condition: Sql, table: str) -> Sql:
    """Files by a condition about their path: that of `f` itself, or of all files `p`."""
    if table == "f":
        return condition
    return Sql(f"f.id IN (SELECT p.id FROM files p WHERE {condition.text})", condition.values)


def _path(pattern: str, table: str) -> Sql:
    """A part of the path; with `*` or `?`, all of it from some folder on."""
    if is_pattern(pattern) and not pattern.startswith("/"):
        pattern = f"*/{pattern}"
    return _paths(like(_text(table), pattern, part=True), table)


def _name(pattern: str, table: str) -> Sql:
    """A part of the file name; with `*` or `?`, all of it."""
    inner = pattern if is_pattern(pattern) else f"*{pattern}*"
    rough = like(_text(table), f"*/{inner}", part=False)
    name = like(f"CAST({NAME.replace('f.', f'{table}.')} AS TEXT)", inner, part=False)
    return _paths(joined(" AND ", [rough, name]), table)


def _words(pattern: str, table: str) -> Sql:
    """Free text: path (and so the name), titles, captions, creators, keywords, labels."""
    whole = f"*{pattern}*" if is_pattern(pattern) else pattern
    path = like(_text(table), whole, part=True)
    label = joined(" OR ", [like(f"l.{x}", pattern, part=True) for x in ("key", "value")])
    ways = [
        Sql(f"SELECT l.file_id FROM file_labels l WHERE {label.text}", label.values),
        _of_trips(_trip_title(pattern)),
        _of_journeys(_journey_title(pattern)),
        _described(pattern),
        _with_keywords(like("keyword", pattern, part=True)),
    ]
    if table == "p":
        ways.insert(0, Sql(f"SELECT p.id FROM files p WHERE {path.text}", path.values))
    together = " UNION ALL ".join(f"SELECT * FROM ({way.text})" for way in ways)
    found = Sql(f"f.id IN ({together})", tuple(value for way in ways for value in way.values))
    return found if table == "p" else joined(" OR ", [path, found])


def _described(pattern: str) -> Sql:
    """Files with a text in their title, caption or creator."""
    words = joined(
        " OR ", [like(f"d.{x}", pattern, part=True) for x in ("title", "caption", "creator")]
    )
    return Sql(
        f"SELECT d.id FROM files d WHERE ({DESCRIBED.format('d')}) AND {words.text}", words.values
    )


def _keyword(pattern: str) -> Sql:
    """Files with a keyword of that name, at any level: `Japan` finds `Places/Japan/Kyoto`."""
    level = f"*/{pattern.strip('/')}/*"
    found = _with_keywords(like("('/' || keyword || '/')", level, part=False))
    return Sql(f"f.id IN ({found.text})", found.values)


def _with_keywords(condition: Sql) -> Sql:
    """The ids of files with a keyword for which a condition holds."""
    return Sql(
        "SELECT k.file_id FROM keywords k WHERE k.keyword IN"
        f" (SELECT keyword FROM ({ALL_KEYWORDS}) WHERE {condition.text})",
        condition.values,
    )


def _address(level: str, pattern: str) -> Sql:
    names = like(level, pattern, part=False)
    if level == "country" and len(pattern) == 2:
        names = joined(" OR ", [names, Sql("country_code = ?", (pattern.upper(),))])
    return Sql(f"f.address_id IN (SELECT id FROM addresses WHERE {names.text})", names.values)


def _label(key: str, value: str | None) -> Sql:
    before, equals, behind = key.partition("=")
    if value is None and before and equals:
        # entirely in quotes, `"at=the beach"`: a key has no =, but a value may
        return joined(" OR ", [_labelled(before, behind), _labelled(key, None)])
    return _labelled(key, value)


def _labelled(key: str, value: str | None) -> Sql:
    keys = like("l.key", key, part=False)
    values = like("l.value", key if value is None else value, part=False)
    by = "OR" if value is None else "AND"
    return Sql(
        f"f.id IN (SELECT l.file_id FROM file_labels l WHERE {keys.text} {by} {values.text})",
        (*keys.values, *values.values),
    )


# trips and journeys: a companion belongs to those of its lead


def _trip(ids: Sql) -> Sql:
    """Files of the trips whose ids `ids` selects."""
    members = _of_trips(ids)
    return Sql(f"f.id IN ({members.text})", members.values)


def _journey(ids: Sql) -> Sql:
    """Files of the journeys whose ids `ids` selects."""
    members = _of_journeys(ids)
    return Sql(f"f.id IN ({members.text})", members.values)


def _of_trips(ids: Sql) -> Sql:
    leads = (
        "SELECT m.id FROM trip_days d JOIN files m ON m.address_id = d.address_id"
        f" AND m.cluster_day = d.day AND m.lead_id IS NULL WHERE d.trip_id IN ({ids.text})"
    )
    return _with_companions(Sql(leads, ids.values))


def _of_journeys(ids: Sql) -> Sql:
    leads = f"SELECT m.file_id FROM journey_files m WHERE m.journey_id IN ({ids.text})"
    return _with_companions(Sql(leads, ids.values))


def _with_companions(leads: Sql) -> Sql:
    return Sql(
        f"WITH leads(id) AS ({leads.text}) SELECT id FROM leads UNION ALL"
        " SELECT c.id FROM leads JOIN files c ON c.lead_id = leads.id",
        leads.values,
    )


def _trip_title(pattern: str) -> Sql:
    title = like("title", pattern, part=True)
    return Sql(f"{_SHOWN_TRIPS} AND {title.text}", title.values)


def _journey_title(pattern: str) -> Sql:
    title = like(_JOURNEY_TITLE, pattern, part=True)
    return Sql(f"{_SHOWN_JOURNEYS} AND {title.text}", title.values)


def _trip_like(pattern: str) -> Sql:
    """By id or its prefix (also of a merged one), by custom id, title or place."""
    named = [
        like("title", pattern, part=True),
        like("custom_id", pattern, part=False),
        like("json_extract(address, '$.' || level)", pattern, part=False),
    ]
    return _trip(_following("trip", pattern, joined(" OR ", named)))


def _journey_like(pattern: str) -> Sql:
    """By id or its beginning, also of one that was merged away, by custom id or title."""
    named = [like(_JOURNEY_TITLE, pattern, part=True), like("custom_id", pattern, part=False)]
    return _journey(_following("journey", pattern, joined(" OR ", named)))


def _moment_like(pattern: str) -> Sql:
    """By id or its beginning, also of one that was merged away, by custom id, title or place."""
    named = [
        like("title", pattern, part=True),
        like("custom_id", pattern, part=False),
        like(_MOMENT_PLACE, pattern, part=False),
    ]
    ids = _following("moment", pattern, joined(" OR ", named))
    leads = (
        "SELECT m.file_id FROM moment_files m JOIN moments n ON n.number = m.moment"
        f" WHERE n.id IN ({ids.text})"
    )
    files = _with_companions(Sql(leads, ids.values))
    return Sql(f"f.id IN ({files.text})", files.values)


def _following(noun: str, pattern: str, named: Sql) -> Sql:
    """Ids of the shown ones that are named so, or that one with such an id was merged into."""
    if pattern.startswith(f"{noun}-") and not is_pattern(pattern):
        text = unescaped(pattern)
        named = Sql("substr(id, 1, ?) = CAST(? AS TEXT)", (len(text), _bytes(text)))
    return Sql(
        f"WITH RECURSIVE named(id) AS (SELECT id FROM {noun}s WHERE {named.text} UNION"
        f" SELECT n.merged_into FROM {noun}s n JOIN named ON n.id = named.id"
        " WHERE n.state = 'merged')"
        f" SELECT named.id FROM named JOIN {noun}s s ON s.id = named.id AND s.state = 'shown'",
        named.values,
    )


# faces and persons: the only code here that knows their tables


def person(pattern: str | None) -> Sql:
    """Files with a face of a shown person of that name, id or custom id; None for any.

    The id of a face also stands for its person.
    """
    named = Sql("1") if pattern is None else _named(pattern)
    return Sql(
        "f.id IN (SELECT x.file_id FROM persons p JOIN faces x ON x.person_id = p.id"
        f" WHERE x.engine = {CURRENT_ENGINE} AND p.state = 'shown' AND {named.text})",
        named.values,
    )


def _named(pattern: str) -> Sql:
    """The condition that a person `p` with a face `x` is named so."""
    if pattern.startswith("person-"):
        return Sql("substr(p.id, 1, ?) = CAST(? AS TEXT)", (len(pattern), _bytes(pattern)))
    columns = ("p.name", "p.custom_id", "x.id")
    return joined(" OR ", [like(each, pattern, part=False) for each in columns])


def _one_face(terms: Sequence[Expression]) -> Sql:
    """Files with a face that all terms match."""
    found = joined(" AND ", [_of_face(each) for each in terms])
    return Sql(
        "f.id IN (SELECT x.file_id FROM face_attributes t JOIN faces x ON x.number = t.number"
        f" WHERE x.engine = {CURRENT_ENGINE} AND {found.text})",
        found.values,
    )


def _of_face(term: Expression) -> Sql:
    """The condition that a face `x` with the attributes `t` matches a term."""
    if isinstance(term, Match) and term.field == "person":
        named = _named(term.pattern)
        return Sql(
            "EXISTS (SELECT 1 FROM persons p"
            f" WHERE p.id = x.person_id AND p.state = 'shown' AND {named.text})",
            named.values,
        )
    return looks(term)


def _compare_faces(operation: str, value: float) -> Sql:
    """By the number of faces; files without faces have no rows in their table."""
    if _holds(0, operation, value):
        turned = _compare_faces(_TURNED[operation], value)
        return Sql(f"NOT {turned.text}", turned.values)
    return Sql(
        f"f.id IN (SELECT file_id FROM faces WHERE engine = {CURRENT_ENGINE}"
        f" GROUP BY file_id HAVING count(*) {operation} ?)",
        (value,),
    )


def _holds(number: float, operation: str, value: float) -> bool:
    return {
        "<": number < value, "<=": number <= value, ">": number > value, ">=": number >= value,
        "=": number == value, "!=": number != value,
    }[operation]  # fmt: skip


# numbers and places


def _compare(field: str, operation: str, value: float) -> Sql:
    if field == "taken":
        # the modification time says nothing about when a photo was taken
        time = Sql(f"(f.taken_local {operation} ? AND f.taken_source != 'mtime')", (value,))
        if operation in ("<", "<="):  # the whole month or year, if no more is known
            end = Sql(f"(f.taken_precision IS NULL OR {_END} <= ?)", (value + (operation == "<="),))
            return joined(" AND ", [time, end])
        return time
    if field == "modified":
        return Sql(f"f.mtime_ns / 1000 {operation} ?", (value,))
    return Sql(f"{_NUMBERS[field]} {operation} ?", (value,))


def _box(box: Box) -> Sql:
    """Crosses the antimeridian if `west` lies east of `east`."""
    both = "AND" if box.west <= box.east else "OR"
    return Sql(
        f"(f.lat BETWEEN ? AND ? AND (f.lon >= ? {both} f.lon <= ?))",
        (box.south, box.north, box.west, box.east),
    )


def _near(near: Near) -> Sql:
    """By latitude, then by the haversine formula."""
    angle = near.km / _EARTH_KM
    span = angle / _RADIAN + 1e-9
    plus = "+" if span > _WIDE else ""  # the index of locations pays only for few files
    return Sql(
        f"({plus}f.lat BETWEEN ? AND ? AND pow(sin((f.lat - ?) * {_RADIAN / 2}), 2)"
        f" + ? * cos(f.lat * {_RADIAN}) * pow(sin((f.lon - ?) * {_RADIAN / 2}), 2) <= ?)",
        (
            near.lat - span,
            near.lat + span,
            near.lat,
            math.cos(near.lat * _RADIAN),
            near.lon,
            math.sin(angle / 2) ** 2,
        ),
    )


def _has(what: str) -> Sql:
    if what == "trip":
        return _trip(Sql(_SHOWN_TRIPS))
    if what == "journey":
        return _journey(Sql(_SHOWN_JOURNEYS))
    if what == "title":
        return joined(
            " OR ",
            [
                _trip(Sql(f"{_SHOWN_TRIPS} AND title IS NOT NULL")),
                _journey(Sql(f"{_SHOWN_JOURNEYS} AND title IS NOT NULL")),
                Sql("f.title IS NOT NULL"),
            ],
        )
    if what == "person":
        return person(None)
    if what == "moment":
        members = _with_companions(Sql(_IN_MOMENTS))
        return Sql(f"f.id IN ({members.text})", members.values)
    if what == "faces":
        return Sql(f"f.id IN (SELECT file_id FROM faces WHERE engine = {CURRENT_ENGINE})")
    return Sql(f"({_KNOWN[what]})")
