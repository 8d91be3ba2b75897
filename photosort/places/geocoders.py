"""Geocoders by name; naming one does not load its data."""

import json
from collections.abc import Callable
from typing import NamedTuple

from photosort.errors import UsageError
from photosort.places.geocoder import Geocoder
from photosort.settings.places import PlaceOptions


class Engine(NamedTuple):
    """How to load a geocoder. Raise `version` whenever its answers may change: addresses in
    libraries are then worked out again.
    """

    version: str
    load: Callable[[PlaceOptions], Geocoder]


def _hybrid(options: PlaceOptions) -> Geocoder:
    from photosort.places.hybrid import HybridGeocoder

    return HybridGeocoder(options.languages or options.locale, dict(options.policy))


def _nearest(options: PlaceOptions) -> Geocoder:
    from photosort.places.nearest import NearestCity

    return NearestCity()


ENGINES: dict[str, Engine] = {
    "hybrid": Engine("hybrid 3", _hybrid),
    "nearest": Engine("nearest 1", _nearest),
}
"""Engines by name; each loads its data only when it is called.

Raise the version of one whenever an answer of it may change: addresses are then worked out again.
"""

DEFAULT = "hybrid"


def load(options: PlaceOptions) -> Geocoder:
    """The engine that `options` name, with the places of the user on top.

    Raises `UsageError` for an unknown name, `PhotosortError` for invalid places.
    """
    engine = _engine(options).load(options)
    if not options.own:
        return engine
    from photosort.places.config import user_place
    from photosort.places.user import UserPlaces

    return UserPlaces(engine, [user_place(table) for table in options.own])


def check(options: PlaceOptions) -> None:
    """Raise `UsageError` for an unknown engine, or for a language without place names."""
    _engine(options)
    from photosort.places.names import known_languages, wanted

    known = known_languages()
    for language in options.languages:
        if not known.intersection(wanted([language])):
            raise UsageError(
                f"no place has a name in the language {language!r}",
                f"choose from {', '.join(sorted(known))}, also with a region, such as pt-BR",
            )


def known_locale(options: PlaceOptions) -> tuple[str, ...]:
    """The languages of the locale that have place names; English if none has."""
    if options.locale == ("en",):
        return options.locale
    from photosort.places.names import known_languages, wanted

    known = known_languages()
    return tuple(x for x in options.locale if known.intersection(wanted([x]))) or ("en",)


def version_of(options: PlaceOptions) -> str:
    """A text that changes whenever the answers under `options` may change."""
    rest = [options.languages or options.locale, options.policy, options.own, _dates_of(options)]
    return f"{_engine(options).version} {json.dumps(rest, default=str, sort_keys=True)}"


def _dates_of(options: PlaceOptions) -> list[int]:
    """Modification times of the polygon files."""
    from pathlib import Path

    files = [
        Path(str(table["polygons"])).expanduser() for table in options.own if "polygons" in table
    ]
    return [file.stat().st_mtime_ns if file.exists() else 0 for file in files]


def _engine(options: PlaceOptions) -> Engine:
    name = DEFAULT if options.geocoder is None else options.geocoder
    if name not in ENGINES:
        raise UsageError(f"unknown geocoder {name!r}", f"choose from {', '.join(ENGINES)}")
    return ENGINES[name]
