"""What every command needs: the library, how much to say, and the options all share."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli.failures import explain
from photosort.errors import PhotosortError, UsageError
from photosort.progress import Progress, Silent
from photosort.settings.config import PlaceSettings
from photosort.settings.parsing import split_list
from photosort.settings.places import PlaceOptions, locale_languages

if TYPE_CHECKING:
    from photosort.store import Store

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done, change nothing.")]
LockWait = Annotated[
    float,
    typer.Option(
        "--lock-wait", metavar="SECONDS", min=0, help="Wait so long for another run to end."
    ),
]
Geocoder = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="The engine that names places (remembered).", show_default=False
    ),
]
Languages = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="L[,L...]",
        help="Languages of place names, best first; the locale's at first (remembered).",
        show_default=False,
    ),
]
Members = Annotated[bool, typer.Option("--members", help="With the paths of the photos.")]


@dataclass(frozen=True)
class Session:
    """The global options of this call; `context` is that of the command.

    A step of `photosort run` works in the `store` that is open already.
    """

    library: Path | None
    quiet: bool
    verbose: bool
    places: PlaceSettings
    log_json: bool = False
    context: typer.Context | None = None
    store: "Store | None" = None

    @property
    def path(self) -> Path:
        """Where the library is."""
        if self.library:
            return self.library
        from platformdirs import user_data_path

        return user_data_path("photosort", appauthor=False) / "library.db"

    def read(self) -> "Store":
        """The library, for reading."""
        from photosort.store import Store

        return self._told(Store.read(self.path))

    def inspect(self) -> "Store":
        """The library as it is, of whatever version."""
        from photosort.store import Store

        return Store.inspect(self.path)

    def write(
        self,
        *,
        create: bool = False,
        lock_wait: float = 0,
        dry_run: bool = False,
        record: bool = True,
    ) -> "AbstractContextManager[Store]":
        """The library, for writing; a dry run is forgotten at the end.

        What happens inside is recorded as a run of this command.
        """
        from photosort.store import Store
        from photosort.workflow.guard import check_library

        if self.store:
            return nullcontext(self.store)
        if create:
            check_library(self.path)
        command, options = _asked(self.context) if record else ("", {})
        return self._told(
            Store.write(
                self.path,
                create=create,
                lock_wait=lock_wait,
                rehearse=dry_run,
                command=command,
                options=options,
            )
        )

    def _told(self, store: "Store") -> "Store":
        if store.migrated_from:
            self.say(
                f"Library of an older version brought up to date; a copy of it as it was is"
                f" {store.migrated_from}"
            )
        return store

    def explain(self, error: Exception) -> PhotosortError:
        """What is wrong; with -v, also where, if it is no error of ours."""
        if self.verbose and not isinstance(error, PhotosortError):
            import traceback

            traceback.print_exception(error)
        return explain(error)

    def show(self, text: str, hint: str) -> None:
        """Data for people; where there is none, a hint on stderr why, and what would give some."""
        if text:
            emit(text)
        else:
            self.say(hint)

    def say(self, text: str) -> None:
        """A message for people, on stderr."""
        if not self.quiet:
            tell("info", text)

    def warn(self, text: str) -> None:
        """Something that is wrong, on stderr, also when quiet."""
        tell("warning", text)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Progress bars where stderr is a terminal; lines of the log where one is wanted."""
        if self.log_json and not self.quiet:
            from photosort.cli.log import LoggedSteps

            yield LoggedSteps()
            return
        if self.quiet or not sys.stderr.isatty():
            yield Unseen()
            return
        from photosort.cli.progress import Bars

        with Bars() as bars:
            yield bars


class Unseen(Silent):
    """Progress where nobody sees bars; what is wrong is said all the same."""

    def warn(self, text: str) -> None:
        """See `photosort.progress.Progress`."""
        tell("warning", f"photosort: {text}")


def place_options(current: Session, geocoder: str | None, languages: str | None) -> PlaceOptions:
    """How places are to be named: by this call, else by the config file."""
    if languages is not None and not split_list(languages):
        raise UsageError("--lang names no language", "give codes as zh,en in your order")
    return PlaceOptions(
        geocoder=geocoder,
        languages=split_list(languages or "") or current.places.languages,
        locale=locale_languages(os.environ),
        own=current.places.own,
        policy=current.places.policy,
    )


def page_languages(current: Session, languages: str | None) -> PlaceOptions:
    """As `place_options`, for pages and films; raises for what they cannot be written in."""
    options = place_options(current, None, languages)
    if languages is not None:
        from photosort.workflow.languages import check_language

        for language in options.languages:
            check_language(language)
    return options


def session(context: typer.Context) -> Session:
    """The session of a command."""
    found = context.find_object(Session)
    assert found is not None
    return replace(found, context=context)


_NOT_RECORDED = ("json", "dry_run", "lock_wait", "notify_command", "result")


def _asked(context: typer.Context | None) -> tuple[str, dict[str, Any]]:
    """The command, as `trips update`, and the options that somebody set, for the record of runs."""
    if context is None:
        return "", {}
    asked: dict[str, Any] = {}
    for parameter in context.command.params:
        name = parameter.name or ""
        value = context.params.get(name)
        source = context.get_parameter_source(name)
        if name in _NOT_RECORDED or not value or source is None or source.name == "DEFAULT":
            continue
        asked[name] = _absolute(value) if parameter.type.name == "path" else value
    return context.command_path.partition(" ")[2], asked


def _absolute(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_absolute(each) for each in value]
    return os.path.abspath(os.fsdecode(value))


_log_json = False


def log_as_json(wanted: bool) -> None:
    """Whether messages are JSON, one object a line, from now on."""
    global _log_json
    _log_json = wanted


def tell(level: str, text: str, hint: str = "", **more: Any) -> None:
    """A message on stderr: text for people, or a line of the log."""
    if not _log_json:
        sys.stderr.write(f"{text}\n" + (f"  {hint}\n" if hint else ""))
        sys.stderr.flush()
        return
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    line = {"time": moment, "level": level, "message": text, **more}
    sys.stderr.write(json.dumps(line | ({"hint": hint} if hint else {})) + "\n")
    sys.stderr.flush()


def emit(text: str) -> None:
    """Print data for people."""
    sys.stdout.write(f"{text}\n")


_taken: list[Any] | None = None


@contextmanager
def taken_json() -> Iterator[list[Any]]:
    """Inside, documents go to the list and not to stdout: those of the steps of a run."""
    global _taken
    before, _taken = _taken, []
    try:
        yield _taken
    finally:
        _taken = before


def print_json(document: Any) -> None:
    """The one JSON document of a command; text that is no Unicode stays escaped."""
    if _taken is not None:
        _taken.append(document)
        return
    sys.stdout.write(json.dumps(document, indent=2) + "\n")


def as_bytes(paths: list[Path]) -> list[bytes]:
    """Paths as the file system has them."""
    return [os.fsencode(path) for path in paths]


def terminal_width() -> int:
    """Columns of the terminal; wide for a pipe, where nothing need be cut."""
    import shutil

    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 200
