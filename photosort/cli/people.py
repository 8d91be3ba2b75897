"""`photosort people`: find, list and show persons, and what a user says of them."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli import nouns, people_faces, people_review
from photosort.cli import people_edits as edits
from photosort.cli.idle import refuse_idle
from photosort.cli.options import Filters, Paging, Workers, Writing
from photosort.cli.session import Session, failed_code
from photosort.cli.signatures import OptionGroup, add_group
from photosort.errors import UsageError

if TYPE_CHECKING:
    from photosort.model import Person
    from photosort.report.page import Page
    from photosort.settings.people import PersonOptions
    from photosort.store import Store
    from photosort.workflow.people.scan import PeopleResult

Members = Annotated[bool, typer.Option("--members", help="Include the faces.")]


class _People(nouns.Noun["Person"]):
    """How persons are shown."""

    key = "persons"
    nothing = "No persons. Run photosort people to find some."

    def report(self) -> "nouns.Report[Person]":
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import persons

        return persons

    def ids(self, store: "Store") -> Collection[str]:
        """See `photosort.cli.nouns.Noun`."""
        return store.persons.ids()

    def changed(self, current: Session, found: "Sequence[Person]", page: "Page") -> None:
        """See `photosort.cli.nouns.Noun`."""
        from photosort.report import persons as report

        current.say(self.table(found, page) or "No persons were changed")
        for each in report.namesakes(found):
            current.say(each)


PEOPLE = _People()


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = add_group(app, "people", people)
    nouns.add_list(group, PEOPLE, list_people)
    nouns.add_show(group, PEOPLE, show_person)
    nouns.add_change(group, "name", PEOPLE, edits.name)
    nouns.add_update(group, PEOPLE, edits.update)
    nouns.add_change(group, "merge", PEOPLE, edits.merge)
    nouns.add_change(group, "split", PEOPLE, edits.split)
    nouns.add_change(group, "move", PEOPLE, edits.move)
    nouns.add_change(group, "remove", PEOPLE, edits.remove)
    nouns.add_change(group, "ignore", PEOPLE, edits.ignore)
    nouns.add_change(group, "cover", PEOPLE, edits.cover)
    nouns.add_delete(group, edits.delete)
    nouns.add_restore(group, edits.restore)
    nouns.add_undo(group, PEOPLE, edits.undo)
    people_review.register(group)
    people_faces.register(group)


class _Finding(OptionGroup):
    """Options for scanning faces and grouping them."""

    engine: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Find faces with the engine NAME: yunet-sface or dlib (default: the"
            " last one used, at first yunet-sface).",
        ),
    ] = None
    min_faces: Annotated[
        int,
        typer.Option(
            metavar="N",
            help="Start a person only from faces on N occasions or more; photos at most ten minutes"
            " apart are one occasion; 1 to 99999.",
        ),
    ] = 3
    threshold: Annotated[
        float | None,
        typer.Option(
            metavar="X",
            help="Group faces whose similarity is X or more, 0 to 1 (default: that of the engine).",
        ),
    ] = None
    gates: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Let only faces that pass the gates NAME start a person: default (75 pixels, 60"
            " degrees, quality 0.3) or imm (75 pixels, 30 degrees, quality 0.8).",
        ),
    ] = "default"
    min_face_px: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Let only faces of N pixels or more, in width and height, start a"
            " person; 0 to 99999 (default: that of --gates).",
        ),
    ] = None
    max_pose: Annotated[
        float | None,
        typer.Option(
            metavar="DEGREES",
            help="Let only faces turned by at most DEGREES start a person; 0 to 180 (default: that"
            " of --gates).",
        ),
    ] = None
    min_quality: Annotated[
        float | None,
        typer.Option(
            metavar="Q",
            help="Let only faces with a quality of Q or more start a person; 0 to 1 (default: that"
            " of --gates).",
        ),
    ] = None
    videos: Annotated[
        bool | None,
        typer.Option(
            "--videos/--no-videos",
            help="Look for faces in videos, too (remembered); needs pip install"
            " 'photosort-cli[video]'.",
            show_default=False,
        ),
    ] = None
    video_seconds: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            help="With --videos: look at one frame every SECONDS, 0.1 to 86400 (default: the"
            " last number used, at first 5).",
        ),
    ] = None
    attributes: Annotated[
        str | None,
        typer.Option(
            metavar="NAME[,NAME...]",
            help="Estimate each NAME of a face: age, gender, mouth or smile; none stops it"
            " (default: what was last asked for, at first none).",
        ),
    ] = None
    workers: Workers = None

    def parsed(self) -> "PersonOptions":
        """The validated options. Raises `UsageError`."""
        from photosort.settings.attributes import parse_attributes
        from photosort.settings.people import Gates, PersonOptions, gates

        asked = {name: getattr(self, name) for name in Gates._fields}
        return PersonOptions(
            engine=self.engine,
            min_faces=self.min_faces,
            threshold=self.threshold,
            **gates(self.gates)._asdict() | {k: v for k, v in asked.items() if v is not None},
            workers=self.workers,
            videos=self.videos,
            video_seconds=self.video_seconds,
            attributes=parse_attributes(self.attributes),
        )


def people(
    current: Session,
    finding: _Finding,
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Group again all faces that you have not corrected.")
    ] = False,
    members: Members = False,
    how: Writing,
) -> int:
    """Find faces in new photos, and the persons they belong to.

    Faces that look alike become one person. Name persons on the page that people review makes,
    or with people name; whatever you correct lasts through later runs. All of this happens on
    this machine.

    Examples:
      photosort people
      photosort people name person-29cc Carol
      photosort people --min-faces 5
      photosort people --attributes age,smile
    """
    from photosort.report import layout
    from photosort.workflow.people import scan as workflow
    from photosort.workflow.people.listing import with_members

    if not finding.videos:
        refuse_idle(
            current.context, ("video_seconds",), "has no effect without --videos", "add --videos"
        )
    options = finding.parsed()
    with current.work(how) as (store, progress):
        result = workflow.find_people(store, options, progress, rebuild=rebuild)
        persons = with_members(store, result.persons) if members else result.persons
        page = None if how.json else PEOPLE.page(store)
    PEOPLE.print_found(current, persons, _counts(result), _summary(result), page)
    if not how.json:
        if persons and not any(each.name for each in persons):
            current.say("photosort people review makes a page on which to name them")
        if result.held_back[0]:
            current.say(_held_back(*result.held_back))
        if result.failed:
            current.warn(layout.failures(result.failed))
    return failed_code(result.failed)


def _counts(result: "PeopleResult") -> dict[str, Any]:
    """The counts for the JSON document."""
    from photosort.report import json as as_json

    return {
        "engine": result.engine,
        "runtimes": None if result.runtimes is None else list(result.runtimes),
        "videos": result.videos,
        "photos": result.photos,
        "looked": result.looked,
        "looked_again": result.looked_again,
        "attributes": list(result.attributes),
        "faces": result.faces,
        "unassigned": result.unassigned,
        "created": result.created,
        "updated": result.updated,
        "failed": as_json.failures(result.failed),
        "unlisted": result.unlisted,
        "held_back": {"persons": result.held_back[0], "faces": result.held_back[1]},
    }


def _summary(result: "PeopleResult") -> str:
    from photosort.report.layout import plural

    return (
        f"{plural(len(result.persons), 'person')} in {plural(result.photos, 'photo')}:"
        f" {result.created:,} new, {result.updated:,} changed;"
        f" {plural(result.faces, 'face')}"
        + (f", {result.unassigned:,} without a person" if result.unassigned else "")
    )


def _held_back(persons: int, faces: int) -> str:
    from photosort.report.layout import plural

    return (
        f"{plural(persons, 'person')} held back: {plural(faces, 'face')} too small, turned or"
        " blurred to start one (--min-face-px, --max-pose, --min-quality)"
    )


def list_people(
    *,
    name: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="List only persons with TEXT in their name."),
    ] = None,
    filters: Filters,
    sort: Annotated[
        str,
        typer.Option(
            metavar="FIELD",
            help="Sort by FIELD: faces, name, photos, first_seen, last_seen,"
            " created or updated; -FIELD reverses the order.",
        ),
    ] = "faces",
    paging: Paging,
    everybody: people_faces.Everybody = False,
    members: Members = False,
) -> nouns.Work["nouns.Listed[Person]"]:
    """List the persons: those with a name, and those in enough photos.

    Examples:
      photosort people list
      photosort people list --sort name --csv
      photosort people list --where 'country:Japan' --all
    """
    from photosort.settings.filters import PERSON_SORTS, Filter
    from photosort.workflow.people import listing

    asked = filters.parsed() | {"title": filters.title if name is None else name}
    if None not in (name, filters.title):
        raise UsageError("--name and --title are the same", "give one of them")
    wanted = Filter(sort=sort, sorts=PERSON_SORTS, everybody=everybody, **asked, **paging.parsed())

    def work(store: "Store") -> "nouns.Listed[Person]":
        found, unlisted = listing.list_persons(store, wanted)
        if members:
            found = listing.with_members(store, found)
        others = f"{unlisted:,} more in few photos or hidden; --all lists everybody"
        return nouns.Listed(found, others if unlisted else "", wanted.narrows)

    return work


def show_person(id: edits.PersonId, members: Members = False) -> nouns.Work["Person"]:
    """Show one person.

    Examples:
      photosort people show Alice
      photosort people show Alice --members --json
    """
    from photosort.workflow.people import listing

    def work(store: "Store") -> "Person":
        found = listing.show_person(store, id)
        return listing.with_members(store, [found])[0] if members else found

    return work
