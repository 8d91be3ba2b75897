"""Time zones: the zone at a place, and its offset at a given time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from photosort.model import Taken


def zone_at(lat: float, lon: float) -> str | None:
    """The IANA name of the time zone at a place; `Etc/GMT…` on the open sea."""
    import tzfpy

    return tzfpy.get_tz(lon, lat) or None


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def offset_at_local(zone: str | None, local: datetime) -> int | None:
    """Minutes east of UTC in `zone` at the wall-clock time `local`.

    In an hour that occurs twice, the first one counts; in a skipped hour, the offset before it.
    """
    info = _zone(zone) if zone else None
    delta = info.utcoffset(local) if info else None
    return None if delta is None else round(delta / timedelta(minutes=1))


def offset_at_utc(zone: str | None, utc: datetime) -> int | None:
    """Minutes east of UTC in `zone` at a time in UTC."""
    info = _zone(zone) if zone else None
    delta = utc.replace(tzinfo=UTC).astimezone(info).utcoffset() if info else None
    return None if delta is None else round(delta / timedelta(minutes=1))


def _agrees(zone: str | None, taken: Taken) -> bool:
    """Whether `zone` can have this offset then; while clocks are set back, two are possible."""
    if not zone or not _zone(zone) or not taken.local:
        return True
    offsets = (offset_at_local(zone, taken.local.replace(fold=fold)) for fold in (0, 1))
    return taken.offset in offsets


def complete(taken: Taken | None, zone: str | None) -> Taken | None:
    """Fill in what follows from the zone of the place: UTC for a wall clock, or the reverse.

    What the file itself says stays. An offset from the GPS clock or from an edit stays only if no
    zone is known or the zone has that offset at that time, since a fix may be old. Completing again
    with another zone replaces only what a zone had filled in. A month or a year is the same in
    every zone.
    """
    if taken is None or taken.offset_source == "file":
        return taken
    if taken.offset_source in ("gps", "edit") and _agrees(zone, taken):
        return taken
    if taken.precision in ("month", "year"):
        return taken
    if taken.known == "local" and taken.local:
        offset = offset_at_local(zone, taken.local)
        if offset is not None:
            utc = taken.local - timedelta(minutes=offset)
            return replace(taken, utc=utc, offset=offset, offset_source="zone")
        return replace(taken, utc=None, offset=None, offset_source=None)
    if taken.known == "utc" and taken.utc:
        offset = offset_at_utc(zone, taken.utc)
        if offset is not None:
            local = taken.utc + timedelta(minutes=offset)
            return replace(taken, local=local, offset=offset, offset_source="zone")
        return replace(taken, local=None, offset=None, offset_source=None)
    return taken
