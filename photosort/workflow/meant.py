"""The trip, journey, person or moment that a word means, where files may be meant as well."""

import os
from typing import NamedTuple

from photosort.model import Named
from photosort.store import Store
from photosort.workflow.named import LIVING, Book, Noun, ambiguous, books, find, fitting


class Meant(NamedTuple):
    """A trip, journey, person or moment, of whatever state."""

    noun: Noun
    named: Named

    @property
    def id(self) -> str:
        """Its id, or that of what it was merged into."""
        return self.named.merged_into or self.named.id


def thing_meant(store: Store, word: str) -> Meant | None:
    """What `word` means that is no file: by an id or the beginning of one, or by its name.

    None for the path of a file, and for a word that fits nothing. Raises `PhotosortError` for an
    id that is not there, `AmbiguousError` for what fits several. Of trips and moments only titles
    count, not their places: else no journey could be named by its.
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
    return [each._replace(names=each.names[: each.titled]) for each in known]
