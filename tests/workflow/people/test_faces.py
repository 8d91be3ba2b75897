"""What a process of the pool does with files: readings of good ones, errors of bad ones."""

import os
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fixtures.faces import PERSONS, face
from photosort.errors import MissingExtraError, UsageError
from photosort.faces.engine import Picture
from photosort.media import frames
from photosort.model import Box, Face, FaceReading
from photosort.progress import Silent
from photosort.workflow import compute
from photosort.workflow.people import faces as workflow
from photosort.workflow.people.faces import FaceRequest, scan_faces
from tests.fake_faces import DiscEngine, discs

RED, BLUE = (230, 40, 40), (50, 60, 230)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> DiscEngine:
    """The engine for tests, in the place of the one that is asked for."""
    engine = DiscEngine()
    monkeypatch.setattr(workflow, "_engine", lambda name: engine)
    return engine


def request(path: Path, kind: str = "image/jpeg", orientation: int | None = None) -> FaceRequest:
    return FaceRequest(7, os.fsencode(path), kind, None, None, orientation)


def near(box: Box, expected: tuple[int, int, int, int], tolerance: float) -> bool:
    return all(abs(one - other) <= tolerance for one, other in zip(box, expected, strict=True))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_boxes_are_in_pixels_of_the_upright_full_picture(
    fake: DiscEngine, tmp_path: Path, orientation: int
) -> None:
    upright = discs((4000, 3000), (1000, 800, 200, RED), (3500, 2600, 100, BLUE))
    turn = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}.get(orientation)  # Pillow's, backwards
    stored = upright if turn is None else upright.transpose(Image.Transpose(turn))
    path = tmp_path / "picture.jpg"
    stored.save(path)
    [reading] = scan_faces(None, [request(path, orientation=orientation)])
    assert reading.error is None
    assert (reading.file_id, reading.width, reading.height) == (7, 4000, 3000)
    red, blue = reading.faces
    assert near(red.box, (800, 600, 400, 400), 6)
    assert near(blue.box, (3400, 2500, 200, 200), 6)
    assert red.landmarks[2] == pytest.approx((1000, 800), abs=4)


def test_files_are_read_in_order_and_bad_ones_tell_why(fake: DiscEngine, tmp_path: Path) -> None:
    good = tmp_path / "good.jpg"
    discs((300, 200), (150, 100, 50, RED)).save(good)
    (tmp_path / "text.jpg").write_text("no picture")
    (tmp_path / "picture.jxl").write_bytes(b"\xff\x0a" + b"\0" * 50)
    requests = [
        request(good),
        request(tmp_path / "gone.jpg"),
        request(tmp_path / "text.jpg"),
        request(tmp_path / "picture.jxl", "image/jxl"),
        request(good),
    ]
    readings = scan_faces(None, [each._replace(file_id=i) for i, each in enumerate(requests)])
    assert [reading.file_id for reading in readings] == [0, 1, 2, 3, 4]
    assert [len(reading.faces) for reading in readings] == [1, 0, 0, 0, 1]
    assert [reading.retry for reading in readings] == [False, True, False, False, False]
    assert readings[1].error == "cannot be read: No such file or directory"
    assert readings[2].error == "is damaged: no image/jpeg that can be decoded"
    assert readings[3].error and readings[3].error.startswith("no decoder for image/jxl")
    assert readings[0]._replace(file_id=4) == readings[4]


@pytest.mark.parametrize(
    ("raised", "told", "retry"),
    [
        (MemoryError(), "needs more memory than there is", True),
        (ValueError("of the engine"), "ValueError: of the engine", False),
    ],
)
def test_whatever_an_engine_raises_stays_with_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, raised: Exception, told: str, retry: bool
) -> None:
    class Failing(DiscEngine):
        def find(self, pictures: list[Picture]) -> list[list[Face]]:
            raise raised

    monkeypatch.setattr(workflow, "_engine", lambda name: Failing())
    path = tmp_path / "picture.jpg"
    discs((30, 20)).save(path)
    [reading] = scan_faces(None, [request(path)])
    assert reading.error and told in reading.error
    assert reading.retry == retry


def test_an_unknown_engine_concerns_all() -> None:
    with pytest.raises(UsageError):
        scan_faces("eigenfaces", [])


