"""How long it takes to start, against Python itself."""

import sys
from collections.abc import Callable

import pytest

from .measure import Row, Usage, cpu, in_turn, measure, photosort, seconds

pytestmark = pytest.mark.bench


def test_help(report: Callable[[Row], None]) -> None:
    def ours() -> Usage:
        usage = photosort("--help")
        assert usage.output.startswith("Usage: photosort")
        return usage

    one, other = in_turn(ours, lambda: measure([sys.executable, "-c", "pass"]))
    report(
        Row(
            "photosort --help",
            seconds(cpu(one)),
            f"python -c pass {seconds(cpu(other))}",
            cpu(one) / cpu(other),
            "under 0.25 s",
            cpu(one) < 0.25,
        )
    )
