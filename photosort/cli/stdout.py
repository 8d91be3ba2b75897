"""Where the data of a command goes: to stdout, or to the command that has it as a step."""

import json
import shutil
import sys
from typing import Any


class Stdout:
    """Prints data."""

    def emit(self, text: str) -> None:
        """Print data for people."""
        sys.stdout.write(f"{text}\n")

    def print_json(self, document: Any) -> None:
        """Print the one JSON document of a command; text that is no Unicode stays escaped."""
        sys.stdout.write(json.dumps(document, indent=2) + "\n")


class Kept(Stdout):
    """Prints nothing, and keeps the documents."""

    def __init__(self) -> None:
        self.documents: list[Any] = []

    def emit(self, text: str) -> None:
        """Drop it."""

    def print_json(self, document: Any) -> None:
        """Keep it."""
        self.documents.append(document)


def terminal_width() -> int:
    """Columns of the terminal; wide for a pipe, where nothing need be cut."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 200
