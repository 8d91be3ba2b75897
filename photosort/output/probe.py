"""Finds out whether DEST can hold what is to be made, by making one entry."""

import errno
import os
from collections.abc import Iterable
from contextlib import suppress

from photosort.errors import PhotosortError
from photosort.model import Entry
from photosort.output import copies, links
from photosort.output.apply import LINKS, How
from photosort.output.dest import Dest
from photosort.output.links import SourceError
from photosort.plan.layout.manifest import PROBE_NAME

_NO_SUCH_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL})


def probe(dest: Dest, how: How, entries: Iterable[Entry], clocks: links.Clocks) -> None:
    """Make the first of `entries` and remove it. Raises `PhotosortError` if DEST cannot hold it.

    `clocks` records what that did to the original of a hard link.
    """
    for entry in entries:
        before = None
        try:
            if how.mode in LINKS:
                before = links.look_at(entry.source) if how.mode == "hardlink" else None
                LINKS[how.mode](entry, dest.fd, PROBE_NAME, entry.source)
            elif how.mode == "reflink" and not how.fallback:
                _probe_clone(dest, entry)
        except SourceError:
            continue
        except OSError as error:
            raise _refusal(dest, how.mode, error) from error
        finally:
            with suppress(OSError):
                os.unlink(PROBE_NAME, dir_fd=dest.fd)
            if before:
                clocks.follow(before, entry.source)
        return


def _probe_clone(dest: Dest, entry: Entry) -> None:
    links.look_at(entry.source)
    try:
        source = os.open(entry.source, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise SourceError(links.source_reason(error)) from error
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        target = os.open(PROBE_NAME, flags, 0o600, dir_fd=dest.fd)
        try:
            copies.clone(source, target)
        finally:
            os.close(target)
    finally:
        os.close(source)


def _refusal(dest: Dest, mode: str, error: OSError) -> PhotosortError:
    if isinstance(error, copies.NoCloneError):
        return PhotosortError(
            f"{dest.path} cannot share blocks with your photos (reflink): that takes one file"
            " system, such as Btrfs, XFS or ZFS, for both; nothing was done",
            "use --mode copy, or add --fallback copy",
        )
    if error.errno == errno.EXDEV:
        return PhotosortError(
            f"hard links cannot lead to another file system, and {dest.path} is on another one",
            "use --mode symlink or --mode copy",
        )
    if error.errno in _NO_SUCH_LINKS and mode in LINKS:
        return PhotosortError(
            f"{dest.path} is on a file system without such links ({mode}): {error.strerror};"
            " nothing was done",
            "use --mode copy",
        )
    return dest.problem(error, "nothing was done")
