"""What every command needs: the library, how much to say, and the options all share."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.progress import Progress, Silent
from photosort.settings import PlaceOptions, PlaceSettings, locale_languages, split_list

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
    typer.Option(metavar="NAME", help="The engine that names places.", show_default=False),
]
Languages = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="L[,L...]",
        help="Languages of place names, best first (default: the locale).",
        show_default=False,
    ),
]
Members = Annotated[bool, typer.Option("--members", help="With the paths of the photos.")]


@dataclass(frozen=True)
class Session:
    """The global options of this call."""

    library: Path | None
    quiet: bool
    verbose: bool
    places: PlaceSettings

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

        return Store.read(self.path)

    def write(
        self, *, create: bool = False, lock_wait: float = 0, dry_run: bool = False
    ) -> "Store":
        """The library, for writing; a dry run is forgotten at the end."""
        from photosort.store import Store

        return Store.write(self.path, create=create, lock_wait=lock_wait, rehearse=dry_run)

    def say(self, text: str) -> None:
        """A message for people, on stderr."""
        if not self.quiet:
            emit(text, sys.stderr)

    def warn(self, text: str) -> None:
        """Something that is wrong, on stderr, also when quiet."""
        emit(text, sys.stderr)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Progress bars where stderr is a terminal."""
        if self.quiet or not sys.stderr.isatty():
            yield Silent()
            return
        from photosort.cli.progress import Bars

        with Bars() as bars:
            yield bars


def place_options(current: Session, geocoder: str | None, languages: str | None) -> PlaceOptions:
    """How places are to be named: by this call, else by the config file."""
    return PlaceOptions(
        geocoder=geocoder,
        languages=split_list(languages or "") or current.places.languages,
        locale=locale_languages(os.environ),
        own=current.places.own,
        policy=current.places.policy,
    )


def session(context: typer.Context) -> Session:
    """The session of a command."""
    found = context.find_object(Session)
    assert found is not None
    return found


def emit(text: str, stream: Any = None) -> None:
    """Print text that may hold characters which the stream cannot show."""
    stream = stream or sys.stdout
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")


def print_json(document: Any) -> None:
    """The one JSON document of a command; text that is no Unicode stays escaped."""
    sys.stdout.write(json.dumps(document, indent=2) + "\n")


def as_bytes(paths: list[Path]) -> list[bytes]:
    """Paths as the file system has them."""
    return [os.fsencode(path) for path in paths]


def terminal_width() -> int:
    """Columns of the terminal; wide for a pipe, where nothing need be cut."""
    import shutil

    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 200
