"""Ids of faces and persons, which follow from their content."""

import hashlib

from photosort.model import Face


def face_id(identity: tuple[int, bytes], engine: str, face: Face) -> str:
    """An id that follows from the content, so it does not depend on the order of the work."""
    size, fingerprint = identity
    text = f"{size} {fingerprint.hex()} {engine} {face.frame_ms} {tuple(face.box)}"
    return f"face-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def person_id(face: str, attempt: int = 0) -> str:
    """An id that follows from a face; each `attempt` gives another one."""
    text = f"{face} {attempt}"
    return f"person-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
