"""Face engines by name; naming one loads neither its packages nor its models."""

from collections.abc import Callable
from typing import NamedTuple

from photosort.errors import BrokenInstallError, PhotosortError, UsageError
from photosort.faces.engine import FaceEngine


class Engine(NamedTuple):
    """How to load an engine. Raise `version` whenever its embeddings may change.

    `linkage` and `joining` as in `FaceEngine`.
    """

    version: str
    linkage: float
    joining: float
    load: Callable[[], FaceEngine]


def _yunet_sface() -> FaceEngine:
    from photosort.faces.yunet_sface import YunetSface

    return YunetSface(*thresholds("yunet-sface"))


def _dlib() -> FaceEngine:
    from photosort.faces.dlib_resnet import DlibResnet

    return DlibResnet(*thresholds("dlib"))


ENGINES: dict[str, Engine] = {
    "yunet-sface": Engine("1", 0.417, 0.46, _yunet_sface),
    "dlib": Engine("1", 0.925, 0.935, _dlib),
}
"""Engines by name; each loads its models only when it is called."""

DEFAULT = "yunet-sface"


def load(name: str | None = None) -> FaceEngine:
    """The engine of this name, the default for None.

    Raises `UsageError` for an unknown name, `MissingExtraError` if its packages are not
    installed, other `PhotosortError`s if they or its models are broken.
    """
    engine = _engine(name)
    try:
        return engine.load()
    except PhotosortError:
        raise
    except Exception as error:
        raise BrokenInstallError(error) from error


def version_of(name: str | None = None) -> str:
    """The version of an engine, without loading it. Raises `UsageError` for an unknown name."""
    return _engine(name).version


def thresholds(name: str | None = None) -> tuple[float, float]:
    """The `linkage` and `joining` of an engine, without loading it."""
    engine = _engine(name)
    return engine.linkage, engine.joining


def _engine(name: str | None) -> Engine:
    engine = ENGINES.get(DEFAULT if name is None else name)
    if engine is None:
        raise UsageError(f"unknown face engine {name!r}", f"choose from {', '.join(ENGINES)}")
    return engine
