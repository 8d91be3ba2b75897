"""Remembers the mount point of DEST, so that an unmounted disk is not laid out again.

A mount point without its disk is an empty folder: without this, a cron job would fill the disk
below it.
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
            "mount the disk and run the same command again, or name another folder",
        )


def remember_mount(store: Store, dest: str) -> None:
    """Store the mount point of DEST."""
    mount = dest
    while not os.path.ismount(mount):
        mount = os.path.dirname(mount)
    name, value = _name(dest), json.dumps(mount)
    if store.remembered.get(name) != value:
        with store.transaction():
            store.remembered.set(name, value)


def _name(dest: str) -> str:
    return f"mount of {json.dumps(dest)}"
