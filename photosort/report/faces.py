"""Faces as JSON."""

from array import array
from typing import Any

from photosort.model import KnownFace, Mention
from photosort.report import attributes


def face(known: KnownFace, *, embedding: bool = False) -> dict[str, Any]:
    """A face as `show` prints it, with the attributes that are known; its embedding if wanted."""
    face = known.face
    document: dict[str, Any] = {
        "id": known.id,
        "box": list(face.box),
        "score": rounded(face.score),
        "landmarks": [[round(x, 1), round(y, 1)] for x, y in face.landmarks],
        "pose": {name: round(angle, 1) for name, angle in face.pose._asdict().items()},
        "quality": rounded(face.quality),
        "sharpness": round(face.sharpness, 1),
        "frame": None if face.frame_ms is None else face.frame_ms / 1000,
        "person": known.person,
        "name": known.name,
        "confidence": rounded(known.confidence),
        "source": known.source,
        "engine": known.engine,
        **attributes.of_face(face.attributes),
    }
    if embedding:
        document["embedding"] = [round(x, 7) for x in array("f", face.embedding)]
    return document


def mention(each: Mention) -> dict[str, Any]:
    """Somebody who is in a photo by the name alone that another program gave.

    The area is x, y, width and height as shares of the upright picture, None if unknown.
    """
    area = None if each.area is None else list(each.area)
    return {"person": each.person, "name": each.name, "area": area, "source": each.source}


def rounded(number: float | None) -> float | None:
    """Similarities, scores and qualities, rounded to four digits: the rest is noise."""
    return None if number is None else round(number, 4)
