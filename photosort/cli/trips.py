"""`photosort trips`."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from photosort.cli import journeys, nouns
from photosort.cli.options import (
    Filters,
    Id,
    Ids,
    Json,
    Members,
    NewCustomId,
    NewLabels,
    NewTitle,
    Paging,
    Sort,
    Writing,
)
from photosort.cli.session import Session
from photosort.cli.signatures import OptionGroup, add, add_group
from photosort.errors import PhotosortError

if TYPE_CHECKING:
    from photosort.model import Journey, Outside, Trip
    from photosort.report.page import Page
    from photosort.settings.trips import TripOptions
    from photosort.store import Store
    from photosort.workflow.trips import TripsResult


T = TypeVar("T")


class _Trips(nouns.Noun["Trip"]):
    """Trips as a noun."""

    key = "trips"
    nothing = "No trips. Run photosort trips to find some."

    def __init__(self, *, home: bool = False) -> None:
        """`home`: days at home are listed one by one."""
        self.home = home

    def report(self) -> "nouns.Report[Trip]":
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import trips

        return trips

    def shown(self, one: "Trip", *, members: bool = False, **_asked: Any) -> dict[str, Any]:
        """See `photosort.cli.nouns.Noun`; the photos of a trip only if asked for."""
        document = self.document(one)
        if not members:
            del document["members"]
        return document

    def ids(self, store: "Store") -> Collection[str]:
        """See `photosort.cli.nouns.Noun`."""
        return [*store.trips.ids(), *store.journeys.ids()]

    def table(self, found: "Sequence[Trip]", page: "Page") -> str:
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import trips as report

        return report.table(found, page, home=self.home)


TRIPS = _Trips()

AtHome = Annotated[
    bool,
    typer.Option("--home", help="List days at home one by one, not in one line a year."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = add_group(app, "trips", trips)
    nouns.add_list(group, TRIPS, list_trips)
    add(group, "show", show_trip)
    nouns.add_update(group, TRIPS, update_trip)
    nouns.add_delete(group, delete_trips)
    nouns.add_restore(group, restore_trips)
    nouns.add_undo(group, TRIPS, undo)


class _Finding(OptionGroup):
    """Options for finding trips."""

    gap_days: Annotated[
        int,
        typer.Option(
            metavar="N", help="Let a cluster hold up to N days without photos; 0 to 99999."
        ),
    ] = 1
    min_days: Annotated[
        int, typer.Option(metavar="N", help="Leave out clusters of fewer than N days; 1 to 99999.")
    ] = 1
    max_days: Annotated[
        int, typer.Option(metavar="N", help="Leave out clusters of more than N days; 1 to 99999.")
    ] = 99_999
    levels: Annotated[
        str | None,
        typer.Option(
            metavar="LEVEL[,LEVEL...]",
            help="Print the clusters of each LEVEL: country, province, city,"
            " district or township (default: journeys are printed, country and"
            " province are found).",
            show_default=False,
        ),
    ] = None
    tz: Annotated[
        str | None,
        typer.Option(
            metavar="OFFSET",
            help="Take days by one OFFSET from UTC, such as +08:00 (default: the"
            " time zone of each place).",
        ),
    ] = None

    def parsed(self) -> "TripOptions":
        """The validated options. Raises `UsageError`."""
        from photosort.settings.parsing import parse_offset, split_list
        from photosort.settings.trips import LEVELS, TripOptions

        return TripOptions(
            gap_days=self.gap_days,
            min_days=self.min_days,
            max_days=self.max_days,
            levels=LEVELS if self.levels is None else split_list(self.levels),
            tz=None if self.tz is None else parse_offset(self.tz),
        )


def trips(
    current: Session,
    finding: _Finding,
    *,
    home: AtHome = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Also drop photos that are missing from disk.")
    ] = False,
    members: Members = False,
    how: Writing,
) -> int:
    """Find trips and journeys: where you went, when, with which stops.

    Without --levels, photosort prints journeys: from leaving home to coming back. With
    --levels, it prints clusters: runs of days with photos in one country, in one city and so
    on. Both are found and stored in any case; titles, labels and deletions of yours last.

    Examples:
      photosort trips
      photosort trips --levels country,city --min-days 2
      photosort trips --levels city --gap-days 0 --json
    """
    from photosort.report import trips as report
    from photosort.workflow import trips as workflow
    from photosort.workflow.index.places import outside
    from photosort.workflow.journeys import find_journeys, look_for_homes, with_given_homes

    options = finding.parsed()
    # a step of another command leaves the journeys to that
    whole = current.store is None and not _asks_for_clusters(current)
    with current.write(how) as store:
        away = with_given_homes(store, journeys.configured(current))
        found = find_journeys(store, away) if whole else None
        homes = [each for each, _ in found.homes] if found else look_for_homes(store, away)
        result = workflow.find_trips(
            store, options, rebuild=rebuild, homes=homes, radius_km=away.radius_km
        )
        if how.json:
            shown = workflow.with_members(store, result.trips) if members else result.trips
            counts = _counts(options, result, *store.facts.count_outside_clusters())
        else:
            page, left_out = TRIPS.page(store), outside(store)
    if how.json:
        TRIPS.print_found(current, shown, counts, "", None)
    elif found:
        journeys.print_journeys(current, found, left_out, page, homeless=away.homes is None)
        if clusters := report.clusters(result.trips, "photosort trips --levels"):
            current.say(clusters)
    else:
        _Trips(home=home).print_found(current, result.trips, {}, _summary(result, left_out), page)
    return 0


def _asks_for_clusters(current: Session) -> bool:
    """Whether this call, and not only the config file, says which clusters it wants."""
    names = ("levels", "gap_days", "min_days", "max_days", "tz", "home")
    sources = map(current.context.get_parameter_source, names)
    return any(each and each.name in ("COMMANDLINE", "ENVIRONMENT") for each in sources)


def _counts(
    options: "TripOptions", result: "TripsResult", unplaced: int, undated: int
) -> dict[str, Any]:
    """The counts for the JSON document."""
    from photosort.report import json as as_json

    return {
        "options": {
            "gap_days": options.gap_days,
            "min_days": options.min_days,
            "max_days": options.max_days,
            "levels": list(options.levels),
            "tz": as_json.offset(options.tz),
        },
        "created": result.created,
        "updated": result.updated,
        "hidden": result.hidden,
        "unplaced": unplaced,
        "undated": undated,
    }


def _summary(result: "TripsResult", left_out: "Outside") -> str:
    from photosort.report import journeys, layout

    changes = f"{result.created:,} new, {result.updated:,} changed"
    found = f"{layout.plural(len(result.trips), 'cluster')}: {changes}."
    return f"{found} {journeys.left_out(left_out)}".rstrip()


def list_trips(
    *,
    level: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LEVEL",
            help="List the clusters of LEVEL, such as country or city; may be given several times.",
        ),
    ] = None,
    home: AtHome = False,
    filters: Filters,
    sort: Sort = "start",
    paging: Paging,
    members: Members = False,
) -> nouns.Work["nouns.Listed[Trip]"]:
    """List trips: journeys, or with --level clusters.

    If no journey fits the options, the clusters that fit are listed. --json lists clusters in
    any case; journeys list --json lists journeys.

    Examples:
      photosort trips list --from 2023 --country Japan
      photosort trips list --level city --sort -photos --limit 10
    """
    from photosort.report import trips as report
    from photosort.settings.filters import Filter
    from photosort.workflow import trips as workflow
    from photosort.workflow.journeys import list_journeys

    levels = tuple(name for each in level or () for name in each.split(","))
    wanted = Filter(levels=levels, sort=sort, **filters.parsed(), **paging.parsed())
    clusters = bool(level) or home or wanted.deleted

    def work(store: "Store") -> "nouns.Listed[Trip]":
        found = workflow.list_trips(store, wanted)
        found = workflow.with_members(store, found) if members else found
        away = [] if clusters else list_journeys(store, wanted)
        if not away:
            return nouns.Listed(
                found, "", wanted.narrows, lambda page: report.table(found, page, home=home)
            )
        others = report.clusters(found, "photosort trips list --level")
        return nouns.Listed(
            found, others, wanted.narrows, lambda page: journeys.JOURNEYS.table(away, page)
        )

    return work


def show_trip(current: Session, id: Id, members: Members = False, json: Json = False) -> int:
    """Show one trip: a journey with its stops, or a cluster.

    Examples:
      photosort trips show "Japan 2023"
      photosort trips show "Japan 2023" --members --json
    """
    from photosort.model import Journey
    from photosort.workflow import journeys as away
    from photosort.workflow import trips as workflow

    with current.read() as store:
        one = _trip_or_journey(store, id)
        if not isinstance(one, Journey):
            (one,) = workflow.with_members(store, [one])
        elif members:
            (one,) = away.with_members(store, [one])
    if isinstance(one, Journey):
        journeys.print_journey(current, one, json=json)
    elif json:
        current.print_json(TRIPS.shown(one, members=members))
    else:
        current.emit(TRIPS.details(one))
    return 0


def _trip_or_journey(store: "Store", id: str) -> "Trip | Journey":
    """What people call a trip may be either."""
    from photosort.workflow.journeys import show_journey
    from photosort.workflow.trips import show_trip

    try:
        return show_trip(store, id)
    except PhotosortError:
        with suppress(PhotosortError):
            return show_journey(store, id)
        raise


def _no_journeys(command: str, ids: "Sequence[str]", work: nouns.Work[T]) -> nouns.Work[T]:
    """`work`, which first refuses ids of journeys and says which command takes them."""

    def checked(store: "Store") -> T:
        from photosort.model import Journey

        for id in ids:
            one: Trip | Journey | None = None
            with suppress(PhotosortError):  # what is wrong with it, `work` says better
                one = _trip_or_journey(store, id)
            if isinstance(one, Journey):
                hint = f"photosort journeys {command} {one.id} is the command for it"
                raise PhotosortError(f"{id} is a journey, {one.title}", hint)
        return work(store)

    return checked


def update_trip(
    id: Id, title: NewTitle = None, custom_id: NewCustomId = None, label: NewLabels = None
) -> nouns.Work["Trip"]:
    """Set the title, the labels or an id of your own.

    What you set lasts through later runs.

    Examples:
      photosort trips update "Kyoto 2023" --title "Cherry trees"
      photosort trips update "Kyoto 2023" --label with=Alice
    """
    from photosort.workflow import trips as workflow

    labels = nouns.checked_edits(title, custom_id, label)
    return _no_journeys(
        "update", [id], lambda store: workflow.update_trip(store, id, title, custom_id, labels)
    )


def delete_trips(ids: Ids) -> nouns.Work[list[str]]:
    """Hide trips, so that later runs do not bring them back.

    The days of a deleted trip come back in no trip of this place and level. No photo is
    touched; photosort trips restore and photosort trips undo bring deleted trips back.

    Examples:
      photosort trips delete "Kyoto 2023" --dry-run
    """
    from photosort.workflow import trips as workflow

    return _no_journeys("delete", ids, lambda store: workflow.delete_trips(store, ids))


def restore_trips(ids: Ids) -> nouns.Work[list[str]]:
    """Bring deleted trips back, at the next run of photosort trips.

    photosort trips list --deleted lists them.

    Examples:
      photosort trips restore "Roskilde 2023"
    """
    from photosort.workflow import trips as workflow

    return _no_journeys("restore", ids, lambda store: workflow.restore_trips(store, ids))


def undo() -> nouns.Work[tuple[str, list[str]]]:
    """Undo the last update, delete or restore.

    Run the command again to undo the one before.

    Examples:
      photosort trips undo
    """
    from photosort.workflow import trips as workflow

    return workflow.undo
