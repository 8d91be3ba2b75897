"""JSON Schemas of what commands print with `--json`, and of the lines of `--log-json`.

`commands` describes the documents, `nouns` what several of them hold, in `words` that become JSON
Schema. `generate.py` writes a file for each command to docs/schema/, `tests/cli/test_schemas.py`
compares them with what commands really print.
"""

import json
from pathlib import Path
from typing import Any

from .commands import COMMANDS, EVENTS
from .nouns import NOUNS
from .words import nouns_in, ref, titled

DRAFT = "https://json-schema.org/draft/2020-12/schema"
LOG = "log-json"


def schemas(folder: Path) -> dict[Path, str]:
    """The files of a folder with their texts, one for each command and one for events."""
    documents = {
        command.replace(" ", "-"): _schema(f"photosort {command} --json", each)
        for command, each in COMMANDS.items()
    }
    documents[LOG] = _schema("a line of photosort --log-json", EVENTS, fails=False)
    return {
        folder / f"{name}.json": json.dumps(each, indent=1, ensure_ascii=False) + "\n"
        for name, each in documents.items()
    }


def _schema(title: str, documents: list[dict[str, Any]], *, fails: bool = True) -> dict[str, Any]:
    told = [*documents, *([titled("if it fails", ref("error"))] if fails else [])]
    needed: dict[str, Any] = {}
    waiting = list(nouns_in(told))
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = NOUNS[name]
            waiting += nouns_in(NOUNS[name])
    return {
        "$schema": DRAFT,
        "title": title,
        "anyOf": told,
        **({"$defs": dict(sorted(needed.items()))} if needed else {}),
    }
