"""The `photosort` command: its global options and its commands."""

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from photosort import __version__
from photosort.cli import (
    album,
    check,
    date,
    doctor,
    exchange,
    film,
    index,
    journeys,
    label,
    library,
    moments,
    organize,
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

app = typer.Typer(
    name="photosort",
    help="Sorts your photos into trips, places and people: offline, originals untouched.",
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
):
    _part.register(app)

COMPLETE_VARIABLE = "_PHOTOSORT_COMPLETE"
"""Set by the scripts in completions/ when they ask what could come next."""

PLACES = "photosort.places"
"""The key in the context for the place settings of the config file."""

CONFIG = "photosort.config"
"""The key in the context for the config file that was read."""

_PATHS = re.compile(r"\b(FILE|FOLDER|DEST|OUT|PATH|IMAGE)\b")
"""Words in the metavars of paths."""
_SOURCES = (
    "Place names: GeoNames (CC BY 4.0), https://www.geonames.org/",
    "Borders: Natural Earth (public domain), https://www.naturalearthdata.com/",
    "Names of countries and regions: Unicode CLDR, https://cldr.unicode.org/",
    "Time zones: timezone-boundary-builder (ODbL), by way of tzfpy",
)
"""Sources of place data, which their licences require us to name."""


def _print_version(context: typer.Context, wanted: bool) -> None:
    if not wanted:
        return
    lines = [f"photosort {__version__}"]
    if context.params.get("verbose"):
        lines += [f"Python {sys.version.split()[0]}", *_SOURCES]
    Stdout().emit("\n".join(lines))
    raise typer.Exit


def _read_config(context: typer.Context, file: Path | None) -> Path | None:
    from photosort.settings.config import read_config, take_places

    path = file or _default_config()
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


def _default_config() -> Path | None:
    from platformdirs import user_config_path

    path = user_config_path("photosort", appauthor=False) / "config.toml"
    return path if path.is_file() else None


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    library: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The library, one SQLite file.", show_default=False),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The config file (TOML).",
            callback=_read_config,
            is_eager=True,
            show_default=False,
        ),
    ] = None,
    quiet: Annotated[
        bool,
        typer.Option("-q", "--quiet", help="Print no messages, only data and what is wrong."),
    ] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Say more; show tracebacks.", is_eager=True)
    ] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Messages as JSON, one object a line, on stderr.")
    ] = False,
    no_pager: Annotated[
        bool,
        typer.Option(
            "--no-pager",
            help="Print long output without a pager (PHOTOSORT_PAGER or PAGER; default: less).",
        ),
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the version.",
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
    """No command: how the library stands; where there is none, what commands there are."""
    current = Session.from_context(context)
    if current.path.exists():
        return show_status(current)
    current.emit(context.get_help())
    return 0


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return the exit code; every error ends here."""
    if COMPLETE_VARIABLE in os.environ:
        from typer._completion_classes import completion_init

        completion_init()
    with checked_streams():
        call = Call(hoist(arguments))
        return call.run(
            lambda words, messages: command().main(
                words, prog_name="photosort", standalone_mode=False, obj=messages
            )
        )


def command() -> Any:
    """The whole command line; help without types and variable names, which are redundant."""
    whole: Any = typer.main.get_command(app)
    waiting = [whole]
    while waiting:
        each = waiting.pop()
        waiting += getattr(each, "commands", {}).values()
        for parameter in each.params:
            parameter.show_envvar = False
            if parameter.type.name == "path" or _PATHS.search(parameter.metavar or ""):
                _refuse_empty(parameter)
            if parameter.param_type_name == "argument":
                parameter.display_type_rich = lambda **_: None
    return whole


def _refuse_empty(parameter: Any) -> None:
    """Refuse an empty text as a file: it would mean the working folder."""
    process = parameter.process_value

    def checked(context: Any, value: Any) -> Any:
        if "" in (value if isinstance(value, list | tuple) else (value,)):
            name = parameter.opts[0] if parameter.param_type_name == "option" else parameter.metavar
            raise UsageError(f"{name} is empty", "name a file or folder; the current one is .")
        return process(context, value)

    parameter.process_value = checked
