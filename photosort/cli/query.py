"""`photosort query`."""

from typing import TYPE_CHECKING, Annotated

import typer

from photosort.cli.options import DryRun, Limit, LockWait, Offset, Printing, Writing
from photosort.cli.query_answer import Answer
from photosort.cli.session import Session
from photosort.cli.signatures import OptionGroup, add
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
            metavar="FIELD[,FIELD...]",
            help="Sort by each FIELD: taken (the default), path, name, size,"
            " camera, city or another one; -FIELD reverses the order.",
        ),
    ] = None
    order: Annotated[
        str | None, typer.Option(metavar="ORDER", help="Sort in ORDER asc (the default) or desc.")
    ] = None
    limit: Limit = None
    offset: Offset = 0
    count: Annotated[bool, typer.Option("--count", help="Print only how many files match.")] = False
    group: Annotated[
        str | None,
        typer.Option(
            metavar="FIELD",
            help="Print how many files there are of each value of FIELD: camera,"
            " year, month, country, person, keyword, rating, label:KEY or another one.",
        ),
    ] = None
    least: Annotated[
        list[str] | None,
        typer.Option(
            "--min",
            metavar="FIELD",
            help="Print the smallest FIELD, such as taken or size; may be given several times.",
        ),
    ] = None
    most: Annotated[
        list[str] | None,
        typer.Option(
            "--max",
            metavar="FIELD",
            help="Print the largest FIELD, such as taken or size; may be given several times.",
        ),
    ] = None
    total: Annotated[
        list[str] | None,
        typer.Option(
            "--sum",
            metavar="FIELD",
            help="Print the sum of FIELD, such as size; may be given several times.",
        ),
    ] = None
    average: Annotated[
        list[str] | None,
        typer.Option(
            "--average",
            metavar="FIELD",
            help="Print the mean of FIELD, such as size; may be given several times.",
        ),
    ] = None
    imm: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Read the query from FILE, a SimpleQuery of Alibaba Cloud IMM in JSON.",
        ),
    ] = None
    near: Annotated[
        str | None,
        typer.Option(metavar="LAT,LON,KM", help="Find only files within KM kilometres of LAT,LON."),
    ] = None

    def measures(self) -> tuple[tuple[str, str], ...]:
        """The measures, as (function, field)."""
        asked = {"min": self.least, "max": self.most, "sum": self.total, "average": self.average}
        return tuple((name, field) for name, fields in asked.items() for field in fields or ())


class _Shape(OptionGroup):
    """Options for the output."""

    fields: Annotated[
        str | None,
        typer.Option(
            metavar="FIELD[,FIELD...]",
            help="Print only each FIELD, such as path, taken.local or labels.album.",
        ),
    ] = None
    null: Annotated[bool, typer.Option("-0", "--null", help="Print paths that end with NUL.")] = (
        False
    )

    def wanted(self) -> tuple[str, ...] | None:
        """The fields that are named, None for none. Raises `UsageError`."""
        if self.fields is None:
            return None
        from photosort.report.query import check_fields
        from photosort.settings.parsing import split_list

        fields = split_list(self.fields)
        check_fields(fields)
        return fields


