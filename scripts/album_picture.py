"""Take the picture of an album that the README shows: docs/album.webp.

`python -m scripts.album_picture` makes the album of the sample pictures' longest journey and
photographs its map, with half of the journey played. Needs chromium and the package playwright.
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.browser import browser, until, visit
from tests.conftest import PICTURES, ROOT, call, isolated

TARGET = ROOT / "docs" / "album.webp"
WINDOW = {"width": 1280, "height": 680}
SHARE = 0.55
"""How far the journey is played."""


def album(space: Path) -> Path:
    """The page of the longest journey in an album of the sample pictures, below `space`."""
    for words in (["index", PICTURES, "--exclude", "Broken"], ["journeys"], ["people"]):
        assert call(*words).code == 0, words
    journeys = call("journeys", "list", "--json").json
    longest = max(journeys, key=lambda each: each["nights"])
    assert call("album", space / "album", "--journey", longest["id"]).code == 0
    return space / "album" / "index.html"


def photograph(file: Path) -> bytes:
    """A PNG of the page in a window, with the journey played to `SHARE`."""
    with browser() as started, visit(started, file, viewport=WINDOW) as seen:
        page = seen.page
        page.evaluate(
            "share => { const s = document.querySelector('#time');"
            " s.value = share * s.max; s.dispatchEvent(new Event('input')); }",
            SHARE,
        )
        route = "document.querySelector('#time').closest('section')"
        page.evaluate(route + ".scrollIntoView({behavior: 'instant'})")
        until(page, "[...document.images].slice(0, 4).every(i => i.naturalWidth > 0)")
        picture: bytes = page.screenshot()
    return picture


def main() -> int:
    """Write the picture and say how large it is."""
    with tempfile.TemporaryDirectory() as folder, isolated(Path(folder)):
        picture = Image.open(io.BytesIO(photograph(album(Path(folder)))))
    picture.save(TARGET, quality=80, method=6)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
