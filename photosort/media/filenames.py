"""The dates that phones and programs write into file names."""

import os
import re
from datetime import datetime, timedelta

from photosort.media.metadata.times import is_plausible
from photosort.model import Taken


def _day(separator: str) -> str:
    return separator.join(
        (
            r"(?P<year>(?:18|19|20)\d\d)",
            r"(?P<month>0[1-9]|1[0-2])",
            r"(?P<day>0[1-9]|[12]\d|3[01])",
        )
    )


def _clock(separator: str) -> str:
    hour, minute, second = (
        r"(?P<hour>[01]\d|2[0-3])",
        r"(?P<minute>[0-5]\d)",
        r"(?P<second>[0-5]\d)",
    )
    return separator.join((hour, minute, second)) + r"(?:[-_.]?(?P<milli>\d{3}))?(?!\d)"


# Pixel phones: PXL_20230514_063000123, in UTC
_PIXEL = re.compile(f"^PXL_{_day('')}_{_clock('')}")
_PATTERNS = [
    # Screen Shot 2023-05-14 at 1.10.10 PM
    re.compile(
        rf"(?<!\d){_day('-')} at (?P<hour>1[0-2]|[1-9])\.(?P<minute>[0-5]\d)\.(?P<second>[0-5]\d)"
        r"\s(?P<half>[AP])M"
    ),
    # IMG_20230514_101010, 2023-05-14 10.10.10, Screenshot_2023-05-14-10-10-10
    *(
        re.compile(rf"(?<!\d){_day(between)}(?:[-_ .T]| at | um | à |, ){_clock(within)}")
        for between in ("", "-", "_", r"\.")
        for within in ("", "[-.:_]")
    ),
    # 20230514101010
    re.compile(rf"(?<!\d){_day('')}{_clock('')}"),
    # a day only: VID-20230514-WA0003, 2023-05-14 somewhere, IMG_20230514
    re.compile(rf"^[A-Z]{{3}}-{_day('')}-WA\d+"),
    re.compile(rf"(?<!\d){_day('-')}(?!\d)"),
    re.compile(rf"^(?:\w+[-_ ])?{_day('')}(?=[-_ .]|$)"),
]


def taken(path: bytes) -> Taken | None:
    """The moment that a file's name tells; a day only stands for its 00:00:00.

    >>> taken(b"IMG_20230514_101010.jpg").local
    datetime.datetime(2023, 5, 14, 10, 10, 10)
    >>> taken(b"PXL_20230514_063000123.jpg").utc
    datetime.datetime(2023, 5, 14, 6, 30, 0, 123000)
    >>> taken(b"VID-20230514-WA0003.mp4").local
    datetime.datetime(2023, 5, 14, 0, 0)
    >>> taken(b"DSC_0042.jpg") is None
    True
    """
    name = os.fsdecode(path).rpartition("/")[2].rpartition(".")[0]
    pixel = _PIXEL.search(name)
    if pixel:
        moment = _moment(pixel)
        return Taken("filename", "utc", utc=moment) if moment else None
    for pattern in _PATTERNS:
        match = pattern.search(name)
        moment = _moment(match) if match else None
        if moment:
            return Taken("filename", "local", local=moment)
    return None


def _moment(match: re.Match[str]) -> datetime | None:
    parts = match.groupdict()
    try:
        moment = datetime(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    moment += timedelta(
        hours=_hour(parts),
        minutes=int(parts.get("minute") or 0),
        seconds=int(parts.get("second") or 0),
        milliseconds=int(parts.get("milli") or 0),
    )
    return moment if is_plausible(moment) else None


def _hour(parts: dict[str, str | None]) -> int:
    hour, half = int(parts.get("hour") or 0), parts.get("half")
    return hour % 12 + (12 if half == "P" else 0) if half else hour
