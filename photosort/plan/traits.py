"""What the attributes of some faces tell of a person."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from statistics import median_high
from typing import TypeVar

from photosort.model import Attributes, FaceAge, Traits
from photosort.model.attributes import GROWN, age_group

T = TypeVar("T", bound=Hashable)


def traits_of(faces: Sequence[tuple[int | None, Attributes]]) -> Traits | None:
    """The traits of a person by (year, attributes) of the best faces, those of one year together.

    Only the first year counts: people grow up. None if there are no faces.
    """
    if not faces:
        return None
    year = faces[0][0]
    found = [attributes for other, attributes in faces if other == year]
    age = _age(found)
    young = age is not None and age.years < GROWN
    return Traits(
        year,
        len(found),
        age=age,
        age_group=_group(found, age),
        gender=None if young else _most(each.gender for each in found if "gender" in each.asked),
        mouth=_most(each.mouth for each in found if "mouth" in each.asked),
        smile=_most(each.smiles for each in found if "smile" in each.asked),
    )


def _age(faces: Sequence[Attributes]) -> FaceAge | None:
    """The median of the ages, with the error of the face that has it."""
    ages = sorted((each.years, each.error or 0) for each in faces if each.years is not None)
    if not ages:
        return None
    years = median_high(each[0] for each in ages)
    error = next(each[1] for each in ages if each[0] == years)
    return FaceAge(years, error, ages[0][0], ages[-1][0])


def _group(faces: Sequence[Attributes], age: FaceAge | None) -> tuple[str, float] | None:
    """The group of the median, and the share of the ages that are in it."""
    if age is None:
        return None
    group = age_group(age.years)
    ages = [each.years for each in faces if each.years is not None]
    return group, round(sum(age_group(each) == group for each in ages) / len(ages), 4)


def _most(values: Iterable[T | None]) -> tuple[T, float] | None:
    """The most frequent value, the first of several, and its share; None if that is unknown."""
    all_of_them = list(values)
    if not all_of_them:
        return None
    [(value, number)] = Counter(all_of_them).most_common(1)
    return None if value is None else (value, round(number / len(all_of_them), 4))
