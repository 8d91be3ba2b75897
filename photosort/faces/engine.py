"""The port to engines that find faces, and the engines by name."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from photosort.errors import UsageError
from photosort.model import Face

if TYPE_CHECKING:  # naming an engine and its version must not load numpy
    import numpy as np

Picture: TypeAlias = "np.ndarray[Any, np.dtype[np.uint8]]"
"""Upright pixels: (height, width, 3), RGB."""


class FaceEngine(Protocol):
    """Finds the faces in pictures and describes each by an embedding.

    Embeddings of one `name` and `version` can be compared by cosine similarity, and only those.
    `linkage` is the least mean similarity of two groups of one person, `joining` the least mean of
    the best three similarities with which a face joins a person: both as measured.
    """

    name: str
    version: str
    dimensions: int
    linkage: float
    joining: float

    def find(self, pictures: Sequence[Picture]) -> list[list[Face]]:
        """The faces of each picture, in pixels of it, from left to right; none is left out.

        The same picture gives the same faces, whatever else is in the batch. Pictures may have
        any size from 1 × 1 on.
        """


class Engine(NamedTuple):
    """How to get an engine. `version` changes whenever its embeddings may.

    `linkage` is the least mean similarity of two groups of one person, `joining` the least mean of
    the best three similarities with which a face joins a person: both as measured.
    """

    version: str
    linkage: float
    joining: float
    load: Callable[[], FaceEngine]


def _yunet_sface() -> FaceEngine:
    from photosort.faces.yunet_sface import YunetSface

    return YunetSface()


def _dlib() -> FaceEngine:
    from photosort.faces.dlib_resnet import DlibResnet

    return DlibResnet()


ENGINES: dict[str, Engine] = {
    "yunet-sface": Engine("1", 0.417, 0.46, _yunet_sface),
    "dlib": Engine("1", 0.925, 0.935, _dlib),
}
"""Engines by name; each loads its models only when it is called."""

DEFAULT = "yunet-sface"


def load(name: str | None = None) -> FaceEngine:
    """The engine of a name, the default for None.

    Raises `UsageError` for an unknown name, `MissingExtraError` where its packages are not
    installed, `PhotosortError` where its models are damaged.
    """
    return _engine(name).load()


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
