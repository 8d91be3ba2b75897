"""Coordinates as Exif, XMP and QuickTime write them."""

import math
import re

from photosort.model import Coordinates

# 37,46.5N or 37,46,30N, or degrees with a sign or a letter
_XMP = re.compile(
    r"\s*([+-]?\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?(?:,(\d+(?:\.\d+)?))?\s*([NSEW]?)\s*"
)
_ISO_6709 = re.compile(r"([+-]\d+(?:\.\d*)?)([+-]\d+(?:\.\d*)?)([+-]\d+(?:\.\d*)?)?")


def make_coordinates(
    lat: float | None, lon: float | None, alt: float | None = None
) -> Coordinates | None:
    """Coordinates, or None where they are out of range, not a number, or 0,0 (no fix)."""
    if lat is None or lon is None or not (abs(lat) <= 90 and abs(lon) <= 180):
        return None
    lat, lon = round(lat, 7), round(lon, 7)
    if lat == 0 and lon == 0:
        return None
    height = round(alt, 2) if alt is not None and math.isfinite(alt) else None
    return Coordinates(lat, lon, height)


def from_xmp(lat: str | None, lon: str | None) -> Coordinates | None:
    """The place of exif:GPSLatitude and exif:GPSLongitude in XMP."""
    return make_coordinates(_xmp_degrees(lat, "NS"), _xmp_degrees(lon, "EW"))


def _xmp_degrees(text: str | None, letters: str) -> float | None:
    match = _XMP.fullmatch(text) if text else None
    if not match or (match[4] and match[4] not in letters):
        return None
    degrees = float(match[1])
    if not match[4] and (match[2] or not match[1].startswith(("+", "-"))) and "." not in match[1]:
        return None  # no hemisphere
    minutes = float(match[2] or 0) / 60 + float(match[3] or 0) / 3600
    degrees = math.copysign(abs(degrees) + minutes, degrees)
    return -degrees if match[4] and match[4] in "SW" else degrees


def from_iso6709(text: str) -> Coordinates | None:
    """The place of `+37.77-122.42/`, of `+3746.2-12225.1/`, or of `+374612-1222506/`.

    Source: ISO 6709 annex H: degrees; degrees and minutes; degrees, minutes and seconds.
    """
    match = _ISO_6709.search(text)
    if not match:
        return None
    lat, lon = _iso_degrees(match[1], 2), _iso_degrees(match[2], 3)
    return make_coordinates(lat, lon, float(match[3]) if match[3] else None)


def _iso_degrees(text: str, width: int) -> float | None:
    """Degrees of a signed number whose whole part has `width` digits, or two or four more."""
    whole = len(text.split(".")[0]) - 1
    number = abs(float(text))
    if whole <= width:
        degrees = number
    elif whole == width + 2:
        degrees = number // 100 + number % 100 / 60
    elif whole == width + 4:
        degrees = number // 10000 + number // 100 % 100 / 60 + number % 100 / 3600
    else:
        return None
    return -degrees if text[0] == "-" else degrees
