"""The views of a library as SQL; see docs/sql.md, which tells what each column means.

Columns are only added, at the end of a view; whoever adds one raises `store.views.VERSION`. Views
use nothing but what every SQLite since 3.35 has: other programs know no functions of photosort.
"""

from photosort.model import LEVELS
from photosort.store.faces import COUNTED, CURRENT_ENGINE
from photosort.store.paths import AS_TEXT

_OTHER_PROGRAMS = ("title", "caption", "rating", "favorite", "creator", "copyright")
"""What other programs wrote into photos: columns of `files`, as far as they are read."""

_KEYWORDS = "(SELECT NULL AS file_id, NULL AS keyword WHERE 0)"
"""The table of the keywords of files."""

_ON_DISK = f"f.missing = 0 AND {COUNTED}"
"""Files that are members of trips and persons: on disk, no companions, no copies."""

_PATH = f"CAST({AS_TEXT} AS TEXT)"
_FIRST = "coalesce(f.lead_id, f.id)"


def _time(microseconds: str, suffix: str = "") -> str:
    """ISO 8601 to the second; rounded down also before 1970."""
    second = f"({microseconds} - ({microseconds} % 1000000 + 1000000) % 1000000) / 1000000"
    text = f"strftime('%Y-%m-%dT%H:%M:%S{suffix}', {second}, 'unixepoch')"
    return f"CAST({text} AS TEXT)"


def _day(number: str) -> str:
    """The ISO date of a day that counts from 1970-01-01."""
    return f"CAST(date({number} * 86400, 'unixepoch') AS TEXT)"


def _levels(json: str, at: str = "$") -> str:
    """The columns of an address in JSON."""
    return ", ".join(f"json_extract({json}, '{at}.{level}') AS {level}" for level in LEVELS)


def _labels(noun: str, owner: str) -> str:
    return (
        f"CAST((SELECT json_group_object(key, value) FROM {noun}_labels l WHERE {owner})"
        " AS TEXT) AS labels"
    )


_OFFSET = (
    "CAST(printf('%s%02d:%02d', CASE WHEN f.taken_offset < 0 THEN '-' ELSE '+' END,"
    " abs(f.taken_offset) / 60, abs(f.taken_offset) % 60) AS TEXT)"
)
_JOURNEY = f"""FROM journey_files m JOIN journeys n ON n.id = m.journey_id
        WHERE m.file_id = {_FIRST} AND n.state = 'shown'"""
_FACES = f"FROM faces x WHERE x.file_id = {_FIRST} AND x.engine = {CURRENT_ENGINE}"

_PHOTO = f"""
SELECT f.id AS id,
    {_PATH} AS path,
    CAST(substr({AS_TEXT}, 1, max(1, f.name_at - 2)) AS TEXT) AS folder,
    CAST(substr({AS_TEXT}, f.name_at) AS TEXT) AS name,
    f.content_type AS type, f.size, f.width, f.height, f.orientation, f.duration,
    {_time("f.taken_local")} AS taken,
    {_time("f.taken_utc", "Z")} AS taken_utc,
    CASE WHEN f.taken_offset IS NOT NULL THEN {_OFFSET} END AS taken_offset,
    f.taken_source,
    CASE WHEN f.taken_source IS NOT NULL THEN coalesce(f.taken_precision, 'second') END
        AS taken_precision,
    {_day("f.cluster_day")} AS day,
    f.lat AS latitude, f.lon AS longitude, f.alt AS altitude, f.place_source AS location_source,
    f.in_flight,
    f.address_id AS place_id,
    CASE WHEN a.country IS NOT NULL THEN a.country_code END AS country_code,
    {", ".join(f"a.{level}" for level in LEVELS)}, a.timezone,
    f.camera, f.make, f.model,
    (SELECT count(*) {_FACES}) AS faces,
    (SELECT count(DISTINCT p.id) FROM faces x JOIN persons p ON p.id = x.person_id
        WHERE x.file_id = {_FIRST} AND x.engine = {CURRENT_ENGINE} AND p.state = 'shown')
        AS persons,
    (SELECT n.id {_JOURNEY}) AS journey_id,
    (SELECT coalesce(n.title, n.found_title) {_JOURNEY}) AS journey_title,
    (SELECT n.id FROM moment_files m JOIN moments n ON n.number = m.moment
        WHERE m.file_id = {_FIRST} AND n.state = 'shown') AS moment_id,
    f.relation, f.lead_id AS goes_with,
    f.missing > 0 AS missing, f.error,
    {{told}}
FROM files f LEFT JOIN addresses a ON a.id = f.address_id WHERE f.missing < 3
"""

_PHOTO_LABEL = f"""
SELECT l.file_id AS photo_id, {_PATH} AS path, l.key, l.value
FROM file_labels l JOIN files f ON f.id = l.file_id WHERE f.missing < 3
"""

