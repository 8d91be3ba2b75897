"""Writes what is derived from the command line: completions/ and the keys in docs/config.md.

`python .ci/generate.py` writes, `--check` only compares and fails where something is stale.
"""

import sys
from pathlib import Path

from config_page import config_page
from typer.completion import get_completion_script

from photosort.cli.app import COMPLETE_VARIABLE

ROOT = Path(__file__).resolve().parent.parent
SHELLS = ("bash", "zsh", "fish")


def completions() -> dict[Path, str]:
    """The completion scripts by file."""
    return {
        ROOT / "completions" / f"photosort.{shell}": get_completion_script(
            prog_name="photosort", complete_var=COMPLETE_VARIABLE, shell=shell
        ).rstrip()
        + "\n"
        for shell in SHELLS
    }


def main() -> int:
    """Write, or with `--check` compare."""
    stale = []
    for path, text in (completions() | config_page()).items():
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
