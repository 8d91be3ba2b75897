"""What each command prints with `--json`: its documents, the usual one first.

Every command may also print an error instead, which is not listed here.
"""

from .nouns import LEVELS, path, utc
from .words import (
    Schema,
    by_name,
    count,
    flag,
    integer,
    maybe,
    number,
    one_of,
    record,
    ref,
    several,
    share,
    text,
    titled,
)

Documents = list[Schema]

_FAILED = several(ref("failed"))
_KEPT = several(ref("kept"))


def _ids(key: str, noun: str) -> Documents:
    return [record({key: several(text(f"id of a {noun}"))})]


def _noun(name: str, plural: str, key: str, noun: str) -> dict[str, Documents]:
    """The commands that all nouns have."""
    return {
        f"{name} list": [several(ref(noun))],
        f"{name} show": [ref(noun)],
        f"{name} update": [ref(noun)],
        f"{name} delete": _ids("deleted", noun),
        f"{name} restore": _ids("restored", noun),
        f"{name} undo": [
            record({"undone": text("what it was, such as update"), key: several(text("id"))})
        ],
    }


_CORRECTED = record({"corrected": count("files"), "unchanged": count(), "failed": _FAILED})
_CLOCKS = several(
    record(
        {
            "camera": text(),
            "shift": text("as index --shift takes it"),
            "seconds": integer(),
            "confidence": share(),
            "photos": count(),
            "minutes": number("between the photos compared"),
            "matches": count("photos that fit with it"),
            "matches_now": count("photos that fit without"),
        },
        "a camera whose clock seems to run wrong",
    )
)
_FOUND = {
    "found": count("files found: the sum of added, changed, moved, unchanged and failed"),
    "added": count(),
    "changed": count(),
    "moved": count(),
    "unchanged": count(),
    "missing": count("files that are gone; they stay in the library until forget --missing"),
    "failed": several(ref("failed"), "files that cannot be read"),
    "ignored": count("files and folders that the rules pass over"),
    "linked": count("links to folders, which are not followed"),
}
_INDEX = record(
    {
        "run": text("id of the run; empty in a dry run"),
        "roots": several(path()),
        **_FOUND,
        "moved_roots": several(ref("folder_move")),
        "possible_moves": several(ref("folder_move"), "moves that are not certain, so not made"),
        "not_photos": several(path(), "named files that are no photos"),
        "unknown_cameras": several(text(), "cameras of --shift without photos"),
        "seconds": number(low=0),
        "error?": ref("problem", "if some folders are absent"),
    }
)
_WATCH = record(
    {
        "run": maybe(text("id of the last run")),
        "roots": several(path()),
        "rounds": count("how often it indexed"),
        **{key: each for key, each in _FOUND.items() if key not in ("ignored", "linked")},
    },
    "all rounds in one, when it ends",
)
_MANIFEST = record(
    {
        "photosort_manifest": integer("version of the manifest"),
        "created": text("when DEST last changed"),
        "library": path(),
        "library_id?": text(),
        "dest?": path(),
        "mode": one_of("", "symlink", "hardlink", "reflink", "copy"),
        "absolute": flag("links have absolute paths"),
        "by": several(text("a view")),
        "kept": several(ref("kept"), "found in DEST and left alone"),
        "skipped": several(
            record({"source": path(), "reason": text()}), "files that are in no view"
        ),
        "left_out": by_name(count(), "how many of these, by reason"),
        "folders": several(text(), "folders that were made"),
        "entries": several(ref("entry")),
    }
)
_SETTINGS = record(
    {
        "languages": several(text()),
        "geocoder": maybe(text()),
        "infer_location": flag(),
        "clock_shifts": several(
            record(
                {
                    "camera": text(),
                    "from": maybe(text("first day")),
                    "to": maybe(text("last day")),
                    "seconds": integer(),
                }
            )
        ),
        "ignore": flag("the usual files are passed over"),
        "exclude": several(text()),
        "engine": maybe(text("for faces")),
        "video_seconds": maybe(number("between the frames that are looked at; null for none", 0)),
        "attributes": several(text("of faces")),
    },
    "what the library remembers",
)
_STATUS = record(
    {
        "library": path(),
        "files": count(),
        "photos": count(),
        "videos": count(),
        "located": count("with a location"),
        "placed": count("with an address"),
        "dated": count("with a date that is not only that of the file"),
        "inferred": count("with an inferred location"),
        "duplicates": count(),
        "faces": count(),
        "persons": count(),
        "named": count("persons with a name"),
        "trips": count(),
        "journeys": count(),
        "homes": several(ref("home")),
        "missing": count(),
        "ignored": count(),
        "failed": count(),
        "roots": several(ref("root")),
        "settings": _SETTINGS,
        "next": several(record({"command": text(), "why": text()}), "what would help most"),
        "last_run": maybe(ref("run")),
    }
)
_RUN = record(
    {
        "run": text("id of the run; empty in a dry run"),
        "outcome": one_of("", "done", "some-failed", "failed", "interrupted"),
        "code": integer("the exit code"),
        "seconds": number(low=0),
        "steps": several(
            record(
                {
                    "step": one_of(
                        "", "index", "trips", "journeys", "people", "moments", "organize", "album"
                    ),
                    "outcome": one_of(
                        "", "done", "some-failed", "failed", "interrupted", "skipped"
                    ),
                    "code": integer("the exit code of the command"),
                    "seconds": number(low=0),
                    "result?": {"description": "what the command prints with --json; see there"},
                    "error?": ref("problem"),
                }
            )
        ),
        "dest?": path("the folder laid out"),
        "album?": path("the folder of the album"),
        "error?": ref("problem", "the first error, if the run failed"),
    }
)
_ALBUM = record(
    {
        "index": path("the page to open"),
        "photos": count(),
        "written": count("files"),
        "unchanged": count("files"),
        "removed": count("files"),
        "bytes": count(),
        "failed": _FAILED,
        "videos": count(),
        "kept": _KEPT,
        "originals": maybe(
            record({"made": count(), "moved": count(), "removed": count(), "unchanged": count()})
        ),
    }
)
_FILM = record(
    {
        "out": path(),
        "title": text(),
        "seconds": number(low=0),
        "width": count("pixels"),
        "height": count("pixels"),
        "photos": several(path()),
        "bytes": maybe(count()),
        "failed": _FAILED,
    }
)
_PLACE = record(
    {
        "lat": number(low=-90, high=90),
        "lon": number(low=-180, high=180),
        "address": ref("address"),
        "address_basis": ref("basis"),
        "timezone": maybe(text("IANA name")),
    }
)
_MAP = record(
    {
        "out": path(),
        "journey": text("its id"),
        "width": count("pixels"),
        "height": count("pixels"),
        "stops": count(),
        "bytes": maybe(count()),
    }
)
_TRIPS = record(
    {
        "options": record(
            {
                "gap_days": count(),
                "min_days": count(),
                "max_days": count(),
                "levels": several(one_of("", *LEVELS)),
                "tz": maybe(text("offset from UTC")),
            }
        ),
        "created": count("trips"),
        "updated": count("trips"),
        "hidden": count("trips"),
        "unplaced": count("photos without a place"),
        "undated": count("photos without a date"),
        "trips": several(ref("trip"), "by start, end, level and address"),
    }
)
_JOURNEYS = record(
    {
        "homes": several(ref("home"), "by date"),
        "created": count("journeys"),
        "updated": count("journeys"),
        "journeys": several(ref("journey")),
    }
)
_PEOPLE = record(
    {
        "engine": text(),
        "runtimes": maybe(several(text(), "what ran the networks, as far as this process knows")),
        "videos": flag("videos are looked at, too"),
        "photos": count("photos and videos that were looked at, ever"),
        "looked": count("of these, in this run"),
        "looked_again": count("whose faces got what they lacked"),
        "attributes": several(text(), "what is estimated of faces"),
        "faces": count(),
        "unassigned": count("faces without a person"),
        "created": count("persons"),
        "updated": count("persons"),
        "failed": _FAILED,
        "unlisted": count("persons in few photos, or ignored"),
        "held_back": record(
            {"persons": count(), "faces": count()}, "of faces that may not start a person"
        ),
        "persons": several(ref("person")),
    }
)
_MOMENTS = record(
    {
        "created": count("moments"),
        "updated": count("moments"),
        "undated": count("photos without a date"),
        "moments": several(ref("moment")),
    }
)
_GROUP = record(
    {
        "value": {"description": "of the field; null for files without one"},
        "count": count("files"),
        "id?": text("of a trip, journey, moment or person"),
        "start?": text("first day"),
        "end?": text("last day"),
        **{f"{each}?": by_name({}, "by field") for each in ("min", "max", "sum", "average")},
    }
)
_QUERY = [
    several(ref("photo")),
    titled("with --fields", several(by_name({}, "the fields asked for, by name"))),
    titled("with --count", record({"count": count("files")})),
    titled("with --group", record({"count": count("files"), "groups": several(_GROUP)})),
    titled("with --min, --max, --sum or --average", ref("measured")),
    titled(
        "with --imm and aggregations",
        record(
            {
                "Aggregations": several(
                    record(
                        {
                            "Field": text(),
                            "Operation": text(),
                            "Value?": {"description": "of all operations but group"},
                            "Groups?": several(record({"Value": text(), "Count": count()})),
                        }
                    )
                )
            }
        ),
    ),
    titled("with --save", record({"saved": text("name")})),
    titled("with --forget", record({"forgotten": text("name")})),
    titled("with --saved", by_name(text("query"), "the saved queries, by name")),
]
_REVIEW = [
    record(
        {
            "path": path("the page"),
            "persons": count(),
            "faces": count(),
            "questions": count("Same person?"),
            "strangers": count("faces without a person"),
            "left_out": count("persons for the next page"),
            "size": count("bytes"),
        }
    ),
    titled("with --serve", record({"url": text("the address"), "persons": count()})),
]
_APPLIED = record(
    {
        "path": path(),
        "applied": count("corrections"),
        "unchanged": count("those that were applied before"),
        "failed": several(
            record(
                {
                    "path": path(),
                    "line": count(),
                    "action": text(),
                    "error": text(),
                    "hint": text(),
                }
            )
        ),
        "persons": several(ref("person"), "that have changed"),
    }
)
_MATCHES = several(
    record(
        {
            "box": several(integer(), "left, top, width, height", minItems=4, maxItems=4),
            "score": share("of the detector"),
            "quality": share("how well it can be recognised"),
            "persons": several(
                record(
                    {
                        "id": text(),
                        "name": maybe(text()),
                        "similarity": share(),
                        "same": flag("similar enough to be the person"),
                    }
                ),
                "the closest first",
            ),
        },
        "a face in the picture",
    )
)
_LABELLED = record(
    {
        "files": count("files that were labelled"),
        "ids": several(text(), "trips, journeys, persons and moments that were"),
        "set": ref("labels"),
        "removed": several(text("key")),
        "failed": _FAILED,
    }
)
_IMPORTED = record(
    {
        **{
            each: count("that were changed")
            for each in (
                "files",
                "places",
                "dates",
                "trips",
                "journeys",
                "homes",
                "clock_shifts",
                "questions",
                "moments",
                "persons",
                "face_claims",
                "different_persons",
            )
        },
        **{f"{each}?": count("that were changed") for each in ("descriptions", "regions")},
        "unmatched": several(record({"what": text(), "reason": text()})),
    }
)
_XMP = record({"written": count("sidecars"), "unchanged": count(), "failed": _FAILED})

