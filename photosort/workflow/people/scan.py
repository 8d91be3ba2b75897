"""`photosort people`: scans new files for faces, and groups them into persons."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from photosort.faces import engines
from photosort.model import FaceReading, KnownFace, Person, Skipped
from photosort.plan.corrections import inherit
from photosort.progress import Progress
from photosort.settings.people import PersonOptions
from photosort.store import Store
from photosort.workflow import compute
from photosort.workflow.people import attributes
from photosort.workflow.people.faces import FaceRequest, runtimes, scan_faces
from photosort.workflow.people.identity import face_id
from photosort.workflow.people.last_run import FACT, engine_key, setting
from photosort.workflow.people.listing import listed_persons

_PART = 4  # files per part
_BATCH = 50  # files per transaction


@dataclass(frozen=True)
class PeopleResult:
    """The result of `people`. `looked` counts the files scanned in this run; all other numbers are
    of the library. `created` and `updated` count persons; `held_back` is as in `Grouped`.
    `attributes` are those that are looked for, and `looked_again` counts the files whose faces got
    what they lacked. `runtimes` is what ran the networks, as far as this process knows.
    """

    engine: str
    photos: int
    faces: int
    unassigned: int
    looked: int
    created: int
    updated: int
    failed: list[Skipped]
    persons: list[Person]
    unlisted: int
    videos: bool
    runtimes: tuple[str, ...] | None
    held_back: tuple[int, int]
    attributes: tuple[str, ...]
    looked_again: int


def find_people(
    store: Store, options: PersonOptions, progress: Progress, *, rebuild: bool = False
) -> PeopleResult:
    """Bring faces and persons up to date; a run with nothing new changes nothing.

    With `rebuild`, all persons that no user has touched are grouped again.
    """
    kept = setting(store).options
    name = options.engine if options.engine is not None else kept.engine or engines.DEFAULT
    options = replace(options, video_seconds=_video_seconds(options, kept))
    engine = engine_key(name)
    wanted = [FaceRequest(*each) for each in store.faces.to_scan(engine, options.video_seconds)]
    if not wanted and name != kept.engine:
        engines.load(name)  # an engine that does not load is not remembered
    asked = attributes.wanted(store, options.attributes)
    touched = _scan(store, name, wanted, asked, options, progress)
    completed = attributes.complete(store, engine, asked, options, progress)
    created = updated = 0
    told = _told(engine, name, options)
    before = json.loads(store.remembered.get(FACT) or "{}")
    held_back = before.pop("held_back", (0, 0))
    now = {**told, "state": store.faces.state(engine)}
    if rebuild or touched or completed.children or before != now:
        from photosort.workflow.people.grouping import group_faces

        progress.start("Grouping faces")
        with store.transaction():
            created, updated, held_back = group_faces(
                store, engine, engines.thresholds(name), options, touched, rebuild=rebuild
            )
            told |= {"state": store.faces.state(engine), "held_back": held_back}
            store.remembered.set(FACT, json.dumps(told))
        progress.stop()
    attributes.remember(store, asked)
    photos, faces, unassigned = store.faces.counts(engine)
    listed, unlisted = listed_persons(store)
    failed = sorted({*store.faces.failed(engine), *completed.failed})
    store.runs.counts = {
        "looked": len(wanted),
        "looked_again": completed.files,
        "faces": faces,
        "persons": len(listed),
        "created": created,
        "updated": updated,
        "failed": len(failed),
    }
    return PeopleResult(
        engine=name,
        photos=photos,
        faces=faces,
        unassigned=unassigned,
        looked=len(wanted),
        created=created,
        updated=updated,
        failed=failed,
        persons=listed,
        unlisted=unlisted,
        videos=options.video_seconds is not None,
        runtimes=runtimes(name) if wanted else None,
        held_back=(held_back[0], held_back[1]),
        attributes=asked,
        looked_again=completed.files,
    )


def _video_seconds(options: PersonOptions, kept: PersonOptions) -> float | None:
    """The interval between the frames of videos, None for no videos. Checks what that needs."""
    asked = kept.video_seconds is not None if options.videos is None else options.videos
    if not asked:
        return None
    from photosort.media import frames

    frames.require()
    return options.video_seconds or kept.video_seconds or frames.SECONDS


def _told(engine: str, name: str, options: PersonOptions) -> dict[str, object]:
    kept = {
        "engine": name,
        "min_faces": options.min_faces,
        "threshold": options.threshold,
        "min_face_px": options.min_face_px,
        "max_pose": options.max_pose,
        "min_quality": options.min_quality,
        "video_seconds": options.video_seconds,
    }
    return {"engine": engine, "options": kept}


def _scan(
    store: Store,
    name: str,
    wanted: Sequence[FaceRequest],
    asked: Sequence[str],
    options: PersonOptions,
    progress: Progress,
) -> set[str]:
    """Scan files and store the faces in batches; returns the persons that lost faces."""
    touched: set[str] = set()
    if not wanted:
        return touched
    progress.start("Looking for faces", len(wanted))

    def keep(readings: Iterable[FaceReading]) -> None:
        touched.update(keep_readings(store, name, readings, options.video_seconds))

    task = compute.Task(
        partial(scan_faces, name, video_seconds=options.video_seconds, attributes=asked),
        _lost,
        size=_PART,
        few=2 * _PART,
    )
    careful = store.runs.was_killed
    compute.work(task, wanted, keep, _BATCH, options.workers, progress, careful=careful)
    progress.stop()
    return touched


def _lost(request: FaceRequest, reason: str) -> FaceReading:
    return FaceReading(request.file_id, error=reason)


def keep_readings(
    store: Store, name: str, readings: Iterable[FaceReading], video_seconds: float | None
) -> set[str]:
    """Store the readings of an engine; returns the persons that lost faces."""
    engine = engine_key(name)
    joining = engines.thresholds(name).joining
    touched: set[str] = set()
    with store.transaction():
        for reading in readings:
            before = store.faces.of_file(reading.file_id, engine)
            same = inherit(before, reading.faces, joining)
            if any(same):
                store.faces.renew_corrections(reading.file_id, engine)
            faces = _known(store, engine, reading, same)
            stayed = {face.id for face in faces}
            touched |= {old.person for old in before if old.person and old.id not in stayed}
            store.faces.keep(engine, reading, faces, video_seconds)
    return touched


def _known(
    store: Store, engine: str, reading: FaceReading, same: Sequence[KnownFace | None]
) -> list[KnownFace]:
    """The faces of a reading with their ids and previous persons."""
    identity = store.faces.identity(reading.file_id)
    known, given = [], {old.id for old in same if old}
    for face, old in zip(reading.faces, same, strict=True):
        if old:
            known.append(old._replace(face=face))
            continue
        id = face_id(identity, engine, face)
        while id in given or not store.faces.id_is_free(id, besides=reading.file_id):
            id = face_id(identity, id, face)
        given.add(id)
        known.append(KnownFace(id, face, engine))
    return known
