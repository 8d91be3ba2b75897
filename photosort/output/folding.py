"""Finds out which names a disk considers the same, without writing to it."""

import os
import unicodedata
from collections.abc import Callable, Iterable

from photosort.output.tree import Tree
from photosort.plan.layout.names import Folding


def folding_of(dest: str, tree: Tree) -> Folding:
    """How the disk of DEST compares names: existing names are looked up in another spelling.

    If no existing name has another spelling, there is nothing to tell apart either.
    """
    listed = {*tree.own, *tree.folders, *tree.nodes}
    in_order = [*tree.own, *tree.folders, *tree.nodes]
    return Folding(
        _is_found(dest, filter(str.isascii, in_order), listed, str.swapcase),
        _is_found(dest, (path for path in in_order if not path.isascii()), listed, _recomposed),
    )


def _is_found(
    dest: str, paths: Iterable[str], listed: set[str], otherwise: Callable[[str], str]
) -> bool:
    """Whether the first of `paths` that has another spelling is found under it."""
    for path in paths:
        folder, slash, name = path.rpartition("/")
        other = folder + slash + otherwise(name)
        if other not in listed:
            return os.path.lexists(os.path.join(dest, other))
    return False


def _recomposed(name: str) -> str:
    """The name decomposed if it was composed, and composed if it was not."""
    apart = unicodedata.normalize("NFD", name)
    return apart if apart != name else unicodedata.normalize("NFC", name)
