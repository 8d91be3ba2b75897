"""`photosort people strangers`, `find`, `sheet` and `forget`: the faces themselves."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli.options import DryRun, Json, Printing, Writing
from photosort.cli.session import Session
from photosort.cli.signatures import add
from photosort.errors import EXIT_FOUND, UsageError

if TYPE_CHECKING:
    from photosort.model import Face, Person

    _Closest = list[tuple[Person, float]]

Everybody = Annotated[
    bool, typer.Option("--all", help="Also who is in few photos, and who is ignored.")
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
        typer.Option(
            metavar="DATE", help="Only faces in photos taken on DATE or later, as last month."
        ),
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 4 if there are any.")
    ] = False,
    printing: Printing,
) -> int:
    """List good faces of nobody you know, newest first."""
    from photosort.report import layout
    from photosort.report import persons as report
    from photosort.settings.parsing import parse_between
    from photosort.workflow.people import recognition as workflow

    form = printing.form()
    first, last = (
        None if each is None else layout.day(each).isoformat()
        for each in parse_between(since, options=("--since", ""))
    )
    with current.read() as store:
        found = workflow.strangers(store, first, last)
    if form:
        current.print_list(
            form, report.strangers(found), report.STRANGER_COLUMNS, "No faces of nobody you know"
        )
    else:
        for known, path, taken in found:
            when = (taken or "no date").replace("T", " ")
            where = f"{layout.printable(path)} at {report.at(known.face.box)}"
            current.emit(f"{known.id}  {when:<19}  {where}")
        current.say(f"{layout.plural(len(found), 'face')} of nobody you know")
    return EXIT_FOUND if found and exit_code else 0


def find(
    current: Session,
    image: Annotated[Path, typer.Argument(metavar="IMAGE", help="Any picture.")],
    limit: Annotated[int, typer.Option(metavar="N", help="Persons a face.")] = 5,
    json: Json = False,
) -> int:
    """Who is this? The closest persons for each face in IMAGE.

    IMAGE may be any picture; nothing is stored.
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


def _document(face: "Face", persons: "_Closest", least: float) -> dict[str, Any]:
    """A face in a picture and the persons closest to it; the same from a similarity of `least`."""
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
                "same": similarity >= least,
            }
            for person, similarity in persons
        ],
    }


def _lines(face: "Face", persons: "_Closest", least: float) -> list[str]:
    """As `_document`, for people."""
    from photosort.report import persons as report

    same = [
        f"  {similarity:.2f}  {report.title(person)}"
        for person, similarity in persons
        if similarity >= least
    ]
    if not same:
        near = "".join(f" (closest: {report.title(p)}, {x:.2f})" for p, x in persons[:1])
        same = [f"  nobody you know{near}"]
    return [f"face at {report.at(face.box)}", *same]


def sheet(
    current: Session,
    dest: Annotated[Path, typer.Argument(metavar="FILE", help="Where to: a .html or .png.")],
    samples: Annotated[int, typer.Option(metavar="N", help="Faces a person.")] = 8,
    everybody: Everybody = False,
    json: Json = False,
    dry_run: DryRun = False,
) -> int:
    """Make a contact sheet to look at and to name persons.

    A row a person: name, counts, dates, cover and other faces. The page has a field for each name
    and saves them as names.csv, which photosort people name --from names.csv takes back.
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
        bool, typer.Option("--all-faces", help="Every face and embedding in the library.")
    ] = False,
    names: Annotated[
        bool, typer.Option("--names", help="Persons, names and corrections, too.")
    ] = False,
    how: Writing,
) -> int:
    """Delete what the library knows of faces. Photos are never touched."""
    from photosort.report import layout
    from photosort.workflow.people import corrections as workflow

    if not all_faces:
        raise UsageError("nothing to forget is named", "give --all-faces")
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
