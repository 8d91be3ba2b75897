"""Options with their ranges, checked once, and the config file they may come from."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, get_args

from photosort.errors import PhotosortError, UsageError
from photosort.model import LEVELS, Home, Mode, Shift
from photosort.texts import composed

VIEWS = ("place", "trip", "journey", "person", "moment")
"""What `organize --by` can lay out, beside saved questions as `@NAME`."""

MODES: tuple[str, ...] = get_args(Mode)

MAX_LABELS = 100
MAX_LABEL_BYTES = 1024

_SHIFT = re.compile(
    r"([^@=]+)(?:@(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?)?=([+-]?)(\d{1,5}):([0-5]\d)(?::([0-5]\d))?"
)
_HOME = re.compile(
    r"([+-]?\d+(?:\.\d*)?)\s*,\s*([+-]?\d+(?:\.\d*)?)(?:@(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?)?"
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DURATION = re.compile(r"(\d{1,12})(?:\.(\d{0,6}))?\s*([smhd])?")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_LONGEST = 36_525 * 86_400_000_000
_OFFSET = re.compile(r"([+-])(\d\d):?([0-5]\d)")


@dataclass(frozen=True)
class TripOptions:
    """How photos are gathered into trips.

    Raises `UsageError` for a value out of range. `levels` come out coarse first, each once.
    """

    gap_days: int = 1
    min_days: int = 1
    max_days: int = 99_999
    levels: tuple[str, ...] = ("country", "province")
    tz: int | None = None

    def __post_init__(self) -> None:
        check_range("--gap-days", self.gap_days, 0, 99_999)
        check_range("--min-days", self.min_days, 1, 99_999)
        check_range("--max-days", self.max_days, 1, 99_999)
        if self.min_days > self.max_days:
            raise UsageError(
                f"--min-days {self.min_days} is more than --max-days {self.max_days}",
                "no trip can be that long; lower one or raise the other",
            )
        check_choices("--levels", self.levels, LEVELS)
        object.__setattr__(self, "levels", tuple(x for x in LEVELS if x in self.levels))


@dataclass(frozen=True)
class TripFilter:
    """Which trips to list, and in what order. None lets everything through.

    Days count from 1970-01-01; a trip fits that has any day between them.
    """

    levels: tuple[str, ...] = ()
    address: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
    first_day: int | None = None
    last_day: int | None = None
    sort: str = "start"
    order: str = "asc"
    limit: int | None = None
    offset: int = 0

    def __post_init__(self) -> None:
        if self.levels:
            check_choices("--level", self.levels, LEVELS)
        check_choices("--sort", (self.sort,), ("start", "end", "created", "updated"))
        check_choices("--order", (self.order,), ("asc", "desc"))
        if self.limit is not None:
            check_range("--limit", self.limit, 0, 2**31)
        check_range("--offset", self.offset, 0, 2**31)


@dataclass(frozen=True)
class PlaceOptions:
    """How places are named. What is empty was not said: the library's earlier choice holds.

    `languages` are in order of preference, `locale` those of this machine. `own` are the
    `[[place]]` tables of the config file, `policy` its choices for disputed areas.
    """

    geocoder: str | None = None
    languages: tuple[str, ...] = ()
    locale: tuple[str, ...] = ("en",)
    own: tuple[Mapping[str, Any], ...] = ()
    policy: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        languages = tuple(dict.fromkeys(map(_tidy_language, self.languages)))
        object.__setattr__(self, "languages", languages)
        for language in languages:
            if not _LANGUAGE.fullmatch(language):
                raise UsageError(
                    f"--lang: {language!r} is no language", "give codes as zh,en in your order"
                )


def _tidy_language(text: str) -> str:
    """`de_AT.UTF-8` and `DE-at` as `de-AT` is written."""
    base, *rest = text.split(".")[0].replace("_", "-").split("-")
    return "-".join((base.lower(), *(x.upper() if len(x) == 2 else x for x in rest)))


@dataclass(frozen=True)
class JourneyOptions:
    """How journeys are found. `homes` are given ones, none for what the photos tell; None for a
    life without home.
    """

    homes: tuple[Home, ...] | None = ()
    gap_days: int = 4
    radius_km: float = 60.0

    def __post_init__(self) -> None:
        check_range("--gap-days", self.gap_days, 0, 99_999)
        if not 1 <= self.radius_km <= 20_000:
            raise UsageError(
                f"--radius-km {self.radius_km:g} is out of range", "give kilometres from 1 to 20000"
            )


@dataclass(frozen=True)
class MomentOptions:
    """How photos are gathered into moments. Times are microseconds.

    `exact` is the published method to the letter: see `cluster.moments`.
    """

    time_gap: int = 2 * 3_600_000_000
    time_deviation: int = 90 * 60_000_000
    distance_km: float = 5.0
    spread_km: float = 3.0
    max_gap_days: int = 2
    exact: bool = False

    def __post_init__(self) -> None:
        check_real("--distance-km", self.distance_km, 0, 20_100)
        check_real("--spread-km", self.spread_km, 0, 20_100)
        check_range("--max-gap-days", self.max_gap_days, 0, 99_999)


@dataclass(frozen=True)
class MomentFilter:
    """Which moments to list, and in what order. None lets everything through.

    Days count from 1970-01-01; a moment fits that has any day between them.
    """

    title: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
    first_day: int | None = None
    last_day: int | None = None
    order: str = "asc"
    limit: int | None = None
    offset: int = 0

    def __post_init__(self) -> None:
        check_choices("--order", (self.order,), ("asc", "desc"))
        if self.limit is not None:
            check_range("--limit", self.limit, 0, 2**31)
        check_range("--offset", self.offset, 0, 2**31)


@dataclass(frozen=True)
class IndexOptions:
    """What `index` reads and how.

    `exclude`, `ignore` and `infer_location` None: as the library remembers.
    """

    exclude: tuple[str, ...] | None = None
    labels: tuple[tuple[str, str], ...] = ()
    workers: int | None = None
    full: bool = False
    infer_location: bool | None = None
    places: PlaceOptions = PlaceOptions()
    shifts: tuple[Shift, ...] = ()
    ignore: bool | None = None

    def __post_init__(self) -> None:
        if self.exclude is not None:
            object.__setattr__(self, "exclude", tuple(dict.fromkeys(map(_glob, self.exclude))))
        if self.workers is not None:
            check_range("--workers", self.workers, 1, 1024)


def _glob(text: str) -> str:
    """A pattern as it is kept. Raises `UsageError` for one that can match nothing."""
    if not text.strip("/ ") or "\0" in text:
        raise UsageError(
            f"--exclude {text!r} can match nothing", "give a name or path, as cache or '*.png'"
        )
    return composed(text)


@dataclass(frozen=True)
class PersonOptions:
    """How faces are looked for and gathered into persons.

    A person is founded by `min_faces` photos of a face at least `min_face_px` wide and high,
    turned by less than `max_pose` degrees about each axis, of quality `min_quality` or more. The
    lesser faces may join. `threshold` is the least mean cosine similarity within a person, None
    for the engine's own; `video_seconds` the distance of the frames looked at, None for no videos.
    """

    engine: str | None = None
    min_faces: int = 3
    threshold: float | None = None
    min_face_px: int = 75
    max_pose: float = 30.0
    min_quality: float = 0.8
    workers: int | None = None
    video_seconds: float | None = None

    def __post_init__(self) -> None:
        check_range("--min-faces", self.min_faces, 1, 99_999)
        check_range("--min-face-px", self.min_face_px, 0, 99_999)
        check_real("--max-pose", self.max_pose, 0, 180)
        check_real("--min-quality", self.min_quality, 0, 1)
        if self.threshold is not None:
            check_real("--threshold", self.threshold, 0, 1)
        if self.video_seconds is not None:
            check_real("--video-seconds", self.video_seconds, 0.1, 86_400)
        if self.workers is not None:
            check_range("--workers", self.workers, 1, 1024)


@dataclass(frozen=True)
class OrganizeOptions:
    """Which views `organize` lays out, in which folders, and of what the tree is made.

    `templates` are pairs of view and pattern, see `photosort.plan.layout.templates`. `fallback` is
    the mode for what cannot be a reflink. `prune_empty` also removes folders that others emptied.
    `where` is an expression of `photosort query` that limits the photos. `take_over` lets DEST be
    that of another library, `allow_empty` lets all go that was made there.
    """

    by: tuple[str, ...] = ("place", "trip")
    mode: str = "symlink"
    absolute: bool = False
    level: str | None = None
    templates: tuple[tuple[str, str], ...] = ()
    fallback: str | None = None
    prune_empty: bool = False
    where: str | None = None
    take_over: bool = False
    allow_empty: bool = False

    def __post_init__(self) -> None:
        check_views("--by", self.by)
        check_choices("--mode", (self.mode,), MODES)
        if self.level is not None:
            check_choices("--level", (self.level,), LEVELS)
        check_views("--template", [view for view, _ in self.templates] or VIEWS)
        if self.fallback is not None:
            check_choices("--fallback", (self.fallback,), ("copy",))
            if self.mode != "reflink":
                raise UsageError(
                    f"--fallback goes with --mode reflink, not with {self.mode}", "leave it out"
                )
        saved = sorted({x for x in self.by if x.startswith("@")})
        object.__setattr__(self, "by", (*(x for x in VIEWS if x in self.by), *saved))


def check_views(option: str, views: Collection[str]) -> None:
    """Raise `UsageError` unless `views` are some of `VIEWS`, or saved questions."""
    named = [view for view in views if not (view.startswith("@") and view[1:])]
    if named or not views:
        check_choices(option, named, VIEWS)


@dataclass(frozen=True)
class AlbumOptions:
    """How an album is made. `language` is that of its words and dates, a code as `de`.

    `originals` is the mode, one of `MODES`, in which originals are laid out in it. `take_over`
    goes on with an album that another library has made.
    """

    language: str = "en"
    workers: int | None = None
    originals: str | None = None
    take_over: bool = False

    def __post_init__(self) -> None:
        if not _LANGUAGE.fullmatch(self.language):
            raise UsageError(f"--lang: {self.language!r} is no language", "give a code as de")
        if self.workers is not None:
            check_range("--workers", self.workers, 1, 1024)
        if self.originals is not None:
            check_choices("--with-originals", (self.originals,), MODES)


@dataclass(frozen=True)
class MapOptions:
    """Where a still map goes, and how wide it is in pixels. The name tells the kind."""

    out: str
    width: int = 1600

    def __post_init__(self) -> None:
        if not self.out.lower().endswith((".svg", ".png")):
            raise UsageError(f"--out {self.out}: of what kind?", "name a file .svg or .png")
        check_range("--width", self.width, 200, 20_000)


@dataclass(frozen=True)
class FilmOptions:
    """How a film is made: length, pixels, a sound file, the language of its words."""

    seconds: float = 60.0
    size: tuple[int, int] = (1920, 1080)
    audio: str | None = None
    language: str = "en"
    workers: int | None = None

    def __post_init__(self) -> None:
        check_real("--seconds", self.seconds, 12, 3600)
        if self.audio is not None and not Path(self.audio).is_file():
            raise UsageError(f"--audio {self.audio} is no file", "name a music file")
        if not _LANGUAGE.fullmatch(self.language):
            raise UsageError(f"--lang: {self.language!r} is no language", "give a code as de")
        if self.workers is not None:
            check_range("--workers", self.workers, 1, 1024)


def parse_size(text: str) -> tuple[int, int]:
    """Width and height of `1920x1080`. Raises `UsageError`; H.264 wants even numbers."""
    match = re.fullmatch(r"(\d{1,5})[xX×](\d{1,5})", text)
    size = (int(match[1]), int(match[2])) if match else (0, 0)
    if not all(160 <= side <= 7680 and side % 2 == 0 for side in size):
        raise UsageError(
            f"--size {text!r} is no size of a film", "even numbers from 160 to 7680, as 1920x1080"
        )
    return size


def check_range(option: str, value: int, low: int, high: int) -> None:
    """Raise `UsageError` unless `low <= value <= high`."""
    if not low <= value <= high:
        raise UsageError(f"{option} {value} is out of range", f"give a number from {low} to {high}")


def check_real(option: str, value: float, low: float, high: float) -> None:
    """Raise `UsageError` unless `low <= value <= high`; not a number is out of range."""
    if not low <= value <= high:
        raise UsageError(
            f"{option} {value:g} is out of range", f"give a number from {low:g} to {high:g}"
        )


def check_choices(option: str, values: Collection[str], allowed: Collection[str]) -> None:
    """Raise `UsageError` unless `values` is some of `allowed`."""
    wrong = [value for value in values if value not in allowed]
    if wrong or not values:
        what = f"{option}: unknown value {wrong[0]!r}" if wrong else f"{option} names nothing"
        raise UsageError(what, f"choose from {', '.join(allowed)}")


def locale_languages(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The languages of the locale, with English behind: `de_AT.UTF-8` → `("de", "en")`."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        code = environment.get(name, "").split(".")[0].split("_")[0].lower()
        if code and code not in ("c", "posix") and _LANGUAGE.fullmatch(code):
            return tuple(dict.fromkeys((code, "en")))
    return ("en",)


def parse_day(option: str, text: str) -> int:
    """The day of `2023-04-01`, counted from 1970-01-01. Raises `UsageError`."""
    try:
        return (date.fromisoformat(text) - date(1970, 1, 1)).days
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is no date", "write it as 2023-04-01") from error


def parse_duration(option: str, text: str) -> int:
    """Microseconds of `2h`, `90m`, `1.5d`, `30s` or a bare number of seconds, at most 100 years.

    Raises `UsageError`.
    """
    match = _DURATION.fullmatch(text.strip())
    if not match:
        raise UsageError(
            f"{option} {text!r} is no duration", "write it as 2h, 90m, 30s, 1d or in seconds"
        )
    microseconds = int(match[1] + (match[2] or "").ljust(6, "0")) * _UNITS[match[3] or "s"]
    if microseconds > _LONGEST:
        raise UsageError(f"{option} {text!r} is out of range", "give at most 100 years, 36525d")
    return microseconds


def check_bytes(option: str, text: str | None, most: int) -> None:
    """Raise `UsageError` for a text of more than `most` bytes."""
    size = len((text or "").encode("utf-8", "surrogateescape"))
    if size > most:
        raise UsageError(f"{option} is {size:,} bytes long", f"at most {most:,}")


def split_list(text: str) -> tuple[str, ...]:
    """The values of a comma-separated option: `country, city` → `("country", "city")`."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def parse_offset(text: str, option: str = "--tz") -> int:
    """Minutes east of UTC of `+08:00`; `Z` and `UTC` are 0. Raises `UsageError`."""
    if text.upper() in ("Z", "UTC"):
        return 0
    match = _OFFSET.fullmatch(text)
    if match:
        minutes = int(match[2]) * 60 + int(match[3])
        if minutes <= 14 * 60:
            return -minutes if match[1] == "-" else minutes
    raise UsageError(
        f"{option} {text!r} is no offset from UTC", "give one from -14:00 to +14:00, as +08:00"
    )


