"""What could come next on a command line, for the scripts in `shells`."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from typer._click.core import Parameter
from typer._click.shell_completion import _resolve_context, _resolve_incomplete

from photosort.cli import shells, terms, values
from photosort.cli.arguments import hoist
from photosort.cli.asked import Asked
from photosort.cli.shells import Candidate

_EVERYTHING = 200  # a shell asks before it shows more than about a hundred


def answer(whole: Any, environment: Mapping[str, str]) -> int:
    """Print what fits the line that a shell hands over; nothing where anything is wrong."""
    import sys

    line = shells.split(environment.get("_PHOTOSORT_LINE", ""))
    breaks = environment.get("_PHOTOSORT_BREAKS", "")
    try:
        found = candidates(whole, line.words[1:], line.word)
        told = shells.answer(environment["_PHOTOSORT_COMPLETE"], found, line, breaks)
    except Exception:  # noqa: BLE001 - somebody is typing, and wants no message in the middle of it
        return 1
    sys.stdout.buffer.write(told.encode("utf-8", "surrogateescape"))
    sys.stdout.flush()
    return 0


def candidates(whole: Any, words: Sequence[str], word: str) -> list[Candidate]:
    """What may stand in place of `word`, behind `words`."""
    before = hoist(words)
    context = _resolve_context(whole, {}, "photosort", before)
    if context._protected_args or (words and words[-1] in ("--library", "--config")):
        return []  # behind a command that does not exist; a file
    # as on the command line, `-country:Japan` is no option
    typed = hoist([word])[0] if word else word
    found, rest = _resolve_incomplete(context, list(before), typed)
    rest = rest.lstrip()
    joined = word[: len(word) - len(rest)] if word.endswith(rest) else ""
    if not isinstance(found, Parameter):
        return [Candidate(x.value, x.help or "") for x in found.shell_complete(context, word)]
    fitting = _values(context, found, rest)
    return [Candidate(joined + each.value, each.text) for each in fitting][:_EVERYTHING]


def _values(context: Any, parameter: Any, word: str) -> list[Candidate]:
    given = context.params.get(parameter.name)
    asked = Asked(context, parameter, given if isinstance(given, list | tuple) else ())
    source = values.source_of(asked.path, parameter)
    if source is None:
        return []
    head = ""
    if parameter.name in values.LISTS:
        head = word[: word.rfind(",") + 1]
    elif source is values.expression:
        head = word[: word.rfind(" ") + 1] + "-" * word[word.rfind(" ") + 1 :].startswith("-")
        field, colon, _ = word[len(head) :].partition(":")
        if colon:
            source = partial(terms.values, field=field)
    taken = head.rstrip(",").split(",") if head.endswith(",") else ()
    fits = _fits(word[len(head) :])
    return [
        Candidate(head + each.value, each.text)
        for each in source(asked)
        if fits(each.value) and each.value not in taken
    ]


def _fits(word: str) -> Callable[[str], bool]:
    """Whether a value begins with a word, without regard to case and to quotes within it."""
    wanted = word.casefold().replace('"', "")
    return lambda value: value.casefold().replace('"', "").startswith(wanted)
