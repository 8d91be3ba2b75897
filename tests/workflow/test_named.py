"""What a user means who types an id or a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.errors import AmbiguousError, PhotosortError
from photosort.model import Named
from photosort.workflow.named import (
    JOURNEYS,
    find,
    find_deleted,
    find_living,
    find_standing,
    fitting,
)


class Known:
    """Things with their names, as the store has them."""

    def __init__(self, *things):
        self.things = list(things)

    def named(self, id=None):
        return [each for each in self.things if id in (None, each.id)]


JAPAN = Named("journey-ca5d12", "shown", None, ("Japan, 1–14 Apr 2023",), "2023-04-01", titled=1)
NORTH = Named("journey-ca5e00", "shown", "north", ("Tromsø & Zürich, Jul 2019",), "2019-07-06")
FIELD = Named("journey-119012", "shown", None, ("Fieldwork",), "2023-05-01")
GONE = Named("journey-dead00", "deleted", None, ("Honeymoon",), "2018-01-01")
OLD = Named("journey-ca5d99", "merged", None, ("Nippon",), "2023-04-01", "journey-ca5d12")
ASLEEP = Named("journey-aaaa00", "asleep", None, ("Asleep",), "2020-01-01")
KNOWN = Known(JAPAN, NORTH, FIELD, GONE, OLD, ASLEEP)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("journey-ca5d12", JAPAN),
        ("journey-ca5d", JAPAN),
        ("ca5d", JAPAN),
        ("CA5D", JAPAN),
        (" ca5d12 ", JAPAN),
        ("1190", FIELD),
        ("Japan 2023", JAPAN),
        ("2023 japan", JAPAN),
        ("JAPAN, 1–14 APR 2023", JAPAN),
        ("jap", JAPAN),
        ("2023-04", JAPAN),
        ("2023-04-01", JAPAN),
        ("tromso", NORTH),
        ("ZURICH 2019", NORTH),
        ("Zu\u0308rich", NORTH),
        ("North", NORTH),
        ("fieldwork 2023", FIELD),
        ("journey-ca5d9", OLD),
        ("ca5d99", OLD),
        ("journey-dead00", GONE),
        ("journey-aaaa00", ASLEEP),
    ],
)
def test_what_fits_one(text, meant):
    assert find(KNOWN, JOURNEYS, text) == meant


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("2023", ["journey-ca5d12", "journey-119012"]),
        ("ca5", ["journey-ca5d12", "journey-ca5e00"]),
        ("journey-", ["journey-ca5d12", "journey-ca5e00", "journey-119012"]),
    ],
)
def test_what_fits_several_lists_them(text, ids):
    with pytest.raises(AmbiguousError) as met:
        find(KNOWN, JOURNEYS, text)
    assert [id for id, _ in met.value.choices] == ids
    assert met.value.code == 2 and all(id in met.value.message for id in ids)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Japn", "did you mean Japan, 1–14 Apr 2023 (journey-ca5d12)?"),
        ("feildwork", "did you mean Fieldwork, 2023-05-01 (journey-119012)?"),
        ("honeymoon", "journey-dead00 is deleted"),
        ("Nippon", "photosort journeys list"),
        ("", "photosort journeys list"),
        ("journey-%", "photosort journeys list"),
        ("☃", "photosort journeys list"),
    ],
)
def test_what_fits_none_says_what_there_is(text, hint):
    with pytest.raises(PhotosortError) as met:
        find(KNOWN, JOURNEYS, text)
    assert met.value.code == 1 and hint in met.value.hint


def test_what_was_merged_or_deleted_is_not_changed():
    for text, hint in (("ca5d99", "use that id"), ("journey-dead00", "restore journey-dead00")):
        with pytest.raises(PhotosortError, match=r"was merged|is deleted") as met:
            find_living(KNOWN, JOURNEYS, text)
        assert hint in met.value.hint
    assert find_deleted(KNOWN, JOURNEYS, ["honey", "dead"]) == ["journey-dead00"]
    with pytest.raises(PhotosortError, match="was not deleted"):
        find_deleted(KNOWN, JOURNEYS, ["journey-ca5d12"])


@pytest.mark.parametrize("text", ["journey-ca5d77", "ca5d77"])
def test_what_was_merged_twice_names_the_last_successor(text):
    twice = Named("journey-ca5d77", "merged", merged_into=OLD.id)
    known = Known(JAPAN, OLD, twice)
    assert find(known, JOURNEYS, text).merged_into == JAPAN.id
    with pytest.raises(PhotosortError, match=f"was merged into {JAPAN.id}"):
        find_living(known, JOURNEYS, text)


def test_an_id_of_ones_own_goes_before_a_name_and_that_before_a_part_of_one():
    one = Named("person-a1", "shown", None, ("Ann",), titled=1)
    two = Named("person-b2", "shown", "ann", ("Ann Lee",), titled=1)
    three = Named("person-c3", "shown", None, ("Joanna",), titled=1)
    assert fitting("ann", "person", [one, two, three]) == [two]
    assert fitting("ann", "person", [one, three]) == [one]
    assert fitting("lee", "person", [one, two, three]) == [two]
    assert fitting("an", "person", [one, two, three]) == [one, two, three]


def test_stops_count_where_no_name_matches():
    north = NORTH._replace(stops=("Oslo", "Japan Street"))
    kyoto = Named("journey-1", "shown", None, ("Kyoto, Apr 2023",), "2023-04-01", stops=("Kyoto",))
    japan = JAPAN._replace(stops=("Tokyo", "Kyoto"))
    known = [north, kyoto, japan]
    assert fitting("oslo", "journey", known) == fitting("OSLO 2019", "journey", known) == [north]
    assert fitting("kyoto", "journey", known) == [kyoto]
    assert fitting("tokyo 2023", "journey", known) == fitting("japan", "journey", known) == [japan]
    assert fitting("oslo 2020", "journey", known) == []


def test_a_name_that_is_also_the_beginning_of_an_id_fits_both():
    by_id = Named("person-ada1", "shown")
    by_name = Named("person-b2", "shown", None, ("Adam",), titled=1)
    assert fitting("ada", "person", [by_id, by_name]) == [by_id, by_name]
    assert fitting("person-ada", "person", [by_id, by_name]) == [by_id]
    assert fitting("adam", "person", [by_id, by_name]) == [by_name]


NAMES = st.text(st.characters(codec="utf-8"), max_size=12)


@given(st.lists(NAMES, min_size=1, max_size=6), NAMES)
def test_whatever_is_typed_fits_or_is_refused_in_words(names, text):
    things = [
        Named(f"journey-{i:04x}", "shown", None, (name,) if name else (), titled=1)
        for i, name in enumerate(names)
    ]
    for each in things:
        assert find(Known(*things), JOURNEYS, each.id) == each
        assert fitting(each.id[8:], "journey", [each]) == [each]
    try:
        assert find(Known(*things), JOURNEYS, text) in things
    except AmbiguousError as error:
        assert len(error.choices) > 1
    except PhotosortError as error:
        assert error.hint


def test_what_was_merged_is_stood_for_by_its_successor():
    assert find_standing(KNOWN, JOURNEYS, "ca5d99") == JAPAN.id
    assert find_standing(KNOWN, JOURNEYS, "fieldwork") == FIELD.id
