"""The `photosort` command: global options, the commands, and the one error boundary."""

import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
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
from photosort.cli import (
    run as all_steps,
)
from photosort.cli.failures import explain, interrupted
from photosort.cli.messages import Messages
from photosort.cli.session import Session
from photosort.cli.stdout import Stdout
from photosort.cli.streams import (
    ReaderGoneError,
    StdoutError,
    checked_streams,
    discard_stdout,
)
from photosort.errors import (
    EXIT_FAILED,
    EXIT_FOUND,
    EXIT_INTERRUPTED,
    EXIT_SOME_FAILED,
    EXIT_USAGE,
    AmbiguousError,
    PhotosortError,
    UsageError,
)
from photosort.report import json as as_json
from photosort.settings.config import PlaceSettings

app = typer.Typer(
    name="photosort",
    help="Sorts your photos into trips, places and people: offline, originals untouched.",
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
"""Where the context keeps what the config file says of places."""

CONFIG = "photosort.config"
"""Where the context keeps which config file was read."""

_GLOBAL_FLAGS = ("-q", "--quiet", "-v", "--verbose", "--log-json", "--no-pager")
_GLOBAL_VALUES = ("--library", "--config")
_PATHS = re.compile(r"\b(FILE|FOLDER|DEST|OUT|PATH|IMAGE)\b")
"""What metavars of paths are made of."""
_NO_OPTION = re.compile(r"-([A-Za-z_.]+:|[(@\"]|(\d+[dhms])+$)")

_SOURCES = (
    "Place names: GeoNames (CC BY 4.0), https://www.geonames.org/",
    "Borders: Natural Earth (public domain), https://www.naturalearthdata.com/",
    "Names of countries and regions: Unicode CLDR, https://cldr.unicode.org/",
    "Time zones: timezone-boundary-builder (ODbL), by way of tzfpy",
)
"""What the data of places comes from, whose licences want it named."""


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
) -> None:
    places = context.meta.get(PLACES) or PlaceSettings()
    messages = context.find_object(Messages) or Messages()
    messages.as_json = log_json
    out = Stdout(paged=not no_pager)
    context.obj = Session(library, quiet, verbose, places, messages, context, out)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return the exit code; every error ends here."""
    if COMPLETE_VARIABLE in os.environ:
        from typer._completion_classes import completion_init

        completion_init()
    with checked_streams():
        return _Call(hoist(arguments)).run()


class _Call:
    """One call of the command line, and the boundary at which its errors become messages."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        before_dashes = arguments[: arguments.index("--")] if "--" in arguments else arguments
        self._wants_json = "--json" in before_dashes
        self._verbose = any(each in arguments for each in ("-v", "--verbose"))
        # until the options are read: what is wrong with them is told in the same way
        self._messages = Messages(as_json="--log-json" in before_dashes)

    def run(self) -> int:
        """Do it, have what was printed arrive, and return the exit code."""
        code = self._run()
        try:
            sys.stdout.flush()
        except PhotosortError as error:
            self._wants_json = False
            if code in (0, EXIT_SOME_FAILED, EXIT_FOUND):
                code = self._fail(error)
            discard_stdout()
        return code

    def _run(self) -> int:
        try:
            result = command().main(
                list(self._arguments),
                prog_name="photosort",
                standalone_mode=False,
                obj=self._messages,
            )
            if result == EXIT_INTERRUPTED:  # Typer has caught it
                return self._fail(interrupted())
            return result if isinstance(result, int) else 0
        except SystemExit as leaving:
            if not isinstance(leaving.__context__, BrokenPipeError):
                raise
            # what Typer makes of a broken pipe, which is none of ours: a worker's
            sys.stdout = getattr(sys.stdout, "wrapped", sys.stdout)
            sys.stderr = getattr(sys.stderr, "wrapped", sys.stderr)
            return self._fail(leaving.__context__)
        except (KeyboardInterrupt, typer.Abort):
            return self._fail(interrupted())
        except Exception as error:  # noqa: BLE001 - the boundary: no traceback reaches a user
            if type(error).__name__ == "NoArgsIsHelpError":
                sys.stderr.write(f"{error}\n")
                return EXIT_USAGE
            return self._fail(error)

    def _fail(self, met: BaseException) -> int:
        """Tell of an error; its exit code."""
        error = explain(met, verbose=self._verbose)
        if isinstance(error, ReaderGoneError):
            discard_stdout()
            return 0
        from photosort.report.layout import printable

        if isinstance(error, StdoutError):
            discard_stdout()
        elif self._wants_json:
            with suppress(StdoutError, ReaderGoneError):  # the error that came first is told below
                Stdout().print_json(_document(error))
        code = error.code or EXIT_FAILED
        brief = error.brief if isinstance(error, AmbiguousError) else error.message
        message = f"photosort: {printable(brief)}{_excerpt(error)}{_choices(error)}"
        self._messages.tell("error", message, printable(error.hint), code=code)
        return code


def _document(error: PhotosortError) -> dict[str, Any]:
    """An error as JSON; one of a query says where it is."""
    from photosort.query.language import ExpressionError

    document = as_json.error(error)
    if isinstance(error, ExpressionError):
        document["error"] |= {"expression": error.text, "at": error.start}
    return document


def _choices(error: PhotosortError) -> str:
    """What an ambiguous name may mean, a line each."""
    from photosort.report.layout import printable

    if not isinstance(error, AmbiguousError):
        return ""
    lines = [f"    {id}  {printable(name)}".rstrip() for id, name in error.choices]
    return "".join(f"\n{line}" for line in lines)


def _excerpt(error: PhotosortError) -> str:
    """The place in a query that is wrong, on lines of its own."""
    from photosort.query.language import ExpressionError
    from photosort.report.query import excerpt

    if not isinstance(error, ExpressionError):
        return ""
    return "\n" + excerpt(error.text, error.start, error.length)


def command() -> Any:
    """The whole command line, its help without types and variable names, which repeat the rest."""
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
    """Have an empty word for a file refused: it would be taken for the working folder."""
    process = parameter.process_value

    def checked(context: Any, value: Any) -> Any:
        if "" in (value if isinstance(value, list | tuple) else (value,)):
            name = parameter.opts[0] if parameter.param_type_name == "option" else parameter.metavar
            raise UsageError(f"{name} is empty", "name a file or folder; the current one is .")
        return process(context, value)

    parameter.process_value = checked


def hoist(arguments: Sequence[str]) -> list[str]:
    """Global options behind the command work like those before it.

    What begins like a negated term of a query, `-label:x`, or a shift, `-2h`, is told from
    options by a space.

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
