"""The folder of an album: what stands there and is ours, files written whole or not at all."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress

from photosort.errors import PhotosortError
from photosort.model import Entry
from photosort.output.dest import Dest
from photosort.output.record import read_manifest, write_manifest
from photosort.output.tree import look
from photosort.plan.manifest import ALBUM, ORIGINALS, Manifest, Remark, remarks, same_but_for_date

_TEMPORARY = ".photosort-album-"


class AlbumFolder:
    """DEST, from what an earlier run made there to what is wanted now.

    `standing` are the files that an earlier run made and nobody has changed, `wanted` those that
    the album now has, `written` the paths of those that this run wrote. All by path below DEST,
    with `/`. Raises `PhotosortError` for a folder that something else than an album fills.
    """

    def __init__(self, dest: str) -> None:
        self.dest = dest
        self._old = read_manifest(dest)
        if self._old and self._old.by != (ALBUM,):
            raise PhotosortError(
                f"{dest} was laid out by photosort organize", "name another folder for the album"
            )
        tree = look(dest, ORIGINALS)
        self._waste = [x for x in tree.nodes if os.path.basename(x).startswith(_TEMPORARY)]
        self.standing: dict[str, Entry] = {}
        for entry in self._old.entries if self._old else ():
            node = tree.nodes.get(entry.path)
            if node and node.regular:
                # without a checksum: planned by a run that was killed. Files appear whole, under
                # names that were free then
                made = (
                    entry
                    if entry.sha256
                    else entry._replace(size=node.size, mtime_ns=node.mtime_ns)
                )
                if (node.size, node.mtime_ns) == (made.size, made.mtime_ns):
                    self.standing[entry.path] = made
        self._foreign = set(tree.nodes) - set(self.standing) - set(self._waste)
        self.wanted: dict[str, Entry] = {}
        self.written: list[str] = []

    @property
    def kept(self) -> tuple[Remark, ...]:
        """What in DEST is not ours, or no longer, and stays."""
        return remarks(self._foreign, self._old)

    def claim(self, paths: Iterable[str]) -> None:
        """Refuse to go on where one of `paths` is not ours, or a folder above it is a link."""
        wanted = set(paths)
        for path in list(wanted):
            while path := os.path.dirname(path):
                wanted.add(path)
        taken = sorted(self._foreign & wanted)
        if taken:
            raise PhotosortError(
                f"{self.dest}/{taken[0]} is not what photosort made, or was changed since",
                "move it away, or name another folder",
            )

    def is_foreign(self, path: str) -> bool:
        """Whether something stands there that is not ours."""
        return path in self._foreign

    def keep(self, path: str, id: str | None = None) -> None:
        """What stands at `path` is still wanted."""
        entry = self.standing[path]
        if entry.sha256 is None:
            entry = entry._replace(sha256=_sum(_read(f"{self.dest}/{path}") or b""))
        self.wanted[path] = entry if id is None else entry._replace(id=id)

    def add(self, entry: Entry) -> None:
        """Something was written."""
        self.wanted[entry.path] = entry
        self.written.append(entry.path)

    def put(self, path: str, content: bytes, id: str = "") -> None:
        """Have `content` at `path`; what is the same already is not written again."""
        if path in self.standing and _read(f"{self.dest}/{path}") == content:
            self.keep(path, id)
            return
        try:
            self.add(write(self.dest, path, "", content)._replace(id=id))
        except OSError as error:
            raise dest_error(self.dest, error) from error

    def begin(self, library: str, created: str, planned: Mapping[str, str]) -> None:
        """Say in the manifest what will be made, path → source; whatever is killed, it is known."""
        _remove(self.dest, self._waste)
        entries = {**{path: _planned(path, planned[path]) for path in planned}, **self.standing}
        self._write(self._manifest(library, created, entries.values(), ()))

    def finish(self, library: str, created: str, skipped: tuple[Remark, ...]) -> int:
        """Remove what is no longer wanted and write the manifest; returns how many went."""
        _remove(self.dest, self._waste)
        gone = [path for path in self.standing if path not in self.wanted]
        _remove(self.dest, gone)
        manifest = self._manifest(library, created, self.wanted.values(), skipped)
        if self._old is None or not same_but_for_date(self._old, manifest):
            self._write(manifest)
        return len(gone)

    def _write(self, manifest: Manifest) -> None:
        try:
            with Dest(self.dest) as held:
                held.create()
                write_manifest(held, manifest)
        except OSError as error:
            raise dest_error(self.dest, error) from error

    def _manifest(
        self, library: str, created: str, entries: Iterable[Entry], skipped: tuple[Remark, ...]
    ) -> Manifest:
        return Manifest(
            created=created,
            library=library,
            mode="copy",
            absolute=False,
            by=(ALBUM,),
            entries=tuple(sorted(entries, key=lambda entry: entry.path)),
            kept=self.kept,
            skipped=skipped,
        )


def _planned(path: str, source: str) -> Entry:
    return Entry(path=path, source=source, view=ALBUM, id="", size=0)


def write(dest: str, path: str, source: str, content: bytes) -> Entry:
    """Put a file in place below `dest`; its folder is made. Raises `OSError`."""
    target = f"{dest}/{path}"
    folder = os.path.dirname(target)
    os.makedirs(folder, exist_ok=True)
    temporary = f"{folder}/{_TEMPORARY}{os.getpid()}-{os.path.basename(path)}"
    try:
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            status = os.fstat(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    return _planned(path, source)._replace(
        size=len(content),
        mtime_ns=status.st_mtime_ns,
        sha256=_sum(content),
    )


def dest_error(dest: str, error: OSError) -> PhotosortError:
    """What an error in the folder means to a user."""
    return PhotosortError(
        f"cannot write into {dest}: {error.strerror or error}",
        "free some space or name another folder; the same command goes on where it stopped",
    )


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def _remove(dest: str, paths: Iterable[str]) -> None:
    """Unlink files found intact just before, and the folders that this empties."""
    parents = set()
    for path in paths:
        with suppress(FileNotFoundError):
            os.unlink(f"{dest}/{path}")
        parents.add(os.path.dirname(path))
    for parent in sorted(parents, key=len, reverse=True):
        while parent:
            try:
                os.rmdir(f"{dest}/{parent}")
            except OSError:
                break  # not empty, or gone already
            parent = os.path.dirname(parent)
