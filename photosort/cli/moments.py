"""`photosort moments`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli import nouns
from photosort.cli.options import Filters, Id, NewLabels, NewTitle, Paging, Writing
from photosort.cli.session import Session
from photosort.cli.signatures import OptionGroup, add_group
from photosort.cli.stdout import terminal_width
from photosort.errors import UsageError

if TYPE_CHECKING:
    from photosort.model import Moment
    from photosort.settings.moments import MomentOptions
    from photosort.workflow.moments import MomentsResult


class _Moments(nouns.Noun["Moment"]):
    """Moments as a noun."""

    key = "moments"
    nothing = "No moments; photosort moments finds them"

    def document(self, one: "Moment") -> dict[str, Any]:
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import moments as report

        return report.to_json(one)

    def table(self, found: "Sequence[Moment]") -> str:
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import moments as report

        return report.table(found, terminal_width())

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
    counts = {"created": result.created, "updated": result.updated, "undated": result.undated}
    MOMENTS.print_found(current, result.moments, counts, _summary(result), how.json)
    return 0


def _summary(result: "MomentsResult") -> str:
    from photosort.report.layout import plural

    left_out = f"; {plural(result.undated, 'photo')} without a date are in none"
    return (
        f"{plural(len(result.moments), 'moment')}: {result.created:,} new,"
        f" {result.updated:,} changed" + (left_out if result.undated else "")
    )


def list_moments(filters: Filters, paging: Paging) -> nouns.Work["nouns.Listed[Moment]"]:
    """List the moments that were found."""
    from photosort.settings.moments import MomentFilter
    from photosort.workflow import moments as workflow

    wanted = MomentFilter(**filters.parsed(), **paging.parsed())
    return lambda store: nouns.Listed(workflow.list_moments(store, wanted))


def show_moment(id: Id) -> nouns.Work["Moment"]:
    """Show one moment with its photos and who is in them."""
    from photosort.workflow import moments as workflow

    return lambda store: workflow.show_moment(store, id)


def update_moment(id: Id, title: NewTitle = None, label: NewLabels = None) -> nouns.Work["Moment"]:
    """Give a moment a title and labels. They last through later runs."""
    from photosort.settings.parsing import MAX_LABEL_BYTES, check_bytes, parse_labels
    from photosort.workflow import moments as workflow

    if title is None and not label:
        raise UsageError("nothing to set is named", "give --title or --label")
    check_bytes("--title", title, MAX_LABEL_BYTES)
    labels = parse_labels(label or ())
    return lambda store: workflow.update_moment(store, id, title, labels)
