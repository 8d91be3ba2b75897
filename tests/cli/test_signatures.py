"""Commands whose options stand in objects, as Typer reads them."""

import inspect
from typing import Annotated

import pytest
import typer

from photosort.cli.app import command as whole
from photosort.cli.signatures import OptionGroup, add, add_group, flatten


class Paging(OptionGroup):
    order: str = "asc"
    limit: Annotated[int | None, typer.Option(help="At most so many.")] = None


class Wanted(OptionGroup):
    name: Annotated[str, typer.Argument()]
    paging: Paging
    offset: int = 0


class Asked:
    """Made of the context, as a session is."""

    def __init__(self, command: str) -> None:
        self.command = command

    @classmethod
    def from_context(cls, context: typer.Context) -> "Asked":
        return cls(context.command_path)


def called(app: typer.Typer, *words: str) -> object:
    return typer.main.get_command(app).main(list(words), prog_name="x", standalone_mode=False)


def test_fields_are_parameters_in_their_order():
    def command(wanted: Wanted, *, json: bool = False) -> None: ...

    parameters = inspect.signature(flatten(command)).parameters
    assert list(parameters) == ["context", "name", "order", "limit", "offset", "json"]
    assert parameters["name"].default is inspect.Parameter.empty
    assert parameters["order"].default == "asc"


def test_objects_are_filled():
    met = []

    def command(asked: Asked, wanted: Wanted, json: bool = False) -> int:
        """Do it."""
        met.append((asked.command, wanted.name, wanted.paging.limit, wanted.paging.order))
        met.append((wanted.offset, json))
        return 7

    app = typer.Typer()
    add(app, "do", command)
    app.callback()(lambda: None)
    assert called(app, "do", "n", "--limit", "3", "--json") == 7
    assert met == [("x do", "n", 3, "asc"), (0, True)]


def test_what_was_given_is_told_from_what_was_not():
    assert Paging(limit=0).given() == {"order": "asc", "limit": 0}
    assert Paging(order="desc").given() == {"order": "desc"}


def test_a_piece_gives_its_parameters_and_its_help():
    met = []

    def handler(name: Annotated[str, typer.Argument()], paging: Paging) -> None:
        """Help of the handler."""

    def command(json: bool = False, **asked: object) -> None:
        met.append((json, asked["name"], asked["paging"].order))

    both = flatten(command, handler)
    assert list(inspect.signature(both).parameters) == ["context", "name", "order", "limit", "json"]
    assert both.__doc__ == "Help of the handler."
    app = typer.Typer()
    add(app, "do", command, handler)
    called(app, "n", "--order", "desc")
    assert met == [(False, "n", "desc")]


def test_a_group_does_its_own_only_where_no_command_follows():
    done = []
    app = typer.Typer()
    group = add_group(app, "things", lambda: done.append("bare"))
    add(group, "list", lambda: done.append("list"))
    app.callback()(lambda: None)
    called(app, "things")
    called(app, "things", "list")
    assert done == ["bare", "list"]


def test_two_options_of_one_name_are_refused():
    def command(one: Paging, limit: int = 0) -> None: ...

    with pytest.raises(ValueError, match="limit"):
        flatten(command)


SHARED = (
    "json", "dry_run", "lock_wait", "workers", "geocoder", "notify_command", "result",
    "country", "province", "city", "district", "township", "since", "until",
)  # fmt: skip
"""Parameters that mean the same in every command that has them; but for the exceptions below."""
OTHERWISE = {("people strangers", "since")}  # --since, not --from


@pytest.mark.parametrize("name", SHARED)
def test_shared_options_say_the_same_everywhere(name):
    said = {}
    waiting = [("", whole())]
    while waiting:
        path, command = waiting.pop()
        for word, below in getattr(command, "commands", {}).items():
            waiting.append((f"{path} {word}".strip(), below))
        for parameter in command.params:
            if parameter.name == name and (path, name) not in OTHERWISE:
                said[path] = (parameter.opts, parameter.metavar, parameter.help, parameter.default)
    assert len(set(map(repr, said.values()))) == 1, said
