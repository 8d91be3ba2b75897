"""Output of commands: printed to stdout, or kept by the command that runs it as a step."""

import json
import shutil
import sys
from collections.abc import Iterable
from typing import Any


class Stdout:
    """Prints data."""

    def emit(self, text: str) -> None:
        """Print data for people."""
        sys.stdout.write(f"{text}\n")

    def emit_bytes(self, lines: Iterable[bytes], end: bytes) -> None:
        """Print lines as they are, which may be no text, each with `end` behind it."""
        stdout: Any = sys.stdout  # see `cli.streams`
        stdout.write_bytes(each + end for each in lines)

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
        self.documents: list[Any] = []

    def emit(self, text: str) -> None:
        """Drop it."""

    def emit_bytes(self, lines: Iterable[bytes], end: bytes) -> None:
        """Drop them."""

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
