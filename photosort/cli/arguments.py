"""The words of a call, before Typer reads them."""

import re
from collections.abc import Sequence

_GLOBAL_FLAGS = ("-q", "--quiet", "-v", "--verbose", "--log-json", "--no-pager")
_GLOBAL_VALUES = ("--library", "--config")
_NO_OPTION = re.compile(r"-([A-Za-z_.]+:|[(@\"]|(\d+[dhms])+$)")


def hoist(arguments: Sequence[str]) -> list[str]:
    """Move global options after the command in front of it.

    Words that start like a negated term of a query, `-label:x`, or a shift, `-2h`, get a leading
    space, so that they are not taken for options.

    >>> hoist(["index", "x", "--library", "l.db", "-q", "--", "-q"])
    ['--library', 'l.db', '-q', 'index', 'x', '--', '-q']
    """
    front: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        each = waiting.pop(0)
        if each == "--":
            return [*front, *rest, each, *waiting]
        if each in _GLOBAL_FLAGS:
            front.append(each)
        elif each in _GLOBAL_VALUES and waiting:
            front += [each, waiting.pop(0)]
        elif each.startswith(tuple(f"{name}=" for name in _GLOBAL_VALUES)):
            front.append(each)
        else:
            rest.append(f" {each}" if _NO_OPTION.match(each) else each)
    return [*front, *rest]
