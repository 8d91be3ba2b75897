"""Coordinates as Exif, XMP and QuickTime write them."""

import math
import re

from photosort.model import Coordinates

# 37,46.5N or 37,46,30N, or degrees with a sign or a letter; some write 37° 46' 30" N
_NUMBER = r"(\d+(?:\.\d+)?)"
_XMP = re.compile(
    rf"\s*([+-]?){_NUMBER}(?:\s*(?:[,\s°]|deg)\s*{_NUMBER})?(?:\s*[,\s'′]\s*{_NUMBER})?"
    r"[\s°'′\"″]*(?:([NSEW])[a-z]*)?\s*",
    re.ASCII | re.IGNORECASE,
)
_ISO_6709 = re.compile(r"([+-]\d+(?:\.\d*)?)([+-]\d+(?:\.\d*)?)([+-]\d+(?:\.\d*)?)?")


def make_coordinates(
    lat: float | None, lon: float | None, alt: float | None = None
) -> Coordinates | None:
    """Coordinates, or None if out of range, not a number, or 0,0 (no fix)."""
    if lat is None or lon is None or not (abs(lat) <= 90 and abs(lon) <= 180):
        return None
    lat, lon = round(lat, 7), round(lon, 7)
    if lat == 0 and lon == 0:
        return None
    height = round(alt, 2) if alt is not None and math.isfinite(alt) else None
    return Coordinates(lat, lon, height)


def from_xmp(
    lat: str | None, lon: str | None, lat_ref: str | None = None, lon_ref: str | None = None
) -> Coordinates | None:
    """The place of exif:GPSLatitude and exif:GPSLongitude in XMP.

    The hemisphere is a letter after the number, a property of its own (`S`, `South`), or a sign. A
    number without one is positive if the other one is negative; otherwise the hemisphere is
    unknown.
    """
    halves = _half(lat, "NS", lat_ref), _half(lon, "EW", lon_ref)
    if "-" in halves:
        halves = halves[0] or "+", halves[1] or "+"
    return make_coordinates(_xmp_degrees(lat, halves[0]), _xmp_degrees(lon, halves[1]))


def hemisphere(text: str | None, letters: str) -> str | None:
    """The first letter of a hemisphere in upper case, if it is one of `letters`."""
    letter = (text or "").strip()[:1].upper()
    return letter if letter and letter in letters else None


def _half(text: str | None, letters: str, beside: str | None) -> str | None:
    """The letter or sign for the hemisphere of a number; a letter of the other axis is invalid."""
    match = _XMP.fullmatch(text) if text else None
    if not match:
        return None
    if match[5]:
        return hemisphere(match[5], letters)
    return hemisphere(beside, letters) or match[1] or None


def _xmp_degrees(text: str | None, half: str | None) -> float | None:
    match = _XMP.fullmatch(text) if text else None
    if not match or not half:
        return None
    degrees = float(match[2]) + float(match[3] or 0) / 60 + float(match[4] or 0) / 3600
    return -degrees if half in "SW-" else degrees


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
