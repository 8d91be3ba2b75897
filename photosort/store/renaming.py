"""Place names in stored texts, rewritten when the places get new names."""

from collections.abc import Mapping

from photosort.model import LEVELS

Names = tuple[tuple[str, str], ...]
"""The names of a place down to a level: (level, name)."""

Renamed = dict[Names, Names]
"""Old names → new ones."""


def down_to(address: Mapping[str, str], level: str) -> Names:
    """The names down to `level`; empty if that level is unknown.

    >>> down_to({"country": "Austria", "city": "Vienna"}, "country")
    (('country', 'Austria'),)
    """
    if level not in address:
        return ()
    return tuple((x, address[x]) for x in LEVELS[: LEVELS.index(level) + 1] if x in address)


def renamed(address: Mapping[str, str], names: Renamed) -> dict[str, str]:
    """An address with the new names of its place; unchanged if there are none."""
    now = names.get(tuple((x, address[x]) for x in LEVELS if x in address))
    return dict(now) if now else dict(address)
