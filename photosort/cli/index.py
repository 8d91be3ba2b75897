"""`photosort index`."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from photosort.cli.delivery import NotifyCommand, ResultFile, delivered
from photosort.cli.session import (
    DryRun,
    Geocoder,
    Json,
    Languages,
    LockWait,
    as_bytes,
    place_options,
    print_json,
    session,
)
from photosort.errors import EXIT_SOME_FAILED, PhotosortError, UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("index")(index)


def index(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Folders or files; none: all known.",
            show_default=False,
            readable=False,
        ),
    ] = None,
    files_from: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Read more paths from FILE, one a line; - is stdin."),
    ] = None,
    null: Annotated[
        bool, typer.Option("-0", "--null", help="Paths in --files-from end with NUL.")
    ] = False,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GLOB",
            help="Leave out files and folders whose name or path matches GLOB; replaces earlier"
            " patterns (remembered).",
        ),
    ] = None,
    no_exclude: Annotated[
        bool,
        typer.Option("--no-exclude", help="Forget the remembered patterns and leave out none."),
    ] = False,
    ignore: Annotated[
        bool | None,
        typer.Option(
            "--ignore/--no-ignore",
            help="Pass over hidden files, trash, previews of other programs and backups, or index"
            " them, too (remembered).",
            show_default=False,
        ),
    ] = None,
    label: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="Label all files found.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(metavar="N", help="Processes that read (default: one a CPU, for long work)."),
    ] = None,
    infer_location: Annotated[
        bool | None,
        typer.Option(
            "--infer-location/--no-infer-location",
            help="Give photos without GPS the place of those taken around the same time"
            " (remembered).",
            show_default=False,
        ),
    ] = None,
    geocoder: Geocoder = None,
    lang: Languages = None,
    shift: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CAMERA=+HH:MM",
            help="Correct a camera's clock, in the library only; +00:00 ends it (remembered).",
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Read all files again.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep running, and index changes as they happen.")
    ] = False,
    poll: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            help="With --watch, look so often instead of being told (network disks).",
            show_default=False,
        ),
    ] = None,
    then: Annotated[
        str | None,
        typer.Option(
            metavar="STEP[,STEP...]",
            help="With --watch, the commands that follow on changes, as trips,organize.",
            show_default=False,
        ),
    ] = None,
    then_to: Annotated[
        Path | None,
        typer.Option(metavar="DEST", help="The folder for --then organize.", show_default=False),
    ] = None,
    notify_command: NotifyCommand = None,
    result: ResultFile = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Find new, changed, moved and missing photos and remember what they tell.

    The first time everything is read; later only what is new or has changed. Originals are only
    ever read.
    """
    from photosort.report import index as report
    from photosort.report import json as as_json
    from photosort.report import layout, roots
    from photosort.settings.index import IndexOptions, parse_shifts
    from photosort.settings.parsing import parse_labels
    from photosort.workflow.index import scan as workflow

    current = session(context)
    options = IndexOptions(
        exclude=_excluded(context, exclude, none=no_exclude),
        labels=parse_labels(label or ()),
        workers=workers,
        full=full,
        infer_location=infer_location,
        places=place_options(current, geocoder, lang),
        shifts=parse_shifts(shift or ()),
        ignore=ignore,
    )
    folders = as_bytes(paths or [])
    if watch:
        from photosort.cli.watch import keep_watching

        if files_from is not None or dry_run:
            other = "--files-from" if files_from is not None else "--dry-run"
            raise UsageError(f"--watch does not go with {other}", "leave one of them out")
        if not current.path.exists():
            check_first(folders, None)
        return keep_watching(
            context,
            folders,
            options,
            poll,
            then,
            then_to,
            lock_wait,
            notify_command=notify_command,
            result=result,
            json=json,
        )
    for name in ("poll", "then", "then_to"):
        source = context.get_parameter_source(name)
        if source and source.name == "COMMANDLINE":  # the config file may set them for later
            raise UsageError(f"--{name.replace('_', '-')} needs --watch", "add --watch")
    listed = _listed(files_from, null) if files_from else None
    scopes = [*folders, *(listed or ())]
    with delivered(current, result, notify_command, dry_run=dry_run, folders=scopes) as outcome:
        if not current.path.exists():
            check_first(folders, listed)
        with (
            current.write(create=True, lock_wait=lock_wait, dry_run=dry_run) as store,
            current.progress() as progress,
        ):
            found = workflow.index(store, folders, options, progress, listed)
            library, span = store.facts.counts(), store.facts.day_range()
        counts = found.counts()
        outcome.document = {
            "run": found.run,
            "roots": [os.fsdecode(root) for root in found.roots],
            **counts,
            "failed": as_json.failures(found.failed),
            "moved_roots": [roots.move_to_json(each) for each in found.moves if each.certain],
            "possible_moves": [
                roots.move_to_json(each) for each in found.moves if not each.certain
            ],
            "not_photos": [os.fsdecode(path) for path in found.not_photos],
            "unknown_cameras": found.unknown_cameras,
            "seconds": found.seconds,
        }
        if found.error:
            outcome.document |= as_json.error(found.error)
    if json:
        print_json(outcome.document)
    else:
        summary = report.summary(
            counts,
            found.failed,
            found.roots,
            library,
            span,
            found.seconds,
            found.moves,
            linked=found.linked,
            dry_run=dry_run,
        )
        current.say(summary)
        if current.quiet and found.failed:
            current.warn(layout.failures(found.failed))
    for warning in report.warnings(found.not_photos, found.unknown_cameras):
        current.warn(f"photosort: {warning}")
    if found.error:
        current.warn(f"photosort: {found.error.message}\n  {found.error.hint}")
        return found.error.code
    return EXIT_SOME_FAILED if found.failed else 0


def _excluded(
    context: typer.Context, globs: list[str] | None, *, none: bool
) -> tuple[str, ...] | None:
    """The patterns to leave out; None for what the library remembers.

    What stands on the command line goes before the config file and the environment.
    """
    if not globs or not none:
        return () if none else tuple(globs or ()) or None
    sources = (context.get_parameter_source(name) for name in ("exclude", "no_exclude"))
    typed = [source is not None and source.name == "COMMANDLINE" for source in sources]
    if all(typed):
        raise UsageError("--exclude does not go with --no-exclude", "leave one of them out")
    return tuple(globs) if typed[0] else ()


def _listed(source: str, null: bool) -> list[bytes]:
    """The paths in a file or on stdin."""
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise UsageError(f"--files-from: cannot read {source}: {error.strerror}") from error
    return [path for path in data.split(b"\0" if null else b"\n") if path]


def check_first(folders: list[bytes], listed: list[bytes] | None) -> None:
    """Make no library for a call that can find nothing."""
    for path in folders:
        if not os.path.lexists(path):
            raise PhotosortError(f"there is no {os.fsdecode(path)}", "name a folder that exists")
    if not folders and listed is None:
        raise PhotosortError("no folder is known yet", "name one: photosort index ~/Pictures")
