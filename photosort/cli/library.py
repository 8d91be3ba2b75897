"""`photosort status`, `roots` and `forget`: the library itself."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from photosort.cli.options import Json, Printing, Writing, as_bytes
from photosort.cli.session import Session
from photosort.cli.signatures import add, add_group
from photosort.cli.stdout import terminal_width
from photosort.errors import PhotosortError, UsageError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add(app, "status", status)
    group = add_group(app, "roots", roots)
    add(group, "move", move_root)
    add(app, "forget", forget)


def status(current: Session, json: Json = False) -> int:
    """Show what the library holds, what is missing, what to do next.

    With -v, the place of the library and the outcome of the last run are shown, too.

    Examples:
      photosort status
      photosort status -v
    """
    from photosort.report import runs as runs_report
    from photosort.report import status as report
    from photosort.workflow.status import status as look

    with current.read() as store:
        now = look(store)
    if json:
        document = report.to_json(now)
        document["last_run"] = runs_report.to_json(now.last_run) if now.last_run else None
        current.print_json(document)
    else:
        moment = datetime.now(UTC).replace(tzinfo=None)
        home = os.path.expanduser("~")
        current.emit(report.text(now, terminal_width(), moment, home, full=current.verbose))
    return 0


def roots(current: Session, printing: Printing) -> int:
    """List the folders that the library knows.

    photosort index FOLDER adds a folder, photosort roots move records that a folder has moved.

    Examples:
      photosort roots
    """
    from photosort.report import layout
    from photosort.report import roots as roots_report
    from photosort.workflow.index.roots import list_roots

    form = printing.form()
    with current.read() as store:
        known = list_roots(store)
    hint = "No folders. photosort index FOLDER adds one."
    if form:
        current.print_list(form, map(roots_report.to_json, known), roots_report.COLUMNS, hint)
    else:
        lines = [f"{layout.printable(root.path)}  {root.state}" for root in known]
        current.show("\n".join(lines), hint)
    return 0


def move_root(
    current: Session,
    *,
    old: Annotated[
        Path,
        typer.Argument(
            metavar="OLD",
            help="The path OLD of the folder, as the library knows it.",
            readable=False,
        ),
    ],
    new: Annotated[
        Path, typer.Argument(metavar="NEW", help="The path NEW, where the folder is now.")
    ],
    how: Writing,
) -> int:
    """Record that a folder has moved.

    Labels, faces and trips go along. OLD is a folder that was indexed, or one above or inside
    such folders; it need not exist any more. No file is touched. Run photosort index NEW next
    to find other changes.

    Examples:
      photosort roots move ~/Pictures/2023 ~/Disk/2023
    """
    from photosort.report import layout
    from photosort.report import roots as roots_report
    from photosort.workflow.index.relocation import move_by_hand

    with current.write(how) as store:
        move = move_by_hand(store, *as_bytes([old, new]))
        store.runs.counts = {"files": move.files, "found": move.found}
    if how.json:
        current.print_json(roots_report.move_to_json(move))
        return 0
    verb = "Would move" if how.dry_run else "Moved"
    current.say(
        f"{verb} {layout.plural(move.files, 'file')} from {layout.printable(move.old)} to"
        f" {layout.printable(move.new)}, in the library only; {move.found:,} of them are there now"
        f"\nphotosort index {layout.quoted(move.new)} looks for what else has changed"
    )
    return 0


def forget(
    current: Session,
    *,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH", help="A file or folder.", show_default=False, readable=False
        ),
    ] = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="Drop only files that are missing from disk.")
    ] = False,
    ignored: Annotated[
        bool,
        typer.Option(
            "--ignored", help="Drop only files that are on disk, but ignored or excluded."
        ),
    ] = False,
    how: Writing,
) -> int:
    """Drop files from the library.

    Their labels and corrections go with them. The files themselves are never touched.

    Examples:
      photosort forget --missing
      photosort forget ~/Pictures/scans --dry-run
    """
    from photosort.report import layout
    from photosort.workflow import show as workflow

    some = missing or ignored
    if not paths and not some:
        raise UsageError(
            "nothing to forget is given", "give a PATH, or --missing for all that is gone"
        )
    with current.write(how) as store:
        count = workflow.forget(store, as_bytes(paths), missing=missing, ignored=ignored)
    if paths and not count and not some:
        raise PhotosortError(
            f"nothing is known of {', '.join(layout.printable(str(path)) for path in paths)}",
            "photosort roots lists the folders",
        )
    if how.json:
        current.print_json({"forgotten": count})
    else:
        verb = "Would forget" if how.dry_run else "Forgot"
        current.say(f"{verb} {layout.plural(count, 'file')}; nothing on disk was touched")
    return 0
