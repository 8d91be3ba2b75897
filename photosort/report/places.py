"""Places as JSON and as text."""

from typing import Any

from photosort.model import (
    LEVELS,
    Place,
    place_name,
)


def details(found: Place) -> str:
    """`San Francisco, California, United States (US) · America/Los_Angeles`."""
    where = place_name(found.levels) or "no address: far from any known place"
    code = f" ({found.country_code})" if found.country_code else ""
    return f"{where}{code}" + (f" · {found.timezone}" if found.timezone else "")


_RESTS = {
    "polygon": "within borders",
    "nearest": "nearest known place",
    "xmp": "as the file says",
    "user": "set by you",
}


def basis(found: Place) -> str:
    """`country, province: within borders; city: nearest known place`."""
    rests: dict[str, list[str]] = {}
    for level in LEVELS:
        if level in found.levels and level in found.basis:
            rests.setdefault(_RESTS[found.basis[level]], []).append(level)
    return "; ".join(f"{', '.join(levels)}: {why}" for why, levels in rests.items())


def address(place: Place | None) -> dict[str, str]:
    """The known levels of an address, with the country's code."""
    if place is None or not place.levels:
        return {}
    code = {"country_code": place.country_code} if place.country_code else {}
    levels = dict(place.levels)
    return {"country": levels.pop("country"), **code, **levels} if "country" in levels else levels


def to_json(lat: float, lon: float, found: Place) -> dict[str, Any]:
    """A line of `photosort place`."""
    return {
        "lat": lat,
        "lon": lon,
        "address": address(found),
        "address_basis": dict(found.basis),
        "timezone": found.timezone,
    }
