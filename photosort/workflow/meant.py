"""Resolves words that may name files as well as trips, journeys, persons or moments."""

import os
from typing import NamedTuple

from photosort.model import Named
from photosort.store import Store
from photosort.workflow.named import LIVING, Book, Noun, ambiguous, books, find, fitting


class Meant(NamedTuple):
    """A trip, journey, person or moment, in any state."""

    noun: Noun
    named: Named

    @property
    def id(self) -> str:
        """The id, or that of the thing it was merged into."""
        return self.named.merged_into or self.named.id


def thing_meant(store: Store, word: str) -> Meant | None:
    """The thing that `word` matches by id, prefix of an id, custom id or name.

    None for a path, and for a word without a match. Raises `PhotosortError` for an unknown id,
    `AmbiguousError` for several matches. Places do not count here, only titles: otherwise hardly
    any journey would be the only match for its name.
    """
    if not word.strip() or os.path.lexists(word) or os.sep in word:
        return None
    for noun, book in books(store):
        if word.startswith(f"{noun.kind}-"):
            return Meant(noun, find(book, noun, word))
    found = [
        (noun, each)
        for noun, book in books(store)
        for each in fitting(word, noun.kind, _titled(noun, book))
    ]
    if len(found) > 1:
        raise ambiguous(word, "things", [each for _, each in found])
    return Meant(*found[0]) if found else None


def _titled(noun: Noun, book: Book) -> list[Named]:
    known = [each for each in book.named() if each.state in LIVING]
    return [each._replace(names=each.names[: each.titled], stops=()) for each in known]
