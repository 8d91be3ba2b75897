"""`photosort check clocks`, and `doctor`, its earlier name."""

from typing import TYPE_CHECKING, Any

import typer

from photosort.cli.options import Json
from photosort.cli.session import Session
from photosort.cli.signatures import add

if TYPE_CHECKING:
    from photosort.cluster.clocks import ClockShift


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(rich_markup_mode=None, no_args_is_help=True)
    group.callback()(doctor)
    add(group, "clocks", clocks)
    app.add_typer(group, name="doctor", hidden=True)


def doctor() -> None:
    """Look for what may be wrong, and propose what to do.

    The same as photosort check clocks. Nothing is changed.
    """


def clocks(current: Session, json: Json = False) -> int:
    """Find cameras whose clock runs wrong, and by how much.

    Bursts that a camera and a phone shot side by side tell the difference. photosort index --shift
    corrects a clock; this command changes nothing.

    Examples:
      photosort check clocks
    """
    from photosort.report import clocks as clocks_report
    from photosort.workflow import doctor as workflow

    with current.read() as store:
        proposals = workflow.clocks(store)
    if json:
        current.print_json([_document(*each) for each in proposals])
        return 0
    lines = [
        clocks_report.proposal(
            camera, photos, shift.seconds, shift.confidence, shift.matches, shift.minutes
        )
        for camera, photos, shift in proposals
    ]
    current.show("\n".join(lines), "No camera clock seems to run wrong.")
    return 0


def _document(camera: str, photos: int, shift: "ClockShift") -> dict[str, Any]:
    from photosort.report import clocks as clocks_report

    return {
        "camera": camera,
        "shift": clocks_report.shift(shift.seconds),
        "seconds": shift.seconds,
        "confidence": shift.confidence,
        "photos": photos,
        "minutes": shift.minutes,
        "matches": shift.matches,
        "matches_now": shift.matches_now,
    }
