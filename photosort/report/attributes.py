"""Attributes of faces and persons as JSON and as text; only those that are known."""

from typing import Any

from photosort.model import Attributes, Traits
from photosort.model.attributes import age_group, age_label

COLUMNS = ("age.years", "age_group.value", "gender.value", "mouth.value", "smile.value")
"""The columns of attributes in lists; see `report.tabular`."""


def of_face(found: Attributes | None) -> dict[str, Any]:
    """The keys of a face: `age`, `age_group`, `gender`, `mouth`, `smile`.

    The error of an age is in years; a confidence is the probability of the value, 0.5 to 1, and of
    an age group 0 to 1.
    """
    document: dict[str, Any] = {}
    if found is None:
        return document
    if found.years is not None:
        document["age"] = {"years": found.years, "error": found.error}
        document["age_group"] = _sure(age_label(age_group(found.years)), found.in_group)
    for key, value, share in (
        ("gender", found.gender, found.female),
        ("mouth", found.mouth, found.open),
        ("smile", found.smiles, found.smile),
    ):
        if share is not None:
            document[key] = _sure(value, max(share, 1 - share))
    return document


def of_person(traits: Traits | None) -> dict[str, Any]:
    """The same keys for a person; a confidence is the share of the faces that show the value."""
    document: dict[str, Any] = {}
    if traits is None:
        return document
    if traits.age:
        document["age"] = traits.age._asdict() | {"year": traits.year, "faces": traits.faces}
    if traits.age_group:
        group, share = traits.age_group
        document["age_group"] = _sure(age_label(group), share)
    for key in ("gender", "mouth", "smile"):
        if (found := getattr(traits, key)) is not None:
            document[key] = _sure(*found)
    return document


def words(found: Attributes | None) -> str:
    """The attributes of a face in some words: `about 7 (3-12), mouth open, smiles`."""
    if found is None:
        return ""
    age = "" if found.years is None else _about(found.years)
    return ", ".join(filter(None, (age, found.gender, _mouth(found.mouth), _smile(found.smiles))))


def person_words(traits: Traits | None) -> str:
    """What is told of a person in some words: `about 34 (20-59), female`."""
    if traits is None:
        return ""
    age = _about(traits.age.years) if traits.age else ""
    gender = traits.gender[0] if traits.gender else ""
    smile = "often smiles" if traits.smile and traits.smile[0] else ""
    return ", ".join(filter(None, (age, gender, smile)))


def _about(years: int) -> str:
    return f"about {years} ({age_label(age_group(years))})"


def _mouth(mouth: str | None) -> str:
    return f"mouth {mouth}" if mouth else ""


def _smile(smiles: bool | None) -> str:
    return "smiles" if smiles else ""


def _sure(value: object, share: float | None) -> dict[str, Any]:
    return {"value": value, "confidence": None if share is None else round(share, 4)}
