"""How photos are grouped into trips, and which trips to list."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from photosort.errors import UsageError
from photosort.model import LEVELS
from photosort.settings.parsing import check_choices, check_range


@dataclass(frozen=True)
class TripOptions:
    """How photos are grouped into trips.

    Raises `UsageError` for a value out of range. `levels` are sorted coarsest first, without
    duplicates.
    """

    gap_days: int = 1
    min_days: int = 1
    max_days: int = 99_999
    levels: tuple[str, ...] = ("country", "province")
    tz: int | None = None

    def __post_init__(self) -> None:
        check_range("--gap-days", self.gap_days, 0, 99_999)
        check_range("--min-days", self.min_days, 1, 99_999)
        check_range("--max-days", self.max_days, 1, 99_999)
        if self.min_days > self.max_days:
            raise UsageError(
                f"--min-days {self.min_days} is more than --max-days {self.max_days}",
                "no trip can be that long; lower one or raise the other",
            )
        check_choices("--levels", self.levels, LEVELS)
        object.__setattr__(self, "levels", tuple(x for x in LEVELS if x in self.levels))


@dataclass(frozen=True)
class TripFilter:
    """Which trips to list, and in what order. None does not filter.

    Days count from 1970-01-01; a trip matches if any of its days is between them.
    """

    levels: tuple[str, ...] = ()
    address: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
    first_day: int | None = None
    last_day: int | None = None
    sort: str = "start"
    order: str = "asc"
    limit: int | None = None
    offset: int = 0

    def __post_init__(self) -> None:
        if self.levels:
            check_choices("--level", self.levels, LEVELS)
        check_choices("--sort", (self.sort,), ("start", "end", "created", "updated"))
        check_choices("--order", (self.order,), ("asc", "desc"))
        if self.limit is not None:
            check_range("--limit", self.limit, 0, 2**31)
        check_range("--offset", self.offset, 0, 2**31)