_PHOTO_KEYWORD = f"""
SELECT k.file_id AS photo_id, {_PATH} AS path, k.keyword
FROM {_KEYWORDS} k JOIN files f ON f.id = k.file_id WHERE f.missing < 3
"""

# one row for all faces of a person in a video or a collage
_PHOTO_PERSON = f"""
SELECT x.file_id AS photo_id, {_PATH} AS path, p.id AS person_id, p.name,
    (SELECT count(*) FROM faces y WHERE y.person_id = x.person_id AND y.file_id = x.file_id
        AND y.engine = x.engine) AS faces
FROM persons p JOIN faces x ON x.person_id = p.id JOIN files f ON f.id = x.file_id
WHERE p.state = 'shown' AND x.engine = {CURRENT_ENGINE} AND {_ON_DISK}
    AND NOT EXISTS (SELECT 1 FROM faces y WHERE y.person_id = x.person_id
        AND y.file_id = x.file_id AND y.engine = x.engine AND y.number < x.number)
"""

_TRIP = f"""
SELECT t.id, t.level, t.title, t.custom_id, {_levels("t.address")},
    t.start, t."end", {_day("t.first_day")} AS first_day, {_day("t.last_day")} AS last_day,
    t.last_day - t.first_day + 1 AS span_days, t.photo_days, t.photos, t.home,
    {_labels("trip", "l.trip_id = t.id")}, t.created, t.updated
FROM trips t WHERE t.state = 'shown'
"""

_TRIP_PHOTO = f"""
SELECT t.id AS trip_id, f.id AS photo_id, {_PATH} AS path
FROM trips t JOIN trip_days d ON d.trip_id = t.id
    JOIN files f ON f.address_id = d.address_id AND f.cluster_day = d.day
WHERE t.state = 'shown' AND {_ON_DISK}
"""

_LAST_DAY = "json_extract(n.facts, '$.last_day')"

_JOURNEYS = f"""
SELECT n.id, CAST(coalesce(n.title, n.found_title) AS TEXT) AS title, n.custom_id,
    CASE WHEN {_LAST_DAY} > n.first_day THEN 'trip' ELSE 'day-trip' END AS kind,
    json_extract(n.facts, '$.start') AS start, json_extract(n.facts, '$.end') AS "end",
    {_day("n.first_day")} AS first_day, {_day(_LAST_DAY)} AS last_day,
    {_LAST_DAY} - n.first_day AS nights,
    json_extract(n.facts, '$.photos') AS photos,
    json_extract(n.facts, '$.distance_km') AS distance_km,
    coalesce(json_extract(n.facts, '$.stray'), 0) AS stray,
    {_labels("journey", "l.journey_id = n.id")}, n.created, n.updated
FROM journeys n WHERE n.state = 'shown'
"""

_JOURNEY_PHOTO = f"""
SELECT n.id AS journey_id, f.id AS photo_id, {_PATH} AS path, m.located
FROM journeys n JOIN journey_files m ON m.journey_id = n.id JOIN files f ON f.id = m.file_id
WHERE n.state = 'shown' AND f.missing = 0
"""

# a stop is written as [address, start, end, first day, last day, photos, latitude, longitude]
_JOURNEY_STOP = f"""
SELECT n.id AS journey_id, e.key + 1 AS number, {_levels("e.value", "$[0]")},
    json_extract(e.value, '$[1]') AS start, json_extract(e.value, '$[2]') AS "end",
    {_day("json_extract(e.value, '$[3]')")} AS first_day,
    {_day("json_extract(e.value, '$[4]')")} AS last_day,
    json_extract(e.value, '$[5]') AS photos,
    json_extract(e.value, '$[6]') AS latitude, json_extract(e.value, '$[7]') AS longitude
FROM journeys n JOIN json_each(n.facts, '$.stops') e WHERE n.state = 'shown'
"""

_MIN_FACES = """coalesce((SELECT json_extract(value, '$.options.min_faces') FROM facts_of_library
        WHERE name = 'people'), 3)"""
_SEEN = f"""
    SELECT x.person_id, count(*) AS faces,
        count(DISTINCT CASE WHEN f.content_type LIKE 'image/%' THEN f.id END) AS photos,
        count(DISTINCT CASE WHEN f.content_type LIKE 'video/%' THEN f.id END) AS videos,
        min(CASE WHEN f.cluster_day IS NOT NULL THEN f.taken_local END) AS first,
        max(CASE WHEN f.cluster_day IS NOT NULL THEN f.taken_local END) AS last
    FROM faces x JOIN files f ON f.id = x.file_id
    WHERE x.engine = {CURRENT_ENGINE} AND x.person_id IS NOT NULL AND {_ON_DISK}
    GROUP BY x.person_id
"""


