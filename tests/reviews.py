"""Pages of `people review` for tests: what is on one, and the file that it would save."""

import json
import re
from pathlib import Path
from typing import Any

_DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


def shown(page: Path | str) -> dict[str, Any]:
    """What a page holds."""
    text = page.read_text("utf-8") if isinstance(page, Path) else page
    found = _DATA.search(text)
    assert found
    return json.loads(found[1])


def saved(page: dict[str, Any], file: Path, *actions: dict[str, Any]) -> Path:
    """A file of corrections as the page saves it; actions are numbered from 1 on."""
    versions = {card["id"]: card["version"] for card in page["cards"] if not card["loose"]}
    lines = []
    for number, action in enumerate(actions, 1):
        own = {"n": number, **action}
        if action.get("person") in versions:
            own.setdefault("version", versions[action["person"]])
        lines.append(json.dumps(own))
    head = {"photosort_review": 1, **{key: page[key] for key in ("library", "page", "edits")}}
    body = ",\n".join(lines)
    file.write_text(f'{json.dumps(head)[:-1]},\n"actions": [\n{body}\n]}}\n', "utf-8")
    return file
