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
        int, typer.Option(metavar="N", help="Days without photos that a trip may hold.")
    ] = 1
    min_days: Annotated[int, typer.Option(metavar="N", help="Shortest trip, in days.")] = 1
    max_days: Annotated[int, typer.Option(metavar="N", help="Longest trip, in days.")] = 99_999
    levels: Annotated[
        str,
        typer.Option(metavar="L[,L...]", help="Of country, province, city, district, township."),
    ] = "country,province"
    tz: Annotated[
        str | None,
        typer.Option(
            metavar="OFFSET", help="One offset for all, as +08:00 (default: the place's)."
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
        bool, typer.Option("--rebuild", help="Leave out photos that are gone from disk.")
    ] = False,
    members: Members = False,
    how: Writing,
) -> int:
    """Find trips: photos of one place on days that follow one another."""
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
            metavar="LEVEL", help="Only trips of this level, as country or city; may be repeated."
        ),
    ] = None,
    filters: Filters,
    sort: Sort = "start",
    paging: Paging,
    members: Members = False,
) -> nouns.Work["nouns.Listed[Trip]"]:
    """List the trips that were found."""
    from photosort.settings.filters import Filter
    from photosort.workflow import trips as workflow

    wanted = Filter(levels=tuple(level or ()), sort=sort, **filters.parsed(), **paging.parsed())

    def work(store: "Store") -> "nouns.Listed[Trip]":
        found = workflow.list_trips(store, wanted)
        found = workflow.with_members(store, found) if members else found
        return nouns.Listed(found, filtered=wanted.narrows)

    return work


def show_trip(id: Id, members: Members = False) -> nouns.Work["Trip"]:
    """Show one trip."""
    from photosort.workflow import trips as workflow

    return lambda store: workflow.with_members(store, [workflow.show_trip(store, id)])[0]


def update_trip(
    id: Id, title: NewTitle = None, custom_id: NewCustomId = None, label: NewLabels = None
) -> nouns.Work["Trip"]:
    """Set the title, labels and an id of your own of a trip. Later runs keep them."""
    from photosort.workflow import trips as workflow

    labels = nouns.checked_edits(title, custom_id, label)
    return lambda store: workflow.update_trip(store, id, title, custom_id, labels)


def delete_trips(ids: Ids) -> nouns.Work[list[str]]:
    """Hide trips for good: later runs make no trip of their days at that place and level.

    Photos are not touched. `trips restore` and `trips undo` bring them back.
    """
    from photosort.workflow import trips as workflow

    return lambda store: workflow.delete_trips(store, ids)


def restore_trips(ids: Ids) -> nouns.Work[list[str]]:
    """Restore deleted trips; the next `photosort trips` shows them again."""
    from photosort.workflow import trips as workflow

    return lambda store: workflow.restore_trips(store, ids)


def undo() -> nouns.Work[tuple[str, list[str]]]:
    """Undo the last update, delete or restore; repeat to undo the one before."""
    from photosort.workflow import trips as workflow

    return workflow.undo
