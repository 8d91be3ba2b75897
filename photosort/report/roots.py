"""Indexed folders, and folders that moved, as JSON and as text."""

import os
from typing import Any

from photosort.model import FolderMove, Root
from photosort.report.layout import plural, printable, quoted

COLUMNS = ("path", "state", "phase", "last_run")
"""The columns of a list of folders; see `report.tabular`."""


def move(found: FolderMove) -> str:
    """A folder that was moved, and how to undo that; or that it may have been."""
    old, new = printable(found.old), printable(found.new)
    files = f"{found.found:,} of {plural(found.files, 'file')}"
    if found.certain:
        said = f"{old} is {new} now ({files} found there); labels, faces and trips go along"
        if found.copied:
            said += (
                f"\n  If {new} is only a copy: photosort roots move {quoted(found.new)}"
                f" {quoted(found.old)}, once {old} is there again"
            )
        return said
    return (
        f"{old} is not there, and {files} of it may be in {new}: too few to be sure."
        f"\n  If that is the same folder: photosort roots move {quoted(found.old)}"
        f" {quoted(found.new)}"
    )


def to_json(root: Root) -> dict[str, Any]:
    """A known folder and its state."""
    return {
        "path": os.fsdecode(root.path),
        "phase": root.phase,
        "state": root.state,
        "last_run": root.last_run,
    }


def move_to_json(move: FolderMove) -> dict[str, Any]:
    """A known folder that was moved."""
    return {
        "from": os.fsdecode(move.old),
        "to": os.fsdecode(move.new),
        "found": move.found,
        "files": move.files,
    }
