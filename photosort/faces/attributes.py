"""What is told of a face besides who it is: how much of a child it is, and its attributes."""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from photosort.faces import age, expression, gender, models
from photosort.faces.engine import Picture
from photosort.faces.mesh import mesh
from photosort.faces.small_networks import network
from photosort.model import Attributes
from photosort.model.attributes import GROWN

_MODELS = {
    "age": (),
    "gender": (models.GENDER,),
    "mouth": (models.LANDMARKS,),
    "smile": (models.LANDMARKS,),
}
_EXPRESSIONS = {"mouth", "smile"}

SMALLEST = 12.0
"""Pixels between the eyes, or from eyes to mouth, below which nothing is told of a face."""


class Described(NamedTuple):
    """`child` as in `Face`, and the attributes that were asked for, None for none."""

    child: float
    attributes: Attributes | None


def require(asked: Collection[str]) -> None:
    """Load the models for these attributes. Raises `PhotosortError` if one is damaged."""
    for model in sorted({models.AGE}.union(*(_MODELS[each] for each in asked))):
        network(model)


def describe(picture: Picture, landmarks: npt.ArrayLike, asked: Collection[str]) -> Described:
    """What there is to tell of the face with these landmarks, in pixels of the picture.

    A face smaller than `SMALLEST` (about 30 pixels in all) has no attributes.
    """
    shares = age.age_shares(picture, landmarks)
    child = age.child_weight(shares)
    if not asked:
        return Described(child, None)
    found = Attributes(frozenset(asked))
    if _size(landmarks) < SMALLEST:
        return Described(child, found)
    told = age.age_of(shares)
    if "age" in asked:
        found = found._replace(years=told.years, error=told.error, in_group=told.in_group)
    if "gender" in asked and told.years >= GROWN:
        found = found._replace(female=round(gender.female_share(picture, landmarks), 4))
    if _EXPRESSIONS & set(asked):
        shape = mesh(picture, landmarks)
        if "mouth" in asked:
            found = found._replace(open=round(expression.open_share(shape), 4))
        if "smile" in asked:
            found = found._replace(smile=round(expression.smile_share(shape), 4))
    return Described(child, found)


def _size(landmarks: npt.ArrayLike) -> float:
    """The larger one of the distances between the eyes, and from eyes to mouth."""
    points = np.asarray(landmarks, dtype=np.float64)
    height = points[3:5].mean(axis=0) - points[:2].mean(axis=0)
    return float(max(np.hypot(*(points[1] - points[0])), np.hypot(*height)))
