"""Opens a library for one writing call: the lock, and a run in its record."""

import json
import multiprocessing
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from photosort.api.reading import explained
from photosort.errors import UsageError
from photosort.settings.places import PlaceOptions
from photosort.store import Store
from photosort.workflow.guard import check_library

Options = Any
"""A dataclass of `photosort.settings`."""


def check_main() -> None:
    """Raise `UsageError` in a worker process that only imports the script of its parent.

    Worker processes do so where they cannot be forked; the script must not begin again there.
    """
    # as multiprocessing itself finds out, for the same reason
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise UsageError(
            "worker processes import this script, and it begins again there",
            "put what it does below: if __name__ == '__main__':",
        )


@contextmanager
def written(
    path: Path,
    command: str,
    options: Mapping[str, Any],
    *,
    create: bool = False,
    lock_wait: float = 0,
    dry_run: bool = False,
) -> Iterator[Store]:
    """The library, for writing, as the command of that name has it; the block is one run of it."""
    with explained():
        if create:
            check_library(path)
        with Store.write(
            path,
            create=create,
            lock_wait=lock_wait,
            rehearse=dry_run,
            command=command,
            options=options,
        ) as store:
            yield store


def recorded(options: Options, **more: Any) -> dict[str, Any]:
    """What differs from the defaults, for the record of runs; paths are absolute."""
    found = {
        name: value if isinstance(value, bool) else _absolute(value)
        for name, value in more.items()
        if value
    }
    for field in fields(options):
        value = getattr(options, field.name)
        if isinstance(value, PlaceOptions):
            found |= _naming(value)
        elif field.default is not MISSING and value != field.default:
            found[field.name] = value
    document: dict[str, Any] = json.loads(json.dumps(found, default=str))
    return document


def _naming(options: PlaceOptions) -> dict[str, Any]:
    asked = {"geocoder": options.geocoder, "lang": ",".join(options.languages)}
    return {name: value for name, value in asked.items() if value}


def _absolute(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_absolute(each) for each in value]
    return os.path.abspath(os.fsdecode(value))
