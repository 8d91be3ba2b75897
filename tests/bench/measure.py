"""Measuring whole processes: CPU seconds and peak memory, ours and a reference in turn.

CPU seconds are user and system time of the process and all its children, as `wait4` gives them:
a busy machine changes them far less than it changes the clock.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

RUNS = int(os.environ.get("PHOTOSORT_BENCH_RUNS", "3"))
"""Measured runs of each side; the median counts."""

# A process starts with the peak memory of the one that it was forked from, here pytest. So a
# small one stands between.
_LAUNCHER = """
import json, os, sys, time
report, *command = sys.argv[1:]
start = time.monotonic()
pid = os.posix_spawnp(command[0], command, os.environ)
_, status, usage = os.wait4(pid, 0)
wall = time.monotonic() - start
with open(report, "w") as file:
    json.dump([usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, wall], file)
sys.exit(os.waitstatus_to_exitcode(status) & 255)
"""


@dataclass(frozen=True)
class Usage:
    """What one process used, and what it printed; `wall` is by the clock, in seconds."""

    cpu: float
    peak_mb: float
    output: str
    wall: float = 0.0


@dataclass(frozen=True)
class Row:
    """A line of the table; `ratio` is ours over the reference's, `met` None without a target."""

    name: str
    ours: str
    reference: str
    ratio: float | None
    target: str
    met: bool | None


def measure(command: Sequence[str | Path], library: Path | None = None) -> Usage:
    """Run a command to its end, in an empty folder; it must succeed."""
    with tempfile.TemporaryDirectory() as home:
        report, printed = Path(home, "usage.json"), Path(home, "stdout")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PHOTOSORT_")}
        environment |= {"XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home}
        if library:
            environment["PHOTOSORT_LIBRARY"] = str(library)
        with printed.open("wb") as stdout:
            done = subprocess.run(
                [sys.executable, "-I", "-S", "-c", _LAUNCHER, report, *command],
                cwd=home,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=subprocess.PIPE,
                text=True,
            )
        assert done.returncode == 0, f"{command} ended with {done.returncode}: {done.stderr}"
        cpu, peak, wall = json.loads(report.read_text())
        return Usage(cpu, peak, printed.read_text(errors="replace"), wall)


def photosort(*arguments: str | Path, library: Path | None = None) -> Usage:
    """Run `photosort`."""
    return measure([sys.executable, "-m", "photosort", *arguments], library)


def in_turn(
    ours: Callable[[], Usage], reference: Callable[[], Usage]
) -> tuple[list[Usage], list[Usage]]:
    """Both sides `RUNS` times in turn, after one run of each that warms the caches."""
    ours(), reference()
    pairs = [(ours(), reference()) for _ in range(RUNS)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def cpu(usages: Sequence[Usage]) -> float:
    """The median CPU seconds."""
    return median(usage.cpu for usage in usages)


def wall(usages: Sequence[Usage]) -> float:
    """The median seconds by the clock: only where waiting for a disk is what counts."""
    return median(usage.wall for usage in usages)


def seconds(value: float) -> str:
    """`12.3 s`, `45 ms`."""
    return f"{value:.2f} s" if value >= 0.1 else f"{value * 1000:.1f} ms"


def table(rows: Sequence[Row]) -> list[str]:
    """The rows as a Markdown table."""
    lines = ["| benchmark | photosort | reference | ratio | target | met |"]
    lines.append("|---|---|---|---|---|---|")
    for row in rows:
        met = "" if row.met is None else "yes" if row.met else "NO"
        lines.append(
            f"| {row.name} | {row.ours} | {row.reference} | {_ratio(row.ratio)} |"
            f" {row.target} | {met} |"
        )
    return lines


def _ratio(ratio: float | None) -> str:
    if ratio is None:
        return ""
    return f"{ratio:.1f} ×" if ratio >= 1 else f"1/{1 / ratio:.1f}"
