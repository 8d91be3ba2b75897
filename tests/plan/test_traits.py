"""What the attributes of faces tell of a person."""

from photosort.model import Attributes
from photosort.plan.traits import traits_of

ASKED = frozenset(("age", "gender", "mouth", "smile"))


def face(
    years: int | None = 30,
    female: float | None = 0.9,
    smile: float | None = 0.9,
    open: float | None = 0.1,
) -> Attributes:
    return Attributes(ASKED, years, 5, 0.9, female, open, smile)


def test_nobody_looked() -> None:
    assert traits_of([]) is None


def test_the_median_and_the_share() -> None:
    ages = (25, 31, 33, 62, 64)
    found = traits_of([(2023, face(years, smile=years / 100)) for years in ages])
    assert found is not None
    assert (found.year, found.faces) == (2023, 5)
    assert found.age == (33, 5, 25, 64)
    assert found.age_group == ("adult", 0.6)
    assert found.smile == (False, 0.6)
    assert found.gender == ("female", 1.0)
    assert found.mouth == ("closed", 1.0)


def test_only_the_first_year_counts() -> None:
    found = traits_of([(2023, face(12)), (2011, face(1)), (2011, face(1)), (None, face(70))])
    assert found is not None
    assert found.age == (12, 5, 12, 12)
    assert found.faces == 1


def test_of_faces_without_a_date() -> None:
    found = traits_of([(None, face(40))])
    assert found is not None
    assert (found.year, found.age_group) == (None, ("adult", 1.0))


def test_no_gender_of_a_child() -> None:
    young = traits_of([(2023, face(9, None)), (2023, face(11, None)), (2023, face(15))])
    assert young is not None
    assert young.age is not None
    assert young.age.years == 11
    assert young.gender is None
    grown = traits_of([(2023, face(9, None)), (2023, face(15)), (2023, face(15, 0.8))])
    assert grown is not None
    assert grown.gender == ("female", 0.6667)


def test_what_was_not_asked_for_is_absent() -> None:
    only = Attributes(frozenset(("smile",)), smile=0.2)
    found = traits_of([(2023, only)])
    assert found is not None
    assert (found.age, found.age_group, found.gender, found.mouth) == (None,) * 4
    assert found.smile == (False, 1.0)
