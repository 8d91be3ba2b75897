"""Output of commands: printed to stdout, or kept by the command that runs it as a step."""

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
        """Print the one JSON document of a command; undecodable bytes stay escaped."""
        sys.stdout.write(json.dumps(document, indent=2) + "\n")


class Kept(Stdout):
    """Keeps documents, and prints nothing."""

    def __init__(self) -> None:
        self.documents: list[Any] = []

    def emit(self, text: str) -> None:
        """Drop it."""

    def print_json(self, document: Any) -> None:
        """Keep it."""
        self.documents.append(document)


def terminal_width() -> int:
    """Columns of the terminal; wide for a pipe, where nothing has to be truncated."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 200
