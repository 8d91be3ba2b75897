"""The views of persons and faces."""

from photosort.model.attributes import AGE_GROUPS, age_label
from photosort.store.faces import CURRENT_ENGINE
from photosort.store.regions import MENTIONED
from photosort.store.views.parts import ON_DISK, PATH, labels, time

# one row for all faces of a person in a video or a collage; 0 faces where only a name is known
PHOTO_PERSON = f"""
SELECT x.file_id AS photo_id, {PATH} AS path, p.id AS person_id, p.name,
    (SELECT count(*) FROM faces y WHERE y.person_id = x.person_id AND y.file_id = x.file_id
        AND y.engine = x.engine) AS faces
FROM persons p JOIN faces x ON x.person_id = p.id JOIN files f ON f.id = x.file_id
WHERE p.state = 'shown' AND x.engine = {CURRENT_ENGINE} AND {ON_DISK}
    AND NOT EXISTS (SELECT 1 FROM faces y WHERE y.person_id = x.person_id
        AND y.file_id = x.file_id AND y.engine = x.engine AND y.number < x.number)
UNION ALL
SELECT x.file_id, {PATH}, p.id, p.name, 0
FROM persons p JOIN {MENTIONED} x ON x.person_id = p.id JOIN files f ON f.id = x.file_id
WHERE p.state = 'shown' AND {ON_DISK}
    AND NOT EXISTS (SELECT 1 FROM faces y WHERE y.person_id = x.person_id
        AND y.file_id = x.file_id AND y.engine = {CURRENT_ENGINE})
"""

_MIN_FACES = """coalesce((SELECT json_extract(value, '$.options.min_faces') FROM facts_of_library
        WHERE name = 'people'), 3)"""
_SEEN = f"""
    SELECT x.person_id, sum(x.face) AS faces,
        count(DISTINCT CASE WHEN f.content_type LIKE 'image/%' THEN f.id END) AS photos,
        count(DISTINCT CASE WHEN f.content_type LIKE 'video/%' THEN f.id END) AS videos,
        min(CASE WHEN f.cluster_day IS NOT NULL THEN f.taken_local END) AS first,
        max(CASE WHEN f.cluster_day IS NOT NULL THEN f.taken_local END) AS last
    FROM (
        SELECT person_id, file_id, 1 AS face FROM faces
        WHERE engine = {CURRENT_ENGINE} AND person_id IS NOT NULL
        UNION ALL SELECT person_id, file_id, 0 FROM {MENTIONED}
    ) x JOIN files f ON f.id = x.file_id
    WHERE {ON_DISK}
    GROUP BY x.person_id
"""


def _cover(column: str) -> str:
    """Something of the face that shows a person best, as store.persons chooses it."""
    of_person = f"""(SELECT {column} FROM faces x JOIN files f ON f.id = x.file_id
        WHERE x.person_id = p.id AND x.engine = {CURRENT_ENGINE} AND {ON_DISK}"""
    return f"""coalesce({of_person} AND x.id = p.cover), {of_person}
        ORDER BY x.frame_ms IS NOT NULL,
            x.quality * min(200, min(x.width, x.height)) DESC, x.id LIMIT 1))"""


PERSON = f"""
SELECT p.id, p.name, p.custom_id,
    coalesce(s.faces, 0) AS faces, coalesce(s.photos, 0) AS photos, coalesce(s.videos, 0) AS videos,
    {time("s.first")} AS first_seen, {time("s.last")} AS last_seen,
    CAST({_cover(PATH)} AS TEXT) AS cover, {_cover("x.id")} AS cover_face,
    {labels("person", "l.person_id = p.id")}, p.version, p.created, p.updated
FROM persons p LEFT JOIN ({_SEEN}) s ON s.person_id = p.id
WHERE p.state = 'shown' AND (p.edited OR p.name IS NOT NULL OR s.photos + s.videos >= {_MIN_FACES})
"""

_AGE_GROUP = " ".join(
    f"WHEN t.years <= {last} THEN '{age_label(group)}'"
    if last is not None
    else f"WHEN t.years IS NOT NULL THEN '{age_label(group)}'"
    for group, (_, last) in AGE_GROUPS.items()
)


def _sure(share: str) -> str:
    """How sure the more probable of two values is, of the probability of one of them."""
    return f"round(max({share}, 1 - {share}), 4)"


FACE = f"""
SELECT x.id, x.file_id AS photo_id, {PATH} AS path, x.person_id, p.name,
    x.left, x.top, x.width, x.height,
    round(x.score, 4) AS score, round(x.quality, 4) AS quality, round(x.sharpness, 1) AS sharpness,
    round(x.yaw, 1) AS yaw, round(x.pitch, 1) AS pitch, round(x.roll, 1) AS roll,
    x.frame_ms / 1000.0 AS frame, round(x.confidence, 4) AS confidence, x.source, x.engine,
    coalesce(p.state = 'ignored', 0) AS ignored,
    t.years AS age, t.error AS age_error, CASE {_AGE_GROUP} END AS age_group,
    CASE WHEN t.female >= 0.5 THEN 'female' WHEN t.female < 0.5 THEN 'male' END AS gender,
    {_sure("t.female")} AS gender_confidence,
    CASE WHEN t.open >= 0.5 THEN 'open' WHEN t.open < 0.5 THEN 'closed' END AS mouth,
    {_sure("t.open")} AS mouth_confidence,
    t.smile >= 0.5 AS smile, {_sure("t.smile")} AS smile_confidence
FROM faces x JOIN files f ON f.id = x.file_id LEFT JOIN persons p ON p.id = x.person_id
    LEFT JOIN face_attributes t ON t.number = x.number
WHERE x.engine = {CURRENT_ENGINE} AND f.missing < 3 AND f.lead_id IS NULL
"""
