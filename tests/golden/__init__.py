"""What photosort says about a believable library, as golden texts.

`python -m tests.golden` writes `WIDTH/NAME.txt` anew; read the difference before it is committed.
The library is that of `tests.family`. Ids, paths of this machine and times of runs are left out.
"""

import os
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from photosort.faces import engines
from tests import discs, family
from tests.conftest import isolated
from tests.sessions import in_process

HERE = Path(__file__).parent
WIDTHS = (80, 120)
NAMES = ("Father", "Mother", "Daughter", "Son", "Grandmother", "Grandfather")

_ID = re.compile(
    r"(?<=journey-)[0-9a-f]+|(?<=trip-)[0-9a-f]+|(?<=person-)[0-9a-f]+|(?<=moment-)[0-9a-f]+"
    r"|(?<=run-)[0-9a-f]+|(?<=  )[0-9a-f]{4,12}$",
    re.MULTILINE,
)

COMMANDS = {
    "journeys": "journeys",
    "trips": "trips",
    "trips-by-province": "trips --levels province",
    "people": "people",
    "status": "status",
    "organize": "organize ~/Elsewhere --dry-run",
    "run-again": "run --to ~/Sorted",
    "show": "show ~/Pictures/2019/IMG_00715.jpg",
    "query": "query country:Norway --limit 5",
    "countries": "query '' --group country",
    "persons": "query country:Norway --group person",
}
"""Commands that are called at each width, in this order."""

FIRST = "run ~/Pictures --to ~/Sorted"
"""What is called first, at the first of the widths only."""


@contextmanager
def library(space: Path) -> Iterator[Path]:
    """The home of a family whose pictures are in `~/Pictures`, below `space`; discs are faces."""
    with isolated(space), pytest.MonkeyPatch.context() as patch:
        patch.setitem(engines.ENGINES, "discs", discs.ENGINE)
        patch.setattr(engines, "DEFAULT", "discs")
        home = Path(os.environ["HOME"])
        family.build(home / "Pictures")
        yield home


def texts(home: Path) -> Iterator[tuple[str, str]]:
    """Each text as (file below this folder, text), in the `library` at `home`."""
    yield f"{WIDTHS[0]}/run.txt", _said(FIRST, WIDTHS[0], home)
    _name_persons()
    for width in WIDTHS:
        for name, words in COMMANDS.items():
            yield f"{width}/{name}.txt", _said(words, width, home)


def _name_persons() -> None:
    """Name the persons that are in most photos, oftenest first."""
    _, listed = in_process(["people", "list", "--json"])
    found = re.findall(r'"id": "(person-\w+)".*?"photos": (\d+)', listed, re.S)
    ordered = sorted(found, key=lambda each: (-int(each[1]), each[0]))
    for name, (person, _) in zip(NAMES, ordered, strict=False):
        assert in_process(["people", "name", person, name])[0] == 0


def _said(command: str, width: int, home: Path) -> str:
    """A command and what a terminal of `width` columns shows, without what differs each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        code, said = in_process([os.path.expanduser(word) for word in shlex.split(command)])
    ending = f"(exit code {code})\n" if code else ""
    return f"$ photosort {command}\n{_plain(said, home)}{ending}"


def _plain(said: str, home: Path) -> str:
    said = said.replace(str(home), "/home/me").replace(str(home.parent), "/home")
    said = re.sub(r"\b\d+(\.\d+)? s\b", "N s", said)
    said = re.sub(r"\b\d{4}-\d\d-\d\d \d\d:\d\d UTC(?=$|[:,])", "NOW", said, flags=re.M)
    said = _ID.sub(lambda each: "x" * len(each[0]), said)
    return "\n".join(line.rstrip() for line in said.splitlines()) + "\n"
