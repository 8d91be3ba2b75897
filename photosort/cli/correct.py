"""What `photosort date set`, `place set` and their `unset` share."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

from photosort.cli.options import Naming, Writing, where_option
from photosort.cli.session import Session, failed_code
from photosort.cli.signatures import OptionGroup
from photosort.errors import UsageError
from photosort.progress import Progress

if TYPE_CHECKING:
    from photosort.store import Store
    from photosort.workflow.corrections import Corrected


class Correction(OptionGroup):
    """Files to correct besides those named, and options for place names."""

    where: Annotated[
        str | None,
        where_option("Correct the files that the query EXPR finds."),
    ] = None
    naming: Naming


def need_files(words: Sequence[str], correction: Correction, example: str) -> None:
    """Raise `UsageError` where no files are named."""
    if not words and correction.where is None:
        raise UsageError(
            "no files are given", f"give files, folders, ids, or --where EXPR, as in {example}"
        )


def correct(
    current: Session,
    how: Writing,
    verb: str,
    change: Callable[["Store", Progress], "Corrected"],
    where: str | None = None,
) -> int:
    """Correct files and print the result; `where` is the query of some, `verb` as in "Dated"."""
    from photosort.report import json as as_json
    from photosort.report.layout import plural

    with current.work(how) as (store, progress):
        current.tell_unknown(store, where)
        result = change(store, progress)
    if how.json:
        current.print_json(
            {
                "corrected": result.corrected,
                "unchanged": result.unchanged,
                "failed": as_json.failures(result.failed),
            }
        )
        return failed_code(result.failed)
    current.warn_failed(result.failed)
    would = f"Would have {verb.lower()}" if how.dry_run else verb
    place = ", ".join([*result.levels.values()][::-1]) if result.levels else ""
    same = f"; {plural(result.unchanged, 'file')} already so" if result.unchanged else ""
    current.say(
        f"{would} {plural(result.corrected, 'file')}{f' in {place}' if place else ''}{same}."
        " The files themselves are unchanged."
    )
    return failed_code(result.failed)
