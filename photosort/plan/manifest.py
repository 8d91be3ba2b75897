"""The manifest: what photosort made in DEST, and the difference to what is wanted there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from photosort.errors import PhotosortError
from photosort.model import Entry

FILE_NAME = "photosort-manifest.json"
VERSION = 1
ALBUM = "album"
"""The view of files that `photosort album` makes."""

_FIELDS = {field.name for field in fields(Entry)}


class Remark(NamedTuple):
    """A path in DEST that was left alone, or a photo that could not be laid out, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class Manifest:
    """The content of `photosort-manifest.json`."""

    created: str
    library: str
    mode: str
    absolute: bool
    by: tuple[str, ...]
    entries: tuple[Entry, ...]
    kept: tuple[Remark, ...] = ()
    skipped: tuple[Remark, ...] = ()


class Sync(NamedTuple):
    """What is to be done in DEST: entries to leave, to make, to remove."""

    stay: list[Entry]
    make: list[Entry]
    remove: list[Entry]


def sync(wanted: Iterable[Entry], intact: Mapping[str, Entry], *, same_kind: bool) -> Sync:
    """The difference between what is wanted and what was made and is unchanged since.

    `intact` holds the entries of the last manifest by path; `same_kind` tells that they are
    links or copies of the kind now wanted.
    """
    result = Sync([], [], [])
    staying = set()
    for entry in wanted:
        old = intact.get(entry.path) if same_kind else None
        if old and _serves(old, entry):
            result.stay.append(replace(entry, sha256=old.sha256) if old.sha256 else entry)
            staying.add(entry.path)
        else:
            result.make.append(entry)
    result.remove.extend(entry for path, entry in intact.items() if path not in staying)
    return result


def _serves(old: Entry, wanted: Entry) -> bool:
    """Whether what was made is what is wanted; a copy without a sum was never finished."""
    return (old.source, old.mtime_ns, old.inode) == (
        wanted.source,
        wanted.mtime_ns,
        wanted.inode,
    ) and (wanted.mtime_ns is None or (old.size == wanted.size and old.sha256 is not None))


def remarks(foreign: Collection[str], old: Manifest | None) -> tuple[Remark, ...]:
    """Why each of the `foreign` paths in DEST is left alone, as far as the manifest tells."""
    known = {remark.path: remark.reason for remark in old.kept} if old else {}
    made = {entry.path for entry in old.entries} if old else set()
    reasons = known | dict.fromkeys(made, "changed since photosort made it")
    return tuple(
        Remark(path, reasons.get(path, "was not made by photosort")) for path in sorted(foreign)
    )


def to_json(manifest: Manifest) -> dict[str, Any]:
    """The JSON form, keys as other programs read them."""
    return {
        "photosort_manifest": VERSION,
        "created": manifest.created,
        "library": manifest.library,
        "mode": manifest.mode,
        "absolute": manifest.absolute,
        "by": list(manifest.by),
        "entries": [_entry_json(entry) for entry in manifest.entries],
        "kept": [{"path": path, "reason": reason} for path, reason in manifest.kept],
        "skipped": [{"source": path, "reason": reason} for path, reason in manifest.skipped],
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    optional = {"sha256": entry.sha256, "mtime_ns": entry.mtime_ns, "inode": entry.inode}
    return {
        "path": entry.path,
        "source": entry.source,
        "view": entry.view,
        "id": entry.id,
        "size": entry.size,
        **{key: value for key, value in optional.items() if value is not None},
    }


def from_json(document: Any, path: str) -> Manifest:
    """The manifest of a JSON document read from `path`. Raises `PhotosortError`.

    Entries that would lead out of DEST are refused: nothing outside is ever removed.
    """
    try:
        if document["photosort_manifest"] != VERSION:
            raise PhotosortError(
                f"{path} is of version {document['photosort_manifest']}, newer than this program",
                "upgrade photosort: pip install --upgrade photosort-cli",
            )
        entries = tuple(
            Entry(**{key: value for key, value in each.items() if key in _FIELDS})
            for each in document["entries"]
        )
        manifest = Manifest(
            created=str(document["created"]),
            library=str(document["library"]),
            mode=str(document["mode"]),
            absolute=bool(document.get("absolute", False)),
            by=tuple(document["by"]),
            entries=entries,
            kept=tuple(Remark(x["path"], x["reason"]) for x in document["kept"]),
            skipped=tuple(Remark(x["source"], x["reason"]) for x in document["skipped"]),
        )
        if all(_stays_inside(entry.path) for entry in entries):
            return manifest
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    raise PhotosortError(
        f"{path} is no manifest of photosort, or it is damaged",
        "move it away; what it lists is then left alone, and organize makes a new one",
    )


def _stays_inside(path: str) -> bool:
    return bool(path) and all(part not in ("", ".", "..") for part in path.split("/"))


def same_but_for_date(one: Manifest, other: Manifest) -> bool:
    """Whether two manifests say the same."""
    return replace(one, created="") == replace(other, created="")
