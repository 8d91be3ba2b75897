"""Where home was, as a sentence."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from photosort.model import LEVELS, Home
from photosort.report.layout import long_day, printable

Homes = Sequence[tuple[Home, Mapping[str, str]]]


def sentence(found: Homes) -> str:
    """`Hamburg until 9 July 2021, then Munich`; empty where no home is known.

    What only stands in for want of a home is none; moves within a town are not told.
    """
    real = [each for each in found if each[0].source in ("found", "given")]
    towns = [(town, list(stays)) for town, stays in groupby(real, key=lambda each: _town(*each))]
    said = ", then ".join(
        town + (f" until {long_day(last)}" if (last := stays[-1][0].last_day) is not None else "")
        for town, stays in towns
    )
    second = sorted({_town(*each) for each in found if each[0].source == "second"})
    if second:
        said += f"{'; s' if said else 'S'}econd home {', '.join(second)}"
    return said


def _town(home: Home, address: Mapping[str, str]) -> str:
    """The town, or what is coarser; coordinates where nothing is known."""
    names = (address[level] for level in reversed(LEVELS[:3]) if level in address)
    return printable(next(names, f"{home.lat:.3f}, {home.lon:.3f}"))
