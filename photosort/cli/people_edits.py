"""`photosort people name`, `merge`, `split` and the like: what a user says of persons."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photosort.cli.nouns import Work
from photosort.errors import UsageError

if TYPE_CHECKING:
    from photosort.model import Person
    from photosort.store import Store

_MEANT = "an id, a unique prefix of an id, an id of your own, or a name that matches only one"
PersonId = Annotated[str, typer.Argument(metavar="ID", help=f"A person: {_MEANT}.")]
PersonIds = Annotated[list[str], typer.Argument(metavar="ID...", help=f"Persons, each {_MEANT}.")]
FaceId = Annotated[str, typer.Argument(metavar="FACE", help="Id of a face.")]
FaceIds = Annotated[list[str], typer.Argument(metavar="FACE", help="Ids of faces.")]
Version = Annotated[
    int | None,
    typer.Option(
        "--if-version", metavar="N", help="Only if nobody has changed the person since.", min=1
    ),
]

_MAX_NAME_BYTES = 1024


def name(
    id: Annotated[
        str | None,
        typer.Argument(metavar="ID", help=f"A person: {_MEANT}."),
    ] = None,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Empty takes the name away.")
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="A CSV with the columns id and name."),
    ] = None,
    version: Version = None,
) -> Work["Person"] | Work["Sequence[Person]"]:
    """Give a person a name, or many of them the names in a file."""
    from photosort.settings.parsing import check_bytes
    from photosort.workflow.people import corrections as workflow
    from photosort.workflow.people.namesakes import with_namesakes

    if source is not None:
        if id is not None:
            raise UsageError("--from names the persons itself", "leave ID and NAME out")
        names = workflow.read_names(source)
        return lambda store: [
            with_namesakes(store, each) for each in workflow.name_persons(store, names)
        ]
    if id is None or name is None:
        raise UsageError("ID and NAME are missing", "as in photosort people name person-1a2b Aunt")
    check_bytes("NAME", name, _MAX_NAME_BYTES)
    return lambda store: with_namesakes(
        store, workflow.update_person(store, id, name=name, version=version)
    )


def update(
    id: PersonId,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Empty takes it away.")] = None,
    custom_id: Annotated[
        str | None, typer.Option(metavar="S", help="An id of your own. Empty takes it away.")
    ] = None,
    label: Annotated[
        list[str] | None, typer.Option(metavar="K=V", help="K= takes a label away.")
    ] = None,
    version: Version = None,
) -> Work["Person"]:
    """Give a person a name, an id of your own, labels."""
    from photosort.settings.parsing import check_bytes, parse_labels
    from photosort.workflow.people import corrections as workflow
    from photosort.workflow.people.namesakes import with_namesakes

    labels = parse_labels(label or ())
    check_bytes("--name", name, _MAX_NAME_BYTES)
    check_bytes("--custom-id", custom_id, _MAX_NAME_BYTES)
    if name is None and custom_id is None and not labels:
        raise UsageError("nothing to change", "give --name, --custom-id or --label")

    def work(store: "Store") -> "Person":
        person = workflow.update_person(store, id, name, custom_id, labels, version)
        return with_namesakes(store, person) if name else person

    return work


def merge(ids: PersonIds, version: Version = None) -> Work["Person"]:
    """Make one person of several; the first one stays."""
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.merge_persons(store, ids, version)


def split(id: PersonId, faces: FaceIds, version: Version = None) -> Work["Sequence[Person]"]:
    """Make a new person of some faces of one."""
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.split_person(store, id, faces, version)


def move(face: FaceId, id: PersonId, version: Version = None) -> Work["Person"]:
    """Put a face into a person, for good."""
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.move_face(store, face, id, version)


def remove(faces: FaceIds) -> Work["Sequence[Person]"]:
    """Take faces out of their persons, for good."""
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.remove_faces(store, faces)


def ignore(
    ids: PersonIds,
    show: Annotated[bool, typer.Option("--show", help="Show them again.")] = False,
) -> Work["Sequence[Person]"]:
    """Hide strangers and statues, and faces they yet get."""
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.ignore_persons(store, ids, ignore=not show)


def delete(ids: PersonIds) -> Work[list[str]]:
    """Hide persons for good, as `people ignore` does; faces found later are hidden with them.

    Photos are not touched, and names and faces stay in the library. `people restore` and `people
    undo` bring the persons back.
    """
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.delete_persons(store, ids)


def restore(ids: PersonIds) -> Work[list[str]]:
    """Show deleted or ignored persons again; `people list --deleted` lists them."""
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.restore_persons(store, ids)


def cover(id: PersonId, face: FaceId) -> Work["Person"]:
    """Let one of its faces stand for a person."""
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.set_cover(store, id, face)


def undo() -> Work[tuple[str, list[str]]]:
    """Take back the last correction; again, the one before it."""
    from photosort.workflow.people import corrections as workflow

    return workflow.undo
