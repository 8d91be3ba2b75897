"""The shape of a face as 468 points, by the network of Google MediaPipe (Apache-2.0).

The network wants the face to fill two thirds of its input. Where that is follows from the landmarks
of the engine at first, and then, better, from the mesh itself, so it runs twice.
"""

import numpy as np
import numpy.typing as npt

from photosort.faces import models
from photosort.faces.chips import Points, Square, cut, direction
from photosort.faces.engine import Picture
from photosort.faces.small_networks import network

SIDE = 192
"""Width and height of the picture that the network takes."""

_WIDTHS = 4.2  # side of the first square, in distances between the eyes
_HEIGHTS = 3.8  # the same in distances from eyes to mouth, which turning the head leaves alone
_DOWN = 0.45  # its middle, on the way from eyes to mouth
_MARGIN = 1.5  # side of the second square, in sides of the mesh
_OUTER_EYES = (33, 263)  # points of the mesh


def mesh(picture: Picture, landmarks: npt.ArrayLike) -> Points:
    """(468, 3) the points of the face with these landmarks (see `Face`), in a frame of its own.

    x points to the right of the picture, y down, z away from the camera, in one unit.
    """
    first = _around(np.asarray(landmarks, dtype=np.float64))
    points = _points(picture, first)
    return _points(picture, _about(points, first))


def _points(picture: Picture, square: Square) -> Points:
    """The mesh in pixels of the cut."""
    face = cut(picture, square, SIDE)
    blob = np.asarray(face, dtype=np.float32).transpose(2, 0, 1)[None] / np.float32(255)
    return network(models.LANDMARKS).run(np.ascontiguousarray(blob)).reshape(-1, 3)


def _around(landmarks: Points) -> Square:
    """The square in which the face is looked for, by its five landmarks."""
    right, left, _, *corners = landmarks
    across, width = direction(right, left)
    eyes, mouth = (right + left) / 2, np.mean(corners, axis=0)
    height = abs(float((mouth - eyes) @ (-across[1], across[0])))
    side = max(_WIDTHS * width, _HEIGHTS * height)
    return Square(eyes + _DOWN * (mouth - eyes), across, side)


def _about(points: Points, square: Square) -> Square:
    """The square around a mesh that was found in `square`."""
    matrix = square.matrix(SIDE)
    places = points[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    across, _ = direction(*places[list(_OUTER_EYES)])
    axes = np.array([across, (-across[1], across[0])])
    turned = places @ axes.T
    least, greatest = turned.min(axis=0), turned.max(axis=0)
    middle = (least + greatest) / 2 @ axes
    return Square(middle, across, max(1.0, _MARGIN * float((greatest - least).max())))
