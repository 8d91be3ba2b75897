"""The nouns of several documents: what `$defs` of a schema has."""

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
)

LEVELS = ("country", "province", "city", "district", "township")
_SECOND = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$"
_UTC = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"
_OFFSET = r"^[+-]\d\d:\d\d$"
_DAY = r"^\d{4}-\d\d-\d\d$"


def utc(told: str) -> Schema:
    """A time in UTC, ISO 8601."""
    return text(told, pattern=_UTC)


def path(told: str = "") -> Schema:
    """An absolute path; bytes that are not UTF-8 are lone surrogates."""
    return text(told or "absolute path")


def _id(noun: str, told: str = "its id") -> Schema:
    return text(told, pattern=f"^{noun}-")


_STARTS = {
    "start": text("first midnight, ISO 8601 with the offset at the place"),
    "end": text("the end of the last day, likewise"),
}
_BOX = several(
    integer(),
    "left, top, width and height in pixels of the upright picture",
    minItems=4,
    maxItems=4,
)
_SAID = {
    "gender": ("female", "male"),
    "mouth": ("open", "closed"),
}


def _attributes(of: str, confidence: str, age: Schema) -> dict[str, Schema]:
    """The attributes of faces; of children below 13 no gender is told."""
    sure = maybe(share(confidence))
    return {
        "age?": age,
        "age_group?": record(
            {"value": one_of("years", "0-2", "3-12", "13-19", "20-59", "60+"), "confidence": sure}
        ),
        **{
            f"{name}?": record({"value": one_of(f"of {of}", *values), "confidence": sure})
            for name, values in _SAID.items()
        },
        "smile?": record({"value": flag("whether it smiles"), "confidence": sure}),
    }


_FACE = {
    "box": _BOX,
    "score": share("of the detector"),
    "landmarks": several(
        several(number(), minItems=2, maxItems=2),
        "right eye, left eye, nose, right and left corner of the mouth, as x, y",
    ),
    "pose": record(
        {"yaw": number(), "pitch": number(), "roll": number()},
        "degrees; 0, 0, 0 looks into the camera",
    ),
    "quality": share("how well it can be recognised"),
    "sharpness": number("variance of the Laplacian", 0),
    "frame": maybe(number("seconds into a video", 0)),
    "engine": text("the engine that found it, with its version"),
    **_attributes(
        "the face",
        "how probable it is",
        record({"years": count("estimate"), "error": count("mean error in years")}),
    ),
}

