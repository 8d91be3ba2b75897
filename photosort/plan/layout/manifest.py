"""The manifest: what photosort made in DEST, as other programs read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from json import dumps
from json.encoder import encode_basestring_ascii as quote
from typing import Any, NamedTuple

from photosort.errors import PhotosortError
from photosort.model import Entry

FILE_NAME = "photosort-manifest.json"
VERSION = 1
ALBUM = "album"
"""The view of files that `photosort album` makes."""

ORIGINALS = "originals"
"""The folder of originals in an album, with its own manifest, and the view of these files."""

JOURNAL_NAME = ".photosort-journal"
"""The journal in DEST; removed when the run has ended."""

PROBE_NAME = ".photosort-probe"
"""A test file that shows what the file system of DEST can hold; removed at once."""

UNFINISHED = {name: f".{name.lstrip('.')}.part" for name in (FILE_NAME, JOURNAL_NAME)}
"""Temporary names of manifest and journal."""

OWN_NAMES = (FILE_NAME, JOURNAL_NAME, PROBE_NAME, *UNFINISHED.values())
"""The files that photosort uses itself in DEST."""


class Remark(NamedTuple):
    """A path in DEST that was left alone, or a photo that was not laid out, and why."""

    path: str
    reason: str


class Record(NamedTuple):
    """Entries that were made, or were to be made, and their kind.

    `dest` is the path of DEST at that time, for relative links; empty if unknown.
    """

    mode: str
    absolute: bool
    entries: tuple[Entry, ...]
    dest: str = ""

    @property
    def kind(self) -> tuple[str, bool]:
        """Entries of one kind can stand for each other; only links are absolute or relative."""
        return self.mode, self.absolute and self.mode == "symlink"


@dataclass(frozen=True)
class Manifest:
    """The content of `photosort-manifest.json`.

    `folders` are those that photosort made and that hold nothing of its own any more, `dest` is
    where DEST stood, `library_id` the library's own; both are empty in older manifests. `left_out`
    counts the files of `skipped` by reason; those with several count for each.
    """

    created: str
    library: str
    mode: str
    absolute: bool
    by: tuple[str, ...]
    entries: tuple[Entry, ...]
    kept: tuple[Remark, ...] = ()
    skipped: tuple[Remark, ...] = ()
    folders: tuple[str, ...] = ()
    library_id: str = ""
    dest: str = ""
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def record(self) -> Record:
        """The entries with their kind."""
        return Record(self.mode, self.absolute, self.entries, self.dest)


def to_json(manifest: Manifest) -> dict[str, Any]:
    """The JSON document; other programs rely on its keys."""
    return {**_head(manifest), "entries": [_entry_json(entry) for entry in manifest.entries]}


def to_text(manifest: Manifest) -> str:
    """The JSON document as text, one entry per line."""
    lines = ",\n  ".join(map(entry_text, manifest.entries))
    return f'{dumps(_head(manifest), indent=1)[:-2]},\n "entries": [\n  {lines}\n ]\n}}\n'


def _head(manifest: Manifest) -> dict[str, Any]:
    return {
        "photosort_manifest": VERSION,
        "created": manifest.created,
        "library": manifest.library,
        **({"library_id": manifest.library_id} if manifest.library_id else {}),
        **({"dest": manifest.dest} if manifest.dest else {}),
        "mode": manifest.mode,
        "absolute": manifest.absolute,
        "by": list(manifest.by),
        "kept": [{"path": path, "reason": reason} for path, reason in manifest.kept],
        "skipped": [{"source": path, "reason": reason} for path, reason in manifest.skipped],
        "left_out": dict(manifest.left_out),
        "folders": list(manifest.folders),
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    """The fields of an entry; those after the size only if known."""
    pairs = enumerate(entry._asdict().items())
    return {name: value for i, (name, value) in pairs if i < 5 or value is not None}


def entry_text(entry: Entry) -> str:
    """The JSON of an entry, as text.

    Formatted by hand: `json` takes three times as long, which would be most of the time of a run.
    """
    path, source, view, id, size, sha256, mtime_ns, inode, made_ns = entry
    return (
        f'{{"path": {quote(path)}, "source": {quote(source)}, "view": {quote(view)},'
        f' "id": {quote(id)}, "size": {size}'
        + (f', "sha256": "{sha256}"' if sha256 is not None else "")
        + (f', "mtime_ns": {mtime_ns}' if mtime_ns is not None else "")
        + (f', "inode": {inode}' if inode is not None else "")
        + (f', "made_ns": {made_ns}' if made_ns is not None else "")
        + "}"
    )


def from_json(document: Any, path: str) -> Manifest:
    """The manifest of a JSON document read from `path`. Raises `PhotosortError`.

    Entries that lead out of DEST are refused: nothing outside is ever removed.
    """
    try:
        if document["photosort_manifest"] != VERSION:
            raise newer(path, document["photosort_manifest"])
        return Manifest(
            created=str(document["created"]),
            library=str(document["library"]),
            mode=str(document["mode"]),
            absolute=bool(document.get("absolute", False)),
            by=tuple(document["by"]),
            entries=tuple(map(entry_of, document["entries"])),
            kept=tuple(Remark(x["path"], x["reason"]) for x in document["kept"]),
            skipped=tuple(Remark(x["source"], x["reason"]) for x in document["skipped"]),
            folders=tuple(map(_inside, document.get("folders", ()))),
            library_id=str(document.get("library_id", "")),
            dest=str(document.get("dest", "")),
            left_out=tuple(dict(document.get("left_out", {})).items()),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise damaged(path) from None


def entry_of(fields: Mapping[str, Any]) -> Entry:
    """The inverse of `entry_text`, of parsed JSON. Raises `ValueError`, `KeyError`, `TypeError`."""
    get = fields.get
    return Entry(
        _inside(fields["path"]), fields["source"], fields["view"], fields["id"], fields["size"],
        get("sha256"), get("mtime_ns"), get("inode"), get("made_ns"),
    )  # fmt: skip


def mode_of(entry: Entry, mode: str) -> str:
    """The mode of an entry listed in a record of `mode`.

    Some differ: last names and last copies are kept when DEST is laid out in another mode.
    """
    if entry.inode is not None:
        return "hardlink"
    if entry.mtime_ns is None:
        return mode
    return mode if mode in ("copy", "reflink") else "copy"


def _inside(path: str) -> str:
    """`path`, if it does not lead out of DEST."""
    if not path or path[0] == "/" or path[-1] == "/" or "//" in path or "\0" in path:
        raise ValueError(path)
    dots = path[0] == "." or "/." in path  # rare: split only then
    if dots and not {".", ".."}.isdisjoint(path.split("/")):
        raise ValueError(path)
    return path


def newer(path: str, version: object) -> PhotosortError:
    """The error for a file of a later version."""
    return PhotosortError(
        f"{path} has version {version}, which is newer than this program supports",
        "upgrade photosort: pip install --upgrade photosort-cli",
    )


def damaged(path: str) -> PhotosortError:
    """The error for a file that cannot be parsed."""
    return PhotosortError(
        f"{path} is not a manifest of photosort, or it is damaged",
        "move it away; what it lists is then left alone, and organize makes a new one",
    )


def remarks(
    foreign: Iterable[str], old: Manifest | None, last: Mapping[str, str] | None = None
) -> tuple[Remark, ...]:
    """Why each of the `foreign` paths in DEST is left alone, according to the manifest.

    `last` maps paths of our own that stay to the reason.
    """
    stay = [Remark(path, reason) for path, reason in (last or {}).items()]
    return tuple(sorted([*_foreign_remarks(sorted(foreign), old), *stay]))


def _foreign_remarks(paths: list[str], old: Manifest | None) -> tuple[Remark, ...]:
    if not paths:
        return ()
    known = {remark.path: remark.reason for remark in old.kept} if old else {}
    made = {entry.path for entry in old.entries} if old else set()
    reasons = known | dict.fromkeys(made, "changed since photosort made it")
    return tuple(Remark(path, reasons.get(path, "was not made by photosort")) for path in paths)


def same_but_for_date(one: Manifest, other: Manifest) -> bool:
    """Whether two manifests are equal except for the date."""
    return replace(one, created="") == replace(other, created="")
