"""What `photosort index` meets in a folder: names, links, pipes, and what it may not read."""

import ctypes
import json
import os
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from photosort.media.read import read
from photosort.media.scan import exclude
from photosort.model import FileStamp
from tests.conftest import Argument, Photosort, Result
from tests.make import jpeg


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good picture."""
    jpeg(tmp_path / "photos" / "good.jpg", "2022-05-01T10:00:00", seed=1)
    return tmp_path / "photos"


def failures(result: Result) -> dict[str, str]:
    """Reason by name."""
    return {Path(each["path"]).name: each["error"] for each in result.json["failed"]}


@pytest.fixture
def at_once() -> Iterator[None]:
    """The test fails when it hangs: after 20 seconds."""

    def ring(number: int, frame: object) -> None:
        raise TimeoutError("this hangs")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


# names


def test_names_that_are_not_utf_8(photosort: Photosort, folder: Path) -> None:
    name = os.fsencode(folder) + b"/caf\xe9 \xff.jpg"
    try:
        jpeg(name, "2023-01-02T03:04:05", seed=2)
    except OSError as error:
        pytest.skip(f"this file system wants UTF-8 names: {error}")
    found = photosort("index", folder, "--json").json
    assert (found["added"], found["failed"]) == (2, [])
    shown = photosort("show", name, "--json")
    assert shown.out.isascii()
    assert shown.json["path"] == os.fsdecode(name)
    assert shown.json["taken"]["local"] == "2023-01-02T03:04:05"
    # the path as JSON has it is accepted back
    assert photosort("show", shown.json["path"], "--json").json == shown.json
    assert photosort("show", name).code == 0
    assert photosort("index", folder, "--json").json["unchanged"] == 2
    Path(os.fsdecode(name)).write_bytes(b"")
    broken = photosort("index", folder, "--json")
    assert broken.code == 3
    assert broken.json["failed"][0]["path"] == os.fsdecode(name)
    assert "caf" in photosort("index", folder).err


def test_names_with_line_breaks_and_escapes_do_no_harm(photosort: Photosort, folder: Path) -> None:
    (folder / "new\nline\x1b[31m.jpg").write_bytes(b"")
    result = photosort("index", folder)
    assert result.code == 3
    assert "\x1b" not in result.err
    assert "new?line" in result.err
    assert "new\nline\x1b[31m.jpg" in failures(photosort("index", folder, "--json"))


# links


def test_links_are_not_followed_and_loops_do_not_matter(
    photosort: Photosort, folder: Path, tmp_path: Path, at_once: None
) -> None:
    jpeg(tmp_path / "elsewhere" / "far.jpg", seed=3)
    (folder / "loop").symlink_to(folder)
    (folder / "sub").mkdir()
    (folder / "sub" / "up").symlink_to("..")
    (folder / "self").symlink_to("self")
    (folder / "elsewhere").symlink_to(tmp_path / "elsewhere")
    (folder / "same.jpg").symlink_to(folder / "good.jpg")
    result = photosort("index", folder, "--json")
    assert result.code == 0
    assert result.json["found"] == result.json["added"] == 1


def test_dead_links_named_like_photos_are_failures(photosort: Photosort, folder: Path) -> None:
    (folder / "dead.jpg").symlink_to(folder / "nowhere.jpg")
    (folder / "round.jpg").symlink_to("round.jpg")
    (folder / "dead.txt").symlink_to(folder / "nowhere.txt")
    (folder / "dead").symlink_to(folder / "nowhere")
    result = photosort("index", folder, "--json")
    assert result.code == 3
    told = failures(result)
    assert set(told) == {"dead.jpg", "round.jpg"}
    assert "link" in told["dead.jpg"]


def test_a_root_that_is_a_link_is_its_target(
    photosort: Photosort, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(folder)
    found = photosort("index", tmp_path / "link", "--json").json
    assert found["roots"] == [str(folder)]
    assert photosort("index", folder, "--json").json["unchanged"] == 1
    shown = photosort("show", tmp_path / "link" / "good.jpg", "--json").json
    assert shown["path"] == str(folder / "good.jpg")


# no regular files


def test_pipes_and_sockets(
    photosort: Photosort, folder: Path, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(folder / "pipe.jpg")
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "pipe.txt")
    monkeypatch.chdir(folder)  # the path of a socket may be 100 bytes long
    for name in ("socket.jpg", "socket"):
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(name)
    result = photosort("index", folder, "--json")
    assert result.code == 3
    told = failures(result)
    assert set(told) == {"pipe.jpg", "socket.jpg"}
    assert "pipe" in told["pipe.jpg"]
    assert "socket" in told["socket.jpg"]
    assert result.json["added"] == 1
    again = photosort("index", folder, "--json")
    assert failures(again) == told
    assert again.json["unchanged"] == 1
    named = photosort("index", folder / "pipe.jpg", folder / "pipe", "--json")
    assert named.code == 1  # what is named and is no photo at all is an error
    assert set(failures(named)) == {"pipe.jpg", "pipe"}


def test_a_photo_replaced_by_a_pipe(photosort: Photosort, folder: Path, at_once: None) -> None:
    jpeg(folder / "other.jpg", seed=2)
    photosort("index", folder)
    (folder / "good.jpg").unlink()
    os.mkfifo(folder / "good.jpg")
    result = photosort("index", folder, "--json")
    assert set(failures(result)) == {"good.jpg"}
    assert result.json["unchanged"] == 1


def test_a_pipe_that_comes_after_the_scan(folder: Path, at_once: None) -> None:
    os.mkfifo(folder / "pipe.jpg")
    found = read(FileStamp(os.fsencode(folder / "pipe.jpg"), 1000, 1, 1, 1))
    assert found.facts is None
    assert "regular file" in str(found.error)


# content


def test_content_decides(photosort: Photosort, folder: Path) -> None:
    data = (folder / "good.jpg").read_bytes()
    (folder / "no extension").write_bytes(data + b"1")
    (folder / "photo.txt").write_bytes(data + b"2")
    (folder / "photo.heic").write_bytes(data + b"3")
    (folder / ".jpg").write_bytes(data + b"4")  # hidden, and passed over
    (folder / "readme.txt").write_text("no photo")
    (folder / "readme").write_text("no photo")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "empty").write_bytes(b"")
    found = photosort("index", folder, "--json")
    assert found.code == 0
    assert found.json["found"] == found.json["added"] == 4
    for name in ("no extension", "photo.txt", "photo.heic"):
        shown = photosort("show", folder / name, "--json").json
        assert shown["content_type"] == "image/jpeg"
        assert shown["taken"]["local"] == "2022-05-01T10:00:00"
    again = photosort("index", folder, "--json")
    assert (again.json["found"], again.json["unchanged"]) == (4, 4)


def test_files_that_claim_to_be_photos_and_are_none(photosort: Photosort, folder: Path) -> None:
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "EMPTY.MOV").write_bytes(b"")
    (folder / "text.jpg").write_text("Dear diary,\ntoday no photo was taken.\n")
    (folder / "page.heic").write_text("<!DOCTYPE html><title>404</title>")
    (folder / "zeroes.png").write_bytes(b"\0" * 5000)
    (folder / "random.nef").write_bytes(bytes(range(255, 0, -1)))
    (folder / "cut.jpg").write_bytes((folder / "good.jpg").read_bytes()[:30])
    result = photosort("index", folder, "--json")
    assert result.code == 3
    told = failures(result)
    names = {"empty.jpg", "EMPTY.MOV", "text.jpg", "page.heic", "zeroes.png", "random.nef"}
    assert set(told) == names | {"cut.jpg"}
    assert "empty" in told["empty.jpg"]
    assert "text" in told["text.jpg"]
    assert "markup" in told["page.heic"]
    assert "zero" in told["zeroes.png"]
    assert result.json["added"] == 1
    assert failures(photosort("index", folder, "--json")) == told
    for name in told:
        assert photosort("show", folder / name, "--json").json["error"] == told[name]


# what may not be read


class Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class Sets(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable"))


def give_up_override() -> None:
    """Make permissions bind this process also as root, for good (capabilities(7))."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = Header(0x20080522, 0), (Sets * 2)()
    if libc.capget(ctypes.byref(header), ctypes.byref(sets)) != 0:
        raise OSError(ctypes.get_errno(), "capget")
    for name in ("effective", "permitted"):
        # without CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH
        setattr(sets[0], name, getattr(sets[0], name) & ~0b110)
    if libc.capset(ctypes.byref(header), ctypes.byref(sets)) != 0:
        raise OSError(ctypes.get_errno(), "capset")


