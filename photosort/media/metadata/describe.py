"""The rules for title, caption, keywords, rating, favorite, creator and copyright.

The order of the sources is documented in docs/formats.md; the first that says something counts,
keywords are those of all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import unescape

from photosort.media.metadata import iptc
from photosort.media.metadata.raw import Raw, Tags, Value
from photosort.media.metadata.text import (
    clean,
    clean_lines,
    decoded,
    is_default,
    is_no_name,
    until_zero,
    user_comment,
    utf16,
)
from photosort.media.metadata.xmp import Properties
from photosort.model import Description
from photosort.plan.descriptions import merge

_NOTHING = Description()
_SHORT, _LONG, _KEYWORD = 1000, 10_000, 500  # characters

_KEYS = "com.apple.quicktime."
_MOVIE: Mapping[str, tuple[str, ...]] = {
    "title": (f"{_KEYS}title", f"{_KEYS}displayname", "title", "©nam", "titl"),
    "caption": (
        f"{_KEYS}description", f"{_KEYS}comment", "description", "desc", "ldes", "dscp", "©des",
        "©cmt", "comment", "©inf",
    ),
    "creator": (
        f"{_KEYS}artist", f"{_KEYS}author", f"{_KEYS}creator", "artist", "©ART", "©aut", "auth",
    ),
    "copyright": (f"{_KEYS}copyright", "copyright", "©cpy", "cprt"),
    "keywords": (f"{_KEYS}keywords", "keywords", "©key", "keyw", "kywd"),
}  # fmt: skip
_HIERARCHICAL = (
    ("hierarchicalSubject", "|"), ("CatalogSets", "|"), ("TagsList", "/"), ("LastKeywordXMP", "/"),
)  # fmt: skip


def describe(raw: Raw, tags: Tags, packet: Properties | None) -> Description:
    """What a file says of its content; `packet` is its XMP, None where that says nothing."""
    block = iptc.texts(raw.iim) if raw.iim else {}
    if not (block or packet or raw.texts or raw.quicktime or not _DESCRIBING.isdisjoint(tags)):
        return _NOTHING
    single, lists = packet or Properties({}, {})
    sources = _Sources(lists, block, tags, raw)
    return Description(
        title=_first(sources.titles(), _title),
        caption=_first(sources.captions(), _caption),
        keywords=_keywords(sources),
        rating=_rating(single, tags),
        favorite=single.get("Favorite", "").lower() == "true",
        creator=_first(sources.creators(), _creator),
        copyright=_first(sources.copyrights(), _line),
    )


def of_packet(packet: Properties) -> Description:
    """What an XMP sidecar says."""
    return describe(Raw(""), {}, packet)


def of_takeout(description: object, favorited: object) -> Description:
    """What the JSON of a Google Takeout says; its `title` is the name of the file.

    Google writes some characters as in HTML.
    """
    caption = _caption(unescape(description)) if isinstance(description, str) else None
    return Description(caption=caption, favorite=favorited is True)


_DESCRIBING = frozenset(
    (
        "ImageDescription", "UserComment", "Artist", "Copyright", "Rating", "RatingPercent",
        "XPTitle", "XPComment", "XPAuthor", "XPKeywords",
    )
)  # fmt: skip


class _Sources:
    """The texts for each field, those that count most first."""

    def __init__(
        self, lists: Mapping[str, list[str]], block: Mapping[int, list[str]], tags: Tags, raw: Raw
    ) -> None:
        self.lists = lists
        self.block = block
        self._tags = tags
        self._raw = raw

    def titles(self) -> Iterator[str]:
        yield from self.lists.get("title", ())[:1]
        yield from self.block.get(iptc.TITLE, ())[:1]
        yield from self.windows("XPTitle")
        yield from self.others("title")

    def captions(self) -> Iterator[str]:
        yield from self.lists.get("description", ())[:1]
        yield from self.block.get(iptc.CAPTION, ())[:1]
        yield from self._exif("ImageDescription")
        yield from self.lists.get("ImageDescription", ())[:1]
        comment = self._tags.get("UserComment")
        if isinstance(comment, bytes):
            yield user_comment(comment) or ""
        yield from self.lists.get("UserComment", ())[:1]
        yield from self.windows("XPComment")
        yield from self.others("caption")

    def creators(self) -> Iterator[str]:
        yield "; ".join(self.lists.get("creator", ()))
        yield "; ".join(self.block.get(iptc.CREATOR, ()))
        yield from self._exif("Artist")
        yield from self.windows("XPAuthor")
        yield from self.others("creator")

    def copyrights(self) -> Iterator[str]:
        yield from self.lists.get("rights", ())[:1]
        yield from self.block.get(iptc.COPYRIGHT, ())[:1]
        value = self._tags.get("Copyright")
        if isinstance(value, bytes):  # that of the photographer, and that of the editor
            parts = (decoded(part).strip() for part in value.split(b"\0")[:2])
            yield "; ".join(part for part in parts if part)
        yield from self.others("copyright")

    def windows(self, name: str) -> Iterator[str]:
        """A text of Windows, in UTF-16."""
        value = self._tags.get(name)
        if isinstance(value, bytes):
            yield utf16(value)
        elif value and all(isinstance(each, int) and 0 <= each < 256 for each in value):
            yield utf16(bytes(value))  # type: ignore[arg-type]

    def _movie(self, field: str) -> Iterator[str]:
        for key in _MOVIE[field] if self._raw.quicktime else ():
            if key in self._raw.quicktime:
                yield decoded(self._raw.quicktime[key].strip(b"\0"))

    def _exif(self, name: str) -> Iterator[str]:
        value: Value | None = self._tags.get(name)
        if isinstance(value, bytes):
            yield until_zero(value)

    def others(self, field: str) -> Iterator[str]:
        """The texts of other containers, and of movies."""
        if field in self._raw.texts:
            yield self._raw.texts[field]
        yield from self._movie(field)


def _first(texts: Iterable[str], made: Callable[[str], str | None]) -> str | None:
    """The first text of which something is left."""
    return next((found for text in texts if text and (found := made(text))), None)


def _line(text: str) -> str | None:
    found = clean(text)
    return found[:_SHORT].rstrip() if found else None


def _title(text: str) -> str | None:
    found = _line(text)
    return None if found is None or is_default(found) else found


def _caption(text: str) -> str | None:
    found = clean_lines(text)
    return None if found is None or is_default(found) else found[:_LONG].rstrip()


def _creator(text: str) -> str | None:
    found = _line(text)
    return None if found is None or is_no_name(found) else found


def _keywords(sources: _Sources) -> tuple[str, ...]:
    """Those of XMP and IPTC; where there are none, those of Windows or of a movie."""
    lists = sources.lists
    added = {_path(each, "|") for each in lists.get("AddedKeywords", ())}
    found = [
        _path(each, separator) for name, separator in _HIERARCHICAL for each in lists.get(name, ())
    ]
    found += [_path(each) for each in lists.get("subject", ())]
    found += [_path(each) for each in sources.block.get(iptc.KEYWORDS, ())]
    if not any(found):
        found = [_path(each) for each in _separated(sources)]
    return merge(each for each in found if each and each not in added)


def _path(keyword: str, separator: str = "/") -> str | None:
    """A keyword with `/` between its levels; None where nothing is left.

    >>> _path("Places|Japan| Kyoto", "|")
    'Places/Japan/Kyoto'
    """
    levels = (clean(level) for level in keyword.replace(separator, "/").split("/"))
    found = "/".join(level for level in levels if level)[:_KEYWORD].rstrip("/ ")
    # some programs write ? for what their code lacks
    return found if found.strip("?/ ") else None


def _separated(sources: _Sources) -> Sequence[str]:
    """Keywords in one text, with semicolons or commas between them."""
    texts = [*sources.windows("XPKeywords"), *_joined(sources.others("keywords"))]
    return [each for text in texts for each in text.split(";")]


def _joined(texts: Iterable[str]) -> Iterator[str]:
    """Texts of movies, where commas are as common."""
    for text in texts:
        yield text if ";" in text else text.replace(",", ";")


def _rating(found: Mapping[str, str], tags: Tags) -> int | None:
    """1 to 5 stars, -1 for rejected; 0 is the same as none."""
    return (
        _stars(_number(found.get("Rating")))
        or _stars(_integer(tags.get("Rating")))
        or _of_percent(_number(found.get("RatingPercent")))
        or _of_percent(_integer(tags.get("RatingPercent")))
    )


def _stars(number: float | None) -> int | None:
    if number is None or not -1 <= number <= 5:
        return None
    return (-1 if number < 0 else round(number)) or None


def _of_percent(number: float | None) -> int | None:
    """The stars that Windows writes as 1, 25, 50, 75 and 99 per cent.

    >>> [_of_percent(each) for each in (0, 1, 25, 50, 75, 99, 101)]
    [None, 1, 2, 3, 4, 5, None]
    """
    if number is None or not 1 <= number <= 100:
        return None
    return 1 + round(number / 25)


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _integer(value: Value | None) -> int | None:
    if isinstance(value, tuple) and value and isinstance(value[0], int):
        return -1 if value[0] == 0xFFFF else value[0]
    return None
