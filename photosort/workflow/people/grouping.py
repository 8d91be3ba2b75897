"""Groups the faces of a library into persons."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from itertools import count
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from photosort.cluster.likeness import Likeness
from photosort.cluster.persons import Faces, group
from photosort.faces.engines import Thresholds
from photosort.model import Face
from photosort.plan.corrections import Said, hear
from photosort.settings.people import PersonOptions
from photosort.store import Store
from photosort.store.faces import FaceRow
from photosort.workflow.people.identity import person_id
from photosort.workflow.people.naming import name_faces
from photosort.workflow.people.vectors import children, embeddings


class Regrouped(NamedTuple):
    """How many persons are new, and changed; what the gates hold back (see `Grouped`)."""

    created: int
    updated: int
    held_back: tuple[int, int]


class _Stand(NamedTuple):
    """The person of a face, the confidence, and the source."""

    person: str | None = None
    confidence: float | None = None
    source: str | None = None


def group_faces(
    store: Store,
    engine: str,
    thresholds: Thresholds,
    options: PersonOptions,
    lost: Collection[str],
    *,
    rebuild: bool = False,
) -> Regrouped:
    """Assign the faces of an engine to persons; those in `lost` have changed already."""
    rows = store.faces.rows(engine)
    said = _hear(store, engine)
    naming = name_faces(store, engine, said, rows)
    dissolved = store.persons.unedited(engine) if rebuild else set()
    stands = [_stand(row, said, naming.persons, dissolved) for row in rows]
    persons = sorted({stand.person for stand in stands if stand.person})
    found = group(
        *_columns(store, rows, stands, persons, options),
        likeness(thresholds, options, len(rows)),
        _barred(rows, persons, said),
    )
    groups: dict[int, list[FaceRow]] = defaultdict(list)
    for row, code in zip(rows, found.person.tolist(), strict=True):
        if code >= len(persons):
            groups[code].append(row)
    kept = _names_kept(groups, dissolved)
    created = _found(store, groups, kept)
    given = {**kept, **created}
    names = [*persons, *(given[code] for code in sorted(groups))]
    after = [
        stand if code < 0 or stand.person else _Stand(names[code], round(sure, 4), "auto")
        for stand, code, sure in zip(
            stands, found.person.tolist(), found.confidence.tolist(), strict=True
        )
    ]
    changed = _write(store, rows, after) | set(lost) | naming.changed
    _show(store, rows, said)
    if rebuild:
        gone = dissolved - set(kept.values()) - set(created.values())
        _replace(store, rows, after, gone)
        changed -= gone
    changed -= store.persons.drop_empty(naming.left)
    changed -= {*created.values(), *naming.created}
    store.persons.touch(sorted(changed))
    return Regrouped(len(created) + len(naming.created), len(changed), found.held_back)


def is_good(face: Face | FaceRow, options: PersonOptions) -> bool:
    """Whether a face is large, frontal and sharp enough to found a person."""
    return (
        min(face.box.width, face.box.height) >= options.min_face_px
        and all(abs(angle) < options.max_pose for angle in face.pose)
        and face.quality >= options.min_quality
    )


def likeness(thresholds: Thresholds, options: PersonOptions, faces: int) -> Likeness:
    """When faces count as one person, in a library of so many faces.

    A threshold of the user shifts both of the engine, and holds for any number of faces.
    """
    linkage, joining, measured, child = thresholds
    wanted = linkage if options.threshold is None else options.threshold
    shifted = min(1.0, wanted + joining - linkage)
    found = Likeness(wanted, shifted, options.min_faces, child=child)
    return found if options.threshold is not None else found.among(faces / measured)


def _hear(store: Store, engine: str) -> Said:
    """The corrections, applied to the faces of an engine."""
    corrections = store.faces.corrections()
    contents = {(correction.size, correction.fingerprint) for correction in corrections}
    return hear(corrections, store.faces.areas(engine, sorted(contents)))


def _stand(
    row: FaceRow, said: Said, named: Mapping[int, str], dissolved: Collection[str]
) -> _Stand:
    """The person of a face before grouping: by a correction, by the name that another program
    gave, or else as it was.
    """
    if row.number in said.persons:
        person, by_name = said.persons[row.number]
        if by_name:
            return _Stand(person, 1.0, "user")
        return _Stand(person, row.confidence if row.person == person else None, "auto")
    if row.number in named:
        return _Stand(named[row.number], 1.0, "xmp")
    stays = (
        row.person is not None
        and row.source not in ("user", "xmp")  # that was undone, or is no longer in the file
        and row.person not in dissolved
        and (row.number, row.person) not in said.kept_out
    )
    return _Stand(row.person, row.confidence, row.source) if stays else _Stand()


def _columns(
    store: Store,
    rows: Sequence[FaceRow],
    stands: Sequence[_Stand],
    persons: Sequence[str],
    options: PersonOptions,
) -> tuple[Faces, int]:
    codes = {id: code for code, id in enumerate(persons)}
    faces = Faces(
        embeddings=embeddings(list(store.faces.vectors(row.number for row in rows))),
        photo=_codes((row.file_id, row.frame_ms) for row in rows),
        file=_codes(row.file_id for row in rows),
        founder=np.array([is_good(row, options) for row in rows], np.bool_),
        person=np.array([codes.get(stand.person or "", -1) for stand in stands], np.int64),
        child=children(row.child for row in rows),
        taken=np.array([np.nan if row.taken is None else row.taken for row in rows], np.float64),
    )
    return faces, len(persons)


def _codes(values: Iterable[Hashable]) -> npt.NDArray[np.int64]:
    """A number for each value, equal for equal ones."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(each, len(numbers)) for each in values], np.int64)


