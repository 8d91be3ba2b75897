"""Runs the command line on a terminal of a size, as somebody who sits before it."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping

from tests.conftest import Argument, Result, command

_PATIENCE = 60.0


def on_terminal(
    *arguments: Argument,
    env: Mapping[str, str],
    columns: int = 80,
    rows: int = 50,
    keys: Mapping[bytes, bytes] | None = None,
) -> Result:
    """The exit code and all that was on the screen (`out`).

    `keys` are typed once something is on the screen: text → what is typed at its first sight.
    COLUMNS, LINES and NO_COLOR of the environment do not count, but for those in `env`.
    """
    main, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
    process = subprocess.Popen(
        command(*arguments),
        stdin=other,
        stdout=other,
        stderr=other,
        env={**kept, "TERM": "xterm", **env},
        preexec_fn=_take_terminal,
    )
    os.close(other)
    try:
        seen = _watch(main, dict(keys or {}))
        return Result(process.wait(_PATIENCE), seen.decode().replace("\r\n", "\n"), "")
    finally:
        process.kill()
        os.close(main)


def _take_terminal() -> None:
    os.setsid()
    # it stays ignored where the suite itself was started in the background
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _watch(main: int, keys: dict[bytes, bytes]) -> bytes:
    seen = b""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        ready, _, _ = select.select([main], [], [], 0.1)
        if not ready:
            continue
        try:
            data = os.read(main, 65536)
        except OSError:  # Linux: nobody has it open any more
            break
        if not data:
            break
        seen += data
        for text in [text for text in keys if text in seen]:
            os.write(main, keys.pop(text))
    return seen
