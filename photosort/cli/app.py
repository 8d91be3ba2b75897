"""The `photosort` command: global options, the commands, and the one error boundary."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from photosort import __version__
from photosort.cli import (
    album,
    doctor,
    film,
    index,
    journeys,
    library,
    organize,
    place,
    show,
    trips,
)
from photosort.cli.session import Session, emit, print_json
from photosort.errors import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_USAGE, PhotosortError, UsageError
from photosort.report import json as as_json
from photosort.settings import PlaceSettings

app = typer.Typer(
    name="photosort",
    help="Sorts your photos into trips and places: offline, one library file, originals untouched.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "PHOTOSORT",
        "max_content_width": 100,
    },
)
for _part in (index, trips, journeys, organize, album, film, show, place, library, doctor):
    _part.register(app)

COMPLETE_VARIABLE = "_PHOTOSORT_COMPLETE"
"""Set by the scripts in completions/ when they ask what could come next."""

PLACES = "photosort.places"
"""Where the context keeps what the config file says of places."""

_GLOBAL_FLAGS = ("-q", "--quiet", "-v", "--verbose")
_GLOBAL_VALUES = ("--library", "--config")


def _print_version(context: typer.Context, wanted: bool) -> None:
    if not wanted:
        return
    emit(f"photosort {__version__}")
    if context.params.get("verbose"):
        emit(f"Python {sys.version.split()[0]}")
        emit("Place names: GeoNames (CC BY 4.0), https://www.geonames.org/")
        emit("Borders: Natural Earth (public domain), https://www.naturalearthdata.com/")
        emit("Names of countries and regions: Unicode CLDR, https://cldr.unicode.org/")
        emit("Time zones: timezone-boundary-builder (ODbL), by way of tzfpy")
    raise typer.Exit


def _read_config(context: typer.Context, file: Path | None) -> Path | None:
    from photosort.settings import read_config, take_places

    path = file or _default_config()
    if path is None:
        return None
    known = {
        name: {parameter.name or "" for parameter in command.params}
        for name, command in context.command.commands.items()  # type: ignore[attr-defined]
    }
    alone = ("library", "quiet", "verbose", "language", "place", "policy")
    config = read_config(path, {"": alone, **known})
    context.meta[PLACES] = take_places(config)
    context.default_map = config
    return file


def _default_config() -> Path | None:
    from platformdirs import user_config_path

    path = user_config_path("photosort", appauthor=False) / "config.toml"
    return path if path.is_file() else None


@app.callback()
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
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say only what is wrong.")] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Say more; show tracebacks.", is_eager=True)
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
) -> None:
    places = context.meta.get(PLACES) or PlaceSettings()
    context.obj = Session(library, quiet, verbose, places)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return the exit code; every error ends here."""
    arguments = hoist(arguments)
    wants_json = "--json" in _before_dashes(arguments)
    verbose = any(each in arguments for each in ("-v", "--verbose"))
    if COMPLETE_VARIABLE in os.environ:
        from typer._completion_classes import completion_init

        completion_init()
    try:
        result = command().main(list(arguments), prog_name="photosort", standalone_mode=False)
        sys.stdout.flush()
        if result == EXIT_INTERRUPTED:  # Typer has caught it
            return _fail(_interrupted(), wants_json, EXIT_INTERRUPTED)
        return result if isinstance(result, int) else 0
    except BrokenPipeError:
        # the reader has gone (| head): nothing more to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return _fail(_interrupted(), wants_json, EXIT_INTERRUPTED)
    except PhotosortError as error:
        return _fail(error, wants_json, error.code)
    except Exception as error:  # noqa: BLE001 - the boundary: no traceback reaches a user
        if type(error).__name__ == "NoArgsIsHelpError":
            emit(str(error), sys.stderr)
            return EXIT_USAGE
        if verbose:
            import traceback

            traceback.print_exc()
        problem = _explain(error)
        return _fail(problem, wants_json, problem.code)


def command() -> Any:
    """The whole command line, its help without types and variable names, which repeat the rest."""
    whole: Any = typer.main.get_command(app)
    waiting = [whole]
    while waiting:
        each = waiting.pop()
        waiting += getattr(each, "commands", {}).values()
        for parameter in each.params:
            parameter.show_envvar = False
            if parameter.param_type_name == "argument":
                parameter.display_type_rich = lambda **_: None
    return whole


def hoist(arguments: Sequence[str]) -> list[str]:
    """Global options behind the command work like those before it.

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
            rest.append(each)
    return [*front, *rest]


def _before_dashes(arguments: Sequence[str]) -> Sequence[str]:
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def _interrupted() -> PhotosortError:
    return PhotosortError(
        "interrupted", "what was finished is kept; the next run goes on from there"
    )


def _explain(error: Exception) -> PhotosortError:
    """What is wrong, for errors that are none of ours."""
    format_message: Any = getattr(error, "format_message", None)
    if format_message and getattr(error, "exit_code", None) == EXIT_USAGE:
        context = getattr(error, "ctx", None)
        return UsageError(
            format_message().strip().rstrip("."),
            f"{context.command_path if context else 'photosort'} --help shows what there is",
        )
    if isinstance(error, OSError) and error.strerror:
        name = f": {error.filename!s}" if error.filename else ""
        return PhotosortError(f"{error.strerror}{name}")
    return PhotosortError(
        f"unexpected {type(error).__name__}: {error}",
        "a bug in photosort; the same command with -v shows where. No original was touched",
    )


def _fail(error: PhotosortError, wants_json: bool, code: int) -> int:
    from photosort.report.text import printable

    if wants_json:
        document = as_json.error(error)
        document["error"]["code"] = code
        print_json(document)
    emit(f"photosort: {printable(error.message)}", sys.stderr)
    if error.hint:
        emit(f"  {printable(error.hint)}", sys.stderr)
    return code or EXIT_FAILED
