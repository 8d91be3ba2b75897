"""On which mount point a DEST stood, so that a disk that is not mounted is not laid out anew.

A mount point without its disk is an empty folder: without this, a run by cron would fill the disk
that it is on.
"""

import json
import os

from photosort.errors import PhotosortError
from photosort.store import Store


def check_is_mounted(store: Store, dest: str) -> None:
    """Raise `PhotosortError` if the disk on which DEST stood is not there."""
    known = store.remembered.get(_name(dest))
    mount = json.loads(known) if known else "/"
    if not os.path.ismount(mount):
        raise PhotosortError(
            f"{dest} was laid out on a disk at {mount}, and none is mounted there",
            "mount it and run the same command again, or name another folder",
        )


def remember_mount(store: Store, dest: str) -> None:
    """Keep on which mount point DEST stands."""
    mount = dest
    while not os.path.ismount(mount):
        mount = os.path.dirname(mount)
    name, value = _name(dest), json.dumps(mount)
    if store.remembered.get(name) != value:
        with store.transaction():
            store.remembered.set(name, value)


def _name(dest: str) -> str:
    return f"mount of {json.dumps(dest)}"