@pytest.fixture
def bound(photosort: Photosort, tmp_path: Path) -> Photosort:
    """The command line in a child process, bound by permissions also where tests run as root."""

    def in_child(*arguments: Argument) -> Result:
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                if os.geteuid() == 0:
                    give_up_override()
                told: Any = vars(photosort(*arguments)) if arguments else os.access(probe, os.R_OK)
            except BaseException as error:  # noqa: BLE001 - told to the parent
                told = repr(error)
            with os.fdopen(writer, "w") as pipe:
                json.dump(told, pipe)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            told = json.load(pipe)
        os.waitpid(pid, 0)
        if not arguments and told is not False:
            pytest.skip(f"PERMISSIONS DO NOT BIND the processes of this machine: {told}")
        assert told is False or isinstance(told, dict), told
        return Result(**told) if told else Result(0, "", "")

    probe = tmp_path / "probe"
    probe.write_text("x")
    probe.chmod(0)
    in_child()
    return in_child


@pytest.fixture
def unreadable(folder: Path) -> Any:
    """A folder with a secret picture and a secret folder, known to the library while open."""
    jpeg(folder / "secret.jpg", seed=2)
    jpeg(folder / "closed" / "inside.jpg", seed=3)
    yield folder
    (folder / "secret.jpg").chmod(0o644)
    (folder / "closed").chmod(0o755)
    folder.chmod(0o755)


