"""Real shells in a terminal of their own, for tests of what the Tab key does."""

import fcntl
import os
import pty
import select
import shutil
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SETUPS = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        "PS1='ready> '; bind 'set enable-bracketed-paste off' 2> /dev/null; source {script}\n"
        "shown() {{ printf '%s' \"$READLINE_LINE\" > {out}.new; mv {out}.new {out}; }}\n"
        "bind -x '\"\\C-g\": shown'\n",
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        "PS1='ready> '; autoload -Uz compinit; compinit -u -d {out}.dump; source {script}\n"
        "shown() {{ printf '%s' \"$BUFFER\" > {out}.new; mv {out}.new {out} }}\n"
        "zle -N shown; bindkey '^G' shown\n",
    ),
    "fish": (
        ["fish", "--no-config", "-i"],
        "source {script}\n"
        "function shown; commandline -b | string collect > {out}.new; mv {out}.new {out}; end\n"
        "bind \\cg shown\n",
    ),
}
PATIENCE = 20.0


@contextmanager
def shell_in(
    name: str, folder: Path, script: str, environment: dict[str, str]
) -> "Iterator[Shell]":
    """A shell that has read the completion script. Skips the test where there is no such shell."""
    if shutil.which(name) is None:
        pytest.skip(f"NOT TESTED IN {name}: THE SHELL IS NOT INSTALLED")
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    program = programs / "photosort"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m photosort "$@"\n')
    program.chmod(0o755)
    path = f"{programs}:{os.environ.get('PATH', '/usr/bin:/bin')}"
    source = folder / f"script.{name}"
    source.write_text(script)
    shell = Shell(name, folder, source, environment | {"PATH": path, "TERM": "xterm"})
    try:
        yield shell
    finally:
        shell.close()


class Shell:
    """An interactive shell; `complete` types a line and Tab, and tells what became of it."""

    def __init__(self, name: str, folder: Path, script: Path, environment: dict[str, str]) -> None:
        command, setup = SETUPS[name]
        self._out = folder / f"line.{name}"
        self._terminal, inner = pty.openpty()
        self._process = subprocess.Popen(
            command,
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env=environment,
            cwd=folder,
            start_new_session=True,
            # fish wants the terminal to be its own
            preexec_fn=lambda: fcntl.ioctl(inner, termios.TIOCSCTTY, 0),
        )
        os.close(inner)
        self._drain(1.0)
        self._type(setup.format(script=script, out=self._out))
        self._drain(1.0)

    def complete(self, line: str) -> str:
        """The line as it is after a Tab at its end."""
        self._out.unlink(missing_ok=True)
        self._type(f"\x15{line}")  # Ctrl-U empties the line before
        self._drain(0.3)
        self._type("\t")
        end = time.monotonic() + PATIENCE
        before = None
        while time.monotonic() < end:
            self._drain(0.5)
            self._type("\x07")
            self._drain(0.2)
            text = self._out.read_text() if self._out.exists() else None
            if text is not None and text.rstrip("\n") not in (line, before):
                before = text.rstrip("\n")  # once more, until it stays
                continue
            if before is not None:
                return before
        return before if before is not None else line

    def _type(self, text: str) -> None:
        os.write(self._terminal, text.encode())

    def _drain(self, seconds: float) -> None:
        """Take what the shell prints until it has been silent for so long."""
        while select.select([self._terminal], [], [], seconds)[0]:
            try:
                if not os.read(self._terminal, 65536):
                    return
            except OSError:
                return

    def close(self) -> None:
        """End the shell."""
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)
