"""What may stand in a query: fields, and the values that the library has for them."""

from typing import TYPE_CHECKING

from photosort.cli.asked import Asked
from photosort.cli.shells import Candidate
from photosort.model import LEVELS

if TYPE_CHECKING:
    from photosort.store.suggestions import Suggestions

_NOUNS = {"trip": "trips", "journey": "journeys", "person": "people", "moment": "moments"}


_RATINGS = (">=4", "5", "4", "3", "2", "1", "rejected", "none")


def fields(asked: Asked) -> list[Candidate]:
    """The fields, each with its colon, and the saved queries."""
    from photosort.query.language import FIELDS

    saved = asked.known(lambda library: library.saved())
    return [Candidate(f"{each}:") for each in FIELDS] + [
        Candidate(f"@{name}", text) for name, text in saved
    ]


def values(asked: Asked, field: str) -> list[Candidate]:
    """A field with each of its values."""
    return [Candidate(f"{field}:{_quoted(each)}") for each in dict.fromkeys(_values(asked, field))]


def _values(asked: Asked, field: str) -> list[str]:
    from photosort.model.attributes import AGE_GROUPS
    from photosort.query.expressions import HAS, LOOKS
    from photosort.query.language import SOURCES, TYPES

    fixed = {
        "has": HAS, "no": HAS, "type": TYPES, "duplicate": ("yes", "no"), "age": AGE_GROUPS,
        "favorite": ("yes", "no"), "rating": _RATINGS, **LOOKS, **SOURCES,
    }  # fmt: skip
    if field in fixed:
        return list(fixed[field])
    return asked.known(lambda library: _known(library, field))


def _known(library: "Suggestions", field: str) -> list[str]:
    if field in LEVELS:
        return library.places(field)
    if field == "place":
        return library.places(*LEVELS)
    if field == "camera":
        return library.cameras()
    if field in ("keyword", "creator"):
        return library.keywords() if field == "keyword" else library.creators()
    if field == "label":
        return [f"{key}={value}" for key, value in library.labels()]
    if field in _NOUNS:
        return [title for _, title, _ in library.things(_NOUNS[field]) if title]
    return []


def _quoted(text: str) -> str:
    """A value as a query has it: in quotes where it holds a space or what has a meaning."""
    if any(each.isspace() or each in '()"' for each in text):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text
