"""Where the data of a command goes: to stdout, or to the command that has it as a step."""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from photosort.report.page import Page


class Stdout:
    """Prints data; where `paged`, by a pager what is longer than a terminal."""

    def __init__(self, *, paged: bool = False) -> None:
        self._paged = paged

    def emit(self, text: str) -> None:
        """Print data for people."""
        if self._paged and sys.stdout.isatty():
            self.emit_lines(text.split("\n"))
        else:
            sys.stdout.write(f"{text}\n")

    def emit_lines(self, lines: Iterable[str]) -> None:
        """Print data for people, as it comes."""
        if self._paged and sys.stdout.isatty():
            from photosort.cli import pager

            pager.show(lines, pager.chosen(os.environ))
        else:
            for line in lines:
                sys.stdout.write(f"{line}\n")

    def print_json(self, document: Any) -> None:
        """Print the one JSON document of a command; text that is no Unicode stays escaped."""
        sys.stdout.write(json.dumps(document, indent=2) + "\n")

    def write_lines(self, lines: Iterable[bytes]) -> bool:
        """Print lines as they are and as they come; whether there were any."""
        some = False

        def counted() -> Iterator[bytes]:
            nonlocal some
            for line in lines:
                some = True
                yield line

        stdout: Any = sys.stdout  # see `cli.streams`
        stdout.write_bytes(counted())
        return some


class Kept(Stdout):
    """Prints nothing, and keeps the documents."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: list[Any] = []

    def emit(self, text: str) -> None:
        """Drop it."""

    def emit_lines(self, lines: Iterable[str]) -> None:
        """Drop them."""

    def write_lines(self, lines: Iterable[bytes]) -> bool:
        """Drop them."""
        return any(lines)

    def print_json(self, document: Any) -> None:
        """Keep it."""
        self.documents.append(document)


def terminal_width() -> int:
    """Columns of the terminal; wide for a pipe, where nothing need be cut."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 200


def page(ids: Iterable[str] = ()) -> "Page":
    """The page that stdout is: its columns, what it can show, short forms of `ids`."""
    from photosort.report.page import Page, short_ids

    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Page(terminal_width(), sys.stdout.isatty() and not plain, short_ids(ids))
