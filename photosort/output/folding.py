"""Which names a disk takes for one and the same: asked by looking, without leaving a trace."""

import os
import unicodedata
from collections.abc import Callable, Iterable

from photosort.output.tree import Tree
from photosort.plan.layout.names import Folding


def folding_of(dest: str, tree: Tree) -> Folding:
    """How the disk of DEST understands names: what stands there is looked up, spelt otherwise.

    Where nothing stands whose name has another form, nothing has to be told apart either.
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
    """Whether the first of `paths` that can be spelt `otherwise` is found under that name."""
    for path in paths:
        folder, slash, name = path.rpartition("/")
        other = folder + slash + otherwise(name)
        if other not in listed:
            return os.path.lexists(os.path.join(dest, other))
    return False


def _recomposed(name: str) -> str:
    """The name with its accents apart where they were composed, and composed where not."""
    apart = unicodedata.normalize("NFD", name)
    return apart if apart != name else unicodedata.normalize("NFC", name)
