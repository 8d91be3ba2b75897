"""Chooses the cover of an album."""

from collections.abc import Iterable, Mapping

from photosort.plan.album import People, Picture
from photosort.plan.choice import Candidate, PictureStatistics, best


def cover_of(
    pictures: Iterable[Picture], statistics: Mapping[str, PictureStatistics], people: People
) -> str | None:
    """The key of the cover of an album."""
    candidates = candidates_of(pictures, {}, statistics, people)
    keys = {each.id: key for each, key in candidates}
    chosen_id = best([each for each, _ in candidates])
    return keys[chosen_id] if chosen_id is not None else None


def candidates_of(
    pictures: Iterable[Picture],
    stops: Mapping[int, int],
    statistics: Mapping[str, PictureStatistics],
    people: People,
) -> list[tuple[Candidate, str]]:
    """The pictures with statistics as candidates, each with its key.

    `stops` maps picture ids to stops.
    """
    result = []
    for each in pictures:
        if each.key in statistics:
            moment = each.utc or each.local
            seconds = moment.timestamp() if moment and each.day is not None else None
            faces = len(people.boxes.get(each.id, ()))
            stop = stops.get(each.id, 0)
            measured = statistics[each.key]
            own = (faces, people.smiles.get(each.id, 0.0), each.rating, each.favorite)
            candidate = Candidate(each.id, stop, each.day, seconds, measured, *own)
            result.append((candidate, each.key))
    return result
