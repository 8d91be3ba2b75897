"""The one error boundary: whatever a command meets ends here as a message and an exit code."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import typer

from photosort.cli.failures import explain, interrupted
from photosort.cli.messages import Messages
from photosort.cli.stdout import Stdout
from photosort.cli.streams import ReaderGoneError, StdoutError, discard_stdout
from photosort.errors import (
    EXIT_FAILED,
    EXIT_FOUND,
    EXIT_INTERRUPTED,
    EXIT_SOME_FAILED,
    EXIT_USAGE,
    AmbiguousError,
    PhotosortError,
)
from photosort.report import json as as_json


class Call:
    """One call of the command line, and the boundary at which its errors become messages."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        before_dashes = arguments[: arguments.index("--")] if "--" in arguments else arguments
        self._wants_json = "--json" in before_dashes
        self._verbose = any(each in arguments for each in ("-v", "--verbose"))
        # before the options are parsed, so that their errors are reported in the same form
        self._messages = Messages(as_json="--log-json" in before_dashes)

    def run(self, main: Callable[[list[str], Messages], object]) -> int:
        """Run the call, flush its output, and return the exit code."""
        code = self._run(main)
        try:
            sys.stdout.flush()
        except PhotosortError as error:
            self._wants_json = False
            if code in (0, EXIT_SOME_FAILED, EXIT_FOUND):
                code = self._fail(error)
            discard_stdout()
        return code

    def _run(self, main: Callable[[list[str], Messages], object]) -> int:
        try:
            result = main(list(self._arguments), self._messages)
            if result == EXIT_INTERRUPTED:  # Typer has caught the interrupt
                return self._fail(interrupted())
            return result if isinstance(result, int) else 0
        except SystemExit as leaving:
            if not isinstance(leaving.__context__, BrokenPipeError):
                raise
            # Typer exits on a broken pipe, but this one is that of a worker
            sys.stdout = getattr(sys.stdout, "wrapped", sys.stdout)
            sys.stderr = getattr(sys.stderr, "wrapped", sys.stderr)
            return self._fail(leaving.__context__)
        except (KeyboardInterrupt, typer.Abort):
            return self._fail(interrupted())
        except Exception as error:  # noqa: BLE001 - the boundary: no traceback reaches a user
            if type(error).__name__ == "NoArgsIsHelpError":
                sys.stderr.write(f"{error}\n")
                return EXIT_USAGE
            return self._fail(error)

    def _fail(self, met: BaseException) -> int:
        """Report an error; returns its exit code."""
        error = explain(met, verbose=self._verbose)
        if isinstance(error, ReaderGoneError):
            discard_stdout()
            return 0
        from photosort.report.layout import printable

        if isinstance(error, StdoutError):
            discard_stdout()
        elif self._wants_json:
            with suppress(StdoutError, ReaderGoneError):  # the first error is reported below
                Stdout().print_json(_document(error))
        code = error.code or EXIT_FAILED
        brief = error.brief if isinstance(error, AmbiguousError) else error.message
        message = f"photosort: {printable(brief)}{_excerpt(error)}{_choices(error)}"
        self._messages.tell("error", message, printable(error.hint), code=code)
        return code


def _document(error: PhotosortError) -> dict[str, Any]:
    """An error as JSON; an error in a query includes its position."""
    from photosort.query.language import ExpressionError

    document = as_json.error(error)
    if isinstance(error, ExpressionError):
        document["error"] |= {"expression": error.text, "at": error.start}
    return document


def _choices(error: PhotosortError) -> str:
    """The matches of an ambiguous text, one per line."""
    from photosort.report.layout import printable

    if not isinstance(error, AmbiguousError):
        return ""
    lines = [f"    {id}  {printable(name)}".rstrip() for id, name in error.choices]
    return "".join(f"\n{line}" for line in lines)


def _excerpt(error: PhotosortError) -> str:
    """The position of an error in a query, on lines of its own."""
    from photosort.query.language import ExpressionError
    from photosort.report.query import excerpt

    if not isinstance(error, ExpressionError):
        return ""
    return "\n" + excerpt(error.text, error.start, error.length)
