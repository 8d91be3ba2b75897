"""What `organize` did or would do, for people."""

from collections import Counter
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


def not_laid_out(dest: str, left_out: int, kept: int) -> list[str]:
    """Lines about what was not laid out: photos in no view, foreign files in DEST."""
    lines = []
    if left_out:
        lines.append(f"{plural(left_out, 'photo')} in none of these views left out")
    if kept:
        lines.append(
            f"{plural(kept, 'file')} in {printable(dest)} that photosort did not make: kept"
        )
    return lines


def dropped(folders: Iterable[tuple[str, str]], *, dry_run: bool = False) -> list[str]:
    """Lines about folders of views that are no longer asked for."""
    verb = "would go" if dry_run else "gone"
    return [
        f"{printable(folder)}/: {verb}, {printable(view)} is no longer in --by"
        for folder, view in folders
    ]


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
    """Folders with the number of files in each; long lists are shortened within a view."""
    counts = Counter(entry.path.rpartition("/")[0] for entry in entries)
    lines = []
    for view in dict.fromkeys(folder.split("/")[0] for folder in sorted(counts)):
        own = sorted(folder for folder in counts if folder.split("/")[0] == view)
        inside = [folder.removeprefix(view).lstrip("/") or "." for folder in own]
        width = min(60, max(display_width(x) for x in inside[:_SHOWN_FOLDERS]))
        lines.append(f"  {printable(view)}/")
        for folder, name in list(zip(own, inside, strict=True))[:_SHOWN_FOLDERS]:
            lines.append(f"    {pad(printable(name), width)}  {counts[folder]:>6,}")
        if len(own) > _SHOWN_FOLDERS:
            lines.append(f"    … and {plural(len(own) - _SHOWN_FOLDERS, 'more folder')}")
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
