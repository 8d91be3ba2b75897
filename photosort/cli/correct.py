"""What `photosort date set`, `place set` and their `unset` share."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from photosort.cli.session import print_json, session
from photosort.errors import EXIT_SOME_FAILED, UsageError
from photosort.progress import Progress

if TYPE_CHECKING:
    from photosort.store import Store
    from photosort.workflow.corrections import Corrected

Where = Annotated[
    str | None,
    typer.Option(
        metavar="EXPR",
        help="Correct the files that `photosort query EXPR` finds.",
        show_default=False,
    ),
]


def need_files(words: Sequence[str], where: str | None, example: str) -> None:
    """Raise `UsageError` where no files are named."""
    if not words and where is None:
        raise UsageError("no files are named", f"name files, folders or ids, as in {example}")


def correct(
    context: typer.Context,
    verb: str,
    change: Callable[["Store", Progress], "Corrected"],
    *,
    json: bool,
    dry_run: bool,
    lock_wait: float,
) -> int:
    """Change what the library says of files, and tell; `verb` as in "Dated"."""
    from photosort.report import json as as_json
    from photosort.report.layout import plural, printable

    current = session(context)
    with (
        current.write(lock_wait=lock_wait, dry_run=dry_run) as store,
        current.progress() as progress,
    ):
        result = change(store, progress)
    if json:
        print_json(
            {
                "corrected": result.corrected,
                "unchanged": result.unchanged,
                "failed": as_json.failures(result.failed),
            }
        )
        return EXIT_SOME_FAILED if result.failed else 0
    for path, why in result.failed:
        current.warn(f"photosort: {printable(path)} {why}")
    would = f"Would have {verb.lower()}" if dry_run else verb
    place = ", ".join([*result.levels.values()][::-1]) if result.levels else ""
    same = f"; {plural(result.unchanged, 'file')} already so" if result.unchanged else ""
    current.say(
        f"{would} {plural(result.corrected, 'file')}{f' in {place}' if place else ''}{same}."
        " The files themselves are unchanged."
    )
    return EXIT_SOME_FAILED if result.failed else 0