def shut(folder: Path) -> None:
    (folder / "secret.jpg").chmod(0)
    (folder / "closed").chmod(0)


def test_unreadable_files_and_folders_are_failures(bound: Photosort, unreadable: Path) -> None:
    shut(unreadable)
    result = bound("index", unreadable, "--json")
    assert result.code == 3
    told = failures(result)
    assert set(told) == {"secret.jpg", "closed"}
    assert all("Permission denied" in reason for reason in told.values())
    assert result.json["added"] == 1
    assert failures(bound("index", unreadable, "--json")) == told
    # opened again, they are read, although the content is as old as before
    (unreadable / "secret.jpg").chmod(0o644)
    (unreadable / "closed").chmod(0o755)
    result = bound("index", unreadable, "--json")
    assert result.code == 0
    assert (result.json["added"], result.json["changed"], result.json["unchanged"]) == (1, 1, 1)


def test_what_cannot_be_looked_at_is_not_missing(bound: Photosort, unreadable: Path) -> None:
    before = bound("index", unreadable, "--json").json
    assert before["added"] == 3
    shut(unreadable)
    result = bound("index", unreadable, "--json")
    assert set(failures(result)) == {"secret.jpg", "closed"}
    assert result.json["missing"] == 0
    inside = bound("show", unreadable / "closed" / "inside.jpg", "--json").json
    assert inside["missing"] is False
    assert inside["width"] == 16
    # what was known of a file stays when it cannot be read for a while
    (unreadable / "secret.jpg").chmod(0o644)
    secret = bound("show", unreadable / "secret.jpg", "--json").json
    assert secret["width"] == 16
    assert "Permission denied" in secret["error"]


TYPER = "Typer checks that a path is readable, and calls it wrong usage (2) where it is not"


