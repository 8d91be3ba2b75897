"""The sessions that a page shows: its blocks of `sh`, `console` and `python`, run as readers do.

In a `console` block a line that begins with `$ ` is a command, what follows is what a terminal
shows; `…` stands for anything within a line, and on a line of its own for any lines. A `sh` block
is a script, and so is a `python` block. Comments of the page, which a reader does not see, steer
what tests do:

    <!-- first: COMMAND -->       run it before the next block
    <!-- ends with CODE -->       the last command of the next block ends with this exit code
    <!-- not run: REASON -->      the next block is not for tests
    <!-- printed -->              the next block, of any kind, is what the one before shows
    <!-- pictures: family -->     ~/Pictures are those of `tests.family`, a third of them

`python -m tests.sessions PAGE…` puts into pages what is shown now, where they have no `…`.
"""

import difflib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from photosort.cli import app
from tests import family
from tests.conftest import PICTURES, ROOT, isolated

_BLOCK = re.compile(
    r"^<!-- (first|ends with|not run|printed):? ?([^\n]*?) ?-->$|^```(\w*)\n(.*?)^```$", re.M | re.S
)
_VENV = f"""if [ "$1 $2" = "-m venv" ]; then
  mkdir -p "$3/bin" && printf '#!/bin/sh\\n' > "$3/bin/pip" && chmod +x "$3/bin/pip"
else
  exec "{sys.executable}" "$@"
fi"""
_SHELL = set("|><&;$`*?#(){}\\")


class Step(NamedTuple):
    """A command of a page, in which line it stands, what it shows (None: anything), its code.

    `is_python` is a script in Python.
    """

    line: int
    command: str
    shown: str | None = None
    code: int = 0
    is_python: bool = False


def steps(text: str) -> list[Step]:
    """The steps of a page, in order."""
    found: list[Step] = []
    said: dict[str, str] = {}
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        word, value, kind, body = match.groups()
        if word == "first":
            found.append(Step(line, value))
        elif word:
            said[word] = value
        elif "printed" in said:
            found[-1] = found[-1]._replace(shown=body.strip("\n"))
        elif kind in ("sh", "console", "python") and "not run" not in said:
            script = Step(line + 1, body, is_python=kind == "python")
            found += _console(line + 1, body) if kind == "console" else [script]
            found[-1] = found[-1]._replace(code=int(said.get("ends with", 0)))
        if not word:
            said = {}
    return found


def _console(line: int, body: str) -> Iterator[Step]:
    for part in re.split(r"^(?=\$ )", body, flags=re.M):
        if part.strip():
            command, _, shown = part.removeprefix("$ ").partition("\n")
            while command.endswith("\\"):
                more, _, shown = shown.partition("\n")
                command = f"{command[:-1]}{more.removeprefix('> ')}"
            yield Step(line, command, shown.strip("\n") or None)
        line += part.count("\n")


