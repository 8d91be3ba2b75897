"""Grouping faces, beside scikit-learn's average linkage as far as that goes; one BLAS thread."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from .measure import Row, measure, seconds

pytestmark = pytest.mark.bench

COUNTS = (3_000, 10_000, 30_000, 100_000)
BESIDE = 10_000  # scikit-learn holds a matrix of all pairs: 800 MB, and again as much
CPU_LIMIT, PEAK_MB = 120, 4_000

ROOT = Path(__file__).resolve().parent.parent.parent


class Run(NamedTuple):
    cpu: float
    peak_mb: float
    precision: float
    f1: float

    def __str__(self) -> str:
        return (
            f"{seconds(self.cpu)}, {self.peak_mb:.0f} MB,"
            f" precision {self.precision:.3f}, F1 {self.f1:.3f}"
        )


@pytest.fixture(scope="module")
def run() -> Callable[[str, int], Run]:
    known: dict[tuple[str, int], Run] = {}

    def once(what: str, count: int) -> Run:
        if (what, count) not in known:
            script = (
                f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.bench import crowds; "
            )
            call = f"crowds.main({what!r}, {count})"
            with pytest.MonkeyPatch.context() as patch:
                for library in ("OPENBLAS", "OMP", "MKL"):
                    patch.setenv(f"{library}_NUM_THREADS", "1")
                used = measure([sys.executable, "-c", script + call])
            known[what, count] = Run(peak_mb=used.peak_mb, **json.loads(used.output))
        return known[what, count]

    return once


@pytest.mark.parametrize("count", COUNTS)
def test_linkage(count: int, run: Callable[[str, int], Run], report: Callable[[Row], None]) -> None:
    ours = run("link", count)
    beside = run("scikit-learn", count) if count <= BESIDE else None
    report(
        Row(
            f"persons among {count:,} faces",
            str(ours),
            f"scikit-learn {beside}" if beside else "scikit-learn: too much memory",
            ours.cpu / beside.cpu if beside else None,
            f"{CPU_LIMIT} s, {PEAK_MB} MB at 100,000",
            ours.cpu <= CPU_LIMIT and ours.peak_mb <= PEAK_MB,
        )
    )
    assert ours.precision >= 0.97


def test_growth(run: Callable[[str, int], Run], report: Callable[[Row], None]) -> None:
    spent = [run("link", count).cpu for count in COUNTS]
    exponent = float(np.polyfit(np.log(COUNTS), np.log(spent), 1)[0])
    report(
        Row("growth with the faces", f"n^{exponent:.2f}", "n^2", None, "at most n^2", exponent <= 2)
    )


def test_joining(run: Callable[[str, int], Run], report: Callable[[Row], None]) -> None:
    ours = run("join", 150_000)
    report(Row("50,000 new faces, 100,000 known", str(ours), "", None, "60 s", ours.cpu <= 60))
