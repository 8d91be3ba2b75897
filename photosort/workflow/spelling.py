"""Paths as the disk spells them: where case or composition is one, a folder has one path only."""

import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from photosort.plan.layout.names import collision_key
from photosort.texts import composed


def resolved(path: bytes, known: Iterable[bytes] = ()) -> bytes:
    """The real path, in the form in which its folders list it.

    What is in one of the `known` folders, under another form of its name, is told by theirs.
    """
    listed = _as_listed(os.path.realpath(path))
    parts = listed.split(b"/")
    for root in known:
        depth = root.count(b"/") + 1
        above = b"/".join(parts[:depth])
        if above != root and _key(above) == _key(root) and _as_listed(root) == above:
            return b"/".join([root, *parts[depth:]])
    return listed


def meant(path: bytes, known: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    """The paths under which a library may have what a user types, the likeliest first.

    A link itself, what it leads to, that as the disk spells it, and what only looks the same, as
    names from a Mac do (NFD); `known` gives its folders.
    """
    yield os.path.abspath(path)
    yield os.path.realpath(path)
    yield resolved(path, known())
    yield _looking_alike(os.path.realpath(path))


def resolved_text(path: str, known: Iterable[bytes] = ()) -> str:
    """The same of a path as text."""
    return os.fsdecode(resolved(os.fsencode(path), known))


def _as_listed(path: bytes) -> bytes:
    folder = b"/"
    for name in filter(None, path.split(b"/")):
        folder = os.path.join(folder, _listed(folder, name))
    return folder


def _listed(folder: bytes, name: bytes) -> bytes:
    """A name as `folder` lists it; itself where names are told apart, or where nothing is.

    What is there, but not listed, is there under another form of its name. The inode does not
    tell: some disks number a file by the name it is asked by.
    """
    forms = [name, *_other_forms(name)]
    if sum(os.path.lexists(os.path.join(folder, each)) for each in forms) < 2:
        return name
    try:
        names = os.listdir(folder)
    except OSError:
        return name
    alike = [each for each in names if _key(each) == _key(name)]
    return name if name in names or len(alike) != 1 else alike[0]


def _looking_alike(path: bytes) -> bytes:
    """The path with names of files where there are none by its own, but one that looks the same."""
    folder = b"/"
    for name in filter(None, path.split(b"/")):
        alike = [name]
        if not os.path.lexists(os.path.join(folder, name)):
            with suppress(OSError):
                looks = composed(os.fsdecode(name))
                alike = [
                    each for each in os.listdir(folder) if composed(os.fsdecode(each)) == looks
                ]
        folder = os.path.join(folder, alike[0] if len(alike) == 1 else name)
    return folder


def _other_forms(name: bytes) -> set[bytes]:
    text = os.fsdecode(name)
    forms = {text.swapcase(), *(unicodedata.normalize(form, text) for form in ("NFC", "NFD"))}
    return {os.fsencode(form) for form in forms - {text}}


def _key(path: bytes) -> str:
    return collision_key(os.fsdecode(path))
