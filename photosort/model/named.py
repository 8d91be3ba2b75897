"""The names of things."""

from typing import NamedTuple


class Named(NamedTuple):
    """A trip, journey, person or moment, with everything it may be called.

    `state` is shown, asleep, ignored, merged or deleted. The first `titled` of `names` are titles
    or names of its own; places, which stand in for titles, follow. `day` is the first day as ISO
    8601, empty for persons. `stops` are places on the way, which count if no name matches.
    """

    id: str
    state: str
    custom_id: str | None = None
    names: tuple[str, ...] = ()
    day: str = ""
    merged_into: str | None = None
    titled: int = 0
    stops: tuple[str, ...] = ()
