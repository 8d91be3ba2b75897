"""The model files that come with photosort, verified before they are used."""

import hashlib
from pathlib import Path

from photosort.errors import PhotosortError

DATA = Path(__file__).with_name("data")

YUNET = "face_detection_yunet_2023mar_int8bq.onnx"
SFACE = "face_recognition_sface_2021dec_int8bq.onnx"
AGE = "age-v1.onnx"
GENDER = "gender-v1.onnx"
LANDMARKS = "face_landmark.tflite"

_SHA256 = {
    YUNET: "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
    SFACE: "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
    AGE: "4f9f0075200bd8ea6cd65ae6e6893cf820c513169382c08e82e533158358ed1c",
    GENDER: "d4c4116cf720cde18de28a09071d8e1826bcff7935ef3470052163f3f6b5d734",
    LANDMARKS: "2efcb4f4de43c7614b80a3cc3e8a37354b3b3b40f75cce20f6f38f0f25d65493",
}
_MEND = "pip install --force-reinstall --no-deps photosort-cli"


def load(name: str, folder: Path = DATA) -> bytes:
    """The bytes of a model. Raises `PhotosortError` if its SHA-256 does not match."""
    path = folder / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PhotosortError(
            f"the face model {path} cannot be read: {error.strerror}", _MEND
        ) from error
    if hashlib.sha256(content).hexdigest() != _SHA256[name]:
        raise PhotosortError(
            f"the face model {path} is damaged: its sha256 is not the right one", _MEND
        )
    return content
