"""`photosort query`."""

import json as json_module
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli.session import (
    DryRun,
    Json,
    LockWait,
    Session,
    emit,
    print_json,
    session,
    terminal_width,
)
from photosort.errors import EXIT_FOUND, UsageError

if TYPE_CHECKING:
    from photosort.store import Store
    from photosort.workflow.query import Query


_NOTHING = "No files match"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("query")(query)


def query(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="EXPR", help="As 'country:Japan taken:2023'.", show_default=False),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            metavar="FIELD[,FIELD]", help="taken (default), path, name, size, camera, city, ..."
        ),
    ] = None,
    order: Annotated[
        str | None, typer.Option(metavar="ORDER", help="asc (default) or desc.")
    ] = None,
    limit: Annotated[int | None, typer.Option(metavar="N", help="At most so many.")] = None,
    offset: Annotated[int, typer.Option(metavar="N", help="Without the first N.")] = 0,
    count: Annotated[bool, typer.Option("--count", help="Only how many.")] = False,
    group: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="How many of each: camera, year, label:KEY, ..."),
    ] = None,
    least: Annotated[
        list[str] | None, typer.Option("--min", metavar="FIELD", help="The smallest.")
    ] = None,
    most: Annotated[
        list[str] | None, typer.Option("--max", metavar="FIELD", help="The largest.")
    ] = None,
    total: Annotated[
        list[str] | None, typer.Option("--sum", metavar="FIELD", help="All together.")
    ] = None,
    average: Annotated[
        list[str] | None, typer.Option("--average", metavar="FIELD", help="The mean.")
    ] = None,
    imm: Annotated[
        str | None, typer.Option(metavar="FILE", help="Ask what IMM's SimpleQuery asks (JSON).")
    ] = None,
    near: Annotated[
        str | None, typer.Option(metavar="LAT,LON,KM", help="Only within so many km.")
    ] = None,
    fields: Annotated[
        str | None,
        typer.Option(metavar="FIELD[,FIELD]", help="Only these, as path,taken.local,labels.at."),
    ] = None,
    null: Annotated[bool, typer.Option("-0", "--null", help="Paths that end with NUL.")] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 4 when something is found.")
    ] = False,
    save: Annotated[
        str | None, typer.Option(metavar="NAME", help="Keep EXPR; ask it again as @NAME.")
    ] = None,
    saved: Annotated[bool, typer.Option("--saved", help="List what was saved.")] = False,
    forget: Annotated[
        str | None, typer.Option(metavar="NAME", help="Drop what was saved as NAME.")
    ] = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Find photos by place, time, person, trip, label, camera, size, words.

    Terms side by side must all match; or, not (-) and parentheses join them otherwise. Fields:
    country province city district township place person trip journey title label taken modified
    camera type size width height duration faces near box path name has no. Without a field, a
    word is looked for in path, titles and labels. * and ? stand for any text and any character.
    Without EXPR: every file that is not missing.
    """
    current = session(context)
    text = " ".join(words or ()).strip()
    if save is not None or forget is not None or saved:
        if sum((save is not None, forget is not None, saved)) > 1:
            raise UsageError("--save, --saved and --forget go one at a time")
        return _keep(current, text, save, forget, json, dry_run=dry_run, lock_wait=lock_wait)
    from photosort.query.language import parse_near
    from photosort.settings.parsing import split_list
    from photosort.workflow import query as workflow

    measured = {"min": least, "max": most, "sum": total, "average": average}
    request = workflow.read_imm(imm) if imm is not None else None
    with current.read() as store:
        expression = workflow.understand(store, text)
        if request is not None:
            expression = workflow.both(request.expression, expression)
        if near is not None:
            expression = workflow.both(expression, parse_near("--near", near))
        if store.queries.lacks_faces(expression):
            current.warn("No faces are known yet; photosort people looks for them")
        query = workflow.Query(
            expression,
            sort=split_list(sort) if sort else request.sort if request else ("taken",),
            order=split_list(order) if order else request.order if request else ("asc",),
            limit=request.limit if request and limit is None else limit,
            offset=offset,
            group=group,
            measures=tuple((x, field) for x, given in measured.items() for field in given or ()),
        )
        if request is not None and request.aggregates:
            print_json({"Aggregations": workflow.aggregates(store, query, request.aggregates)})
            return EXIT_FOUND if exit_code and workflow.count(store, query) else 0
        found = answer(current, store, query, count=count, fields=fields, null=null, json=json)
    return EXIT_FOUND if exit_code and found else 0


def answer(
    current: Session,
    store: "Store",
    query: "Query",
    *,
    count: bool,
    fields: str | None,
    null: bool,
    json: bool,
) -> bool:
    """Print the answer to a query; whether anything was found."""
    from photosort.report import query as report
    from photosort.workflow import query as workflow

    if query.group is not None:
        rows = workflow.group(store, query)
        if json:
            print_json({"count": workflow.count(store, query), "groups": rows})
        else:
            current.show(report.groups(rows), _NOTHING)
        return bool(rows)
    if query.measures:
        row = workflow.measure(store, query)
        print_json(row) if json else emit(report.measures(row))
        return bool(row["count"])
    if count:
        number = workflow.count(store, query)
        print_json({"count": number}) if json else emit(str(number))
        return number > 0
    return _list(current, store, query, fields, null=null, json=json)


def _list(
    current: Session,
    store: "Store",
    query: "Query",
    fields: str | None,
    *,
    null: bool,
    json: bool,
) -> bool:
    """Print the files themselves."""
    from photosort.report import photos
    from photosort.report import query as report
    from photosort.settings.parsing import check_choices, split_list
    from photosort.workflow import query as workflow

    wanted = split_list(fields) if fields is not None else None
    if wanted is not None:
        check_choices("--fields", [x.split(".")[0] for x in wanted], report.field_names())
    if json:
        found = workflow.photos(store, query)
        return _print_list(
            photos.to_json(each) if wanted is None else report.picked(each, wanted)
            for each in found
        )
    if wanted is not None and not null:
        lines = [report.line(report.picked(x, wanted)) for x in workflow.photos(store, query)]
        return _write(current, lines, b"\n")
    if null or not sys.stdout.isatty():
        return _write(current, workflow.paths(store, query), b"\0" if null else b"\n")
    shown = 0
    for line in report.photos(workflow.photos(store, query), terminal_width()):
        emit(line)
        shown += 1
    current.say(report.summary(workflow.count(store, query), shown))
    return shown > 0


def _write(current: Session, lines: Sequence[bytes], end: bytes) -> bool:
    """Write lines as they are, which may be no text; whether there are any."""
    if not lines:
        current.say(_NOTHING)
    stdout: Any = sys.stdout  # see `cli.streams`
    stdout.write_bytes(each + end for each in lines)
    return bool(lines)


def _print_list(documents: Iterable[Any]) -> bool:
    """One JSON list, written as its items come; whether there is any."""
    some = False
    for each in documents:
        text = json_module.dumps(each, indent=2).replace("\n", "\n  ")
        sys.stdout.write(f"{',' if some else '['}\n  {text}")
        some = True
    sys.stdout.write("\n]\n" if some else "[]\n")
    return some


def _keep(
    current: Session,
    text: str,
    save: str | None,
    forget: str | None,
    json: bool,
    *,
    dry_run: bool,
    lock_wait: float,
) -> int:
    """Save, drop or list saved queries."""
    from photosort.report.layout import printable
    from photosort.workflow import query as workflow

    if save is None and forget is None:
        with current.read() as store:
            known = store.queries.saved()
        if json:
            print_json(known)
        else:
            lines = [f"{printable(x)}  {printable(expression)}" for x, expression in known.items()]
            hint = "No saved queries; photosort query EXPR --save NAME keeps one"
            current.show("\n".join(lines), hint)
        return 0
    with current.write(lock_wait=lock_wait, dry_run=dry_run) as store:
        if save is not None:
            workflow.save(store, save, text)
        else:
            workflow.forget(store, forget or "")
    if json:
        print_json({"saved": save} if save is not None else {"forgotten": forget})
    elif save is not None:
        current.say(f"Saved; ask it as photosort query @{save}")
    else:
        current.say(f"Forgot {forget}")
    return 0
