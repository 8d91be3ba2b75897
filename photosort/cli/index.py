"""`photosort index`."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli.delivery import delivered
from photosort.cli.idle import is_typed, refuse_idle
from photosort.cli.options import Delivery, Naming, Paths, Workers, Writing, as_bytes
from photosort.cli.session import Session, failed_code
from photosort.cli.signatures import OptionGroup, add
from photosort.cli.watch import Watching, keep_watching
from photosort.errors import UsageError

if TYPE_CHECKING:
    from photosort.settings.index import IndexOptions
    from photosort.workflow.index.counts import IndexResult


def register(app: typer.Typer) -> None:
    """Add the command."""
    add(app, "index", index)


class _PathList(OptionGroup):
    """Paths from a file or stdin."""

    files_from: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Read more paths from FILE, one a line; - is stdin."),
    ] = None
    null: Annotated[
        bool, typer.Option("-0", "--null", help="Expect NUL between the paths of --files-from.")
    ] = False

    def read(self) -> list[bytes] | None:
        """The paths in the file or on stdin; None if there is none. Raises `UsageError`."""
        source = self.files_from
        if not source:
            return None
        try:
            data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        except OSError as error:
            raise UsageError(f"--files-from: cannot read {source}: {error.strerror}") from error
        return [path for path in data.split(b"\0" if self.null else b"\n") if path]


class _Scope(OptionGroup):
    """Options for what is ignored."""

    exclude: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GLOB",
            help="Leave out files and folders whose name or path matches GLOB;"
            " earlier patterns are replaced (remembered).",
        ),
    ] = None
    no_exclude: Annotated[
        bool,
        typer.Option("--no-exclude", help="Leave nothing out; forget remembered patterns."),
    ] = False
    ignore: Annotated[
        bool | None,
        typer.Option(
            "--ignore/--no-ignore",
            help="Pass over hidden files, trash, backups and previews of other"
            " programs, or read them, too (remembered).",
            show_default=False,
        ),
    ] = None

    def patterns(self, context: typer.Context) -> tuple[str, ...] | None:
        """The patterns to exclude; None for those that the library remembers.

        The command line overrides the config file and the environment.
        """
        if not (self.exclude and self.no_exclude):
            return () if self.no_exclude else tuple(self.exclude or ()) or None
        typed = [is_typed(context, name) for name in ("exclude", "no_exclude")]
        if all(typed):
            raise UsageError("--exclude does not go with --no-exclude", "leave one of them out")
        return tuple(self.exclude or ()) if typed[0] else ()


class _Reading(OptionGroup):
    """Options for what is read, and how."""

    scope: _Scope
    label: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="Attach a label to all files found; may be given several times.",
        ),
    ] = None
    workers: Workers = None
    infer_location: Annotated[
        bool | None,
        typer.Option(
            "--infer-location/--no-infer-location",
            help="Give photos without a place that of photos taken around the same"
            " time (remembered).",
            show_default=False,
        ),
    ] = None
    naming: Naming
    shift: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CAMERA=+HH:MM",
            help="Correct the clock of CAMERA by hours HH and minutes MM, in the"
            " library only; +00:00 ends the correction (remembered).",
        ),
    ] = None
    full: Annotated[bool, typer.Option("--full", help="Read all files again.")] = False

    def parsed(self, current: Session) -> "IndexOptions":
        """The validated options. Raises `UsageError`."""
        from photosort.settings.index import IndexOptions, parse_shifts
        from photosort.settings.parsing import parse_labels

        return IndexOptions(
            exclude=self.scope.patterns(current.context),
            labels=parse_labels(self.label or ()),
            workers=self.workers,
            full=self.full,
            infer_location=self.infer_location,
            places=current.place_options(self.naming),
            shifts=parse_shifts(self.shift or ()),
            ignore=self.scope.ignore,
        )


def index(
    current: Session,
    *,
    paths: Paths = None,
    path_list: _PathList,
    reading: _Reading,
    watching: Watching,
    delivery: Delivery,
    how: Writing,
) -> int:
    """Read new and changed photos.

    The first run reads every photo in the folders; later runs read only what is new or has
    changed, and notice what has moved or is missing. Photos are only read, never changed.

    photosort roots lists the folders that are known, and roots move records where a folder
    stands now. photosort forget drops files that are gone, or that you do not want in the
    library.

    Options marked "remembered" hold for later runs, too, until you give them again; photosort
    status -v shows them.

    Examples:
      photosort index ~/Pictures
      photosort index ~/Pictures --infer-location --label album=family
      photosort index --watch --then trips,organize --then-to ~/Sorted
    """
    from photosort.report import layout
    from photosort.workflow.guard import check_paths
    from photosort.workflow.index import scan as workflow
    from photosort.workflow.status import next_step

    if path_list.files_from is None:
        refuse_idle(
            current.context, ("null",), "has no effect without --files-from", "add --files-from"
        )
    options = reading.parsed(current)
    folders = as_bytes(paths)
    if watching.watch:
        _check_watching(path_list, how)
        if not current.path.exists():
            check_paths(folders, None)
        return keep_watching(current, folders, options, watching, delivery, how)
    refuse_idle(current.context, ("poll", "then", "then_to"), "needs --watch", "add --watch")
    listed = path_list.read()
    scopes = [*folders, *(listed or ())]
    with delivered(current, delivery, dry_run=how.dry_run, folders=scopes) as outcome:
        if not current.path.exists():
            check_paths(folders, listed)
        with current.work(how, create=True) as (store, progress):
            found = workflow.index(store, folders, options, progress, listed)
            library, span = store.facts.counts(), store.facts.day_range()
            told = not (how.json or how.dry_run or current.quiet or current.store or found.error)
            step = next_step(store, library, added=found.added) if told else None
        outcome.document = _document(found)
    if how.json:
        current.print_json(outcome.document)
    else:
        _say_found(current, found, library, span, dry_run=how.dry_run)
        if step:
            current.say(layout.next_step(step))
    return _warn_of(current, found)


def _check_watching(path_list: _PathList, how: Writing) -> None:
    if path_list.files_from is not None or how.dry_run:
        other = "--files-from" if path_list.files_from is not None else "--dry-run"
        raise UsageError(f"--watch does not go with {other}", "leave one of them out")


def _document(found: "IndexResult") -> dict[str, Any]:
    from photosort.report import json as as_json
    from photosort.report import roots

    return {
        "run": found.run,
        "roots": [os.fsdecode(root) for root in found.roots],
        **found.counts(),
        "failed": as_json.failures(found.failed),
        "moved_roots": [roots.move_to_json(each) for each in found.moves if each.certain],
        "possible_moves": [roots.move_to_json(each) for each in found.moves if not each.certain],
        "not_photos": [os.fsdecode(path) for path in found.not_photos],
        "unknown_cameras": found.unknown_cameras,
        "seconds": found.seconds,
        **(as_json.error(found.error) if found.error else {}),
    }


def _say_found(
    current: Session,
    found: "IndexResult",
    library: dict[str, int],
    span: tuple[int, int] | None,
    *,
    dry_run: bool,
) -> None:
    from photosort.report import index as report
    from photosort.report import layout

    current.say(
        report.summary(
            found.counts(),
            found.failed,
            found.roots,
            library,
            span,
            found.seconds,
            found.moves,
            linked=found.linked,
            dry_run=dry_run,
        )
    )
    if current.quiet and found.failed:
        current.warn(layout.failures(found.failed))


def _warn_of(current: Session, found: "IndexResult") -> int:
    """Print warnings; returns the exit code."""
    from photosort.report import index as report

    for warning in report.warnings(found.not_photos, found.unknown_cameras):
        current.warn(f"photosort: {warning}")
    if found.error:
        current.warn_of(found.error)
        return found.error.code
    return failed_code(found.failed)
