"""Which values complete which options and arguments: by their names, else by their metavars."""

from collections.abc import Callable, Iterable
from typing import Any

from photosort.cli import terms
from photosort.cli.asked import Asked
from photosort.cli.shells import Candidate
from photosort.model import LEVELS
from photosort.model.attributes import ATTRIBUTES

_DATES = (
    Candidate("today"), Candidate("yesterday"), Candidate("last week"), Candidate("last month"),
    Candidate("last year"),
)  # fmt: skip
_NOUNS = {"trip": "trips", "journey": "journeys", "person": "people", "moment": "moments"}

Source = Callable[[Asked], list[Candidate]]


def _fixed(*values: str) -> Source:
    return lambda _: [Candidate(each) for each in values]


def _things(noun: str, state: str = "shown") -> Source:
    """Titles or names where there are any, and ids."""

    def found(asked: Asked) -> list[Candidate]:
        things = asked.known(lambda library: library.things(noun, state))
        named = [Candidate(title, remark or id) for id, title, remark in things if title]
        return named + [Candidate(id, title or remark) for id, title, remark in things]

    return found


def _ids(asked: Asked) -> list[Candidate]:
    noun, *rest = asked.path
    if noun not in (*_NOUNS.values(), "runs"):
        return []
    if rest == ["restore"]:
        return _things(noun, "ignored" if noun == "people" else "deleted")(asked)
    journeys = _things("journeys")(asked) if asked.path == ("trips", "show") else []
    return journeys + _things(noun)(asked)


def _names(asked: Asked) -> list[Candidate]:
    return [Candidate(each) for each in asked.known(lambda library: library.places(asked.name))]


def _labels(asked: Asked) -> list[Candidate]:
    pairs = asked.known(lambda library: library.labels())
    keys = dict.fromkeys(f"{key}=" for key, _ in pairs)
    return [Candidate(each) for each in (*keys, *(f"{key}={value}" for key, value in pairs))]


def _keys(asked: Asked) -> list[Candidate]:
    return [Candidate(each.value[:-1]) for each in _labels(asked) if each.value.endswith("=")]


def _saved(asked: Asked) -> list[Candidate]:
    pairs = asked.known(lambda library: library.saved())
    return [Candidate(name, text) for name, text in pairs]


def _views(asked: Asked) -> list[Candidate]:
    from photosort.settings.organize import VIEWS

    saved = [Candidate(f"@{each.value}", each.text) for each in _saved(asked)]
    return [Candidate(each) for each in VIEWS] + saved


def _modes(_: Asked) -> list[Candidate]:
    from photosort.settings.organize import MODES

    return [Candidate(each) for each in MODES]


def _engines(asked: Asked) -> list[Candidate]:
    from photosort.faces import engines
    from photosort.places import geocoders

    known = geocoders.ENGINES if asked.name == "geocoder" else engines.ENGINES
    return [Candidate(each) for each in known]


def _steps(_: Asked) -> list[Candidate]:
    from photosort.cli.steps import AFTER_INDEX

    return [Candidate(each) for each in AFTER_INDEX]


def _fields(asked: Asked) -> list[Candidate]:
    """What a query is sorted, grouped or measured by, or prints."""
    from photosort.report.query import field_names
    from photosort.store.query import GROUPS, MEASURES, ORDERS

    by: dict[str, Iterable[str]] = {"sort": ORDERS, "group": GROUPS, "fields": field_names()}
    return [Candidate(each) for each in by.get(asked.name, MEASURES)]


def expression(asked: Asked) -> list[Candidate]:
    """The fields of a query; their values are in `terms`."""
    return terms.fields(asked)


def _sorts(asked: Asked) -> list[Candidate]:
    from photosort.settings.filters import PERSON_SORTS, SORTS

    return [Candidate(each) for each in (PERSON_SORTS if asked.path[0] == "people" else SORTS)]


BY_NAME: dict[str, Source] = {
    "by": _views,
    "mode": _modes,
    "with_originals": _modes,
    "fallback": _fixed("copy"),
    "attributes": _fixed(*ATTRIBUTES, "none"),
    "engine": _engines,
    "geocoder": _engines,
    "level": _fixed(*LEVELS),
    "levels": _fixed(*LEVELS),
    "order": _fixed("asc", "desc"),
    "then": _steps,
    "home": _fixed("auto", "none"),
    "shell": _fixed("bash", "zsh", "fish"),
    "since": lambda _: list(_DATES),
    "until": lambda _: list(_DATES),
    "where": expression,
    "template": lambda asked: [Candidate(f"{each.value}=") for each in _views(asked)],
    "forget": _saved,
    "remove": _keys,
    "label": _labels,
    **dict.fromkeys(LEVELS, _names),
    **{each: _things(noun) for each, noun in _NOUNS.items()},
}
"""What completes a parameter, by its name."""

BY_COMMAND: dict[tuple[str, ...], dict[str, Source]] = {
    ("query",): {"words": expression, "sort": _fields},
    ("help",): {"words": Asked.commands},
    ("place",): {"words": _fixed("set", "unset", "-")},
    ("runs",): {"command": _steps},
    ("trips", "list"): {"sort": _sorts},
    ("journeys", "list"): {"sort": _sorts},
    ("moments", "list"): {"sort": _sorts},
    ("people", "list"): {"sort": _sorts, "name": _things("people")},
}
"""What completes a parameter of one command."""

BY_METAVAR: dict[str, Source] = {
    "ID": _ids,
    "EXPR": expression,
    "FIELD": _fields,
    "DATE": lambda _: list(_DATES),
}
"""What completes a parameter, by the first word of its metavar."""

LISTS = ("by", "levels", "then", "fields", "sort", "attributes")
"""Parameters that take several values, joined by commas."""


def source_of(path: tuple[str, ...], parameter: Any) -> Source | None:
    """What completes a parameter of a command; None for nothing, as for files."""
    name = str(parameter.name)
    metavar = str(parameter.metavar or "").split("[")[0].rstrip(".")
    return BY_COMMAND.get(path, {}).get(name) or BY_NAME.get(name) or BY_METAVAR.get(metavar)
