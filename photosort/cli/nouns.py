"""The grammar of `trips`, `journeys`, `people` and `moments`: the commands that nouns share.

A noun says how its items are shown (`Noun`) and supplies a handler for each of its commands. The
parameters of a handler are the arguments and options of the command, its docstring is the help.
It checks them and returns a function of the open library (`Work`). Everything around that stands
here, once for all nouns: opening the library, JSON or text, hints, exit codes.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

import typer

from photosort.cli import stdout
from photosort.cli.options import Filters, Json, Printing, Writing
from photosort.cli.session import Session
from photosort.cli.signatures import add
from photosort.errors import UsageError

if TYPE_CHECKING:
    from photosort.report.page import Page
    from photosort.store import Store

_MOST_IDS = 10  # ids named in a sentence

One = TypeVar("One")
Shown = TypeVar("Shown", contravariant=True)
Result = TypeVar("Result")
Work = Callable[["Store"], Result]
"""What to do with the library once it is open."""
Handler = Callable[..., Work[Result]]
"""What a noun supplies for a command."""


class Listed(NamedTuple, Generic[One]):
    """The items to list, a remark about those left out, and whether filters may hide others.

    `table` makes another text than the noun's table.
    """

    found: Sequence[One]
    left_out: str = ""
    filtered: bool = False
    table: "Callable[[Page], str] | None" = None


class Report(Protocol[Shown]):
    """How a module of `photosort.report` shows the items of a noun."""

    @property
    def COLUMNS(self) -> Sequence[str]:  # noqa: N802 - a constant of the module
        """The columns of many items, as `report.tabular` takes them."""

    def to_json(self, one: Shown, /) -> dict[str, Any]:
        """One item as JSON."""

    def table(self, found: Sequence[Shown], page: "Page", /) -> str:
        """Many items as text for a page, a line each."""

    def details(self, one: Shown, /) -> str:
        """One item as text, line by line."""


class Noun(ABC, Generic[One]):
    """How the items of a noun are shown, one or many."""

    key: ClassVar[str]
    """The key of several items in JSON."""
    nothing: ClassVar[str]
    """The hint where a list is empty."""

    @abstractmethod
    def report(self) -> Report[One]:
        """The module that shows them, imported only when it is needed."""

    @abstractmethod
    def ids(self, store: "Store") -> Collection[str]:
        """All ids; the short ids of a table are unique among them."""

    def page(self, store: "Store") -> "Page":
        """The page for a table of items."""
        return stdout.page(self.ids(store))

    def document(self, one: One) -> dict[str, Any]:
        """One item as JSON."""
        return self.report().to_json(one)

    def table(self, found: Sequence[One], page: "Page") -> str:
        """Many items as text for a page, a line each."""
        return self.report().table(found, page)

    def details(self, one: One) -> str:
        """One item as text, line by line."""
        return self.report().details(one)

    def shown(self, one: One, **_asked: Any) -> dict[str, Any]:
        """One item as `show --json` prints it, given the options of `show`."""
        return self.document(one)

    def changed(self, current: Session, found: Sequence[One], page: "Page") -> None:
        """Show items that a command has changed."""
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
        """Print what a search found: `counts` and items as JSON, or a table and `summary`.

        `page` is for the table; None asks for JSON.
        """
        if page is None:
            current.print_json(counts | {self.key: [self.document(each) for each in found]})
            return
        if found:
            current.emit(self.table(found, page))
        current.say(summary)


def add_list(group: typer.Typer, noun: Noun[One], handler: Handler[Listed[One]]) -> None:
    """Add `list`: prints what `handler` finds."""

    def command(current: Session, printing: Printing, **asked: Any) -> int:
        form = printing.form()
        work = handler(**asked)
        with current.read() as store:
            found, left_out, filtered, table = work(store)
            filters = asked.get("filters")
            if isinstance(filters, Filters):
                current.tell_unknown(store, filters.where, filters.address.given())
            page = None if form else noun.page(store)
        unfit = f"No {noun.key} fit these filters; {current.context.command_path} shows all"
        nothing = unfit if filtered else noun.nothing
        if page is None:
            current.print_list(form, map(noun.document, found), noun.report().COLUMNS, nothing)
            return 0
        current.show(table(page) if table else noun.table(found, page), nothing)
        if left_out:
            current.say(left_out)
        return 0

    add(group, "list", command, handler)


def add_show(group: typer.Typer, noun: Noun[One], handler: Handler[One]) -> None:
    """Add `show`: prints the one item that `handler` finds."""

    def command(current: Session, json: Json = False, **asked: Any) -> int:
        work = handler(**asked)
        with current.read() as store:
            one = work(store)
        if json:
            current.print_json(noun.shown(one, **asked))
        else:
            current.emit(noun.details(one))
        return 0

    add(group, "show", command, handler)


def checked_edits(
    title: str | None,
    custom_id: str | None,
    labels: Sequence[str] | None,
    option: str = "--title",
) -> tuple[tuple[str, str], ...]:
    """The labels of an `update`; `option` is that of the title.

    Raises `UsageError` for what is too long, or nothing at all.
    """
    from photosort.settings.parsing import MAX_LABEL_BYTES, check_bytes, parse_labels

    if title is None and custom_id is None and not labels:
        raise UsageError("nothing to change is given", f"give {option}, --custom-id or --label")
    check_bytes(option, title, MAX_LABEL_BYTES)
    check_bytes("--custom-id", custom_id, MAX_LABEL_BYTES)
    return parse_labels(labels or ())


def add_update(group: typer.Typer, noun: Noun[One], handler: Handler[One]) -> None:
    """Add `update`: prints the item that `handler` has changed."""
    add_change(group, "update", noun, handler)


def add_change(
    group: typer.Typer,
    name: str,
    noun: Noun[One],
    handler: Callable[..., Work[One] | Work[Sequence[One]]],
) -> None:
    """Add a command that prints the item, or the items, that `handler` has changed."""

    def command(current: Session, how: Writing, **asked: Any) -> int:
        work = handler(**asked)
        with current.write(how) as store:
            result = work(store)
            page = None if how.json else noun.page(store)
        found = result if isinstance(result, Sequence) else [result]
        if page:
            noun.changed(current, found, replace(page, styled=False))  # it goes to stderr
            return 0
        documents = [noun.document(each) for each in found]
        current.print_json(documents if found is result else documents[0])
        return 0

    add(group, name, command, handler)


def add_delete(group: typer.Typer, handler: Handler[list[str]]) -> None:
    """Add `delete`: prints the ids that `handler` has hidden."""
    _add_for_many(group, "delete", "deleted", handler)


def add_restore(group: typer.Typer, handler: Handler[list[str]]) -> None:
    """Add `restore`: prints the ids that `handler` has brought back."""
    _add_for_many(group, "restore", "restored", handler)


def _add_for_many(group: typer.Typer, name: str, done: str, handler: Handler[list[str]]) -> None:
    def command(current: Session, how: Writing, **asked: Any) -> int:
        work = handler(**asked)
        with current.write(how) as store:
            ids = work(store)
        if how.json:
            current.print_json({done: ids})
        else:
            verb = f"Would have {done}" if how.dry_run else done.capitalize()
            current.say(f"{verb}: {', '.join(ids)}")
        return 0

    add(group, name, command, handler)


def add_undo(group: typer.Typer, noun: Noun[Any], handler: Handler[tuple[str, list[str]]]) -> None:
    """Add `undo`: prints which change `handler` has taken back, and the ids."""

    def command(current: Session, how: Writing, **asked: Any) -> int:
        work = handler(**asked)
        with current.write(how) as store:
            action, ids = work(store)
        if how.json:
            current.print_json({"undone": action, noun.key: ids})
        else:
            verb = "Would undo" if how.dry_run else "Undid"
            more = f" and {len(ids) - _MOST_IDS:,} more" if len(ids) > _MOST_IDS else ""
            whom = f" of {', '.join(ids[:_MOST_IDS])}{more}" if ids else ""
            current.say(f"{verb}: {action}{whom}")
        return 0

    add(group, "undo", command, handler)
