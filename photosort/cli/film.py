"""`photosort film`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli.options import Selection, Workers, Writing, language_option
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
    out: Annotated[Path, typer.Argument(metavar="OUT.mp4", help="The file OUT.mp4 to make.")],
    selection: Selection,
    seconds: Annotated[
        float, typer.Option(metavar="SECONDS", help="Length of the film in SECONDS, 12 to 3600.")
    ] = 60,
    size: Annotated[
        str,
        typer.Option(metavar="WxH", help="Width W and height H in pixels, even, 160 to 7680 each."),
    ] = "1920x1080",
    audio: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Add the sound of FILE, music or speech.", show_default=False
        ),
    ] = None,
    lang: Annotated[str | None, language_option("titles")] = None,
    workers: Workers = None,
    how: Writing,
) -> int:
    """Make a film of the best photos, with maps of the route.

    The film opens with a title; each stop has its place on the map and its best photos. Choose the
    photos by --journey, --trip, --year, --person, --moment or --where. The command needs ffmpeg:
    the one on your system, or the one that pip install 'photosort-cli[film]' adds.

    Examples:
      photosort film japan.mp4 --journey "Japan 2023"
      photosort film 2023.mp4 --year 2023 --seconds 30 --size 1280x720
    """
    from photosort.settings.album import FilmOptions, parse_size
    from photosort.workflow.album import film as workflow

    places = current.page_languages(lang)
    sound = os.path.abspath(audio) if audio else None
    with current.work(how) as (store, progress):
        language = (places.languages or store.remembered.languages() or places.locale)[0]
        options = FilmOptions(seconds, parse_size(size), sound, language, workers)
        result = workflow.make_film(
            store, os.fspath(out), selection.chosen(), options, progress, dry_run=how.dry_run
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
