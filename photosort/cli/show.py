"""`photosort show`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from photosort.cli.options import Json
from photosort.cli.session import Session
from photosort.cli.signatures import add


def register(app: typer.Typer) -> None:
    """Add the command."""
    add(app, "show", show)


def show(
    current: Session,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="The FILE of a photo or video, or a link to one.", readable=False
        ),
    ],
    exif: Annotated[
        bool,
        typer.Option("--exif", help="Show all tags as the file has them; no library is needed."),
    ] = False,
    embeddings: Annotated[
        bool, typer.Option("--embeddings", help="With --json: include the vectors of the faces.")
    ] = False,
    json: Json = False,
) -> int:
    """Show everything that is known about one photo.

    FILE may be a link to a photo, as organize makes them.

    Examples:
      photosort show ~/Pictures/2023/IMG_0080.jpg
      photosort show --exif ~/Pictures/2023/IMG_0080.jpg
    """
    if exif:
        return _tags(current, os.fsencode(file), json)
    from photosort.report import photos as report
    from photosort.workflow.show import belonging
    from photosort.workflow.show import show as find

    with current.read() as store:
        photo = find(store, os.fsencode(file))
        groups = None if json else belonging(store, photo)
    if json:
        current.print_json(report.to_json(photo, embeddings=embeddings))
    else:
        current.emit(report.details(photo, *(groups or ())))
    return 0


def _tags(current: Session, path: bytes, json: bool) -> int:
    from photosort.report import layout
    from photosort.workflow.show import tags

    found = tags(path)
    if json:
        current.print_json({"path": os.fsdecode(path), "tags": found})
    else:
        width = max(map(len, found), default=0)
        lines = [
            f"{layout.printable(name):<{width}}  {layout.printable(value)}"
            for name, value in found.items()
        ]
        current.show("\n".join(lines), f"{layout.printable(path)} holds no tags")
    return 0
