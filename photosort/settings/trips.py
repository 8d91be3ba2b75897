"""How photos are gathered into trips."""

from dataclasses import dataclass

from photosort.errors import UsageError
from photosort.model import LEVELS as ALL_LEVELS
from photosort.settings.parsing import check_choices, check_range

LEVELS = ("country", "province")
"""The levels of clusters where none are asked for."""


@dataclass(frozen=True)
class TripOptions:
    """How photos are grouped into trips.

    Raises `UsageError` for a value out of range. `levels` are sorted coarsest first, without
    duplicates.
    """

    gap_days: int = 1
    min_days: int = 1
    max_days: int = 99_999
    levels: tuple[str, ...] = LEVELS
    tz: int | None = None

    def __post_init__(self) -> None:
        check_range("--gap-days", self.gap_days, 0, 99_999)
        check_range("--min-days", self.min_days, 1, 99_999)
        check_range("--max-days", self.max_days, 1, 99_999)
        if self.min_days > self.max_days:
            raise UsageError(
                f"--min-days {self.min_days} is more than --max-days {self.max_days}",
                "lower --min-days, or raise --max-days",
            )
        check_choices("--levels", self.levels, ALL_LEVELS)
        object.__setattr__(self, "levels", tuple(x for x in ALL_LEVELS if x in self.levels))
