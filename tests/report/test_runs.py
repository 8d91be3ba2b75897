"""What counts of a run are called in sentences."""

import pytest

from photosort.report.layout import plural
from photosort.report.runs import counts


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"added": 12, "changed": 0, "failed": 1}, "12 added, 1 failed"),
        ({"trips": 1, "created": 2}, "1 cluster, 2 created"),
        ({"looked": 2_853, "faces": 1, "persons": 10}, "2,853 scanned, 1 face, 10 people"),
        (
            {"persons": 1, "face_claims": 2, "questions": 2},
            "1 person, 2 face corrections, 2 saved queries",
        ),
        ({"clock_shifts": 1}, "1 clock shift"),
        ({"index": {"added": 1}, "trips": {"trips": 0}}, "index: 1 added"),
    ],
)
def test_counts_are_told_in_words(found, said):
    assert counts(found) == said


def test_more_than_one_person_are_people():
    assert [plural(n, "person") for n in (0, 1, 1_000)] == ["0 people", "1 person", "1,000 people"]