def _cover(column: str) -> str:
    """Something of the face that shows a person best, as store.persons chooses it."""
    of_person = f"""(SELECT {column} FROM faces x JOIN files f ON f.id = x.file_id
        WHERE x.person_id = p.id AND x.engine = {CURRENT_ENGINE} AND {_ON_DISK}"""
    return f"""coalesce({of_person} AND x.id = p.cover), {of_person}
        ORDER BY x.frame_ms IS NOT NULL,
            x.quality * min(200, min(x.width, x.height)) DESC, x.id LIMIT 1))"""


_PERSON = f"""
SELECT p.id, p.name, p.custom_id,
    coalesce(s.faces, 0) AS faces, coalesce(s.photos, 0) AS photos, coalesce(s.videos, 0) AS videos,
    {_time("s.first")} AS first_seen, {_time("s.last")} AS last_seen,
    CAST({_cover(_PATH)} AS TEXT) AS cover, {_cover("x.id")} AS cover_face,
    {_labels("person", "l.person_id = p.id")}, p.version, p.created, p.updated
FROM persons p LEFT JOIN ({_SEEN}) s ON s.person_id = p.id
WHERE p.state = 'shown' AND (p.edited OR s.photos + s.videos >= {_MIN_FACES})
"""

_FACE = f"""
SELECT x.id, x.file_id AS photo_id, {_PATH} AS path, x.person_id, p.name,
    x.left, x.top, x.width, x.height,
    round(x.score, 4) AS score, round(x.quality, 4) AS quality, round(x.sharpness, 1) AS sharpness,
    round(x.yaw, 1) AS yaw, round(x.pitch, 1) AS pitch, round(x.roll, 1) AS roll,
    x.frame_ms / 1000.0 AS frame, round(x.confidence, 4) AS confidence, x.source, x.engine,
    coalesce(p.state = 'ignored', 0) AS ignored
FROM faces x JOIN files f ON f.id = x.file_id LEFT JOIN persons p ON p.id = x.person_id
WHERE x.engine = {CURRENT_ENGINE} AND f.missing < 3 AND f.lead_id IS NULL
"""

_MOMENT = f"""
SELECT n.id, n.title, n.custom_id, {_levels("n.facts", "$[3]")},
    json_extract(n.facts, '$[0]') AS start, json_extract(n.facts, '$[1]') AS "end",
    (SELECT count(*) FROM moment_files m JOIN files f ON f.id = m.file_id
        WHERE m.moment = n.number AND f.missing = 0) AS photos,
    json_extract(n.facts, '$[2][0]') AS latitude, json_extract(n.facts, '$[2][1]') AS longitude,
    {_labels("moment", "l.moment = n.number")}, n.created, n.updated
FROM moments n WHERE n.state = 'shown'
"""

_MOMENT_PHOTO = f"""
SELECT n.id AS moment_id, f.id AS photo_id, {_PATH} AS path
FROM moments n JOIN moment_files m ON m.moment = n.number JOIN files f ON f.id = m.file_id
WHERE n.state = 'shown' AND f.missing = 0
"""


def _earliest(column: str) -> str:
    return f"""(SELECT f.{column} FROM files f WHERE f.address_id = a.id AND f.missing = 0
        AND f.lat IS NOT NULL ORDER BY f.cluster_day, f.taken_local LIMIT 1)"""


_PLACE = f"""
SELECT a.id, CASE WHEN a.country IS NOT NULL THEN a.country_code END AS country_code,
    {", ".join(f"a.{level}" for level in LEVELS)}, a.timezone, a.basis AS address_basis,
    (SELECT count(*) FROM files f WHERE f.address_id = a.id AND f.missing = 0
        AND f.lead_id IS NULL) AS photos,
    {_earliest("lat")} AS latitude, {_earliest("lon")} AS longitude
FROM addresses a
WHERE coalesce({", ".join(f"a.{level}" for level in LEVELS)}) IS NOT NULL
    AND EXISTS (SELECT 1 FROM files f WHERE f.address_id = a.id AND f.missing < 3)
"""

_RUN = """
SELECT CAST(printf('run-%06d', r.id) AS TEXT) AS id, r.command, r.started AS start,
    r.ended AS "end", r.seconds, r.outcome, r.error, r.options, r.counts
FROM runs r
"""

_FACTS = """
SELECT name, value FROM facts_of_library WHERE name IN ('library_id', 'views_version')
"""


VIEWS = {
    "photo": _PHOTO.format(told=", ".join(f"NULL AS {name}" for name in _OTHER_PROGRAMS)),
    "photo_label": _PHOTO_LABEL,
    "photo_keyword": _PHOTO_KEYWORD,
    "photo_person": _PHOTO_PERSON,
    "trip": _TRIP,
    "trip_photo": _TRIP_PHOTO,
    "journey": _JOURNEYS,
    "journey_photo": _JOURNEY_PHOTO,
    "journey_stop": _JOURNEY_STOP,
    "person": _PERSON,
    "face": _FACE,
    "moment": _MOMENT,
    "moment_photo": _MOMENT_PHOTO,
    "place": _PLACE,
    "run": _RUN,
    "facts": _FACTS,
}
"""What each view selects."""