COMMANDS: dict[str, Documents] = {
    **_noun("trips", "trips", "trips", "trip"),
    **_noun("journeys", "journeys", "journeys", "journey"),
    **_noun("people", "people", "persons", "person"),
    **_noun("moments", "moments", "moments", "moment"),
    "trips": [_TRIPS],
    "trips show": [ref("trip"), titled("of a journey", ref("journey"))],
    "journeys": [_JOURNEYS],
    "journeys homes": [several(ref("home"))],
    "homes": [several(ref("home"))],
    "journeys map": [_MAP],
    "people": [_PEOPLE],
    "people name": [
        ref("person"),
        titled("with --from", several(ref("person"), "that have changed")),
    ],
    **{f"people {each}": [ref("person")] for each in ("merge", "move", "cover")},
    **{
        f"people {each}": [several(ref("person"), "that have changed")]
        for each in ("split", "remove", "ignore")
    },
    "people strangers": [several(ref("stranger"), "newest first")],
    "people find": [_MATCHES],
    "people sheet": [record({"path": path(), "persons": count(), "crops": count("faces shown")})],
    "people review": _REVIEW,
    "people apply": [_APPLIED],
    "people forget": [
        record({"faces": count(), "persons": count()}),
        titled("with --attributes alone", record({"attributes": count("faces")})),
    ],
    "moments": [_MOMENTS],
    "index": [_INDEX, titled("with --watch", _WATCH)],
    "run": [_RUN],
    "organize": [_MANIFEST, titled("with --verify", several(ref("kept"), "what differs"))],
    "album": [_ALBUM],
    "film": [_FILM],
    "query": _QUERY,
    "show": [
        ref("photo"),
        titled("with --exif", record({"path": path(), "tags": by_name(text())})),
    ],
    "place": [
        titled("a line each with place -", _PLACE),
        titled("place set and place unset", _CORRECTED),
    ],
    "label": [_LABELLED],
    "date set": [_CORRECTED],
    "date unset": [_CORRECTED],
    "status": [_STATUS],
    "roots": [several(ref("root"))],
    "roots move": [ref("folder_move")],
    "forget": [record({"forgotten": count("files")})],
    "export": [record({"to": path(), "files": count()}), titled("with --xmp", _XMP)],
    "import": [_IMPORTED],
    "check": [record({"library": path(), "ok": flag(), "findings": several(ref("finding"))})],
    "check clocks": [_CLOCKS],
    "doctor clocks": [_CLOCKS],
    "backup": [record({"library": path(), "backup": path(), "size": count("bytes")})],
    "runs": [several(ref("run"), "newest first")],
    "runs list": [several(ref("run"), "newest first")],
    "runs show": [ref("run")],
    "runs prune": [record({"forgotten": count("runs")})],
    "schedule": [
        record(
            {
                "command": several(text(), "the words"),
                "crontab": text(),
                "service": text("for systemd"),
                "timer": text("for systemd"),
            }
        )
    ],
    "version": [record({"version": text(), "python": text(), "sources": several(text("of data"))})],
}
"""The documents of each command."""

_LINE = {
    "time": utc("when"),
    "level": one_of("", "info", "warning", "error"),
    "message": text("for people; its words may change"),
    "hint?": text("what to do about it"),
}
EVENTS: Documents = [
    titled("a message", record(_LINE)),
    titled("the error that ends a command", record({**_LINE, "code": integer("the exit code")})),
    titled(
        "work that begins",
        record(
            {
                **_LINE,
                "event": one_of("", "start"),
                "step": text("what is done"),
                "total": maybe(count("items, if that is known")),
            }
        ),
    ),
    titled(
        "work that has ended",
        record(
            {
                **_LINE,
                "event": one_of("", "end"),
                "step": text("what was done"),
                "done": count("items"),
                "seconds": number(low=0),
            }
        ),
    ),
    titled(
        "a step of run that has ended",
        record(
            {
                **_LINE,
                "event": one_of("", "step"),
                "step": text("the command"),
                "outcome": one_of("", "done", "some-failed", "failed", "interrupted", "skipped"),
                "code": integer("the exit code of the command"),
                "seconds": number(low=0),
            }
        ),
    ),
]
"""The lines of `--log-json`."""