def format_offset(minutes: int | None) -> str:
    """`+08:00` for 480; nothing for None."""
    if minutes is None:
        return ""
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def parse_templates(texts: Collection[str]) -> tuple[tuple[str, str], ...]:
    """The pairs of `VIEW=PATTERN` texts. Raises `UsageError` for one without `=`."""
    pairs = {}
    for text in texts:
        view, equals, pattern = text.partition("=")
        if not equals:
            raise UsageError(
                f"--template {text!r} is not VIEW=PATTERN",
                "write it as 'trip={start:%Y}/{start:%Y-%m-%d} {title}'",
            )
        pairs[view.strip()] = pattern
    return tuple(pairs.items())


def parse_labels(texts: Collection[str]) -> tuple[tuple[str, str], ...]:
    """The pairs of `KEY=VALUE` texts. Raises `UsageError` for one without `=` or too long."""
    pairs = []
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise UsageError(f"label {text!r} is not KEY=VALUE", "write it as holiday=beach")
        if not text.isprintable() and any("\ud800" <= c <= "\udfff" for c in text):
            raise UsageError(f"label {key!r} is not UTF-8")
        if len(text.encode()) > MAX_LABEL_BYTES:
            raise UsageError(f"label {key[:40]!r}… is longer than {MAX_LABEL_BYTES} bytes")
        pairs.append((composed(key), composed(value)))
    if len(pairs) > MAX_LABELS:
        raise UsageError(f"{len(pairs)} labels are too many", f"at most {MAX_LABELS}")
    return tuple(pairs)


