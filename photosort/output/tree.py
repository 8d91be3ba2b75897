"""What stands in DEST, and whether it is still what photosort made."""

import os
import posixpath
import stat
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from photosort.model import Entry
from photosort.plan.manifest import FILE_NAME, Manifest

TEMPORARY = ".photosort-"
"""How the names of unfinished files begin; those of an interrupted run are removed."""


class Node(NamedTuple):
    """A file or link in DEST; `link` is a link's text, None for anything else."""

    link: str | None
    regular: bool
    size: int
    mtime_ns: int
    inode: int


class Tree(NamedTuple):
    """All of DEST: nodes by relative path, and its folders."""

    nodes: dict[str, Node]
    folders: list[str]


def look(dest: str) -> Tree:
    """List DEST without following a link. A DEST that is not there is empty."""
    tree = Tree({}, [])
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(os.path.join(dest, folder)) as entries:
                listed = list(entries)
        except FileNotFoundError:
            continue
        for entry in listed:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                tree.folders.append(path)
                waiting.append(path)
            elif path != FILE_NAME:
                tree.nodes[path] = _node(entry)
    return tree


def _node(entry: os.DirEntry[str]) -> Node:
    if entry.is_symlink():
        return Node(os.readlink(entry.path), False, 0, 0, 0)
    status = entry.stat(follow_symlinks=False)
    regular = stat.S_ISREG(status.st_mode)
    return Node(None, regular, status.st_size, status.st_mtime_ns, status.st_ino)


def intact(tree: Tree, manifest: Manifest | None, dest: str) -> dict[str, Entry]:
    """The entries of the manifest that stand in DEST as they were made, by path."""
    if manifest is None:
        return {}
    result = {}
    for entry in manifest.entries:
        node = tree.nodes.get(entry.path)
        if node and _is_as_made(node, entry, manifest, dest):
            result[entry.path] = entry
    return result


def _is_as_made(node: Node, entry: Entry, manifest: Manifest, dest: str) -> bool:
    if manifest.mode == "symlink":
        return node.link == link_text(dest, entry, manifest.absolute)
    if manifest.mode == "hardlink":
        return node.regular and node.inode == entry.inode
    return node.regular and (node.size, node.mtime_ns) == (entry.size, entry.mtime_ns)


def link_text(dest: str, entry: Entry, absolute: bool) -> str:
    """What a symbolic link for `entry` says; `dest` is absolute and real."""
    if absolute:
        return entry.source
    folder, _, name = entry.source.rpartition("/")
    return f"{_way(folder or '/', posixpath.dirname(f'{dest}/{entry.path}'))}/{name}"


@lru_cache(maxsize=65536)
def _way(to: str, start: str) -> str:
    return posixpath.relpath(to, start)


def leftovers(paths: Iterable[str]) -> list[str]:
    """Unfinished files of an interrupted run."""
    return [path for path in paths if posixpath.basename(path).startswith(TEMPORARY)]
