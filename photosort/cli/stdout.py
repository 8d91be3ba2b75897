"""Where the data of a command goes: to stdout, or to the command that has it as a step."""

import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import Any


class Stdout:
    """Prints data."""

    def emit(self, text: str) -> None:
        """Print data for people."""
        sys.stdout.write(f"{text}\n")

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
        self.documents: list[Any] = []

    def emit(self, text: str) -> None:
        """Drop it."""

    def write_lines(self, lines: Iterable[bytes]) -> bool:
        """Drop them."""
        return any(lines)

    def print_json(self, document: Any) -> None:
        """Keep it."""
        self.documents.append(document)


def terminal_width() -> int:
    """Columns of the terminal; wide for a pipe, where nothing need be cut."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 200
