"""`photosort trips`."""

from typing import Annotated

import typer

from photosort.cli.session import (
    DryRun,
    Json,
    LockWait,
    Members,
    emit,
    print_json,
    session,
    terminal_width,
)
from photosort.errors import UsageError

TripId = Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it.")]
TripIds = Annotated[list[str], typer.Argument(metavar="ID", help="Ids, or beginnings of them.")]
Name = Annotated[str | None, typer.Option(metavar="NAME", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
    group.callback()(trips)
    group.command("list")(list_trips)
    group.command("show")(show_trip)
    group.command("update")(update_trip)
    group.command("delete")(delete_trips)
    group.command("restore")(restore_trips)
    group.command("undo")(undo)
    app.add_typer(group, name="trips")


def trips(
    context: typer.Context,
    gap_days: Annotated[
        int, typer.Option(metavar="N", help="Days without photos that a trip may hold.")
    ] = 1,
    min_days: Annotated[int, typer.Option(metavar="N", help="Shortest trip, in days.")] = 1,
    max_days: Annotated[int, typer.Option(metavar="N", help="Longest trip, in days.")] = 99_999,
    levels: Annotated[
        str,
        typer.Option(metavar="L[,L...]", help="Of country, province, city, district, township."),
    ] = "country,province",
    tz: Annotated[
        str | None,
        typer.Option(
            metavar="OFFSET", help="One offset for all, as +08:00 (default: the place's)."
        ),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Leave out photos that are gone from disk.")
    ] = False,
    members: Members = False,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int | None:
    """Find trips: photos of one place on days that follow one another."""
    if context.invoked_subcommand:
        return None
    from photosort.report import json as as_json
    from photosort.report import layout
    from photosort.report import trips as report
    from photosort.settings.parsing import parse_offset, split_list
    from photosort.settings.trips import TripOptions
    from photosort.workflow import trips as workflow

    current = session(context)
    options = TripOptions(
        gap_days=gap_days,
        min_days=min_days,
        max_days=max_days,
        levels=split_list(levels),
        tz=None if tz is None else parse_offset(tz),
    )
    with current.write(lock_wait=lock_wait, dry_run=dry_run) as store:
        result = workflow.find_trips(store, options, rebuild=rebuild)
        found = workflow.with_members(store, result.trips) if members else result.trips
    if json:
        document = {
            "options": {
                "gap_days": gap_days,
                "min_days": min_days,
                "max_days": max_days,
                "levels": list(options.levels),
                "tz": as_json.offset(options.tz),
            },
            "created": result.created,
            "updated": result.updated,
            "hidden": result.hidden,
            "unplaced": result.unplaced,
            "undated": result.undated,
            "trips": [report.to_json(trip) for trip in found],
        }
        print_json(document)
        return 0
    if found:
        emit(report.table(found, terminal_width()))
    left_out = [
        f"{layout.plural(count, 'photo')} {why}"
        for count, why in ((result.unplaced, "without a place"), (result.undated, "without a date"))
        if count
    ]
    current.say(
        f"{layout.plural(len(found), 'trip')}: {result.created:,} new, {result.updated:,} changed"
        + (f"; {' and '.join(left_out)} are in none" if left_out else "")
    )
    return 0


def list_trips(
    context: typer.Context,
    level: Annotated[list[str] | None, typer.Option(metavar="LEVEL", help="Only of it.")] = None,
    country: Name = None,
    province: Name = None,
    city: Name = None,
    district: Name = None,
    township: Name = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="In the title.")] = None,
    label: Annotated[list[str] | None, typer.Option(metavar="K=V", help="With it.")] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Ending on it or later.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Starting on it or before.")
    ] = None,
    sort: Annotated[
        str, typer.Option(metavar="FIELD", help="start, end, created or updated.")
    ] = "start",
    order: Annotated[str, typer.Option(metavar="ORDER", help="asc or desc.")] = "asc",
    limit: Annotated[int | None, typer.Option(metavar="N", help="At most so many.")] = None,
    offset: Annotated[int, typer.Option(metavar="N", help="Without the first N.")] = 0,
    members: Members = False,
    json: Json = False,
) -> int:
    """List the trips that were found."""
    from photosort.report import trips as report
    from photosort.settings.parsing import parse_day, parse_labels
    from photosort.settings.trips import TripFilter
    from photosort.workflow import trips as workflow

    names = {
        "country": country,
        "province": province,
        "city": city,
        "district": district,
        "township": township,
    }
    wanted = TripFilter(
        levels=tuple(level or ()),
        address={each: name for each, name in names.items() if name is not None},
        title=title,
        labels=parse_labels(label or ()),
        first_day=None if since is None else parse_day("--from", since),
        last_day=None if until is None else parse_day("--to", until),
        sort=sort,
        order=order,
        limit=limit,
        offset=offset,
    )
    with session(context).read() as store:
        found = workflow.list_trips(store, wanted)
        if members:
            found = workflow.with_members(store, found)
    if json:
        print_json([report.to_json(trip) for trip in found])
    else:
        hint = "No trips; photosort trips finds them"
        session(context).show(report.table(found, terminal_width()), hint)
    return 0


