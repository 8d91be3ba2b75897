"""The commands that `trips`, `journeys`, `people` and `moments` share: list, show, update …

A noun says how its things are printed (`Noun`), and has a function for each of its commands, the
piece: its parameters are the arguments and options of the command, its docstring is the help. It
validates them and returns a function of the open library (`Work`). Everything around that, from
opening the library to printing the result, is here, once for all nouns.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

import typer

from photosort.cli.options import Json, Writing
from photosort.cli.session import Session
from photosort.cli.signatures import add

if TYPE_CHECKING:
    from photosort.store import Store

One = TypeVar("One")
Result = TypeVar("Result")
Work = Callable[["Store"], Result]
"""What a command does with the open library."""
Piece = Callable[..., Work[Result]]
"""The function of a noun for a command."""


class Listed(NamedTuple, Generic[One]):
    """The things to list, and a message about those left out."""

    found: Sequence[One]
    left_out: str = ""


class Noun(ABC, Generic[One]):
    """How things of a kind are printed."""

    key: ClassVar[str]
    """The key of a list of them in JSON."""
    nothing: ClassVar[str]
    """The hint for an empty list: how to get some."""

    @abstractmethod
    def document(self, one: One) -> dict[str, Any]:
        """One thing as JSON."""

    @abstractmethod
    def table(self, found: Sequence[One]) -> str:
        """Many things for people, one line each."""

    @abstractmethod
    def details(self, one: One) -> str:
        """One thing for people, line by line."""

    def shown(self, one: One, **_asked: Any) -> dict[str, Any]:
        """The document of `show --json`; gets the options of `show`."""
        return self.document(one)

    def changed(self, current: Session, found: Sequence[One]) -> None:
        """Print things after a change."""
        for each in found:
            current.say(self.details(each))

    def print_found(
        self,
        current: Session,
        found: Sequence[One],
        counts: dict[str, Any],
        summary: str,
        json: bool,
    ) -> None:
        """Print what a run found; `counts` start the document, `summary` follows the table."""
        if json:
            current.print_json(counts | {self.key: [self.document(each) for each in found]})
            return
        if found:
            current.emit(self.table(found))
        current.say(summary)


def add_list(group: typer.Typer, noun: Noun[One], piece: Piece[Listed[One]]) -> None:
    """Add `list`: the things that `piece` finds."""

    def command(current: Session, json: Json = False, **asked: Any) -> int:
        work = piece(**asked)
        with current.read() as store:
            found, left_out = work(store)
        if json:
            current.print_json([noun.document(each) for each in found])
            return 0
        current.show(noun.table(found), noun.nothing)
        if left_out:
            current.say(left_out)
        return 0

    add(group, "list", command, piece)


def add_show(group: typer.Typer, noun: Noun[One], piece: Piece[One]) -> None:
    """Add `show`: the thing that `piece` finds."""

    def command(current: Session, json: Json = False, **asked: Any) -> int:
        work = piece(**asked)
        with current.read() as store:
            one = work(store)
        if json:
            current.print_json(noun.shown(one, **asked))
        else:
            current.emit(noun.details(one))
        return 0

    add(group, "show", command, piece)


def add_update(group: typer.Typer, noun: Noun[One], piece: Piece[One]) -> None:
    """Add `update`: the thing that `piece` changes."""
    add_change(group, "update", noun, piece)


def add_change(
    group: typer.Typer,
    name: str,
    noun: Noun[One],
    piece: Callable[..., Work[One] | Work[Sequence[One]]],
) -> None:
    """Add a command that prints the thing or things that `piece` changes."""

    def command(current: Session, how: Writing, **asked: Any) -> int:
        work = piece(**asked)
        with current.write(how) as store:
            result = work(store)
        found = result if isinstance(result, Sequence) else [result]
        if not how.json:
            noun.changed(current, found)
            return 0
        documents = [noun.document(each) for each in found]
        current.print_json(documents if found is result else documents[0])
        return 0

    add(group, name, command, piece)


def add_delete(group: typer.Typer, piece: Piece[list[str]]) -> None:
    """Add `delete`: hides the things that `piece` names."""
    _add_for_many(group, "delete", "deleted", piece)


def add_restore(group: typer.Typer, piece: Piece[list[str]]) -> None:
    """Add `restore`: restores the things that `piece` names."""
    _add_for_many(group, "restore", "restored", piece)


def _add_for_many(group: typer.Typer, name: str, done: str, piece: Piece[list[str]]) -> None:
    def command(current: Session, how: Writing, **asked: Any) -> int:
        work = piece(**asked)
        with current.write(how) as store:
            ids = work(store)
        if how.json:
            current.print_json({done: ids})
        else:
            verb = f"Would have {done}" if how.dry_run else done.capitalize()
            current.say(f"{verb}: {', '.join(ids)}")
        return 0

    add(group, name, command, piece)


def add_undo(group: typer.Typer, noun: Noun[Any], piece: Piece[tuple[str, list[str]]]) -> None:
    """Add `undo`: undoes the change that `piece` names."""

    def command(current: Session, how: Writing, **asked: Any) -> int:
        work = piece(**asked)
        with current.write(how) as store:
            action, ids = work(store)
        if how.json:
            current.print_json({"undone": action, noun.key: ids})
        else:
            verb = "Would take back" if how.dry_run else "Took back"
            current.say(f"{verb}: {action} of {', '.join(ids)}")
        return 0

    add(group, "undo", command, piece)
