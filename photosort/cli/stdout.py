"""Output of commands: printed to stdout, or kept by the command that runs it as a step."""

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

    def emit_bytes(self, lines: Iterable[bytes]) -> bool:
        """Print lines, which may be no text, as they are and as they come; whether there are any.

        Each has its own end.
        """
        some = False

        def noted() -> Iterator[bytes]:
            nonlocal some
            for line in lines:
                some = True
                yield line

        stdout: Any = sys.stdout  # see `cli.streams`
        stdout.write_bytes(noted())
        return some

    def print_json(self, document: Any) -> None:
        """Print the one JSON document of a command; undecodable bytes stay escaped."""
        sys.stdout.write(json.dumps(document, indent=2) + "\n")

    def print_list(self, documents: Iterable[Any]) -> bool:
        """Print one JSON list, written as its items come; whether there is any."""
        some = False
        for each in documents:
            text = json.dumps(each, indent=2).replace("\n", "\n  ")
            sys.stdout.write(f"{',' if some else '['}\n  {text}")
            some = True
        sys.stdout.write("\n]\n" if some else "[]\n")
        return some


class Kept(Stdout):
    """Keeps documents, and prints nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: list[Any] = []

    def emit(self, text: str) -> None:
        """Drop it."""

    def emit_lines(self, lines: Iterable[str]) -> None:
        """Drop them."""

    def emit_bytes(self, lines: Iterable[bytes]) -> bool:
        """Drop them."""
        return any(lines)

    def print_json(self, document: Any) -> None:
        """Keep it."""
        self.documents.append(document)

    def print_list(self, documents: Iterable[Any]) -> bool:
        """Keep it."""
        self.documents.append(list(documents))
        return bool(self.documents[-1])


def terminal_width() -> int:
    """Columns of the terminal; wide for a pipe, where nothing has to be truncated."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 200


def page(ids: Iterable[str] = ()) -> "Page":
    """The page that stdout is: its columns, what it can show, short forms of `ids`."""
    from photosort.report.page import Page, short_ids

    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Page(terminal_width(), sys.stdout.isatty() and not plain, short_ids(ids))
