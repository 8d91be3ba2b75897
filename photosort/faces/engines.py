"""Face engines by name; naming one loads neither its packages nor its models."""

from collections.abc import Callable
from typing import NamedTuple

from photosort.errors import BrokenInstallError, PhotosortError, UsageError
from photosort.faces.engine import FaceEngine


class Thresholds(NamedTuple):
    """When two faces of an engine are of one person, as measured.

    linkage  the lowest mean similarity of two groups of one person
    joining  the lowest mean of the best three similarities with which a face joins a person
    faces    the number of faces on which these were measured
    child    how much more similar two faces that are fully children's must be
    """

    linkage: float
    joining: float
    faces: int
    child: float


class Engine(NamedTuple):
    """How to load an engine. Raise `version` whenever its embeddings may change."""

    version: str
    thresholds: Thresholds
    load: Callable[[], FaceEngine]


def _yunet_sface() -> FaceEngine:
    from photosort.faces.yunet_sface import YunetSface

    return YunetSface(*thresholds("yunet-sface")[:2])


def _dlib() -> FaceEngine:
    from photosort.faces.dlib_resnet import DlibResnet

    return DlibResnet(*thresholds("dlib")[:2])


ENGINES: dict[str, Engine] = {
    "yunet-sface": Engine("1", Thresholds(0.44, 0.46, 2_300, 0.25), _yunet_sface),
    # no figures on children with dlib: its thresholds are the same for everybody
    "dlib": Engine("1", Thresholds(0.925, 0.935, 350, 0.0), _dlib),
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


def thresholds(name: str | None = None) -> Thresholds:
    """The thresholds of an engine, without loading it."""
    return _engine(name).thresholds


def _engine(name: str | None) -> Engine:
    engine = ENGINES.get(DEFAULT if name is None else name)
    if engine is None:
        raise UsageError(f"unknown face engine {name!r}", f"choose from {', '.join(ENGINES)}")
    return engine