NOUNS: dict[str, Schema] = {
    "error": record(
        {
            "error": ref("problem"),
        },
        "what is printed instead if the command fails",
    ),
    "problem": record(
        {
            "message": text("what is wrong"),
            "hint": text("what to do about it; may be empty"),
            "code": integer("the exit code"),
            "expression?": text("the query that is wrong"),
            "at?": count("where in it, in characters"),
        }
    ),
    "failed": record(
        {"path": path(), "error": text("why")}, "a file that could not be read or written"
    ),
    "labels": by_name(text(), "labels by key"),
    "address": record(
        {
            **{f"{level}?": text() for level in LEVELS},
            "country_code?": text("ISO 3166-1 alpha-2, or XK", pattern="^[A-Z]{2}$"),
        },
        "the known levels; {} on the open sea",
    ),
    "basis": record(
        {f"{level}?": one_of("", "polygon", "nearest", "xmp", "user") for level in LEVELS},
        "what each level rests on",
    ),
    "face": record(
        {
            "id": _id("face"),
            **_FACE,
            "person": maybe(_id("person", "id of the person")),
            "name": maybe(text("of the person")),
            "confidence": maybe(share("similarity to the other faces; 1 if you said so")),
            "source": maybe(
                one_of("who put it there; xmp is a name in the file", "auto", "user", "xmp")
            ),
            "embedding?": several(number(), "its vector, with --embeddings"),
        }
    ),
    "stranger": record(
        {
            "face": _id("face"),
            "path": path(),
            "taken": maybe(text("wall clock")),
            **_FACE,
        }
    ),
    "photo": record(
        {
            "path": path(),
            "content_type": maybe(text("MIME type by the content; null if unreadable")),
            "size": count("bytes"),
            "width": maybe(count("pixels as stored, before orientation")),
            "height": maybe(count("pixels as stored, before orientation")),
            "orientation": maybe(integer("Exif value", minimum=1, maximum=8)),
            "taken": ref("taken"),
            "location": record(
                {
                    "lat": maybe(number("WGS 84", -90, 90)),
                    "lon": maybe(number("WGS 84", -180, 180)),
                    "alt": maybe(number("metres above sea level")),
                    "source": maybe(
                        one_of("", "exif", "quicktime", "xmp", "sidecar", "inferred", "user")
                    ),
                }
            ),
            "in_flight": flag("taken in an aeroplane: in no trip and no stop"),
            "address": ref("address"),
            "address_basis": ref("basis"),
            "timezone": maybe(text("IANA name of the zone of the place")),
            "camera": record({"make": maybe(text()), "model": maybe(text())}),
            "duration": maybe(number("seconds, of a video", 0)),
            "title": maybe(text("as the file says")),
            "caption": maybe(text("as the file says")),
            "keywords": several(text(), "as the file says; levels are joined by /"),
            "rating": maybe(integer("stars, 0 to 5; -1 is rejected", minimum=-1, maximum=5)),
            "favorite": flag("marked as a favourite"),
            "creator": maybe(text("as the file says")),
            "copyright": maybe(text("as the file says")),
            "labels": ref("labels"),
            "pair": maybe(path("the other half of a Live Photo")),
            "sidecars": several(path()),
            "companions": several(path(), "files that go along with it"),
            "duplicates": several(path(), "other files of the same content"),
            "goes_with": maybe(path("the file that it goes along with")),
            "relation": maybe(text("as what it goes along")),
            "faces": several(ref("face")),
            "mentions?": several(
                record(
                    {
                        "person": _id("person"),
                        "name": maybe(text()),
                        "area": maybe(
                            several(
                                number(),
                                "x, y, width and height as shares of the upright picture",
                                minItems=4,
                                maxItems=4,
                            )
                        ),
                        "source": text("the format of the name: mwg, picasa, takeout …"),
                    }
                ),
                "persons whom the file names and whose faces were not found",
            ),
            "trips": several(_id("trip")),
            "journey": maybe(_id("journey")),
            "moment": maybe(_id("moment")),
            "missing": flag("no longer on disk"),
            "ignored": flag("left out by the rules or by --exclude"),
            "error": maybe(text("why it cannot be read")),
        },
        "a photo or video; unknown values are null",
    ),
    "taken": record(
        {
            "local": maybe(text("wall clock at the place", pattern=_SECOND)),
            "offset": maybe(text("from UTC", pattern=_OFFSET)),
            "utc": maybe(utc("the same in UTC")),
            "source": maybe(
                one_of(
                    "where it comes from",
                    "exif",
                    "gps",
                    "quicktime",
                    "xmp",
                    "iptc",
                    "png",
                    "sidecar",
                    "filename",
                    "mtime",
                    "user",
                )
            ),
            "precision": maybe(one_of("", "second", "minute", "day", "month", "year")),
            "offset_source": maybe(one_of("", "file", "edit", "gps", "zone")),
            "shift": maybe(integer("seconds by which the clock was corrected")),
        },
        "when it was taken",
    ),
    "trip": record(
        {
            "id": _id("trip"),
            "level": one_of("level of the address", *LEVELS),
            "address": ref("address", "the levels down to its own"),
            **_STARTS,
            "span_days": count("days from first to last"),
            "photo_days": count("days with photos"),
            "photos": count(),
            "title": maybe(text("what you called it")),
            "custom_id": maybe(text("an id of yours")),
            "labels": ref("labels"),
            "created": utc("when it was found"),
            "updated": utc("when it last changed"),
            "home": flag("most of its days are at home"),
            "merged_into?": _id("trip", "the trip that it is now a part of"),
            "members?": several(path(), "its photos, with --members"),
        },
        "days in one place",
    ),
    "journey": record(
        {
            "id": _id("journey"),
            "title": text(),
            "custom_id": maybe(text("an id of yours")),
            "kind": one_of("trip with a night away", "trip", "day-trip"),
            **_STARTS,
            "nights": count(),
            "photos": count("all photos of these days"),
            "distance_km": number("along the stops", 0),
            "stray": count("photos taken at home meanwhile; no other figure counts them"),
            "stops": several(
                record(
                    {
                        "address": ref("address"),
                        **_STARTS,
                        "photos": count(),
                        "lat": number(low=-90, high=90),
                        "lon": number(low=-180, high=180),
                    }
                )
            ),
            "labels": ref("labels"),
            "created": utc("when it was found"),
            "updated": utc("when it last changed"),
            "merged_into?": _id("journey", "the journey that it is now a part of"),
            "members?": several(
                record({"path": path(), "located": flag("has a location")}),
                "its photos, with --members",
            ),
        },
        "from leaving home to coming back",
    ),
    "home": record(
        {
            "lat": number(low=-90, high=90),
            "lon": number(low=-180, high=180),
            "address": ref("address"),
            "from": maybe(text("first day; null is open", pattern=_DAY)),
            "to": maybe(text("last day; null is open", pattern=_DAY)),
            "days": count("days with photos on which it rests"),
            "source": one_of("", "found", "given", "centre", "second"),
        }
    ),
    "person": record(
        {
            "id": _id("person"),
            "name": maybe(text()),
            "custom_id": maybe(text("an id of yours")),
            "labels": ref("labels"),
            "faces": count(),
            "photos": count(),
            "videos": count(),
            "cover": maybe(record({"path": path(), "box": _BOX}, "the best face")),
            "first_seen": maybe(text("wall clock")),
            "last_seen": maybe(text("wall clock")),
            "version": count("of your corrections"),
            "ignored": flag("a stranger or a statue"),
            "created": utc("when it was found"),
            "updated": utc("when it last changed"),
            **_attributes(
                "most faces of one year",
                "share of the faces that show it",
                record(
                    {
                        "years": count("median"),
                        "error": count("mean error in years"),
                        "least": count(),
                        "greatest": count(),
                        "year": maybe(integer("year of the photos")),
                        "faces": count("how many were looked at"),
                    }
                ),
            ),
            "merged_into?": _id("person", "the person that it is now a part of"),
            "namesakes?": several(_id("person"), "others of the same name"),
            "members?": several(
                record(
                    {
                        "path": path(),
                        "face": _id("face"),
                        "box": _BOX,
                        "confidence": maybe(share()),
                        "source": one_of(
                            "who put it there; xmp is a name in the file", "auto", "user", "xmp"
                        ),
                    }
                ),
                "its faces, with --members",
            ),
        }
    ),
    "moment": record(
        {
            "id": _id("moment"),
            "start": text("ISO 8601, with the offset if it is known"),
            "end": text("likewise"),
            "photos": count(),
            "members": several(path(), "in order of time"),
            "center": maybe(record({"lat": number(), "lon": number()}, "mean of its locations")),
            "groups": several(
                record(
                    {
                        "person": maybe(_id("person", "null for nobody who is known")),
                        "photos": several(path()),
                    }
                ),
                "by who is in them",
            ),
            "address": ref("address"),
            "cover": maybe(path("the photo that shows it best")),
            "title": maybe(text("what you called it")),
            "custom_id": maybe(text("an id of yours")),
            "labels": ref("labels"),
            "created": utc("when it was found"),
            "updated": utc("when it last changed"),
            "merged_into?": _id("moment", "the moment that it is now a part of"),
        },
        "photos close in time and place",
    ),
    "run": record(
        {
            "id": _id("run"),
            "command": text("such as trips update"),
            "options": by_name({}, "what was given, by name"),
            "start": utc(""),
            "end": maybe(utc("null while it goes on, or if it was killed")),
            "outcome": one_of(
                "", "running", "done", "some-failed", "failed", "interrupted", "killed"
            ),
            "counts": by_name({}, "what it did, by the command"),
            "seconds": maybe(number(low=0)),
            "error": maybe(text("why it failed")),
        },
        "a command that wrote to the library",
    ),
    "root": record(
        {
            "path": path(),
            "phase": one_of("", "full-scan", "incremental"),
            "state": one_of("", "ready", "running", "failed", "missing"),
            "last_run": maybe(utc("when it was last indexed")),
        },
        "a folder that the library knows",
    ),
    "folder_move": record(
        {
            "from": path(),
            "to": path(),
            "found": count("files that are there now"),
            "files": count("files that were known"),
        },
        "a folder that stands elsewhere now",
    ),
    "finding": record(
        {
            "kind": text("integrity, schema, reference, root, vanished or dead-link"),
            "message": text(),
            "count": count(),
            "where": several(text(), "some of them"),
            "hint": text(),
            "repaired": flag(),
        }
    ),
    "entry": record(
        {
            "path": text("below DEST"),
            "source": path("the original"),
            "view": text("the view that put it there"),
            "id": text("of the place, trip, journey …"),
            "size": count("bytes"),
            "sha256?": text("of a copy", pattern="^[0-9a-f]{64}$"),
            "mtime_ns?": integer("of a copy"),
            "inode?": integer("of a hard link"),
            "made_ns?": integer("modification time in DEST if its file system stores another one"),
        }
    ),
    "kept": record({"path": text(), "reason": text()}, "what was left as it is, and why"),
    "measured": record(
        {
            "count": count("files that match"),
            **{f"{each}?": by_name({}, "by field") for each in ("min", "max", "sum", "average")},
            "files?": by_name(
                by_name(maybe(path())), "the file with the smallest or largest value, by field"
            ),
        }
    ),
}
"""JSON Schemas by name."""
