"""Short words for JSON Schema (draft 2020-12), in which the documents of commands are described.

    record({"id": text("its id"), "title": maybe(text()), "members?": several(text())})

A key that ends in `?` may be absent. `ref(NAME)` stands for a noun of `schemas.nouns`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

Schema = dict[str, Any]


def _of(kind: str, told: str, **more: Any) -> Schema:
    return {**({"description": told} if told else {}), "type": kind, **more}


def text(told: str = "", **more: Any) -> Schema:
    """A string."""
    return _of("string", told, **more)


def one_of(told: str, *values: str) -> Schema:
    """One of some strings."""
    return _of("string", told, enum=list(values))


def integer(told: str = "", **more: Any) -> Schema:
    """A whole number, negative ones too."""
    return _of("integer", told, **more)


def count(told: str = "") -> Schema:
    """How many, or how much."""
    return _of("integer", told, minimum=0)


def number(told: str = "", low: float | None = None, high: float | None = None) -> Schema:
    """A number, between bounds if there are some."""
    bounds = {"minimum": low, "maximum": high}
    return _of("number", told, **{key: each for key, each in bounds.items() if each is not None})


def share(told: str = "") -> Schema:
    """A number from 0 to 1 (a similarity may go below)."""
    return number(told, -1, 1)


def flag(told: str = "") -> Schema:
    """True or false."""
    return _of("boolean", told)


def several(items: Schema, told: str = "", **more: Any) -> Schema:
    """A list."""
    return _of("array", told, items=items, **more)


def by_name(values: Schema, told: str = "") -> Schema:
    """An object whose keys are names that the schema cannot know."""
    return _of("object", told, additionalProperties=values)


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    if "$ref" in schema:
        told = {"description": schema["description"]} if "description" in schema else {}
        return {**told, "anyOf": [{"$ref": schema["$ref"]}, {"type": "null"}]}
    values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [schema["type"], "null"], **values}


def record(keys: Mapping[str, Schema], told: str = "") -> Schema:
    """An object with these keys."""
    return _of(
        "object",
        told,
        properties={key.removesuffix("?"): each for key, each in keys.items()},
        required=[key for key in keys if not key.endswith("?")],
    )


def ref(noun: str, told: str = "") -> Schema:
    """A noun of `schemas.nouns`."""
    return {**({"description": told} if told else {}), "$ref": f"#/$defs/{noun}"}


def titled(title: str, schema: Schema) -> Schema:
    """One of the documents that a command prints."""
    return {"title": title, **schema}


def nouns_in(schema: Any) -> Iterable[str]:
    """The nouns that a schema refers to."""
    if isinstance(schema, dict):
        for key, each in schema.items():
            if key == "$ref":
                yield each.rpartition("/")[2]
            else:
                yield from nouns_in(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from nouns_in(each)
