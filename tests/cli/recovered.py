"""What must be the same, whether a run was interrupted and taken up or not."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from tests.conftest import call

from .organizing import JOURNAL, MANIFEST

_VARIES = {"created", "updated", "library", "library_id", "mtime_ns", "made_ns", "dest"}
"""Keys of what differs from run to run, and from place to place."""


def library_as_told(told: Path) -> Any:
    """All that a library knows, by way of a file; it must be whole."""
    told.unlink(missing_ok=True)
    for arguments in (("check",), ("export", "--to", told)):
        done = call(*arguments)
        assert done.code in (0, 3), (arguments, done)
    return without_what_varies(json.loads(told.read_text()))


def tree_of(dest: Path) -> dict[str, Any]:
    """All that stands in a DEST, which must be as its manifest says."""
    assert not (dest / JOURNAL).exists()
    assert call("organize", "--verify", dest).code == 0
    return {path.relative_to(dest).as_posix(): _what(path) for path in dest.rglob("*")}


def without_what_varies(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_what_varies(x) for key, x in value.items() if key not in _VARIES}
    return [without_what_varies(x) for x in value] if isinstance(value, list) else value


def _what(path: Path) -> Any:
    """What a file, link or folder in DEST is."""
    if path.is_symlink():
        return os.readlink(path)
    if path.is_dir():
        return "folder"
    if path.name == MANIFEST:
        return without_what_varies(json.loads(path.read_bytes()))
    return hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_nlink > 1
