"""`photosort doctor`: proposes corrections; changes nothing."""

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from photosort.cluster.clocks import ClockShift, propose_shift
from photosort.store import Store


class ClockProposal(NamedTuple):
    """A camera whose clock seems to be wrong."""

    camera: str
    photos: int
    shift: ClockShift


def clocks(store: Store) -> list[ClockProposal]:
    """Corrections for cameras without an offset, by phones that have one."""
    trusted: dict[str, list[int]] = defaultdict(list)
    doubtful: dict[str, list[int]] = defaultdict(list)
    for camera, sure, local in store.clocks.photos_by_camera():
        (trusted if sure else doubtful)[camera].append(local)
    proposals = []
    for camera, times in sorted(doubtful.items()):
        others = [np.array(x, dtype=np.int64) for name, x in trusted.items() if name != camera]
        if not camera or not others:
            continue
        shift = propose_shift(np.array(times, dtype=np.int64), np.concatenate(others))
        if shift:
            proposals.append(ClockProposal(camera, len(times), shift))
    return proposals