def parse_shifts(texts: Collection[str]) -> tuple[Shift, ...]:
    """The corrections of `CAMERA=+01:00` and `CAMERA@2023-04-01..2023-04-14=-00:05:30`.

    Raises `UsageError`.
    """
    shifts = []
    for text in texts:
        match = _SHIFT.fullmatch(text)
        if not match:
            raise UsageError(
                f"--shift {text!r} is not CAMERA=+HH:MM",
                "as 'Canon EOS 80D=+01:00' or 'Canon EOS 80D@2023-04-01..2023-04-14=-00:05:30'",
            )
        hours, minutes, seconds = (int(match[i] or 0) for i in (5, 6, 7))
        amount = hours * 3600 + minutes * 60 + seconds
        for day in filter(None, (match[2], match[3])):
            try:
                date.fromisoformat(day)
            except ValueError as error:
                raise UsageError(f"--shift: {day} is no date", "write it as 2023-04-01") from error
        if match[2] and match[3] and match[2] > match[3]:
            raise UsageError(f"--shift {text!r} ends before it begins", "write it as FROM..TO")
        shifts.append(
            Shift(
                match[1].strip(),
                match[2] or "",
                match[3] or "",
                -amount if match[4] == "-" else amount,
            )
        )
    return tuple(shifts)


