"""`photosort film`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli.options import Selection, Workers, Writing
from photosort.cli.session import Session, failed_code
from photosort.cli.signatures import add

if TYPE_CHECKING:
    from photosort.workflow.album.film import FilmResult


def register(app: typer.Typer) -> None:
    """Add the command."""
    add(app, "film", film)


def film(
    current: Session,
    *,
    out: Annotated[Path, typer.Argument(metavar="OUT.mp4", help="The file to be made.")],
    selection: Selection,
    seconds: Annotated[float, typer.Option(metavar="S", help="How long it is.")] = 60,
    size: Annotated[str, typer.Option(metavar="WxH", help="Pixels.")] = "1920x1080",
    audio: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Music or speech.", show_default=False)
    ] = None,
    lang: Annotated[
        str | None, typer.Option(metavar="L", help="Language of the words.", show_default=False)
    ] = None,
    workers: Workers = None,
    how: Writing,
) -> int:
    """Make a film: title, the map with the growing route, the best photos of each stop.

    Needs ffmpeg: that of the system, or pip install 'photosort-cli[film]'.
    """
    from photosort.settings.album import FilmOptions, parse_size
    from photosort.workflow.album import film as workflow

    places = current.page_languages(lang)
    sound = os.path.abspath(audio) if audio else None
    with current.work(how) as (store, progress):
        language = (places.languages or store.remembered.languages() or places.locale)[0]
        options = FilmOptions(seconds, parse_size(size), sound, language, workers)
        result = workflow.make_film(
            store, os.fspath(out), selection.given(), options, progress, dry_run=how.dry_run
        )
    if how.json:
        current.print_json(_document(result, options.size))
    else:
        _say_made(current, result, dry_run=how.dry_run)
    current.warn_failed(result.failed)
    return failed_code(result.failed)


def _document(result: "FilmResult", size: tuple[int, int]) -> dict[str, Any]:
    from photosort.report import json as as_json

    return {
        "out": result.out,
        "title": result.title,
        "seconds": result.seconds,
        "width": size[0],
        "height": size[1],
        "photos": [os.fsdecode(path) for path in result.photos],
        "bytes": result.bytes,
        "failed": as_json.failures(result.failed),
    }


def _say_made(current: Session, result: "FilmResult", *, dry_run: bool) -> None:
    from photosort.report import layout

    verb = "Would make" if dry_run else "Made"
    mega = f", {result.bytes / 1e6:,.1f} MB" if result.bytes else ""
    current.say(
        f"{verb} {layout.printable(result.out)}: {result.seconds:g} s,"
        f" {layout.plural(len(result.photos), 'photo')}{mega}"
    )
