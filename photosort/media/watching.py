"""Notifications of changes in folders, by the library watchfiles."""

import os
from collections.abc import Iterator, Sequence
from typing import Protocol

from photosort.errors import MissingExtraError, PhotosortError

_EVERY_MS = 1000
"""Longest time between two reports, with or without changes."""
_DEBOUNCE_MS = 1000
_STEP_MS = 200


class Stop(Protocol):
    """Polled to find out whether to stop."""

    def is_set(self) -> bool:
        """Whether to stop."""


def check_installed() -> None:
    """Raise `MissingExtraError` if watchfiles is not installed."""
    try:
        import watchfiles  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            "watching folders needs the package watchfiles",
            "pip install 'photosort-cli[watch]'",
        ) from error


def changes(
    folders: Sequence[bytes], poll: float | None, stop: Stop
) -> Iterator[set[bytes] | None]:
    """Sets of paths that have changed below `folders`, at least one set (maybe empty) per second.

    The first set comes when watching has begun. None stands for changes that are not known in
    detail, such as names that are not UTF-8. With `poll`, the folders are scanned every so many
    seconds. Ends when `stop` is set. Raises `MissingExtraError`, or `PhotosortError` if watching
    fails.
    """
    check_installed()
    import watchfiles
    from watchfiles import _rust_notify

    lost = False
    while not stop.is_set():
        begun = False
        try:
            for batch in watchfiles.watch(
                *(os.fsdecode(folder) for folder in folders),
                watch_filter=None,
                debounce=_DEBOUNCE_MS,
                step=_STEP_MS,
                rust_timeout=_EVERY_MS,
                yield_on_timeout=True,
                stop_event=stop,
                force_polling=True if poll else None,
                poll_delay_ms=round((poll or 1) * 1000),
                ignore_permission_denied=True,
            ):
                begun = True
                if lost:
                    lost = False
                    yield None
                yield {os.fsencode(path) for change, path in batch if _tells(change, path)}
            return
        except UnicodeEncodeError as error:
            raise PhotosortError(
                "cannot watch a folder whose name is not UTF-8",
                "rename the folder, or let cron run photosort index",
            ) from error
        except _rust_notify.WatchfilesRustInternalError as error:
            if not begun:
                raise _cannot_watch(error) from error
            lost = True
        except OSError as error:
            raise _cannot_watch(error) from error


def _tells(change: int, path: str) -> bool:
    """Whether a change matters: changes inside a folder are also reported on their own."""
    modified = 2
    return change != modified or not os.path.isdir(path)


def _cannot_watch(error: Exception) -> PhotosortError:
    return PhotosortError(
        f"cannot watch: {error}",
        "raise fs.inotify.max_user_watches, or check for changes from time to time: --poll 60",
    )
