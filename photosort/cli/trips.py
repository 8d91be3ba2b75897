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


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
    group.callback()(trips)
    group.command("list")(list_trips)
    group.command("show")(show_trip)
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
    from photosort.report import text
    from photosort.settings import TripOptions, parse_offset, split_list
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
            "trips": [as_json.trip(trip) for trip in found],
        }
        print_json(document)
        return 0
    emit(text.trips(found, terminal_width()))
    left_out = [
        f"{text.plural(count, 'photo')} {why}"
        for count, why in ((result.unplaced, "without a place"), (result.undated, "without a date"))
        if count
    ]
    current.say(
        f"{text.plural(len(found), 'trip')}: {result.created:,} new, {result.updated:,} changed"
        + (f"; {' and '.join(left_out)} are in none" if left_out else "")
    )
    return 0


def list_trips(context: typer.Context, members: Members = False, json: Json = False) -> int:
    """List the trips that were found."""
    from photosort.report import json as as_json
    from photosort.report import text
    from photosort.workflow import trips as workflow

    with session(context).read() as store:
        found = workflow.list_trips(store)
        if members:
            found = workflow.with_members(store, found)
    if json:
        print_json([as_json.trip(trip) for trip in found])
    else:
        emit(text.trips(found, terminal_width()))
    return 0


def show_trip(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it.")],
    members: Members = False,
    json: Json = False,
) -> int:
    """Show one trip."""
    from photosort.report import json as as_json
    from photosort.report import text
    from photosort.workflow import trips as workflow

    with session(context).read() as store:
        (trip,) = workflow.with_members(store, [workflow.show_trip(store, id)])
    if json:
        document = as_json.trip(trip)
        if not members:
            del document["members"]
        print_json(document)
    else:
        emit(text.trip_details(trip))
    return 0
