"""Names that other programs gave to regions of photos: whose faces these are.

What a user says outweighs them. Where no face was found, or the program told no region, the photo
is one of that person all the same.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from photosort.model import Named
from photosort.plan.corrections import Said
from photosort.plan.naming import known_already, match
from photosort.store import Store
from photosort.store.faces import FaceRow
from photosort.store.regions import Told
from photosort.texts import plain
from photosort.workflow.named import successor
from photosort.workflow.people.identity import person_id

_key = lru_cache(10_000)(plain)
"""A name as it is compared; few names are in many photos."""


class Naming(NamedTuple):
    """The person of each face that a region names, by number of the face; which persons are new,
    changed otherwise, and without any region that names them any more.
    """

    persons: Mapping[int, str]
    created: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()


def name_faces(store: Store, engine: str, said: Said, rows: Sequence[FaceRow]) -> Naming:
    """Find out whose faces and photos the regions name; new names become persons."""
    told, known = store.regions.told(), store.regions.persons()
    if not told and not known:
        return Naming({})
    faces = _faces(store, engine, told)
    now = {row.number: row.person for row in rows}
    now |= {number: person for number, (person, _) in said.persons.items()}
    names = _Names(store, told, known)
    names.find([(_key(each.name), now.get(faces.get(each.number, 0))) for each in told])
    created, changed = names.store()
    given: dict[int, str] = {}
    for each in told:
        number, person = faces.get(each.number), names.persons[_key(each.name)]
        if number is None or number in said.persons or number in given:
            continue
        if (number, person) not in said.kept_out:
            given[number] = person
    mentions = _mentions(told, faces, names.persons, _removed(said, rows))
    changed |= store.regions.mention(mentions) - created
    return Naming(given, frozenset(created), frozenset(changed), frozenset(names.left))


def _faces(store: Store, engine: str, told: Sequence[Told]) -> dict[int, int]:
    """The face of each region, by their numbers."""
    by_file: dict[int, list[Told]] = defaultdict(list)
    for each in told:
        by_file[each.file_id].append(each)
    found: dict[int, int] = {}
    for file, faces in store.regions.faces(engine).items():
        regions = [(each.number, _key(each.name), each.area) for each in by_file[file]]
        found |= match(regions, faces)
    return found


def _removed(said: Said, rows: Sequence[FaceRow]) -> set[tuple[int, str]]:
    """(file, person) where a user has said of a face that it is not that person."""
    files = {row.number: row.file_id for row in rows}
    return {(files[face], person) for face, person in said.kept_out if face in files}


def _mentions(
    told: Sequence[Told],
    faces: Mapping[int, int],
    persons: Mapping[str, str],
    removed: set[tuple[int, str]],
) -> dict[int, str]:
    """Whose photos those are where no face was found, by number of the region."""
    found = {each: persons[_key(each.name)] for each in told if each.number not in faces}
    return {
        each.number: person
        for each, person in found.items()
        if each.area or (each.file_id, person) not in removed
    }


class _Names:
    """The person of each name, by the name as it is compared."""

    def __init__(self, store: Store, told: Sequence[Told], known: Mapping[str, str]) -> None:
        self.persons: dict[str, str] = {}
        self.left: set[str] = set()
        self._store = store
        self._known = known
        self._everybody = {each.id: each for each in store.persons.named()}
        self._spelled: dict[str, Counter[str]] = defaultdict(Counter)
        for each in told:
            self._spelled[_key(each.name)][each.name] += 1
        self._new: dict[str, str] = {}
        self._named: dict[str, str] = {}

    def find(self, faces: Sequence[tuple[str, str | None]]) -> None:
        """Find the person of each name; `faces` are names, and whose face they were given to.

        That is who it was before, else whom a user calls so, else an unnamed person with these
        faces, else a new one.
        """
        self._before(Counter(faces))
        open_names = [(name, person) for name, person in faces if name not in self.persons]
        unnamed = {
            each.id for each in self._everybody.values() if not each.names and each.state == "shown"
        }
        self._named = dict(known_already(open_names, unnamed, self.persons.values()))
        self.persons |= self._named
        used = set(self._everybody)
        for name in self._spelled:
            if name not in self.persons:
                ids = (person_id(f"name {name}", attempt) for attempt in count())
                self._new[name] = self.persons[name] = next(id for id in ids if id not in used)
                used.add(self.persons[name])

    def _before(self, faces: Mapping[tuple[str, str | None], int]) -> None:
        called: dict[str, list[Named]] = defaultdict(list)
        for each in self._everybody.values():
            for name in each.names:
                called[_key(name)].append(each)
        for name in self._spelled:
            id = self._known.get(name)
            if id not in self._everybody:
                # of several, the one with most of these faces; one that was merged gives way
                rated = [(_rank(x), -faces.get((name, x.id), 0), x.id) for x in called[name]]
                id = min(rated)[2] if rated else None
            if id:
                self.persons[name] = successor(self._store.persons, id) or id

    def store(self) -> tuple[set[str], set[str]]:
        """Store all of it; returns which persons are new, and which have got or lost a name."""
        persons = self._store.persons
        for name, id in self._new.items():
            persons.add(id)
            persons.change(id, name=self._spelling(name))
        for name, id in self._named.items():
            persons.change(id, name=self._spelling(name))
        kept = dict(self.persons)
        for name, id in self._known.items():
            if name in kept or id not in self._everybody:
                continue
            if id not in kept.values() and persons.take_name(id):
                self.left.add(id)
            elif persons.is_edited(id):
                kept[name] = id  # what the user calls that person stays in mind
        if kept != self._known:
            self._store.regions.set_persons(kept)
        return set(self._new.values()), set(self._named.values()) | self.left

    def _spelling(self, name: str) -> str:
        return max(self._spelled[name].items(), key=lambda each: (each[1], each[0]))[0]


def _rank(person: Named) -> int:
    return ("shown", "ignored", "merged").index(person.state)
