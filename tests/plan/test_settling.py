"""Waiting until things rest, by a clock that the test turns."""

from photosort.plan.settling import Pace, Settling


def test_a_file_that_grows_is_waited_for():
    settling, sizes = Settling(2), {b"a": 1}
    settling.touch([b"a"], 0)
    assert settling.settled(sizes.get, 0) == []
    sizes[b"a"] = 2
    assert settling.settled(sizes.get, 1.9) == []  # nobody told, but it has grown
    assert settling.settled(sizes.get, 3.8) == []
    assert settling.settled(sizes.get, 3.9) == [b"a"]
    assert not settling
    assert settling.settled(sizes.get, 9) == []


def test_a_file_that_is_reported_again_is_waited_for():
    settling = Settling(2)
    settling.touch([b"a"], 0)
    settling.settled(lambda path: 1, 0)
    settling.touch([b"a"], 1.5)
    assert settling and settling.settled(lambda path: 1, 2.5) == []
    assert settling.settled(lambda path: 1, 3.5) == [b"a"]


def test_both_ends_of_a_move_settle_together():
    settling, there = Settling(2), {b"new": 1}
    settling.touch([b"old", b"new"], 0)
    assert settling.settled(there.get, 1) == []
    assert settling.settled(there.get, 2) == [b"new", b"old"]


def test_at_once_and_then_at_most_once_a_minute():
    pace = Pace(60)
    assert not pace.is_due(0)
    pace.want()
    assert pace.is_due(5) and not pace.is_due(6)
    pace.want()
    assert not pace.is_due(64)
    pace.want()
    assert pace.is_due(65) and not pace.is_due(200)
