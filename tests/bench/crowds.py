"""Planted persons: embeddings that are alike as those of real faces are.

`main` groups them in a process of its own and prints seconds, precision and F1.
"""

import json
from time import process_time
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from photosort.cluster.likeness import Likeness

DIMENSIONS = 128
STRANGERS = 0.3  # of all faces: people who appear once
FACES_EACH = 25  # of the others, on average
GENUINE = 0.6  # mean similarity of two faces of one person, as SFace gives
OTHERS = 0.05  # and of two persons
RELATIVES = 0.3  # similarity of the persons of a pair of relatives
RELATED = 0.1  # of the persons
PHOTO = 2  # faces in one


class Crowd(NamedTuple):
    """Faces in no order: (n, 128) of unit length, and (n,) persons and photos."""

    embeddings: np.ndarray
    person: np.ndarray
    photo: np.ndarray


def planted(count: int, seed: int = 0) -> Crowd:
    """Persons by Zipf's law (of 100,000 faces 8,000 are of one), and strangers.

    Similarities are 0.60 ± 0.09 within a person, 0.04 ± 0.09 between persons.
    """
    dice = np.random.default_rng(seed)
    members = round(count * (1 - STRANGERS))
    persons = max(3, members // FACES_EACH)
    weights = 1 / np.arange(1, persons + 1)
    sizes = dice.multinomial(members, weights / weights.sum())
    person = np.concatenate(
        [np.repeat(np.arange(persons), sizes), persons + np.arange(count - members)]
    )
    faces = _units(dice.normal(size=(persons + count - members, DIMENSIONS)))
    for each in np.flatnonzero(dice.random(persons - 1) < RELATED):
        faces[each + 1] = RELATIVES * faces[each] + (1 - RELATIVES**2) ** 0.5 * faces[each + 1]
    shared = OTHERS / GENUINE  # something that all faces have
    common = _units(dice.normal(size=(1, DIMENSIONS)))
    faces = _units((1 - shared) ** 0.5 * faces + shared**0.5 * common)
    typical = np.sqrt(np.clip(dice.normal(GENUINE, 0.1, count), 0.2, 0.95))[:, None]
    noise = _units(dice.normal(size=(count, DIMENSIONS)))
    embeddings = _units(typical * faces[person] + (1 - typical**2) ** 0.5 * noise)
    order = dice.permutation(count)
    return Crowd(embeddings[order].astype(np.float32), person[order], np.arange(count) // PHOTO)


def _units(rows: np.ndarray) -> np.ndarray:
    lengths: np.ndarray = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths


def _likeness(faces: int) -> "Likeness":
    from photosort.faces.engines import thresholds
    from photosort.settings.people import PersonOptions
    from photosort.workflow.people.grouping import likeness

    return likeness(thresholds(), PersonOptions(), faces)


def _linked(crowd: Crowd) -> np.ndarray:
    from photosort.cluster.linkage import link

    how = _likeness(len(crowd.person))
    return link(crowd.embeddings, crowd.photo, how.linkage, how.twice)


def _by_scikit_learn(crowd: Crowd) -> np.ndarray:
    from sklearn.cluster import AgglomerativeClustering

    clusterer = AgglomerativeClustering(
        n_clusters=None,
        metric="cosine",
        linkage="average",
        distance_threshold=1 - _likeness(len(crowd.person)).linkage,
    )
    found: np.ndarray = clusterer.fit(crowd.embeddings).labels_
    return found


def _joined(crowd: Crowd) -> np.ndarray:
    """A third is new, two thirds have persons; of them strangers are persons, too."""
    from photosort.cluster.joining import UNKNOWN_DAY, Side, join, no_pairs
    from photosort.cluster.linkage import against

    count = len(crowd.person)
    new, how = count // 3, _likeness(count)
    rows = how.rows(crowd.embeddings, np.zeros(count, np.float32))
    days = np.full(count, UNKNOWN_DAY)
    old = slice(new, None)
    found, _ = join(
        Side(against(rows[:new]), crowd.photo[:new], days[:new]),
        Side(rows[old], crowd.photo[old], days[old]),
        crowd.person[old],
        no_pairs(),
        how,
    )
    return np.concatenate([found, crowd.person[old]])


def main(what: str, count: int) -> None:
    """Do one of link, scikit-learn, join with `count` faces, and print how it went."""
    from tests.measures import alone, bcubed

    crowd = planted(count)
    work = {"link": _linked, "scikit-learn": _by_scikit_learn, "join": _joined}[what]
    started = process_time()
    found = work(crowd)
    spent = process_time() - started
    precision, _, f1 = bcubed(alone(found), crowd.person)
    print(json.dumps({"cpu": spent, "precision": precision, "f1": f1}))
