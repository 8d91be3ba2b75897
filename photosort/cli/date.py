"""`photosort date`: put the dates of photos right, in the library only."""

import os
from typing import Annotated

import typer

from photosort.cli.correct import Correction, correct, need_files
from photosort.cli.options import Writing
from photosort.cli.session import Session
from photosort.cli.signatures import add
from photosort.errors import UsageError

_EXAMPLE = "photosort date set scan.jpg 1975-06"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        name="date",
        help="Correct the dates of photos, in the library only.\n\nThe files stay as they are.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    # -1h looks like an option
    add(group, "set", set_, context_settings={"ignore_unknown_options": True})
    add(group, "unset", unset)
    app.add_typer(group)


def set_(
    current: Session,
    *,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE... DATE",
            help="Each FILE is a file, a folder or an id; DATE is a date or a shift.",
            show_default=False,
        ),
    ],
    correction: Correction,
    how: Writing,
) -> int:
    """Set the date of photos, or shift it.

    DATE is a year, a month, a day or a time: 1975, 1975-06, 1975-06-12, "1975-06-12 10:30". A time
    is that of a clock at the place; an offset from UTC may follow: 1975-06-12T10:30+02:00. To move
    the dates that photos have, give a shift as DATE: +1d2h, -30m. A photo with no more than a year
    or a month joins no trip; queries find it and sort by what is known.

    The date stays in the library, whatever you index later. Files are never changed.

    Examples:
      photosort date set ~/Pictures/scans 1975-06
      photosort date set --where 'camera:"Canon EOS 80D"' +1h
    """
    from photosort.workflow import corrections as workflow

    *files, text = _with_whole_date(words)
    need_files(files, correction, _EXAMPLE)
    try:
        dating = workflow.dating_of(text)
    except UsageError as error:
        raise UsageError(
            error.message, f"{error.hint}; the date comes last, as in {_EXAMPLE}"
        ) from None
    options = current.place_options(correction.naming)
    verb = "Dated" if dating.moment else "Shifted the date of"
    return correct(
        current,
        how,
        verb,
        lambda store, progress: workflow.set_date(
            store, files, correction.where, dating, options, progress
        ),
        correction.where,
    )


def _with_whole_date(words: list[str]) -> list[str]:
    """The words, of which a date of two, as `last month`, becomes one."""
    from photosort.dates import is_word

    whole = " ".join(words[-2:])
    if len(words) > 2 and is_word(whole) and not os.path.lexists(words[-2]):
        return [*words[:-2], whole]
    return words


def unset(
    current: Session,
    *,
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE...", help="Each FILE is a file, a folder or an id.", show_default=False
        ),
    ] = None,
    correction: Correction,
    how: Writing,
) -> int:
    """Go back to the dates that the files themselves have.

    Corrections made by date set are dropped.

    Examples:
      photosort date unset ~/Pictures/scans
      photosort date unset --where 'taken:1975'
    """
    from photosort.workflow import corrections as workflow

    need_files(files or (), correction, "photosort date unset scan.jpg")
    options = current.place_options(correction.naming)
    return correct(
        current,
        how,
        "Restored the date of",
        lambda store, progress: workflow.unset_date(
            store, files or (), correction.where, options, progress
        ),
        correction.where,
    )
