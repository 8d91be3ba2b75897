"""Which library a DEST belongs to."""

import os

from photosort.errors import PhotosortError
from photosort.plan.layout.manifest import Manifest
from photosort.store import Store


def check_owner(store: Store, dest: str, manifest: Manifest | None) -> None:
    """Refuse a DEST of another library. Raises `PhotosortError`.

    A library that was moved, renamed or restored keeps its id. Manifests of older versions only
    have a path: if there is no library at it any more, the listed originals decide.
    """
    if manifest is None or is_owner(store, manifest):
        return
    raise PhotosortError(
        f"{dest} was laid out by another library, {manifest.library}, not by {store.path}",
        f"photosort --library {manifest.library} goes on with it; --take-over makes it follow"
        f" {store.path}, without the {len(manifest.entries):,} entries that it has now",
    )


def is_owner(store: Store, manifest: Manifest) -> bool:
    """Whether a manifest is of this library."""
    if manifest.library_id:
        return manifest.library_id == store.id
    if os.path.exists(manifest.library):
        return os.path.exists(store.path) and os.path.samefile(manifest.library, store.path)
    if os.path.abspath(manifest.library) == os.path.abspath(store.path):
        return True
    sources = {entry.source for entry in manifest.entries}
    known = sum(map(store.files.is_known, map(os.fsencode, sources)))
    return 2 * known >= len(sources)
