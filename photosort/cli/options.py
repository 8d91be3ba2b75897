"""Options that several commands take, each declared once."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from photosort.cli.signatures import OptionGroup
from photosort.errors import UsageError


def where_option(help: str) -> Any:
    """`--where EXPR`: the files that a query finds."""
    return typer.Option(metavar="EXPR", help=help, show_default=False)


def _name(level: str) -> Any:
    return typer.Option(metavar="NAME", help=f"Name of the {level}.", show_default=False)


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
Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="Folders or files; none: all known.",
        show_default=False,
        readable=False,
    ),
]
Dest = Annotated[Path, typer.Option("--to", metavar="DEST", help="The folder to lay out.")]
Views = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="VIEW[,VIEW...]",
        help="Lay out these views, as for organize (default: place,journey).",
        show_default=False,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(metavar="N", help="Processes (default: as many as pay off).", show_default=False),
]
Limit = Annotated[int | None, typer.Option(metavar="N", help="List at most N.")]
Offset = Annotated[int, typer.Option(metavar="N", help="Skip the first N.")]
Order = Annotated[str, typer.Option(metavar="ORDER", help="asc, or desc for the reverse.")]
WithLabel = Annotated[
    list[str] | None,
    typer.Option(metavar="K=V", help="List only what has this label. May be repeated."),
]
NewTitle = Annotated[
    str | None, typer.Option(metavar="TITLE", help="Set the title; an empty TITLE removes it.")
]
NewLabels = Annotated[
    list[str] | None,
    typer.Option(metavar="K=V", help="Set a label; K= removes it. May be repeated."),
]
NewCustomId = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help="Set an id of your own; an empty TEXT removes it."),
]
Id = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="An id, a unique prefix of an id, an id of your own, or a title that matches only"
        " one.",
    ),
]
Ids = Annotated[
    list[str],
    typer.Argument(
        metavar="ID...",
        help="Ids, unique prefixes of ids, ids of your own, or titles that match only one each.",
    ),
]
Where = Annotated[
    str | None, where_option("List only what contains a photo that `query EXPR` finds.")
]
Deleted = Annotated[bool, typer.Option("--deleted", help="List what you have deleted instead.")]
Sort = Annotated[
    str,
    typer.Option(
        metavar="FIELD",
        help="Sort by start, end, title, photos, created or updated; -FIELD reverses the order.",
    ),
]


class Writing(OptionGroup):
    """Options of commands that write to the library."""

    json: Json = False
    dry_run: DryRun = False
    lock_wait: LockWait = 0


class Printing(OptionGroup):
    """Options for how a list is printed for other programs."""

    json: Json = False
    csv: Annotated[
        bool, typer.Option("--csv", help="Print comma-separated values below a header.")
    ] = False
    tsv: Annotated[
        bool, typer.Option("--tsv", help="Print tab-separated values below a header.")
    ] = False
    nl: Annotated[bool, typer.Option("--nl", help="Print JSON, one object per line.")] = False

    def form(self) -> str:
        """`json`, `csv`, `tsv` or `nl`; empty for text. Raises `UsageError` for several."""
        asked = [name for name in ("json", "csv", "tsv", "nl") if getattr(self, name)]
        if len(asked) > 1:
            both = " and ".join(f"--{name}" for name in asked)
            raise UsageError(f"{both} do not go together", "give one of them")
        return asked[0] if asked else ""


class Naming(OptionGroup):
    """Options for place names."""

    geocoder: Geocoder = None
    lang: Languages = None


class Address(OptionGroup):
    """Options for a place by the names of its levels."""

    country: Annotated[str | None, _name("country")] = None
    province: Annotated[str | None, _name("province")] = None
    city: Annotated[str | None, _name("city")] = None
    district: Annotated[str | None, _name("district")] = None
    township: Annotated[str | None, _name("township")] = None

    def given(self) -> dict[str, str]:
        """The levels that were given."""
        levels = ("country", "province", "city", "district", "township")
        names = {level: getattr(self, level) for level in levels}
        return {level: name for level, name in names.items() if name is not None}


class Filters(OptionGroup):
    """What a list is of: places, titles or names, labels, days, what holds certain photos."""

    title: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="List only what has TEXT in its title or name."),
    ] = None
    label: WithLabel = None
    since: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="DATE",
            help="List only what ends on DATE or later: 2019, 2019-07, last year; a range,"
            " 2019-07..2019-08, gives both ends.",
        ),
    ] = None
    until: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="List only what starts on DATE or earlier."),
    ] = None
    address: Address
    where: Where = None
    deleted: Deleted = False

    def parsed(self) -> dict[str, Any]:
        """As `photosort.settings.filters.Filter` has them. Raises `UsageError`."""
        from photosort.settings.parsing import parse_between, parse_labels

        first, last = parse_between(self.since, self.until)
        return {
            "title": self.title,
            "labels": parse_labels(self.label or ()),
            "first_day": first,
            "last_day": last,
            "address": self.address.given(),
            "where": self.where,
            "deleted": self.deleted,
        }


class Paging(OptionGroup):
    """Options for the order and part of a list."""

    order: Order = "asc"
    limit: Limit = None
    offset: Offset = 0

    def parsed(self) -> dict[str, Any]:
        """As `photosort.settings.filters.Filter` has them."""
        return {"order": self.order, "limit": self.limit, "offset": self.offset}


class Delivery(OptionGroup):
    """Options for delivering a result."""

    notify_command: Annotated[
        str | None,
        typer.Option(
            metavar="CMD",
            help="Run CMD by the shell at the end, with the result as JSON on its stdin.",
            show_default=False,
        ),
    ] = None
    result: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the result as JSON to FILE.", show_default=False),
    ] = None


class Selection(OptionGroup):
    """Options that select the photos of an album or a film."""

    journey: Annotated[
        str | None, typer.Option(metavar="ID", help="The photos of a journey.", show_default=False)
    ] = None
    trip: Annotated[
        str | None, typer.Option(metavar="ID", help="The photos of a trip.", show_default=False)
    ] = None
    year: Annotated[
        str | None, typer.Option(metavar="YYYY", help="The photos of a year.", show_default=False)
    ] = None
    person: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="The photos of a person, by id or name.", show_default=False
        ),
    ] = None
    moment: Annotated[
        str | None, typer.Option(metavar="ID", help="The photos of a moment.", show_default=False)
    ] = None
    where: Annotated[str | None, where_option("What a query finds.")] = None

    def given(self) -> list[tuple[str, str]]:
        """The given options, as (option, value)."""
        names = ("journey", "trip", "year", "person", "moment", "where")
        values = ((name, getattr(self, name)) for name in names)
        return [(name, value) for name, value in values if value is not None]


def as_bytes(paths: Sequence[Path] | None) -> list[bytes]:
    """Paths as bytes."""
    return [os.fsencode(path) for path in paths or ()]
