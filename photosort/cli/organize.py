"""`photosort organize`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from photosort.cli.session import DryRun, Json, LockWait, emit, print_json, session
from photosort.errors import EXIT_SOME_FAILED


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("organize")(organize)


def organize(
    context: typer.Context,
    dest: Annotated[Path, typer.Argument(metavar="DEST", help="The folder to lay out.")],
    by: Annotated[
        str, typer.Option(metavar="VIEW[,VIEW...]", help="Of place, trip.")
    ] = "place,trip",
    mode: Annotated[
        str, typer.Option(metavar="MODE", help="symlink, hardlink or copy.")
    ] = "symlink",
    absolute: Annotated[
        bool, typer.Option("--absolute", help="Absolute links (default: relative ones).")
    ] = False,
    level: Annotated[
        str | None,
        typer.Option(metavar="LEVEL", help="Level of the trips (default: the finest found)."),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Remove what organize made in DEST.")
    ] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Compare DEST with its manifest; change nothing.")
    ] = False,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Lay out DEST as folders of links or copies, with a manifest.

    Run again, it makes DEST match the library: adds what is new and removes only what it made
    itself and nobody has changed. Originals are never touched.
    """
    from photosort.plan.manifest import to_json
    from photosort.report import text
    from photosort.settings import OrganizeOptions, split_list
    from photosort.workflow import organize as workflow

    current = session(context)
    options = OrganizeOptions(split_list(by), mode, absolute, level)
    target = os.fspath(dest)
    if verify:
        return _verify(target, json)
    if undo:
        with current.progress() as progress:
            result = workflow.undo(target, progress, dry_run=dry_run)
        if json:
            print_json(to_json(result.manifest))
        else:
            verb = "Would remove" if dry_run else "Removed"
            kept = len(result.manifest.kept)
            current.say(
                f"{verb} {text.plural(result.removed, 'file')} from {text.printable(result.dest)}"
                + (f"; {text.plural(kept, 'other file')} kept" if kept else "")
            )
        return 0
    with (
        current.write(lock_wait=lock_wait, dry_run=dry_run) as store,
        current.progress() as progress,
    ):
        result = workflow.organize(store, target, options, progress, dry_run=dry_run)
    manifest = result.manifest
    if json:
        print_json(to_json(manifest))
    else:
        current.say(
            text.organize_summary(
                result.dest,
                manifest.entries,
                result.made,
                result.removed,
                result.stayed,
                result.left_out,
                len(manifest.kept),
                dry_run=dry_run,
            )
        )
    for remark in manifest.skipped[result.left_out :]:
        current.warn(f"photosort: {text.printable(remark.path)} {remark.reason}")
    return EXIT_SOME_FAILED if result.failed else 0


def _verify(dest: str, json: bool) -> int:
    from photosort.report import text
    from photosort.workflow import organize as workflow

    different = workflow.verify(dest)
    if json:
        print_json([{"path": path, "reason": reason} for path, reason in different])
    else:
        for path, reason in different:
            emit(f"{text.printable(path)}: {reason}")
    return EXIT_SOME_FAILED if different else 0
