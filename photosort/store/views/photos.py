"""The views of photos."""

from photosort.model import LEVELS
from photosort.store.faces import CURRENT_ENGINE
from photosort.store.paths import AS_TEXT
from photosort.store.views.parts import PATH, day, time

_FIRST = "coalesce(f.lead_id, f.id)"
_OFFSET = (
    "CAST(printf('%s%02d:%02d', CASE WHEN f.taken_offset < 0 THEN '-' ELSE '+' END,"
    " abs(f.taken_offset) / 60, abs(f.taken_offset) % 60) AS TEXT)"
)
_JOURNEY = f"""FROM journey_files m JOIN journeys n ON n.id = m.journey_id
        WHERE m.file_id = {_FIRST} AND n.state = 'shown'"""
_FACES = f"FROM faces x WHERE x.file_id = {_FIRST} AND x.engine = {CURRENT_ENGINE}"

PHOTO = f"""
SELECT f.id AS id,
    {PATH} AS path,
    CAST(substr({AS_TEXT}, 1, max(1, f.name_at - 2)) AS TEXT) AS folder,
    CAST(substr({AS_TEXT}, f.name_at) AS TEXT) AS name,
    f.content_type AS type, f.size, f.width, f.height, f.orientation, f.duration,
    {time("f.taken_local")} AS taken,
    {time("f.taken_utc", "Z")} AS taken_utc,
    CASE WHEN f.taken_offset IS NOT NULL THEN {_OFFSET} END AS taken_offset,
    f.taken_source,
    CASE WHEN f.taken_source IS NOT NULL THEN coalesce(f.taken_precision, 'second') END
        AS taken_precision,
    {day("f.cluster_day")} AS day,
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
    f.relation, f.lead_id AS goes_with_id,
    CAST((SELECT {AS_TEXT.replace("f.", "g.")} FROM files g WHERE g.id = f.lead_id) AS TEXT)
        AS goes_with,
    f.missing > 0 AS missing, f.error,
    f.title, f.caption, f.rating, coalesce(f.favorite, 0) AS favorite, f.creator, f.copyright
FROM files f LEFT JOIN addresses a ON a.id = f.address_id WHERE f.missing < 3
"""

PHOTO_LABEL = f"""
SELECT l.file_id AS photo_id, {PATH} AS path, l.key, l.value
FROM file_labels l JOIN files f ON f.id = l.file_id WHERE f.missing < 3
"""

PHOTO_KEYWORD = f"""
SELECT k.file_id AS photo_id, {PATH} AS path, k.keyword
FROM keywords k JOIN files f ON f.id = k.file_id WHERE f.missing < 3
"""
