"""How folders are read, and clock corrections."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from photosort.dates import iso_day
from photosort.errors import UsageError
from photosort.model import Shift
from photosort.settings.parsing import check_range, parse_days
from photosort.settings.places import PlaceOptions
from photosort.texts import composed

_SHIFT = re.compile(r"([^@=]+)(?:@([^=]+))?=([+-]?)(\d{1,5}):([0-5]\d)(?::([0-5]\d))?")


@dataclass(frozen=True)
class IndexOptions:
    """What `index` reads and how.

    If `exclude`, `ignore` or `infer_location` is None, the library decides.
    """

    exclude: tuple[str, ...] | None = None
    labels: tuple[tuple[str, str], ...] = ()
    workers: int | None = None
    full: bool = False
    infer_location: bool | None = None
    places: PlaceOptions = field(default_factory=PlaceOptions)
    shifts: tuple[Shift, ...] = ()
    ignore: bool | None = None

    def __post_init__(self) -> None:
        if self.exclude is not None:
            object.__setattr__(self, "exclude", tuple(dict.fromkeys(map(_glob, self.exclude))))
        if self.workers is not None:
            check_range("--workers", self.workers, 1, 1024)


def _glob(text: str) -> str:
    """A pattern as it is stored. Raises `UsageError` if it cannot match anything."""
    if not text.strip("/ ") or "\0" in text:
        raise UsageError(
            f"--exclude {text!r} can match nothing", "give a name or path, such as cache or '*.png'"
        )
    return composed(text)


def parse_shifts(texts: Collection[str]) -> tuple[Shift, ...]:
    """The corrections of `CAMERA=+01:00` and `CAMERA@2023-04..2023-05-14=-00:05:30`.

    Raises `UsageError`.
    """
    shifts = []
    for text in texts:
        match = _SHIFT.fullmatch(text)
        if not match:
            raise UsageError(
                f"--shift {text!r} is not CAMERA=+HH:MM",
                "write it as 'Canon EOS 80D=+01:00' or 'Canon EOS"
                " 80D@2023-04-01..2023-04-14=-00:05:30'",
            )
        hours, minutes, seconds = (int(match[i] or 0) for i in (4, 5, 6))
        amount = hours * 3600 + minutes * 60 + seconds
        days = parse_days("--shift", match[2]) if match[2] else (None, None)
        first, last = ("" if day is None else iso_day(day) for day in days)
        shifts.append(
            Shift(
                match[1].strip(),
                first,
                last,
                -amount if match[3] == "-" else amount,
            )
        )
    return tuple(shifts)