def _barred(rows: Sequence[FaceRow], persons: Sequence[str], said: Said) -> npt.NDArray[np.int64]:
    """(row, person) pairs that must not be joined."""
    codes = {id: code for code, id in enumerate(persons)}
    places = {row.number: place for place, row in enumerate(rows)}
    pairs = [
        (places[number], codes[person])
        for number, person in said.kept_out
        if number in places and person in codes
    ]
    return np.array(sorted(pairs), np.int64).reshape(-1, 2)


def _names_kept(
    groups: Mapping[int, Sequence[FaceRow]], dissolved: Collection[str]
) -> dict[int, str]:
    """The dissolved person that each new group continues: the one with most of its faces."""
    shared = [
        (-faces, person, code)
        for code, rows in groups.items()
        for person, faces in Counter(row.person or "" for row in rows).items()
        if person in dissolved
    ]
    kept: dict[int, str] = {}
    for _, person, code in sorted(shared):
        if code not in kept and person not in kept.values():
            kept[code] = person
    return kept


def _found(
    store: Store, groups: Mapping[int, Sequence[FaceRow]], kept: Mapping[int, str]
) -> dict[int, str]:
    """Add a person for every other group; its id follows from its first face."""
    used = store.persons.ids()
    created: dict[int, str] = {}
    for code in sorted(groups):
        if code not in kept:
            first = groups[code][0].id
            id = next(id for attempt in count() if (id := person_id(first, attempt)) not in used)
            used.add(id)
            store.persons.add(id)
            created[code] = id
    return created


def _write(store: Store, rows: Sequence[FaceRow], after: Sequence[_Stand]) -> set[str]:
    """Store the persons of faces; returns the persons that got or lost any."""
    changes = [
        (row.number, *stand)
        for row, stand in zip(rows, after, strict=True)
        if (row.person, row.source) != (stand.person, stand.source)
    ]
    store.faces.assign(changes)
    return {
        person
        for row, stand in zip(rows, after, strict=True)
        if row.person != stand.person
        for person in (row.person, stand.person)
        if person
    }


def _show(store: Store, rows: Sequence[FaceRow], said: Said) -> None:
    """Store the covers that users chose, as faces of this engine."""
    ids = {row.number: row.id for row in rows}
    for person, number in said.covers.items():
        if number in ids:
            store.persons.change(person, cover=ids[number])


def _replace(
    store: Store, rows: Sequence[FaceRow], after: Sequence[_Stand], gone: Collection[str]
) -> None:
    """Merge dissolved persons into those that now have most of their faces."""
    heirs: dict[str, Counter[str]] = defaultdict(Counter)
    for row, stand in zip(rows, after, strict=True):
        if row.person in gone and stand.person:
            heirs[row.person or ""][stand.person] += 1
    for person in sorted(gone):
        heir = min(((-faces, id) for id, faces in heirs[person].items()), default=None)
        if heir:
            store.persons.change(person, state="merged", merged_into=heir[1])
        else:
            store.persons.drop(person)
