"""The door to files outside: what it lets through, and how a file takes its place."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from photosort.errors import PhotosortError, UsageError
from photosort.output import door
from photosort.workflow.guard import guarding

KIND = door.Kind("a note", door.begins(rb"note \d+\n"))
PRIVATE = door.Kind("a note", door.begins(rb"note \d+\n"), private=True)


def test_a_file_appears_whole_and_replaces_one_of_its_kind(tmp_path: Path) -> None:
    path = tmp_path / "note"
    door.check(str(path), KIND).put(b"note 1\n")
    with door.check(str(path), KIND).text() as file:
        file.write("note 2\n")
        file.flush()
        assert path.read_bytes() == b"note 1\n"
    assert path.read_bytes() == b"note 2\n"
    assert os.listdir(tmp_path) == ["note"]


def test_the_mode_is_that_of_the_kind(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        for kind, mode in ((KIND, 0o644), (PRIVATE, 0o600)):
            door.check(str(tmp_path / "note"), kind).put(b"note 1\n")
            assert (tmp_path / "note").stat().st_mode & 0o777 == mode
    finally:
        os.umask(before)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError(28, "No space left")])
def test_nothing_is_left_of_a_failure(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "note"
    door.check(str(path), KIND).put(b"note 1\n")
    target = door.check(str(path), KIND)
    with (
        pytest.raises((ValueError, KeyboardInterrupt, PhotosortError)) as raised,
        target.opened() as file,
    ):
        file.write(b"half")
        raise error
    if isinstance(error, OSError):
        assert raised.value.message == f"cannot write {path}: No space left"
    assert path.read_bytes() == b"note 1\n" and os.listdir(tmp_path) == ["note"]


@pytest.mark.parametrize("ours", [True, False])
def test_what_appears_meanwhile_stays_unless_it_is_ours(tmp_path: Path, ours: bool) -> None:
    path = tmp_path / "note"
    target = door.check(str(path), KIND)
    other = b"note 7\n" if ours else b"a letter\n"
    try:
        with target.opened() as file:
            file.write(b"note 1\n")
            path.write_bytes(other)
    except PhotosortError as error:
        assert not ours and str(path) in error.message
    assert path.read_bytes() == (b"note 1\n" if ours else other)
    assert os.listdir(tmp_path) == ["note"]


def test_a_link_that_appears_meanwhile_stays(tmp_path: Path) -> None:
    path, photo = tmp_path / "note", tmp_path / "photo"
    photo.write_bytes(b"note 1\n")
    with pytest.raises(PhotosortError), door.check(str(path), KIND).opened():
        path.symlink_to(photo)
    assert path.is_symlink() and photo.read_bytes() == b"note 1\n"


def test_what_is_no_file_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "foreign").write_bytes(b"{}")
    (tmp_path / "almost").write_bytes(b" note 1\n")
    (tmp_path / "empty").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    for name in ("foreign", "almost", "empty", "folder", "link", "pipe", "none/note", "empty/note"):
        with pytest.raises(PhotosortError) as raised:
            door.check(str(tmp_path / name), KIND)
        assert str(tmp_path / name) in raised.value.message and raised.value.hint
    door.check(str(tmp_path / "none/note"), KIND, new_folders=True)


def test_a_name_that_belongs_to_a_photo_is_refused_without_a_library(tmp_path: Path) -> None:
    (tmp_path / "IMG_1.JPG").touch()
    (tmp_path / "clip.mp4").touch()
    beside = (
        "IMG_1.xmp", "IMG_1.JPG.xmp", "img_1.jpg.XMP", "IMG_1.JPG.json", "IMG_1.AAE", "IMG_1.json",
        "IMG_1.JPG.supplemental-metadata.json", "IMG_1.JPG.suppl.json", "clip.THM", "clip.lrv",
    )  # fmt: skip
    for name in (*beside, "IMG_2.xmp", "result.json", "IMG_1.html", "notes.AAE"):
        with guarding(tmp_path / "no library") as guard:
            try:
                door.check(str(tmp_path / name), KIND, guard)
            except PhotosortError as error:
                assert name in beside and str(tmp_path / name) in error.message
            else:
                assert name not in beside


def test_folders_on_the_command_line_are_guarded_before_there_is_a_library(tmp_path: Path) -> None:
    photos, link = tmp_path / "photos", tmp_path / "link"
    photos.mkdir()
    link.symlink_to(photos)
    with guarding(tmp_path / "no library", [os.fsencode(link)]) as guard:
        for path in (photos / "new", link / "new", tmp_path / "photos/../photos/new"):
            with pytest.raises(PhotosortError, match="among your photos"):
                door.check(str(path), KIND, guard)
        for folder in (photos, link, tmp_path):
            with pytest.raises(PhotosortError, match="holds your photos"):
                door.check_folder(str(folder), guard)
        door.check(str(tmp_path / "photos2"), KIND, guard)
        door.check_folder(str(photos / "Sorted"), guard)


class _Twins(door.Unguarded):
    """A library that holds one file."""

    roots: Sequence[bytes] = ()

    def __init__(self, photo: Path) -> None:
        self._photo = photo

    def twin(self, status: os.stat_result) -> bytes | None:
        same = os.path.samestat(self._photo.stat(), status)
        return os.fsencode(self._photo) if same else None


def test_a_second_name_of_a_file_of_the_library_is_refused_even_if_ours(tmp_path: Path) -> None:
    sidecar, other = tmp_path / "1.xmp", tmp_path / "other"
    sidecar.write_bytes(b"note 1\n")
    os.link(sidecar, other)
    with pytest.raises(PhotosortError, match="hard link"):
        door.check(str(other), KIND, _Twins(sidecar))


ROUTE = door.Kind("a route", door.begins(rb"route"), endings=(".gpx", ".xml"))


@pytest.mark.parametrize("name", ["a.kml", "a.KML", "a.jpg", "a.gpx.zip", ".a.html"])
def test_a_name_that_promises_another_format_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError) as raised:
        door.check(str(tmp_path / name), ROUTE)
    assert name in raised.value.message and ".gpx or .xml" in raised.value.hint


@pytest.mark.parametrize("name", ["a.gpx", "a.GPX", "a.xml", "a", "a.2023", "a.bak", "a.kml.gpx"])
def test_a_name_that_promises_nothing_else_will_do(tmp_path: Path, name: str) -> None:
    door.check(str(tmp_path / name), ROUTE).put(b"route")
    assert (tmp_path / name).read_bytes() == b"route"
