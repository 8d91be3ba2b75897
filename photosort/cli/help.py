"""`photosort help`, `version` and `completion`."""

import sys
from typing import Annotated

import typer

from photosort.cli import pages
from photosort.cli.options import Json
from photosort.cli.session import Session
from photosort.cli.signatures import add
from photosort.version import __version__

_SOURCES = (
    "Place names: GeoNames (CC BY 4.0), https://www.geonames.org/",
    "Borders: Natural Earth (public domain), https://www.naturalearthdata.com/",
    "Names of countries and regions: Unicode CLDR, https://cldr.unicode.org/",
    "Time zones: timezone-boundary-builder (ODbL), by way of tzfpy",
)
"""What the data of places comes from, whose licences want it named."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add(app, "completion", completion)
    add(app, "help", help_)
    add(app, "version", version)


def completion(
    current: Session,
    shell: Annotated[
        str, typer.Argument(metavar="SHELL", help="The SHELL to complete in: bash, zsh or fish.")
    ],
) -> int:
    """Print the completion script for a shell.

    The script completes commands and options, and what the library knows: titles of trips,
    names of persons, places, cameras, labels. The library is only read. For bash, put the first
    line below into ~/.bashrc; for zsh, the same with zsh into ~/.zshrc, after compinit.

    Examples:
      eval "$(photosort completion bash)"
      photosort completion fish > ~/.config/fish/completions/photosort.fish
    """
    from photosort.cli import shells
    from photosort.settings.parsing import check_choices

    check_choices("SHELL", (shell,), shells.SCRIPTS)
    current.emit(shells.SCRIPTS[shell].rstrip("\n"))
    return 0


def help_(
    current: Session,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="COMMAND",
            help="A COMMAND, as in trips list, or a topic: glossary or values.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Explain a command, or the words that photosort uses.

    Without COMMAND, all commands are listed, as by photosort --help.

    Examples:
      photosort help trips list
      photosort help glossary
      photosort help values
    """
    whole = current.context.find_root().command
    current.emit(pages.page(whole, words or ()))
    return 0


def version(current: Session, json: Json = False) -> int:
    """Print the version.

    With -v, the sources of the data about places are printed, too.

    Examples:
      photosort version
      photosort version -v
    """
    if json:
        current.print_json({"version": __version__, "python": _python(), "sources": _SOURCES})
    else:
        current.emit(version_text(verbose=current.verbose))
    return 0


def version_text(*, verbose: bool) -> str:
    """The version; in full with that of Python and the sources of data."""
    lines = [f"photosort {__version__}"]
    if verbose:
        lines += [f"Python {_python()}", *_SOURCES]
    return "\n".join(lines)


def _python() -> str:
    return sys.version.split()[0]
