"""`photosort query`."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from photosort.cli.options import Limit, Offset, Writing
from photosort.cli.session import Session
from photosort.cli.signatures import OptionGroup, add
from photosort.cli.stdout import terminal_width
from photosort.errors import EXIT_FOUND, UsageError

if TYPE_CHECKING:
    from photosort.query.imm import Request
    from photosort.store import Store
    from photosort.workflow.query import Query


_NOTHING = "No files match"


def register(app: typer.Typer) -> None:
    """Add the command."""
    add(app, "query", query)


class _Asking(OptionGroup):
    """Options that select and sort, besides EXPR."""

    sort: Annotated[
        str | None,
        typer.Option(
            metavar="FIELD[,FIELD]", help="taken (default), path, name, size, camera, city, ..."
        ),
    ] = None
    order: Annotated[str | None, typer.Option(metavar="ORDER", help="asc (default) or desc.")] = (
        None
    )
    limit: Limit = None
    offset: Offset = 0
    count: Annotated[bool, typer.Option("--count", help="Only how many.")] = False
    group: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="How many of each: camera, year, label:KEY, ..."),
    ] = None
    least: Annotated[
        list[str] | None, typer.Option("--min", metavar="FIELD", help="The smallest.")
    ] = None
    most: Annotated[
        list[str] | None, typer.Option("--max", metavar="FIELD", help="The largest.")
    ] = None
    total: Annotated[
        list[str] | None, typer.Option("--sum", metavar="FIELD", help="All together.")
    ] = None
    average: Annotated[
        list[str] | None, typer.Option("--average", metavar="FIELD", help="The mean.")
    ] = None
    imm: Annotated[
        str | None, typer.Option(metavar="FILE", help="Ask what IMM's SimpleQuery asks (JSON).")
    ] = None
    near: Annotated[
        str | None, typer.Option(metavar="LAT,LON,KM", help="Only within so many km.")
    ] = None

    def measures(self) -> tuple[tuple[str, str], ...]:
        """The measures, as (function, field)."""
        asked = {"min": self.least, "max": self.most, "sum": self.total, "average": self.average}
        return tuple((name, field) for name, fields in asked.items() for field in fields or ())


class _Shape(OptionGroup):
    """Options for the output."""

    fields: Annotated[
        str | None,
        typer.Option(metavar="FIELD[,FIELD]", help="Only these, as path,taken.local,labels.at."),
    ] = None
    null: Annotated[bool, typer.Option("-0", "--null", help="Paths that end with NUL.")] = False


class _Saving(OptionGroup):
    """Options for saved queries."""

    save: Annotated[
        str | None, typer.Option(metavar="NAME", help="Keep EXPR; ask it again as @NAME.")
    ] = None
    saved: Annotated[bool, typer.Option("--saved", help="List what was saved.")] = False
    forget: Annotated[
        str | None, typer.Option(metavar="NAME", help="Drop what was saved as NAME.")
    ] = None

    def wanted(self) -> bool:
        """Whether one of them was given. Raises `UsageError` for more than one."""
        asked = sum((self.save is not None, self.forget is not None, self.saved))
        if asked > 1:
            raise UsageError("--save, --saved and --forget go one at a time")
        return asked == 1


def query(
    current: Session,
    *,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="EXPR", help="As 'country:Japan taken:2023'.", show_default=False),
    ] = None,
    asking: _Asking,
    shape: _Shape,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 4 when something is found.")
    ] = False,
    saving: _Saving,
    how: Writing,
) -> int:
    """Find photos by place, time, person, trip, label, camera, size, words.

    Terms side by side must all match; or, not (-) and parentheses join them otherwise. Fields:
    country province city district township place person trip journey moment title label taken
    modified camera type size width height duration faces near box path name has no. Without a
    field, a word is looked for in path, titles and labels. * and ? stand for any text and any
    character.
    Without EXPR: every file that is not missing.
    """
    text = " ".join(words or ()).strip()
    if saving.wanted():
        return _keep(current, text, saving, how)
    from photosort.workflow import query as workflow

    request = workflow.read_imm(asking.imm) if asking.imm is not None else None
    with current.read() as store:
        query = _question(store, text, asking, request)
        if store.queries.lacks_faces(query.expression):
            current.warn("No faces are known yet; photosort people looks for them")
        if request is not None and request.aggregates:
            aggregates = workflow.aggregates(store, query, request.aggregates)
            current.print_json({"Aggregations": aggregates})
            return EXIT_FOUND if exit_code and workflow.count(store, query) else 0
        found = _answer(current, store, query, shape, count=asking.count, json=how.json)
    return EXIT_FOUND if exit_code and found else 0


def _question(store: "Store", text: str, asking: _Asking, request: "Request | None") -> "Query":
    """The query of words, options and an IMM request together."""
    from photosort.query.language import parse_near
    from photosort.settings.parsing import split_list
    from photosort.workflow import query as workflow

    expression = workflow.understand(store, text)
    sort = split_list(asking.sort) if asking.sort else ("taken",)
    order = split_list(asking.order) if asking.order else ("asc",)
    limit = asking.limit
    if request is not None:
        expression = workflow.both(request.expression, expression)
        sort = sort if asking.sort else request.sort
        order = order if asking.order else request.order
        limit = request.limit if limit is None else limit
    if asking.near is not None:
        expression = workflow.both(expression, parse_near("--near", asking.near))
    return workflow.Query(
        expression,
        sort=sort,
        order=order,
        limit=limit,
        offset=asking.offset,
        group=asking.group,
        measures=asking.measures(),
    )


def _answer(
    current: Session,
    store: "Store",
    query: "Query",
    shape: _Shape,
    *,
    count: bool,
    json: bool,
) -> bool:
    """Print the result of a query; returns whether anything was found."""
    from photosort.report import query as report
    from photosort.workflow import query as workflow

    if query.group is not None:
        rows = workflow.group(store, query)
        if json:
            current.print_json({"count": workflow.count(store, query), "groups": rows})
        else:
            current.show(report.groups(rows), _NOTHING)
        return bool(rows)
    if query.measures:
        row = workflow.measure(store, query)
        if json:
            current.print_json(row)
        else:
            current.emit(report.measures(row))
        return bool(row["count"])
    if count:
        number = workflow.count(store, query)
        if json:
            current.print_json({"count": number})
        else:
            current.emit(str(number))
        return number > 0
    return _list(current, store, query, shape, json=json)


def _list(current: Session, store: "Store", query: "Query", shape: _Shape, *, json: bool) -> bool:
    """Print the files themselves."""
    from photosort.report import photos
    from photosort.report import query as report
    from photosort.settings.parsing import check_choices, split_list
    from photosort.workflow import query as workflow

    wanted = split_list(shape.fields) if shape.fields is not None else None
    if wanted is not None:
        check_choices("--fields", [x.split(".")[0] for x in wanted], report.field_names())
    if json:
        found = workflow.photos(store, query)
        return current.out.print_list(
            photos.to_json(each) if wanted is None else report.picked(each, wanted)
            for each in found
        )
    if wanted is not None and not shape.null:
        lines = [report.line(report.picked(x, wanted)) for x in workflow.photos(store, query)]
        return _write(current, lines, b"\n")
    if shape.null or not sys.stdout.isatty():
        return _write(current, workflow.paths(store, query), b"\0" if shape.null else b"\n")
    shown = 0
    for line in report.photos(workflow.photos(store, query), terminal_width()):
        current.emit(line)
        shown += 1
    current.say(report.summary(workflow.count(store, query), shown))
    return shown > 0


def _write(current: Session, lines: Sequence[bytes], end: bytes) -> bool:
    """Write lines as bytes, which may not be valid text; returns whether there are any."""
    if not lines:
        current.say(_NOTHING)
    current.out.emit_bytes(lines, end)
    return bool(lines)


def _keep(current: Session, text: str, saving: _Saving, how: Writing) -> int:
    """Save, drop or list saved queries."""
    from photosort.workflow import query as workflow

    if saving.saved:
        return _list_saved(current, how.json)
    save, forget = saving.save, saving.forget
    with current.write(how) as store:
        if save is not None:
            workflow.save(store, save, text)
        else:
            workflow.forget(store, forget or "")
    if how.json:
        current.print_json({"saved": save} if save is not None else {"forgotten": forget})
    elif save is not None:
        current.say(f"Saved; ask it as photosort query @{save}")
    else:
        current.say(f"Forgot {forget}")
    return 0


def _list_saved(current: Session, json: bool) -> int:
    from photosort.report.layout import printable

    with current.read() as store:
        known = store.queries.saved()
    if json:
        current.print_json(known)
    else:
        lines = [f"{printable(name)}  {printable(text)}" for name, text in known.items()]
        hint = "No saved queries; photosort query EXPR --save NAME keeps one"
        current.show("\n".join(lines), hint)
    return 0
