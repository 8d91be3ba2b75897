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
    """What to list. None lets everything through. `title` is the name of a person.

    Days count from 1970-01-01; whatever has any day between them fits. `where` is an expression of
    `photosort query`: what holds any of the files that it finds. `everybody` are persons in few
    photos, too. `sort` may begin with `-`, which turns the order round. Raises `UsageError`.
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
            raise UsageError("--from is later than --to", "exchange them")

    @property
    def narrows(self) -> bool:
        """Whether anything may be left out of the list."""
        days = (self.first_day, self.last_day)
        given = (self.levels, self.address, self.labels, self.deleted, self.offset)
        rest = (self.title, self.where, self.limit, *days)
        return any(given) or any(each is not None for each in rest)

    @property
    def backwards(self) -> bool:
        """Whether the last one comes first."""
        return self.order == "desc"
