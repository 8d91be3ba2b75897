"""When faces count as one person, in numbers."""

from dataclasses import dataclass, replace
from math import log

import numpy as np

from photosort.cluster.linkage import Doubles, Floats, Ints, with_penalty

TWICE = 0.35
"""Penalty for two faces in one photo, as a share of 1 - linkage.

Measured on SFace (0.204): with it, 79 % of the faces of one person from different shots still join,
and 99 % in mirror images and collages of one shot; of relatives (0.3 ± 0.1) 0.1 % instead of 12 %.
"""

BEST = 3
"""Number of the most similar faces of a person that a face is compared to."""

SCARCE = 0.035
"""Extra similarity that a face needs for each face that a person lacks to `BEST`, as a share of
1 - joining.

Measured on SFace (0.019): a single known face admits strangers as often at 0.46 as three do at
0.42.
"""

GROWN = 0.025
"""Extra similarity that a face needs each time a person has e times as many faces, from `BEST` on,
as a share of 1 - joining: the best three of many are an extreme value.

Of 13,233 faces with SFace, 0.02 (a share of 0.037) keeps as many strangers out of persons with
hundreds of faces as 0.04 more for everybody does.
"""

CROWD = 0.02
"""How much both thresholds rise each time there are e times as many faces, as a share of
1 - threshold; they fall as much where there are fewer.

At one threshold each face has the more chance doubles the more faces there are: precision fell from
0.995 among 20,000 faces to 0.981 among 100,000 (SFace). With this and `GROWN` it stays above 0.999
in planted crowds of both sizes; twice as much would cost 3 % of recall among 100,000.
"""

FEW = 0.15
"""The fewest faces, as a share of those that were measured, for which thresholds fall."""


@dataclass(frozen=True)
class Likeness:
    """When faces count as one person.

    linkage        least mean similarity of two groups
    joining        least mean of the best similarities with which a face joins a person
    min_occasions  occasions with a founding face that make a person
    best           how many similarities count when a face joins
    child          subtracted from the similarity of two faces that are fully children's
    """

    linkage: float
    joining: float
    min_occasions: int = 3
    best: int = BEST
    child: float = 0.0

    @property
    def twice(self) -> float:
        """Penalty on the similarity of two faces in one photo."""
        return TWICE * (1 - self.linkage)

    def among(self, times: float) -> "Likeness":
        """The same, where `times` as many faces are compared as were measured: see `CROWD`."""
        share = min(1.0, CROWD * log(max(times, FEW)))
        return replace(
            self,
            linkage=self.linkage + share * (1 - self.linkage),
            joining=self.joining + share * (1 - self.joining),
        )

    def rows(self, embeddings: Floats, child: Floats) -> Floats:
        """(n, d + 1) the embeddings with what children need in addition: see `with_penalty`."""
        return with_penalty(embeddings, np.float32(self.child) ** 0.5 * child)

    def needed(self, faces: Ints) -> Doubles:
        """Least mean similarity to join a person with so many faces."""
        lacking = np.maximum(0, self.best - faces)
        grown = np.log(np.maximum(faces, self.best) / self.best)
        extra = SCARCE * lacking + GROWN * grown
        needed: Doubles = np.minimum(1.0, self.joining + (1 - self.joining) * extra)
        return needed
