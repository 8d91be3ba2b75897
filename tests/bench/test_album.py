"""An album of photos of 12 MP, against sigal: same two sizes, WebP as ours and JPEG as it likes.

Then what a run costs that finds nothing changed, and how soon a page of 5,000 photos is there.
"""

import os
import random
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from itertools import count as numbers
from pathlib import Path

import pytest
from PIL import Image

from tests.browser import browser

from . import pictures
from .measure import RUNS, Row, Usage, cpu, measure, photosort, seconds

pytestmark = pytest.mark.bench

COUNT = int(os.environ.get("PHOTOSORT_BENCH_PHOTOS", "200"))
_VIEWS = 5


def photos_of_12_mp(folder: Path, count: int) -> None:
    """Photos of 4000 × 3000 pixels with the detail and the size (some 3 MB) of real ones."""
    folder.mkdir(parents=True)
    bodies = [_body(seed) for seed in range(_VIEWS)]
    for number, shot in enumerate(pictures.life(count)):
        path = folder / f"IMG_{number:04}.jpg"
        body = pictures.with_exif(bodies[number % _VIEWS], shot)
        path.write_bytes(body + number.to_bytes(8, "big"))


def _body(seed: int) -> bytes:
    """Clouds of noise of all scales, as natural pictures have, and the grain of a sensor."""
    import numpy as np

    dice = np.random.default_rng(seed)
    sum_of = np.zeros((3000, 4000, 3))
    for size in (6, 24, 96, 384, 1536):
        rough = (dice.random((size * 3 // 4, size, 3)) * 255).astype(np.uint8)
        cloud = Image.fromarray(rough).resize((4000, 3000), Image.Resampling.BICUBIC)
        sum_of += np.asarray(cloud) * (1 / size**0.5)
    sum_of = (sum_of - sum_of.min()) / np.ptp(sum_of) * 255 + dice.normal(0, 3, sum_of.shape)
    file = BytesIO()
    Image.fromarray(sum_of.clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=92)
    return file.getvalue()


@pytest.fixture(scope="module")
def album_space(tmp_path_factory: pytest.TempPathFactory) -> Path:
    space = tmp_path_factory.mktemp("album")
    photos_of_12_mp(space / "photos" / "all", COUNT)
    photosort("index", space / "photos", library=space / "library.db")
    return space


def _sigal(space: Path, number: int, options: str) -> Usage:
    config = space / f"sigal-{number}.py"
    lines = [f"source={str(space / 'photos')!r}", f"destination={str(space / f's{number}')!r}"]
    config.write_text(
        "\n".join([*lines, "img_size=(1600, 1200)", "thumb_size=(480, 360)", options])
    )
    command = [sys.executable, "-m", "sigal", "build", "-q", "-n", "1", "-c", config]
    return measure([str(each) for each in command])


@pytest.mark.parametrize(
    "name, options", [("WebP too", "img_format='WEBP'"), ("JPEG, its default", "")]
)
def test_album_beside_sigal(
    name: str, options: str, album_space: Path, report: Callable[[Row], None]
) -> None:
    pytest.importorskip("sigal")
    fresh = numbers(random.randrange(10**6))
    ours, others = [], []
    for _ in range(RUNS):
        dest, library = album_space / f"album-{next(fresh)}", album_space / "library.db"
        ours.append(photosort("album", dest, "--workers", "1", library=library))
        assert len(list(dest.rglob("*-480.webp"))) == COUNT
        others.append(_sigal(album_space, next(fresh), options))
    one, other = cpu(ours), cpu(others)
    report(
        Row(
            f"album, {COUNT} photos of 12 MP at 1600 and 480 pixels",
            seconds(one),
            f"sigal, {name}: {seconds(other)}",
            one / other,
            "at most 1/3",
            one <= other / 3,
        )
    )


def test_album_again(album_space: Path, report: Callable[[Row], None]) -> None:
    dest, library = album_space / "again", album_space / "library.db"
    photosort("album", dest, library=library)
    start = time.monotonic()
    usage = photosort("album", dest, library=library)
    took = time.monotonic() - start
    report(
        Row(
            f"album again, {COUNT} photos, nothing changed",
            seconds(usage.cpu),
            f"{seconds(took)} by the clock",
            None,
            "under 1 s",
            usage.cpu < 1,
        )
    )


def test_a_page_of_5000_photos_opens(tmp_path: Path, report: Callable[[Row], None]) -> None:
    folder, count = tmp_path / "photos", 5000
    folder.mkdir()
    file = BytesIO()
    Image.merge("RGB", [Image.effect_noise((300, 200), 80)] * 3).save(file, "JPEG", quality=85)
    begin = datetime(2014, 1, 1, 8)
    for number, shot in enumerate(pictures.life(count)):
        moment = begin + timedelta(hours=1.7 * number)
        body = pictures.with_exif(file.getvalue(), shot._replace(moment=moment))
        (folder / f"{number:05}.jpg").write_bytes(body + number.to_bytes(8, "big"))
    photosort("index", folder, library=tmp_path / "l.db")
    photosort("album", tmp_path / "album", "--year", "2014", library=tmp_path / "l.db")
    page = tmp_path / "album" / "index.html"
    with browser() as started:
        times = []
        for _ in range(3):
            opened = started.new_page(viewport={"width": 1280, "height": 900})
            opened.goto(page.as_uri(), wait_until="load")
            times.append(
                opened.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd / 1000")
            )
            assert opened.locator(".grid figure").count() == count
            opened.close()
    best = min(times)
    report(
        Row(
            f"page of {count:,} photos, until it is loaded",
            seconds(best),
            f"{page.stat().st_size / 1e6:.1f} MB of HTML",
            None,
            "within 2 s",
            best <= 2,
        )
    )
