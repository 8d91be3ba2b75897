"""Runs commands as steps of another one, `run` or `index --watch`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import typer

from photosort.cli.session import Session
from photosort.cli.stdout import Kept

AFTER_INDEX = ("trips", "journeys", "people", "moments", "organize")
"""Commands that may follow `index`, in their order."""


def prepare(context: typer.Context, name: str, arguments: Sequence[str]) -> typer.Context:
    """The context of the command `name`, beside that of `context`.

    Its options are read from `arguments`, the config file and the environment; raises for invalid
    ones.
    """
    above: Any = context.parent
    made: typer.Context = above.command.get_command(above, name).make_context(
        name, list(arguments), parent=above
    )
    return made


def carry_out(step: typer.Context, current: Session) -> tuple[int, list[Any]]:
    """Run a prepared step: its exit code and documents, which are not printed."""
    kept = Kept()
    step.obj = replace(current, out=kept)
    with step:
        code = step.command.invoke(step)
    return code or 0, kept.documents
