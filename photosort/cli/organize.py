"""`photosort organize`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photosort.cli.session import DryRun, Json, LockWait, Session, emit, print_json, session
from photosort.errors import EXIT_SOME_FAILED, PhotosortError, UsageError

if TYPE_CHECKING:
    from photosort.plan.layout.manifest import Remark
    from photosort.store import Store
    from photosort.workflow.organize.organize import OrganizeResult


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("organize")(organize)


def organize(
    context: typer.Context,
    dest: Annotated[Path, typer.Argument(metavar="DEST", help="The folder to lay out.")],
    by: Annotated[
        str,
        typer.Option(
            metavar="VIEW[,VIEW...]", help="Of place, trip, journey, person, moment, @NAME."
        ),
    ] = "place,trip",
    mode: Annotated[
        str,
        typer.Option(
            metavar="MODE",
            help="symlink, hardlink, reflink or copy. A hard link is one more name of the original:"
            " it changes the original's link count and ctime, nothing else.",
        ),
    ] = "symlink",
    fallback: Annotated[
        str | None,
        typer.Option(
            metavar="MODE", help="copy: copy what cannot be a reflink.", show_default=False
        ),
    ] = None,
    absolute: Annotated[
        bool, typer.Option("--absolute", help="Absolute links (default: relative ones).")
    ] = False,
    level: Annotated[
        str | None,
        typer.Option(metavar="LEVEL", help="Level of the trips (default: the finest found)."),
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(metavar="EXPR", help="Only what a query finds.", show_default=False),
    ] = None,
    template: Annotated[
        list[str] | None,
        typer.Option(
            metavar="VIEW=PATTERN",
            help="Folders of a view, as 'trip={start:%Y}/{title}'; may be repeated.",
            show_default=False,
        ),
    ] = None,
    prune_empty: Annotated[
        bool,
        typer.Option("--prune-empty", help="Also remove folders of its own that others emptied."),
    ] = False,
    take_over: Annotated[
        bool,
        typer.Option(
            "--take-over", help="Update a DEST of another library and make it this one's."
        ),
    ] = False,
    allow_empty: Annotated[
        bool,
        typer.Option("--allow-empty", help="Remove every entry when no photo is left to lay out."),
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Remove what organize made in DEST.")
    ] = False,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify", help="Compare DEST with its manifest and originals; change nothing."
        ),
    ] = False,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Lay out DEST as folders of links or copies, with a manifest.

    Run again, it makes DEST match the library: adds what is new and removes only what it made
    itself and nobody has changed. The last name or copy of a photo stays. Originals are never
    touched.
    """
    from photosort.plan.layout.manifest import to_json
    from photosort.settings.organize import OrganizeOptions, parse_templates
    from photosort.settings.parsing import split_list
    from photosort.workflow.organize import organize as workflow

    current = session(context)
    options = OrganizeOptions(
        split_list(by),
        mode,
        absolute,
        level,
        parse_templates(template or ()),
        fallback,
        prune_empty,
        where,
        take_over,
        allow_empty,
    )
    target = os.fspath(dest)
    if verify and undo:
        raise UsageError("--undo and --verify do not go together", "give one of them")
    if verify:
        return _verify(current, target, json)
    if undo:
        return _undo(current, target, json, dry_run, lock_wait)
    with (
        current.write(lock_wait=lock_wait, dry_run=dry_run) as store,
        current.progress() as progress,
    ):
        result = workflow.organize(
            store, target, options, progress, dry_run=dry_run, lock_wait=lock_wait
        )
    if json:
        print_json(to_json(result.manifest))
    else:
        _show(current, result, dry_run)
    return _report(current, result.failures)


def _show(current: Session, result: "OrganizeResult", dry_run: bool) -> None:
    from photosort.report import folders

    manifest = result.manifest
    counts = {
        "new": result.made,
        "moved": result.moved,
        "removed": result.removed,
        "as before": result.stayed,
    }
    current.say(folders.organize_summary(result.dest, manifest.entries, counts, dry_run=dry_run))
    if dry_run:
        for line in folders.plan_tree(manifest.entries, result.plan):
            emit(line)
    else:
        for line in folders.folder_tree(manifest.entries):
            current.say(line)
    foreign = len(manifest.kept) - len(result.plan.keep)
    for line in (
        *folders.dropped(result.dropped, dry_run=dry_run),
        *folders.not_laid_out(result.dest, result.left_out, foreign),
        *folders.last_kept(result.dest, result.plan.keep),
    ):
        current.say(line)


def _report(current: Session, failures: "tuple[Remark, ...]") -> int:
    from photosort.report import layout

    for path, reason in failures:
        current.warn(f"photosort: {layout.printable(path)} {layout.printable(reason)}")
    return EXIT_SOME_FAILED if failures else 0


def _undo(current: Session, dest: str, json: bool, dry_run: bool, lock_wait: float) -> int:
    from photosort.plan.layout.manifest import to_json
    from photosort.report import folders, layout
    from photosort.workflow.organize.undo import undo

    with _library(current, dry_run) as store, current.progress() as progress:
        result = undo(dest, progress, store=store, dry_run=dry_run, lock_wait=lock_wait)
    manifest = result.manifest
    if json:
        print_json(to_json(manifest))
    else:
        verb = "Would remove" if dry_run else "Removed"
        kept = len(manifest.kept) - len(manifest.entries)
        current.say(
            f"{verb} {layout.plural(result.removed, 'file')} from {layout.printable(result.dest)}"
            + (f"; {layout.plural(kept, 'other file')} kept" if kept else "")
        )
        for line in folders.last_kept(result.dest, manifest.entries):
            current.say(line)
    return _report(current, result.failures)


@contextmanager
def _library(current: Session, dry_run: bool) -> "Iterator[Store | None]":
    """The library if it can be had; taking away what organize made needs none."""
    opened = None
    if current.path.exists():
        with suppress(PhotosortError):
            opened = current.write(dry_run=dry_run, record=False)
    if opened is None:
        yield None
        return
    with opened as store:
        yield store


def _verify(current: Session, dest: str, json: bool) -> int:
    from photosort.report import layout
    from photosort.workflow.organize.verify import verify

    with current.progress() as progress:
        different = verify(dest, progress)
    if json:
        print_json([{"path": path, "reason": reason} for path, reason in different])
    else:
        for path, reason in different:
            emit(f"{layout.printable(path)}: {reason}")
    return EXIT_SOME_FAILED if different else 0
