"""What users may call a thing by."""

from typing import NamedTuple


class Named(NamedTuple):
    """A trip, journey, person or moment with all that it may be called by.

    `state` is that in the library: shown, asleep, ignored, merged or deleted. `names` are its title
    or name, which are the first `titled` ones, and the place that stands for one; `day` is the
    first day as ISO 8601, if there is any.
    """

    id: str
    state: str
    custom_id: str | None = None
    names: tuple[str, ...] = ()
    day: str = ""
    merged_into: str | None = None
    titled: int = 0