def show_trip(
    context: typer.Context,
    id: TripId,
    members: Members = False,
    json: Json = False,
) -> int:
    """Show one trip."""
    from photosort.report import trips as report
    from photosort.workflow import trips as workflow

    with session(context).read() as store:
        (trip,) = workflow.with_members(store, [workflow.show_trip(store, id)])
    if json:
        document = report.to_json(trip)
        if not members:
            del document["members"]
        print_json(document)
    else:
        emit(report.details(trip))
    return 0


def update_trip(
    context: typer.Context,
    id: TripId,
    title: Annotated[
        str | None, typer.Option(metavar="TITLE", help="Its title; empty takes it away.")
    ] = None,
    custom_id: Annotated[str | None, typer.Option(metavar="ID", help="An id of your own.")] = None,
    label: Annotated[
        list[str] | None, typer.Option(metavar="K=V", help="Set a label; K= takes it away.")
    ] = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Give a trip a title, an id of your own, labels. They last through later runs."""
    from photosort.report import trips as report
    from photosort.settings.parsing import MAX_LABEL_BYTES, check_bytes, parse_labels
    from photosort.workflow import trips as workflow

    if title is None and custom_id is None and not label:
        raise UsageError("nothing to set is named", "give --title, --custom-id or --label")
    check_bytes("--title", title, MAX_LABEL_BYTES)
    check_bytes("--custom-id", custom_id, MAX_LABEL_BYTES)
    labels = parse_labels(label or ())
    with session(context).write(lock_wait=lock_wait, dry_run=dry_run) as store:
        trip = workflow.update_trip(store, id, title, custom_id, labels)
    if json:
        print_json(report.to_json(trip))
    else:
        session(context).say(report.details(trip))
    return 0


def delete_trips(
    context: typer.Context,
    ids: TripIds,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Hide trips for good: their days come back in no trip of this place and level.

    No photo is touched. `trips restore` and `trips undo` bring them back.
    """
    from photosort.workflow import trips as workflow

    with session(context).write(lock_wait=lock_wait, dry_run=dry_run) as store:
        done = workflow.delete_trips(store, ids)
    return _tell(context, json, "deleted", done)


def restore_trips(
    context: typer.Context,
    ids: TripIds,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Let deleted trips come back; they show again at the next `trips`."""
    from photosort.workflow import trips as workflow

    with session(context).write(lock_wait=lock_wait, dry_run=dry_run) as store:
        done = workflow.restore_trips(store, ids)
    return _tell(context, json, "restored", done)


def undo(
    context: typer.Context, json: Json = False, dry_run: DryRun = False, lock_wait: LockWait = 0
) -> int:
    """Take back the last update, delete or restore."""
    from photosort.workflow import trips as workflow

    with session(context).write(lock_wait=lock_wait, dry_run=dry_run) as store:
        action, ids = workflow.undo(store)
    if json:
        print_json({"undone": action, "trips": ids})
    else:
        session(context).say(f"Took back: {action} of {', '.join(ids)}")
    return 0


def _tell(context: typer.Context, json: bool, done: str, ids: list[str]) -> int:
    if json:
        print_json({done: ids})
    else:
        session(context).say(f"{done.capitalize()}: {', '.join(ids)}")
    return 0
