"""How journeys are found, and the homes that users give."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from photosort.errors import UsageError
from photosort.model import Home
from photosort.settings.parsing import check_range, parse_days

_HOME = re.compile(r"([+-]?\d+(?:\.\d*)?)\s*,\s*([+-]?\d+(?:\.\d*)?)(?:@(.+))?")


@dataclass(frozen=True)
class JourneyOptions:
    """How journeys are found. `homes` are given homes, empty to find them from the photos; None for
    a life without home.
    """

    homes: tuple[Home, ...] | None = ()
    gap_days: int = 4
    radius_km: float = 60.0

    def __post_init__(self) -> None:
        check_range("--gap-days", self.gap_days, 0, 99_999)
        if not 1 <= self.radius_km <= 20_000:
            raise UsageError(
                f"--radius-km {self.radius_km:g} is out of range", "give kilometres from 1 to 20000"
            )


def parse_homes(texts: Collection[str]) -> tuple[Home, ...] | None:
    """The homes of `52.52,13.41` and `48.21,16.37@2015-03..2018-06`; None for `none`.

    `auto` gives no home. A home without dates holds when no other one does. Raises `UsageError`,
    also for homes that contradict each other.
    """
    if len(set(texts)) > 1 and {"auto", "none"} & set(texts):
        raise UsageError("--home auto and --home none do not go with other homes", "leave them out")
    if "none" in texts:
        return None
    homes = [_parse_home(text) for text in texts if text != "auto"]
    for i, home in enumerate(homes):
        for other in homes[:i]:
            if _is_dated(home) == _is_dated(other) and _meet(home, other):
                raise UsageError(
                    f"--home: two homes at the same time, {_shown(other)} and {_shown(home)}",
                    "give dates that do not overlap, such as 48.21,16.37@2015-03..2018-06",
                )
    return tuple(homes)


def _parse_home(text: str) -> Home:
    match = _HOME.fullmatch(text.strip())
    if not match:
        raise UsageError(
            f"--home {text!r} is not a home",
            "give auto, none, 52.52,13.41 or 52.52,13.41@2015-03..2018-06",
        )
    lat, lon = float(match[1]), float(match[2])
    if abs(lat) > 90 or abs(lon) > 180:
        raise UsageError(
            f"--home {text!r} is not a place on Earth",
            "latitude comes first, from -90 to 90; longitude is from -180 to 180",
        )
    first, last = parse_days("--home", match[3]) if match[3] else (None, None)
    return Home(lat, lon, first, last, source="given")


def _is_dated(home: Home) -> bool:
    return home.first_day is not None or home.last_day is not None


def _meet(a: Home, b: Home) -> bool:
    return all(
        first is None or last is None or first <= last
        for first, last in ((a.first_day, b.last_day), (b.first_day, a.last_day))
    )


def _shown(home: Home) -> str:
    return f"{home.lat:g},{home.lon:g}"
