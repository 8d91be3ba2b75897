"""`photosort label`."""

import os
from typing import Annotated

import typer

from photosort.cli.session import DryRun, Json, LockWait, print_json, session
from photosort.errors import EXIT_SOME_FAILED, UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("label")(label)


def label(
    context: typer.Context,
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
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Label photos, trips or journeys; labels are kept in the library, files are not touched.

    They stay when files move or are read again, and are asked for as label:KEY=VALUE.
    """
    from photosort.report.layout import plural, printable
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
    current = session(context)
    with current.write(lock_wait=lock_wait, dry_run=dry_run) as store:
        result = workflow.label(store, targets, where, changes)
    if json:
        print_json(
            {
                "files": result.files,
                "ids": result.others,
                "set": {key: value for key, value in changes.items() if value is not None},
                "removed": [key for key, value in changes.items() if value is None],
                "failed": [
                    {"path": os.fsdecode(path), "error": why} for path, why in result.failed
                ],
            }
        )
    else:
        for path, why in result.failed:
            current.warn(f"photosort: {printable(path)} {why}")
        verb = "Would label" if dry_run else "Labelled"
        done = [plural(result.files, "file")] * bool(result.files or not result.others)
        current.say(f"{verb} {', '.join([*done, *result.others])}")
    return EXIT_SOME_FAILED if result.failed else 0
