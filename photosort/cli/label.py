"""`photosort label`."""

from typing import Annotated

import typer

from photosort.cli.options import Writing
from photosort.cli.session import Session, failed_code
from photosort.cli.signatures import add
from photosort.errors import UsageError


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
            help="Files, folders or ids, and their labels; KEY= takes one away.",
            show_default=False,
        ),
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option(metavar="KEY", help="Take the label away.")
    ] = None,
    where: Annotated[
        str | None, typer.Option(metavar="EXPR", help="Label what `query EXPR` finds.")
    ] = None,
    how: Writing,
) -> int:
    """Label photos, trips or journeys; labels are kept in the library, files are not touched.

    They stay when files move or are read again, and are asked for as label:KEY=VALUE.
    """
    from photosort.report import json as as_json
    from photosort.report.layout import plural
    from photosort.settings.parsing import parse_labels
    from photosort.workflow import labels as workflow

    targets, texts = workflow.sort_out(words or ())
    if not texts and not remove:
        raise UsageError("no label is named", "photosort label IMG_1.jpg at=beach")
    if not targets and where is None:
        raise UsageError("nothing to label is named", "give files, ids, or --where EXPR")
    if any(not key or "=" in key for key in remove or ()):
        raise UsageError("--remove wants the key of a label", "as --remove at")
    pairs = dict(parse_labels(texts))
    changes: dict[str, str | None] = dict.fromkeys(remove or ())
    changes |= {key: value or None for key, value in pairs.items()}
    with current.write(how) as store:
        current.tell_unknown(store, where)
        result = workflow.label(store, targets, where, changes)
    if how.json:
        current.print_json(
            {
                "files": result.files,
                "ids": result.others,
                "set": {key: value for key, value in changes.items() if value is not None},
                "removed": [key for key, value in changes.items() if value is None],
                "failed": as_json.failures(result.failed),
            }
        )
    else:
        current.warn_failed(result.failed)
        verb = "Would label" if how.dry_run else "Labelled"
        done = [plural(result.files, "file")] * bool(result.files or not result.others)
        current.say(f"{verb} {', '.join([*done, *result.others])}")
    return failed_code(result.failed)
