"""What is laid out, where, and in which mode."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import get_args

from photosort.errors import UsageError
from photosort.model import LEVELS, Mode
from photosort.settings.parsing import check_choices

VIEWS = ("place", "trip", "journey", "person", "moment", "date", "keyword")
"""What `organize --by` can lay out, beside saved queries as `@NAME`."""

DEFAULT_VIEWS = ("place", "journey")
"""What `organize` lays out where nobody says by what."""

MODES: tuple[str, ...] = get_args(Mode)


@dataclass(frozen=True)
class OrganizeOptions:
    """Which views `organize` lays out, in which folders and mode.

    `templates` are pairs of view and pattern, see `photosort.plan.layout.templates`. `fallback` is
    the mode for what cannot be a reflink. `prune_empty` also removes folders that others emptied.
    `where` is an expression of `photosort query` that limits the photos. `take_over` lets DEST be
    that of another library, `allow_empty` lets all go that was made there. `home` also lays out
    the trips at home. `chosen`: somebody has named the views, so one whose trips, journeys, …
    nobody has looked for yet is an error; else it stays empty.
    """

    by: tuple[str, ...] = DEFAULT_VIEWS
    mode: str = "symlink"
    absolute: bool = False
    level: str | None = None
    templates: tuple[tuple[str, str], ...] = ()
    fallback: str | None = None
    prune_empty: bool = False
    where: str | None = None
    take_over: bool = False
    allow_empty: bool = False
    home: bool = False
    chosen: bool = True

    def __post_init__(self) -> None:
        check_views("--by", self.by)
        check_choices("--mode", (self.mode,), MODES)
        if self.level is not None:
            check_choices("--level", (self.level,), LEVELS)
        check_views("--template", [view for view, _ in self.templates] or VIEWS)
        if self.fallback is not None:
            check_choices("--fallback", (self.fallback,), ("copy",))
            if self.mode != "reflink":
                raise UsageError(
                    f"--fallback goes with --mode reflink, not with {self.mode}", "leave it out"
                )
        saved = sorted({x for x in self.by if x.startswith("@")})
        object.__setattr__(self, "by", (*(x for x in VIEWS if x in self.by), *saved))


def check_views(option: str, views: Collection[str]) -> None:
    """Raise `UsageError` unless `views` are some of `VIEWS`, or saved queries."""
    named = [view for view in views if not (view.startswith("@") and view[1:])]
    if named or not views:
        check_choices(option, named, VIEWS)


def parse_templates(texts: Collection[str]) -> tuple[tuple[str, str], ...]:
    """The pairs of `VIEW=PATTERN` texts. Raises `UsageError` for one without `=`."""
    pairs = {}
    for text in texts:
        view, equals, pattern = text.partition("=")
        if not equals:
            raise UsageError(
                f"--template {text!r} is not VIEW=PATTERN",
                "write it as 'trip={start:%Y}/{start:%Y-%m-%d} {title}'",
            )
        pairs[view.strip()] = pattern
    return tuple(pairs.items())
