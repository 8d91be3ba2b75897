"""Dates in file names."""

import doctest
import os
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.media import filenames

DAY = datetime(2023, 5, 14)
MOMENT = datetime(2023, 5, 14, 10, 10, 10)

LOCAL = {
    "IMG_20230514_101010.jpg": MOMENT,
    "20230514_101010.jpg": MOMENT,
    "2023-05-14 10.10.10.jpg": MOMENT,
    "Screenshot_20230514-101010.png": MOMENT,
    "Screenshot_2023-05-14-10-10-10-123_com.app.jpg": MOMENT.replace(microsecond=123000),
    "signal-2023-05-14-101010.jpg": MOMENT,
    "signal-2023-05-14-10-10-10-123.jpg": MOMENT.replace(microsecond=123000),
    "WhatsApp Image 2023-05-14 at 10.10.10.jpeg": MOMENT,
    "MVIMG_20230514_101010.jpg": MOMENT,
    "20230514101010.jpg": MOMENT,
    "IMG20230514101010.jpg": MOMENT,
    "P_20230514_101010_vHDR.jpg": MOMENT,
    "VID_20230514_101010_00_001.mp4": MOMENT,
    "Screen Shot 2023-05-14 at 1.10.10 PM.png": MOMENT.replace(hour=13),
    "Screenshot 2023-05-14 at 12.10.10 AM.png": MOMENT.replace(hour=0),
    "VID-20230514-WA0003.mp4": DAY,
    "IMG-20230514-WA0000.jpg": DAY,
    "2023-05-14_5f3e-main.jpg": DAY,
    "Snapchat-20230514.jpg": DAY,
    "IMG_20230514.jpg": DAY,
}
NONE = [
    "DSC_0042.jpg",
    "IMG_1234.jpg",
    "IMG_20231314_101010.jpg",
    "20230230_101010.jpg",
    "12345678901234567890.jpg",
    "1CD1B172-C94B-4093-A303-EE24FE7EEF60_1_105_c.jpeg",
    "Snapchat-123456789.jpg",
    "IMG_29991231_101010.jpg",
    "IMG_17230514_101010.jpg",
]


@pytest.mark.parametrize("name", LOCAL)
def test_wall_clock(name):
    taken = filenames.taken(b"/some/folder/" + name.encode())
    assert (taken.local, taken.known, taken.source) == (LOCAL[name], "local", "filename")
    assert taken.utc is None


@pytest.mark.parametrize("name", ["PXL_20230514_063000123.jpg", "PXL_20230514_063000123.MP.jpg"])
def test_pixel_names_are_utc(name):
    taken = filenames.taken(name.encode())
    assert (taken.utc, taken.known) == (datetime(2023, 5, 14, 6, 30, 0, 123000), "utc")
    assert taken.local is None


@pytest.mark.parametrize("name", NONE)
def test_no_date(name):
    assert filenames.taken(name.encode()) is None


@given(st.binary(max_size=40))
def test_any_name(name):
    filenames.taken(name)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2025, 1, 1)))
def test_round_trip(moment):
    moment = moment.replace(microsecond=0)
    name = os.fsencode(f"IMG_{moment:%Y%m%d_%H%M%S}.jpg")
    assert filenames.taken(name).local == moment


def test_examples():
    assert doctest.testmod(filenames).failed == 0
