"""Results as JSON: the keys that other programs rely on."""

import os
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from photosort.errors import PhotosortError
from photosort.model import Skipped
from photosort.settings.parsing import format_offset


def error(problem: PhotosortError) -> dict[str, Any]:
    """`{"error": {"message", "hint", "code"}}`."""
    return {
        "error": {"message": problem.message, "hint": problem.hint, "code": problem.code},
    }


def failures(failed: Sequence[Skipped]) -> list[dict[str, str]]:
    """Files that could not be read, and why."""
    return [{"path": os.fsdecode(path), "error": reason} for path, reason in failed]


def offset(minutes: int | None) -> str | None:
    """`+08:00` for 480, None for None."""
    return None if minutes is None else format_offset(minutes)


def iso_day(number: int | None) -> str | None:
    """`2023-04-01` for a day that counts from 1970-01-01, None for None."""
    return None if number is None else (date(1970, 1, 1) + timedelta(days=number)).isoformat()
