"""When a photo was taken, as a sentence."""

from photosort.model import Taken
from photosort.plan.dates import shown_moment
from photosort.report.clocks import shift
from photosort.report.json import offset

_SOURCES = {
    "exif": "from Exif",
    "gps": "from the GPS clock",
    "quicktime": "from the movie",
    "xmp": "from XMP",
    "iptc": "from IPTC",
    "png": "from the PNG",
    "sidecar": "from the sidecar",
    "filename": "from the file name",
    "mtime": "the date of the file on disk, which puts it in no trip",
    "user": "set by you",
}
_ZONES = {
    "file": "as the file says",
    "gps": "by the GPS clock",
    "edit": "that of the last change",
    "zone": "the zone of the place",
}
_COARSE = {
    "day": "time of day unknown",
    "month": "day unknown",
    "year": "month and day unknown",
}


def sentence(taken: Taken) -> str:
    """`2019-07-10 14:03:22, UTC+02:00 (the zone of the place), from Exif`.

    The local time as precisely as it is known, the zone and what that rests on, and the source.
    """
    if taken.local is None:
        parts = ["local time unknown" + ("" if taken.utc else " and UTC, too")]
    else:
        parts = [shown_moment(taken)]
        if taken.precision in _COARSE:
            parts.append(_COARSE[taken.precision])
        else:
            parts.append(_zone(taken))
    if taken.precision == "minute":
        parts.append("to the minute")
    parts.append(_SOURCES[taken.source])
    if taken.shift:
        parts.append(f"clock of the camera corrected by {shift(taken.shift)}")
    return ", ".join(parts)


def utc(taken: Taken) -> str:
    """`2019-07-10 12:03:22`; empty where it is not known, or where only the day is."""
    if taken.utc is None or taken.precision in _COARSE:
        return ""
    return str(taken.utc.replace(microsecond=0))


def _zone(taken: Taken) -> str:
    if taken.offset is None:
        return "time zone unknown"
    told_with_it = taken.source == "user" and taken.offset_source == "file"
    why = "" if told_with_it else _ZONES.get(taken.offset_source or "", "")
    return f"UTC{offset(taken.offset)}" + (f" ({why})" if why else "")
