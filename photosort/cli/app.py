"""The `photosort` command: its global options and its commands."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from photosort.cli import (
    album,
    check,
    date,
    doctor,
    exchange,
    film,
    help,
    index,
    journeys,
    label,
    library,
    moments,
    organize,
    pages,
    people,
    place,
    query,
    runs,
    schedule,
    show,
    trips,
)
from photosort.cli import run as all_steps
from photosort.cli.arguments import hoist
from photosort.cli.boundary import Call
from photosort.cli.library import status as show_status
from photosort.cli.messages import Messages
from photosort.cli.session import Session
from photosort.cli.stdout import Stdout
from photosort.cli.streams import checked_streams
from photosort.errors import UsageError
from photosort.settings.config import PlaceSettings
from photosort.settings.standard import default_config

app = typer.Typer(
    name="photosort",
    cls=pages.Root,
    help="Sort your photos into trips, places and people: offline, originals untouched.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "PHOTOSORT",
        "max_content_width": 100,
    },
)
for _part in (
    all_steps,
    index,
    trips,
    journeys,
    people,
    moments,
    organize,
    album,
    film,
    query,
    label,
    show,
    place,
    date,
    library,
    exchange,
    check,
    runs,
    schedule,
    doctor,
    help,
):
    _part.register(app)

COMPLETE_VARIABLE = "_PHOTOSORT_COMPLETE"
"""Set by the completion scripts, to the name of the shell, when they ask what could come next."""

PLACES = "photosort.places"
"""The key in the context for the place settings of the config file."""

CONFIG = "photosort.config"
"""The key in the context for the config file that was read."""

_PATHS = re.compile(r"\b(FILE|FOLDER|DEST|OUT|PATH|IMAGE)\b")
"""Words in the metavars of paths."""


def _print_version(context: typer.Context, wanted: bool) -> None:
    if not wanted:
        return
    Stdout().emit(help.version_text(verbose=bool(context.params.get("verbose"))))
    raise typer.Exit


def _read_config(context: typer.Context, file: Path | None) -> Path | None:
    from photosort.settings.config import read_config, take_places

    path = file or default_config()
    if path is None:
        return None
    known = {
        name: {parameter.name or "" for parameter in command.params}
        for name, command in context.command.commands.items()  # type: ignore[attr-defined]
    }
    options = ("library", "quiet", "verbose", "log_json", "no_pager")
    alone = (*options, "language", "place", "policy")
    config = read_config(path, {"": alone, **known})
    context.meta[CONFIG] = path
    context.meta[PLACES] = take_places(config)
    context.default_map = config
    return file


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    library: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Use the library FILE (default: library.db in the user data folder).",
            show_default=False,
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Read settings from FILE (default: config.toml in the user config folder).",
            callback=_read_config,
            is_eager=True,
            show_default=False,
        ),
    ] = None,
    quiet: Annotated[
        bool,
        typer.Option("-q", "--quiet", help="Print no messages except errors and warnings."),
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "-v",
            "--verbose",
            help="Print more; show where an unexpected error comes from.",
            is_eager=True,
        ),
    ] = False,
    log_json: Annotated[
        bool,
        typer.Option("--log-json", help="Print messages as JSON, one object a line, on stderr."),
    ] = False,
    no_pager: Annotated[
        bool,
        typer.Option(
            "--no-pager",
            help="Print long output without a pager (default pager: less).",
        ),
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "-V",
            "--version",
            help="Print the version; with -v, also the sources of the data.",
            callback=_print_version,
            is_eager=True,
            allow_from_autoenv=False,
        ),
    ] = False,
) -> int | None:
    places = context.meta.get(PLACES) or PlaceSettings()
    messages = context.find_object(Messages) or Messages()
    messages.as_json = log_json
    out = Stdout(paged=not no_pager)
    read = context.meta.get(CONFIG)
    context.obj = Session(library, read, quiet, verbose, places, messages, context, out)
    return None if context.invoked_subcommand else _bare(context)


def _bare(context: typer.Context) -> int:
    """No command: how the library stands; where there is none, how to begin."""
    current = Session.from_context(context)
    if current.path.exists():
        return show_status(current)
    current.emit(pages.short(context))
    return 0


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return the exit code; every error ends here."""
    if COMPLETE_VARIABLE in os.environ:
        from photosort.cli import completion

        return completion.answer(command(), os.environ)
    with checked_streams():
        call = Call(hoist(arguments))
        return call.run(
            lambda words, messages: command().main(
                words, prog_name="photosort", standalone_mode=False, obj=messages
            )
        )


def command() -> Any:
    """The whole command line, with its help as `pages` wants it."""
    whole: Any = typer.main.get_command(app)
    waiting: list[tuple[pages.Path, Any]] = [((), whole)]
    while waiting:
        path, each = waiting.pop()
        waiting += [((*path, name), x) for name, x in getattr(each, "commands", {}).items()]
        pages.prepare(each, path)
        for parameter in each.params:
            if parameter.type.name == "path" or _PATHS.search(parameter.metavar or ""):
                _refuse_empty(parameter)
    return whole


def _refuse_empty(parameter: Any) -> None:
    """Refuse an empty text as a file: it would mean the working folder."""
    process = parameter.process_value

    def checked(context: Any, value: Any) -> Any:
        if "" in (value if isinstance(value, list | tuple) else (value,)):
            from photosort.cli.usage import name_of

            raise UsageError(
                f"{name_of(parameter)} is empty", "name a file or folder; . is the current folder"
            )
        return process(context, value)

    parameter.process_value = checked
