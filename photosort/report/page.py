"""What texts are made for: so many columns, with or without bold and dim, with short ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

SHORTEST_ID = 4
"""Characters of the shortest form of an id, behind the word before its dash."""


@dataclass(frozen=True)
class Page:
    """A page to fill: `width` in columns; `styled` where a terminal shows bold and dim.

    `ids` maps ids to the shortest forms that name them.
    """

    width: int = 80
    styled: bool = False
    ids: Mapping[str, str] = field(default_factory=dict)

    def short(self, id: str) -> str:
        """The shortest form of an id, or all of it where none is known."""
        return self.ids.get(id, id)

    def bold(self, text: str) -> str:
        """Text that stands out."""
        return f"\x1b[1m{text}\x1b[0m" if self.styled and text else text

    def dim(self, text: str) -> str:
        """Text that stands back."""
        return f"\x1b[2m{text}\x1b[0m" if self.styled and text else text


def short_ids(ids: Iterable[str]) -> dict[str, str]:
    """The shortest unique beginning of each id, without the word before its dash.

    >>> short_ids(["journey-ca5d01", "journey-1190aa", "journey-1190bb"])["journey-1190aa"]
    '1190a'
    """
    ordered = sorted((id.partition("-")[2] or id, id) for id in set(ids))
    names = ["", *(name for name, _ in ordered), ""]
    short = {}
    for i, (name, id) in enumerate(ordered, start=1):
        length = max(SHORTEST_ID, *(_shared(name, names[k]) + 1 for k in (i - 1, i + 1)))
        short[id] = name[: length + _is_year(name[:length])]
    return short


def _is_year(text: str) -> bool:
    """Whether it could be meant as a year, which names things, too."""
    return text.isdecimal() and len(text) == SHORTEST_ID and "1800" <= text < "2200"


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with together."""
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
