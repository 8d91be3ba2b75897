"""Lists DEST and tells which entries are still exactly what photosort made."""

import os
import posixpath
import stat
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from photosort.errors import PhotosortError
from photosort.model import Entry
from photosort.plan.layout.journal import is_temporary
from photosort.plan.layout.manifest import OWN_NAMES, Record, mode_of
from photosort.plan.layout.names import EXACT, Folding
from photosort.plan.layout.sync import parents


class Node(NamedTuple):
    """A file or link in DEST; `link` is the text of a symbolic link, else None.

    `names` is the link count.
    """

    link: str | None
    regular: bool
    size: int
    mtime_ns: int
    inode: int
    names: int = 1

    def is_still(self, status: os.stat_result) -> bool:
        """Whether a file is unchanged since it was listed, except for its number of names."""
        return node_of(status)._replace(names=self.names) == self


class Tree(NamedTuple):
    """All of DEST: nodes by relative path, folders, and photosort's own files.

    `folding` says which names are the same there. `listed_as` maps folders that the disk lists
    under another spelling to the name that they were given.
    """

    nodes: dict[str, Node]
    folders: list[str]
    own: tuple[str, ...]
    folding: Folding = EXACT
    listed_as: Mapping[str, str] = {}

    def parent_of(self, path: str) -> str:
        """The folder of a listed path, under the name that the folder was given."""
        folder = path.rpartition("/")[0]
        return self.listed_as.get(folder, folder)


def scan(dest: str, without: str | None = None) -> Tree:
    """List DEST without following links. A DEST that does not exist is empty.

    The folder `without` is skipped, since it has a manifest of its own.

    Raises `PhotosortError` for a folder that cannot be listed: its files must not count as gone.
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
                "nothing was done; make the folder readable and run the same command again",
            ) from error
    return Tree(nodes, folders, tuple(name for name in OWN_NAMES if nodes.pop(name, None)))


def node_of(status: os.stat_result) -> Node:
    """The node of anything but a symbolic link."""
    regular = stat.S_ISREG(status.st_mode)
    return Node(None, regular, status.st_size, status.st_mtime_ns, status.st_ino, status.st_nlink)


def named_as(dest: str, tree: Tree, paths: Collection[str], folding: Folding) -> Tree:
    """The tree with the names of `paths` where the disk lists another spelling of them.

    Their status is read again by that name, since some file systems derive the inode from the name.
    Whatever is not one of `paths` or above one keeps the name under which it is listed.
    """
    if not folding:
        return tree
    given = set(paths)
    forms: dict[str, list[str]] = defaultdict(list)
    for path in tree.nodes:
        if path not in given:
            forms[folding.key(path)].append(path)
    nodes = dict(tree.nodes)
    for path in sorted(given):
        listed = forms.get(folding.key(path))
        if path not in tree.nodes and listed:
            node = nodes.pop(listed.pop())
            nodes[path] = _again(f"{dest}/{path}", node)
    above = parents(given)
    names = {folding.key(folder): folder for folder in sorted(above)}
    listed_as = {
        folder: names[folding.key(folder)]
        for folder in tree.folders
        if folder not in above and folding.key(folder) in names
    }
    folders = list(dict.fromkeys(listed_as.get(each, each) for each in tree.folders))
    return Tree(nodes, folders, tree.own, folding, listed_as)


def _again(path: str, node: Node) -> Node:
    """The node as read under another spelling of its name."""
    if node.link is None:
        with suppress(OSError):
            return node_of(os.lstat(path))
    return node


def intact(tree: Tree, record: Record, dest: str) -> tuple[dict[str, Entry], list[Entry]]:
    """The entries that stand in DEST as they were made, by path; and files still to be compared.

    If DEST was moved, a relative link leads elsewhere; its entry then holds where it leads.
    """
    result: dict[str, Entry] = {}
    doubtful = []
    nodes = tree.nodes
    text = link_texts(dest, record.absolute)
    for entry in record.entries:
        node = nodes.get(entry.path)
        if node is None:
            continue
        if node.link is not None:
            if mode_of(entry, record.mode) != "symlink":
                continue
            if node.link == text(entry.path, entry.source):
                result[entry.path] = entry
            elif not record.absolute and _is_moved(entry, node.link, (record.dest, dest)):
                result[entry.path] = entry._replace(source=leads_to(dest, entry.path, node.link))
        elif node.regular:
            if _is_as_made(node, entry):
                result[entry.path] = entry
            elif entry.inode is not None or node.size == entry.size:
                doubtful.append(entry)
    return result, doubtful


def _is_as_made(node: Node, entry: Entry) -> bool:
    if entry.inode is not None:
        return node.inode == entry.inode
    made = entry.mtime_ns if entry.made_ns is None else entry.made_ns
    return (node.size, node.mtime_ns) == (entry.size, made)


def _is_moved(entry: Entry, link: str, places: Iterable[str]) -> bool:
    """Whether a relative link leads to its original from one of the `places` of DEST."""
    return not link.startswith("/") and any(
        place and leads_to(place, entry.path, link) == entry.source for place in places
    )


def leads_to(dest: str, path: str, link: str) -> str:
    """Where the link at `path` in `dest` leads, from its text alone."""
    return posixpath.normpath(posixpath.join(dest, path.rpartition("/")[0], link))


def link_texts(dest: str, absolute: bool) -> Callable[[str, str], str]:
    """A function for the text of the link at a path to a source; `dest` is absolute and real."""
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