def test_what_is_known_of_an_unreadable_file_is_shown(bound: Photosort, unreadable: Path) -> None:
    bound("index", unreadable)
    shut(unreadable)
    assert bound("show", unreadable / "secret.jpg", "--json").json["width"] == 16


def test_a_root_that_may_not_be_listed(bound: Photosort, unreadable: Path) -> None:
    assert bound("index", unreadable).code == 0
    unreadable.chmod(0)
    result = bound("index", unreadable, "--json")
    assert (result.code, set(failures(result))) == (3, {"photos"})
    unreadable.chmod(0o755)
    assert bound("status", "--json").json["missing"] == 0
    after = bound("index", unreadable, "--json").json
    assert (after["unchanged"], after["missing"], after["failed"]) == (3, 0, [])


def test_an_unreadable_text_is_no_failed_photo(bound: Photosort, folder: Path) -> None:
    (folder / "diary.txt").write_text("private")
    (folder / "diary.txt").chmod(0)
    result = bound("index", folder, "--json")
    assert (result.code, result.json["failed"]) == (0, [])


# what is left out


def test_a_folder_that_organize_made_is_not_indexed(photosort: Photosort, folder: Path) -> None:
    jpeg(folder / "sorted" / "Japan" / "copy.jpg", seed=5)
    (folder / "sorted" / "photosort-manifest.json").write_text("{}")
    assert photosort("index", folder, "--json").json["found"] == 1


def test_exclude_by_name_by_folder_and_by_path(photosort: Photosort, folder: Path) -> None:
    for number, name in enumerate(("a/x.jpg", "a/thumb_x.jpg", "cache/y.jpg", "b/c/z.jpg")):
        jpeg(folder / name, seed=10 + number)

    def found(*globs: str) -> int:
        options = [option for glob in globs for option in ("--exclude", glob)]
        return photosort("index", folder, *options, "--dry-run", "--json").json["found"]

    assert found() == 5
    assert found("thumb_*") == 4
    assert found("cache/") == 4
    assert found(f"{folder}/b") == 4
    assert found("*/b/*") == 4
    assert found("b", "a") == 2
    assert found("x.jpg") == 4
    assert found("X.JPG") == 5


def test_exclude_takes_names_apart_as_shells_do() -> None:
    excluded = exclude(["*.png", "cache", "[0-9]?"])
    assert excluded
    assert [
        excluded(path)
        for path in (b"/a/b.png", b"/a/cache", b"/a/12", b"/a/123", b"/cache/b", b"/a/b.pngx")
    ] == [True, True, True, False, False, False]
    assert exclude([]) is None


def test_what_is_excluded_later_is_not_missing(photosort: Photosort, folder: Path) -> None:
    jpeg(folder / "sub" / "y.jpg", seed=2)
    photosort("index", folder)
    result = photosort("index", folder, "--exclude", "sub", "--json").json
    assert result["missing"] == 0
    assert photosort("show", folder / "sub" / "y.jpg", "--json").json["missing"] is False


# single files and lists


def test_a_single_file_as_path(photosort: Photosort, folder: Path) -> None:
    jpeg(folder / "other.jpg", seed=2)
    result = photosort("index", folder / "good.jpg", "--json")
    assert (result.code, result.json["found"], result.json["added"]) == (0, 1, 1)
    assert photosort("show", folder / "other.jpg").code == 1
    (folder / "good.jpg").write_bytes(b"")
    result = photosort("index", folder / "good.jpg", "--json")
    assert (result.code, list(failures(result))) == (3, ["good.jpg"])
    (folder / "good.jpg").unlink()
    result = photosort("index", folder / "good.jpg", "--json")
    assert result.json["missing"] == 1


def test_a_path_that_is_not_there(photosort: Photosort, folder: Path, library: Path) -> None:
    result = photosort("index", folder / "nowhere", "--json")
    assert result.code == 1
    assert str(folder / "nowhere") in result.json["error"]["message"]
    assert not library.exists()


