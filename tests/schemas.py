"""JSON Schemas of docs/schema/, as tests ask them: for one document, and with no key left over."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.conftest import ROOT

FOLDER = ROOT / "docs" / "schema"
FAILED = "if it fails"

Schema = dict[str, Any]


@cache
def published(name: str) -> Schema:
    """The schema of a command, or `log-json`."""
    found: Schema = json.loads((FOLDER / f"{name.replace(' ', '-')}.json").read_text())
    return found


def titles(name: str) -> list[str]:
    """The documents of a command; the usual one has no title."""
    return [each.get("title", "") for each in published(name)["anyOf"]]


@cache
def strict(name: str, title: str) -> Draft202012Validator:
    """A validator for one document of a command, which knows all of its keys.

    The published schema allows more keys, since they are only added.
    """
    whole = deepcopy(published(name))
    whole["anyOf"] = [each for each in whole["anyOf"] if each.get("title", "") == title]
    assert whole["anyOf"], f"{name} has no document {title!r}"
    for each in _objects(whole):
        each.setdefault("additionalProperties", False)
    return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _objects(schema: Any) -> Iterator[Schema]:
    """All descriptions of objects in a schema that name their keys."""
    if isinstance(schema, dict):
        if "properties" in schema and "object" in schema.get("type", ()):
            yield schema
        for each in schema.values():
            yield from _objects(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from _objects(each)


def faults(name: str, title: str, document: Any) -> list[str]:
    """Where a document differs from what its schema says, and how."""
    found = []
    for error in strict(name, title).iter_errors(document):
        while error.context:  # of the alternatives, the one that fits best
            error = max(error.context, key=lambda each: len(each.absolute_path))
        where = "/".join(map(str, error.absolute_path))
        found.append(f"{name} {title}: {where}: {error.message[:300]}")
    return found


def keys(name: str, title: str) -> set[str]:
    """All keys that a schema names for a document: `person.name`, `index./roots`."""
    whole = published(name)
    (own,) = (each for each in whole["anyOf"] if each.get("title", "") == title)
    found = set(_named(own, name))
    for noun, schema in whole.get("$defs", {}).items():
        found |= set(_named(schema, noun))
    return found


def _named(schema: Any, at: str) -> Iterator[str]:
    if isinstance(schema, list):
        for each in schema:
            yield from _named(each, at)
    elif isinstance(schema, dict):
        for key, each in schema.get("properties", {}).items():
            yield f"{at}.{key}"
            yield from _named(each, f"{at}.{key}")
        for word in ("items", "anyOf", "additionalProperties"):
            yield from _named(schema.get(word), at)


def seen(name: str, title: str, document: Any) -> set[str]:
    """The keys of a document, by the names that `keys` has for them."""
    whole = published(name)
    (own,) = (each for each in whole["anyOf"] if each.get("title", "") == title)
    return set(_seen(own, document, name, whole.get("$defs", {})))


def _seen(schema: Any, document: Any, at: str, nouns: Schema) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        noun = schema["$ref"].rpartition("/")[2]
        yield from _seen(nouns[noun], document, noun, nouns)
    for each in schema.get("anyOf", ()):
        yield from _seen(each, document, at, nouns)
    if isinstance(document, list):
        for each in document:
            yield from _seen(schema.get("items"), each, at, nouns)
    if isinstance(document, dict):
        for key, each in document.items():
            if key in schema.get("properties", {}):
                yield f"{at}.{key}"
                yield from _seen(schema["properties"][key], each, f"{at}.{key}", nouns)
            else:
                yield from _seen(schema.get("additionalProperties"), each, at, nouns)
