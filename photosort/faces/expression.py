"""Whether a mouth is open and a face smiles, from the shape of the face (see `mesh`).

All lengths are shares of the distance between the outer corners of the eyes, which no expression
changes, and are measured in space, so that a turned head matters little.

On 140 faces of Labeled Faces in the Wild that were labelled by eye the area under the curve is
0.986 for a smile (42 smile, 76 do not, the others are doubtful) and 0.954 for an open mouth (68 are
open, 39 closed). See docs/accuracy.md.
"""

from math import exp

import numpy as np

from photosort.faces.chips import Points

_OUTER_EYES = (33, 263)
_EYES = (33, 133, 263, 362)
_UNDER_NOSE = 2
_CORNERS = (61, 291)
_LIPS = ((13, 14), (82, 87), (312, 317))  # upper and lower, on their inner edges
_MIDDLE = (13, 14)

_SMILE = (0.735, 0.025)  # where it is as likely as not, and how steeply that changes
_OPEN = (0.049, 0.015)


def smile_share(mesh: Points) -> float:
    """How probable it is that a face smiles, 0 to 1.

    A smile widens the mouth and lifts its corners above the middle of the lips.
    """
    right, left = mesh[list(_CORNERS)]
    middle = mesh[list(_MIDDLE)].mean(axis=0)
    width = float(np.linalg.norm(left - right))
    lift = float((middle - (left + right) / 2) @ _down(mesh))
    return _share((width + lift) / _scale(mesh), *_SMILE)


def open_share(mesh: Points) -> float:
    """How probable it is that the lips are apart, 0 to 1."""
    gaps = [np.linalg.norm(mesh[upper] - mesh[lower]) for upper, lower in _LIPS]
    return _share(float(np.mean(gaps)) / _scale(mesh), *_OPEN)


def _scale(mesh: Points) -> float:
    right, left = mesh[list(_OUTER_EYES)]
    return max(float(np.linalg.norm(left - right)), 1e-6)


def _down(mesh: Points) -> Points:
    """The direction down the face, of unit length: from the eyes to the nose, across the eyes."""
    right, left = mesh[list(_OUTER_EYES)]
    across = (left - right) / _scale(mesh)
    down = mesh[_UNDER_NOSE] - mesh[list(_EYES)].mean(axis=0)
    down = down - across * (down @ across)
    return np.asarray(down / max(float(np.linalg.norm(down)), 1e-6))


def _share(value: float, middle: float, width: float) -> float:
    """0 to 1, one half at `middle`; the odds grow by e with each `width` more."""
    return 1 / (1 + exp(-max(-50.0, min(50.0, (value - middle) / width))))
