"""How many faces and persons there are: totals of a library that may hold a million of them."""

import sqlite3

from photosort.model import Census

# faces that do not count, as few as there mostly are, instead of a look at the file of each
_ABSENT = """file_id IN (
    SELECT id FROM files WHERE missing > 0
    UNION ALL SELECT id FROM files WHERE lead_id IS NOT NULL
    UNION ALL SELECT id FROM files WHERE content_type IS NULL
)"""

# only as many of a person's photos are looked at as it takes to list it
_LISTED = """
SELECT p.id, p.name FROM persons p WHERE p.state = 'shown' AND (p.edited
    OR p.name IS NOT NULL OR :min_faces <= (
    SELECT count(*) FROM (
        SELECT DISTINCT x.file_id FROM faces x CROSS JOIN files f ON f.id = x.file_id
        WHERE x.person_id = p.id AND x.engine = :engine AND f.missing = 0 AND f.lead_id IS NULL
            AND f.content_type IS NOT NULL
        LIMIT :min_faces
    )
))
"""

# of persons who are in a few photos only, or ignored
_OF_OTHERS = f"""
SELECT count(*) FROM persons p CROSS JOIN faces x ON x.person_id = p.id
    CROSS JOIN files f ON f.id = x.file_id
WHERE p.id NOT IN (SELECT id FROM ({_LISTED})) AND x.engine = :engine
    AND f.missing = 0 AND f.lead_id IS NULL AND f.content_type IS NOT NULL
"""


def census(connection: sqlite3.Connection, engine: str, min_faces: int) -> Census:
    """Count the faces of an engine, and the persons that `people list` shows: see
    `workflow.people.listed_persons`.
    """
    values: dict[str, str | int] = {"engine": engine, "min_faces": min_faces}
    all_faces, of_anybody = _counted(connection, "1", values)
    absent, of_absent = _counted(connection, _ABSENT, values)
    listed = dict(connection.execute(_LISTED, values))
    others = connection.execute(_OF_OTHERS, values).fetchone()[0]
    return Census(
        faces=all_faces - absent,
        of_persons=of_anybody - of_absent - others,
        persons=len(listed),
        unnamed=sum(name is None for name in listed.values()),
    )


def _counted(
    connection: sqlite3.Connection, condition: str, values: dict[str, str | int]
) -> tuple[int, int]:
    """How many faces a condition lets through, and how many of these are of any person."""
    row: tuple[int, int] = connection.execute(
        f"SELECT count(*), count(person_id) FROM faces WHERE engine = :engine AND {condition}",
        values,
    ).fetchone()
    return row
