"""`photosort people`: find, list and show persons; who is this, and who is a stranger."""

from pathlib import Path
from typing import Annotated

import typer

from photosort.cli import corrections
from photosort.cli.session import (
    DryRun,
    Json,
    LockWait,
    emit,
    print_json,
    session,
)
from photosort.errors import EXIT_FOUND, EXIT_SOME_FAILED

Members = Annotated[bool, typer.Option("--members", help="With the faces.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
    group.callback()(people)
    group.command("list")(list_people)
    group.command("show")(show_person)
    corrections.register(group)
    group.command("strangers")(strangers)
    group.command("find")(find)
    group.command("sheet")(sheet)
    group.command("forget")(forget)
    app.add_typer(group, name="people")


def people(
    context: typer.Context,
    engine: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="yunet-sface or dlib (default: the last one used)."),
    ] = None,
    min_faces: Annotated[
        int, typer.Option(metavar="N", help="Photos with good faces that make a person.")
    ] = 3,
    threshold: Annotated[
        float | None,
        typer.Option(metavar="X", help="Similarity within a person (default: the engine's)."),
    ] = None,
    min_face_px: Annotated[
        int, typer.Option(metavar="N", help="A good face is so wide and high.")
    ] = 75,
    max_pose: Annotated[
        float, typer.Option(metavar="DEGREES", help="A good face is turned by less.")
    ] = 30.0,
    min_quality: Annotated[
        float, typer.Option(metavar="Q", help="A good face is recognised so well, 0 to 1.")
    ] = 0.8,
    videos: Annotated[
        bool, typer.Option("--videos", help="Look into videos, too (extra: video).")
    ] = False,
    video_seconds: Annotated[
        float, typer.Option(metavar="S", help="Look at a frame of a video every so many seconds.")
    ] = 5.0,
    workers: Annotated[
        int | None, typer.Option(metavar="N", help="Processes (default: one a CPU).")
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Group anew all whom you have not changed.")
    ] = False,
    members: Members = False,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int | None:
    """Find the faces in new photos and the persons they belong to.

    What you say of persons with the commands below holds for good. Faces stay in the library.
    """
    if context.invoked_subcommand:
        return None
    from photosort.report import json as as_json
    from photosort.report import layout
    from photosort.report import persons as report
    from photosort.settings.people import PersonOptions
    from photosort.workflow.people import scan as workflow
    from photosort.workflow.people.listing import with_members

    current = session(context)
    options = PersonOptions(
        engine=engine,
        min_faces=min_faces,
        threshold=threshold,
        min_face_px=min_face_px,
        max_pose=max_pose,
        min_quality=min_quality,
        workers=workers,
        video_seconds=video_seconds if videos else None,
    )
    with (
        current.write(lock_wait=lock_wait, dry_run=dry_run) as store,
        current.progress() as progress,
    ):
        result = workflow.find_people(store, options, progress, rebuild=rebuild)
        persons = with_members(store, result.persons) if members else result.persons
    code = EXIT_SOME_FAILED if result.failed else 0
    if json:
        print_json(
            {
                "engine": result.engine,
                "photos": result.photos,
                "looked": result.looked,
                "faces": result.faces,
                "unassigned": result.unassigned,
                "created": result.created,
                "updated": result.updated,
                "failed": as_json.failures(result.failed),
                "unlisted": result.unlisted,
                "persons": [report.to_json(each) for each in persons],
            }
        )
        return code
    if persons:
        emit(report.table(persons))
    current.say(
        f"{layout.plural(len(persons), 'person')} in {layout.plural(result.photos, 'photo')}:"
        f" {result.created:,} new, {result.updated:,} changed;"
        f" {layout.plural(result.faces, 'face')}, {result.unassigned:,} of nobody"
    )
    if persons and not any(each.name for each in persons):
        current.say("photosort people sheet FILE.html shows them, to give them names")
    if result.failed:
        current.warn(layout.failures(result.failed))
    return code


def list_people(
    context: typer.Context,
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="In the name.")] = None,
    label: Annotated[list[str] | None, typer.Option(metavar="K=V", help="With it.")] = None,
    where: Annotated[
        str | None, typer.Option(metavar="EXPR", help="Who is in files that a query finds.")
    ] = None,
    sort: Annotated[
        str, typer.Option(metavar="FIELD", help="faces, name, first_seen or last_seen.")
    ] = "faces",
    everybody: Annotated[
        bool, typer.Option("--all", help="Also who is in few photos, and who is ignored.")
    ] = False,
    members: Members = False,
    json: Json = False,
) -> int:
    """List the persons: the named ones, and those in enough photos."""
    from photosort.report import layout
    from photosort.report import persons as report
    from photosort.settings.parsing import check_choices, parse_labels
    from photosort.workflow.people import listing

    check_choices("--sort", (sort,), listing.SORTS)
    wanted = listing.PersonFilter(name, parse_labels(label or ()), sort, everybody, where)
    current = session(context)
    with current.read() as store:
        found, unlisted = listing.list_persons(store, wanted)
        if members:
            found = listing.with_members(store, found)
    if json:
        print_json([report.to_json(each) for each in found])
        return 0
    current.show(report.table(found), "Nobody; photosort people finds the persons in your photos")
    if unlisted:
        current.say(
            f"{layout.plural(unlisted, 'other')} in few photos or ignored; --all lists them"
        )
    return 0


