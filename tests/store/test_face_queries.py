"""Terms about faces as SQL, against what they mean in plain Python."""

import random
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photosort.model import Attributes
from photosort.query.expressions import Age, And, Expression, Match, Not, Or
from photosort.store import Store
from photosort.store.attributes import keep_attributes

ASKED = frozenset(("age", "gender", "mouth", "smile"))
PERSONS = ("Ann", "Ben")


class Face(NamedTuple):
    """A face; what is None was not looked for, or is unknown."""

    person: str | None
    years: int | None
    female: float | None
    open: float | None
    smile: float | None


def _faces(dice: random.Random) -> list[Face]:
    def some(values: list[float]) -> float | None:
        return None if dice.random() < 0.2 else dice.choice(values)

    shares = [0.1, 0.5, 0.9]
    return [
        Face(
            dice.choice([*PERSONS, None]),
            dice.choice([None, 1, 7, 12, 13, 34, 70]),
            some(shares),
            some(shares),
            some(shares),
        )
        for _ in range(dice.randrange(4))
    ]


@pytest.fixture(scope="module", params=[1, 2])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, dict[int, list[Face]]]]:
    """A library of files with faces, some of which nobody has looked at."""
    dice = random.Random(request.param)
    files = {id: _faces(dice) for id in range(1, 61)}
    path = tmp_path_factory.mktemp("library") / "library.db"
    with Store.write(path, create=True) as store:
        connection = store._connection
        store.remembered.set("people", '{"engine": "discs 1"}')
        for person in PERSONS:
            store.persons.add(person)
            store.persons.change(person, name=person)
        for id, faces in files.items():
            connection.execute(
                "INSERT INTO files (id, path, size, mtime_ns, ctime_ns, inode, content_type)"
                " VALUES (?, ?, 0, 0, 0, 0, 'image/jpeg')",
                (id, b"/%d.jpg" % id),
            )
            for number, face in enumerate(faces):
                cursor = connection.execute(
                    "INSERT INTO faces (id, file_id, engine, left, top, width, height, score,"
                    " quality, sharpness, yaw, pitch, roll, landmarks, person_id)"
                    " VALUES (?, ?, 'discs 1', 0, 0, 9, 9, 1, 1, 1, 0, 0, 0, '[]', ?)",
                    (f"face-{id}-{number}", id, face.person),
                )
                if face[1:] != (None,) * 4:
                    told = Attributes(ASKED, face.years, 5, 0.9, *face[2:])
                    keep_attributes(connection, cursor.lastrowid or 0, told)
    with Store.read(path) as store:
        yield store, files


TERMS = st.one_of(
    st.builds(Match, st.just("person"), st.sampled_from([*PERSONS, "Cid"])),
    st.builds(Match, st.just("gender"), st.sampled_from(["female", "male"])),
    st.builds(Match, st.just("mouth"), st.sampled_from(["open", "closed"])),
    st.builds(Match, st.just("smile"), st.sampled_from(["yes", "no"])),
    st.builds(Age, st.none() | st.integers(0, 70), st.none() | st.integers(0, 70)),
)
TREES: st.SearchStrategy[Expression] = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(lambda x: And(tuple(x)), st.lists(inner, min_size=2, max_size=4)),
        st.builds(lambda x: Or(tuple(x)), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=8,
)


def is_so(face: Face, term: Expression) -> bool:
    """Whether a face matches a term."""
    if isinstance(term, Age):
        return (
            face.years is not None
            and (term.first is None or face.years >= term.first)
            and (term.last is None or face.years <= term.last)
        )
    assert isinstance(term, Match)
    if term.field == "person":
        return face.person == term.pattern
    share = {"gender": face.female, "mouth": face.open, "smile": face.smile}[term.field]
    return share is not None and (share >= 0.5) == (term.pattern in ("female", "open", "yes"))


def holds(faces: list[Face], tree: Expression) -> bool:
    """Whether a file with these faces matches."""
    match tree:
        case Not(part):
            return not holds(faces, part)
        case Or(parts):
            return any(holds(faces, each) for each in parts)
        case And(parts):
            terms = [each for each in parts if isinstance(each, Match | Age)]
            fields = ["age" if isinstance(each, Age) else each.field for each in terms]
            others = all(holds(faces, each) for each in parts if each not in terms)
            if len(set(fields)) == len(fields):
                return others and (
                    not terms or any(all(is_so(face, each) for each in terms) for face in faces)
                )
            return others and all(holds(faces, each) for each in terms)
    return any(is_so(face, tree) for face in faces)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tree=TREES)
def test_the_sql_means_what_the_expression_means(
    filled: tuple[Store, dict[int, list[Face]]], tree: Expression
) -> None:
    store, files = filled
    assert set(store.queries.select(tree)) == {
        id for id, faces in files.items() if holds(faces, tree)
    }
