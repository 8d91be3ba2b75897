"""What `check` found, as JSON and as text."""

from collections.abc import Sequence
from typing import Any

from photosort.model import Finding
from photosort.report.layout import printable


def to_json(library: str, found: Sequence[Finding]) -> dict[str, Any]:
    """The findings; `ok` if nothing is left to do."""
    return {
        "library": library,
        "ok": all(each.repaired for each in found),
        "findings": [
            {
                "kind": each.kind,
                "message": each.message,
                "count": each.count,
                "where": list(each.where),
                "hint": each.hint,
                "repaired": each.repaired,
            }
            for each in found
        ],
    }


def text(found: Sequence[Finding], *, dry_run: bool = False) -> str:
    """The findings, one paragraph each."""
    lines = []
    for each in found:
        mended = " (would be repaired)" if dry_run else " (repaired)"
        lines.append(f"{each.count:,} × {printable(each.message)}{mended if each.repaired else ''}")
        lines += [f"  {printable(where)}" for where in each.where]
        if each.count > len(each.where) > 0:
            lines.append("  …")
        if not each.repaired:
            lines.append(f"  → {printable(each.hint)}")
    return "\n".join(lines)
