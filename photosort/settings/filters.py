"""Which trips, journeys, persons or moments to list, and in what order."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from photosort.errors import UsageError
from photosort.model import LEVELS
from photosort.settings.parsing import check_choices, check_range

SORTS = ("start", "end", "title", "photos", "created", "updated")
"""What trips, journeys and moments may be sorted by."""

PERSON_SORTS = ("faces", "name", "photos", "first_seen", "last_seen", "created", "updated")
"""What persons may be sorted by; those with most faces or photos come first."""


@dataclass(frozen=True)
class Filter:
    """What to list, and in what order. None does not filter; for persons, `title` is the name.

    Days count from 1970-01-01; a thing matches if any of its days is between them. `where` is an
    expression of `photosort query`: things that contain any of its files. `everybody` includes
    persons in few photos. A `-` before `sort` reverses the order. Raises `UsageError`.
    """

    levels: tuple[str, ...] = ()
    address: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
    first_day: int | None = None
    last_day: int | None = None
    where: str | None = None
    deleted: bool = False
    everybody: bool = False
    sort: str = "start"
    order: str = "asc"
    limit: int | None = None
    offset: int = 0
    sorts: Collection[str] = SORTS

    def __post_init__(self) -> None:
        if self.levels:
            check_choices("--level", self.levels, LEVELS)
        check_choices("--order", (self.order,), ("asc", "desc"))
        if self.sort.startswith("-"):
            object.__setattr__(self, "sort", self.sort[1:])
            object.__setattr__(self, "order", "asc" if self.order == "desc" else "desc")
        check_choices("--sort", (self.sort,), self.sorts)
        if self.limit is not None:
            check_range("--limit", self.limit, 0, 2**31)
        check_range("--offset", self.offset, 0, 2**31)
        first, last = self.first_day, self.last_day
        if first is not None and last is not None and first > last:
            raise UsageError("--from is later than --to", "swap the two dates")

    @property
    def narrows(self) -> bool:
        """Whether the list may leave anything out."""
        days = (self.first_day, self.last_day)
        given = (self.levels, self.address, self.labels, self.deleted, self.offset)
        rest = (self.title, self.where, self.limit, *days)
        return any(given) or any(each is not None for each in rest)

    @property
    def backwards(self) -> bool:
        """Whether the order is reversed."""
        return self.order == "desc"