def parse_homes(texts: Collection[str]) -> tuple[Home, ...] | None:
    """The homes of `52.52,13.41` and `48.21,16.37@2015-03-01..2018-06-30`; None for `none`.

    `auto` is no home given. One without dates holds where no other one does. Raises `UsageError`,
    also for homes that contradict each other.
    """
    if len(set(texts)) > 1 and {"auto", "none"} & set(texts):
        raise UsageError("--home auto and none go with no other home", "give one or the other")
    if "none" in texts:
        return None
    homes = [_parse_home(text) for text in texts if text != "auto"]
    for i, home in enumerate(homes):
        for other in homes[:i]:
            if _is_dated(home) == _is_dated(other) and _meet(home, other):
                raise UsageError(
                    f"--home: two homes at a time, {_shown(other)} and {_shown(home)}",
                    "give them dates that do not meet, as 48.21,16.37@2015-03-01..2018-06-30",
                )
    return tuple(homes)


def _parse_home(text: str) -> Home:
    match = _HOME.fullmatch(text.strip())
    if not match:
        raise UsageError(
            f"--home {text!r} is no home",
            "give auto, none, 52.52,13.41 or 52.52,13.41@2015-03-01..2018-06-30",
        )
    lat, lon = float(match[1]), float(match[2])
    if abs(lat) > 90 or abs(lon) > 180:
        raise UsageError(
            f"--home {text!r} is not on Earth",
            "latitude comes first, from -90 to 90; longitude is from -180 to 180",
        )
    first, last = (parse_day("--home", match[i]) if match[i] else None for i in (3, 4))
    if first is not None and last is not None and first > last:
        raise UsageError(f"--home {text!r} ends before it begins", "write it as FROM..TO")
    return Home(lat, lon, first, last, source="given")