@pytest.mark.parametrize("end", [b"\n", b"\0"])
def test_files_from_stdin(
    photosort: Photosort,
    folder: Path,
    end: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jpeg(folder / "other.jpg", seed=2)
    jpeg(folder / "third one.jpg", seed=3)
    jpeg(folder / "not named.jpg", seed=4)
    (folder / "readme.txt").write_text("no photo")
    monkeypatch.chdir(folder)
    names = [b"good.jpg", os.fsencode(folder / "other.jpg"), b"./third one.jpg", b"good.jpg"]
    listed = end.join([*names, b"readme.txt", b""])
    options = ["-0"] if end == b"\0" else []
    result = photosort("index", "--files-from", "-", *options, "--json", stdin=listed)
    assert result.code == 0
    assert (result.json["found"], result.json["added"]) == (3, 3)
    assert photosort("show", folder / "third one.jpg").code == 0
    (tmp_path / "list").write_bytes(listed)
    again = photosort("index", "--files-from", tmp_path / "list", *options, "--json")
    assert again.json["unchanged"] == 3


def test_names_with_line_breaks_in_a_list_with_nul(photosort: Photosort, folder: Path) -> None:
    odd = jpeg(folder / "a\nb.jpg", seed=2)
    listed = os.fsencode(odd) + b"\0"
    result = photosort("index", "--files-from", "-", "-0", "--json", stdin=listed)
    assert (result.code, result.json["added"]) == (0, 1)


def test_a_list_with_files_that_are_not_there(photosort: Photosort, folder: Path) -> None:
    listed = os.fsencode(folder / "good.jpg") + b"\n" + os.fsencode(folder / "gone.jpg") + b"\n"
    result = photosort("index", "--files-from", "-", "--json", stdin=listed)
    assert result.code == 3
    assert set(failures(result)) == {"gone.jpg"}
    assert result.json["added"] == 1


def test_a_list_that_cannot_be_read(photosort: Photosort, folder: Path) -> None:
    result = photosort("index", "--files-from", folder / "no list", "--json")
    assert result.code == 2
    assert "no list" in result.json["error"]["message"]


def test_an_empty_list_is_no_file(photosort: Photosort, folder: Path) -> None:
    photosort("index", folder)
    result = photosort("index", "--files-from", "-", "--json", stdin=b"")
    assert (result.code, result.json["found"], result.json["roots"]) == (0, 0, [])


def test_a_folder_in_a_list(photosort: Photosort, folder: Path) -> None:
    result = photosort("index", "--files-from", "-", "--json", stdin=os.fsencode(folder) + b"\n")
    assert (result.code, result.json["added"]) == (0, 1)


def test_missing_files_count_once(photosort: Photosort, folder: Path) -> None:
    other = jpeg(folder / "other.jpg", seed=2)
    photosort("index", folder)
    other.unlink()
    listed = os.fsencode(other) + b"\n"
    result = photosort("index", folder, "--files-from", "-", "--json", stdin=listed)
    assert result.json["missing"] == 1


# nothing of it touches anything


def test_originals_stay_as_they_are(photosort: Photosort, folder: Path) -> None:
    (folder / "broken.jpg").write_bytes(b"broken")
    (folder / "good.jpg").chmod(0o400)

    def state() -> dict[str, tuple[bytes, tuple[int, ...]]]:
        found = {}
        for path in sorted(folder.rglob("*")):
            status = path.lstat()
            found[str(path)] = (
                path.read_bytes() if stat.S_ISREG(status.st_mode) else b"",
                (
                    status.st_ino,
                    status.st_mode,
                    status.st_nlink,
                    status.st_mtime_ns,
                    status.st_ctime_ns,
                ),
            )
        return found

    before = state()
    for _ in range(2):
        photosort("index", folder)
        photosort("index", folder, "--full")
        photosort("show", folder / "good.jpg")
    photosort("forget", folder)
    assert state() == before
    assert json.dumps(sorted(before)) == json.dumps(sorted(map(str, folder.rglob("*"))))
