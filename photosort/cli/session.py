"""What every command needs: the global options, the library, where to print."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from photosort.cli.failures import explain
from photosort.cli.idle import is_given
from photosort.cli.log import LoggedSteps, Unseen
from photosort.cli.messages import Messages
from photosort.cli.options import Naming, Writing
from photosort.cli.stdout import Stdout
from photosort.errors import EXIT_SOME_FAILED, PhotosortError, UsageError
from photosort.progress import Progress
from photosort.settings.config import PlaceSettings
from photosort.settings.parsing import split_list
from photosort.settings.places import PlaceOptions, locale_languages
from photosort.settings.standard import default_library

if TYPE_CHECKING:
    from photosort.store import Store


@dataclass(frozen=True)
class Session:
    """The global options of this call, and what a command does with them.

    `config` is the file that was read, `context` that of the command, `messages` takes what is
    told, `out` the data. A step of `photosort run` works in the `store` that is open already.
    """

    library: Path | None
    config: Path | None
    quiet: bool
    verbose: bool
    places: PlaceSettings
    messages: Messages
    context: typer.Context
    out: Stdout = field(default_factory=Stdout)
    store: "Store | None" = None

    @classmethod
    def from_context(cls, context: typer.Context) -> "Session":
        """The session of a command."""
        found = context.find_object(Session)
        assert found is not None
        return replace(found, context=context)

    @property
    def path(self) -> Path:
        """The path of the library."""
        return self.library or default_library()

    def read(self) -> "Store":
        """The library, for reading."""
        from photosort.store import Store

        return self._told(Store.read(self.path))

    def inspect(self) -> "Store":
        """The library as it is, of any version."""
        from photosort.store import Store

        return Store.inspect(self.path)

    def write(
        self, how: Writing, *, create: bool = False, record: bool = True
    ) -> "AbstractContextManager[Store]":
        """The library, for writing; a dry run is rolled back at the end.

        The block is recorded as a run of this command.
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
                lock_wait=how.lock_wait,
                rehearse=how.dry_run,
                command=command,
                options=options,
            )
        )

    @contextmanager
    def work(self, how: Writing, *, create: bool = False) -> "Iterator[tuple[Store, Progress]]":
        """The library, for writing, and progress, for long-running work."""
        with self.write(how, create=create) as store, self.progress() as progress:
            yield store, progress

    def _told(self, store: "Store") -> "Store":
        if store.migrated_from:
            self.say(
                "The library was of an older version and has been updated; its old state is kept in"
                f" {store.migrated_from}"
            )
        return store

    def explain(self, error: Exception) -> PhotosortError:
        """The error for an exception; with -v, prints the traceback of unexpected ones."""
        return explain(error, verbose=self.verbose)

    def emit(self, text: str) -> None:
        """Print data for people."""
        self.out.emit(text)

    def emit_lines(self, lines: Iterable[str]) -> None:
        """Data for people, a line after another as they come."""
        self.out.emit_lines(lines)

    def print_json(self, document: Any) -> None:
        """Print the one JSON document of a command."""
        self.out.print_json(document)

    def print_list(
        self,
        form: str,
        documents: "Iterable[Mapping[str, Any]]",
        columns: Sequence[str],
        nothing: str,
    ) -> None:
        """A list for other programs, in a form that `options.Printing` names."""
        from photosort.report import tabular

        if form == "json":
            self.print_json(list(documents))
        elif not self.out.emit_bytes(tabular.lines(form, documents, columns)):
            self._say_if(nothing)

    def tell_unknown(
        self, store: "Store", where: str | None, address: "Mapping[str, str] | None" = None
    ) -> bool:
        """Say which values of a query, and which places, nothing in the library has.

        Returns whether there are any.
        """
        from photosort.workflow.vocabulary import unknown_in

        unknown = unknown_in(store, where or "", address)
        for each in unknown:
            self.say(f"photosort: {each}")
        return bool(unknown)

    def show(self, text: str, hint: str) -> None:
        """Print data for people; if there is none, a hint on stderr how to get some."""
        if text:
            self.emit(text)
        else:
            self._say_if(hint)

    def _say_if(self, hint: str) -> None:
        """Say why there is nothing, unless that was said already."""
        if hint:
            self.say(hint)

    def say(self, text: str) -> None:
        """Print a message on stderr, unless quiet."""
        if not self.quiet:
            self.messages.tell("info", text)

    def warn(self, text: str, hint: str = "") -> None:
        """Print a warning on stderr, even if quiet."""
        self.messages.tell("warning", text, hint)

    def warn_of(self, error: PhotosortError, subject: str = "") -> None:
        """Print an error that does not end the command; `subject` is what failed."""
        before = f"{subject}: " if subject else ""
        self.warn(f"photosort: {before}{error.message}", error.hint)

    def warn_failed(self, failed: "Sequence[tuple[bytes | str, str]]") -> None:
        """Print what failed, and why."""
        from photosort.report.layout import printable

        for path, why in failed:
            self.warn(f"photosort: {printable(path)} {printable(why)}")

    def place_options(self, naming: Naming) -> PlaceOptions:
        """The options for place names: from this call, else from the config file."""
        languages = split_list(naming.lang or "")
        if naming.lang is not None and not languages:
            raise UsageError("--lang is empty", "give codes in your order, such as zh,en")
        return PlaceOptions(
            geocoder=naming.geocoder,
            languages=languages or self.places.languages,
            locale=locale_languages(os.environ),
            own=self.places.own,
            policy=self.places.policy,
        )

    def page_languages(self, languages: str | None) -> PlaceOptions:
        """As `place_options`, for pages and films; raises for unsupported languages."""
        options = self.place_options(Naming(lang=languages))
        if languages is not None:
            from photosort.workflow.languages import check_language

            for language in options.languages:
                check_language(language)
        return options

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Progress bars if stderr is a terminal; lines of the log if that is wanted."""
        if self.messages.as_json and not self.quiet:
            yield LoggedSteps(self.messages)
            return
        if self.quiet or not sys.stderr.isatty():
            yield Unseen(self.messages)
            return
        from photosort.cli.progress import Bars

        with Bars().drawn() as bars:
            yield bars


def failed_code(failed: object) -> int:
    """The exit code if some of the work may have failed."""
    return EXIT_SOME_FAILED if failed else 0


_NOT_RECORDED = ("json", "dry_run", "lock_wait", "notify_command", "result")


def _asked(context: typer.Context) -> tuple[str, dict[str, Any]]:
    """The command, such as `trips update`, and the given options, for the record of runs."""
    asked: dict[str, Any] = {}
    for parameter in context.command.params:
        name = parameter.name or ""
        value = context.params.get(name)
        if name in _NOT_RECORDED or not value or not is_given(context, name):
            continue
        asked[name] = _absolute(value) if parameter.type.name == "path" else value
    return context.command_path.partition(" ")[2], asked


def _absolute(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_absolute(each) for each in value]
    return os.path.abspath(os.fsdecode(value))
