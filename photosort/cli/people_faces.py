"""`photosort people strangers`, `find`, `sheet` and `forget`: the faces themselves."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli.options import DryRun, Json, Printing, Writing
from photosort.cli.session import Session
from photosort.cli.signatures import add
from photosort.errors import EXIT_FOUND, UsageError

if TYPE_CHECKING:
    from photosort.model import Face
    from photosort.workflow.people.recognition import Match

Everybody = Annotated[
    bool, typer.Option("--all", help="Include persons in few photos, and those ignored.")
]


def register(group: typer.Typer) -> None:
    """Add the commands."""
    add(group, "strangers", strangers)
    add(group, "find", find)
    add(group, "sheet", sheet)
    add(group, "forget", forget)


def strangers(
    current: Session,
    *,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="List only faces in photos taken on DATE or later."),
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 4 if a face is found.")
    ] = False,
    printing: Printing,
) -> int:
    """List faces that belong to no person, newest first.

    Only faces that are good enough to be recognised are listed.

    Examples:
      photosort people strangers
      photosort people strangers --since 2023-04
    """
    from photosort.report import layout
    from photosort.report import persons as report
    from photosort.report.json import iso_day
    from photosort.settings.parsing import parse_between
    from photosort.workflow.people import recognition as workflow

    form = printing.form()
    first, last = map(iso_day, parse_between(since, options=("--since", "")))
    with current.read() as store:
        found = workflow.strangers(store, first, last)
    if form:
        current.print_list(
            form,
            report.strangers(found),
            report.STRANGER_COLUMNS,
            "Every good face belongs to a person",
        )
    else:
        for known, path, taken in found:
            when = (taken or "no date").replace("T", " ")
            where = f"{layout.printable(path)} at {report.at(known.face.box)}"
            current.emit(f"{known.id}  {when:<19}  {where}")
        current.say(f"{layout.plural(len(found), 'face')} without a person")
    return EXIT_FOUND if found and exit_code else 0


def find(
    current: Session,
    image: Annotated[
        Path,
        typer.Argument(
            metavar="IMAGE", help="The IMAGE to look at, whether it is in the library or not."
        ),
    ],
    limit: Annotated[
        int, typer.Option(metavar="N", help="At most N persons for each face, 1 to 1000.")
    ] = 5,
    json: Json = False,
) -> int:
    """Tell who is in a picture: the closest persons for each face.

    The picture need not be in the library; nothing is stored.

    Examples:
      photosort people find ~/Pictures/2023/IMG_0080.jpg
    """
    from photosort.report import layout
    from photosort.settings.parsing import check_range
    from photosort.workflow.people import recognition as workflow

    check_range("--limit", limit, 1, 1000)
    with current.read() as store:
        found = workflow.find(store, os.fsencode(image), limit)
    if json:
        current.print_json([_document(*each) for each in found])
        return 0
    for each in found:
        current.emit("\n".join(_lines(*each)))
    current.say(f"{layout.plural(len(found), 'face')} in {layout.printable(str(image))}")
    return 0


def _document(face: "Face", persons: "Sequence[Match]") -> dict[str, Any]:
    """A face in a picture and the persons closest to it."""
    from photosort.report.faces import rounded

    return {
        "box": list(face.box),
        "score": rounded(face.score),
        "quality": rounded(face.quality),
        "persons": [
            {
                "id": person.id,
                "name": person.name,
                "similarity": rounded(similarity),
                "same": same,
            }
            for person, similarity, same in persons
        ],
    }


def _lines(face: "Face", persons: "Sequence[Match]") -> list[str]:
    """As `_document`, for people."""
    from photosort.report import persons as report

    same = [
        f"  {similarity:.2f}  {report.title(person)}"
        for person, similarity, is_same in persons
        if is_same
    ]
    if not same:
        near = "".join(f" (closest: {report.title(p)}, {x:.2f})" for p, x, _ in persons[:1])
        same = [f"  no person you know{near}"]
    return [f"face at {report.at(face.box)}", *same]


def sheet(
    current: Session,
    dest: Annotated[Path, typer.Argument(metavar="FILE", help="The FILE to write, .html or .png.")],
    samples: Annotated[
        int, typer.Option(metavar="N", help="At most N faces for each person, 0 to 100.")
    ] = 8,
    everybody: Everybody = False,
    json: Json = False,
    dry_run: DryRun = False,
) -> int:
    """Make a page of all persons, on which you can name them.

    Each person has a row with name, counts, dates, cover and other faces. An .html page has a field
    for each name, and saves the names as names.csv: photosort people name --from names.csv takes
    them back in. A .png is a picture to look at.

    Examples:
      photosort people sheet people.html
      photosort people sheet people.png --samples 4
    """
    from photosort.report import layout
    from photosort.settings.parsing import check_range
    from photosort.workflow.people import sheet as workflow

    check_range("--samples", samples, 0, 100)
    with current.read() as store, current.progress() as progress:
        made = workflow.make_sheet(
            store, os.fspath(dest), samples, progress, everybody=everybody, dry_run=dry_run
        )
    if json:
        current.print_json({"path": made.path, "persons": made.persons, "crops": made.crops})
    else:
        verb = "Would show" if dry_run else "Shows"
        current.say(
            f"{layout.printable(made.path)} {verb.lower()} {layout.plural(made.persons, 'person')}"
        )
    return 0


def forget(
    current: Session,
    *,
    all_faces: Annotated[
        bool, typer.Option("--all-faces", help="Delete every face and embedding in the library.")
    ] = False,
    attributes: Annotated[
        bool,
        typer.Option(
            "--attributes",
            help="Delete age, gender, mouth and smile of all faces, and look for them no more.",
        ),
    ] = False,
    names: Annotated[
        bool, typer.Option("--names", help="Delete persons, names and corrections, too.")
    ] = False,
    how: Writing,
) -> int:
    """Delete what the library knows of faces.

    With --all-faces, names and corrections stay, so that photosort people finds the same persons
    again, unless you add --names. With --attributes alone, faces and persons stay. Photos are never
    touched.

    Examples:
      photosort people forget --attributes
      photosort people forget --all-faces --dry-run
      photosort people forget --all-faces --names
    """
    from photosort.report import layout
    from photosort.workflow.people import corrections as workflow

    if not (all_faces or attributes):
        raise UsageError("nothing to delete is given", "give --all-faces or --attributes")
    if not all_faces:
        if names:
            raise UsageError("--names goes with --all-faces", "add --all-faces")
        return _forget_attributes(current, how)
    with current.write(how) as store:
        faces, persons = workflow.forget_faces(store, names=names)
    if how.json:
        current.print_json({"faces": faces, "persons": persons if names else 0})
    else:
        verb = "Would delete" if how.dry_run else "Deleted"
        current.say(
            f"{verb} {layout.plural(faces, 'face')} with their embeddings"
            + (
                f" and {layout.plural(persons, 'person')} with names and corrections"
                if names
                else "; names and corrections stay (--names deletes them, too)"
            )
        )
    return 0


def _forget_attributes(current: Session, how: Writing) -> int:
    from photosort.report import layout
    from photosort.workflow.people import attributes as workflow

    with current.write(how) as store:
        faces = workflow.forget(store)
    if how.json:
        current.print_json({"attributes": faces})
    else:
        verb = "Would delete" if how.dry_run else "Deleted"
        whose = layout.plural(faces, "face")
        current.say(f"{verb} the attributes of {whose}; faces and persons stay")
    return 0
