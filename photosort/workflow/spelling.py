"""Paths as the disk spells them: where case or composition is one, a folder has one path only."""

import os
import unicodedata
from collections.abc import Iterable

from photosort.plan.names import collision_key


def resolved(path: bytes, known: Iterable[bytes] = ()) -> bytes:
    """The real path, in the form in which its folders list it.

    What is in one of the `known` folders, under another form of its name, is told by theirs.
    """
    folder = b"/"
    for name in os.path.realpath(path).split(b"/")[1:]:
        folder = os.path.join(folder, _listed(folder, name)) if name else folder
    for root in known:
        depth = root.count(b"/")
        parts = folder.split(b"/")
        above = b"/".join(parts[: depth + 1])
        if above != root and _key(above) == _key(root) and _is_same(above, root):
            return b"/".join([root, *parts[depth + 1 :]])
    return folder


def resolved_text(path: str) -> str:
    """The same of a path as text."""
    return os.fsdecode(resolved(os.fsencode(path)))


def _listed(folder: bytes, name: bytes) -> bytes:
    """A name as `folder` lists it; itself where names are told apart, or where nothing is."""
    path = os.path.join(folder, name)
    others = [os.path.join(folder, each) for each in _other_forms(name)]
    if not any(_is_same(path, other) for other in others):
        return name
    try:
        names = os.listdir(folder)
    except OSError:
        return name
    if name in names:
        return name
    alike = [each for each in names if _key(each) == _key(name)]
    return next((each for each in alike if _is_same(path, os.path.join(folder, each))), name)


def _other_forms(name: bytes) -> set[bytes]:
    text = os.fsdecode(name)
    forms = {text.swapcase(), *(unicodedata.normalize(form, text) for form in ("NFC", "NFD"))}
    return {os.fsencode(form) for form in forms - {text}}


def _key(path: bytes) -> str:
    return collision_key(os.fsdecode(path))


def _is_same(one: bytes, other: bytes) -> bool:
    try:
        return os.path.samestat(os.lstat(one), os.lstat(other))
    except OSError:
        return False
