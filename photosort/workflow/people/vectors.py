"""What is compared of faces, as arrays."""

from collections.abc import Iterable, Sequence

import numpy as np

from photosort.cluster.linkage import Floats


def embeddings(vectors: Sequence[bytes]) -> Floats:
    """(n, d) the embeddings of faces as the library holds them; (0, 1) without faces."""
    return np.frombuffer(b"".join(vectors), "<f4").reshape(len(vectors), -1 if vectors else 1)


def children(weights: Iterable[float | None]) -> Floats:
    """(n,) how much each face is a child's; one that nobody has looked at is an adult's."""
    return np.array([weight or 0.0 for weight in weights], np.float32)
