"""The library, for Python programs."""

import os
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from photosort.api.asking import AnyPath, Asking
from photosort.api.reading import Reader
from photosort.api.standard import Standard
from photosort.api.told import Progress, Told
from photosort.api.writing import check_main, recorded, written
from photosort.errors import UsageError
from photosort.settings.index import IndexOptions
from photosort.settings.journeys import JourneyOptions
from photosort.settings.moments import MomentOptions
from photosort.settings.organize import OrganizeOptions
from photosort.settings.parsing import parse_labels
from photosort.settings.people import PersonOptions
from photosort.settings.trips import TripOptions
from photosort.store import Store
from photosort.workflow import journeys, moments, trips
from photosort.workflow.guard import check_paths
from photosort.workflow.index.counts import IndexResult
from photosort.workflow.index.scan import index
from photosort.workflow.journeys import JourneysResult
from photosort.workflow.moments import MomentsResult
from photosort.workflow.organize.organize import OrganizeResult, organize
from photosort.workflow.people.scan import PeopleResult, find_people
from photosort.workflow.trips import TripsResult


class Library(Asking):
    """A photosort library: read what it knows, and with `write=True` also do what commands do.

    >>> from photosort import Library
    >>> with Library() as library:
    ...     library.query("country:Japan").count()
    ...     [journey.title for journey in library.journeys()]
    24
    ['Japan 2023']

    `path` is the file; without one, it is the library of the command line (`PHOTOSORT_LIBRARY`, the
    config file, the user data folder). To read never creates a library; one of an older version
    is brought up to date first, as by any command.

    Each writing call holds the lock of the library while it lasts, and is one run in `photosort
    runs`; `lock_wait` is for how many seconds it waits for another run to finish. Between calls
    others may write.

    What is wrong comes as an exception of `photosort.errors`, with a message, a hint and the exit
    code of the command: `LibraryError` for no library or a damaged one, `LockedError` while another
    run holds it, `UsageError` for wrong values, and others below `PhotosortError`.

    A Library is for the thread that made it. Any number of them may be open, for one file, too.
    """

    def __init__(
        self, path: AnyPath | None = None, *, write: bool = False, lock_wait: float = 0
    ) -> None:
        if not lock_wait >= 0:
            raise UsageError(f"lock_wait {lock_wait} is out of range", "give seconds, 0 or more")
        self._standard = Standard()
        found = self._standard.library if path is None else Path(os.fsdecode(path))
        self._writes = write
        self._lock_wait = lock_wait
        super().__init__(Reader(found))
        if not write:
            self._reader.ask(lambda _: None)  # what is wrong with it is better told here

    def __repr__(self) -> str:
        return f"Library({str(self.path)!r}{', write=True' if self._writes else ''})"

    def __enter__(self) -> Self:
        self._reader.check()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the library; what is still being iterated ends with a `UsageError`."""
        self._reader.close()

    def index(
        self,
        *paths: AnyPath,
        options: IndexOptions | None = None,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> IndexResult:
        """Read new and changed photos below `paths`, or below all known folders; makes the library.

        The result counts files; `failed` names those that cannot be read, `error` is set if some
        of several folders are absent. Raises `RootError` if all are.
        """
        wanted = options or IndexOptions()
        labels = parse_labels([f"{key}={value}" for key, value in wanted.labels])
        wanted = replace(wanted, labels=labels, places=self._standard.places(wanted.places))
        folders = [os.fsencode(path) for path in paths]
        self._check_writes()
        if not self.path.exists():
            check_paths(folders)
        asked = recorded(options or IndexOptions(), paths=paths)
        with self._write("index", asked, dry_run, create=True) as store:
            return index(store, folders, wanted, Told(progress))

    def find_trips(
        self,
        options: TripOptions | None = None,
        *,
        away: JourneyOptions | None = None,
        rebuild: bool = False,
        dry_run: bool = False,
    ) -> TripsResult:
        """Find the clusters of days in one place, as `photosort trips --levels`, and store them.

        `away` says where home is, for the mark of trips at home. `rebuild` drops missing photos.
        """
        wanted = options or TripOptions()
        asked = recorded(wanted, rebuild=rebuild)
        with self._write("trips", asked, dry_run) as store:
            given = journeys.with_given_homes(store, away or JourneyOptions())
            homes = journeys.look_for_homes(store, given)
            return trips.find_trips(
                store, wanted, rebuild=rebuild, homes=homes, radius_km=given.radius_km
            )

    def find_journeys(
        self,
        options: JourneyOptions | None = None,
        *,
        language: str | None = None,
        dry_run: bool = False,
    ) -> JourneysResult:
        """Find homes and journeys, as `photosort journeys`, and store them.

        `language` is that of the titles in the result.
        """
        from photosort.workflow.languages import check_language

        check_language(language)
        wanted = options or JourneyOptions()
        with self._write("journeys", recorded(wanted), dry_run) as store:
            return journeys.find_journeys(store, wanted, language)

    def find_people(
        self,
        options: PersonOptions | None = None,
        *,
        rebuild: bool = False,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> PeopleResult:
        """Find faces in new photos and the persons they belong to, as `photosort people`.

        The result names in `failed` the files that cannot be read. `rebuild` groups all faces again
        that nobody has corrected.
        """
        wanted = options or PersonOptions()
        with self._write("people", recorded(wanted, rebuild=rebuild), dry_run) as store:
            return find_people(store, wanted, Told(progress), rebuild=rebuild)

    def find_moments(
        self, options: MomentOptions | None = None, *, dry_run: bool = False
    ) -> MomentsResult:
        """Find moments, as `photosort moments`, and store them."""
        wanted = options or MomentOptions()
        with self._write("moments", recorded(wanted), dry_run) as store:
            return moments.find_moments(store, wanted)

    def organize(
        self,
        dest: AnyPath,
        options: OrganizeOptions | None = None,
        *,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> OrganizeResult:
        """Lay out `dest`: folders of links or copies, as `photosort organize`.

        Originals are never touched, and nothing in `dest` is removed but what photosort has made.
        The result has the manifest and, in `failures`, what could not be done.
        """
        wanted = options or OrganizeOptions(chosen=False)
        folder = os.fsdecode(dest)
        with self._write("organize", recorded(wanted, dest=folder), dry_run) as store:
            return organize(
                store, folder, wanted, Told(progress), dry_run=dry_run, lock_wait=self._lock_wait
            )

    def _check_writes(self) -> None:
        self._reader.check()
        check_main()
        if not self._writes:
            raise UsageError(
                f"the library {self.path} was opened for reading", "open it by Library(write=True)"
            )

    def _write(
        self, command: str, options: dict[str, Any], dry_run: bool, *, create: bool = False
    ) -> AbstractContextManager[Store]:
        self._check_writes()
        return written(
            self.path,
            command,
            options,
            create=create,
            lock_wait=self._lock_wait,
            dry_run=dry_run,
        )