class Desk:
    """Where a page is tried: `~/Pictures` and `~/photosort` as in a clone, and a shell.

    `shims` is a folder with `photosort`, and with a `python3` that makes a virtual environment in
    which `pip` does nothing. What was exported by a step is there in the next ones.
    """

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self.home, self.environment = home, environment
        shims = home / ".shims"
        shims.mkdir()
        _script(shims / "photosort", f'exec "{sys.executable}" -m photosort "$@"')
        _script(shims / "python3", _VENV)
        environment["PATH"] = f"{shims}:{environment['PATH']}"
        environment["PYTHONUNBUFFERED"] = "1"

    def do(self, step: Step) -> tuple[int, str]:
        """Exit code, and what a terminal shows of a step."""
        return self._python(step.command) if step.is_python else self.run(step.command)

    def _python(self, script: str) -> tuple[int, str]:
        """A script in this process; its errors are those of the test."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PATH", self.environment["PATH"])
            return python(script)

    def run(self, command: str) -> tuple[int, str]:
        """Exit code, and what a terminal shows of a command."""
        simple = "\n" not in command.strip() and not _SHELL & set(command)
        words = shlex.split(command, comments=True) if simple else []
        if words and words[0] == "photosort" and "'~" not in command:
            return in_process([os.path.expanduser(word) for word in words[1:]])
        keep = self.home / ".exported"
        script = f"set -e; trap 'export -p > {keep}' EXIT\n{command}"
        done = subprocess.run(
            ["bash", "-c", script],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=self.environment, timeout=120, check=False,
        )  # fmt: skip
        self._take(keep)
        return done.returncode, done.stdout.decode()

    def _take(self, exported: Path) -> None:
        """Take over what a step exported for photosort, here too."""
        for name, value in re.findall(r'declare -x (PHOTOSORT_\w+)="(.*)"', exported.read_text()):
            self.environment[name] = os.environ[name] = value


@contextmanager
def desk(space: Path, page: str) -> Iterator[Desk]:
    """The desk for the text of a page, below `space`."""
    with isolated(space) as environment, pytest.MonkeyPatch.context() as patch:
        home = Path(environment["HOME"])
        clone = home / "photosort"
        shutil.copytree(PICTURES, clone / "fixtures" / "pictures")
        shutil.copytree(ROOT / "docs" / "schema", clone / "docs" / "schema")
        if "<!-- pictures: family -->" in page:
            family.build(home / "Pictures", share=0.34)
        else:
            broken = shutil.ignore_patterns("Broken")
            shutil.copytree(PICTURES, home / "Pictures", ignore=broken)
        patch.chdir(clone)
        patch.setenv("COLUMNS", "80")
        patch.delenv("PHOTOSORT_LIBRARY")
        del environment["PHOTOSORT_LIBRARY"]
        yield Desk(home, environment | {"COLUMNS": "80", "PWD": str(clone)})
        for name in [each for each in os.environ if each.startswith("PHOTOSORT_")]:
            patch.delenv(name)


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


class _Terminal(io.TextIOWrapper):
    """What is written as to a terminal."""

    def isatty(self) -> bool:
        return True


def in_process(words: list[str]) -> tuple[int, str]:
    """Exit code of photosort in this process, and what a terminal of COLUMNS columns shows.

    Without colours, progress bars and pager.
    """
    both = io.BytesIO()
    out = _Terminal(both, "utf-8", write_through=True)
    err = io.TextIOWrapper(both, "utf-8", write_through=True)
    with redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PHOTOSORT_PAGER", "")
        code = app.run(words)
    return code, both.getvalue().decode()


def python(script: str) -> tuple[int, str]:
    """Exit code of a script in this process, and what it prints."""
    both = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    code = 0
    with redirect_stdout(both), redirect_stderr(both):
        try:
            exec(compile(script, "the page", "exec"), {"__name__": "__main__"})
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else leaving.code is not None
    both.seek(0)
    return int(code), both.read()


def difference(shown: str, seen: str, home: Path) -> str:
    """How what a page shows differs from what was seen; empty where it fits."""
    expected, got = (_timeless(text).splitlines() for text in (shown, _at_home(seen, home)))
    if _fits(expected, got):
        return ""
    return "\n".join(difflib.unified_diff(expected, got, "the page", "the command", lineterm=""))


def _at_home(seen: str, home: Path) -> str:
    text = seen.replace(str(home), "/home/me").strip("\n")
    return "\n".join(line.rstrip() for line in text.splitlines())


def _fits(expected: list[str], got: list[str]) -> bool:
    """Whether lines are as expected, where a line `…` stands for any lines."""
    reached = {0}  # how many lines may be what was expected so far
    for line in expected:
        if line.strip() == "…":
            reached = set(range(min(reached, default=len(got) + 1), len(got) + 1))
        else:
            pattern = re.compile(re.escape(line).replace("…", ".*"))
            reached = {at + 1 for at in reached if at < len(got) and pattern.fullmatch(got[at])}
    return len(got) in reached


def _timeless(text: str) -> str:
    """Without seconds, sizes and short ids, which may differ, and without blanks at the ends."""
    text = re.sub(r"\b\d+(\.\d+)? (s|ms|kB|MB)\b", r"N \2", text)
    text = re.sub(r"\b(person|face)-[0-9a-f]+", r"\1-ID", text)
    text = re.sub(r"(?<=  )[0-9a-f]{4,12}$", "ID", text, flags=re.M)
    return "\n".join(line.rstrip() for line in text.splitlines())


def renewed(page: str, space: Path) -> str:
    """The text of a page with what its steps show now, where they say so without `…`."""
    with desk(space, page) as here:
        for step in steps(page):
            _, seen = here.do(step)
            shown = step.shown or ""
            if shown and "…" not in shown and difference(shown, seen, here.home):
                at = page.index(shown, page.index(step.command.strip()))
                page = page[:at] + _at_home(seen, here.home) + page[at + len(shown) :]
    return page


if __name__ == "__main__":
    for file in map(Path, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as folder:
            file.write_text(renewed(file.read_text(), Path(folder)))
