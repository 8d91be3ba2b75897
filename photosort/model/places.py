"""Places and addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

LEVELS = ("country", "province", "city", "district", "township")
"""Levels of an address, coarsest first."""

Level = Literal["country", "province", "city", "district", "township"]

Basis = Literal["polygon", "nearest", "xmp", "user"]


def place_name(address: Mapping[str, str]) -> str:
    """`Kyoto, Japan`: the names of an address, finest first, each once; empty without any.

    >>> place_name({"country": "Singapore", "city": "Singapore", "district": "Bedok"})
    'Bedok, Singapore'
    """
    return ", ".join(dict.fromkeys(address[x] for x in reversed(LEVELS) if x in address))


@dataclass(frozen=True)
class Place:
    """An address, the basis of each of its levels, and its time zone (IANA).

    `levels` maps known levels to names; it is empty on the open sea. `ids` maps the same levels to
    identifiers that do not depend on the language of the names.
    """

    levels: Mapping[str, str] = field(default_factory=dict)
    country_code: str | None = None
    basis: Mapping[str, Basis] = field(default_factory=dict)
    timezone: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)

    def path(self, level: str) -> tuple[str, ...] | None:
        """The ids (or names, if there are none) from the country down to `level`.

        None if `level` is unknown; an unknown level in between is empty.
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
