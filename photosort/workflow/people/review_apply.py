"""`photosort people apply`: replays what a user corrected on a page of `people review`.

Each action is checked and becomes a correction as if it had been typed; see
`photosort.workflow.people.corrections`.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from photosort.errors import PhotosortError
from photosort.model import Person
from photosort.plan.review import Action, Review, UnfitError, parse
from photosort.regular import open_regular
from photosort.store import Store
from photosort.texts import entered
from photosort.workflow.named import successor
from photosort.workflow.people import corrections
from photosort.workflow.people.listing import person_of

_MOST_BYTES = 64 << 20
_AGAIN = "make a new page with photosort people review"


class Failed(NamedTuple):
    """An action that could not be applied: its line in the file, what it was, and why."""

    line: int
    action: str
    error: str
    hint: str


@dataclass(frozen=True)
class Applied:
    """How many actions were applied, how many were so already, which failed, whom they changed."""

    applied: int
    unchanged: int
    failed: tuple[Failed, ...]
    persons: tuple[Person, ...]


def read_review(path: str) -> Review:
    """The review in a file. Raises `PhotosortError` if it is none."""
    try:
        with open_regular(path) as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise PhotosortError(
            f"cannot read {path}: {error.strerror}", "name the file that the page has saved"
        ) from error
    try:
        if len(content) > _MOST_BYTES:
            raise UnfitError("it is too large")
        return parse(content.decode("utf-8-sig"))
    except (UnfitError, UnicodeDecodeError) as error:
        why = "it is not text in UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise PhotosortError(
            f"{path} holds no corrections: {why}",
            "name the file that a page of photosort people review has saved",
        ) from error


def apply_review(store: Store, review: Review) -> Applied:
    """Apply the actions of a review, in their order, as one step for `undo`.

    Actions that were applied before are passed over, so a page can be saved and applied again as
    it grows. What cannot be applied does not stop the rest. Raises `PhotosortError` for a review
    of another library.
    """
    if review.library != store.id:
        raise PhotosortError(
            "these corrections are of another library",
            f"name that library with --library FILE; this one is {store.path}",
        )
    before = _Before(store, review)
    done = store.reviews.applied(review.page)
    failed: list[Failed] = []
    changed: dict[str, None] = {}
    applied = 0
    with store.transaction(), store.persons.one_step(review.page) as step:
        for action in review.actions:
            if action.number in done and not action.fault:
                continue
            step.place = action.number
            try:
                with store.transaction():
                    touched = _apply(store, action, before)
            except PhotosortError as error:
                failed.append(Failed(action.line, action.do, error.message, error.hint))
                continue
            applied += bool(touched)
            changed |= dict.fromkeys(touched)
    persons = tuple(person_of(store, id) for id in changed)
    return Applied(applied, len(review.actions) - applied - len(failed), tuple(failed), persons)


class _Before:
    """The library before the first action, and whom somebody has corrected since the page."""

    def __init__(self, store: Store, review: Review) -> None:
        self._store, self._review = store, review
        self._versions: dict[str, int] = {}
        self._edited = store.reviews.edited_since(review.edits or 0, review.page)
        for id in {each.person for each in review.actions if each.version is not None}:
            if store.persons.named(id):
                self._versions[id] = person_of(store, id).version

    def check(self, person: str, version: int | None) -> None:
        """Raise `PhotosortError` if a user has changed a person since the page was made.

        New faces, which also raise the version, are no reason to doubt what the user said.
        """
        now = self._versions.get(person, version)
        if (
            version is None
            or now == version
            or (self._review.edits is not None and person not in self._edited)
        ):
            return
        raise PhotosortError(
            f"{person} is at version {now}, not {version}: it was corrected since the page",
            f"see photosort people show {person}; {_AGAIN}",
        )


_Touched = tuple[str, ...]
"""The persons that an action has changed; none where all was so already."""


def _apply(store: Store, action: Action, before: _Before) -> _Touched:
    if action.fault:
        raise PhotosortError(f"this action cannot be read: {action.fault}")
    if action.do != "move" and not store.persons.named(action.person) and action.faces:
        return _found(store, action)
    if action.do == "move":
        return _move(store, action)
    person, was_merged = _living(store, action.person)
    if not was_merged:
        before.check(person.id, action.version)
    return _ACTIONS[action.do](store, action, person)


def _living(store: Store, id: str) -> tuple[Person, bool]:
    """The person with an id, or the one that it was merged into since; and whether it was."""
    known = store.persons.named(id)
    if not known:
        raise PhotosortError(f"there is no person {id}", _AGAIN)
    heir = successor(store.persons, known[0].merged_into)
    return person_of(store, heir or id), heir is not None


def _name(store: Store, action: Action, person: Person) -> _Touched:
    name = entered((action.name or "").strip())
    if person.name == name:
        return ()
    if person.id != action.person and person.name:
        raise PhotosortError(
            f"{action.person} was merged into {person.id}, which is called {person.name}",
            f"photosort people name {person.id} NAME gives it another name",
        )
    corrections.name_persons(store, {person.id: name or ""})
    return (person.id,)


def _merge(store: Store, action: Action, person: Person) -> _Touched:
    into, _ = _living(store, action.into)
    if into.id == person.id:
        return ()
    corrections.merge_persons(store, [into.id, person.id])
    return (into.id,)


def _ignore(store: Store, action: Action, person: Person) -> _Touched:
    if person.ignored:
        return ()
    if person.id != action.person:
        raise PhotosortError(
            f"{action.person} was merged into {person.id}",
            f"photosort people ignore {person.id} hides both",
        )
    corrections.ignore_persons(store, [person.id])
    return (person.id,)


def _remove(store: Store, action: Action, person: Person) -> _Touched:
    face = store.persons.face(action.face)
    if face is None:
        raise PhotosortError(f"there is no face {action.face}", _AGAIN)
    if face.person is None:
        return ()
    if face.person != person.id:
        raise PhotosortError(
            f"{face.id} belongs to {face.person} by now, not to {person.id}",
            f"photosort people remove {face.id} removes it from there",
        )
    corrections.remove_faces(store, [face.id])
    return (person.id,)


def _not_same(store: Store, action: Action, person: Person) -> _Touched:
    other, _ = _living(store, action.other)
    if other.id == person.id:
        raise PhotosortError(
            f"{action.person} and {action.other} are one person by now, {person.id}",
            "photosort people split takes it apart",
        )
    return (person.id, other.id) * corrections.keep_apart(store, person.id, other.id)


def _confirm(store: Store, action: Action, person: Person) -> _Touched:
    if person.edited:
        return ()
    corrections.confirm_person(store, person.id)
    return (person.id,)


_ACTIONS: dict[str, Callable[[Store, Action, Person], _Touched]] = {
    "name": _name,
    "merge": _merge,
    "ignore": _ignore,
    "remove": _remove,
    "not_same": _not_same,
    "confirm": _confirm,
}


def _move(store: Store, action: Action) -> _Touched:
    """Give faces to a person; to a new one where there is none of this id, but a name for it."""
    if not store.persons.named(action.person) and action.name:
        return _found(store, action)
    person, _ = _living(store, action.person)
    moved = [each for each in _there(store, action) if _owner(store, each) != person.id]
    for face in moved:
        corrections.move_face(store, face, person.id)
    return (person.id,) * bool(moved)


def _found(store: Store, action: Action) -> _Touched:
    faces = _there(store, action)
    taken = [each for each in faces if _owner(store, each)]
    if taken:
        raise PhotosortError(
            f"{taken[0]} belongs to {_owner(store, taken[0])} by now",
            f"photosort people move {taken[0]} ID gives it to another person",
        )
    ignore = action.do == "ignore"
    corrections.found_person(store, faces, action.person, action.name or "", ignore=ignore)
    return (action.person,)


def _there(store: Store, action: Action) -> list[str]:
    for face in action.faces:
        if store.persons.face(face) is None:
            raise PhotosortError(f"there is no face {face}", _AGAIN)
    return list(action.faces)


def _owner(store: Store, face: str) -> str | None:
    found = store.persons.face(face)
    return found.person if found else None


def shown_path(path: str) -> str:
    """The file as the JSON names it."""
    return os.path.abspath(path)
