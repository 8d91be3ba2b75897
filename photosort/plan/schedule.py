"""Lines for cron and units for systemd that run photosort at a time of day.

Sources: crontab(5) of cronie and of Vixie's cron; systemd.service(5), systemd.timer(5) and
systemd.syntax(7).
"""

import re
import shlex
from collections.abc import Sequence
from typing import NamedTuple

from photosort.errors import UsageError

MAX_CRON_LINE = 998
"""Some crons truncate longer commands."""

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class Schedule(NamedTuple):
    """What the user may install."""

    crontab: str
    service: str
    timer: str


def parse_time(text: str) -> tuple[int, int]:
    """Hour and minute of `03:15`. Raises `UsageError`."""
    match = _TIME.fullmatch(text)
    if not match:
        raise UsageError(
            f"--at {text!r} is not a time of day", "give hours and minutes, such as 03:15"
        )
    return int(match[1]), int(match[2])


def schedule(command: Sequence[str], at: tuple[int, int]) -> Schedule:
    """A schedule that runs the words of `command` every day at `at`.

    Raises `UsageError` for a word that cron or systemd cannot express.
    """
    for word in command:
        if any(c < " " or c == "\x7f" or "\ud800" <= c <= "\udfff" for c in word):
            raise UsageError(
                f"{word!r} has characters that a crontab cannot hold",
                "give the file or folder another name, or a link with another name",
            )
    hour, minute = at
    return Schedule(
        crontab=f"{minute} {hour} * * * {cron_command(command)}",
        service=_SERVICE.format(command=systemd_command(command)),
        timer=_TIMER.format(hour=hour, minute=minute),
    )


def cron_command(command: Sequence[str]) -> str:
    r"""The words quoted for the shell of cron, where `%` is a line break and `\%` a `%`.

    Some crons also read `\\` as one backslash, so no two may be adjacent.
    """
    text = shlex.join(command)
    # shlex quotes words with a backslash, so '' adds nothing there: it closes and reopens quotes
    text = re.sub(r"\\(?=[\\%])", r"\\''", text)
    return text.replace("%", r"\%")


def systemd_command(command: Sequence[str]) -> str:
    """The words quoted for `ExecStart=`."""
    # $$ is not an escape in the path of the program
    words = ["/usr/bin/env", *command] if "$" in command[0] else command
    return " ".join(_systemd_word(word) for word in words)


def _systemd_word(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return escaped if re.fullmatch(r"[\w@%+=:,./-]+", escaped) else f'"{escaped}"'


_SERVICE = """\
[Unit]
Description=Sort new photos

[Service]
Type=oneshot
ExecStart={command}
# done, but some files could not be read: the journal lists them
SuccessExitStatus=3
# a worker that is killed for lack of memory does not end the others
OOMPolicy=continue
Nice=10
IOSchedulingClass=idle
"""

_TIMER = """\
[Unit]
Description=Sort new photos every day

[Timer]
OnCalendar=*-*-* {hour:02d}:{minute:02d}:00
Persistent=true

[Install]
WantedBy=timers.target
"""