def show_person(
    context: typer.Context,
    id: corrections.PersonId,
    members: Members = False,
    json: Json = False,
) -> int:
    """Show a person."""
    from photosort.report import persons as report
    from photosort.workflow.people import listing

    with session(context).read() as store:
        found = listing.show_person(store, id)
        if members:
            (found,) = listing.with_members(store, [found])
    if json:
        print_json(report.to_json(found))
    else:
        emit(report.details(found))
    return 0


def strangers(
    context: typer.Context,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only in photos taken from then on.")
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 4 if there are any.")
    ] = False,
    json: Json = False,
) -> int:
    """List good faces of nobody you know, newest first."""
    from photosort.report import layout
    from photosort.report import persons as report
    from photosort.settings.parsing import parse_day
    from photosort.workflow.people import recognition as workflow

    first_day = layout.day(parse_day("--since", since)).isoformat() if since else None
    current = session(context)
    with current.read() as store:
        found = workflow.strangers(store, first_day)
    if json:
        print_json(report.strangers(found))
    else:
        for known, path, taken in found:
            when = (taken or "no date").replace("T", " ")
            emit(f"{known.id}  {when:<19}  {layout.printable(path)} at {report.at(known.face.box)}")
        current.say(f"{layout.plural(len(found), 'face')} of nobody you know")
    return EXIT_FOUND if found and exit_code else 0


def find(
    context: typer.Context,
    image: Annotated[Path, typer.Argument(metavar="IMAGE", help="Any picture.")],
    limit: Annotated[int, typer.Option(metavar="N", help="Persons a face.")] = 5,
    json: Json = False,
) -> int:
    """Who is this? The closest persons for each face in IMAGE.

    IMAGE may be any picture; nothing is stored.
    """
    import os

    from photosort.report import layout
    from photosort.report import persons as report
    from photosort.report.faces import rounded
    from photosort.settings.parsing import check_range
    from photosort.workflow.people import recognition as workflow

    check_range("--limit", limit, 1, 1000)
    current = session(context)
    with current.read() as store:
        found = workflow.find(store, os.fsencode(image), limit)
    if json:
        print_json(
            [
                {
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
                for face, persons, least in found
            ]
        )
        return 0
    for face, persons, least in found:
        emit(f"face at {report.at(face.box)}")
        same = [each for each in persons if each[1] >= least]
        for person, similarity in same:
            emit(f"  {similarity:.2f}  {report.title(person)}")
        if not same:
            near = "".join(f" (closest: {report.title(p)}, {x:.2f})" for p, x in persons[:1])
            emit(f"  nobody you know{near}")
    current.say(f"{layout.plural(len(found), 'face')} in {layout.printable(str(image))}")
    return 0


def sheet(
    context: typer.Context,
    dest: Annotated[Path, typer.Argument(metavar="FILE", help="Where to: a .html or .png.")],
    samples: Annotated[int, typer.Option(metavar="N", help="Faces a person.")] = 8,
    everybody: Annotated[
        bool, typer.Option("--all", help="Also who is in few photos, and who is ignored.")
    ] = False,
    json: Json = False,
    dry_run: DryRun = False,
) -> int:
    """Make a contact sheet to look at and to name persons.

    A row a person: name, counts, dates, cover and other faces. The page has a field for each name
    and saves them as names.csv, which photosort people name --from names.csv takes back.
    """
    import os

    from photosort.report import layout
    from photosort.settings.parsing import check_range
    from photosort.workflow.people import sheet as workflow

    check_range("--samples", samples, 0, 100)
    current = session(context)
    with current.read() as store, current.progress() as progress:
        made = workflow.make_sheet(
            store, os.fspath(dest), samples, progress, everybody=everybody, dry_run=dry_run
        )
    if json:
        print_json({"path": made.path, "persons": made.persons, "crops": made.crops})
    else:
        verb = "Would show" if dry_run else "Shows"
        current.say(
            f"{layout.printable(made.path)} {verb.lower()} {layout.plural(made.persons, 'person')}"
        )
    return 0


def forget(
    context: typer.Context,
    all_faces: Annotated[
        bool, typer.Option("--all-faces", help="Every face and embedding in the library.")
    ] = False,
    names: Annotated[
        bool, typer.Option("--names", help="Persons, names and corrections, too.")
    ] = False,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Delete what the library knows of faces. Photos are never touched."""
    from photosort.errors import UsageError
    from photosort.report import layout
    from photosort.workflow.people import corrections as workflow

    if not all_faces:
        raise UsageError("nothing to forget is named", "give --all-faces")
    current = session(context)
    with current.write(lock_wait=lock_wait, dry_run=dry_run) as store:
        faces, persons = workflow.forget_faces(store, names=names)
    if json:
        print_json({"faces": faces, "persons": persons if names else 0})
    else:
        verb = "Would delete" if dry_run else "Deleted"
        current.say(
            f"{verb} {layout.plural(faces, 'face')} with their embeddings"
            + (
                f" and {layout.plural(persons, 'person')} with names and corrections"
                if names
                else "; names and corrections stay (--names deletes them, too)"
            )
        )
    return 0
