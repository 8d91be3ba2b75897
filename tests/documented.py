"""Runs the console blocks of a page of docs and compares what they print.

A line `$ command` is run; the lines below it are what stderr and stdout print, in this order. `…`
alone on a line stands for any lines, `…` within a line for any text. Seconds may differ.
"""

import os
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECONDS = re.compile(r"\d[\d.,]* (s|min|h)\b")


class Example(NamedTuple):
    """A command as it is typed, and the lines that it prints."""

    typed: str
    printed: list[str]

    @property
    def words(self) -> list[str]:
        """The arguments, as the shell gives them to photosort."""
        program, *words = shlex.split(self.typed)
        assert program == "photosort", self.typed
        return [os.path.expanduser(word) for word in words]


def examples(page: Path) -> Iterator[Example]:
    """The commands of a page with what they print, in order."""
    for block in _BLOCK.findall(page.read_text()):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            typed, *printed = part.rstrip("\n").split("\n")
            yield Example(typed, printed)


def check(page: Path, run: Callable[[list[str]], tuple[str, str]]) -> int:
    """Run all examples, `run` returns stderr and stdout; returns how many there were."""
    count = 0
    for count, example in enumerate(examples(page), start=1):  # noqa: B007 - the last one counts
        said = "".join(run(example.words)).replace(os.path.expanduser("~"), "/home/me")
        wanted = "\n".join(example.printed)
        assert _pattern(wanted).fullmatch(_seconds(said).rstrip("\n")), (
            f"{page.name}: $ {example.typed}\n{said}"
        )
    return count


def _seconds(text: str) -> str:
    return _SECONDS.sub("N s", text)


def _pattern(wanted: str) -> re.Pattern[str]:
    lines = []
    for line in _seconds(wanted).split("\n"):
        lines.append("(?s:.*?)" if line == "…" else ".*?".join(map(re.escape, line.split("…"))))
    return re.compile("\n".join(lines))
