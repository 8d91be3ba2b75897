"""Reads an open library: one connection, in one thread, until it is closed."""

import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from photosort.errors import UsageError, of_system
from photosort.store import Store

T = TypeVar("T")

_LOG = logging.getLogger("photosort")


class Reader:
    """Asks a library, and answers in the exceptions of `photosort.errors`.

    It opens the file when it is first asked, and never creates it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._owner = _here()
        self._store: Store | None = None
        self._closed = False

    def check(self) -> None:
        """Raise `UsageError` in another thread or process, and after `close`."""
        if self._closed:
            raise UsageError(
                f"the library {self.path} is closed", "keep to the with block, or open it again"
            )
        if self._owner != _here():
            raise UsageError(
                "a Library is for the thread that opened it",
                "open another one in this thread: with Library() as library",
            )

    def ask(self, question: Callable[[Store], T]) -> T:
        """The answer to a question."""
        self.check()
        with explained():
            store = self._opened()
            with store.sentences():
                return question(store)

    def each(self, question: Callable[[Store], Iterable[T]]) -> Iterator[T]:
        """The answers to a question, which is asked when the first one is wanted."""
        return _Answers(self, question)

    def close(self) -> None:
        """Close the library; closing it again does nothing."""
        if not self._closed:
            self.check()
            self._closed = True
            if self._store:
                self._store.close()

    def _opened(self) -> Store:
        if self._store is None:
            self._store = Store.read(self.path)
            if self._store.migrated_from:
                _LOG.info("the library was updated; %s is as it was", self._store.migrated_from)
        return self._store


class _Answers(Iterator[T]):
    """The answers to a question, one by one.

    No generator: that would be at its end after the first error, and the rest silently lost.
    """

    def __init__(self, reader: Reader, question: Callable[[Store], Iterable[T]]) -> None:
        self._reader = reader
        self._question = question
        self._answers: Iterator[T] | None = None

    def __next__(self) -> T:
        found = self._reader.ask(self._next)  # where an end would be an error as any other
        if not found:
            raise StopIteration
        return found[0]

    def _next(self, store: Store) -> tuple[T, ...]:
        if self._answers is None:
            self._answers = iter(self._question(store))
        for found in self._answers:
            return (found,)
        return ()


def _here() -> tuple[int, int]:
    """The process and the thread; SQLite wants a connection to stay in both."""
    return os.getpid(), threading.get_ident()


@contextmanager
def explained() -> Iterator[None]:
    """What the system says of a file or a module becomes a `PhotosortError`."""
    try:
        yield
    except (OSError, ImportError) as error:
        known = of_system(error)
        if known is None:
            raise
        raise known from error
