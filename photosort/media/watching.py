"""Being told of changes in folders, by the library watchfiles."""

import os
from collections.abc import Iterator, Sequence
from typing import Protocol

from photosort.errors import MissingExtraError, PhotosortError

_EVERY_MS = 1000
"""So often at least somebody hears from us, changes or not."""
_DEBOUNCE_MS = 1000
_STEP_MS = 200


class Stop(Protocol):
    """Asked again and again whether to end."""

    def is_set(self) -> bool:
        """Whether to end."""


def check_installed() -> None:
    """Raise `MissingExtraError` where watchfiles is not installed."""
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
    """Paths that have changed below `folders`, again and again, at least each second.

    The first ones come when watching has begun. None stands for changes that nobody can tell, as
    of names that are not UTF-8. With `poll`, the folders are looked at every so many seconds.
    Ends when `stop` is set. Raises `MissingExtraError`; `PhotosortError` where watching fails.
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
                "cannot watch a folder whose name is not UTF-8", "rename it, or index it by cron"
            ) from error
        except _rust_notify.WatchfilesRustInternalError as error:
            if not begun:
                raise _cannot_watch(error) from error
            lost = True
        except OSError as error:
            raise _cannot_watch(error) from error


def _tells(change: int, path: str) -> bool:
    """A folder is modified with each change in it, which is told apart."""
    modified = 2
    return change != modified or not os.path.isdir(path)


def _cannot_watch(error: Exception) -> PhotosortError:
    return PhotosortError(
        f"cannot watch: {error}",
        "raise fs.inotify.max_user_watches, or look for changes yourself: --poll 60",
    )
