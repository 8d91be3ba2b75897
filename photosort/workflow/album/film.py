"""`photosort film`: the best photos of a journey and its map, as a film."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from photosort.errors import PhotosortError, UsageError
from photosort.model import Box, Skipped
from photosort.output import door
from photosort.output.film import KIND, FilmFile
from photosort.plan.album import Album, People, Picture, arrivals
from photosort.plan.choice import PictureStatistics, best, choose
from photosort.plan.film import Scene, Shot, photos_for, storyboard, visible
from photosort.progress import Progress
from photosort.settings.album import FilmOptions
from photosort.store import Store
from photosort.store.pictures import Shown
from photosort.workflow import compute
from photosort.workflow.album import selection as chosen
from photosort.workflow.album.covers import candidates_of
from photosort.workflow.album.pictures import keep_statistics
from photosort.workflow.album.route_map import drawing
from photosort.workflow.guard import guard

if TYPE_CHECKING:
    from photosort.maps.drawing import Drawing
    from photosort.report.film_frames import MapScene, PhotoScene, Point, TitleScene
    from photosort.report.map_picture import Pixels

RATE = 25
"""Frames per second."""

_PART = 4
_FEW = 8
_BATCH = 50  # pictures per transaction


@dataclass(frozen=True)
class FilmResult:
    """The film: its photos in order; `bytes` is None for a dry run."""

    out: str
    title: str
    seconds: float
    photos: list[bytes]
    bytes: int | None
    failed: list[Skipped]


def make_film(
    store: Store,
    out: str,
    wanted: Sequence[tuple[str, str]],
    options: FilmOptions,
    progress: Progress,
    *,
    dry_run: bool = False,
) -> FilmResult:
    """Make a film of a selection, as (option, value). Raises `PhotosortError`."""
    target = door.check(out, KIND, guard(store))
    if options.audio and not os.path.isfile(options.audio):
        raise UsageError(f"--audio: there is no file {options.audio}", "name a sound file")
    out = os.path.abspath(out)
    selection = chosen.select(store, wanted)
    if selection is None:
        names = ", ".join(f"--{name}" for name in chosen.SELECTIONS)
        raise UsageError("nothing is chosen for the film", f"give one of {names}")
    found, _ = chosen.pictures(store, selection.ids)
    album = chosen.album_of(selection, (picture for picture, _ in found))
    people = chosen.people(store, album.pictures)
    files = {picture.id: file for picture, file in found}
    statistics, failed = _statistics(store, album.pictures, files, options, progress)
    shots = _shots(album, statistics, people, options.seconds)
    if not shots:
        raise PhotosortError(f"none of the photos of {album.title} can be shown", _reason(failed))
    result = FilmResult(
        out,
        album.title,
        options.seconds,
        [files[shot.id].path for shot in shots],
        None,
        failed,
    )
    if dry_run:
        return result
    cover = best([each for each, _ in candidates_of(album.pictures, {}, statistics, people)])
    studio = _Studio(album, files, people, options, cover)
    with target.staged() as temporary:
        studio.render(temporary, shots, progress)
    return replace(result, bytes=os.path.getsize(out))


def _reason(failed: Sequence[Skipped]) -> str:
    return failed[0].reason if failed else "it holds no pictures"


def _statistics(
    store: Store,
    pictures: Sequence[Picture],
    files: Mapping[int, Shown],
    options: FilmOptions,
    progress: Progress,
) -> tuple[dict[str, PictureStatistics], list[Skipped]]:
    """The statistics of every picture, measured now if there are none yet."""
    statistics = store.statistics.of(picture.key for picture in pictures)
    missing = [picture for picture in pictures if picture.key not in statistics]
    if not missing:
        return statistics, []
    from photosort.workflow.album.encoding import Encoded, Task, lost, measure_all

    tasks = []
    deadly = store.statistics.deadly(picture.key for picture in missing)
    failed = [
        Skipped(files[each.id].path, deadly[each.key]) for each in missing if each.key in deadly
    ]
    for picture in missing:
        if picture.key in deadly:
            continue
        file = files[picture.id]
        kind = (file.content_type, file.orientation, (file.width, file.height))
        tasks.append(Task(picture.key, file.path, *kind, ()))

    def keep(results: Sequence[Encoded]) -> None:
        failed.extend(keep_statistics(store, results, statistics))

    progress.start("Looking at photos", len(tasks))
    task = compute.Task(measure_all, lost, size=_PART, few=_FEW)
    careful = store.runs.was_killed
    compute.work(task, tasks, keep, _BATCH, options.workers, progress, careful=careful)
    progress.stop()
    return statistics, sorted(failed)


def _shots(
    album: Album, statistics: Mapping[str, PictureStatistics], people: People, seconds: float
) -> list[Shot]:
    """The best photos, in order of time."""
    shown = drawing(album)
    when = arrivals(album.pictures, shown.progress) if shown else []
    stops = {
        album.pictures[number].id: stop
        for stop, stay in enumerate(album.stays)
        for _, numbers in stay.days
        for number in numbers
    }
    candidates = [each for each, _ in candidates_of(album.pictures, stops, statistics, people)]
    count = photos_for(seconds, len(album.stays), mapped=shown is not None)
    picked = set(choose(candidates, count))
    return [
        Shot(picture.id, stops[picture.id], when[number] if when else 0.0)
        for number, picture in enumerate(album.pictures)
        if picture.id in picked
    ]


class _Studio:
    """Makes scenes on demand, and drops them when they are over."""

    def __init__(
        self,
        album: Album,
        files: Mapping[int, Shown],
        people: People,
        options: FilmOptions,
        cover: int | None,
    ) -> None:
        from photosort.report.map_picture import ground

        self._album, self._files, self._people = album, files, people
        self._options, self._cover = options, cover
        self._drawing: Drawing | None = drawing(album, options.size)
        self._ground: Pixels | None = ground(self._drawing) if self._drawing else None
        self._pictures = {picture.id: picture for picture in album.pictures}
        self._reached = 0
        self._made: dict[int, PhotoScene | MapScene | TitleScene] = {}

    def render(self, out: str, shots: Sequence[Shot], progress: Progress) -> None:
        """Write the film."""
        from photosort.report.film_frames import blend

        options = self._options
        scenes = storyboard(shots, options.seconds, mapped=self._drawing is not None)
        count = round(options.seconds * RATE)
        progress.start("Filming", count)
        with FilmFile(out, options.size, RATE, count / RATE, options.audio) as film:
            for number in range(count):
                picture: Pixels | None = None
                seen = visible(scenes, number / RATE)
                self._drop_all_but(scene for scene, _, _ in seen)
                for scene, share, opaque in seen:
                    frame = self._scene(scene).frame(share)
                    picture = frame if picture is None else blend(picture, frame, opaque)
                assert picture is not None
                film.write(picture.tobytes())
                progress.advance()
        progress.stop()

    def _drop_all_but(self, scenes: Iterable[Scene]) -> None:
        keep = {id(scene) for scene in scenes}
        self._made = {key: made for key, made in self._made.items() if key in keep}

    def _scene(self, scene: Scene) -> "PhotoScene | MapScene | TitleScene":
        if id(scene) not in self._made:
            self._made[id(scene)] = self._make(scene)
        return self._made[id(scene)]

    def _make(self, scene: Scene) -> "PhotoScene | MapScene | TitleScene":
        from photosort.report.film_frames import MapScene, PhotoScene, TitleScene

        options = self._options
        if scene.kind == "photo" and scene.shot:
            picture = self._pictures[scene.shot.id]
            pixels = self._pixels(picture.id)
            if pixels is not None:
                focus = _focus(self._people.boxes.get(picture.id, ()), picture)
                lines = self._caption(picture, scene.stop)
                return PhotoScene(pixels, options.size, focus, lines)
        if self._drawing is not None and self._ground is not None and scene.kind == "map":
            self._reached = max(self._reached, scene.stop)
            return MapScene(self._drawing, self._ground, scene.since, scene.until, self._reached)
        cover = self._pixels(self._cover) if self._cover is not None else None
        lines = self._title(last=scene.kind == "end")
        return TitleScene(cover, options.size, lines, out=scene.kind == "end")

    def _pixels(self, id: int) -> "Pixels | None":
        """The photo, somewhat larger than the frame; None if it has vanished meanwhile."""
        from photosort.media.pixels import UnreadableError, colour_profile, open_picture
        from photosort.workflow.album.encoding import to_srgb

        file = self._files[id]
        side = round(max(self._options.size) * 1.2)
        size = (file.width, file.height)
        try:
            upright = open_picture(file.path, file.content_type, file.orientation, size, side)
        except (UnreadableError, MemoryError):
            return None
        return to_srgb(upright.pixels, colour_profile(file.path, file.content_type))

    def _caption(self, picture: Picture, stop: int) -> list[str]:
        from photosort.report.album.words import dates

        day = dates(picture.day, picture.day, self._options.language) if picture.day else ""
        names = ", ".join(self._people.names.get(picture.id, ()))
        return [self._album.stays[stop].name, " · ".join(filter(None, [day, names]))]

    def _title(self, *, last: bool) -> list[str]:
        from photosort.report.album.words import counted, dates, words

        code, said = words(self._options.language)
        album = self._album
        if last:
            numbers = album.numbers
            told = [counted(numbers.pictures, said.photos, code)]
            if numbers.km >= 1:
                told.append(f"{numbers.km:,.0f} {said.kilometres}".replace(",", "\u202f"))
            return ["", " · ".join(told)]
        first, end = album.first_day, album.last_day
        when = dates(first, end, code) if first is not None and end is not None else ""
        return [album.title, when if when not in album.title else ""]


def _focus(boxes: Sequence[Box], picture: Picture) -> "Point":
    """The centre of the faces, or a point slightly above the centre of the picture."""
    if not boxes or not picture.width or not picture.height:
        return 0.5, 0.45
    x = sum(box.left + box.width / 2 for box in boxes) / len(boxes)
    y = sum(box.top + box.height / 2 for box in boxes) / len(boxes)
    return x / picture.width, y / picture.height
