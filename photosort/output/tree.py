"""What stands in DEST, and whether it is still what photosort made."""

import os
import posixpath
import stat
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from photosort.errors import PhotosortError
from photosort.model import Entry
from photosort.plan.journal import is_temporary
from photosort.plan.manifest import OWN_NAMES, Record


class Node(NamedTuple):
    """A file or link in DEST; `link` is a link's text, None for anything else."""

    link: str | None
    regular: bool
    size: int
    mtime_ns: int
    inode: int


class Tree(NamedTuple):
    """All of DEST: nodes by relative path, its folders, and which of photosort's own files."""

    nodes: dict[str, Node]
    folders: list[str]
    own: tuple[str, ...]


def look(dest: str, without: str | None = None) -> Tree:
    """List DEST without following a link. A DEST that is not there is empty.

    The folder `without` is passed over: it has a manifest of its own.

    Raises `PhotosortError` for a folder that cannot be listed: what is in it is not gone.
    """
    nodes: dict[str, Node] = {}
    folders: list[str] = []
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        prefix = f"{folder}/" if folder else ""
        try:
            with os.scandir(os.path.join(dest, folder)) as entries:
                for entry in entries:
                    path = prefix + entry.name
                    if entry.is_symlink():
                        nodes[path] = Node(os.readlink(entry.path), False, 0, 0, 0)
                    elif entry.is_dir(follow_symlinks=False):
                        if path != without:
                            folders.append(path)
                            waiting.append(path)
                    else:
                        nodes[path] = node_of(entry.stat(follow_symlinks=False))
        except FileNotFoundError:
            continue
        except OSError as error:
            raise PhotosortError(
                f"cannot look into {os.path.join(dest, folder)}: {error.strerror}",
                "nothing was done; make it readable and run the same command again",
            ) from error
    return Tree(nodes, folders, tuple(name for name in OWN_NAMES if nodes.pop(name, None)))


def node_of(status: os.stat_result) -> Node:
    """The node of something that is no link."""
    regular = stat.S_ISREG(status.st_mode)
    return Node(None, regular, status.st_size, status.st_mtime_ns, status.st_ino)


def intact(tree: Tree, record: Record, dest: str) -> dict[str, Entry]:
    """The entries that stand in DEST as they were made, by path."""
    result = {}
    nodes, links = tree.nodes, record.mode == "symlink"
    text = link_texts(dest, record.absolute)
    for entry in record.entries:
        node = nodes.get(entry.path)
        if node is not None and (
            node.link == text(entry.path, entry.source)
            if links
            else node.regular and _is_as_made(node, entry)
        ):
            result[entry.path] = entry
    return result


def _is_as_made(node: Node, entry: Entry) -> bool:
    if entry.inode is not None:
        return node.inode == entry.inode
    made = entry.mtime_ns if entry.made_ns is None else entry.made_ns
    return (node.size, node.mtime_ns) == (entry.size, made)


def link_texts(dest: str, absolute: bool) -> Callable[[str, str], str]:
    """What the symbolic link at a path for a source says; `dest` is absolute and real."""
    if absolute:
        return lambda path, source: source

    def relative(path: str, source: str) -> str:
        folder, _, name = source.rpartition("/")
        return _way(dest, path.rpartition("/")[0], folder) + name

    return relative


@lru_cache(maxsize=65536)
def _way(dest: str, start: str, to: str) -> str:
    """From a folder in `dest` to a folder, with `/` at the end."""
    return posixpath.relpath(to or "/", posixpath.join(dest, start)) + "/"


def leftovers(paths: Iterable[str], runs: Collection[str]) -> list[str]:
    """Unfinished files of interrupted runs."""
    if not runs:
        return []
    return [path for path in paths if is_temporary(posixpath.basename(path), runs)]
