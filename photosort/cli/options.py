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


def language_option(of: str) -> Any:
    """`--lang LANG`: the language of `of`, as "pages"."""
    return typer.Option(
        metavar="LANG",
        help=f"Language of the {of}, a code LANG such as en, de, fr, es, it, pt, ja, zh or ko"
        " (default: that of the place names).",
        show_default=False,
    )


def _name(level: str) -> Any:
    return typer.Option(metavar="NAME", help=f"In the {level} NAME.", show_default=False)


Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be done, and change nothing.")
]
LockWait = Annotated[
    float,
    typer.Option(
        "--lock-wait",
        metavar="SECONDS",
        min=0,
        help="Wait up to SECONDS for another run to finish; 0 or more.",
    ),
]
Geocoder = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Name places with the engine NAME: hybrid or nearest (remembered).",
        show_default=False,
    ),
]
Languages = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="LANG[,LANG...]",
        help="Name places in the first LANG that has a name, codes such as de"
        " or pt-BR; at first, the one of the locale (remembered).",
        show_default=False,
    ),
]
Members = Annotated[bool, typer.Option("--members", help="Include the paths of the photos.")]
Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="A folder or a file; without a PATH, all known folders.",
        show_default=False,
        readable=False,
    ),
]
Dest = Annotated[Path, typer.Option("--to", metavar="DEST", help="Lay out the folder DEST.")]
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
    typer.Option(
        metavar="N",
        help="Use N processes, 1 to 1024 (default: as many as are worth it).",
        show_default=False,
    ),
]
Limit = Annotated[int | None, typer.Option(metavar="N", help="List at most N; 0 or more.")]
Offset = Annotated[int, typer.Option(metavar="N", help="Skip the first N; 0 or more.")]
Order = Annotated[str, typer.Option(metavar="ORDER", help="Sort in ORDER asc or desc.")]
WithLabel = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY=VALUE", help="List only what has this label; may be given several times."
    ),
]
NewTitle = Annotated[
    str | None,
    typer.Option(metavar="TITLE", help="Set TITLE as the title; an empty one is removed."),
]
NewLabels = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY=VALUE", help="Set a label; KEY= removes it; may be given several times."
    ),
]
NewCustomId = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help="Set TEXT as an id of your own; an empty one is removed."),
]
Id = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="An id, a unique beginning of one, an id of your own, or a name or"
        " title that fits one thing only.",
    ),
]
Ids = Annotated[
    list[str],
    typer.Argument(
        metavar="ID",
        help="One ID or several: an id, a unique beginning of one, an id of"
        " your own, or a name or title that fits one thing only.",
    ),
]
Where = Annotated[
    str | None, where_option("List only what holds a photo that the query EXPR finds.")
]
Deleted = Annotated[bool, typer.Option("--deleted", help="List only what you have deleted.")]
Sort = Annotated[
    str,
    typer.Option(
        metavar="FIELD",
        help="Sort by FIELD: start, end, title, photos, created or updated;"
        " -FIELD reverses the order.",
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
    nl: Annotated[bool, typer.Option("--nl", help="Print JSON, one object a line.")] = False

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
            help='List what ends on DATE or later: 2019, 2019-07, "last year", or a'
            " range as in 2019-07..2019-08.",
        ),
    ] = None
    until: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="List what starts on DATE or earlier."),
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
            help="Run CMD in a shell at the end, with the result as JSON on its stdin.",
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
        str | None,
        typer.Option(
            metavar="ID",
            help="Choose the photos of a journey; ID may be a title.",
            show_default=False,
        ),
    ] = None
    trip: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="Choose the photos of a trip; ID may be a title.", show_default=False
        ),
    ] = None
    year: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY", help="Choose the photos of the year YYYY.", show_default=False
        ),
    ] = None
    person: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Choose the photos of a person; ID may be a name.",
            show_default=False,
        ),
    ] = None
    moment: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Choose the photos of a moment; ID may be a title.",
            show_default=False,
        ),
    ] = None
    where: Annotated[str | None, where_option("Choose the photos that the query EXPR finds.")] = (
        None
    )

    def chosen(self) -> list[tuple[str, str]]:
        """The given options, as (option, value)."""
        return [*self.given().items()]


def as_bytes(paths: Sequence[Path] | None) -> list[bytes]:
    """Paths as bytes."""
    return [os.fsencode(path) for path in paths or ()]
