"""Corrections of persons by users: name, merge, split, move, remove, ignore, cover, undo …

Each stores the new persons of the faces, corrections that repeat it for later scans, and the state
before, for `undo`.
"""

import csv
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

from photosort.errors import PhotosortError, UsageError
from photosort.model import KnownFace, Person
from photosort.settings.parsing import check_bytes
from photosort.store import Store
from photosort.texts import entered
from photosort.workflow.edits import LabelEdits, with_labels
from photosort.workflow.named import PERSONS, Noun, by_beginning, find_deleted, find_living
from photosort.workflow.people.identity import person_id
from photosort.workflow.people.last_run import setting
from photosort.workflow.people.listing import person_of

MAX_NAME_BYTES = 1024

_FACES = Noun("face", "photosort people show ID --members")


def _living(store: Store, id: str, version: int | None = None) -> Person:
    """A person that can be changed, at the version that the caller has seen."""
    person = person_of(store, find_living(store.persons, PERSONS, id).id)
    if version is not None and person.version != version:
        raise PhotosortError(
            f"{person.id} is at version {person.version}, not {version}: it has changed since",
            f"see photosort people show {person.id}",
        )
    return person


def _face(store: Store, id: str) -> KnownFace:
    return by_beginning(id, _FACES, store.persons.face, store.persons.faces_starting)


def _keep_together(store: Store, person: str, edit: int) -> None:
    """Keep the faces of a person that the user has reviewed with that person."""
    faces = store.persons.faces_of(person, setting(store).engine)
    store.faces.correct(faces, person, "was", edit, only_new=True)


def update_person(
    store: Store,
    id: str,
    name: str | None = None,
    custom_id: str | None = None,
    labels: Sequence[tuple[str, str]] = (),
    version: int | None = None,
) -> Person:
    """Set name, custom id and labels of a person; None stays, an empty text removes."""
    with store.transaction():
        return set_person(store, id, name, custom_id, labels, version)


def set_person(
    store: Store,
    id: str,
    name: str | None = None,
    custom_id: str | None = None,
    labels: LabelEdits = (),
    version: int | None = None,
) -> Person:
    """As `update_person`, inside a transaction of the caller."""
    person = _living(store, id, version)
    after = with_labels(person.labels, labels)
    edit = store.persons.remember("name" if name is not None else "update", [person.id], [])
    store.persons.change(
        person.id,
        name=person.name if name is None else name.strip() or None,
        custom_id=person.custom_id if custom_id is None else custom_id or None,
    )
    store.persons.set_labels(person.id, after)
    _keep_together(store, person.id, edit)
    store.persons.touch([person.id], edited=True)
    return person_of(store, person.id)


