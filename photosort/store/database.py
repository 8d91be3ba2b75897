"""Opening a library: creation, lock, migrations, transactions, rehearsals."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from photosort.errors import LibraryError, LockedError
from photosort.store.clocks import Clocks
from photosort.store.files import Files
from photosort.store.journeys import Journeys
from photosort.store.looks import Looks
from photosort.store.pictures import Pictures
from photosort.store.roots import Roots
from photosort.store.runs import Runs
from photosort.store.schema import APPLICATION_ID, MIGRATIONS
from photosort.store.trips import Trips

_CACHE_KIB = 64 * 1024


class Store:
    """An open library. Use `Store.read` or `Store.write`, as a context manager.

    `files`, `trips`, `journeys`, `roots`, `runs`, `clocks`, `pictures`, `looks` hold the queries, a
    noun each.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, rehearsal: bool) -> None:
        self.path = path
        self.rehearsal = rehearsal
        self._connection = connection
        self._lock: object | None = None
        self.files = Files(connection)
        self.trips = Trips(connection)
        self.roots = Roots(connection)
        self.runs = Runs(connection)
        self.clocks = Clocks(connection)
        self.journeys = Journeys(connection)
        self.pictures = Pictures(connection)
        self.looks = Looks(connection)

    @classmethod
    def read(cls, path: Path) -> "Store":
        """Open an existing library for reading; one of an older version is brought up to date."""
        store = cls._open(path)
        if 0 < store._version < len(MIGRATIONS):
            store.close()
            cls.write(path).close()
            store = cls._open(path)
        if store._version == 0:
            store.close()
            raise LibraryError(f"the library {path} is empty", "photosort index FOLDER fills it")
        return store

    @classmethod
    def _open(cls, path: Path) -> "Store":
        if not path.exists():
            raise LibraryError(f"there is no library at {path}", "photosort index FOLDER makes one")
        store = cls(_connect(path), path, rehearsal=False)
        try:
            store._check()
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def write(
        cls, path: Path, *, create: bool = False, lock_wait: float = 0, rehearse: bool = False
    ) -> "Store":
        """Open a library for writing, alone; make it first where `create` is set.

        A rehearsal sees its own changes and leaves none: it works in one transaction that is
        rolled back, or in memory where there is no library of this version yet.
        """
        if rehearse and create and not path.exists():
            return cls._in_memory(path, None)
        lock = _lock(path, lock_wait) if create or path.exists() else None
        try:
            if create:
                _create(path)
            store = cls._open(path)
            if rehearse and store._version < len(MIGRATIONS):
                rehearsal = cls._in_memory(path, store._connection)
                store.close()
                store = rehearsal
            store._lock = lock
            store._migrate()
        except BaseException:
            _release(lock)
            raise
        if rehearse:
            store.rehearsal = True
            store._connection.execute("BEGIN")
        return store

    @classmethod
    def _in_memory(cls, path: Path, source: sqlite3.Connection | None) -> "Store":
        """A copy that is forgotten."""
        store = cls(_connect(None), path, rehearsal=True)
        if source:
            source.backup(store._connection)
        store._migrate()
        return store

    def is_busy(self) -> bool:
        """Whether another process holds the library for writing."""
        try:
            _release(_lock(self.path, 0))
        except LockedError:
            return True
        return False

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the library; a rehearsal is forgotten."""
        if self.rehearsal and self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._connection.close()
        _release(self._lock)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is done inside, or nothing."""
        begin, commit, rollback = (
            ("SAVEPOINT step", "RELEASE step", "ROLLBACK TO step")
            if self.rehearsal
            else ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
        )
        try:
            self._connection.execute(begin)
            try:
                yield
            except BaseException:
                self._connection.execute(rollback)
                raise
            self._connection.execute(commit)
        except sqlite3.DatabaseError as error:
            raise _library_error(self.path, error) from error

    @property
    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def _check(self) -> None:
        """Refuse what is no library, or one of a version that this program does not know."""
        try:
            version = self._version
            (owner,) = self._connection.execute("PRAGMA application_id").fetchone()
            (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            raise _library_error(self.path, error) from error
        if owner != APPLICATION_ID and (version or tables):
            raise LibraryError(
                f"{self.path} is the database of another program, not a photosort library",
                "name another file with --library FILE",
            )
        if version > len(MIGRATIONS):
            raise LibraryError(
                f"the library {self.path} is of version {version}, newer than this program",
                "upgrade photosort: pip install --upgrade photosort-cli",
            )

    def _migrate(self) -> None:
        version = self._version
        if str(self.path) and not self.rehearsal:
            self._connection.execute("PRAGMA journal_mode = WAL")
        for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
            try:
                self._connection.executescript(
                    f"BEGIN IMMEDIATE; {script}; PRAGMA application_id = {APPLICATION_ID};"
                    f" PRAGMA user_version = {number}; COMMIT;"
                )
            except sqlite3.DatabaseError as error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise _library_error(self.path, error) from error


def _create(path: Path) -> None:
    """An empty file that only its owner can read, where there is none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise LibraryError(
            f"cannot make the library {path}: {error.strerror}",
            "name another place with --library FILE",
        ) from error


def _connect(path: Path | None) -> sqlite3.Connection:
    try:
        if path is None:
            return sqlite3.connect(":memory:", isolation_level=None)
        # "rw" never creates: a missing library is said, not made
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=10
        )
        connection.execute("PRAGMA schema_version")  # is it a database at all?
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    except sqlite3.DatabaseError as error:
        raise _library_error(path, error) from error
    return connection


def _lock(path: Path, wait: float) -> object:
    from filelock import FileLock, Timeout

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{path}.lock", timeout=wait, mode=0o600)
        lock.acquire()
    except Timeout as error:
        raise LockedError(
            f"another run of photosort holds the library {path}",
            "wait for it to end, or wait inside with --lock-wait SECONDS",
        ) from error
    except OSError as error:
        raise LibraryError(
            f"cannot lock the library {path}: {error.strerror}",
            "name another place with --library FILE",
        ) from error
    return lock


def _release(lock: object | None) -> None:
    release = getattr(lock, "release", None)
    if release:
        release()


def _library_error(path: Path | None, error: sqlite3.DatabaseError) -> LibraryError:
    text = str(error)
    if "not a database" in text or "malformed" in text:
        return LibraryError(
            f"{path} is not a photosort library, or it is damaged: {text}",
            "restore it from a backup, or move it away and index again; no photo is touched",
        )
    if "full" in text:
        return LibraryError(
            f"the disk with the library {path} is full",
            "free some space and run the same command again; it goes on where it stopped",
        )
    return LibraryError(f"the library {path} cannot be used: {text}")
