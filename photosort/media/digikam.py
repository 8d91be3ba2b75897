"""The hash by which digiKam recognises a file: MD5 of its first and last 100 kB."""

import hashlib
import os

from photosort.regular import open_regular

_PART = 100 * 1024


def unique_hash(path: bytes) -> str | None:
    """The hash of version 2, None for a file that cannot be read."""
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            part = min(size, _PART)
            digest = hashlib.md5(file.read(part), usedforsecurity=False)
            file.seek(size - part)
            digest.update(file.read(part))
    except OSError:
        return None
    return digest.hexdigest()
