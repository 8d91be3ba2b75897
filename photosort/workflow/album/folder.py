"""The folder of an album: what is there and is ours, and how it becomes what is wanted.

As in `organize`, what is about to be made is in the journal before it is made, so a run that is
killed at any moment is continued by the next one, or cleaned up by `--undo`.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType

from photosort.errors import PhotosortError
from photosort.model import Entry
from photosort.output import record
from photosort.output.album import Writer
from photosort.output.apply import Applied, How, apply, remove_leftovers
from photosort.output.dest import Dest
from photosort.plan.layout.journal import Journal
from photosort.plan.layout.manifest import (
    ALBUM,
    JOURNAL_NAME,
    Manifest,
    Record,
    Remark,
    remarks,
    same_but_for_date,
)
from photosort.plan.layout.sync import Sync, emptied, parents
from photosort.progress import Progress
from photosort.regular import open_regular
from photosort.store import Store
from photosort.store.times import now
from photosort.workflow.organize import begin, check_owner, find, problem

_KIND = Record("copy", False, ())


class AlbumFolder:
    """DEST of an album, brought from what earlier runs made to what is wanted; a context manager.

    `standing` are unchanged files of earlier runs, `wanted` those that the album now has, `written`
    the paths of those that this run wrote, all by path below DEST with `/`. For a dry run `dest`
    need not be locked. Raises `PhotosortError` for a folder that is not an album, or, without
    `take_over`, that belongs to another library.
    """

    def __init__(self, dest: Dest, store: Store, *, take_over: bool = False) -> None:
        self.path = dest.path
        self._dest, self._store = dest, store
        self._found = found = find(dest.path, (ALBUM,))
        if found.manifest and found.manifest.by != (ALBUM,):
            raise PhotosortError(
                f"{dest.path} was laid out by photosort organize",
                "name another folder for the album",
            )
        if not take_over:
            check_owner(store, dest.path, found.manifest)
        self.standing: Mapping[str, Entry] = found.alike(_KIND.kind)
        self.wanted: dict[str, Entry] = {}
        self.written: list[str] = []
        self._run = secrets.token_hex(8)
        self._writer = Writer(dest, self._run, found.tree.nodes, found.intact.keys())
        self._begun = self._broken = False

    def __enter__(self) -> "AlbumFolder":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None and not self._broken:
            with suppress(PhotosortError):
                self.settle()  # Ctrl-C, or an error: what was written is kept
        self._writer.discard()

    @property
    def kept(self) -> tuple[Remark, ...]:
        """What in DEST is not ours, or no longer ours, and stays."""
        return remarks(self._found.foreign, self._found.manifest)

    @property
    def exists(self) -> bool:
        """Whether it is an album already."""
        return self._found.manifest is not None

    def claim(self, paths: Iterable[str], within: Iterable[str] = ()) -> None:
        """Refuse to continue if one of `paths` is not ours, or a folder above it is a link.

        `within` are further folders that must not be links.
        """
        files = set(paths)
        folders = parents([*files, *(f"{folder}/" for folder in within)])
        found, key = self._found, self._found.tree.folding.key
        anywhere, here = set(map(key, files | folders)), set(map(key, files))
        taken = [path for path in found.foreign if key(path) in anywhere]
        taken += [path for path in found.tree.folders if key(path) in here]
        if taken:
            raise self._not_ours(min(taken))

    def is_foreign(self, path: str) -> bool:
        """Whether there is something at `path` that is not ours."""
        return path in self._found.foreign

    def begin(self, planned: Mapping[str, str]) -> None:
        """Record what will be made, path → source, before it is made."""
        if self._begun:
            return
        self._begun = True
        coming = [Entry(path, source, ALBUM, "", 0) for path, source in planned.items()]
        journal = Journal(
            (self._run,), (*self._found.unlisted(), _KIND._replace(entries=tuple(coming)))
        )
        begin(self._dest, self._found, self._manifest((), ()), journal)

    def keep(self, path: str, id: str | None = None) -> None:
        """Keep the file at `path`."""
        entry = self.standing[path]
        self.wanted[path] = entry if id is None else entry._replace(id=id)

    def put(self, path: str, content: bytes, id: str = "", source: str = "") -> None:
        """Write `content` to `path`, unless it is there already."""
        if path in self.standing and _read(f"{self.path}/{path}") == content:
            self.keep(path, id)
            return
        self.begin({path: source})
        try:
            self._writer.put(Entry(path, source, ALBUM, id, 0), content)
        except OSError as error:
            raise self._problem(error) from error

    def settle(self) -> None:
        """Give everything that was written its final name."""
        try:
            for entry in self._writer.settle():
                self.wanted[entry.path] = entry
                self.written.append(entry.path)
        except FileExistsError as error:
            self._broken = True
            raise self._not_ours(error.filename) from error
        except OSError as error:
            raise self._problem(error) from error

    def finish(self, skipped: tuple[Remark, ...], progress: Progress) -> Applied:
        """Remove what is no longer wanted and write the manifest; returns what was removed."""
        self.settle()
        found = self._found
        gone = [entry for path, entry in found.intact.items() if path not in self.wanted]
        empty = self._emptied()
        done = self._remove(gone, empty, progress) if gone or empty else Applied()
        entries = [*self.wanted.values(), *done.stuck]
        manifest = self._manifest(entries, (*skipped, *done.skipped))
        try:
            remove_leftovers(self._dest, () if self._begun else found.leftovers, found.homes())
            if found.manifest is None or not same_but_for_date(found.manifest, manifest):
                self._dest.create()
                record.write_manifest(self._dest, manifest)
            if self._begun or found.journal:
                record.remove(self._dest, JOURNAL_NAME)
        except OSError as error:
            raise self._problem(error) from error
        return done

    def _emptied(self) -> list[str]:
        """Our folders that are now empty."""
        needed = parents(self.wanted)
        existing = {*self._found.tree.folders}
        ours = existing & self._found.folders() - needed
        remaining = [*self.wanted, *self._found.in_own_words(self._found.foreign)]
        return emptied(existing | needed, remaining, ours)

    def _remove(self, gone: list[Entry], empty: Sequence[str], progress: Progress) -> Applied:
        self.begin({})
        plan = Sync([], [], [], gone)
        how = How("copy", False, None, self._run)
        done = apply(self._dest, plan, self._found.tree.nodes, empty, how, progress)
        if done.hopeless:
            raise problem(self._dest, done, plan) from done.hopeless
        return done

    def _manifest(self, entries: Iterable[Entry], skipped: tuple[Remark, ...]) -> Manifest:
        return Manifest(
            created=now(),
            library=str(self._store.path),
            library_id=self._store.id,
            mode=_KIND.mode,
            absolute=_KIND.absolute,
            by=(ALBUM,),
            entries=tuple(sorted(entries, key=lambda entry: entry.path)),
            kept=self.kept,
            skipped=skipped,
        )

    def _not_ours(self, path: str) -> PhotosortError:
        return PhotosortError(
            f"{self.path}/{path} was not made by photosort, or was changed since",
            "move the file away, or name another folder",
        )

    def _problem(self, error: OSError) -> PhotosortError:
        self._broken = True
        return self._dest.problem(error, f"{len(self.written):,} files of the album were written")


def _read(path: str) -> bytes | None:
    try:
        with open_regular(path) as file:
            return file.read()
    except OSError:
        return None
