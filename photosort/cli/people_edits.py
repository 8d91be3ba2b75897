"""`photosort people name`, `merge`, `split` and the like: what a user says of persons."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photosort.cli.nouns import Work, checked_edits
from photosort.cli.options import NewCustomId, NewLabels
from photosort.errors import UsageError

if TYPE_CHECKING:
    from photosort.model import Person
    from photosort.store import Store

_person = typer.Argument(
    metavar="ID", help="A person: an id, a unique beginning of one, an id of your own, or a name."
)
PersonId = Annotated[str, _person]
PersonIds = Annotated[
    list[str],
    typer.Argument(
        metavar="ID",
        help="Persons: each ID is an id, a unique beginning of one, an id of your own, or a name.",
    ),
]
FaceId = Annotated[
    str,
    typer.Argument(metavar="FACE", help="The id of a FACE, as people show --members lists it."),
]
FaceIds = Annotated[
    list[str],
    typer.Argument(metavar="FACE", help="The id of each FACE, as people show --members lists it."),
]
Version = Annotated[
    int | None,
    typer.Option(
        "--if-version",
        metavar="N",
        help="Change the person only if it is still at version N; 1 or more.",
        min=1,
    ),
]


def name(
    id: Annotated[str | None, _person] = None,
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="The NAME to give; an empty one is removed."),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Take names from FILE, a CSV with the columns id and name.",
        ),
    ] = None,
    version: Version = None,
) -> Work["Person"] | Work["Sequence[Person]"]:
    """Give a name to a person, or to many from a file.

    Examples:
      photosort people name person-29cc Carol
      photosort people name Bob "Uncle Bob"
      photosort people name --from names.csv
    """
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
        raise UsageError("ID and NAME are missing", "as in photosort people name person-1a2b Alice")
    check_bytes("NAME", name, workflow.MAX_NAME_BYTES)
    return lambda store: with_namesakes(
        store, workflow.update_person(store, id, name=name, version=version)
    )


def update(
    id: PersonId,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Set NAME as the name; an empty one is removed."),
    ] = None,
    custom_id: NewCustomId = None,
    label: NewLabels = None,
    version: Version = None,
) -> Work["Person"]:
    """Set the name, the labels or an id of your own.

    Examples:
      photosort people update Alice --label family=yes
      photosort people update Alice --custom-id mum
    """
    from photosort.workflow.people import corrections as workflow
    from photosort.workflow.people.namesakes import with_namesakes

    labels = checked_edits(name, custom_id, label, "--name")

    def work(store: "Store") -> "Person":
        person = workflow.update_person(store, id, name, custom_id, labels, version)
        return with_namesakes(store, person) if name else person

    return work


def merge(ids: PersonIds, version: Version = None) -> Work["Person"]:
    """Merge several persons into the first one.

    Examples:
      photosort people merge Alice person-5d03
    """
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.merge_persons(store, ids, version)


def split(id: PersonId, faces: FaceIds, version: Version = None) -> Work["Sequence[Person]"]:
    """Move some faces of a person to a new person.

    Examples:
      photosort people split Alice face-9630
    """
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.split_person(store, id, faces, version)


def move(face: FaceId, id: PersonId, version: Version = None) -> Work["Person"]:
    """Move a face to a person, for good.

    Examples:
      photosort people move face-9630 Bob
    """
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.move_face(store, face, id, version)


def remove(faces: FaceIds) -> Work["Sequence[Person]"]:
    """Remove faces from their persons, for good.

    A face that you remove never comes back to that person.

    Examples:
      photosort people remove face-9630
    """
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.remove_faces(store, faces)


def ignore(
    ids: PersonIds,
    show: Annotated[bool, typer.Option("--show", help="Show hidden persons again.")] = False,
) -> Work["Sequence[Person]"]:
    """Hide persons, such as strangers and statues.

    Faces that belong to a hidden person stay hidden, also those of later photos.

    Examples:
      photosort people ignore person-fbf7
      photosort people ignore person-fbf7 --show
    """
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.ignore_persons(store, ids, ignore=not show)


def delete(ids: PersonIds) -> Work[list[str]]:
    """Hide persons, as people ignore does.

    Faces that belong to a hidden person stay hidden, also those of later photos. people restore
    shows the persons again.

    Examples:
      photosort people delete person-fbf7
    """
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.delete_persons(store, ids)


def restore(ids: PersonIds) -> Work[list[str]]:
    """Show hidden persons again.

    photosort people list --deleted lists them.

    Examples:
      photosort people restore Statue
    """
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.restore_persons(store, ids)


def cover(id: PersonId, face: FaceId) -> Work["Person"]:
    """Choose the face that stands for a person.

    Examples:
      photosort people cover Alice face-9630
    """
    from photosort.workflow.people import corrections as workflow

    return lambda store: workflow.set_cover(store, id, face)


def undo() -> Work[tuple[str, list[str]]]:
    """Undo the last correction of persons.

    Run the command again to undo the one before.

    Examples:
      photosort people undo
    """
    from photosort.workflow.people import corrections as workflow

    return workflow.undo