def test_readings_travel_between_processes(fake: DiscEngine, tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    discs((300, 200), (150, 100, 50, RED)).save(path)
    readings = scan_faces(None, [request(path)])
    assert pickle.loads(pickle.dumps(readings)) == readings


def test_files_are_left_as_they_are(fake: DiscEngine, tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    discs((300, 200), (150, 100, 50, RED)).save(path)
    path.chmod(0o400)
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert scan_faces(None, [request(path)])[0].faces
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert sorted(tmp_path.iterdir()) == [path]


def test_the_default_engine_looks_at_a_photo(tmp_path: Path) -> None:
    image = Image.new("RGB", (4000, 3000), (150, 160, 170))
    image.paste(face(PERSONS[0], 600), (300, 500))
    image.paste(face(PERSONS[1], 500), (3000, 2000))
    path = tmp_path / "picture.jpg"
    image.transpose(Image.Transpose.ROTATE_90).save(path, quality=92)
    [reading] = scan_faces(None, [request(path, orientation=6)])
    assert (reading.width, reading.height) == (4000, 3000)
    first, second = reading.faces
    assert 300 < first.box.left < first.box.left + first.box.width < 900
    assert 2000 < second.box.top < second.box.top + second.box.height < 2500
    assert min(first.quality, second.quality) > 0.8


def test_processes_forked_from_one_that_has_the_networks_find_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process begins, and is forked: what its networks hold must work in the others, too."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)  # so that it forks
    requests = []
    for number, person in enumerate(PERSONS):
        path = tmp_path / f"{number}.jpg"
        face(person, 300).save(path)
        requests.append(request(path)._replace(file_id=number))
    alone = scan_faces(None, requests)
    assert sum(len(each.faces) for each in alone) >= len(PERSONS)
    task = compute.Task(partial(scan_faces, None), _lost, size=2, few=0)
    together: list[FaceReading] = []
    compute.work(task, requests, together.extend, 50, 2, Silent())
    assert sorted(together) == sorted(alone)


def test_threads_read_what_one_alone_reads(tmp_path: Path) -> None:
    """Decoders have settings that are those of the process, and engines one network for all."""
    requests = []
    for number, person in enumerate(PERSONS):
        path = tmp_path / f"{number}.jpg"
        face(person, 300).save(path)
        if number % 4 == 3:  # cut off, which changes a setting of Pillow's for a moment
            content = path.read_bytes()
            path.write_bytes(content[: len(content) * (1 + number // 4) // 4])
        orientation = 1 + number % 8
        requests.append(request(path, orientation=orientation)._replace(file_id=number))
    alone = [scan_faces(None, [each]) for each in requests]
    assert {each.error is None for [each] in alone} == {True, False}
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda each: scan_faces(None, [each]), requests * 4))
    assert together == alone * 4


def _lost(item: FaceRequest, reason: str) -> FaceReading:
    return FaceReading(item.file_id, error=reason)


# videos


def video(path: Path, pictures: list[Image.Image], turn: int = 0) -> Path:
    """A video of a second a picture, two frames each, all key frames; shown turned by degrees."""
    av = pytest.importorskip("av", reason="VIDEOS ARE NOT TESTED: pip install av")
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=2, options={"g": "1"})
        stream.width, stream.height = pictures[0].size
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = 4_000_000
        stream.time_base = Fraction(1, 2)
        if turn:
            stream.set_display_rotation(turn)
        for number, picture in enumerate(each for each in pictures for _ in range(2)):
            frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def shown(reading: FaceReading) -> list[int | None]:
    return [each.frame_ms for each in reading.faces]


def test_a_frame_every_few_seconds(fake: DiscEngine, tmp_path: Path) -> None:
    pictures = [discs((320, 240), (100 + 20 * i, 120, 50, RED)) for i in range(6)]
    path = video(tmp_path / "film.mp4", pictures)
    [reading] = scan_faces(None, [request(path, "video/mp4")], 2.0)
    assert (reading.error, reading.width, reading.height) == (None, 320, 240)
    assert shown(reading) == [0, 2000, 4000]
    for number, each in enumerate(reading.faces):
        assert near(each.box, (50 + 40 * number, 70, 101, 101), 8)
    [every] = scan_faces(None, [request(path, "video/mp4")], 1.0)
    assert shown(every) == [0, 1000, 2000, 3000, 4000, 5000]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_videos_are_held_upright(fake: DiscEngine, tmp_path: Path, turn: int) -> None:
    upright = discs((240, 320), (60, 70, 40, RED), (160, 250, 50, BLUE))
    path = video(tmp_path / "film.mp4", [upright.rotate(-turn, expand=True)], turn)
    [reading] = scan_faces(None, [request(path, "video/mp4")], 5.0)
    assert (reading.width, reading.height) == (240, 320)
    assert near(reading.faces[0].box, (20, 30, 81, 81), 8)
    assert near(reading.faces[1].box, (110, 200, 101, 101), 8)


def test_a_video_cut_off(fake: DiscEngine, tmp_path: Path) -> None:
    path = video(tmp_path / "film.mp4", [discs((320, 240), (100, 120, 50, RED))] * 3)
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:300])
    [reading] = scan_faces(None, [request(path, "video/mp4")], 1.0)
    assert reading.error and reading.error.startswith("is damaged")


def test_videos_without_their_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(frames, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError) as caught:
        scan_faces(None, [request(tmp_path / "film.mp4", "video/mp4")], 5.0)
    assert caught.value.hint == "pip install 'photosort-cli[video]'"
