"""Albums that a version without a journal was making when it was interrupted.

That version listed pictures without a checksum before it made them, and wrote pages, style and
script without listing them. Its files appeared complete, under names that were free.
"""

import os
from collections.abc import Iterable
from dataclasses import replace

from photosort.model import Entry
from photosort.output.tree import Node, Tree
from photosort.plan.layout.manifest import ALBUM, Manifest
from photosort.regular import open_regular

_MARKS = {
    ".html": b'<meta name="generator" content="photosort">',
    ".css": b"/* Albums made by photosort.",
    ".js": b"// Plays the journey and shows photos alone.",
}
"""How these files begin, by the end of their names."""

_TEMPORARY = ".photosort-album-"


def unfinished(manifest: Manifest, tree: Tree) -> list[str]:
    """Files of such a run that have no final name yet."""
    if manifest.by != (ALBUM,):
        return []
    return [path for path in tree.nodes if os.path.basename(path).startswith(_TEMPORARY)]


def with_unlisted(manifest: Manifest, tree: Tree, dest: str) -> Manifest:
    """The manifest with everything that such a run made; unchanged for other manifests."""
    if manifest.by != (ALBUM,) or all(entry.sha256 for entry in manifest.entries):
        return manifest
    listed = [_as_found(entry, tree.nodes.get(entry.path)) for entry in manifest.entries]
    entries = [*listed, *_pages(manifest, tree, dest)]
    return replace(manifest, entries=tuple(entries))


def _as_found(entry: Entry, node: Node | None) -> Entry:
    if entry.sha256 or node is None or not node.regular:
        return entry
    return entry._replace(size=node.size, mtime_ns=node.mtime_ns)


def _pages(manifest: Manifest, tree: Tree, dest: str) -> Iterable[Entry]:
    listed = {entry.path for entry in manifest.entries}
    for path, node in tree.nodes.items():
        mark = _MARKS.get(os.path.splitext(path)[1])
        if mark and node.regular and path not in listed and _holds(f"{dest}/{path}", mark):
            yield Entry(path, "", ALBUM, "", node.size, mtime_ns=node.mtime_ns)


def _holds(path: str, mark: bytes) -> bool:
    try:
        with open_regular(path) as file:
            return mark in file.read(1024)
    except OSError:
        return False
