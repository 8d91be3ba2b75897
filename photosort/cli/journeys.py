"""`photosort journeys` and `homes`."""

import os
from pathlib import Path
from typing import Annotated, Any

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

JourneyId = Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it.")]

_NO_HOME = "No home could be found: too few photo days. Name it: photosort journeys --home LAT,LON"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
    group.callback()(journeys)
    group.command("list")(list_journeys)
    group.command("show")(show_journey)
    group.command("map")(map_journey)
    group.command("update")(update_journey)
    app.add_typer(group, name="journeys")
    app.command("homes")(homes)


def journeys(
    context: typer.Context,
    home: Annotated[
        list[str] | None,
        typer.Option(metavar="HOME", help="auto, none, LAT,LON or LAT,LON@FROM..TO."),
    ] = None,
    gap_days: Annotated[
        int, typer.Option(metavar="N", help="Days without photos that a journey may hold.")
    ] = 4,
    radius_km: Annotated[
        float, typer.Option(metavar="R", help="Nearer to home is no journey.")
    ] = 60.0,
    lang: Annotated[
        str | None,
        typer.Option(
            metavar="L",
            help="Language of the titles in this answer (default: that of the places).",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int | None:
    """Find journeys: from leaving home to coming back, with the places on the way."""
    if context.invoked_subcommand:
        return None
    from photosort.report import journeys as report
    from photosort.report import layout
    from photosort.settings.journeys import JourneyOptions, parse_homes
    from photosort.workflow import journeys as workflow
    from photosort.workflow.languages import check_language

    current = session(context)
    options = JourneyOptions(parse_homes(home or ()), gap_days, radius_km)
    check_language(lang)
    with current.write(lock_wait=lock_wait, dry_run=dry_run) as store:
        result = workflow.find_journeys(store, options, lang)
    if json:
        print_json(
            {
                "homes": [report.home_to_json(*each) for each in result.homes if _is_home(each[0])],
                "created": result.created,
                "updated": result.updated,
                "journeys": [report.to_json(each) for each in result.journeys],
            }
        )
        return 0
    current.say(report.homes(result.homes) or _NO_HOME)
    if result.journeys:
        emit(report.table(result.journeys, terminal_width()))
    current.say(
        f"{layout.plural(len(result.journeys), 'journey')}: {result.created:,} new,"
        f" {result.updated:,} changed"
    )
    return 0


def _is_home(home: Any) -> bool:
    return home.source in ("found", "given")


def list_journeys(context: typer.Context, json: Json = False) -> int:
    """List the journeys that were found."""
    from photosort.report import journeys as report
    from photosort.workflow import journeys as workflow

    with session(context).read() as store:
        found = workflow.list_journeys(store)
    if json:
        print_json([report.to_json(each) for each in found])
    else:
        hint = "No journeys; photosort journeys finds them"
        session(context).show(report.table(found, terminal_width()), hint)
    return 0


def show_journey(
    context: typer.Context,
    id: JourneyId,
    members: Members = False,
    gpx: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the route.")] = None,
    kml: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the route.")] = None,
    geojson: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the route.")] = None,
    json: Json = False,
    dry_run: DryRun = False,
) -> int:
    """Show a journey stop by stop; write its route for a map program."""
    from photosort.report import journeys as report
    from photosort.report import layout
    from photosort.workflow import journeys as workflow

    current = session(context)
    wanted = (("gpx", gpx), ("kml", kml), ("geojson", geojson))
    files = {kind: os.fspath(path) for kind, path in wanted if path is not None}
    with current.read() as store:
        journey = workflow.show_journey(store, id)
        points = workflow.write_track(store, journey, files, dry_run=dry_run)
        photos = workflow.members(store, journey) if members else None
    verb = "Would write" if dry_run else "Wrote"
    for path in files.values():
        current.say(f"{verb} {layout.plural(points, 'point')} to {layout.printable(path)}")
    if json:
        document = report.to_json(journey)
        if photos is not None:
            document["members"] = [
                {"path": os.fsdecode(path), "located": bool(located)} for path, located in photos
            ]
        print_json(document)
    else:
        emit(report.details(journey, photos))
    return 0


def map_journey(
    context: typer.Context,
    id: JourneyId,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to: a .svg or .png.")],
    width: Annotated[int, typer.Option(metavar="PIXELS", help="Width of the map.")] = 1600,
    json: Json = False,
    dry_run: DryRun = False,
) -> int:
    """Draw the map of a journey: land, route with dashed flights, stops with their names."""
    from photosort.report import layout
    from photosort.settings.album import MapOptions
    from photosort.workflow.album import still_map

    current = session(context)
    options = MapOptions(os.fspath(out), width)
    with current.read() as store:
        result = still_map.make_map(store, id, options, dry_run=dry_run)
    if json:
        print_json(
            {
                "out": result.out,
                "journey": result.journey,
                "width": result.width,
                "height": result.height,
                "stops": result.stops,
                "bytes": result.bytes,
            }
        )
    else:
        verb = "Would write" if dry_run else "Wrote"
        current.say(f"{verb} {layout.printable(result.out)}, {result.width} × {result.height}")
    return 0


def update_journey(
    context: typer.Context,
    id: JourneyId,
    title: Annotated[
        str | None, typer.Option(metavar="TITLE", help="Its title; empty for the one found.")
    ] = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Give a journey a title of your own. It lasts through later runs."""
    from photosort.report import journeys as report
    from photosort.settings.parsing import MAX_LABEL_BYTES, check_bytes
    from photosort.workflow import journeys as workflow

    if title is None:
        raise UsageError("nothing to set is named", "give --title")
    check_bytes("--title", title, MAX_LABEL_BYTES)
    with session(context).write(lock_wait=lock_wait, dry_run=dry_run) as store:
        journey = workflow.retitle(store, id, title)
    if json:
        print_json(report.to_json(journey))
    else:
        session(context).say(report.details(journey, None))
    return 0


def homes(context: typer.Context, json: Json = False) -> int:
    """Show where home was found to be, when, and on how many days that rests."""
    from photosort.report import journeys as report
    from photosort.workflow import journeys as workflow

    with session(context).read() as store:
        found = workflow.list_homes(store)
    if json:
        print_json([report.home_to_json(*each) for each in found])
    else:
        session(context).show(report.homes(found), _NO_HOME)
    return 0