def _is_dated(home: Home) -> bool:
    return home.first_day is not None or home.last_day is not None


def _meet(a: Home, b: Home) -> bool:
    return all(
        first is None or last is None or first <= last
        for first, last in ((a.first_day, b.last_day), (b.first_day, a.last_day))
    )


def _shown(home: Home) -> str:
    return f"{home.lat:g},{home.lon:g}"


class PlaceSettings(NamedTuple):
    """What the config file says of places: languages, own places, disputed areas."""

    languages: tuple[str, ...] = ()
    own: tuple[Mapping[str, Any], ...] = ()
    policy: tuple[tuple[str, str], ...] = ()


def take_places(config: dict[str, Any]) -> PlaceSettings:
    """Take `language`, `[[place]]` and `[policy]` out of a config. Raises `PhotosortError`."""
    language = config.pop("language", "")
    own = config.pop("place", []) if isinstance(config.get("place"), list) else []
    policy = config.pop("policy", {})
    if not isinstance(policy, dict) or not all(isinstance(x, str) for x in policy.values()):
        raise PhotosortError("[policy] in the config file wants codes", 'crimea = "UA"')
    return PlaceSettings(
        split_list(language) if isinstance(language, str) else tuple(language),
        tuple(own),
        tuple(sorted(policy.items())),
    )


def read_config(path: Path, known: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """The settings of a TOML file, checked against `known`: table → option names.

    The table "" holds what stands outside any table. Raises `PhotosortError` that names the file
    for one that cannot be read, is no TOML, or sets something unknown.
    """
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise PhotosortError(f"the config file {path} is not a regular file", "name a TOML file")
    try:
        with path.open("rb") as file:
            config = tomllib.load(file)
    except OSError as error:
        raise PhotosortError(f"cannot read the config file {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PhotosortError(f"the config file {path} is not valid TOML: {error}") from error
    for name, value in config.items():
        if isinstance(value, dict) and name in known:
            _check_names(path, f"{name}.", value, known[name])
        elif name not in known[""]:
            raise _unknown(path, name, [*known[""], *(f"[{each}]" for each in known if each)])
    return {
        name: {key.replace("-", "_"): each for key, each in value.items()}
        if isinstance(value, dict)
        else value
        for name, value in config.items()
    }


def _check_names(path: Path, prefix: str, table: Mapping[str, Any], known: Collection[str]) -> None:
    for key in table:
        if key.replace("-", "_") not in known:
            raise _unknown(path, prefix + key, sorted(known))


def _unknown(path: Path, name: str, known: Collection[str]) -> PhotosortError:
    return PhotosortError(
        f"the config file {path} sets {name}, which is unknown", f"known: {', '.join(known)}"
    )
