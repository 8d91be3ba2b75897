"""`photosort trips`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli import nouns
from photosort.cli.options import (
    Filters,
    Id,
    Ids,
    Members,
    NewCustomId,
    NewLabels,
    NewTitle,
    Paging,
    Sort,
    Writing,
)
from photosort.cli.session import Session
from photosort.cli.signatures import OptionGroup, add_group
from photosort.cli.stdout import terminal_width

if TYPE_CHECKING:
    from photosort.model import Trip
    from photosort.settings.trips import TripOptions
    from photosort.store import Store
    from photosort.workflow.trips import TripsResult


class _Trips(nouns.Noun["Trip"]):
    """Trips as a noun."""

    key = "trips"
    nothing = "No trips; photosort trips finds them"

    def document(self, one: "Trip") -> dict[str, Any]:
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import trips as report

        return report.to_json(one)

    def shown(self, one: "Trip", *, members: bool = False, **_asked: Any) -> dict[str, Any]:
        """See `photosort.cli.nouns.Noun`; the photos of a trip only if asked for."""
        document = self.document(one)
        if not members:
            del document["members"]
        return document

    def table(self, found: "Sequence[Trip]") -> str:
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import trips as report

        return report.table(found, terminal_width())

    def details(self, one: "Trip") -> str:
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import trips as report

        return report.details(one)


TRIPS = _Trips()


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = add_group(app, "trips", trips)
    nouns.add_list(group, TRIPS, list_trips)
    nouns.add_show(group, TRIPS, show_trip)
    nouns.add_update(group, TRIPS, update_trip)
    nouns.add_delete(group, delete_trips)
    nouns.add_restore(group, restore_trips)
    nouns.add_undo(group, TRIPS, undo)


class _Finding(OptionGroup):
    """Options for finding trips."""

    gap_days: Annotated[
        int,
        typer.Option(metavar="N", help="Let a trip hold up to N days without photos; 0 to 99999."),
    ] = 1
    min_days: Annotated[
        int, typer.Option(metavar="N", help="Leave out trips of fewer than N days; 1 to 99999.")
    ] = 1
    max_days: Annotated[
        int, typer.Option(metavar="N", help="Leave out trips of more than N days; 1 to 99999.")
    ] = 99_999
    levels: Annotated[
        str,
        typer.Option(
            metavar="LEVEL[,LEVEL...]",
            help="Print the trips of each LEVEL: country, province, city, district"
            " or township (default: journeys are printed, country and province"
            " are found).",
        ),
    ] = "country,province"
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
        from photosort.settings.trips import TripOptions

        return TripOptions(
            gap_days=self.gap_days,
            min_days=self.min_days,
            max_days=self.max_days,
            levels=split_list(self.levels),
            tz=None if self.tz is None else parse_offset(self.tz),
        )


def trips(
    current: Session,
    finding: _Finding,
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Also drop photos that are missing from disk.")
    ] = False,
    members: Members = False,
    how: Writing,
) -> int:
    """Find trips and journeys: where you went, when, with which stops.

    Without --levels, photosort prints journeys: from leaving home to coming back. With
    --levels, it prints trips by place: runs of days with photos in one country, one city and so
    on. Both are found and stored in any case; titles, labels and deletions of yours last.

    Examples:
      photosort trips
      photosort trips --levels country,city --min-days 2
      photosort trips --levels city --gap-days 0 --json
    """
    from photosort.workflow import trips as workflow

    options = finding.parsed()
    with current.write(how) as store:
        result = workflow.find_trips(store, options, rebuild=rebuild)
        found = workflow.with_members(store, result.trips) if members else result.trips
    TRIPS.print_found(current, found, _counts(options, result), _summary(result), how.json)
    return 0


def _counts(options: "TripOptions", result: "TripsResult") -> dict[str, Any]:
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
        "unplaced": result.unplaced,
        "undated": result.undated,
    }


def _summary(result: "TripsResult") -> str:
    from photosort.report import layout

    left_out = [
        f"{layout.plural(count, 'photo')} {why}"
        for count, why in ((result.unplaced, "without a place"), (result.undated, "without a date"))
        if count
    ]
    return (
        f"{layout.plural(len(result.trips), 'trip')}: {result.created:,} new,"
        f" {result.updated:,} changed"
        + (f"; {' and '.join(left_out)} are in none" if left_out else "")
    )


def list_trips(
    *,
    level: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LEVEL",
            help="List the trips of LEVEL, such as country or city; may be given several times.",
        ),
    ] = None,
    filters: Filters,
    sort: Sort = "start",
    paging: Paging,
    members: Members = False,
) -> nouns.Work["nouns.Listed[Trip]"]:
    """List trips: journeys, or with --level trips by place.

    If no journey fits the options, the trips by place that fit are listed. --json lists trips
    by place in any case; journeys list --json lists journeys.

    Examples:
      photosort trips list --from 2023 --country Japan
      photosort trips list --level city --sort -photos --limit 10
    """
    from photosort.settings.filters import Filter
    from photosort.workflow import trips as workflow

    wanted = Filter(levels=tuple(level or ()), sort=sort, **filters.parsed(), **paging.parsed())

    def work(store: "Store") -> "nouns.Listed[Trip]":
        found = workflow.list_trips(store, wanted)
        found = workflow.with_members(store, found) if members else found
        return nouns.Listed(found, filtered=wanted.narrows)

    return work


def show_trip(id: Id, members: Members = False) -> nouns.Work["Trip"]:
    """Show one trip: a journey with its stops, or a trip by place.

    Examples:
      photosort trips show "Japan 2023"
      photosort trips show "Japan 2023" --members --json
    """
    from photosort.workflow import trips as workflow

    return lambda store: workflow.with_members(store, [workflow.show_trip(store, id)])[0]


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
    return lambda store: workflow.update_trip(store, id, title, custom_id, labels)


def delete_trips(ids: Ids) -> nouns.Work[list[str]]:
    """Hide trips, so that later runs do not bring them back.

    The days of a deleted trip come back in no trip of this place and level. No photo is
    touched; photosort trips restore and photosort trips undo bring deleted trips back.

    Examples:
      photosort trips delete "Kyoto 2023" --dry-run
    """
    from photosort.workflow import trips as workflow

    return lambda store: workflow.delete_trips(store, ids)


def restore_trips(ids: Ids) -> nouns.Work[list[str]]:
    """Bring deleted trips back, at the next run of photosort trips.

    photosort trips list --deleted lists them.

    Examples:
      photosort trips restore "Roskilde 2023"
    """
    from photosort.workflow import trips as workflow

    return lambda store: workflow.restore_trips(store, ids)


def undo() -> nouns.Work[tuple[str, list[str]]]:
    """Undo the last update, delete or restore.

    Run the command again to undo the one before.

    Examples:
      photosort trips undo
    """
    from photosort.workflow import trips as workflow

    return workflow.undo
