"""Random expressions, and what they mean in plain Python: the yardstick for the SQL."""

import fnmatch
import math
import operator
import re
import unicodedata

from hypothesis import strategies as st

from photosort.query.expressions import (
    HAS,
    And,
    Box,
    Compare,
    Everything,
    Has,
    Label,
    Match,
    Near,
    Not,
    Or,
)
from photosort.query.patterns import literal

_OPERATIONS = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq,
}  # fmt: skip
_LATER = ("person", "faces")  # need their tables
NAMES = ("Kyoto", "kyoto", "Köln", "San José", "O'Hara", "50%", "a_b", "Ähre", "x*y", "")


def texts():
    """Patterns that often match something."""
    words = st.sampled_from([name for name in NAMES if name]).map(literal)
    parts = st.sampled_from(
        ["k", "K", "ö", "Ö", "%", "_", "'", "*", "?", "*o*", "s?n*", "kö*", "/"]
    )
    return st.one_of(
        words, parts, st.text("kKyotö%_'*?é\"()- \\=:", min_size=1, max_size=4).map(_tidy)
    )


def _tidy(text):
    """Text in which each backslash stands before what it takes the meaning of."""
    return re.sub(r"\\(?![\\*?])", "", text.replace("\\\\", "")) or "k"


def expressions():
    """Trees as `parse` makes them, but for persons and saved queries."""
    fields = [
        "", "country", "province", "city", "place", "timezone", "camera", "name", "path", "title",
        "trip", "journey", "moment", "caption", "creator", "copyright", "keyword", "type",
    ]  # fmt: skip
    degrees = st.sampled_from([-90.0, -33.5, 0.0, 35.25, 48.0, 90.0])
    meridians = st.sampled_from([-180.0, -179.5, -1.25, 0.0, 2.5, 135.75, 179.75, 180.0])
    numbers = st.sampled_from([0, 1, 2, 100, 1000, 4000, 0.5, 12.25, -1])
    leaves = st.one_of(
        st.builds(Match, st.sampled_from(fields[:-1]), texts()),
        st.builds(Match, st.just("date"), st.sampled_from(["exif", "filename", "mtime", "user"])),
        st.builds(Match, st.just("location"), st.sampled_from(["exif", "inferred", "user"])),
        st.builds(Match, st.just("type"), st.sampled_from(["image/*", "video/*", "image/jpeg"])),
        st.builds(
            Compare,
            st.sampled_from(["size", "width", "height", "duration", "lat", "lon", "alt", "rating"]),
            st.sampled_from(list(_OPERATIONS)),
            numbers,
        ),
        st.builds(
            Compare,
            st.sampled_from(["taken", "modified"]),
            st.sampled_from(["<", ">="]),
            st.integers(-3, 12).map(lambda n: n * 86_400_000_000 + n),
        ),
        st.builds(Label, texts(), st.none() | texts() | st.just("")),
        st.builds(Near, degrees, meridians, st.sampled_from([0.0, 10.5, 500.0, 20000.0])),
        st.builds(
            lambda a, w, b, e: Box(min(a, b), w, max(a, b), e),
            degrees, meridians, degrees, meridians,
        ),
        st.builds(Has, st.sampled_from([x for x in HAS if x not in _LATER])),
    )  # fmt: skip
    several = st.lists
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(lambda x: And(tuple(x)), several(inner, min_size=2, max_size=3)),
            st.builds(lambda x: Or(tuple(x)), several(inner, min_size=2, max_size=3)),
        ),
        max_leaves=8,
    )


def meant(tree, photos):
    """Names of the photos that match, which are dicts; see `tests/store/test_query.py`."""
    asks_missing = any(f"Has(what='{what}')" in repr(tree) for what in ("missing", "ignored"))
    return {
        photo["id"]
        for photo in photos
        if (asks_missing or not photo["missing"]) and _matches(tree, photo)
    }


