"""`photosort moments`."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated

import typer

from photosort.cli import nouns
from photosort.cli.options import (
    Filters,
    Id,
    Ids,
    NewCustomId,
    NewLabels,
    NewTitle,
    Paging,
    Sort,
    Writing,
)
from photosort.cli.session import Session
from photosort.cli.signatures import OptionGroup, add_group

if TYPE_CHECKING:
    from photosort.model import Moment
    from photosort.settings.moments import MomentOptions
    from photosort.store import Store
    from photosort.workflow.moments import MomentsResult


class _Moments(nouns.Noun["Moment"]):
    """Moments as a noun."""

    key = "moments"
    nothing = "No moments. Run photosort moments to find some."

    def report(self) -> "nouns.Report[Moment]":
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import moments

        return moments

    def ids(self, store: "Store") -> Collection[str]:
        """See `photosort.cli.nouns.Noun`."""
        return store.moments.ids()


MOMENTS = _Moments()


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = add_group(app, "moments", moments)
    nouns.add_list(group, MOMENTS, list_moments)
    nouns.add_show(group, MOMENTS, show_moment)
    nouns.add_update(group, MOMENTS, update_moment)
    nouns.add_delete(group, delete_moments)
    nouns.add_restore(group, restore_moments)
    nouns.add_undo(group, MOMENTS, undo)


class _Finding(OptionGroup):
    """Options for finding moments."""

    time_gap: Annotated[
        str,
        typer.Option(
            metavar="TIME",
            help="Start a new moment after a pause of more than TIME, such as 2h or 90m.",
        ),
    ] = "2h"
    time_deviation: Annotated[
        str,
        typer.Option(
            metavar="TIME",
            help="Start a new moment with a photo taken more than TIME after the"
            " average of those before it.",
        ),
    ] = "90m"
    distance_km: Annotated[
        float,
        typer.Option(
            metavar="R",
            help="Continue a moment after a pause if the photos are within R km; 0 to 20100.",
        ),
    ] = 5.0
    spread_km: Annotated[
        float,
        typer.Option(
            metavar="R",
            help="Let the photos of a moment lie up to R km around their centre; 0 to 20100.",
        ),
    ] = 3.0
    max_gap_days: Annotated[
        int,
        typer.Option(
            metavar="N",
            help="Never continue a moment after a pause of more than N days of 24 hours;"
            " 0 to 99999.",
        ),
    ] = 2
    exact: Annotated[
        bool,
        typer.Option(
            "--exact",
            help="Follow the published method to the letter: sum of squares, pauses of any length.",
        ),
    ] = False

    def parsed(self) -> "MomentOptions":
        """The validated options. Raises `UsageError`."""
        from photosort.settings.moments import MomentOptions
        from photosort.settings.parsing import parse_duration

        return MomentOptions(
            time_gap=parse_duration("--time-gap", self.time_gap),
            time_deviation=parse_duration("--time-deviation", self.time_deviation),
            distance_km=self.distance_km,
            spread_km=self.spread_km,
            max_gap_days=self.max_gap_days,
            exact=self.exact,
        )


def moments(current: Session, finding: _Finding, how: Writing) -> int:
    """Find moments: photos close in time, then in place.

    A birthday is a moment, or an afternoon at the beach. Within a moment, photos are grouped by
    who is in them. organize --by moment lays moments out in folders; album, film and label take
    them, too.

    Examples:
      photosort moments
      photosort moments --time-gap 4h --distance-km 2
    """
    from photosort.workflow import moments as workflow

    options = finding.parsed()
    with current.write(how) as store:
        result = workflow.find_moments(store, options)
        page = None if how.json else MOMENTS.page(store)
    counts = {"created": result.created, "updated": result.updated, "undated": result.undated}
    MOMENTS.print_found(current, result.moments, counts, _summary(result), page)
    return 0


def _summary(result: "MomentsResult") -> str:
    from photosort.report.layout import plural

    left_out = f"; {plural(result.undated, 'photo')} without a date are in none"
    return (
        f"{plural(len(result.moments), 'moment')}: {result.created:,} new,"
        f" {result.updated:,} changed" + (left_out if result.undated else "")
    )


def list_moments(
    *, filters: Filters, sort: Sort = "start", paging: Paging
) -> nouns.Work["nouns.Listed[Moment]"]:
    """List the moments that were found.

    Examples:
      photosort moments list --from 2023-04 --limit 10
      photosort moments list --title birthday
    """
    from photosort.settings.filters import Filter
    from photosort.workflow import moments as workflow

    wanted = Filter(sort=sort, **filters.parsed(), **paging.parsed())
    return lambda store: nouns.Listed(workflow.list_moments(store, wanted), filtered=wanted.narrows)


def show_moment(id: Id) -> nouns.Work["Moment"]:
    """Show one moment with its photos and who is in them.

    Examples:
      photosort moments show Birthday
    """
    from photosort.workflow import moments as workflow

    return lambda store: workflow.show_moment(store, id)


def update_moment(
    id: Id, title: NewTitle = None, custom_id: NewCustomId = None, label: NewLabels = None
) -> nouns.Work["Moment"]:
    """Set the title, the labels or an id of your own.

    What you set lasts through later runs.

    Examples:
      photosort moments update Birthday --title "Alice turns 40"
    """
    from photosort.workflow import moments as workflow

    labels = nouns.checked_edits(title, custom_id, label)
    return lambda store: workflow.update_moment(store, id, title, custom_id, labels)


def delete_moments(ids: Ids) -> nouns.Work[list[str]]:
    """Hide moments, so that later runs do not bring them back.

    No photo is touched; photosort moments restore and photosort moments undo bring them back.

    Examples:
      photosort moments delete Birthday --dry-run
    """
    from photosort.workflow import moments as workflow

    return lambda store: workflow.delete_moments(store, ids)


def restore_moments(ids: Ids) -> nouns.Work[list[str]]:
    """Bring deleted moments back.

    photosort moments list --deleted lists them.

    Examples:
      photosort moments restore Picnic
    """
    from photosort.workflow import moments as workflow

    return lambda store: workflow.restore_moments(store, ids)


def undo() -> nouns.Work[tuple[str, list[str]]]:
    """Undo the last update, delete or restore.

    Run the command again to undo the one before.

    Examples:
      photosort moments undo
    """
    from photosort.workflow import moments as workflow

    return workflow.undo
