"""What may be told of a face besides who it is: age, gender, mouth, smile."""

from typing import Literal, NamedTuple

ATTRIBUTES = ("age", "gender", "mouth", "smile")
"""The attributes by name, in the order in which they are shown."""

AGE_GROUPS: dict[str, tuple[int, int | None]] = {
    "baby": (0, 2),
    "child": (3, 12),
    "teenager": (13, 19),
    "adult": (20, 59),
    "senior": (60, None),
}
"""First and last year of each group of ages; None has no end."""

GROWN = 13
"""No gender is told of a face younger than this: below, it is little better than chance."""


class Attributes(NamedTuple):
    """The attributes of a face, as far as they were asked for.

    `asked` names those that somebody has looked for; the values of all others are None. `years` is
    the estimated age and `error` its mean error, both in whole years; `in_group` is how probable
    the group of that age is. `female`, `open` (of the mouth) and `smile` are probabilities, 0 to 1;
    `female` is None for faces younger than `GROWN`.
    """

    asked: frozenset[str] = frozenset()
    years: int | None = None
    error: int | None = None
    in_group: float | None = None
    female: float | None = None
    open: float | None = None
    smile: float | None = None

    @property
    def gender(self) -> Literal["female", "male"] | None:
        """The more probable gender."""
        return None if self.female is None else "female" if self.female >= 0.5 else "male"

    @property
    def mouth(self) -> Literal["open", "closed"] | None:
        """Whether the lips are apart."""
        return None if self.open is None else "open" if self.open >= 0.5 else "closed"

    @property
    def smiles(self) -> bool | None:
        """Whether the face smiles."""
        return None if self.smile is None else self.smile >= 0.5


class FaceAge(NamedTuple):
    """The ages of some faces of a person: their median and its error, the least and greatest."""

    years: int
    error: int
    least: int
    greatest: int


class Traits(NamedTuple):
    """What the best faces of a person from one year tell.

    `year` is None if no photo with a known date shows such a face; `faces` is how many were looked
    at. Each other value is None if it is unknown, or else what most of these faces show; all but
    `age` come with the share of the faces that show it.
    """

    year: int | None
    faces: int
    age: FaceAge | None = None
    age_group: tuple[str, float] | None = None
    gender: tuple[Literal["female", "male"], float] | None = None
    mouth: tuple[Literal["open", "closed"], float] | None = None
    smile: tuple[bool, float] | None = None


def age_group(years: int) -> str:
    """The name of the group that an age is in, one of `AGE_GROUPS`."""
    return next(name for name, (_, last) in AGE_GROUPS.items() if last is None or years <= last)


def age_label(group: str) -> str:
    """The years of a group: `3-12`, `60+`."""
    first, last = AGE_GROUPS[group]
    return f"{first}+" if last is None else f"{first}-{last}"
