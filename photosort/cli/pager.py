"""What is longer than the screen is shown by a pager, as git does it."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain

DEFAULT = "less -FRX"
"""Ends by itself where all fits, shows bold and dim, leaves the text on the screen."""

_AS_GIT_DOES: Mapping[str, str] = {"LESS": "FRX", "LV": "-c"}
"""What pagers are told that the user has told nothing."""


def chosen(environ: Mapping[str, str]) -> str:
    """The command that shows long texts; empty for none."""
    command = environ.get("PHOTOSORT_PAGER", environ.get("PAGER", DEFAULT)).strip()
    if command in ("", "cat"):
        return ""
    try:
        words = shlex.split(command)
    except ValueError:  # whatever the shell makes of it
        return command
    program = next((word for word in words if "=" not in word), "")
    return command if shutil.which(program) else ""


def show(lines: Iterable[str], command: str) -> None:
    """Print lines; by the pager `command`, if any, where they are more than the terminal holds."""
    waiting = iter(lines)
    held = _screenful(waiting) if command else []
    beyond = next(waiting, None) if command else None
    if beyond is not None:
        _page(chain(held, [beyond], waiting), command)
        return
    for line in chain(held, waiting):
        sys.stdout.write(f"{line}\n")


def _screenful(lines: Iterator[str]) -> list[str]:
    """The first lines, as many as stand on the screen with a prompt below them."""
    from photosort.report.layout import display_width

    size = shutil.get_terminal_size()
    held: list[str] = []
    rows = 0
    for line in lines:
        held.append(line)
        rows += max(1, -(-display_width(line) // size.columns))
        if rows >= size.lines - 1:
            break
    return held


def _page(lines: Iterable[str], command: str) -> None:
    """Feed the pager until all is shown or it was left, which is no error; so is Ctrl-C."""
    sys.stdout.flush()
    encoding = sys.stdout.encoding or "utf-8"
    process = subprocess.Popen(
        command, shell=True, stdin=subprocess.PIPE, env={**_AS_GIT_DOES, **os.environ}
    )
    assert process.stdin
    with suppress(BrokenPipeError, KeyboardInterrupt):
        for line in lines:
            process.stdin.write(f"{line}\n".encode(encoding, "replace"))
    with suppress(BrokenPipeError, KeyboardInterrupt):
        process.stdin.close()
    while True:
        with suppress(KeyboardInterrupt):
            process.wait()
            return
