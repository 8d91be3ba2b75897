"""`photosort moments`."""

from typing import Annotated

import typer

from photosort.cli.session import (
    DryRun,
    Json,
    LockWait,
    emit,
    print_json,
    session,
    terminal_width,
)
from photosort.errors import UsageError

MomentId = Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
    group.callback()(moments)
    group.command("list")(list_moments)
    group.command("show")(show_moment)
    group.command("update")(update_moment)
    app.add_typer(group, name="moments")


def moments(
    context: typer.Context,
    time_gap: Annotated[
        str, typer.Option(metavar="TIME", help="Longest pause between two photos, as 2h or 90m.")
    ] = "2h",
    time_deviation: Annotated[
        str, typer.Option(metavar="TIME", help="How far behind the mean of those before.")
    ] = "90m",
    distance_km: Annotated[
        float, typer.Option(metavar="R", help="Nearer ones go on after a pause.")
    ] = 5.0,
    spread_km: Annotated[
        float, typer.Option(metavar="R", help="How far they may lie around their middle.")
    ] = 3.0,
    max_gap_days: Annotated[
        int, typer.Option(metavar="N", help="Longest such pause, in days of 24 hours.")
    ] = 2,
    exact: Annotated[
        bool,
        typer.Option(
            "--exact", help="The published method to the letter: sum of squares, any pause."
        ),
    ] = False,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int | None:
    """Find moments: photos close in time, then in place, and who is in them."""
    if context.invoked_subcommand:
        return None
    from photosort.report import moments as report
    from photosort.report.layout import plural
    from photosort.settings.moments import MomentOptions
    from photosort.settings.parsing import parse_duration
    from photosort.workflow import moments as workflow

    current = session(context)
    options = MomentOptions(
        time_gap=parse_duration("--time-gap", time_gap),
        time_deviation=parse_duration("--time-deviation", time_deviation),
        distance_km=distance_km,
        spread_km=spread_km,
        max_gap_days=max_gap_days,
        exact=exact,
    )
    with current.write(lock_wait=lock_wait, dry_run=dry_run) as store:
        result = workflow.find_moments(store, options)
    if json:
        print_json(
            {
                "created": result.created,
                "updated": result.updated,
                "undated": result.undated,
                "moments": [report.to_json(each) for each in result.moments],
            }
        )
        return 0
    if result.moments:
        emit(report.table(result.moments, terminal_width()))
    left_out = f"; {plural(result.undated, 'photo')} without a date are in none"
    current.say(
        f"{plural(len(result.moments), 'moment')}: {result.created:,} new,"
        f" {result.updated:,} changed" + (left_out if result.undated else "")
    )
    return 0


def list_moments(
    context: typer.Context,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="In the title.")] = None,
    label: Annotated[list[str] | None, typer.Option(metavar="K=V", help="With it.")] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Ending on it or later.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Starting on it or before.")
    ] = None,
    order: Annotated[str, typer.Option(metavar="ORDER", help="asc or desc.")] = "asc",
    limit: Annotated[int | None, typer.Option(metavar="N", help="At most so many.")] = None,
    offset: Annotated[int, typer.Option(metavar="N", help="Without the first N.")] = 0,
    json: Json = False,
) -> int:
    """List the moments that were found."""
    from photosort.report import moments as report
    from photosort.settings.moments import MomentFilter
    from photosort.settings.parsing import parse_day, parse_labels
    from photosort.workflow import moments as workflow

    wanted = MomentFilter(
        title=title,
        labels=parse_labels(label or ()),
        first_day=None if since is None else parse_day("--from", since),
        last_day=None if until is None else parse_day("--to", until),
        order=order,
        limit=limit,
        offset=offset,
    )
    with session(context).read() as store:
        found = workflow.list_moments(store, wanted)
    if json:
        print_json([report.to_json(each) for each in found])
    else:
        hint = "No moments; photosort moments finds them"
        session(context).show(report.table(found, terminal_width()), hint)
    return 0


def show_moment(context: typer.Context, id: MomentId, json: Json = False) -> int:
    """Show one moment with its photos and who is in them."""
    from photosort.report import moments as report
    from photosort.workflow import moments as workflow

    with session(context).read() as store:
        moment = workflow.show_moment(store, id)
    if json:
        print_json(report.to_json(moment))
    else:
        emit(report.details(moment))
    return 0


def update_moment(
    context: typer.Context,
    id: MomentId,
    title: Annotated[
        str | None, typer.Option(metavar="TITLE", help="Its title; empty takes it away.")
    ] = None,
    label: Annotated[
        list[str] | None, typer.Option(metavar="K=V", help="Set a label; K= takes it away.")
    ] = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Give a moment a title and labels. They last through later runs."""
    from photosort.report import moments as report
    from photosort.settings.parsing import MAX_LABEL_BYTES, check_bytes, parse_labels
    from photosort.workflow import moments as workflow

    if title is None and not label:
        raise UsageError("nothing to set is named", "give --title or --label")
    check_bytes("--title", title, MAX_LABEL_BYTES)
    labels = parse_labels(label or ())
    with session(context).write(lock_wait=lock_wait, dry_run=dry_run) as store:
        moment = workflow.update_moment(store, id, title, labels)
    if json:
        print_json(report.to_json(moment))
    else:
        session(context).say(report.details(moment))
    return 0
