"""`photosort people name`, `merge`, `split` and the like: what a user says of persons."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photosort.cli.session import DryRun, Json, LockWait, emit, print_json, session
from photosort.errors import UsageError

if TYPE_CHECKING:
    from photosort.model import Person
    from photosort.store import Store

PersonId = Annotated[
    str, typer.Argument(metavar="ID", help="Its id, the beginning of it, or its name.")
]
PersonIds = Annotated[
    list[str], typer.Argument(metavar="ID", help="Ids, beginnings of them, or names.")
]
FaceId = Annotated[str, typer.Argument(metavar="FACE", help="Id of a face.")]
FaceIds = Annotated[list[str], typer.Argument(metavar="FACE", help="Ids of faces.")]
Version = Annotated[
    int | None,
    typer.Option(
        "--if-version", metavar="N", help="Only if nobody has changed the person since.", min=1
    ),
]


def register(group: typer.Typer) -> None:
    """Add the commands."""
    group.command("name")(name)
    group.command("update")(update)
    group.command("merge")(merge)
    group.command("split")(split)
    group.command("move")(move)
    group.command("remove")(remove)
    group.command("ignore")(ignore)
    group.command("cover")(cover)
    group.command("undo")(undo)


def _correct(
    context: typer.Context,
    json: bool,
    dry_run: bool,
    lock_wait: float,
    action: Callable[["Store"], "Person | Sequence[Person]"],
) -> int:
    """Do it and show who came out of it: one person, or several."""
    from photosort.report import persons as report

    with session(context).write(lock_wait=lock_wait, dry_run=dry_run) as store:
        result = action(store)
    if isinstance(result, Sequence):
        if json:
            print_json([report.to_json(each) for each in result])
        else:
            session(context).show(report.table(result), "No persons were changed")
    elif json:
        print_json(report.to_json(result))
    else:
        emit(report.table([result]))
    return 0


def name(
    context: typer.Context,
    id: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="Its id, the beginning of it, or its name."),
    ] = None,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Empty takes the name away.")
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="A CSV with the columns id and name."),
    ] = None,
    version: Version = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Give a person a name, or many of them the names in a file."""
    from photosort.settings.parsing import check_bytes
    from photosort.workflow.people import corrections as workflow

    if source is not None:
        if id is not None:
            raise UsageError("--from names the persons itself", "leave ID and NAME out")
        names = workflow.read_names(source)
        return _correct(
            context, json, dry_run, lock_wait, lambda store: workflow.name_persons(store, names)
        )
    if id is None or name is None:
        raise UsageError("ID and NAME are missing", "as in photosort people name person-1a2b Aunt")
    check_bytes("NAME", name, 1024)
    return _correct(
        context,
        json,
        dry_run,
        lock_wait,
        lambda store: workflow.update_person(store, id, name=name, version=version),
    )


def update(
    context: typer.Context,
    id: PersonId,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Empty takes it away.")] = None,
    custom_id: Annotated[
        str | None, typer.Option(metavar="S", help="An id of your own. Empty takes it away.")
    ] = None,
    label: Annotated[
        list[str] | None, typer.Option(metavar="K=V", help="K= takes a label away.")
    ] = None,
    version: Version = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Give a person a name, an id of your own, labels."""
    from photosort.settings.parsing import check_bytes, parse_labels
    from photosort.workflow.people import corrections as workflow

    labels = parse_labels(label or ())
    check_bytes("--name", name, 1024)
    check_bytes("--custom-id", custom_id, 1024)
    if name is None and custom_id is None and not labels:
        raise UsageError("nothing to change", "give --name, --custom-id or --label")
    return _correct(
        context,
        json,
        dry_run,
        lock_wait,
        lambda store: workflow.update_person(store, id, name, custom_id, labels, version),
    )


def merge(
    context: typer.Context,
    ids: PersonIds,
    version: Version = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Make one person of several; the first one stays."""
    from photosort.workflow.people import corrections as workflow

    return _correct(
        context,
        json,
        dry_run,
        lock_wait,
        lambda store: workflow.merge_persons(store, ids, version),
    )


def split(
    context: typer.Context,
    id: PersonId,
    faces: FaceIds,
    version: Version = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Make a new person of some faces of one."""
    from photosort.workflow.people import corrections as workflow

    return _correct(
        context,
        json,
        dry_run,
        lock_wait,
        lambda store: workflow.split_person(store, id, faces, version),
    )


def move(
    context: typer.Context,
    face: FaceId,
    id: PersonId,
    version: Version = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Put a face into a person, for good."""
    from photosort.workflow.people import corrections as workflow

    return _correct(
        context,
        json,
        dry_run,
        lock_wait,
        lambda store: workflow.move_face(store, face, id, version),
    )


def remove(
    context: typer.Context,
    faces: FaceIds,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Take faces out of their persons, for good."""
    from photosort.workflow.people import corrections as workflow

    return _correct(
        context, json, dry_run, lock_wait, lambda store: workflow.remove_faces(store, faces)
    )


def ignore(
    context: typer.Context,
    ids: PersonIds,
    show: Annotated[bool, typer.Option("--show", help="Show them again.")] = False,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Hide strangers and statues, and faces they yet get."""
    from photosort.workflow.people import corrections as workflow

    return _correct(
        context,
        json,
        dry_run,
        lock_wait,
        lambda store: workflow.ignore_persons(store, ids, ignore=not show),
    )


def cover(
    context: typer.Context,
    id: PersonId,
    face: FaceId,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Let one of its faces stand for a person."""
    from photosort.workflow.people import corrections as workflow

    return _correct(
        context, json, dry_run, lock_wait, lambda store: workflow.set_cover(store, id, face)
    )


def undo(
    context: typer.Context, json: Json = False, dry_run: DryRun = False, lock_wait: LockWait = 0
) -> int:
    """Take back the last correction; again, the one before it."""
    from photosort.workflow.people import corrections as workflow

    current = session(context)
    with current.write(lock_wait=lock_wait, dry_run=dry_run) as store:
        action, ids = workflow.undo(store)
    if json:
        print_json({"undone": action, "persons": ids})
    else:
        verb = "Would take back" if dry_run else "Took back"
        current.say(f"{verb}: {action} of {', '.join(ids)}")
    return 0
