"""The keys of the config file, as lists for docs/config.md, from the code itself."""

import re
from pathlib import Path
from typing import Any

from photosort.cli.app import command
from photosort.places.tables import policy

PAGE = Path(__file__).resolve().parent.parent / "docs" / "config.md"

_PLACE = re.compile(r"(<!-- (areas|keys) -->\n).*?(<!-- end -->)", re.DOTALL)
_NOT_SET = {"help", "config", "version"}


def config_page() -> dict[Path, str]:
    """The page with areas and keys as they are now."""
    made = {
        "areas": ", ".join(f"`{area}` {code or '-'}" for area, code in policy().items()) + "\n",
        "keys": "\n".join(
            filter(None, map(_table, *zip(*command().commands.items(), strict=True)))
        ),
    }
    return {PAGE: _PLACE.sub(lambda m: f"{m[1]}\n{made[m[2]]}\n{m[3]}", PAGE.read_text())}


def _table(name: str, each: Any) -> str:
    """The keys of a command that stands in the help and has options; else nothing."""
    keys = [parameter for parameter in each.params if parameter.name not in _NOT_SET]
    if each.hidden or all(parameter.param_type_name == "argument" for parameter in keys):
        return ""
    return "\n".join(
        [
            f"### [{name}]\n",
            "| key | value | default | |",
            "| --- | --- | --- | --- |",
            *map(_row, keys),
            "",
        ]
    )


def _row(parameter: Any) -> str:
    cells = [f"`{parameter.name}`", _value(parameter), _default(parameter), _help(parameter)]
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _value(parameter: Any) -> str:
    if getattr(parameter, "is_flag", False):
        return "`true`, `false`"
    name = (parameter.metavar or parameter.type.name).strip("{}")
    number = parameter.type.name.split()[0] in ("int", "integer", "float")
    value = name if number else f'"{name}"'
    return f"`[{value}, …]`" if parameter.multiple or parameter.nargs == -1 else f"`{value}`"


def _default(parameter: Any) -> str:
    default = parameter.default
    if default is None or callable(default) or default == () or "Sentinel" in repr(default):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _help(parameter: Any) -> str:
    return re.sub(r"\s+", " ", getattr(parameter, "help", "") or "").strip()
