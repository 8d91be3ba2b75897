"""The pose of a face, from its five landmarks and a face of average shape.

Five points are too few to estimate the lens as well, so a distant camera is assumed that looks
straight at the face: angles are relative to the line from the camera to it.
"""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from photosort.model import Pose

Points = npt.NDArray[np.float64]

AVERAGE_FACE: Points = np.array(
    [
        (-31.5, 0.0, 0.0),
        (31.5, 0.0, 0.0),
        (0.0, 36.0, -27.0),
        (-26.8, 63.5, -3.0),
        (26.8, 63.5, -3.0),
    ]
)
"""Pupils, tip of the nose and corners of the mouth in millimetres, the person's right side first.

x points to the right of the picture, y down, z away from the camera. Distances are those of the
template for aligned faces, at 63 mm between the pupils; depths are those of average faces in head
pose literature (the tip of the nose 27 mm in front of the corners of the eyes).
"""

_FOCAL = 4000.0
_SIZE = 100.0  # the spread of the points given to the solver


def pose_of(points: npt.ArrayLike, shape: Points = AVERAGE_FACE) -> Pose:
    """The pose of the face whose `points` (x, y in pixels) are those of `shape`."""
    return angles(fit(points, shape)[0])


def fit(
    points: npt.ArrayLike, shape: Points = AVERAGE_FACE
) -> tuple[Points, Callable[[Points], Points]]:
    """The rotation of the face as a 3 × 3 matrix, and a function from face to picture points."""
    seen = np.asarray(points, dtype=np.float64)
    centre = seen.mean(axis=0)
    scale = max(float(np.abs(seen - centre).max()), 1e-6) / _SIZE
    camera = np.array([[_FOCAL, 0, 0], [0, _FOCAL, 0], [0, 0, 1.0]])
    try:
        found, turn, shift = cv2.solvePnP(
            shape, (seen - centre) / scale, camera, None, flags=cv2.SOLVEPNP_SQPNP
        )
    except cv2.error:  # all points coincide
        found = False
    if not found:
        turn, shift = np.zeros(3), np.array([0, 0, 1.0])

    def place(others: Points) -> Points:
        flat, _ = cv2.projectPoints(others, turn, shift, camera, None)
        return np.asarray(flat.reshape(-1, 2) * scale + centre)

    return np.asarray(cv2.Rodrigues(turn)[0]), place


def angles(matrix: Points) -> Pose:
    """The angles of a rotation: roll, then pitch, then yaw, as seen by the camera."""
    # the direction of the nose, which in the average face points to the camera (negative z)
    right, down, away = -matrix[:, 2]
    yaw = np.degrees(np.arctan2(right, -away))
    pitch = np.degrees(np.arcsin(np.clip(-down, -1, 1)))
    roll = np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0]))
    return Pose(round(float(yaw), 1), round(float(pitch), 1), round(float(roll), 1))
