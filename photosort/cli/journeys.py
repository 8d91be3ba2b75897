"""`photosort journeys` and `homes`."""

import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli import nouns
from photosort.cli.options import (
    DryRun,
    Filters,
    Id,
    Ids,
    Json,
    Members,
    NewCustomId,
    NewLabels,
    Paging,
    Printing,
    Sort,
    Writing,
)
from photosort.cli.session import Session
from photosort.cli.signatures import OptionGroup, add, add_group
from photosort.cli.steps import prepare

if TYPE_CHECKING:
    from photosort.model import Home, Journey, Outside
    from photosort.report.page import Page
    from photosort.settings.journeys import JourneyOptions
    from photosort.store import Store
    from photosort.workflow.journeys import JourneysResult

_NO_HOME = "No home could be found: too few photo days. Name it: photosort journeys --home LAT,LON"
_Route = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the route to FILE.")]


class _Journeys(nouns.Noun["Journey"]):
    """Journeys as a noun."""

    key = "journeys"
    nothing = "No journeys. Run photosort journeys to find some."

    def report(self) -> "nouns.Report[Journey]":
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import journeys

        return journeys

    def ids(self, store: "Store") -> Collection[str]:
        """See `photosort.cli.nouns.Noun`."""
        return store.journeys.ids()


JOURNEYS = _Journeys()


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = add_group(app, "journeys", journeys)
    nouns.add_list(group, JOURNEYS, list_journeys)
    add(group, "show", show_journey)
    add(group, "map", map_journey)
    nouns.add_update(group, JOURNEYS, update_journey)
    add(group, "homes", homes)
    nouns.add_delete(group, delete_journeys)
    nouns.add_restore(group, restore_journeys)
    nouns.add_undo(group, JOURNEYS, undo)
    add(app, "homes", homes, hidden=True)


class _Finding(OptionGroup):
    """Options for finding journeys."""

    home: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HOME",
            help="Start journeys from HOME: auto to find it, none, LAT,LON, or"
            " LAT,LON@FROM..TO with dates; may be given several times"
            " (default: auto).",
        ),
    ] = None
    gap_days: Annotated[
        int,
        typer.Option(
            metavar="N", help="Let a journey hold up to N days without photos; 0 to 99999."
        ),
    ] = 4
    radius_km: Annotated[
        float,
        typer.Option(metavar="R", help="Count photos within R km of home as at home; 1 to 20000."),
    ] = 60.0
    lang: Annotated[
        str | None,
        typer.Option(
            metavar="LANG",
            help="Write the titles in LANG, a code such as en or de (default: the"
            " language of the place names).",
            show_default=False,
        ),
    ] = None

    def parsed(self) -> "JourneyOptions":
        """The validated options. Raises `UsageError`."""
        from photosort.settings.journeys import JourneyOptions, parse_homes

        return JourneyOptions(parse_homes(self.home or ()), self.gap_days, self.radius_km)


def configured(current: Session) -> "JourneyOptions":
    """How journeys are found by the config file and the environment. Raises `UsageError`."""
    params = prepare(current.context, "journeys", ()).params
    return _Finding(**{name: params[name] for name in _Finding.__annotations__}).parsed()


def journeys(current: Session, finding: _Finding, how: Writing) -> int:
    """Find journeys, from leaving home to coming back.

    photosort finds out where you live from the places and hours of your photos, also after you
    have moved. A journey is the time away from home, with a stop for each place on the way.

    Examples:
      photosort journeys
      photosort journeys --home 53.58,9.97 --radius-km 40
    """
    from photosort.workflow import journeys as workflow
    from photosort.workflow.index.places import outside
    from photosort.workflow.languages import check_language

    options = finding.parsed()
    check_language(finding.lang)
    with current.write(how) as store:
        result = workflow.find_journeys(store, options, finding.lang)
        if not how.json:
            page, left_out = JOURNEYS.page(store), outside(store)
    if how.json:
        counts = {
            "homes": _home_documents(result.homes),
            "created": result.created,
            "updated": result.updated,
        }
        JOURNEYS.print_found(current, result.journeys, counts, "", None)
    else:
        print_journeys(current, result, left_out, page, homeless=options.homes is None)
    return 0


def print_journeys(
    current: Session,
    result: "JourneysResult",
    left_out: "Outside",
    page: "Page",
    *,
    homeless: bool,
) -> None:
    """Print the journeys that were found, the homes, and which photos are left out.

    `homeless` if no home was to be looked for.
    """
    from photosort.report import homes
    from photosort.report import journeys as report

    if result.journeys:
        current.emit(JOURNEYS.table(result.journeys, page))
    home = homes.sentence(result.homes)
    if not homeless:
        current.say(f"Home  {home}" if home else _NO_HOME)
    changes = _changes(len(result.journeys), result.created, result.updated)
    current.say(report.summary(len(result.journeys), changes, left_out))


def _changes(count: int, created: int, updated: int) -> str:
    """What is new and changed, where not all is new."""
    told = ((created, "new"), (updated, "changed"))
    some = [f"{number:,} {what}" for number, what in told if number]
    return f" ({', '.join(some)})" if some and created < count else ""


def _home_documents(
    homes: "Sequence[tuple[Home, Mapping[str, str]]]",
) -> list[dict[str, Any]]:
    """The homes as JSON, without stand-ins."""
    from photosort.report import journeys as report

    return [report.home_to_json(*each) for each in homes if each[0].source in ("found", "given")]


