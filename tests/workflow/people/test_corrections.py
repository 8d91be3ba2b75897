"""Any corrections in any order: what the user said holds, and undo brings everything back."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photosort.errors import PhotosortError
from photosort.faces import engines
from photosort.progress import Silent
from photosort.settings.people import PersonOptions
from photosort.store import Store
from photosort.workflow.people import corrections as workflow
from photosort.workflow.people.scan import find_people
from tests import discs
from tests.conftest import call, isolated

ENGINE = "discs 1"
Standing = dict[str, tuple[str | None, str | None]]


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A library with three persons and a stranger."""
    folder = tmp_path_factory.mktemp("family")
    for number in range(4):
        for colour in ("red", "green", "blue"):
            discs.photo(folder / "photos" / f"{colour}{number}.jpg", colour, size=90 + 3 * number)
    discs.photo(folder / "photos" / "both.jpg", "red", "yellow")
    with isolated(folder), pytest.MonkeyPatch.context() as patch:
        patch.setitem(engines.ENGINES, "discs", discs.ENGINE)
        patch.setattr(engines, "DEFAULT", "discs")
        assert call("index", folder / "photos").code == 0
        assert call("people").code == 0
        yield folder / "library.db"


def standing(store: Store) -> Standing:
    return {row.id: (row.person, row.source) for row in store.faces.rows(ENGINE)}


class Hands:
    """A user who does things at random; what cannot be done is refused and changes nothing."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.given: dict[str, str] = {}
        self.barred: set[tuple[str, str]] = set()

    def do(self, action: str, one: int, two: int) -> bool:
        faces = sorted(standing(self.store))
        people = sorted(p.id for p in self.store.persons.all(ENGINE))
        face = faces[one % len(faces)]
        a, b = people[one % len(people)], people[two % len(people)]
        owner = standing(self.store)[face][0]
        actions: dict[str, Callable[[], object]] = {
            "name": lambda: workflow.update_person(self.store, a, name=f"name {two}"),
            "merge": lambda: workflow.merge_persons(self.store, [a, b]),
            "split": lambda: workflow.split_person(self.store, owner or a, [face]),
            "move": lambda: workflow.move_face(self.store, face, b),
            "remove": lambda: workflow.remove_faces(self.store, [face]),
            "ignore": lambda: workflow.ignore_persons(self.store, [a]),
        }
        before = standing(self.store)
        try:
            actions[action]()
        except PhotosortError:
            assert standing(self.store) == before
            return False
        self._note(action, face, a, b, owner)
        return True

    def _note(self, action: str, face: str, a: str, b: str, owner: str | None) -> None:
        if action == "merge":
            self.given = {f: a if p == b else p for f, p in self.given.items()}
            self.barred = {(f, p) for f, p in self.barred if p not in (a, b)}
        elif action in ("move", "split"):
            now = standing(self.store)[face][0]
            assert now
            self.given[face] = now
            self.barred.discard((face, now))
        elif action == "remove":
            self.given.pop(face, None)
            self.barred.add((face, owner or ""))


steps = st.lists(
    st.tuples(
        st.sampled_from(["name", "merge", "split", "move", "remove", "ignore"]),
        st.integers(0, 60),
        st.integers(0, 60),
    ),
    min_size=1,
    max_size=7,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_what_was_said_holds_and_undo_brings_everything_back(
    family: Path, done: list[tuple[str, int, int]]
) -> None:
    with TemporaryDirectory() as folder:
        library = Path(folder, "library.db")
        shutil.copy(family, library)
        with Store.write(library) as store:
            first = standing(store)
            people = {each.id: (each.name, each.ignored) for each in store.persons.all(ENGINE)}
            hands = Hands(store)
            count = sum(hands.do(*step) for step in done)
            corrected = standing(store)
            for rebuild in (False, True):
                find_people(store, PersonOptions(), Silent(), rebuild=rebuild)
                now = standing(store)
                assert {face: now[face][0] for face in hands.given} == hands.given
                assert not {(face, now[face][0]) for face in now} & hands.barred
                # what the user has touched stays; only what is nobody's or untouched may change
                edited = {each.id for each in store.persons.all(ENGINE) if each.edited}
                for face, (person, _) in corrected.items():
                    if person in edited:
                        assert now[face][0] == person
            for _ in range(count):
                workflow.undo(store)
            find_people(store, PersonOptions(), Silent())
            assert standing(store) == first
            again = {each.id: (each.name, each.ignored) for each in store.persons.all(ENGINE)}
            assert again == people
