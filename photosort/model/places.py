"""Places and addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

LEVELS = ("country", "province", "city", "district", "township")
"""Levels of an address, coarse first."""


Level = Literal["country", "province", "city", "district", "township"]


Basis = Literal["polygon", "nearest", "xmp", "user"]


@dataclass(frozen=True)
class Place:
    """An address, what each of its levels rests on, and the time zone (IANA) it lies in.

    `levels` maps level to name, known levels only; on the open sea it is empty. `ids` maps the
    same levels to identifiers that stay when the language of the names changes.
    """

    levels: Mapping[str, str] = field(default_factory=dict)
    country_code: str | None = None
    basis: Mapping[str, Basis] = field(default_factory=dict)
    timezone: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)

    def path(self, level: str) -> tuple[str, ...] | None:
        """The ids, or where there are none the names, from the country down to `level`.

        None where `level` is unknown; an unknown level in between is empty.
        """
        if level not in self.levels:
            return None
        known = {**self.levels, **self.ids}
        return tuple(known.get(each, "") for each in LEVELS[: LEVELS.index(level) + 1])


class TrackPoint(NamedTuple):
    """A located photo on a route; altitude in metres, times naive."""

    path: bytes
    lat: float
    lon: float
    alt: float | None
    local: datetime | None
    utc: datetime | None