def list_journeys(
    *, filters: Filters, sort: Sort = "start", paging: Paging, members: Members = False
) -> nouns.Work["nouns.Listed[Journey]"]:
    """List the journeys that were found.

    Examples:
      photosort journeys list --from 2023 --sort -photos
      photosort journeys list --country Japan --csv
    """
    from photosort.settings.filters import Filter
    from photosort.workflow import journeys as workflow

    wanted = Filter(sort=sort, **filters.parsed(), **paging.parsed())

    def work(store: "Store") -> "nouns.Listed[Journey]":
        found = workflow.list_journeys(store, wanted)
        found = workflow.with_members(store, found) if members else found
        return nouns.Listed(found, filtered=wanted.narrows)

    return work


def show_journey(
    current: Session,
    id: Id,
    members: Members = False,
    gpx: _Route = None,
    kml: _Route = None,
    geojson: _Route = None,
    json: Json = False,
    dry_run: DryRun = False,
) -> int:
    """Show one journey with its stops, or write its route.

    Programs for maps read the route: GPX, KML or GeoJSON.

    Examples:
      photosort journeys show "Japan 2023"
      photosort journeys show "Japan 2023" --gpx japan.gpx
    """
    from photosort.report import layout
    from photosort.workflow import journeys as workflow

    wanted = (("gpx", gpx), ("kml", kml), ("geojson", geojson))
    files = {kind: os.fspath(path) for kind, path in wanted if path is not None}
    with current.read() as store:
        journey = workflow.show_journey(store, id)
        points = workflow.write_track(store, journey, files, dry_run=dry_run)
        if members:
            (journey,) = workflow.with_members(store, [journey])
    verb = "Would write" if dry_run else "Wrote"
    for path in files.values():
        current.say(f"{verb} {layout.plural(points, 'point')} to {layout.printable(path)}")
    print_journey(current, journey, json=json)
    return 0


def print_journey(current: Session, journey: "Journey", *, json: bool) -> None:
    """A journey, with its photos where it has its members."""
    if json:
        current.print_json(JOURNEYS.document(journey))
    else:
        current.emit(JOURNEYS.details(journey))


def map_journey(
    current: Session,
    id: Id,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Write the map to FILE, .svg or .png.")],
    width: Annotated[
        int, typer.Option(metavar="PIXELS", help="Make the map PIXELS wide; 200 to 20000.")
    ] = 1600,
    json: Json = False,
    dry_run: DryRun = False,
) -> int:
    """Draw a map of one journey.

    The map shows land, the route with dashed flights, and the stops with their names.

    Examples:
      photosort journeys map "Japan 2023" --out japan.png
      photosort journeys map "Japan 2023" --out japan.svg --width 1200
    """
    from photosort.report import layout
    from photosort.settings.album import MapOptions
    from photosort.workflow.album import still_map

    options = MapOptions(os.fspath(out), width)
    with current.read() as store:
        result = still_map.make_map(store, id, options, dry_run=dry_run)
    if json:
        current.print_json(
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
    id: Id,
    title: Annotated[
        str | None,
        typer.Option(
            metavar="TITLE",
            help="Set TITLE as the title; an empty one brings back the title that was found.",
        ),
    ] = None,
    custom_id: NewCustomId = None,
    label: NewLabels = None,
) -> nouns.Work["Journey"]:
    """Set the title, the labels or an id of your own.

    What you set lasts through later runs. An empty title brings back the one that was found.

    Examples:
      photosort journeys update "Japan 2023" --title "Cherry trees"
      photosort journeys update "Japan 2023" --label with=Alice
    """
    from photosort.workflow import journeys as workflow

    labels = nouns.checked_edits(title, custom_id, label)
    return lambda store: workflow.update_journey(store, id, title, custom_id, labels)


def delete_journeys(ids: Ids) -> nouns.Work[list[str]]:
    """Hide journeys, so that later runs do not bring them back.

    The days of a deleted journey come back in no journey. No photo is touched; photosort
    journeys restore and photosort journeys undo bring deleted journeys back.

    Examples:
      photosort journeys delete "Japan 2023" --dry-run
    """
    from photosort.workflow import journeys as workflow

    return lambda store: workflow.delete_journeys(store, ids)


def restore_journeys(ids: Ids) -> nouns.Work[list[str]]:
    """Bring deleted journeys back.

    photosort journeys list --deleted lists them.

    Examples:
      photosort journeys restore "Denmark 2023"
    """
    from photosort.workflow import journeys as workflow

    return lambda store: workflow.restore_journeys(store, ids)


def undo() -> nouns.Work[tuple[str, list[str]]]:
    """Undo the last update, delete or restore.

    Run the command again to undo the one before.

    Examples:
      photosort journeys undo
    """
    from photosort.workflow import journeys as workflow

    return workflow.undo


def homes(current: Session, printing: Printing) -> int:
    """Show where you lived, and when.

    photosort journeys finds homes from photos; each comes with the number of days with photos
    on which that rests.
    journeys --home sets homes by hand.

    Examples:
      photosort journeys homes
    """
    from photosort.report import journeys as report
    from photosort.workflow import journeys as workflow

    form = printing.form()
    with current.read() as store:
        found = workflow.list_homes(store)
    if form:
        documents = (report.home_to_json(*each) for each in found)
        current.print_list(form, documents, report.HOME_COLUMNS, _NO_HOME)
    else:
        current.show(report.homes(found), _NO_HOME)
    return 0
