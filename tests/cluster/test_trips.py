"""The pure clustering against its worked cases, a plain loop, and random streams."""

from collections import defaultdict
from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photosort.cluster.spans import Span, find_spans
from photosort.cluster.trips import NO_DAY, find_runs, place_days, runs_of_pairs
from photosort.errors import UsageError
from photosort.model import LEVELS, Place
from photosort.settings.parsing import parse_offset
from photosort.settings.trips import TripOptions

EPOCH = date(1970, 1, 1)


def offset_at(zone: str | None, moment: datetime) -> int | None:
    """The cases give fixed offsets, which stand here for time zones."""
    return parse_offset(zone) if zone else None


def options_of(case) -> TripOptions:
    values = dict(case["options"])
    tz = values.pop("tz", None)
    levels = tuple(values.pop("levels"))
    return TripOptions(levels=levels, tz=parse_offset(tz) if tz else None, **values)


def spans_of_case(case, places) -> list[Span]:
    names = list(places)
    columns = []
    for photo in case["photos"]:
        code = -1 if photo["place"] is None else names.index(photo["place"])
        day = photo["day"]
        number = NO_DAY if day is None else (date.fromisoformat(day) - EPOCH).days
        hour, minute = map(int, photo.get("t", "12:00").split(":"))
        columns += [(code, number, hour * 3600 + minute * 60)] * photo["n"]
    pairs = place_days(*np.array(columns).T)
    known = [
        Place(levels=places[name]["address"], timezone=places[name]["utc_offset"]) for name in names
    ]
    return find_spans(pairs, known, options_of(case), offset_at)


def as_expected(span: Span) -> dict:
    return {
        "level": span.level,
        "address": dict(span.address),
        "start": span.start,
        "end": span.end,
        "span_days": span.last_day - span.first_day + 1,
        "photo_days": span.photo_days,
        "photos": span.photos,
    }


def sort_key(cluster):
    return cluster["start"][:10], cluster["end"][:10], LEVELS.index(cluster["level"])


def test_the_worked_cases(trip_cases):
    assert len(trip_cases["cases"]) == 30
    for case in trip_cases["cases"]:
        found = [as_expected(span) for span in spans_of_case(case, trip_cases["places"])]
        assert sorted(found, key=sort_key) == sorted(case["expected"], key=sort_key), case["id"]


def test_the_worked_option_checks(trip_cases):
    assert len(trip_cases["options"]) == 7
    for case in trip_cases["options"]:
        if case["error"]:
            with pytest.raises(UsageError) as caught:
                options_of(case)
            assert caught.value.code == 2
            assert caught.value.message.startswith("--"), case["id"]
        else:
            options_of(case)


def test_output_is_in_order_of_day_then_level_then_address():
    pairs = place_days([0, 1], [10, 10], [0, 0])
    places = [
        Place({"country": "B", "province": "x"}),
        Place({"country": "A", "province": "y"}),
    ]
    spans = find_spans(pairs, places, TripOptions(), offset_at)
    assert [span.key for span in spans] == ['["A"]', '["B"]', '["A", "y"]', '["B", "x"]']


def test_empty_columns_give_nothing():
    pairs = place_days([], [], [])
    (runs,) = find_runs(pairs, [np.array([0])], gap_days=1)
    assert len(runs.group) == 0
    assert find_spans(pairs, [], TripOptions(), offset_at) == []


def test_days_before_1970_count_like_others():
    pairs = place_days([0, 0, 0], [-1, 0, -20000], [5, 5, 5])
    (runs,) = find_runs(pairs, [[0]], gap_days=0)
    assert runs.first_day.tolist() == [-20000, -1]
    assert runs.last_day.tolist() == [-20000, 0]


def test_the_offset_is_that_of_the_first_and_last_photo_of_the_day():
    # one country, two zones: morning in zone 1, evening in zone 0
    places = [
        Place({"country": "C"}, timezone="-04:00"),
        Place({"country": "C"}, timezone="-07:00"),
    ]
    pairs = place_days([0, 1], [5, 5], [70000, 30000])
    (span,) = find_spans(pairs, places, TripOptions(levels=("country",)), offset_at)
    assert span.start == "1970-01-06T00:00:00-07:00"
    assert span.end == "1970-01-06T23:59:59.999999999-04:00"


# a place is (country, province, city); unknown levels are None
address = st.tuples(
    st.sampled_from("AB"),
    st.sampled_from([None, "p", "q"]),
    st.sampled_from([None, "c", "d"]),
)
photo = st.tuples(st.integers(0, 5), st.integers(-40, 40), st.integers(0, 86399))


def plain(photos, addresses, level, gap_days, min_days, max_days):
    """The rules, written as a loop over photos."""
    days = defaultdict(lambda: defaultdict(int))
    for place, day, _ in photos:
        names = addresses[place]
        depth = LEVELS.index(level)
        if names[depth] is not None:
            days[tuple(name or "" for name in names[: depth + 1])][day] += 1
    result = set()
    for key, counts in days.items():
        run = []
        for day in [*sorted(counts), None]:
            if run and (day is None or day - run[-1] - 1 > gap_days):
                if min_days <= run[-1] - run[0] + 1 <= max_days:
                    result.add((key, run[0], run[-1], len(run), sum(counts[d] for d in run)))
                run = []
            run.append(day)
    return result


@settings(max_examples=150)
@given(
    st.lists(photo, max_size=60),
    st.lists(address, min_size=6, max_size=6),
    st.integers(0, 4),
    st.integers(1, 4),
    st.integers(4, 50),
    st.randoms(),
)
def test_equals_the_plain_loop_in_any_order(photos, addresses, gap, low, high, random):
    places = [
        Place({x: n for x, n in zip(LEVELS, names, strict=False) if n is not None})
        for names in addresses
    ]
    chosen = ("country", "province", "city")
    options = TripOptions(gap, low, high, chosen)
    random.shuffle(photos)
    columns = np.array(photos, dtype=np.int64).reshape(-1, 3).T
    spans = find_spans(place_days(*columns), places, options, offset_at)
    for level in chosen:
        found = {
            (
                tuple(span.address.get(x, "") for x in LEVELS[: LEVELS.index(level) + 1]),
                span.first_day,
                span.last_day,
                span.photo_days,
                span.photos,
            )
            for span in spans
            if span.level == level
        }
        assert found == plain(photos, addresses, level, gap, low, high)
    rows = [row for span in spans if span.level == "country" for row in span.rows]
    assert len(rows) == len(set(rows))


@given(st.lists(photo, min_size=1, max_size=40), st.integers(0, 3))
def test_every_pair_belongs_to_one_run_or_none(photos, gap):
    pairs = place_days(*np.array(photos).T)
    group = np.array([0, 0, 1, 1, -5, 2])
    (runs,) = find_runs(pairs, [group], gap_days=gap)
    rows = runs_of_pairs(pairs, group, runs)
    assert ((rows == -1) == (group[pairs.place] < 0)).all()
    counts = np.bincount(rows[rows >= 0], pairs.photos[rows >= 0], minlength=len(runs.group))
    assert counts.tolist() == runs.photos.tolist()
