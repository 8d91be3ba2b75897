"""Paths as the disk spells them, if it ignores case or composition."""

import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from photosort.plan.layout.names import collision_key
from photosort.texts import composed


def resolved(path: bytes, known: Iterable[bytes] = ()) -> bytes:
    """The real path, spelt as its folders list it.

    Paths below one of the `known` folders, in another spelling, get the spelling of that folder.
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
    """The paths under which a library may have what a user types, most likely first.

    A link itself, its target, the target as the disk spells it, and paths that only look the same,
    as names from a Mac do (NFD). `known` are the folders of the library.
    """
    yield os.path.abspath(path)
    yield os.path.realpath(path)
    yield resolved(path, known())
    yield _looking_alike(os.path.realpath(path))


def resolved_text(path: str, known: Iterable[bytes] = ()) -> str:
    """`resolved` for a path as text."""
    return os.fsdecode(resolved(os.fsencode(path), known))


def _as_listed(path: bytes) -> bytes:
    folder = b"/"
    for name in filter(None, path.split(b"/")):
        folder = os.path.join(folder, _listed(folder, name))
    return folder


def _listed(folder: bytes, name: bytes) -> bytes:
    """A name as `folder` lists it; unchanged if the disk distinguishes names or has no such file.

    A file that exists but is not listed is listed under another spelling. Inodes do not help: some
    file systems derive them from the name.
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
    """The path with names replaced by names that look the same, if only these exist."""
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
