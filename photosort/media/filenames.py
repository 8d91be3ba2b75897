"""Dates in file names, as phones and programs write them."""

import os
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from photosort.media import name_words
from photosort.media.metadata.times import half_day, is_plausible
from photosort.model import Precision, Taken

_MONTH, _DAY = r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<year>(?:18|19|20)\d\d)"
_BUDDHIST_YEAR = r"(?P<year>(?:18|19|20|24|25)\d\d)"
_SEPARATED = rf"{_YEAR}(?P<between>[-_.:]){_MONTH}(?P=between){_DAY}"
_JOINED = f"{_YEAR}{_MONTH}{_DAY}"


_HOUR, _MINUTE = r"(?P<hour>[01]\d|2[0-3])", r"(?P<minute>[0-5]\d)"
_SECOND = r"(?P<second>[0-5]\d)"


def _clock(separator: str) -> str:
    return separator.join((_HOUR, _MINUTE, _SECOND)) + r"(?:[-_.]?(?P<milli>\d{3}))?(?!\d)"


# words as they are compared, ignoring case
_WORDS = frozenset(word.casefold() for words in name_words.BETWEEN.values() for word in words)
_IS_MORNING = {
    **{word.casefold(): True for word in name_words.MORNING},
    **{word.casefold(): False for word in name_words.AFTERNOON},
}
_HALVES = sorted(_IS_MORNING, key=len, reverse=True)
_ENGLISH_HALVES = tuple(half for half in _HALVES if re.fullmatch(r"[ap]\.? ?m\.?", half))
_BUDDHIST = name_words.BUDDHIST.casefold()

# Screen Shot 2023-05-14 at 1.10.10 PM, Skärmavbild 2023-05-14 kl. 10.10.10
_SPOKEN = re.compile(
    rf"(?<!\d){_BUDDHIST_YEAR}(?P<between>[-_.]?){_MONTH}(?P=between){_DAY}(?P<gap>\D{{0,30}}?)"
    r"(?P<hour>[01]?\d|2[0-3])[-.:_h ：∶꞉](?P<minute>[0-5]\d)"
    r"(?:[-.:_m ：∶꞉](?P<second>[0-5]\d))?(?!\d)(?P<tail>\D*)"
)
# Pixel phones: PXL_20230514_063000123, in UTC
_PIXEL = re.compile(rf"(?<![^\W_])PXL_{_JOINED}_{_clock('')}")
# WeChat's camera: milliseconds since 1970
_EPOCH = re.compile(r"^wx_camera_(\d{13})(?!\d)")
_PATTERNS = [
    # IMG_20230514_101010, 2023-05-14 10.10.10, Screenshot_2023-05-14-10-10-10
    *(
        re.compile(rf"(?<!\d){day}(?:[-_ .T]|, | [-–—] ){_clock(within)}")
        for day in (_JOINED, _SEPARATED)
        for within in ("", "[-.:_]")
    ),
    # 20230514101010
    re.compile(rf"(?<!\d){_JOINED}{_clock('')}"),
    # VLC: vlcsnap-2023-05-14-13h10m10s123; French: 2023-05-14 à 13 h 10 min 10 s
    re.compile(
        rf"(?<!\d){_SEPARATED}(?:[-_ .T]|, | à ){_HOUR} ?h ?{_MINUTE}"
        rf"(?: ?m(?:in)? ?{_SECOND} ?s?(?P<milli>\d{{3}})?)?(?!\d)"
    ),
    # 2023-05-14 13 10 10, 14.05.2023 13-10-10, 2023-05-14 13.10
    re.compile(rf"(?<!\d){_SEPARATED}(?:,? |_){_HOUR} {_MINUTE} {_SECOND}(?!\d)"),
    re.compile(rf"(?<![\d.]){_DAY}\.{_MONTH}\.{_YEAR}(?:[-_ ]|, | - ){_clock('[-.:_]')}"),
    re.compile(rf"(?<!\d){_SEPARATED}[_ T]{_HOUR}[.:]{_MINUTE}(?![.:]?\d)"),
    # Telegram's export: photo_12@14-05-2023_10-10-10
    re.compile(rf"@{_DAY}-{_MONTH}-{_YEAR}_{_clock('-')}"),
    # 2023年5月14日 10時10分10秒
    re.compile(
        rf"(?<!\d){_YEAR}年(?P<month>\d\d?)月(?P<day>\d\d?)日(?P<gap>\D{{0,6}})"
        r"(?:(?P<hour>\d\d?)[時时点點](?P<minute>[0-5]?\d)分(?:(?P<second>[0-5]?\d)秒)?|(?!\d))"
    ),
    re.compile(rf"(?<!\d){_YEAR}년\s*(?P<month>\d\d?)월\s*(?P<day>\d\d?)일"),
    # a day only: VID-20230514-WA0003, 2023-05-14 somewhere, IMG_20230514
    re.compile(rf"(?<![^\W_])[A-Z]{{3}}-{_JOINED}-WA\d+"),
    re.compile(rf"(?<!\d){_YEAR}-{_MONTH}-{_DAY}(?!\d)"),
    # a second long number means that both are ids
    re.compile(rf"^(?:\D*[-_ (]|\w+[-_ ])?{_JOINED}(?=[-_ .(~]|$)(?![-_.]\d{{7}})"),
]

