"""The grammar of `trips`, `journeys`, `people` and `moments`: the commands that each of them has.

A noun says how its things are shown (`Noun`), and gives a function for each of its commands, the
piece: its parameters are the arguments and options of the command, its docstring is the help. It
checks what it is given and returns what is to be done with the library (`Work`). What is around
that, from opening the library to printing what came of it, stands here, once for all nouns.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

import typer

from photosort.cli import stdout
from photosort.cli.options import Filters, Json, Printing, Writing
from photosort.cli.session import Session
from photosort.cli.signatures import add
from photosort.errors import UsageError

if TYPE_CHECKING:
    from photosort.report.page import Page
    from photosort.store import Store

One = TypeVar("One")
Result = TypeVar("Result")
Work = Callable[["Store"], Result]
"""What is done with the library once it is open."""
Piece = Callable[..., Work[Result]]
"""What a noun gives for a command."""


class Listed(NamedTuple, Generic[One]):
    """What a list is to show, what is said of things that it leaves out, and whether filters may
    have left out more; `table` is another text for people than the noun's table.
    """

    found: Sequence[One]
    left_out: str = ""
    filtered: bool = False
    table: "Callable[[Page], str] | None" = None


class Noun(ABC, Generic[One]):
    """How things of a kind are shown, one of them and many."""

    key: ClassVar[str]
    """What several of them are called in JSON."""
    nothing: ClassVar[str]
    """Said where a list is empty: what would give some."""

    @abstractmethod
    def document(self, one: One) -> dict[str, Any]:
        """One of them as JSON."""

    @abstractmethod
    def columns(self) -> Sequence[str]:
        """The columns of many of them, as `report.tabular` takes them."""

    @abstractmethod
    def table(self, found: Sequence[One], page: "Page") -> str:
        """Many of them for people, a line each, as the page shows them."""

    @abstractmethod
    def ids(self, store: "Store") -> Collection[str]:
        """All ids, among which the short ones of a table are unique."""

    def page(self, store: "Store") -> "Page":
        """The page that a table of them fills."""
        return stdout.page(self.ids(store))

    @abstractmethod
    def details(self, one: One) -> str:
        """One of them for people, line by line."""

    def shown(self, one: One, **_asked: Any) -> dict[str, Any]:
        """What `show --json` prints; takes the options of `show`."""
        return self.document(one)

    def changed(self, current: Session, found: Sequence[One], page: "Page") -> None:
        """Tell what a change has made of them."""
        for each in found:
            current.say(self.details(each))

    def print_found(
        self,
        current: Session,
        found: Sequence[One],
        counts: dict[str, Any],
        summary: str,
        page: "Page | None",
    ) -> None:
        """What a run found; `counts` go before it in the document, `summary` behind the table.

        `page` is what a table fills, None for the document.
        """
        if page is None:
            current.print_json(counts | {self.key: [self.document(each) for each in found]})
            return
        if found:
            current.emit(self.table(found, page))
        current.say(summary)


def add_list(group: typer.Typer, noun: Noun[One], piece: Piece[Listed[One]]) -> None:
    """`list`: what `piece` finds."""

    def command(current: Session, printing: Printing, **asked: Any) -> int:
        form = printing.form()
        work = piece(**asked)
        with current.read() as store:
            found, left_out, filtered, table = work(store)
            filters = asked.get("filters")
            if isinstance(filters, Filters):
                current.tell_unknown(store, filters.where, filters.address.given())
            page = noun.page(store)
        unfit = f"No {noun.key} fit these filters; {current.context.command_path} shows all"
        nothing = unfit if filtered else noun.nothing
        if form:
            current.print_list(form, map(noun.document, found), noun.columns(), nothing)
            return 0
        current.show(table(page) if table else noun.table(found, page), nothing)
        if left_out:
            current.say(left_out)
        return 0

    add(group, "list", command, piece)


def add_show(group: typer.Typer, noun: Noun[One], piece: Piece[One]) -> None:
    """`show`: the one that `piece` finds."""

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


def checked_edits(
    title: str | None, custom_id: str | None, labels: Sequence[str] | None
) -> tuple[tuple[str, str], ...]:
    """The labels of an `update`. Raises `UsageError` for what is too long, or nothing at all."""
    from photosort.settings.parsing import MAX_LABEL_BYTES, check_bytes, parse_labels

    if title is None and custom_id is None and not labels:
        raise UsageError("nothing to change is given", "give --title, --custom-id or --label")
    check_bytes("--title", title, MAX_LABEL_BYTES)
    check_bytes("--custom-id", custom_id, MAX_LABEL_BYTES)
    return parse_labels(labels or ())


def add_update(group: typer.Typer, noun: Noun[One], piece: Piece[One]) -> None:
    """`update`: what `piece` makes of one of them."""
    add_change(group, "update", noun, piece)


def add_change(
    group: typer.Typer,
    name: str,
    noun: Noun[One],
    piece: Callable[..., Work[One] | Work[Sequence[One]]],
) -> None:
    """A command that shows whom it has changed: the one, or all, that `piece` returns."""

    def command(current: Session, how: Writing, **asked: Any) -> int:
        work = piece(**asked)
        with current.write(how) as store:
            result = work(store)
            page = noun.page(store)
        found = result if isinstance(result, Sequence) else [result]
        if not how.json:
            noun.changed(current, found, page)
            return 0
        documents = [noun.document(each) for each in found]
        current.print_json(documents if found is result else documents[0])
        return 0

    add(group, name, command, piece)


def add_delete(group: typer.Typer, piece: Piece[list[str]]) -> None:
    """`delete`: hides those that `piece` names."""
    _add_for_many(group, "delete", "deleted", piece)


def add_restore(group: typer.Typer, piece: Piece[list[str]]) -> None:
    """`restore`: lets those that `piece` names come back."""
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
    """`undo`: takes back the change that `piece` names, and says what it was of."""

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
