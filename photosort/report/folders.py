"""What `organize` did or would do, for people."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from shlex import quote

from photosort.model import Entry
from photosort.plan.layout.sync import Sync
from photosort.report.layout import display_width, pad, plural, printable

_SHOWN_FOLDERS = 12


def organize_summary(
    dest: str,
    entries: Sequence[Entry],
    counts: Mapping[str, int],
    *,
    dry_run: bool = False,
) -> str:
    """One line on what `organize` did; `counts` by what was done: `{"new": 3, "moved": 1}`."""
    verb = "Would lay out" if dry_run else "Laid out"
    change = ", ".join(f"{count:,} {word}" for word, count in counts.items() if count)
    photos = len({entry.source for entry in entries})
    return f"{verb} {plural(photos, 'photo')} in {printable(dest)}: {change or 'nothing'}"


def foreign(dest: str, kept: int) -> list[str]:
    """A line about files of others in DEST, where there are some."""
    if not kept:
        return []
    return [f"{plural(kept, 'file')} in {printable(dest)} that photosort did not make: kept"]


def unsearched(views: Iterable[str]) -> list[str]:
    """Lines about views that stay empty as nobody has looked for what is in them."""
    return [
        f"No {view}s yet: run photosort {view}s, then organize lays them out, too" for view in views
    ]


def dropped(
    folders: Iterable[tuple[str, str]],
    by: Sequence[str],
    *,
    chosen: bool = True,
    dry_run: bool = False,
) -> list[str]:
    """Lines about folders (and their view) that go since the view is not among the views `by`.

    `chosen`: somebody has named these, they are not the default ones.
    """
    verb, keeps = ("would go", "keeps it") if dry_run else ("gone", "brings it back")
    lines = []
    for folder, view in folders:
        why = f"{printable(view)} is no longer in --by"
        if not chosen:
            why = f"{','.join(by)} is the default now"
        again = printable(",".join([*by, view]))
        lines.append(f"{printable(folder)}/: {verb}, as {why}; --by {again} {keeps}")
    return lines


def went_home(trips: int, *, dry_run: bool = False) -> list[str]:
    """A line about folders of trips that go since these are at home."""
    if not trips:
        return []
    verb = "would go" if dry_run else "gone"
    return [f"Folders of {plural(trips, 'trip')} at home: {verb}; --home brings them back"]


def last_kept(dest: str, entries: Sequence[Entry]) -> list[str]:
    """Lines about entries that are the last of a photo and were kept, and how to restore it."""
    if not entries:
        return []
    one = entries[0]
    path, source = f"{dest}/{one.path}", one.source
    copies = all(each.inode is None for each in entries)
    them = "is the last copy of a photo" if copies else "is the last name of a photo"
    if len(entries) > 1:
        them = "are the last copies of photos" if copies else "are the last names of photos"
    how = "cp -p" if one.inode is None else "ln"
    lines = [
        f"{plural(len(entries), 'file')} in {printable(dest)} {them}: kept, and listed in the"
        " manifest with the reason",
        f"  to bring one back: {how} {quote(printable(path))} {quote(printable(source))},"
        " then photosort index",
    ]
    if any(each.inode is None for each in entries):
        lines.append("  to let copies go: photosort forget --missing, then organize again")
    return lines


def folder_tree(entries: Iterable[Entry]) -> list[str]:
    """Folders with the number of files in each, a block a view, long lists cut.

    Of a view whose folders stand in DEST itself, as years do, only these are listed.
    """
    views: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        views[entry.view][entry.path.rpartition("/")[0]] += 1
    lines = []
    for counts in sorted(views.values(), key=min):
        tops = {folder.split("/")[0] for folder in counts}
        if len(tops) == 1 and min(counts) not in tops:
            top = tops.pop()
            lines.append(f"  {printable(top)}/")
            inside = {folder[len(top) + 1 :]: number for folder, number in counts.items()}
            lines += _counted(inside, "    ")
        else:
            totals: Counter[str] = Counter()
            for folder, number in counts.items():
                totals[folder.split("/")[0] or "."] += number
            lines += _counted(totals, "  ")
    return lines


def _counted(counts: Mapping[str, int], indent: str) -> list[str]:
    shown = sorted(counts)[:_SHOWN_FOLDERS]
    width = min(60, max(map(display_width, shown)))
    lines = [f"{indent}{pad(printable(name), width)}  {counts[name]:>6,}" for name in shown]
    if len(counts) > len(shown):
        lines.append(f"{indent}… and {plural(len(counts) - len(shown), 'more folder')}")
    return lines


def plan_tree(entries: Sequence[Entry], plan: Sync) -> list[str]:
    """All folders as a tree: files in and below each, and how many are added (+) or removed (-)."""
    totals = _below(entry.path for entry in entries)
    coming = _below([*(x.path for x in plan.make), *(move.new.path for move in plan.move)])
    going = _below([*(x.path for x in plan.remove), *(move.old.path for move in plan.move)])
    folders = sorted({*totals, *going}, key=lambda folder: folder.split("/"))
    names = [
        "  " * folder.count("/") + printable(folder.rpartition("/")[2]) + "/" for folder in folders
    ]
    width = min(60, max(map(display_width, names), default=0))
    return [
        f"{pad(name, width)}  {totals[folder]:>7,}"
        + (f"  +{coming[folder]:,}" if coming[folder] else "")
        + (f"  -{going[folder]:,}" if going[folder] else "")
        for folder, name in zip(folders, names, strict=True)
    ]


def _below(paths: Iterable[str]) -> Counter[str]:
    """How many of `paths` are in each folder or below it."""
    found: Counter[str] = Counter()
    for folder, count in Counter(path.rpartition("/")[0] for path in paths).items():
        while folder:
            found[folder] += count
            folder = folder.rpartition("/")[0]
    return found
