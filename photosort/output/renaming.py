"""Renames that never replace anything."""

import errno
import os
from collections.abc import Callable
from functools import cache


def rename_new(fd: int, old: str, folder: int, new: str) -> None:
    """Rename, but never over an existing file. Raises `FileExistsError`."""
    rename = _renameat2()
    if rename:
        problem = rename(fd, os.fsencode(old), folder, os.fsencode(new))
        if not problem:
            return
        if problem not in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):
            raise OSError(problem, os.strerror(problem), new)
    try:
        os.stat(new, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        os.rename(old, new, src_dir_fd=fd, dst_dir_fd=folder)
    else:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new)


@cache
def _renameat2() -> Callable[[int, bytes, int, bytes], int] | None:
    """`renameat2` that refuses to replace, as a function that returns an errno, 0 for success."""
    import ctypes

    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:
        return None
    return lambda *places: ctypes.get_errno() if function(*places, 1) else 0  # RENAME_NOREPLACE
