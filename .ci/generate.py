"""Writes what is derived from the command line: completions/ and the help in the README.

`python .ci/generate.py` writes, `--check` only compares and fails where something is stale.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from typer.completion import get_completion_script

from photosort.cli.app import COMPLETE_VARIABLE

ROOT = Path(__file__).resolve().parent.parent
SHELLS = ("bash", "zsh", "fish")

_HELP = re.compile(r"(<!-- help: (.*?) -->\n```text\n).*?(```\n)", re.DOTALL)


def completions() -> dict[Path, str]:
    """The completion scripts by file."""
    return {
        ROOT / "completions" / f"photosort.{shell}": get_completion_script(
            prog_name="photosort", complete_var=COMPLETE_VARIABLE, shell=shell
        ).rstrip()
        + "\n"
        for shell in SHELLS
    }


def readme() -> dict[Path, str]:
    """The README with the help of each command as it is now."""
    path = ROOT / "README.md"
    return {path: _HELP.sub(lambda m: m[1] + _help(m[2]) + m[3], path.read_text())}


def _help(command: str) -> str:
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith("PHOTOSORT_")
    }
    return subprocess.run(
        [sys.executable, "-m", "photosort", *command.split()[1:], "--help"],
        env=environment | {"COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def main() -> int:
    """Write, or with `--check` compare."""
    stale = []
    for path, text in (completions() | readme()).items():
        if path.exists() and path.read_text() == text:
            continue
        if "--check" in sys.argv:
            stale.append(path)
        else:
            path.write_text(text)
    for path in stale:
        print(f"stale: {path.relative_to(ROOT)}; run python .ci/generate.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
