"""`photosort schedule`: what it prints does what it says, and it installs nothing."""

import os
import shutil
import subprocess

import pytest

from tests.make import jpeg
from tests.plan.test_schedule import shell, vixie


def test_the_line_runs_from_anywhere(photosort, tmp_path, monkeypatch):
    jpeg(tmp_path / "my 100% photos/a.jpg", "2022-05-01T10:00:00", lat=1.29, lon=103.85)
    config = tmp_path / "it's.toml"
    config.write_text('[organize]\nby = "place"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PHOTOSORT_TRIPS_LEVELS", "city")
    words = ["--config", "it's.toml", "--library", "my.db", "schedule"]
    words += ["my 100% photos", "--to", "$sorted", "--by", "trip", "--at", "4:07", "--json"]
    answer = photosort(*words).json
    assert not (tmp_path / "my.db").exists()
    when, line = answer["crontab"][:9], answer["crontab"][10:]
    assert when == "7 4 * * *"
    assert shell(vixie(line)) == answer["command"]
    done = subprocess.run(
        ["/bin/sh", "-c", vixie(line)],
        cwd="/",
        env={
            "HOME": str(tmp_path),
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": os.environ["PYTHONPATH"],
        },
        capture_output=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (tmp_path / "my.db").exists()
    assert [path.name for path in (tmp_path / "$sorted").rglob("*.jpg")] == ["a.jpg"]
    (trip,) = photosort("--library", tmp_path / "my.db", "trips", "list", "--json").json
    assert trip["level"] == "city"


def test_systemd_takes_the_units(photosort, tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("SYSTEMD-ANALYZE IS ABSENT")
    answer = photosort("schedule", tmp_path / "a b%", "--to", tmp_path / "$x'\"\\y", "--json").json
    for kind in ("service", "timer"):
        (tmp_path / f"sorting.{kind}").write_text(answer[kind])
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "sorting.service", tmp_path / "sorting.timer"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_as_text(photosort, tmp_path):
    answer = photosort("schedule", "--to", tmp_path / "sorted")
    assert answer.code == 0 and not (tmp_path / "sorted").exists()
    for part in ("15 3 * * * ", "ExecStart=", "OnCalendar=*-*-* 03:15:00", "crontab -e"):
        assert part in answer.out
    assert photosort("schedule").code == 2
    assert photosort("schedule", "--to", "x", "--at", "noon").code == 2
    assert photosort("schedule", "--to", "a\nb").code == 2
    assert "systemd" in photosort("schedule", *(f"/p{x:0200}" for x in range(6)), "--to", "x").err
