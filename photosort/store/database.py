"""Opens a library: creation, lock, migrations, transactions, dry runs."""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from photosort.errors import LibraryError, PhotosortError
from photosort.store import lock, names, views
from photosort.store.addresses import Addresses
from photosort.store.attributes import FaceAttributes
from photosort.store.backup import fill, keep_before_migration
from photosort.store.check import Check
from photosort.store.clocks import Clocks
from photosort.store.copies import Copies
from photosort.store.corrections import Corrections
from photosort.store.export import Entered
from photosort.store.faces import Faces
from photosort.store.facts import FileFacts
from photosort.store.files import Files
from photosort.store.guarded import Guarded
from photosort.store.imports import Imports
from photosort.store.journeys import Journeys
from photosort.store.keywords import Keywords
from photosort.store.labels import FileLabels
from photosort.store.moments import Moments
from photosort.store.persons import Persons
from photosort.store.pictures import Pictures
from photosort.store.query import Queries
from photosort.store.regions import Regions
from photosort.store.remembered import Remembered
from photosort.store.reviews import Reviews
from photosort.store.roots import Roots
from photosort.store.runs import Runs
from photosort.store.schema import APPLICATION_ID, MIGRATIONS, prepare
from photosort.store.statistics import Statistics
from photosort.store.trips import Trips

_CACHE_KIB = 64 * 1024

_ERRORS = (sqlite3.DatabaseError, UnicodeDecodeError)
"""Errors raised by sqlite3; the latter if a message of SQLite quotes damaged text."""

_DAMAGE = ("not a database", "malformed", "decode to UTF-8", "no such table", "no such column")
"""Messages of SQLite for files that photosort did not write, or that were changed since."""

_PATIENCE = 10.0
"""So many seconds SQLite waits for what other processes hold."""

_BESIDE = 64 * 1024
"""Free bytes needed for the index of the write-ahead log."""


