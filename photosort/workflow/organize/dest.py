"""Finds out what is in DEST, and records what is about to be made there."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from photosort.errors import PhotosortError
from photosort.model import Entry
from photosort.output import older, record
from photosort.output import tree as disk
from photosort.output.apply import Applied, remove_leftovers
from photosort.output.content import recognise
from photosort.output.dest import Dest
from photosort.output.folding import folding_of
from photosort.plan.layout.journal import Journal
from photosort.plan.layout.manifest import (
    ALBUM,
    FILE_NAME,
    JOURNAL_NAME,
    ORIGINALS,
    PROBE_NAME,
    Manifest,
    Record,
    mode_of,
)
from photosort.plan.layout.sync import Sync, parents
from photosort.progress import Progress, Silent


@dataclass(frozen=True)
class Found:
    """DEST as it is: what photosort made, of which kind, and what is foreign.

    `made` holds the unchanged entries of the manifest and the journal.
    """

    manifest: Manifest | None
    journal: Journal | None
    tree: disk.Tree
    made: tuple[Record, ...]
    leftovers: list[str]
    intact: dict[str, Entry]
    foreign: set[str]

    def alike(self, kind: tuple[str, bool]) -> dict[str, Entry]:
        """Complete entries of a kind: a copy without a checksum was never finished."""
        mode = kind[0]
        return {
            entry.path: entry
            for each in self.made
            if each.kind == kind
            for entry in each.entries
            if mode_of(entry, mode) == mode and (mode != "copy" or entry.sha256)
        }

    def unlisted(self) -> tuple[Record, ...]:
        """What was made and is recorded only in the journal."""
        return self.made[1:] if self.manifest else self.made

    def listed(self) -> list[Entry]:
        """All recorded entries, whether they still exist or not."""
        made = self.manifest.entries if self.manifest else ()
        return [*made, *(entry for each in self._noted() for entry in each.entries)]

    def folders(self) -> set[str]:
        """All folders that were made for entries."""
        empty = self.manifest.folders if self.manifest else ()
        paths = (entry.path for entry in self.listed())
        return parents([*paths, *(f"{folder}/" for folder in empty)])

    def homes(self) -> dict[str, str]:
        """The paths of hard links that went aside in a killed run and are the last name of a photo.

        By their current path.
        """
        nodes = self.tree.nodes
        last = {
            nodes[path].inode: path
            for path in self.leftovers
            if path in nodes and nodes[path].regular and nodes[path].names == 1
        }
        if not last:
            return {}
        return {
            last[entry.inode]: entry.path
            for entry in self.listed()
            if entry.inode in last and entry.path not in nodes
        }

    def in_own_words(self, paths: Iterable[str]) -> Iterable[str]:
        """Listed paths with the names that their folders were given."""
        if not self.tree.listed_as:
            return paths
        return [f"{self.tree.parent_of(path)}/{path.rpartition('/')[2]}" for path in paths]

    def _noted(self) -> Sequence[Record]:
        return self.journal.records if self.journal else ()


def find(dest: str, by: tuple[str, ...] = (), *, progress: Progress | None = None) -> Found:
    """Examine DEST. Raises `PhotosortError` for what cannot be read.

    Files whose metadata differs from the record are read and compared. The originals in an album
    are skipped, since they have a manifest of their own; `by` says what a DEST without a manifest
    is to become.
    """
    manifest, journal = record.read_manifest(dest), record.read_journal(dest)
    album = (manifest.by if manifest else by) == (ALBUM,)
    tree = disk.scan(dest, ORIGINALS if album else None)
    if manifest:
        manifest = older.with_unlisted(manifest, tree, dest)
    records = [manifest.record] if manifest else []
    records += journal.records if journal else ()
    listed = [entry.path for each in records for entry in each.entries]
    empty = [f"{folder}/" for folder in manifest.folders] if manifest else []
    tree = disk.named_as(dest, tree, [*listed, *empty], folding_of(dest, tree))
    made = tuple(_made(tree, each, dest, progress or Silent()) for each in records)
    intact = {entry.path: entry for each in made for entry in each.entries}
    leftovers = disk.leftovers(tree.nodes, journal.runs if journal else ())
    leftovers += older.unfinished(manifest, tree) if manifest else []
    foreign = tree.nodes.keys() - intact.keys() - set(leftovers)
    unfinished = [name for name in tree.own if name not in (FILE_NAME, JOURNAL_NAME)]
    return Found(manifest, journal, tree, made, [*leftovers, *unfinished], intact, foreign)


def _made(tree: disk.Tree, listed: Record, dest: str, progress: Progress) -> Record:
    """The entries of a record that are as they were made."""
    sure, doubtful = disk.intact(tree, listed, dest)
    found = sure | recognise(dest, doubtful, tree.nodes, progress, made_in=listed.dest)
    return listed._replace(entries=tuple(found.values()))


def begin(
    dest: Dest,
    found: Found,
    manifest: Manifest,
    journal: Journal,
    check: Callable[[], None] = lambda: None,
) -> None:
    """Record everything that is about to be made, before the first change.

    If there is no manifest yet, one like `manifest` is written first, so that the folder is not
    indexed. `check` finds out whether DEST can hold what is to be made. Raises `PhotosortError` if
    nothing was done.
    """
    new = not found.manifest
    dest.create()
    try:
        remove_leftovers(dest, found.leftovers, found.homes())
        check()
        if new:
            record.write_manifest(dest, replace(manifest, entries=(), skipped=(), folders=()))
        record.write_journal(dest, journal)
    except BaseException as error:
        if new:
            for name in (FILE_NAME, JOURNAL_NAME, PROBE_NAME):
                with suppress(OSError):
                    record.remove(dest, name)
            dest.withdraw()
        if isinstance(error, OSError):
            raise dest.problem(error, "nothing was done") from error
        raise


def problem(dest: Dest, done: Applied, plan: Sync) -> PhotosortError:
    """The error for a run that could not continue, with how far it got."""
    assert done.hopeless
    count = len(done.made) + len(done.moved) + len(done.removed)
    total = len(plan.make) + len(plan.move) + len(plan.remove)
    return dest.problem(done.hopeless, f"{count:,} of {total:,} changes were made")


def manifest_of(dest: str, found: Found) -> Manifest:
    """The manifest in DEST. Raises `PhotosortError` if there is none."""
    if found.manifest is None:
        raise PhotosortError(f"{dest} has no manifest: photosort made nothing there")
    return found.manifest
