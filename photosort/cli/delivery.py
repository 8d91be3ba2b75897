"""What a run came to, for other programs: in a file, and on the stdin of a command."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from photosort.cli.failures import explain
from photosort.cli.session import Session
from photosort.errors import UsageError

NotifyCommand = Annotated[
    str | None,
    typer.Option(
        metavar="CMD",
        help="Run CMD by the shell at the end, with the result as JSON on its stdin.",
        show_default=False,
    ),
]
ResultFile = Annotated[
    Path | None,
    typer.Option(
        "--result", metavar="FILE", help="Write the result as JSON to FILE.", show_default=False
    ),
]

_PATIENCE = 60.0  # seconds that a notification may take


class Outcome:
    """Where a command puts its document."""

    document: Any = None


@contextmanager
def delivered(
    current: Session, file: Path | None, command: str | None, *, dry_run: bool
) -> Iterator[Outcome]:
    """Hand over the outcome of what is done inside, also when it fails.

    A dry run and a step of a greater run hand over nothing. Raises `UsageError`, before anything
    is done, for a file that cannot be the result's.
    """
    outcome = Outcome()
    if dry_run or current.store:
        file = command = None
    if file:
        check_result(file)
    try:
        yield outcome
    except BaseException as error:
        from photosort.report import json as as_json

        document = outcome.document or as_json.error(explain(error))
        deliver(current, file, command, document)
        raise
    deliver(current, file, command, outcome.document)


def check_result(file: Path) -> None:
    """Raise `UsageError` for a file that holds anything else, a photo above all."""
    if not file.parent.is_dir():
        raise UsageError(f"--result: there is no folder {file.parent}", "make it first")
    if not os.path.lexists(file):
        return
    if file.is_symlink() or not file.is_file():
        raise UsageError(f"--result: {file} is no plain file", "name another one")
    with file.open("rb") as opened:
        if opened.read(1) not in (b"", b"{"):
            raise UsageError(f"--result: {file} holds something else", "name another file")


def deliver(current: Session, file: Path | None, command: str | None, document: Any) -> None:
    """Write `document` and hand it to the command; neither failure is fatal: the work is done."""
    if not (file or command):
        return
    text = (json.dumps(document, indent=2) + "\n").encode()
    if file:
        try:
            _write(file, text)
        except OSError as error:
            current.warn(f"photosort: cannot write the result to {file}: {error.strerror}")
    if command:
        problem = _notify(command, text)
        if problem:
            current.warn(f"photosort: --notify-command {problem}")


def _write(file: Path, text: bytes) -> None:
    temporary = Path(f"{file}.{os.getpid()}.tmp")
    try:
        with temporary.open("xb") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(temporary, file)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise


def _notify(command: str, text: bytes) -> str | None:
    """What went wrong, or None.

    Files instead of pipes, so that nobody waits for what the command leaves running. A group of
    its own, so that all of it can be ended.
    """
    import signal
    import subprocess
    import tempfile

    with tempfile.TemporaryFile() as document, tempfile.TemporaryFile() as output:
        document.write(text)
        document.seek(0)
        try:
            process = subprocess.Popen(
                command,
                shell=True,
                stdin=document,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            return f"cannot be run: {error.strerror}"
        try:
            code = process.wait(_PATIENCE)
        except BaseException as error:
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if isinstance(error, subprocess.TimeoutExpired):
                return f"did not end within {_PATIENCE:.0f} seconds"
            raise
        output.seek(0)
        said = output.read().decode(errors="replace").strip().splitlines()
    if not code:
        return None
    return f"ended with {code}" + (f": {said[-1]}" if said else "")
