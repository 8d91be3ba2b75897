"""Reading each format, against exiftool on the same files; and how much of them is read."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from photosort.media import formats
from photosort.media.read import read, read_all
from photosort.media.scan import stamp_of
from photosort.model import FileStamp
from tests.media.test_containers import SAMPLES

from .measure import RUNS, Row, Usage, cpu, measure, seconds

pytestmark = pytest.mark.bench

Report = Callable[[Row], None]

AT_LEAST = 400  # readings of a group, its files again and again
GROUPS = {
    "image/jpeg": "JPEG",
    "image/heic": "HEIC",
    "image/heif": "HEIC",
    "image/avif": "AVIF",
    "image/png": "PNG",
    "image/webp": "WebP",
    "image/tiff": "TIFF",
    "video/mp4": "MP4",
    "video/quicktime": "MOV",
}
OTHERWISE = {
    "MOV": (
        (("-fast2",), " (which leaves out a header behind the media)"),
        ((), " (without -fast2)"),
    )
}
"""Options of exiftool where -fast2 alone does not tell all."""
TYPICAL = 100_000  # bytes read of a file


@pytest.fixture(scope="module")
def groups(corpus: Path, space: Path) -> dict[str, list[Path]]:
    """Files by format; RAW together, and together those that the corpus has none of."""
    found: dict[str, list[Path]] = {}
    for path in sorted((corpus / "media").rglob("*")):
        if not path.is_file() or path.stat().st_size == 0:
            continue
        with path.open("rb") as file:
            kind = formats.content_type(file.read(2048))
        if kind:
            raw = kind.startswith("image/x-") or path.suffix.lower() in (".nef", ".dng", ".arw")
            found.setdefault("RAW" if raw else GROUPS[kind], []).append(path)
    (space / "built").mkdir()
    for name in ("avi", "mkv", "mts", "jxl", "gif", "3gp", "bigtiff"):
        path = space / "built" / f"file.{name}"
        path.write_bytes(SAMPLES[name])
        found.setdefault("AVI, MKV, MTS, JXL, GIF, 3GP, BigTIFF", []).append(path)
    found["all of the corpus"] = [path for name in found if "," not in name for path in found[name]]
    return found


def stamps(files: list[Path]) -> list[tuple[FileStamp, tuple[FileStamp, ...]]]:
    made = (stamp_of(os.fsencode(path)) for path in files)
    return [(stamp, ()) for stamp in made if isinstance(stamp, FileStamp)]


def ours(files: list[Path]) -> float:
    """CPU seconds of reading in this process."""
    asked = stamps(files)
    started = time.process_time()
    read_all(asked)
    return time.process_time() - started


def exiftool(*arguments: str | Path) -> Usage:
    # it exits with 1 where a file is broken, as some of the corpus are
    return measure(["sh", "-c", '"$@"; exit 0', "sh", "exiftool", *arguments])


@pytest.mark.skipif(not shutil.which("exiftool"), reason="needs exiftool")
def test_each_format(groups: dict[str, list[Path]], report: Report) -> None:
    start = cpu([exiftool("-ver") for _ in range(RUNS)])
    for name, files in groups.items():
        many = files * -(-AT_LEAST // len(files))
        ours(files)
        for options, note in OTHERWISE.get(name, ((("-fast2",), ""),)):
            pairs = [(ours(many), exiftool(*options, "-n", "-json", *many)) for _ in range(RUNS)]
            own = median(one for one, _ in pairs)
            other = cpu([usage for _, usage in pairs]) - start
            report(
                Row(
                    f"reading {name}, {len(many):,} times{note}",
                    seconds(own),
                    f"exiftool {seconds(other)}",
                    own / other,
                    "at most 1/15, goal 1/30",
                    own / other <= 1 / 15,
                )
            )


def test_bytes_read(
    groups: dict[str, list[Path]], report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    pread = os.pread
    total = 0

    def counting(descriptor: int, size: int, offset: int) -> bytes:
        nonlocal total
        data = pread(descriptor, size, offset)
        total += len(data)
        return data

    monkeypatch.setattr(os, "pread", counting)
    counts = []
    for stamp, _ in stamps(groups["all of the corpus"]):
        if stamp.size > TYPICAL:  # smaller ones say nothing
            total = 0
            read(stamp)
            counts.append(total)
    counts.sort()
    most = counts[len(counts) * 95 // 100]
    report(
        Row(
            f"bytes read of {len(counts)} files above {TYPICAL // 1000} kB",
            f"median {median(counts) / 1000:.0f} kB",
            f"95 % below {most / 1000:.0f} kB",
            None,
            "under 100 kB typical",
            most < TYPICAL,
        )
    )
