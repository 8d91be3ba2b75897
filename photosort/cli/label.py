"""`photosort label`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli.options import Writing, where_option
from photosort.cli.session import Session, failed_code
from photosort.cli.signatures import add
from photosort.errors import UsageError

if TYPE_CHECKING:
    from photosort.workflow.labels import Labelled


def register(app: typer.Typer) -> None:
    """Add the command."""
    add(app, "label", label)


def label(
    current: Session,
    *,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE... KEY=VALUE...",
            help="Each FILE is a file, a folder, or the id, name or title of a"
            " trip, journey, moment or person; KEY= removes the label of that"
            " KEY.",
            show_default=False,
        ),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="Remove the label KEY; may be given several times."),
    ] = None,
    where: Annotated[str | None, where_option("Label the files that the query EXPR finds.")] = None,
    how: Writing,
) -> int:
    """Attach labels to photos, trips, journeys, moments and persons.

    A label is a KEY with a VALUE. Labels stay in the library; files are not touched. A label stays
    when a file moves or is read again. Queries find labels by label:KEY=VALUE.

    Examples:
      photosort label ~/Pictures/2023 album=family
      photosort label --where 'country:Japan' season=spring
      photosort label "Japan 2023" paid=yes
    """
    from photosort.workflow import labels as workflow

    targets, texts = workflow.sort_out(words or ())
    if not texts and not remove:
        raise UsageError("no label is given", "give one as in photosort label IMG_1.jpg at=beach")
    if not targets and where is None:
        raise UsageError("nothing to label is given", "give files, folders, ids, or --where EXPR")
    changes = _changes(texts, remove or ())
    with current.write(how) as store:
        current.tell_unknown(store, where)
        result = workflow.label(store, targets, where, changes)
    if how.json:
        current.print_json(_document(result, changes))
    else:
        current.warn_failed(result.failed)
        _say_labelled(current, result, dry_run=how.dry_run)
    return failed_code(result.failed)


def _changes(texts: Sequence[str], remove: Sequence[str]) -> dict[str, str | None]:
    """The labels to be set, by key; None takes one away. Raises `UsageError`."""
    from photosort.settings.parsing import parse_labels

    if any(not key or "=" in key for key in remove):
        raise UsageError("--remove takes the key of a label", "as in --remove at")
    changes: dict[str, str | None] = dict.fromkeys(remove)
    return changes | {key: value or None for key, value in parse_labels(texts)}


def _document(result: "Labelled", changes: dict[str, str | None]) -> dict[str, Any]:
    from photosort.report import json as as_json

    return {
        "files": result.files,
        "ids": result.others,
        "set": {key: value for key, value in changes.items() if value is not None},
        "removed": [key for key, value in changes.items() if value is None],
        "failed": as_json.failures(result.failed),
    }


def _say_labelled(current: Session, result: "Labelled", *, dry_run: bool) -> None:
    from photosort.report.layout import plural

    verb = "Would label" if dry_run else "Labelled"
    done = [plural(result.files, "file")] * bool(result.files or not result.others)
    current.say(f"{verb} {', '.join([*done, *result.others])}")
