"""Delivers the result of a run to other programs: in a file, and on the stdin of a command."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from photosort.cli.failures import explain
from photosort.cli.options import Delivery
from photosort.cli.session import Session
from photosort.errors import PhotosortError, UsageError

if TYPE_CHECKING:
    from subprocess import Popen

    from photosort.output.door import Target

_RESULT = (
    rb'\{\s*"run": "run-\d{6,}",\s*"'
    rb'|\{\s*"error": \{\s*"message": "[^\n]*",\s*"hint": "[^\n]*",\s*"code": \d+\s*\}\s*\}\s*\Z'
)
"""How results begin: with their run, or with the error if there was none yet."""

_PATIENCE = 60.0  # most seconds for a notification


class Outcome:
    """Receives the document of a command."""

    document: Any = None


@contextmanager
def delivered(
    current: Session, delivery: Delivery, *, dry_run: bool, folders: Sequence[bytes] = ()
) -> Iterator[Outcome]:
    """Deliver the outcome of the block, also if it fails.

    A dry run, and a step of another run, deliver nothing; `folders` are about to be indexed.
    Raises `UsageError` before anything is done if the result file cannot be written.
    """
    outcome = Outcome()
    if current.store:
        delivery = Delivery()
    target = check_result(current, delivery, folders)
    command = delivery.notify_command
    if dry_run:
        target = command = None
    try:
        yield outcome
    except BaseException as error:
        from photosort.report import json as as_json

        document = outcome.document or as_json.error(explain(error))
        deliver(current, target, command, document)
        raise
    deliver(current, target, command, outcome.document)


def check_result(current: Session, delivery: Delivery, folders: Sequence[bytes]) -> "Target | None":
    """The target for the result, if one is wanted. Raises `UsageError`."""
    if delivery.result is None:
        return None
    from photosort.output import door
    from photosort.workflow.guard import guarding

    kind = door.Kind("a result", door.begins(_RESULT), endings=(".json",))
    with guarding(current.path, folders) as guard:
        try:
            return door.check(os.fspath(delivery.result), kind, guard)
        except PhotosortError as error:
            raise UsageError(f"--result: {error.message}", error.hint) from error


def check_dest(current: Session, dest: Path, folders: Sequence[bytes] = ()) -> None:
    """Refuse a folder that cannot be laid out, before any work. Raises `PhotosortError`."""
    from photosort.output.door import check_folder
    from photosort.workflow.guard import guarding

    with guarding(current.path, folders) as guard:
        check_folder(os.fspath(dest), guard)


def deliver(current: Session, target: "Target | None", command: str | None, document: Any) -> None:
    """Write `document` and pass it to the command; failures are not fatal, the work is done."""
    if not (target or command):
        return
    text = (json.dumps(document, indent=2) + "\n").encode()
    if target:
        try:
            target.put(text)
        except PhotosortError as error:
            current.warn_of(error, "--result")
    if command:
        problem = _notify(command, text)
        if problem:
            current.warn(f"photosort: --notify-command {problem}")


def _notify(command: str, text: bytes) -> str | None:
    """Run the command; returns what went wrong, or None.

    It gets files instead of pipes, so that nothing waits for processes that it leaves running, and
    a process group of its own, so that all of it can be ended.
    """
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
            code = _wait(process)
        except OSError as error:
            return f"cannot be run: {error.strerror}"
        except subprocess.TimeoutExpired:
            return f"did not end within {_PATIENCE:.0f} seconds"
        output.seek(0)
        said = output.read().decode(errors="replace").strip().splitlines()
    if not code:
        return None
    return f"ended with {code}" + (f": {said[-1]}" if said else "")


def _wait(process: "Popen[bytes]") -> int:
    """The exit code; whatever ends the waiting ends the process and all that it has started."""
    import signal

    try:
        return process.wait(_PATIENCE)
    except BaseException:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