def read_names(path: Path) -> dict[str, str]:
    """The names in a CSV file with the columns id and name, by id. Raises `PhotosortError`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            if not {"id", "name"} <= set(table.fieldnames or ()):
                raise PhotosortError(
                    f"{path} has no columns id and name", "its first line must be: id,name"
                )
            # a row without a name column is ignored; only an empty name removes one
            rows = [row for row in table if row["id"] and row["name"] is not None]
            return {row["id"].strip(): row["name"].strip() for row in rows}
    except (UnicodeDecodeError, csv.Error) as error:
        raise PhotosortError(f"{path} is not a CSV file in UTF-8: {error}") from error
    except OSError as error:
        raise PhotosortError(f"cannot read {path}: {error.strerror}") from error


def name_persons(store: Store, names: Mapping[str, str]) -> list[Person]:
    """Name many persons, all or none; persons that already have their name are unchanged."""
    for name in names.values():
        check_bytes("a name", name, MAX_NAME_BYTES)
    with store.transaction():
        people = [(_living(store, id), name) for id, name in names.items()]
        new = [(person, entered(name)) for person, name in people if person.name != entered(name)]
        if new:
            edit = store.persons.remember("name", [person.id for person, _ in new], [])
        for person, wanted in new:
            store.persons.change(person.id, name=wanted)
            _keep_together(store, person.id, edit)
        store.persons.touch([person.id for person, _ in new], edited=True)
    return [person_of(store, person.id) for person, _ in people]


def merge_persons(store: Store, ids: Sequence[str], version: int | None = None) -> Person:
    """Merge persons into the first of `ids`; it keeps its name, or gets the first name there is."""
    with store.transaction():
        first, *others = (
            _living(store, id, version if not i else None) for i, id in enumerate(ids)
        )
        others = list({each.id: each for each in others if each.id != first.id}.values())
        if not others:
            raise UsageError("a single person cannot be merged", "give the ids of two or more")
        engine = setting(store).engine
        faces = [face for each in others for face in store.persons.faces_of(each.id, engine)]
        edit = store.persons.remember("merge", [first.id, *(x.id for x in others)], faces)
        for other in others:
            store.persons.join(other.id, first.id)
            store.persons.change(other.id, state="merged", merged_into=first.id)
        # stored last, this outweighs that a face was removed from one of them earlier
        store.faces.correct(store.persons.faces_of(first.id, engine), first.id, "was", edit)
        store.faces.correct(faces, first.id, "is", edit)
        store.persons.give(faces, first.id)
        names = [each.name for each in (first, *others) if each.name]
        store.persons.change(
            first.id,
            name=names[0] if names else None,
            custom_id=next((x.custom_id for x in (first, *others) if x.custom_id), None),
        )
        labels = {k: v for each in (*reversed(others), first) for k, v in each.labels.items()}
        store.persons.set_labels(first.id, labels)
        store.persons.touch([first.id, *(x.id for x in others)], edited=True)
    return person_of(store, first.id)


def split_person(
    store: Store, id: str, faces: Sequence[str], version: int | None = None
) -> tuple[Person, Person]:
    """Split faces off a person: returns that person and the new one."""
    with store.transaction():
        person = _living(store, id, version)
        chosen = [_face(store, face) for face in dict.fromkeys(faces)]
        for face in chosen:
            if face.person != person.id:
                raise PhotosortError(
                    f"{face.id} is not a face of {person.id}",
                    f"photosort people show {person.id} --members lists them",
                )
        new = free_id(store, [face.id for face in chosen])
        _give(store, "split", chosen, new, [person.id, new], created=True)
    return person_of(store, person.id), person_of(store, new)


def move_face(store: Store, face: str, id: str, version: int | None = None) -> Person:
    """Move a face to a person."""
    with store.transaction():
        person = _living(store, id, version)
        known = _face(store, face)
        owners = [known.person] if known.person and known.person != person.id else []
        _give(store, "move", [known], person.id, [person.id, *owners])
    return person_of(store, person.id)


def _give(
    store: Store,
    action: str,
    faces: Sequence[KnownFace],
    person: str,
    touched: Sequence[str],
    *,
    created: bool = False,
) -> None:
    """Assign faces to `person` for good, and remove them from other persons."""
    ids = [face.id for face in faces]
    edit = store.persons.remember(action, touched, ids)
    if created:
        store.persons.add(person, edited=True)
    for face in faces:
        if face.person and face.person != person:
            store.faces.correct([face.id], face.person, "not", edit)
    store.persons.give(ids, person)
    store.faces.correct(ids, person, "is", edit)
    for id in touched:
        _keep_together(store, id, edit)
    store.persons.touch(touched, edited=True)


def found_person(
    store: Store, faces: Sequence[str], id: str, name: str = "", *, ignore: bool = False
) -> Person:
    """Make a new person of faces, with a name or to be ignored; `id` must be free."""
    check_bytes("a name", name, MAX_NAME_BYTES)
    with store.transaction():
        chosen = [_face(store, face) for face in dict.fromkeys(faces)]
        owners = dict.fromkeys(face.person for face in chosen if face.person)
        _give(store, "found", chosen, id, [id, *owners], created=True)
        store.persons.change(id, name=name.strip() or None, state="ignored" if ignore else "shown")
    return person_of(store, id)


def confirm_person(store: Store, id: str) -> Person:
    """Keep the faces of a person together: a user has seen that they belong so."""
    with store.transaction():
        person = _living(store, id)
        edit = store.persons.remember("confirm", [person.id], [])
        _keep_together(store, person.id, edit)
        store.persons.touch([person.id], edited=True)
    return person_of(store, person.id)


def keep_apart(store: Store, one: str, other: str) -> bool:
    """Remember that two persons are not one, so that nobody asks again; False if that is known."""
    with store.transaction():
        first, second = _living(store, one), _living(store, other)
        if first.id == second.id:
            raise UsageError(f"{first.id} is one person", "give the ids of two")
        pair = (min(first.id, second.id), max(first.id, second.id))
        if pair in store.reviews.different():
            return False
        edit = store.persons.remember("not_same", [], [])
        return store.reviews.keep_apart(first.id, second.id, edit)


def remove_faces(store: Store, faces: Sequence[str]) -> list[Person]:
    """Remove faces from their persons for good."""
    with store.transaction():
        chosen = [_face(store, face) for face in dict.fromkeys(faces)]
        for face in chosen:
            if face.person is None:
                raise PhotosortError(f"{face.id} belongs to no person")
        owners = list(dict.fromkeys(face.person for face in chosen if face.person))
        edit = store.persons.remember("remove", owners, [face.id for face in chosen])
        store.persons.give([face.id for face in chosen], None)
        for owner in owners:
            _keep_together(store, owner, edit)
        for face in chosen:
            store.faces.correct([face.id], face.person or "", "not", edit)
        store.persons.touch(owners, edited=True)
    return [person_of(store, owner) for owner in owners]


def ignore_persons(store: Store, ids: Sequence[str], *, ignore: bool = True) -> list[Person]:
    """Ignore persons, with faces that they get later; or show them again."""
    with store.transaction():
        persons = [_living(store, id) for id in ids]
        _set_state(store, persons, "ignore", "ignored" if ignore else "shown")
    return [person_of(store, each.id) for each in persons]


def delete_persons(store: Store, ids: Sequence[str]) -> list[str]:
    """Hide persons, with the faces that they will yet get; names and faces are kept."""
    with store.transaction():
        persons = list({each.id: each for each in (_living(store, id) for id in ids)}.values())
        _set_state(store, persons, "delete", "ignored")
    return [each.id for each in persons]


def restore_persons(store: Store, ids: Sequence[str]) -> list[str]:
    """Show hidden persons again."""
    with store.transaction():
        found = find_deleted(store.persons, PERSONS, ids, ("ignored",))
        _set_state(store, [person_of(store, id) for id in found], "restore", "shown")
    return found


def _set_state(store: Store, persons: Sequence[Person], action: str, state: str) -> None:
    edit = store.persons.remember(action, [each.id for each in persons], [])
    for person in persons:
        store.persons.change(person.id, state=state)
        _keep_together(store, person.id, edit)
    store.persons.touch([each.id for each in persons], edited=True)


def set_cover(store: Store, id: str, face: str) -> Person:
    """Make a face the cover of its person."""
    with store.transaction():
        person = _living(store, id)
        known = _face(store, face)
        if known.person != person.id:
            raise PhotosortError(
                f"{known.id} is not a face of {person.id}",
                f"photosort people move {known.id} {person.id} makes it one",
            )
        edit = store.persons.remember("cover", [person.id], [])
        store.persons.change(person.id, cover=known.id)
        store.faces.correct([known.id], person.id, "cover", edit)
        _keep_together(store, person.id, edit)
        store.persons.touch([person.id], edited=True)
    return person_of(store, person.id)


def undo(store: Store) -> tuple[str, list[str]]:
    """Undo the last correction: what it was, and which persons it changed."""
    with store.transaction():
        undone = store.persons.undo()
    if undone is None:
        raise PhotosortError(
            "there is nothing to undo", "undo takes back corrections of persons, the last one first"
        )
    return undone


def forget_faces(store: Store, *, names: bool) -> tuple[int, int]:
    """Delete all faces and embeddings, with `names` all persons and corrections too.

    Returns how many faces and persons were deleted. Without `names`, the next run of `people` gives
    the same faces their names back.
    """
    with store.transaction():
        persons = len(store.persons.all(setting(store).engine))
        faces = store.faces.forget_all()
        store.regions.mention({})
        if names:
            store.regions.forget()
            store.persons.forget_all()
        else:
            store.persons.forget_unedited()
        store.remembered.drop("people")
        store.remembered.want_attributes(())
    store.shrink()
    return faces, persons


def free_id(store: Store, faces: Sequence[str]) -> str:
    """The id of a person made of `faces`, which follows from the first one."""
    used = store.persons.ids()
    return next(id for attempt in count() if (id := person_id(min(faces), attempt)) not in used)
