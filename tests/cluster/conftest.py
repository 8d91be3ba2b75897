"""The worked examples of the trip rules."""

import json
from pathlib import Path

import pytest

CASES = Path(__file__).parents[2] / "fixtures" / "timelines" / "trip-cases.json"


@pytest.fixture(scope="session")
def trip_cases():
    return json.loads(CASES.read_text())
