"""`photosort moments`."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Annotated, Any

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
    from photosort.report.page import Page
    from photosort.settings.moments import MomentOptions
    from photosort.store import Store
    from photosort.workflow.moments import MomentsResult


class _Moments(nouns.Noun["Moment"]):
    """Moments as a noun."""

    key = "moments"
    nothing = "No moments; photosort moments finds them"

    def document(self, one: "Moment") -> dict[str, Any]:
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import moments as report

        return report.to_json(one)

    def columns(self) -> "Sequence[str]":
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import moments as report

        return report.COLUMNS

    def ids(self, store: "Store") -> Collection[str]:
        """See `photosort.cli.nouns.Noun`."""
        return store.moments.ids()

    def table(self, found: "Sequence[Moment]", page: "Page") -> str:
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import moments as report

        return report.table(found, page)

    def details(self, one: "Moment") -> str:
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import moments as report

        return report.details(one)


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
        str, typer.Option(metavar="TIME", help="Longest pause between two photos, as 2h or 90m.")
    ] = "2h"
    time_deviation: Annotated[
        str, typer.Option(metavar="TIME", help="How far behind the mean of those before.")
    ] = "90m"
    distance_km: Annotated[
        float, typer.Option(metavar="R", help="Nearer ones go on after a pause.")
    ] = 5.0
    spread_km: Annotated[
        float, typer.Option(metavar="R", help="How far they may lie around their middle.")
    ] = 3.0
    max_gap_days: Annotated[
        int, typer.Option(metavar="N", help="Longest such pause, in days of 24 hours.")
    ] = 2
    exact: Annotated[
        bool,
        typer.Option(
            "--exact", help="The published method to the letter: sum of squares, any pause."
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
    """Find moments: photos close in time, then in place, and who is in them."""
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
    """List the moments that were found."""
    from photosort.settings.filters import Filter
    from photosort.workflow import moments as workflow

    wanted = Filter(sort=sort, **filters.parsed(), **paging.parsed())
    return lambda store: nouns.Listed(workflow.list_moments(store, wanted), filtered=wanted.narrows)


def show_moment(id: Id) -> nouns.Work["Moment"]:
    """Show one moment with its photos and who is in them."""
    from photosort.workflow import moments as workflow

    return lambda store: workflow.show_moment(store, id)


def update_moment(
    id: Id, title: NewTitle = None, custom_id: NewCustomId = None, label: NewLabels = None
) -> nouns.Work["Moment"]:
    """Set the title, labels and an id of your own of a moment. Later runs keep them."""
    from photosort.workflow import moments as workflow

    labels = nouns.checked_edits(title, custom_id, label)
    return lambda store: workflow.update_moment(store, id, title, custom_id, labels)


def delete_moments(ids: Ids) -> nouns.Work[list[str]]:
    """Hide moments for good: later runs make no moment of photos taken in their time.

    Photos are not touched. `moments restore` and `moments undo` bring them back.
    """
    from photosort.workflow import moments as workflow

    return lambda store: workflow.delete_moments(store, ids)


def restore_moments(ids: Ids) -> nouns.Work[list[str]]:
    """Restore deleted moments; `moments list --deleted` lists them."""
    from photosort.workflow import moments as workflow

    return lambda store: workflow.restore_moments(store, ids)


def undo() -> nouns.Work[tuple[str, list[str]]]:
    """Undo the last update, delete or restore; repeat to undo the one before."""
    from photosort.workflow import moments as workflow

    return workflow.undo
