"""`photosort people review` and `apply`: persons on a page, and what was corrected there."""

import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli.options import DryRun, Json, Writing
from photosort.cli.session import Session, failed_code
from photosort.cli.signatures import add
from photosort.errors import UsageError

if TYPE_CHECKING:
    from photosort.workflow.people.review import Made
    from photosort.workflow.people.review_apply import Applied


def register(group: typer.Typer) -> None:
    """Add the commands."""
    add(group, "review", review)
    add(group, "apply", apply)


def review(
    current: Session,
    dest: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="FILE",
            help="Write the page to FILE.html (default: people-review.html).",
            show_default=False,
        ),
    ] = None,
    open_page: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser.")
    ] = False,
    serve: Annotated[
        bool,
        typer.Option(
            "--serve",
            help="Write no file: show the page to this machine only, and apply each correction"
            " at once, until Ctrl-C.",
        ),
    ] = False,
    port: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="With --serve: use the port N, 1 to 65535 (default: a free one).",
            show_default=False,
        ),
    ] = None,
    samples: Annotated[
        int, typer.Option(metavar="N", help="At most N faces for each person, 1 to 100.")
    ] = 12,
    limit: Annotated[
        int,
        typer.Option(
            metavar="N",
            help="At most N persons, those without a name first, in the most photos first;"
            " 1 to 10000.",
        ),
    ] = 500,
    everybody: Annotated[
        bool, typer.Option("--all", help="Include persons in few photos.")
    ] = False,
    json: Json = False,
    dry_run: DryRun = False,
) -> int:
    """Make a page on which to name and correct persons.

    The page works in any browser, without a network, by keyboard alone: ? shows the keys. It
    keeps what you do, and saves it as people-review.json, which photosort people apply takes in.

    Examples:
      photosort people review --open
      photosort people review --to ~/review.html
      photosort people review --serve --open
    """
    from photosort.settings.parsing import check_range

    check_range("--samples", samples, 1, 100)
    check_range("--limit", limit, 1, 10_000)
    wanted = (limit, samples, everybody)
    if serve:
        if dest or dry_run:
            given = "--to" if dest else "--dry-run"
            raise UsageError(f"{given} and --serve do not go together", "give one of them")
        return _serve(current, port, wanted, open_page=open_page, json=json)
    if port is not None:
        raise UsageError("--port has no effect without --serve", "add --serve")
    from photosort.report import layout
    from photosort.workflow.people import review as workflow

    path = os.fspath(dest) if dest else workflow.FILE
    with current.read() as store, current.progress() as progress:
        made = workflow.write_page(store, path, workflow.Wanted(*wanted), progress, dry_run=dry_run)
    if json:
        current.print_json(_document(made))
    else:
        verb = "would show" if dry_run else "shows"
        current.say(
            f"{layout.printable(made.path)} {verb} {layout.plural(made.persons, 'person')}"
            f" ({made.size / 1e6:.1f} MB)"
        )
        if made.left_out:
            current.say(f"{made.left_out:,} more are for the next page, once these have names")
        current.say("Open it in a browser; photosort people apply takes in what it saves")
    if open_page and not dry_run:
        _open(current, Path(made.path).as_uri())
    return 0


def _document(made: "Made") -> dict[str, Any]:
    return {
        "path": made.path,
        "persons": made.persons,
        "faces": made.faces,
        "questions": made.questions,
        "strangers": made.strangers,
        "left_out": made.left_out,
        "size": made.size,
    }


def _open(current: Session, address: str) -> None:
    import webbrowser

    if not webbrowser.open(address):
        current.warn("photosort: there is no browser to open the page in", f"open {address}")


def _serve(
    current: Session, port: int | None, wanted: tuple[int, int, bool], *, open_page: bool,
    json: bool,
) -> int:  # fmt: skip
    from photosort.settings.parsing import check_range
    from photosort.workflow.people import review as workflow
    from photosort.workflow.people.review_server import ReviewServer

    check_range("--port", 0 if port is None else port, 0 if port is None else 1, 65535)
    with current.read() as store, current.progress() as progress:
        made = workflow.make_review(store, workflow.Wanted(*wanted), progress)
    with ReviewServer(current.path, made, port or 0) as server:
        if json:
            current.print_json({"url": server.address, "persons": len(made.cards)})
        else:
            current.emit(server.address)
            current.say("Ctrl-C ends it")
        sys.stdout.flush()
        if open_page:  # beside the server, since a browser may take long, or stay
            threading.Thread(target=_open, args=(current, server.address), daemon=True).start()
        count = server.run()
    if not json:
        from photosort.report import layout

        current.say(f"Ended; {layout.plural(count, 'correction')} applied")
    return 0


def apply(
    current: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The FILE that the page has saved.")],
    how: Writing,
) -> int:
    """Apply the corrections that a page of people review has saved.

    Each is checked; what does not fit the library any more is listed with its line in FILE, and
    does not stop the others. people undo takes all of them back at once. What was applied before
    is passed over.

    Examples:
      photosort people apply people-review.json --dry-run
      photosort people apply ~/Downloads/people-review.json
    """
    from photosort.workflow.people import review_apply as workflow

    path = os.fspath(file)
    found = workflow.read_review(path)
    with current.write(how) as store:
        applied = workflow.apply_review(store, found)
    if how.json:
        current.print_json(_applied(path, applied))
    else:
        _tell(current, path, applied, dry_run=how.dry_run)
    return failed_code(applied.failed)


def _applied(path: str, applied: "Applied") -> dict[str, Any]:
    from photosort.report import persons

    return {
        "path": os.path.abspath(path),
        "applied": applied.applied,
        "unchanged": applied.unchanged,
        "failed": [
            {
                "path": os.path.abspath(path),
                "line": each.line,
                "action": each.action,
                "error": each.error,
                "hint": each.hint,
            }
            for each in applied.failed
        ],
        "persons": [persons.to_json(each) for each in applied.persons],
    }


def _tell(current: Session, path: str, applied: "Applied", *, dry_run: bool) -> None:
    from photosort.report import layout

    for each in applied.failed:
        what = f"{each.action}: " if each.action else ""
        current.warn(
            f"photosort: {layout.printable(path)}, line {each.line}: {what}"
            f"{layout.printable(each.error)}",
            each.hint,
        )
    verb = "Would apply" if dry_run else "Applied"
    told = f"{verb} {layout.plural(applied.applied, 'correction')}"
    if applied.unchanged:
        told += f"; {applied.unchanged:,} were applied before"
    if applied.failed:
        told += f"; {len(applied.failed):,} could not be"
    current.say(told)
    if applied.applied and not dry_run:
        current.say("photosort people undo takes them back")
