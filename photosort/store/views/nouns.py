"""The views of trips, journeys and moments, of places and runs."""

from photosort.model import LEVELS
from photosort.store.views.parts import ON_DISK, PATH, day, labels, levels

TRIP = f"""
SELECT t.id, t.level, t.title, t.custom_id, {levels("t.address")},
    t.start, t."end", {day("t.first_day")} AS first_day, {day("t.last_day")} AS last_day,
    t.last_day - t.first_day + 1 AS span_days, t.photo_days, t.photos, t.home,
    {labels("trip", "l.trip_id = t.id")}, t.created, t.updated
FROM trips t WHERE t.state = 'shown'
"""

TRIP_PHOTO = f"""
SELECT t.id AS trip_id, f.id AS photo_id, {PATH} AS path
FROM trips t JOIN trip_days d ON d.trip_id = t.id
    JOIN files f ON f.address_id = d.address_id AND f.cluster_day = d.day
WHERE t.state = 'shown' AND {ON_DISK}
"""

_LAST_DAY = "json_extract(n.facts, '$.last_day')"

JOURNEY = f"""
SELECT n.id, CAST(coalesce(n.title, n.found_title) AS TEXT) AS title, n.custom_id,
    CASE WHEN {_LAST_DAY} > n.first_day THEN 'trip' ELSE 'day-trip' END AS kind,
    json_extract(n.facts, '$.start') AS start, json_extract(n.facts, '$.end') AS "end",
    {day("n.first_day")} AS first_day, {day(_LAST_DAY)} AS last_day,
    {_LAST_DAY} - n.first_day AS nights,
    json_extract(n.facts, '$.photos') AS photos,
    json_extract(n.facts, '$.distance_km') AS distance_km,
    coalesce(json_extract(n.facts, '$.stray'), 0) AS stray,
    {labels("journey", "l.journey_id = n.id")}, n.created, n.updated
FROM journeys n WHERE n.state = 'shown'
"""

JOURNEY_PHOTO = f"""
SELECT n.id AS journey_id, f.id AS photo_id, {PATH} AS path, m.located
FROM journeys n JOIN journey_files m ON m.journey_id = n.id JOIN files f ON f.id = m.file_id
WHERE n.state = 'shown' AND f.missing = 0
"""

# a stop is written as [address, start, end, first day, last day, photos, latitude, longitude]
JOURNEY_STOP = f"""
SELECT n.id AS journey_id, e.key + 1 AS number, {levels("e.value", "$[0]")},
    json_extract(e.value, '$[1]') AS start, json_extract(e.value, '$[2]') AS "end",
    {day("json_extract(e.value, '$[3]')")} AS first_day,
    {day("json_extract(e.value, '$[4]')")} AS last_day,
    json_extract(e.value, '$[5]') AS photos,
    json_extract(e.value, '$[6]') AS latitude, json_extract(e.value, '$[7]') AS longitude
FROM journeys n JOIN json_each(n.facts, '$.stops') e WHERE n.state = 'shown'
"""

MOMENT = f"""
SELECT n.id, n.title, n.custom_id, {levels("n.facts", "$[3]")},
    json_extract(n.facts, '$[0]') AS start, json_extract(n.facts, '$[1]') AS "end",
    (SELECT count(*) FROM moment_files m JOIN files f ON f.id = m.file_id
        WHERE m.moment = n.number AND f.missing = 0) AS photos,
    json_extract(n.facts, '$[2][0]') AS latitude, json_extract(n.facts, '$[2][1]') AS longitude,
    {labels("moment", "l.moment = n.number")}, n.created, n.updated
FROM moments n WHERE n.state = 'shown'
"""

MOMENT_PHOTO = f"""
SELECT n.id AS moment_id, f.id AS photo_id, {PATH} AS path
FROM moments n JOIN moment_files m ON m.moment = n.number JOIN files f ON f.id = m.file_id
WHERE n.state = 'shown' AND f.missing = 0
"""


def _earliest(column: str) -> str:
    return f"""(SELECT f.{column} FROM files f WHERE f.address_id = a.id AND f.missing = 0
        AND f.lat IS NOT NULL ORDER BY f.cluster_day, f.taken_local LIMIT 1)"""


PLACE = f"""
SELECT a.id, CASE WHEN a.country IS NOT NULL THEN a.country_code END AS country_code,
    {", ".join(f"a.{level}" for level in LEVELS)}, a.timezone, a.basis AS address_basis,
    (SELECT count(*) FROM files f WHERE f.address_id = a.id AND f.missing = 0
        AND f.lead_id IS NULL) AS photos,
    {_earliest("lat")} AS latitude, {_earliest("lon")} AS longitude
FROM addresses a
WHERE coalesce({", ".join(f"a.{level}" for level in LEVELS)}) IS NOT NULL
    AND EXISTS (SELECT 1 FROM files f WHERE f.address_id = a.id AND f.missing < 3)
"""

RUN = """
SELECT CAST(printf('run-%06d', r.id) AS TEXT) AS id, r.command, r.started AS start,
    r.ended AS "end", r.seconds, r.outcome, r.error, r.options, r.counts
FROM runs r
"""

FACTS = """
SELECT name, value FROM facts_of_library WHERE name IN ('library_id', 'views_version')
"""
