"""How well a grouping agrees with labels."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class BCubed(NamedTuple):
    """Precision, recall and their harmonic mean, each 0 to 1."""

    precision: float
    recall: float
    f1: float


def bcubed(found: Sequence[object], true: Sequence[object]) -> BCubed:
    """BCubed of a grouping: groups as found and as labelled, one of each an item.

    Precision is the mean over the items of the share of an item's found group that has its label,
    recall that of the share of its label that is in its found group (Bagga and Baldwin,
    "Entity-based cross-document coreferencing using the vector space model", 1998; chosen among
    measures by Amigó et al., "A comparison of extrinsic clustering evaluation metrics based on
    formal constraints", 2009). Items that were left ungrouped need groups of their own.
    """
    groups = np.unique(np.asarray(found), return_inverse=True)[1].astype(np.int64)
    labels = np.unique(np.asarray(true), return_inverse=True)[1].astype(np.int64)
    pairs = groups * (labels.max() + 1) + labels
    inverse, counts = np.unique(pairs, return_inverse=True, return_counts=True)[1:]
    shared = counts[inverse]
    precision = float((shared / np.bincount(groups)[groups]).mean())
    recall = float((shared / np.bincount(labels)[labels]).mean())
    return BCubed(precision, recall, 2 * precision * recall / (precision + recall))


def alone(groups: np.ndarray) -> np.ndarray:
    """The groups, with one of its own for each item that has none (-1)."""
    ungrouped = groups < 0
    result = groups.copy()
    result[ungrouped] = groups.max(initial=-1) + 1 + np.arange(int(ungrouped.sum()))
    return result
