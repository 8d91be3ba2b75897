"""Walks the command line by introspection: every command, every parameter, and words that fit it.

Nothing here names the commands that a test is about. What cannot be known from a parameter alone
(which id, which words go with it) stands in the tables below; where something is missing there, the
test fails and says so.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from photosort.cli.app import command as whole

Words = tuple[str, ...]

PATHS = re.compile(r"\b(FILE|FOLDER|DEST|OUT|PATH|IMAGE)\b")
"""What metavars of paths are made of."""
NAMED = re.compile(r"\b(FILE|FOLDER|DEST|OUT)\b")
"""Of paths that a command may write to."""
FOLDERS = re.compile(r"\b(FOLDER|DEST)\b")

WITH_COMMAND: Mapping[Words, Words] = {
    ("film",): ("--year", "2023", "--seconds", "12", "--size", "160x160"),
    ("trips", "update"): ("--title", "T"),
    ("journeys", "update"): ("--title", "T"),
    ("moments", "update"): ("--title", "T"),
    ("people", "update"): ("--name", "Somebody"),
    ("people", "name"): ("{person}", "Somebody"),
    ("people", "forget"): ("--all-faces",),
    ("people", "merge"): ("{other person}",),
    ("label",): ("{photo}", "a=b"),
    ("date", "set"): ("2023-05-01",),
    ("date", "unset"): ("{photo}",),
    ("forget",): ("--missing",),
    ("export",): ("--to", "{new}.json"),
    ("run",): ("--to", "{new}"),
}
"""What else a command wants to have."""

WITH_PARAMETER: Mapping[str, Words] = {
    "then_to": ("--watch", "--then", "organize"),
}
"""What else a parameter wants to have, by its name."""

INSTEAD: Mapping[tuple[Words, str], tuple[Words, Words]] = {
    (("people", "name"), "source"): ((), ()),
    (("export",), "to"): ((), ()),
    (("export",), "xmp"): ((), ()),
    (("forget",), "paths"): ((), ()),
    (("place",), "words"): (("set",), ("--country", "France")),
    (("date", "unset"), "files"): ((), ()),
    (("label",), "words"): ((), ("a=b",)),
    (("run",), "to"): ((), ()),
}
"""Parameters that go with other words than their command alone: those before it, those behind."""

VALUES: Mapping[str, str] = {
    "ID": "{id}",
    "FACE": "{face}",
    "N": "9",
    "DEST": "{new}",
    "FILE": "{new}",
    "OUT.mp4": "{new}.mp4",
    "IMAGE": "{photo}",
    "LAT,LON": "48.1,11.5",
    "SHELL": "bash",
}
"""What a required parameter gets, by its metavar."""

VALUES_OF: Mapping[Words, Mapping[str, str]] = {
    ("show",): {"FILE": "{photo}"},
    ("import",): {"FILE": "{export}"},
    ("journeys", "map"): {"FILE": "{new}.svg"},
    ("people", "sheet"): {"FILE": "{new}.html"},
    ("people", "apply"): {"FILE": "{review}"},
    ("date", "set"): {"FILE... DATE": "{photo}"},
    **{
        (noun, "restore"): {"ID": f"{{deleted {noun}}}"}
        for noun in ("trips", "journeys", "people", "moments")
    },
    ("roots", "move"): {"OLD": "{photos}", "NEW": "{copied}"},
}
"""What it gets instead in one command."""


class Parameter(NamedTuple):
    """A parameter of a command; `command` is empty for global options."""

    command: Words
    option: Any

    @property
    def is_option(self) -> bool:
        return bool(self.option.param_type_name == "option")

    @property
    def metavar(self) -> str:
        return str(self.option.metavar or "")

    def __str__(self) -> str:
        own = self.option.opts[0] if self.is_option else self.metavar
        return " ".join((*self.command, own))


def commands() -> Iterator[tuple[Words, Any]]:
    """All commands that do something by themselves, with what Typer made of them."""
    waiting: list[tuple[Words, Any]] = [((), whole())]
    while waiting:
        path, found = waiting.pop()
        inside = getattr(found, "commands", {})
        waiting += [((*path, name), each) for name, each in inside.items()]
        if path and (not inside or found.invoke_without_command):
            yield path, found


def path_parameters() -> list[Parameter]:
    """All parameters that are paths, by type or by metavar, the global ones too."""
    everything = [((), whole()), *commands()]
    return [
        Parameter(path, each)
        for path, found in everything
        for each in found.params
        if each.type.name in ("path", "file") or PATHS.search(each.metavar or "")
    ]


def words(command: Words, known: Mapping[str, str], own: Parameter | None = None) -> list[str]:
    """A whole command line, with `{value}` where `own` stands and values of `known` elsewhere."""
    found = dict(commands())[command]
    before, behind = (), WITH_COMMAND.get(command, ())
    if own and (command, own.option.name) in INSTEAD:
        before, behind = INSTEAD[command, own.option.name]
    line = [*command, *before]
    for each in found.params:
        mine = own is not None and own.command == command and each.name == own.option.name
        if not (mine or each.required):
            continue
        value = "{value}" if mine else _value(command, each)
        line += [each.opts[0], value] if each.param_type_name == "option" else [value]
    line += [*behind, *(WITH_PARAMETER.get(own.option.name, ()) if own else ())]
    mine = {"value": "{value}", "id": known.get(command[0], ""), **known}
    return [each if each == "{value}" else each.format_map(mine) for each in line]


def has_option(command: Words, name: str) -> bool:
    """Whether a command knows an option."""
    return any(name in each.opts for each in dict(commands())[command].params)


def _value(command: Words, option: Any) -> str:
    values = {**VALUES, **VALUES_OF.get(command, {})}
    found = next((x for x in values if f"{option.metavar} ".startswith(f"{x} ")), None)
    if found is None:
        pytest.fail(
            f"{' '.join(command)} needs {option.opts[0]} {option.metavar}:"
            " tell tests/walking.py in VALUES what to give it"
        )
    return values[found]
