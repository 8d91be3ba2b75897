"""What several sources say about one photo, as one description."""

from collections.abc import Iterable
from dataclasses import replace

from photosort.model import Description
from photosort.texts import fold

_MAX_KEYWORDS = 1000
_NOTHING = Description()
# what programs note for themselves: how darktable has developed a photo, tags inside digiKam
_BOOKKEEPING = ("darktable/", "_digikam_internal_tags_/")


def merge(keywords: Iterable[str]) -> tuple[str, ...]:
    """Keywords in order, without what others of them say already. Doing it again changes nothing.

    A flat one that is a level of a hierarchical one goes, as most programs write both; so does the
    beginning of a longer one.

    >>> merge(["Japan", "Places/Japan", "Places", "sea"])
    ('Places/Japan', 'sea')
    """
    kept = list(dict.fromkeys(each for each in keywords if not _is_bookkeeping(each)))
    told: set[str] = set()
    for each in kept:
        levels = fold(each).split("/")
        if len(levels) > 1:
            told.update(levels)
            told.update("/".join(levels[:end]) for end in range(2, len(levels)))
    return tuple(sorted(each for each in kept if fold(each) not in told)[:_MAX_KEYWORDS])


def _is_bookkeeping(keyword: str) -> bool:
    return keyword.casefold().startswith(_BOOKKEEPING)


def complete(own: Description, others: Iterable[Description]) -> Description:
    """What a file says, and where it says nothing the first of others; keywords are those of all.

    >>> complete(Description(rating=3), [Description(rating=5, title="Sea")]).rating
    3
    """
    for other in others:
        if other in (own, _NOTHING):
            continue
        own = replace(
            own,
            title=own.title or other.title,
            caption=own.caption or other.caption,
            keywords=merge((*own.keywords, *other.keywords)),
            rating=own.rating or other.rating,
            favorite=own.favorite or other.favorite,
            creator=own.creator or other.creator,
            copyright=own.copyright or other.copyright,
        )
    return own
