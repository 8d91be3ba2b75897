"""`photosort organize`."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photosort.cli.idle import is_given, is_typed, refuse_idle
from photosort.cli.options import Writing, where_option
from photosort.cli.session import Session, failed_code
from photosort.cli.signatures import OptionGroup, add
from photosort.errors import PhotosortError, UsageError
from photosort.settings.organize import DEFAULT_VIEWS

if TYPE_CHECKING:
    from photosort.settings.organize import OrganizeOptions
    from photosort.store import Store
    from photosort.workflow.organize.organize import OrganizeResult


def register(app: typer.Typer) -> None:
    """Add the command."""
    add(app, "organize", organize)


class _Layout(OptionGroup):
    """Options for the layout."""

    by: Annotated[
        str,
        typer.Option(
            metavar="VIEW[,VIEW...]",
            help="Lay out each VIEW: place, trip, journey, person, moment, date, keyword, or"
            " @NAME for a saved query.",
        ),
    ] = ",".join(DEFAULT_VIEWS)
    mode: Annotated[
        str,
        typer.Option(
            metavar="MODE",
            help="Link or copy photos by MODE: symlink, hardlink, reflink or copy. A hard"
            " link is one more name of the original: its link count and ctime"
            " change, nothing else.",
        ),
    ] = "symlink"
    fallback: Annotated[
        str | None,
        typer.Option(
            metavar="MODE",
            help="With --mode reflink: use MODE copy where a reflink is impossible.",
            show_default=False,
        ),
    ] = None
    absolute: Annotated[
        bool, typer.Option("--absolute", help="Make links with absolute paths (default: relative).")
    ] = False
    level: Annotated[
        str | None,
        typer.Option(
            metavar="LEVEL",
            help="Lay out the trips of LEVEL, such as country or city (default: the"
            " finest that photosort trips found).",
        ),
    ] = None
    home: Annotated[
        bool, typer.Option("--home", help="In the view trip, lay out trips at home, too.")
    ] = False
    where: Annotated[
        str | None,
        where_option("Lay out only the photos that the query EXPR finds."),
    ] = None
    template: Annotated[
        list[str] | None,
        typer.Option(
            metavar="VIEW=PATTERN",
            help="Name the folders of VIEW by PATTERN, such as"
            " 'journey={start:%Y}/{title}'; may be given several times.",
            show_default=False,
        ),
    ] = None
    prune_empty: Annotated[
        bool,
        typer.Option(
            "--prune-empty", help="Also remove folders that photosort made and others have emptied."
        ),
    ] = False
    take_over: Annotated[
        bool,
        typer.Option(
            "--take-over",
            help="Update a DEST that was laid out from another library, and make it"
            " this library's.",
        ),
    ] = False
    allow_empty: Annotated[
        bool,
        typer.Option("--allow-empty", help="Remove every entry if no photo is left to lay out."),
    ] = False

    def parsed(self, context: typer.Context) -> "OrganizeOptions":
        """The options, checked. Raises `UsageError`, also for one that would have no effect."""
        from photosort.plan.layout.templates import parse
        from photosort.settings.organize import OrganizeOptions, parse_templates

        fits = self.mode == "reflink" or is_typed(context, "fallback")
        options = OrganizeOptions(
            self._views(context),
            self.mode,
            self.absolute,
            self.level,
            parse_templates(self.template or ()),
            self.fallback if fits else None,
            self.prune_empty,
            self.where,
            self.take_over,
            self.allow_empty,
            self.home,
            is_given(context, "by"),
        )
        for view, pattern in options.templates:
            parse(view, pattern)
        _refuse_idle(context, options)
        return options

    def _views(self, context: typer.Context) -> tuple[str, ...]:
        """The views; where nobody has chosen any, also those that typed options are about."""
        from photosort.settings.organize import VIEWS, parse_templates
        from photosort.settings.parsing import split_list

        views = split_list(self.by)
        if is_given(context, "by"):
            return views
        if is_typed(context, "level") or is_typed(context, "home"):
            views += ("trip",)
        if is_typed(context, "template"):
            shaped = [view for view, _ in parse_templates(self.template or ())]
            views += tuple(view for view in shaped if view in VIEWS or view[:1] == "@")
        return views


def _refuse_idle(context: typer.Context, options: "OrganizeOptions") -> None:
    by = ",".join(options.by)
    if "trip" not in options.by:
        refuse_idle(
            context,
            ("level", "home"),
            f"has no effect with --by {by}: it is about the folders of trips",
            f"add them with --by {by},trip, or leave it out"
            + ("; --template shapes the folders of places" if "place" in options.by else ""),
        )
    idle = [view for view, _ in options.templates if view not in options.by]
    if idle:
        refuse_idle(
            context,
            ("template",),
            f"{idle[0]}=... has no effect with --by {by}",
            f"add the view with --by {by},{idle[0]}, or leave it out",
        )


def organize(
    current: Session,
    *,
    dest: Annotated[Path, typer.Argument(metavar="DEST", help="The folder DEST to lay out.")],
    layout: _Layout,
    undo: Annotated[
        bool, typer.Option("--undo", help="Remove what photosort made in DEST.")
    ] = False,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify", help="Compare DEST with its manifest and the originals; change nothing."
        ),
    ] = False,
    how: Writing,
) -> int:
    """Lay out folders of links or copies.

    DEST becomes a tree of folders by place, trip, person, date and so on. Run the command again
    to make DEST match the library: what is new is added, and only what photosort made itself,
    and nobody has changed since, is removed. A manifest in DEST records what photosort made.
    Originals are never touched, and the last name or copy of a photo stays.

    Examples:
      photosort organize ~/Sorted
      photosort organize ~/Sorted --by person,date --mode hardlink
      photosort organize ~/Sorted --undo
    """
    target = os.fspath(dest)
    if verify and undo:
        raise UsageError("--undo and --verify do not go together", "give one of them")
    if verify or undo:
        refuse_idle(
            current.context,
            _Layout.__annotations__,
            f"has no effect with --{'verify' if verify else 'undo'}: the manifest in DEST tells"
            " what was laid out",
            "leave it out",
        )
    if verify:
        return _verify(current, target, how.json)
    if undo:
        return _undo(current, target, how)
    return _lay_out(current, target, layout.parsed(current.context), how)


def _lay_out(current: Session, dest: str, options: "OrganizeOptions", how: Writing) -> int:
    from photosort.plan.layout.left_out import count
    from photosort.plan.layout.manifest import to_json
    from photosort.report import folders
    from photosort.report import left_out as report
    from photosort.workflow.organize import organize as workflow

    with current.work(how) as (store, progress):
        current.tell_unknown(store, options.where)
        result = workflow.organize(
            store, dest, options, progress, dry_run=how.dry_run, lock_wait=how.lock_wait
        )
        left_out = report.lines(
            count(result.left_out),
            len(result.left_out),
            options.by,
        )
    if how.json:
        current.print_json(to_json(result.manifest))
    else:
        _show(current, result, how.dry_run)
    _tell_dropped(current, result, options.by, how)
    if not how.json:
        for line in (*left_out, *folders.unsearched(result.unsearched)):
            current.say(line)
    current.warn_failed(result.failures)
    return failed_code(result.failures)


def say_laid_out(current: Session, result: "OrganizeResult", *, dry_run: bool) -> None:
    """Print one line on what was done in DEST."""
    from photosort.report import folders

    counts = {
        "new": result.made,
        "moved": result.moved,
        "removed": result.removed,
        "as before": result.stayed,
    }
    entries = result.manifest.entries
    current.say(folders.organize_summary(result.dest, entries, counts, dry_run=dry_run))


def _show(current: Session, result: "OrganizeResult", dry_run: bool) -> None:
    from photosort.report import folders

    manifest = result.manifest
    say_laid_out(current, result, dry_run=dry_run)
    if dry_run:
        for line in folders.plan_tree(manifest.entries, result.plan):
            current.emit(line)
    else:
        for line in folders.folder_tree(manifest.entries):
            current.say(line)
    foreign = len(manifest.kept) - len(result.plan.keep)
    for line in (
        *folders.foreign(result.dest, foreign),
        *folders.last_kept(result.dest, result.plan.keep),
    ):
        current.say(line)


def _tell_dropped(
    current: Session, result: "OrganizeResult", by: Sequence[str], how: Writing
) -> None:
    """Tell of folders that go with their view, or as trips at home.

    Also when quiet, unless somebody has chosen the views: it may be another default than before.
    """
    from photosort.report import folders

    chosen = is_given(current.context, "by")
    for line in folders.dropped(result.dropped, by, chosen=chosen, dry_run=how.dry_run):
        if not chosen:
            current.warn(f"photosort: {line}")
        elif not how.json:
            current.say(line)
    for line in folders.went_home(result.went_home, dry_run=how.dry_run):
        current.warn(f"photosort: {line}")


def _undo(current: Session, dest: str, how: Writing) -> int:
    from photosort.plan.layout.manifest import to_json
    from photosort.report import folders, layout
    from photosort.workflow.organize.undo import undo

    with _library(current, how.dry_run) as store, current.progress() as progress:
        result = undo(dest, progress, store=store, dry_run=how.dry_run, lock_wait=how.lock_wait)
    manifest = result.manifest
    if how.json:
        current.print_json(to_json(manifest))
    else:
        verb = "Would remove" if how.dry_run else "Removed"
        kept = len(manifest.kept) - len(manifest.entries)
        current.say(
            f"{verb} {layout.plural(result.removed, 'file')} from {layout.printable(result.dest)}"
            + (f"; {layout.plural(kept, 'other file')} kept" if kept else "")
        )
        for line in folders.last_kept(result.dest, manifest.entries):
            current.say(line)
    current.warn_failed(result.failures)
    return failed_code(result.failures)


@contextmanager
def _library(current: Session, dry_run: bool) -> "Iterator[Store | None]":
    """The library if it can be opened; undo does not need one."""
    opened = None
    if current.path.exists():
        with suppress(PhotosortError):
            opened = current.write(Writing(dry_run=dry_run), record=False)
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
        current.print_json([{"path": path, "reason": reason} for path, reason in different])
    else:
        lines = [f"{layout.printable(path)}: {reason}" for path, reason in different]
        current.show("\n".join(lines), f"Everything in {layout.printable(dest)} is as laid out")
    return failed_code(different)