def _matches(tree, photo):
    match tree:
        case Everything():
            return True
        case Not(part):
            return not _matches(part, photo)
        case And(parts):
            return all(_matches(part, photo) for part in parts)
        case Or(parts):
            return any(_matches(part, photo) for part in parts)
        case Compare(field, operation, value):
            number = photo[field]
            if field == "taken" and photo["taken_source"] == "mtime":
                number = None
            return number is not None and _OPERATIONS[operation](number, value)
        case Label(key, None):
            return any(_whole(k, key) or _whole(v, key) for k, v in photo["labels"].items())
        case Label(key, value):
            return any(_whole(k, key) and _whole(v, value) for k, v in photo["labels"].items())
        case Near(lat, lon, km):
            return photo["lat"] is not None and _km(photo["lat"], photo["lon"], lat, lon) <= km
        case Box(south, west, north, east):
            if photo["lat"] is None or not south <= photo["lat"] <= north:
                return False
            lon = photo["lon"]
            return west <= lon <= east if west <= east else lon >= west or lon <= east
        case Has(what):
            return photo["has"][what]
        case Match("", pattern):
            labels = [text for pair in photo["labels"].items() for text in pair]
            own = [photo[field] for field in ("own_title", "caption", "creator")]
            words = [*labels, *photo["titles"], *photo["keywords"], *own]
            if _special(pattern):
                return _whole(photo["path"], f"*{pattern}*") or any(
                    _whole(text, pattern) for text in words
                )
            return any(_part(text, pattern) for text in [photo["path"], *words])
        case Match("path", pattern):
            if not _special(pattern):
                return _part(photo["path"], pattern)
            return _whole(photo["path"], pattern if pattern[0] == "/" else f"*/{pattern}")
        case Match("title", pattern):
            return any(_part(text, pattern) for text in [photo["own_title"], *photo["titles"]])
        case Match("caption" | "creator" | "copyright" as field, pattern):
            return _part(photo[field], pattern)
        case Match("keyword", pattern):
            level = f"*/{pattern.strip('/')}/*"
            return any(_whole(f"/{text}/", level) for text in photo["keywords"])
        case Match("moment", pattern):
            return _part("Ähre" if photo["moment"] else None, pattern)
        case Match("trip" | "journey" as field, pattern):
            return _part(photo[f"{field}_title"], pattern) or (
                field == "trip" and _whole(photo["trip_place"], pattern)
            )
        case Match("place", pattern):
            return any(_whole(photo[x], pattern) for x in ("country", "province", "city"))
        case Match("country", pattern) if photo["country"] and pattern.upper() == photo["code"]:
            return True
        case Match("camera", pattern):
            both = " ".join(x for x in (photo["make"], photo["model"]) if x)
            return _part(both, pattern)
        case Match("name", pattern):
            return _part(photo["path"].rpartition("/")[2], pattern)
        case Match("date" | "location" as field, source):
            return photo["taken_source" if field == "date" else "place_source"] == source
        case Match(field, pattern):
            return _whole(photo[field], pattern)
    raise AssertionError(tree)


def _special(pattern):
    return bool(re.search(r"(?<!\\)(?:\\\\)*[*?]", pattern))


def _part(text, pattern):
    return _whole(text, pattern if _special(pattern) else f"*{pattern}*")


def _whole(text, pattern):
    if text is None:
        return False
    # fnmatch knows brackets, not backslashes
    kept = re.sub(r"\[", "[[]", pattern.replace("\\*", "\1").replace("\\?", "\2"))
    kept = kept.replace("\1", "[*]").replace("\2", "[?]").replace("\\\\", "\\")
    return fnmatch.fnmatchcase(_folded(text), _folded(kept))


def _folded(text):
    return unicodedata.normalize("NFC", text).lower()


def _km(lat, lon, other_lat, other_lon):
    a, b, c, d = map(math.radians, (lat, lon, other_lat, other_lon))
    half = math.sin((a - c) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((b - d) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1, math.sqrt(half)))
