"""Options that have no effect beside the others that were given.

One that stands on the command line is refused: who wrote it expects something. One that stands in
the config file or the environment waits for the calls that it is for.
"""

from collections.abc import Iterable

import typer

from photosort.errors import UsageError


def is_typed(context: typer.Context, name: str) -> bool:
    """Whether an option stands on the command line."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def is_given(context: typer.Context, name: str) -> bool:
    """Whether anybody has given an option, on the command line, in the config file, …."""
    source = context.get_parameter_source(name)
    return source is not None and source.name != "DEFAULT"


def refuse_idle(context: typer.Context, names: Iterable[str], why: str, hint: str) -> None:
    """Raise `UsageError` where one of the options or arguments `names` is typed.

    `why` goes on after the name of the option, as "has no effect with --undo".
    """
    typed = [name for name in names if is_typed(context, name)]
    if typed:
        from photosort.cli.usage import name_of

        shown = next(each for each in context.command.params if each.name == typed[0])
        raise UsageError(f"{name_of(shown)} {why}", hint)
