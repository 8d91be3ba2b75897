"""What lists of trips, journeys, people and moments may leave out, and in what order they come."""

from collections.abc import Collection, Mapping
from typing import Any, TypedDict

from photosort.settings.filters import SORTS, Filter
from photosort.settings.parsing import parse_between, parse_labels


class Filters(TypedDict, total=False):
    """The options of the `list` commands, as keyword arguments.

    `title` is text in a title or name, `labels` what labels must be, `since` and `until` are dates
    as the command line takes them (`2019-07`, `last year`), `address` names places by level
    (`{"country": "Japan"}`). `deleted` lists only what was deleted or ignored. `sort` is a field,
    in reverse with `-` before it; `limit` and `offset` count things.
    """

    title: str
    labels: Mapping[str, str]
    since: str
    until: str
    address: Mapping[str, str]
    deleted: bool
    sort: str
    limit: int
    offset: int


def narrowed(
    where: str | None,
    asked: Filters,
    *,
    levels: Collection[str] = (),
    sort: str = "start",
    sorts: Collection[str] = SORTS,
    everybody: bool = False,
) -> Filter:
    """The filter of a list. Raises `UsageError` for a value, `TypeError` for an unknown name."""
    given: dict[str, Any] = {**asked}
    for name in given:
        if name not in Filters.__annotations__:
            raise TypeError(
                f"there is no filter {name!r}; {', '.join(Filters.__annotations__)} are"
            )
    since, until = given.pop("since", None), given.pop("until", None)
    first, last = parse_between(since, until, ("since", "until"))
    labels = parse_labels([f"{key}={value}" for key, value in given.pop("labels", {}).items()])
    return Filter(
        where=where,
        levels=tuple([levels] if isinstance(levels, str) else levels),
        first_day=first,
        last_day=last,
        labels=labels,
        sort=given.pop("sort", sort),
        sorts=sorts,
        everybody=everybody,
        **given,
    )