class Store:
    """An open library. Use `Store.read` or `Store.write`, as a context manager.

    `files`, `trips`, `journeys`, `faces`, `persons`, `reviews`, `moments`, `roots`, `runs`,
    `clocks`, `copies`, `corrections`, `queries`, `entered`, `pictures`, `statistics`, `guarded`
    hold the queries, a noun each; `check` looks for damage.
    `migrated_from` is the path of the copy of a library of an older version, if it was migrated.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, rehearsal: bool) -> None:
        self.path = path
        self.rehearsal = rehearsal
        self._connection = connection
        self._lock: lock.Lock | None = None
        self.migrated_from: Path | None = None
        self._made: Path | None = None  # the file, where this call has made it
        self.files = Files(connection)
        self.facts = FileFacts(connection)
        self.addresses = Addresses(connection)
        self.labels = FileLabels(connection)
        self.keywords = Keywords(connection)
        self.remembered = Remembered(connection)
        self.trips = Trips(connection)
        self.roots = Roots(connection)
        self.runs = Runs(connection)
        self.clocks = Clocks(connection)
        self.copies = Copies(connection)
        self.corrections = Corrections(connection)
        self.journeys = Journeys(connection)
        self.faces = Faces(connection)
        self.attributes = FaceAttributes(connection)
        self.persons = Persons(connection)
        self.regions = Regions(connection)
        self.reviews = Reviews(connection)
        self.check = Check(connection)
        self.moments = Moments(connection)
        self.queries = Queries(connection)
        self.entered = Entered(connection)
        self.imports = Imports(connection)
        self.pictures = Pictures(connection)
        self.statistics = Statistics(connection)
        self.guarded = Guarded(connection)

    @classmethod
    def read(cls, path: Path) -> "Store":
        """Open an existing library for reading; an older version is migrated first."""
        store = cls._open(path)
        if 0 < store._version < len(MIGRATIONS):
            store.close()
            with cls.write(path) as migrated:
                kept = migrated.migrated_from
            store = cls._open(path)
            store.migrated_from = kept
        if store._version == 0:
            store.close()
            raise LibraryError(f"the library {path} is empty", "photosort index FOLDER fills it")
        return store

    @classmethod
    def inspect(cls, path: Path) -> "Store":
        """Open a library as it is, whatever its version and damage, to look at it."""
        return cls._open(path)

    @classmethod
    def _open(cls, path: Path) -> "Store":
        if not path.exists():
            raise _no_library(path)
        store = cls(_connect(names.true_name(path)), path, rehearsal=False)
        try:
            store._check()
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def write(
        cls,
        path: Path,
        *,
        create: bool = False,
        lock_wait: float = 0,
        rehearse: bool = False,
        command: str = "",
        options: Mapping[str, Any] | None = None,
    ) -> "Store":
        """Open a library for writing, exclusively; with `create`, make it if it does not exist.

        With `rehearse`, changes are visible inside and never stored: it works in one transaction
        that is rolled back, or in memory if there is no library of this version yet. If `command`
        is given, a run of it is recorded that ends when the library is closed.
        """
        if rehearse and create and not path.exists():
            store = cls._in_memory(path, None)
        else:
            store = cls._open_alone(path, create, lock_wait, rehearse, command)
        try:
            if store.rehearsal:
                store._connection.execute("BEGIN")
            if command:
                with store.transaction():
                    store.runs.begin(command, options or {})
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def _open_alone(
        cls, path: Path, create: bool, lock_wait: float, rehearse: bool, command: str
    ) -> "Store":
        if not create and not path.exists():
            raise _no_library(path)
        _refuse_other_files(path)
        name = names.true_name(path)
        held = lock.acquire(name, lock_wait, command)
        try:
            made = create and _create(name)
            store = cls._open(path)
            store._made = name if made and not rehearse else None
            if rehearse and store._version < len(MIGRATIONS):
                rehearsal = cls._in_memory(path, store._connection)
                store.close()
                store = rehearsal
            elif not rehearse:
                store._migrate()
                store._remember(name)
            store.rehearsal = rehearse
            store._lock = held
        except BaseException:
            held.release()
            raise
        return store

    @classmethod
    def _in_memory(cls, path: Path, source: sqlite3.Connection | None) -> "Store":
        """A copy in memory, which is discarded."""
        store = cls(_connect(None), path, rehearsal=True)
        if source:
            source.backup(store._connection)
        store._migrate()
        return store

    def fill(self, file: Path) -> None:
        """Copy the library into an empty file and check the copy. Others may write meanwhile.

        Raises `LibraryError`.
        """
        fill(self._connection, file)

    def size(self) -> int:
        """The size of the library in bytes, without its log."""
        pages, size = (
            self._connection.execute(f"PRAGMA {each}").fetchone()[0]
            for each in ("page_count", "page_size")
        )
        return int(pages * size)

    @property
    def is_filled(self) -> bool:
        """Whether it has tables, of any version."""
        return self._version > 0

    @property
    def id(self) -> str:
        """The id of the library, made with it; copies and backups share it."""
        return self.remembered.get("library_id") or ""

    def is_busy(self) -> bool:
        """Whether another process holds the library for writing."""
        return lock.holder(names.true_name(self.path)) is not None

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            damage = self._damage(error)
            if self._made and not damage and self.is_bare:
                self._unmake(self._made)
            elif self.runs.id and not self.rehearsal:
                with suppress(LibraryError) if error else nullcontext(), self.transaction():
                    self.runs.end(damage or error)
        finally:
            self.close()
        if damage:
            raise damage from error

    @contextmanager
    def sentences(self) -> Iterator[None]:
        """Errors of SQLite inside become `LibraryError`, as they do where the library is closed."""
        try:
            yield
        except Exception as error:
            if damage := self._damage(error):
                raise damage from error
            raise

    @property
    def is_bare(self) -> bool:
        """Whether no folder and no file is known."""
        query = "SELECT EXISTS (SELECT 1 FROM roots) OR EXISTS (SELECT 1 FROM files)"
        try:
            return not self._connection.execute(query).fetchone()[0]
        except _ERRORS:
            return False

    def _unmake(self, name: Path) -> None:
        """Remove an empty library that this call made; others may wait for the lock file."""
        self._connection.close()
        for end in ("-wal", "-shm", ""):
            Path(f"{name}{end}").unlink(missing_ok=True)

    def close(self) -> None:
        """Close the library; the changes of a dry run are discarded."""
        with suppress(sqlite3.DatabaseError):
            if self.rehearsal and self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        self._connection.close()
        if self._lock:
            self._lock.release()

    def _damage(self, error: BaseException | None) -> LibraryError | None:
        """The damage of the library, if that is the cause of an unexpected error."""
        if isinstance(error, _ERRORS):
            return _library_error(self.path, error)
        if not isinstance(error, Exception) or isinstance(error, PhotosortError | OSError):
            return None
        try:
            (said,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        except _ERRORS as damage:
            return _library_error(self.path, damage)
        if said == "ok" and not isinstance(error, json.JSONDecodeError):
            return None
        return _damaged(self.path, said if said != "ok" else "it holds what no photosort wrote")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction: everything inside is stored, or nothing. Transactions nest."""
        begin, commit, rollback = (
            ("SAVEPOINT step", "RELEASE step", ("ROLLBACK TO step", "RELEASE step"))
            if self._connection.in_transaction
            else ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
        )
        try:
            self._connection.execute(begin)
            try:
                yield
            except BaseException:
                for statement in rollback:
                    self._connection.execute(statement)
                raise
            self._connection.execute(commit)
        except _ERRORS as error:
            raise _library_error(self.path, error) from error

    def shrink(self) -> None:
        """Remove all traces of deleted data from the files of the library."""
        if not self.rehearsal:
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def _check(self) -> None:
        """Refuse a file that is not a library, or one of a newer version."""
        try:
            version = self._version
            (owner,) = self._connection.execute("PRAGMA application_id").fetchone()
            (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except _ERRORS as error:
            raise _library_error(self.path, error) from error
        if owner != APPLICATION_ID and (version or tables):
            raise LibraryError(
                f"{self.path} is the database of another program, not a photosort library",
                "name another file with --library FILE",
            )
        if version > len(MIGRATIONS):
            raise LibraryError(
                f"the library {self.path} has version {version}, which is newer than this program"
                " supports",
                "upgrade photosort: pip install --upgrade photosort-cli",
            )

    def _remember(self, name: Path) -> None:
        try:
            names.remember(self._connection, name)
        except _ERRORS as error:
            raise _library_error(self.path, error) from error

    def _migrate(self) -> None:
        version = self._version
        try:
            if not self.rehearsal:
                self._connection.execute("PRAGMA journal_mode = WAL")
                if 0 < version < len(MIGRATIONS):
                    self.migrated_from = keep_before_migration(self._connection, self.path, version)
            if version == len(MIGRATIONS) and views.are_current(self._connection):
                return
            # all migrations or none: nobody needs a version in between
            script = views.renewing(self._connection, ";".join(MIGRATIONS[version:]))
            self._connection.executescript(
                f"BEGIN IMMEDIATE; {script}; PRAGMA application_id = {APPLICATION_ID};"
                f" PRAGMA user_version = {len(MIGRATIONS)}; COMMIT;"
            )
        except _ERRORS as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise _library_error(self.path, error) from error


def _refuse_other_files(path: Path) -> None:
    """Refuse a file that is not a database before a lock file is made beside it."""
    try:
        if not path.is_file():
            return
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:
        return  # reported when it is opened
    if head and head != b"SQLite format 3\0":
        raise _damaged(path, "file is not a database")


def _create(path: Path) -> bool:
    """Make an empty file that only its owner can read, unless it exists; returns whether it did."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        return True
    except FileExistsError:
        return False
    except OSError as error:
        raise LibraryError(
            f"cannot create the library {path}: {error.strerror}",
            "name another place with --library FILE",
        ) from error


def _connect(path: Path | None) -> sqlite3.Connection:
    try:
        if path is None:
            connection = sqlite3.connect(":memory:", isolation_level=None)
            prepare(connection)
            return connection
        try:
            # "rw" never creates: a missing library is an error
            connection = _open_file(path, "mode=rw")
        except sqlite3.OperationalError:
            if not _is_frozen(path):
                raise
            connection = _open_file(path, "mode=ro&immutable=1")
        prepare(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    except _ERRORS as error:
        raise _library_error(path, error) from error
    return connection


def _open_file(path: Path, how: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{how}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_PATIENCE)
    connection.execute("PRAGMA schema_version")  # is it a database at all?
    return connection


def _is_frozen(path: Path) -> bool:
    """Whether a library is on a read-only file system, with no pending changes beside it.

    Even for reading, SQLite writes beside it, unless it is told that nobody writes.
    """
    log = Path(f"{path}-wal")
    waiting = log.exists() and log.stat().st_size > 0
    return os.access(path, os.R_OK) and not os.access(path.parent, os.W_OK) and not waiting


def _no_library(path: Path) -> LibraryError:
    return LibraryError(f"there is no library at {path}", "photosort index FOLDER creates one")


def _library_error(path: Path | None, error: Exception) -> LibraryError:
    text = str(error)
    if isinstance(error, UnicodeDecodeError) or any(sign in text for sign in _DAMAGE):
        return _damaged(path, text)
    if "full" in text or (path and "disk I/O" in text and _is_full(path)):
        return LibraryError(
            f"the disk with the library {path} is full",
            "free some space and run the same command again; it goes on where it stopped",
        )
    return LibraryError(f"the library {path} cannot be used: {text}")


def _is_full(path: Path) -> bool:
    """Whether there is no space beside the library, which SQLite reports as an I/O error."""
    try:
        return shutil.disk_usage(path.parent).free < _BESIDE
    except OSError:
        return False


def _damaged(path: Path | None, text: str) -> LibraryError:
    return LibraryError(
        f"{path} is not a photosort library, or it is damaged: {text}",
        "restore it from a backup, or move it away and index again; no photo is touched",
    )