_EXTENSION = re.compile(r"\.(?=\w*[a-z])\w{1,5}$", re.IGNORECASE)
_COPY = re.compile(r"^[^\W\d]{4,12} ?\(\d+\) ")  # Copy (2) of
# names made by machines, in which digits mean nothing
_IDS = re.compile(
    r"(?<![0-9a-z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # UUID
    r"|(?=[0-9a-f]{16})(?:\d*[a-f]){3}[0-9a-f]*|(?=[0-9a-f]{20})\d*[a-f][0-9a-f]*"  # hashes
    # photo, album and owner ids of social networks; a date may still follow a number
    r"|\d+_\d{10,}(?:_\d+)*_[a-z]|\d+_(?!(?:19|20)\d{12}(?:\d{3})?(?!\d))\d{10,}(?:_\d+)*)"
    r"(?![0-9a-z])",
    re.IGNORECASE,
)
_MARKS: dict[int, str | None] = {
    **dict.fromkeys((0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x2066, 0x2067, 0x2068, 0x2069)),
    **dict.fromkeys((0xA0, 0x2009, 0x202F), " "),  # no-break spaces
}


def taken(path: bytes) -> Taken | None:
    """The time in a file name, None without one; a day alone stands for its 00:00:00.

    >>> taken(b"IMG_20230514_101010.jpg").local
    datetime.datetime(2023, 5, 14, 10, 10, 10)
    >>> taken(b"PXL_20230514_063000123.jpg").utc
    datetime.datetime(2023, 5, 14, 6, 30, 0, 123000)
    >>> taken(b"Schermata 2023-05-14 alle 10.10.10.png").local
    datetime.datetime(2023, 5, 14, 10, 10, 10)
    >>> taken(b"VID-20230514-WA0003.mp4").precision
    'day'
    >>> taken(b"DSC_0042.jpg") is None
    True
    """
    name = _plain(os.fsdecode(path).rpartition("/")[2])
    pixel, epoch = _PIXEL.search(name), _EPOCH.search(name)
    if pixel or epoch:
        moment = _moment(pixel) if pixel else _since_1970(epoch)
        return Taken("filename", "utc", utc=moment) if moment else None
    for pattern in (_SPOKEN, *_PATTERNS):
        match = pattern.search(name)
        between = _Between(match) if match else None
        if match and between and pattern is _SPOKEN and not between.tells:
            continue
        moment = _moment(match, between) if match and between else None
        if match and moment:
            return Taken("filename", "local", moment, precision=_precision(match))
    return None


def _plain(name: str) -> str:
    """A name as the patterns expect it: composed, ASCII digits, without extension and ids."""
    name = _EXTENSION.sub("", name)
    if not name.isascii():
        name = unicodedata.normalize("NFC", name).translate(_MARKS)
        name = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in name)
    return _IDS.sub("#", _COPY.sub("", name))


def _since_1970(match: re.Match[str] | None) -> datetime | None:
    moment = datetime(1970, 1, 1) + timedelta(milliseconds=int(match[1])) if match else None
    return moment if moment and is_plausible(moment) else None


def _precision(match: re.Match[str]) -> Precision:
    parts = match.groupdict()
    if not parts.get("hour"):
        return "day"
    return "second" if parts.get("second") else "minute"


class _Between:
    """The words around a time: one that leads to it, one for the half of the day."""

    def __init__(self, match: re.Match[str]) -> None:
        parts = match.groupdict()
        gap = " ".join((parts.get("gap") or "").replace("_", " ").split())
        gap = gap.lstrip("., ").casefold()
        word, _, last = gap.rpartition(" ")
        if gap in _IS_MORNING or (word in _WORDS and last in _IS_MORNING):
            self.word, before = word, last
        else:
            self.word, before = gap if gap in _WORDS else "", ""
        spoken = match.re is _SPOKEN
        tail = parts.get("tail") or match.string[match.end() :]
        half = before or _half_behind(tail, _HALVES if spoken else _ENGLISH_HALVES)
        self.is_morning = _IS_MORNING.get(half)

    @property
    def tells(self) -> bool:
        """Whether one of them was found."""
        return bool(self.word) or self.is_morning is not None


def _half_behind(tail: str, halves: Iterable[str]) -> str:
    """The half of the day that `tail` begins with, as a word of its own."""
    tail = tail.lstrip(" _-")
    folded = tail.casefold()
    half = next((each for each in halves if folded.startswith(each)), "")
    behind = folded[len(half) :]
    # `12.10.10 am See` is German, no half of the day
    at_the_lake = tail.startswith(("am ", "am_", "am-")) and behind[1:2].isalpha()
    at_the_lake = at_the_lake and behind[1:4] != "cop"
    return "" if behind[:1].isalpha() or at_the_lake else half


def _moment(match: re.Match[str], between: _Between | None = None) -> datetime | None:
    parts = match.groupdict()
    year = int(match["year"])
    if year >= 2400:
        if not between or between.word != _BUDDHIST:
            return None
        year -= 543
    hour = int(parts.get("hour") or 0)
    if between and between.is_morning is not None and 1 <= hour <= 12:
        hour = half_day(hour, afternoon=not between.is_morning)
    try:
        moment = datetime(year, int(match["month"]), int(match["day"]), hour)
        moment = moment.replace(
            minute=int(parts.get("minute") or 0), second=int(parts.get("second") or 0)
        )
    except ValueError:
        return None
    moment += timedelta(milliseconds=int(parts.get("milli") or 0))
    return moment if is_plausible(moment) else None
