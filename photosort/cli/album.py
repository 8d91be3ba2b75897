"""`photosort album`."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli.options import Selection, Workers, Writing, language_option
from photosort.cli.organize import say_laid_out
from photosort.cli.session import Session, failed_code
from photosort.cli.signatures import add

if TYPE_CHECKING:
    from photosort.workflow.album.make import AlbumResult


def register(app: typer.Typer) -> None:
    """Add the command."""
    add(app, "album", album)


def album(
    current: Session,
    *,
    dest: Annotated[
        Path, typer.Argument(metavar="DEST", help="The folder DEST to make the album in.")
    ],
    selection: Selection,
    lang: Annotated[str | None, language_option("pages")] = None,
    with_originals: Annotated[
        str | None,
        typer.Option(
            metavar="MODE",
            help="Also lay out the originals in DEST/originals; MODE is symlink, hardlink, reflink"
            " or copy.",
            show_default=False,
        ),
    ] = None,
    take_over: Annotated[
        bool,
        typer.Option(
            "--take-over",
            help="Update an album that was made from another library, and make it this library's.",
        ),
    ] = False,
    workers: Workers = None,
    how: Writing,
) -> int:
    """Make a web album with maps that works offline.

    DEST becomes a folder of pages: open its index.html in a browser; no server and no network is
    needed. Without an option that chooses photos, the album shows the whole library. The pictures
    on the pages carry no metadata; originals do.

    Run the command again to update the album: only new photos are encoded. DEST/originals has a
    manifest of its own; photosort organize --undo DEST/originals removes that folder.

    Examples:
      photosort album ~/Album
      photosort album ~/Album --journey "Japan 2023"
      photosort album ~/Album --where person:Alice --with-originals copy
    """
    from photosort.settings.album import AlbumOptions
    from photosort.workflow.album import make as workflow

    places = current.page_languages(lang)
    options = AlbumOptions(
        places.languages[0] if places.languages else "en", workers, with_originals, take_over
    )
    with current.work(how) as (store, progress):
        if not places.languages:
            language = (store.remembered.languages() or places.locale)[0]
            options = replace(options, language=language)
        result = workflow.make_album(
            store, os.fspath(dest), selection.chosen(), options, progress,
            dry_run=how.dry_run, lock_wait=how.lock_wait,
        )  # fmt: skip
    if how.json:
        current.print_json(_document(result))
    else:
        _say_made(current, result, dry_run=how.dry_run)
    current.warn_failed(result.failed)
    return failed_code(result.failed)


def _document(result: "AlbumResult") -> dict[str, Any]:
    from photosort.report import json as as_json

    laid, originals = result.originals, None
    if laid:
        originals = {
            "made": laid.made,
            "moved": laid.moved,
            "removed": laid.removed,
            "unchanged": laid.stayed,
        }
    return {
        "index": result.index,
        "photos": result.photos,
        "written": result.written,
        "unchanged": result.unchanged,
        "removed": result.removed,
        "bytes": result.bytes,
        "failed": as_json.failures(result.failed),
        "videos": result.videos,
        "kept": [{"path": path, "reason": reason} for path, reason in result.kept],
        "originals": originals,
    }


def _say_made(current: Session, result: "AlbumResult", *, dry_run: bool) -> None:
    from photosort.report import layout

    verb = "Would write" if dry_run else "Wrote"
    size = f" ({result.bytes / 1e6:,.1f} MB)" if result.bytes else ""
    current.say(
        f"{layout.printable(result.index)}: {layout.plural(result.photos, 'photo')}."
        f" {verb} {layout.plural(result.written, 'file')}{size}, {result.unchanged:,} unchanged,"
        f" {result.removed:,} removed"
        + (f"; {layout.plural(result.videos, 'video')} left out" if result.videos else "")
        + (f"; {layout.plural(len(result.kept), 'other file')} kept" if result.kept else "")
    )
    if result.originals:
        say_laid_out(current, result.originals, dry_run=dry_run)
