"""What a query finds."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from photosort.api.reading import Reader
from photosort.errors import PhotosortError
from photosort.model import Photo
from photosort.store import Store
from photosort.workflow import query as workflow


class Answer:
    """The answer to a query: photos and videos, or how many of which kind.

    Nothing is looked up before it is asked for; who iterates twice asks twice. Made by
    `Library.query`.
    """

    def __init__(self, reader: Reader, query: workflow.Query) -> None:
        self._reader = reader
        self._query = query

    def __iter__(self) -> Iterator[Photo]:
        """The files, in order, as far as they are wanted."""
        return self._reader.each(lambda store: workflow.photos(store, self._query))

    def paths(self) -> Iterator[bytes]:
        """The paths of the files, in order; quicker than the files with all that is known."""
        return self._reader.each(lambda store: workflow.paths(store, self._query))

    def count(self) -> int:
        """How many files match, whatever the limit."""
        return self._reader.ask(lambda store: workflow.count(store, self._query))

    def group(self, field: str) -> list[dict[str, Any]]:
        """`{"value", "count"}` of each value of a field: `year`, `camera`, `label:KEY`, `person` …

        As `photosort query --group`: trips, journeys, moments and persons also have their `id`. The
        value of files that have none is None. Raises `UsageError` for a field that there is not.
        """
        query = replace(self._query, group=field)
        self._reader.ask(lambda store: _check_known(store, query))
        return self._reader.ask(lambda store: workflow.group(store, query))


def asked(
    reader: Reader,
    expression: str,
    sort: str | tuple[str, ...],
    limit: int | None,
    offset: int,
) -> Answer:
    """The answer to a query that was understood. Raises `UsageError`, `PhotosortError`."""
    tree = reader.ask(lambda store: workflow.understand(store, expression))
    fields = (sort,) if isinstance(sort, str) else tuple(sort)
    query = workflow.Query(tree, sort=fields, limit=limit, offset=offset)
    reader.ask(lambda store: _check_known(store, query))
    return Answer(reader, query)


def _check_known(store: Store, query: workflow.Query) -> None:
    """What nobody has looked for yet must not look as if it were not there."""
    if lacking := workflow.lacks(store, query.expression, query.group):
        raise PhotosortError(*lacking)