class _Saving(OptionGroup):
    """Options for saved queries."""

    save: Annotated[
        str | None, typer.Option(metavar="NAME", help="Save EXPR as NAME, to be used as @NAME.")
    ] = None
    saved: Annotated[bool, typer.Option("--saved", help="List the saved queries.")] = False
    forget: Annotated[
        str | None, typer.Option(metavar="NAME", help="Forget the saved query NAME.")
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
        typer.Argument(
            metavar="EXPR",
            help="The query EXPR, as in 'country:Japan taken:2023'.",
            show_default=False,
        ),
    ] = None,
    asking: _Asking,
    shape: _Shape,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 4 if a file is found.")
    ] = False,
    saving: _Saving,
    printing: Printing,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Find, count and group photos.

    EXPR is a query. Its terms must all match; or, not (-) and parentheses join them otherwise:

      field:value     country province city district township place person trip
                      journey moment title label taken modified date location
                      camera type size width height duration faces age gender
                      mouth smile near box path name duplicate caption keyword
                      rating favorite creator copyright
      has:X no:X      whether something is known, such as location, date, place,
                      camera, labels, keywords, rating, trip, journey or person
      word            what path, titles, captions, keywords or labels contain;
                      * and ? are wildcards
      @NAME           a query that was saved by --save NAME

    Without EXPR, every file that is not missing matches. docs/query.md has all fields and
    rules.

    Examples:
      photosort query country:Japan person:Alice
      photosort query 'taken:2023-04..2023-05 -label:private' --sort -taken
      photosort query 'keyword:Places/Japan rating:>=4'
      photosort query --group camera
    """
    form = printing.form()
    text = " ".join(words or ()).strip()
    if saving.wanted():
        how = Writing(json=printing.json, dry_run=dry_run, lock_wait=lock_wait)
        return _keep(current, text, saving, how, form)
    from photosort.workflow import query as workflow

    request = workflow.read_imm(asking.imm) if asking.imm is not None else None
    fields = shape.wanted()
    with current.read() as store:
        query = _query_of(store, text, asking, request)
        if lacking := workflow.lacks(store, query.expression, query.group):
            message, finds = lacking
            current.warn(f"{message[0].upper()}{message[1:]}. {finds}.")
        if request is not None and request.aggregates:
            aggregates = workflow.aggregates(store, query, request.aggregates)
            current.print_json({"Aggregations": aggregates})
            return EXIT_FOUND if exit_code and workflow.count(store, query) else 0
        nothing = _explain(current, store, text)
        answer = Answer(current, store, query, form, nothing)
        found = answer.print(count=asking.count, fields=fields, null=shape.null)
    return EXIT_FOUND if exit_code and found else 0


def _explain(current: Session, store: "Store", text: str) -> str:
    """Say which values of a query nothing has; what is said where no file matches."""
    return "" if current.tell_unknown(store, text) else _NOTHING


def _query_of(store: "Store", text: str, asking: _Asking, request: "Request | None") -> "Query":
    """The query of words, options and an IMM request together."""
    from photosort.query.language import parse_near
    from photosort.settings.parsing import split_list
    from photosort.workflow import query as workflow

    expression = workflow.understand(store, text)
    sort = split_list(asking.sort) if asking.sort else ("taken",)
    order = split_list(asking.order) if asking.order else ("asc",)
    limit = asking.limit
    if request is not None:
        asked = workflow.resolved(store, request.expression)
        expression = workflow.both(asked, expression)
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


def _keep(current: Session, text: str, saving: _Saving, how: Writing, form: str) -> int:
    """Save, drop or list saved queries."""
    from photosort.workflow import query as workflow

    if saving.saved:
        return _list_saved(current, form)
    save, forget = saving.save, saving.forget
    with current.write(how) as store:
        if save is not None:
            workflow.save(store, save, text)
        else:
            workflow.forget(store, forget or "")
    if how.json:
        current.print_json({"saved": save} if save is not None else {"forgotten": forget})
    elif save is not None:
        current.say(f"Saved. photosort query @{save} asks it again.")
    else:
        current.say(f"Forgot {forget}")
    return 0


def _list_saved(current: Session, form: str) -> int:
    from photosort.report.layout import printable

    with current.read() as store:
        known = store.queries.saved()
    hint = "No saved queries. photosort query EXPR --save NAME saves one."
    if form == "json":
        current.print_json(known)
    elif form:
        rows = [{"name": name, "query": text} for name, text in known.items()]
        current.print_list(form, rows, ("name", "query"), hint)
    else:
        lines = [f"{printable(name)}  {printable(text)}" for name, text in known.items()]
        current.show("\n".join(lines), hint)
    return 0
