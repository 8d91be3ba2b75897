"""Turns exceptions into errors for users."""

import re
from typing import Any

from photosort.errors import EXIT_INTERRUPTED, EXIT_USAGE, PhotosortError, UsageError

_WORDS = (
    (r"Invalid value for (.+?): (.*) is not a valid int(?:eger)?", "takes a whole number, not {1}"),
    (r"Invalid value for (.+?): (.*) is not a valid float", "takes a number, not {1}"),
    (r"Invalid value for (.+?): (.*) is not in the range x>=(.*)", "takes {2} or more, not {1}"),
    (r"Invalid value for (.+?): (.*) is not in the range x<=(.*)", "takes {2} or less, not {1}"),
    (
        r"Invalid value for (.+?): (.*) is not in the range (.*)<=x<=(.*)",
        "takes a number from {2} to {3}, not {1}",
    ),
    (r"Option (.+) requires an argument", "needs a value"),
    (r"Option (.+) does not take a value", "takes no value"),
    (r"Missing (?:option|argument) (.+)", "is missing"),
)
"""What Typer says of wrong words, and how it is said here."""


def explain(error: BaseException, *, verbose: bool = False) -> PhotosortError:
    """The error for an exception; `verbose` prints the traceback of unexpected ones."""
    if isinstance(error, PhotosortError):
        return error
    if verbose:
        import traceback

        traceback.print_exception(error)
    format_message: Any = getattr(error, "format_message", None)
    if format_message and getattr(error, "exit_code", None) == EXIT_USAGE:
        context = getattr(error, "ctx", None)
        return UsageError(
            plain(format_message().strip().rstrip(".")),
            f"{context.command_path if context else 'photosort'} --help shows what there is",
        )
    if isinstance(error, KeyboardInterrupt):
        return interrupted()
    if isinstance(error, OSError) and error.strerror:
        name = f": {error.filename!s}" if error.filename else ""
        return PhotosortError(f"{error.strerror}{name}")
    return PhotosortError(
        f"unexpected {type(error).__name__}: {error}",
        "a bug in photosort; the same command with -v shows where. No original was touched",
    )


def plain(message: str) -> str:
    """A message of Typer in the words of this program; one that is not known stays.

    >>> plain("Invalid value for '--limit': 'x' is not a valid int")
    "--limit takes a whole number, not 'x'"
    """
    for pattern, words in _WORDS:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            option = match[1].replace("'", "")
            return f"{option} {words.format(*match.groups())}"
    return message


def interrupted() -> PhotosortError:
    """The error for Ctrl-C."""
    error = PhotosortError(
        "interrupted", "what was finished is kept; the next run goes on from there"
    )
    error.code = EXIT_INTERRUPTED
    return error
