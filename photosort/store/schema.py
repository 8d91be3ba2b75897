"""The tables, and the migrations that bring older libraries up to date.

`PRAGMA user_version` counts the migrations that a library has seen. A migration that was released
is never edited; a change of the tables is a new migration at the end.

Times are microseconds since 1970-01-01: `taken_local` of the wall clock, `taken_utc` of UTC.
Offsets are minutes east of UTC, days count from 1970-01-01, paths are the file system's bytes.
"""

import sqlite3

from photosort.model import camera_name
from photosort.store import paths
from photosort.store.journeys import found_title
from photosort.texts import entered

APPLICATION_ID = 0x50685374  # "PhSt": marks a database as a library

_FIRST = """
CREATE TABLE roots (
    path BLOB PRIMARY KEY,
    added TEXT NOT NULL,
    scanned TEXT,                  -- end of the last complete scan; NULL: never finished one
    outcome TEXT                   -- of the last scan: running, ready, failed, missing
) WITHOUT ROWID;

CREATE TABLE addresses (
    id INTEGER PRIMARY KEY,
    country_code TEXT,
    country TEXT, province TEXT, city TEXT, district TEXT, township TEXT,
    basis TEXT NOT NULL,           -- JSON: level -> polygon, nearest, user
    timezone TEXT,
    identity TEXT NOT NULL UNIQUE  -- JSON of all the above
);

CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    path BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    again INTEGER NOT NULL DEFAULT 0,    -- read it even if the stamp stays: see plan.changes
    missing INTEGER NOT NULL DEFAULT 0,  -- 1: gone from disk; 2: and left out of clusters
    fingerprint BLOB,                    -- of size, head and tail
    content_hash BLOB,                   -- of everything, only where fingerprints collide
    error TEXT,
    content_type TEXT,
    width INTEGER, height INTEGER, orientation INTEGER,
    make TEXT, model TEXT, duration REAL,
    lat REAL, lon REAL, alt REAL, place_source TEXT,
    taken_source TEXT, taken_known TEXT,
    taken_local INTEGER, taken_utc INTEGER, taken_offset INTEGER, offset_source TEXT,
    address_id INTEGER REFERENCES addresses (id),
    cluster_day INTEGER GENERATED ALWAYS AS (    -- the wall-clock day, where it can be trusted
        CASE WHEN taken_source != 'mtime' THEN
            (taken_local - ((taken_local % 86400000000) + 86400000000) % 86400000000) / 86400000000
        END
    ) VIRTUAL
);
CREATE INDEX files_content ON files (size, fingerprint);
CREATE INDEX files_clusters ON files (address_id, cluster_day, taken_local, missing)
    WHERE address_id IS NOT NULL;
CREATE INDEX files_unplaced ON files (id) WHERE lat IS NOT NULL AND address_id IS NULL;
CREATE INDEX files_missing ON files (missing) WHERE missing > 0;

CREATE TABLE file_labels (
    file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (file_id, key)
) WITHOUT ROWID;

CREATE TABLE ignored (             -- files that are no photos, so that none is opened twice
    path BLOB PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE trips (
    id TEXT PRIMARY KEY,
    level TEXT NOT NULL,
    key TEXT NOT NULL,             -- JSON: the path of names down to the level
    address TEXT NOT NULL,         -- JSON: level -> name
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    photo_days INTEGER NOT NULL,
    photos INTEGER NOT NULL,       -- present ones
    known_photos INTEGER NOT NULL, -- with those gone from disk
    start TEXT NOT NULL,
    "end" TEXT NOT NULL,
    title TEXT,
    custom_id TEXT,
    state TEXT NOT NULL,           -- shown, asleep, merged, deleted
    merged_into TEXT,
    created TEXT NOT NULL,
    updated TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX trips_key ON trips (level, key);

CREATE TABLE trip_days (           -- a trip's photos are the files of these places and days
    trip_id TEXT NOT NULL REFERENCES trips (id) ON DELETE CASCADE,
    address_id INTEGER NOT NULL REFERENCES addresses (id),
    day INTEGER NOT NULL,
    PRIMARY KEY (trip_id, address_id, day)
) WITHOUT ROWID;
CREATE INDEX trip_days_place ON trip_days (address_id, day);

CREATE TABLE trip_masks (          -- days of deleted trips, which do not come back
    level TEXT NOT NULL,
    key TEXT NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (level, key, day)
) WITHOUT ROWID;

CREATE TABLE trip_labels (
    trip_id TEXT NOT NULL REFERENCES trips (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (trip_id, key)
) WITHOUT ROWID;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    options TEXT NOT NULL,         -- JSON
    started TEXT NOT NULL,
    ended TEXT,
    outcome TEXT NOT NULL,         -- running, done, some-failed, failed
    counts TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE facts_of_library (    -- small facts: which geocoder placed the photos, …
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
"""

# sidecars, companions, camera clocks; every file is read once more, as more is read of each
_SECOND = """
ALTER TABLE files ADD COLUMN sidecars TEXT;      -- JSON of the stamps of those last read
ALTER TABLE files ADD COLUMN content_id TEXT;    -- a Live Photo and its video share it
ALTER TABLE files ADD COLUMN lead_id INTEGER;    -- the file that this one goes along with
ALTER TABLE files ADD COLUMN relation TEXT;      -- to it: live, raw, edited, duplicate
ALTER TABLE files ADD COLUMN clock_shift INTEGER;  -- seconds added to the camera's clock
DROP INDEX files_clusters;
CREATE INDEX files_clusters ON files (address_id, cluster_day, taken_local, missing, lead_id)
    WHERE address_id IS NOT NULL;
CREATE INDEX files_lead ON files (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX files_hash ON files (content_hash) WHERE content_hash IS NOT NULL;
CREATE TABLE clock_shifts (
    camera TEXT NOT NULL,          -- make and model, or model
    first TEXT NOT NULL,           -- dates, '' for open
    last TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    PRIMARY KEY (camera, first, last)
) WITHOUT ROWID;
UPDATE files SET again = 2;
DELETE FROM ignored;
"""

# ids of places, corrections by hand, and the way from old addresses to new ones
_THIRD = """
ALTER TABLE addresses ADD COLUMN ids TEXT NOT NULL DEFAULT '{}';  -- JSON: level -> id
ALTER TABLE files ADD COLUMN old_address_id INTEGER;  -- until trips have followed to the new one
CREATE INDEX files_old_address ON files (old_address_id) WHERE old_address_id IS NOT NULL;
CREATE TABLE place_corrections (
    file_id INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
    levels TEXT NOT NULL           -- JSON: level -> name
);
"""

# deleted trips as ranges of days, and what takes back the last edit
_FOURTH = """
DROP TABLE trip_masks;
CREATE TABLE trip_masks (          -- days of deleted trips, which do not come back
    trip_id TEXT PRIMARY KEY REFERENCES trips (id) ON DELETE CASCADE,
    level TEXT NOT NULL,
    key TEXT NOT NULL,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL
) WITHOUT ROWID;
ALTER TABLE trips ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;  -- key renamed, id stays
CREATE TABLE trip_edits (
    id INTEGER PRIMARY KEY,
    made TEXT NOT NULL,
    action TEXT NOT NULL,          -- update, delete, restore
    before TEXT NOT NULL           -- JSON: what undo puts back, a trip each
);
"""

# journeys and the homes they start from
_FIFTH = """
CREATE TABLE journeys (
    id TEXT PRIMARY KEY,
    title TEXT,                    -- the user's own
    first_day INTEGER NOT NULL,
    facts TEXT NOT NULL,           -- JSON of what was found out: title, start, end, stops, …
    state TEXT NOT NULL,           -- shown, asleep, merged
    merged_into TEXT,
    created TEXT NOT NULL,
    updated TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE journey_days (
    journey_id TEXT NOT NULL REFERENCES journeys (id) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    PRIMARY KEY (journey_id, day)
) WITHOUT ROWID;
CREATE TABLE journey_files (
    journey_id TEXT NOT NULL REFERENCES journeys (id) ON DELETE CASCADE,
    file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    located INTEGER NOT NULL,
    PRIMARY KEY (journey_id, file_id)
) WITHOUT ROWID;
CREATE INDEX journey_files_file ON journey_files (file_id);
CREATE TABLE homes (
    number INTEGER PRIMARY KEY,
    lat REAL NOT NULL, lon REAL NOT NULL,
    first_day INTEGER, last_day INTEGER,
    days INTEGER NOT NULL,
    source TEXT NOT NULL,
    address TEXT NOT NULL          -- JSON: level -> name
);
"""

# faces, the persons they belong to, and what users say of both
_PEOPLE = """
CREATE TABLE face_looks (          -- which file an engine has looked at, and at what content
    file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    engine TEXT NOT NULL,          -- name and version
    size INTEGER NOT NULL, fingerprint BLOB,
    video_seconds REAL,            -- distance of the frames of a video
    width INTEGER NOT NULL, height INTEGER NOT NULL,  -- held upright
    error TEXT,
    retry INTEGER NOT NULL,
    PRIMARY KEY (file_id, engine)
) WITHOUT ROWID;
CREATE TABLE persons (
    id TEXT PRIMARY KEY,
    name TEXT, custom_id TEXT,
    state TEXT NOT NULL,           -- shown, ignored, merged
    merged_into TEXT,
    edited INTEGER NOT NULL DEFAULT 0,  -- by the user: its faces stay together for good
    cover TEXT,                    -- id of the face that the user chose
    version INTEGER NOT NULL DEFAULT 1,
    created TEXT NOT NULL,
    updated TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE person_labels (
    person_id TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (person_id, key)
) WITHOUT ROWID;
CREATE TABLE faces (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    engine TEXT NOT NULL,
    frame_ms INTEGER,
    left INTEGER NOT NULL, top INTEGER NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL,
    score REAL NOT NULL, quality REAL NOT NULL, sharpness REAL NOT NULL,
    yaw REAL NOT NULL, pitch REAL NOT NULL, roll REAL NOT NULL,
    landmarks TEXT NOT NULL,       -- JSON
    person_id TEXT REFERENCES persons (id),
    confidence REAL,
    source TEXT                    -- auto, user
);
CREATE INDEX faces_file ON faces (file_id);
CREATE INDEX faces_person ON faces (person_id, file_id) WHERE person_id IS NOT NULL;
CREATE TABLE embeddings (          -- apart from the faces, which are read more often
    number INTEGER PRIMARY KEY REFERENCES faces (number) ON DELETE CASCADE,
    vector BLOB NOT NULL           -- float32, little-endian, of unit length
);
CREATE TABLE face_claims (         -- what users say, by content and area: see model.Claim
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    size INTEGER NOT NULL,
    fingerprint BLOB NOT NULL,
    frame_ms INTEGER,
    area TEXT NOT NULL,            -- JSON
    person_id TEXT NOT NULL REFERENCES persons (id),
    kind TEXT NOT NULL,
    edit INTEGER NOT NULL          -- the correction that said it
);
CREATE INDEX face_claims_person ON face_claims (person_id);
CREATE INDEX face_claims_content ON face_claims (fingerprint);
CREATE TABLE person_edits (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    made TEXT NOT NULL,
    action TEXT NOT NULL,
    before TEXT NOT NULL           -- JSON: what undo puts back
);
"""

# how long a run took, and why it failed
_RUNS = """
ALTER TABLE runs ADD COLUMN seconds REAL;
ALTER TABLE runs ADD COLUMN error TEXT;
"""

# moments: photos close in time and place
_MOMENTS = """
CREATE TABLE moments (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    first INTEGER NOT NULL,        -- microseconds of UTC, as far as that is known
    last INTEGER NOT NULL,
    facts TEXT NOT NULL,           -- JSON: start, end, center, address
    title TEXT,                    -- the user's own
    state TEXT NOT NULL,           -- shown, asleep, merged
    merged_into TEXT,
    created TEXT NOT NULL,
    updated TEXT NOT NULL
);
CREATE INDEX moments_first ON moments (first) WHERE state = 'shown';
CREATE TABLE moment_files (        -- of those shown, and of those that a user has edited
    moment INTEGER NOT NULL REFERENCES moments (number) ON DELETE CASCADE,
    file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    time INTEGER NOT NULL,
    PRIMARY KEY (moment, file_id)
) WITHOUT ROWID;
CREATE INDEX moment_files_file ON moment_files (file_id);
CREATE TABLE moment_labels (
    moment INTEGER NOT NULL REFERENCES moments (number) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (moment, key)
) WITHOUT ROWID;
"""

# what questions about files go by, and those that a user keeps
_QUESTIONS = """
CREATE INDEX files_taken ON files (taken_local, missing, taken_source);
CREATE INDEX files_location ON files (lat, lon, missing);
CREATE INDEX files_camera ON files (model, make, missing);
CREATE INDEX file_labels_text ON file_labels (key COLLATE NOCASE, value COLLATE NOCASE);
CREATE TABLE questions (
    name TEXT PRIMARY KEY,
    expression TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE journey_labels (
    journey_id TEXT NOT NULL REFERENCES journeys (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (journey_id, key)
) WITHOUT ROWID;
"""

# what a glance at each picture told, kept for albums and films
_LOOKS = """
CREATE TABLE looks (
    key TEXT PRIMARY KEY,          -- of the content, as albums name their files
    hash INTEGER NOT NULL,         -- difference hash, 64 bits, signed
    sharpness REAL NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL  -- held upright
) WITHOUT ROWID;
"""

# which photos were taken in an airplane, as height and neighbours tell
_FLIGHTS = """
ALTER TABLE files ADD COLUMN in_flight INTEGER NOT NULL DEFAULT 0;
CREATE INDEX files_high ON files (alt) WHERE alt > 2000;
CREATE INDEX files_in_flight ON files (in_flight) WHERE in_flight = 1;
"""

# dates and coordinates by hand; what the file itself tells waits until they are taken back
_CORRECTIONS = """
ALTER TABLE files ADD COLUMN taken_precision TEXT;  -- NULL: to the second
DROP INDEX files_clusters;
ALTER TABLE files DROP COLUMN cluster_day;
ALTER TABLE files ADD COLUMN
    cluster_day INTEGER GENERATED ALWAYS AS (    -- the wall-clock day, where it is known
        CASE WHEN taken_source != 'mtime'
            AND coalesce(taken_precision, '') NOT IN ('month', 'year')
        THEN
            (taken_local - ((taken_local % 86400000000) + 86400000000) % 86400000000) / 86400000000
        END
    ) VIRTUAL;
CREATE INDEX files_clusters ON files (address_id, cluster_day, taken_local, missing, lead_id)
    WHERE address_id IS NOT NULL;
CREATE TABLE date_corrections (
    file_id INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
    dating TEXT NOT NULL,          -- as plan.dates.dating_text writes it
    own TEXT NOT NULL              -- JSON of what the file tells
);
CREATE TABLE location_corrections (
    file_id INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
    lat REAL NOT NULL, lon REAL NOT NULL,
    own TEXT NOT NULL              -- JSON of what the file tells
);
"""

# the address that a file itself tells; every file is interpreted once more, and what was passed
# over is looked at, as more is read of each
_TOLD_PLACES = """
ALTER TABLE files ADD COLUMN created_in TEXT;  -- JSON: level -> name
CREATE INDEX files_told_place ON files (id)
    WHERE created_in IS NOT NULL AND lat IS NULL AND address_id IS NULL;
UPDATE files SET again = 2;
DELETE FROM ignored;
"""

# pictures that ended every process which decoded them, by the key of their content
_DEADLY = """
CREATE TABLE deadly (
    key TEXT PRIMARY KEY,
    reason TEXT NOT NULL
) WITHOUT ROWID;
"""

# what users entered, composed (see photosort.texts): of two labels that look the same the one that
# was composed stays
_COMPOSED = """
INSERT OR IGNORE INTO file_labels SELECT file_id, nfc(key), value FROM file_labels
    WHERE key != nfc(key);
DELETE FROM file_labels WHERE key != nfc(key);
UPDATE file_labels SET value = nfc(value) WHERE value != nfc(value);
INSERT OR IGNORE INTO trip_labels SELECT trip_id, nfc(key), value FROM trip_labels
    WHERE key != nfc(key);
DELETE FROM trip_labels WHERE key != nfc(key);
UPDATE trip_labels SET value = nfc(value) WHERE value != nfc(value);
INSERT OR IGNORE INTO journey_labels SELECT journey_id, nfc(key), value FROM journey_labels
    WHERE key != nfc(key);
DELETE FROM journey_labels WHERE key != nfc(key);
UPDATE journey_labels SET value = nfc(value) WHERE value != nfc(value);
INSERT OR IGNORE INTO person_labels SELECT person_id, nfc(key), value FROM person_labels
    WHERE key != nfc(key);
DELETE FROM person_labels WHERE key != nfc(key);
UPDATE person_labels SET value = nfc(value) WHERE value != nfc(value);
INSERT OR IGNORE INTO moment_labels SELECT moment, nfc(key), value FROM moment_labels
    WHERE key != nfc(key);
DELETE FROM moment_labels WHERE key != nfc(key);
UPDATE moment_labels SET value = nfc(value) WHERE value != nfc(value);
UPDATE trips SET title = nfc(title) WHERE title != nfc(title);
UPDATE trips SET custom_id = nfc(custom_id) WHERE custom_id != nfc(custom_id);
UPDATE journeys SET title = nfc(title) WHERE title != nfc(title);
UPDATE moments SET title = nfc(title) WHERE title != nfc(title);
UPDATE persons SET name = nfc(name) WHERE name != nfc(name);
UPDATE persons SET custom_id = nfc(custom_id) WHERE custom_id != nfc(custom_id);
INSERT OR IGNORE INTO questions SELECT nfc(name), expression FROM questions
    WHERE name != nfc(name);
DELETE FROM questions WHERE name != nfc(name);
UPDATE questions SET expression = nfc(expression) WHERE expression != nfc(expression);
"""

# an id of its own, by which a DEST knows its library wherever either is moved
_LIBRARY_ID = """
INSERT OR IGNORE INTO facts_of_library VALUES ('library_id', lower(hex(randomblob(16))));
"""

# files asked for by their own name; what exact copies tell each other; more names are understood
_ITEMS = """
ALTER TABLE files ADD COLUMN named INTEGER NOT NULL DEFAULT 0;
CREATE INDEX files_named ON files (path) WHERE named;
CREATE TABLE own_facts (           -- of files that have facts from an exact copy at present
    file_id INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
    facts TEXT NOT NULL            -- JSON: what the file has by itself, as store.copies has it
);
INSERT OR REPLACE INTO facts_of_library VALUES ('companions', 'due');
"""

# which folder a root is, wherever it stands; and that places are inferred, where they were once
_STANDING = """
ALTER TABLE roots ADD COLUMN device INTEGER;  -- of the folder when it was last indexed
ALTER TABLE roots ADD COLUMN inode INTEGER;
INSERT OR IGNORE INTO facts_of_library
    SELECT 'infer_location', 'due'
    WHERE EXISTS (SELECT 1 FROM files WHERE place_source = 'inferred');
"""

# names of places that users gave, composed like all else; such photos are named anew
_COMPOSED_PLACES = """
UPDATE files SET old_address_id = coalesce(old_address_id, address_id), address_id = NULL
    WHERE address_id IN (SELECT id FROM addresses WHERE country != nfc(country)
        OR province != nfc(province) OR city != nfc(city) OR district != nfc(district)
        OR township != nfc(township));
UPDATE place_corrections
    SET levels = (SELECT json_group_object(key, nfc(value)) FROM json_each(levels))
    WHERE EXISTS (SELECT 1 FROM json_each(levels) WHERE value != nfc(value));
"""

# which trips are days at home
_AT_HOME = """
ALTER TABLE trips ADD COLUMN home INTEGER NOT NULL DEFAULT 0;  -- 1: most of its days are
"""

# journeys and moments take ids of the user's own, are deleted, and their edits are taken back
_EDITS = """
ALTER TABLE journeys ADD COLUMN custom_id TEXT;
ALTER TABLE moments ADD COLUMN custom_id TEXT;
CREATE TABLE journey_masks (       -- days of deleted journeys, which do not come back
    journey_id TEXT PRIMARY KEY REFERENCES journeys (id) ON DELETE CASCADE,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE journey_edits (       -- as trip_edits
    id INTEGER PRIMARY KEY,
    made TEXT NOT NULL,
    action TEXT NOT NULL,
    before TEXT NOT NULL
);
CREATE TABLE moment_masks (        -- times of deleted moments, in microseconds of UTC
    moment_id TEXT PRIMARY KEY REFERENCES moments (id) ON DELETE CASCADE,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE moment_edits (        -- as trip_edits
    id INTEGER PRIMARY KEY,
    made TEXT NOT NULL,
    action TEXT NOT NULL,
    before TEXT NOT NULL
);
"""

# what the grouping of faces needs besides embeddings; NULL in scans of earlier versions
_CHILDREN = """
ALTER TABLE faces ADD COLUMN norm REAL;   -- length of the embedding before it was made a unit
ALTER TABLE faces ADD COLUMN child REAL;  -- 0 to 1, how much it is a child's
"""

# what was told of faces besides who they are, where somebody asked for it, and of which files it
# could not be
_ATTRIBUTES = """
CREATE TABLE face_attributes (
    number INTEGER PRIMARY KEY REFERENCES faces (number) ON DELETE CASCADE,
    asked INTEGER NOT NULL,        -- which: a bit for each of model.ATTRIBUTES
    years INTEGER, error INTEGER,  -- the age
    in_group REAL,                 -- the probability of its group
    female REAL, open REAL, smile REAL  -- probabilities
);
CREATE TABLE face_attribute_errors (
    file_id INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
    fingerprint BLOB,
    error TEXT NOT NULL
);
CREATE INDEX faces_without_child ON faces (file_id) WHERE child IS NULL;
"""

# corrections made on a page are taken back together; pairs of persons that are not one
_REVIEWS = """
ALTER TABLE person_edits ADD COLUMN step INTEGER;   -- edits of one step are undone together
ALTER TABLE person_edits ADD COLUMN page TEXT;      -- the page that an edit was made on
ALTER TABLE person_edits ADD COLUMN place INTEGER;  -- the number of its action there
CREATE INDEX person_edits_page ON person_edits (page, place) WHERE page IS NOT NULL;
CREATE TABLE different_persons (   -- a user has said that these are two; `one` < `other`
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    edit INTEGER NOT NULL,         -- the correction that said it, 0 for an import
    PRIMARY KEY (one, other)
) WITHOUT ROWID;
"""

# face scans that failed for want of a package or model, not because of the file
_NOT_THE_FILES_FAULT = """
UPDATE face_looks SET retry = 1 WHERE error LIKE '%No module named%'
    OR error LIKE '%cannot import name%' OR error LIKE '%DLL load failed%'
    OR error LIKE '%cannot open shared object file%' OR error LIKE 'the face model %'
    OR error LIKE 'cannot be scanned for faces: %' OR error LIKE '%needs the package %';
"""

# what people and their programs wrote about photos; every file is interpreted once more
_DESCRIPTIONS = """
ALTER TABLE files ADD COLUMN title TEXT;
ALTER TABLE files ADD COLUMN caption TEXT;
ALTER TABLE files ADD COLUMN rating INTEGER;    -- 1 to 5, -1 rejected; NULL: none
ALTER TABLE files ADD COLUMN favorite INTEGER;  -- 1 or 0
ALTER TABLE files ADD COLUMN creator TEXT;
ALTER TABLE files ADD COLUMN copyright TEXT;
CREATE TABLE keywords (            -- of each file; levels have a / between them
    file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    keyword TEXT NOT NULL,
    PRIMARY KEY (file_id, keyword)
) WITHOUT ROWID;
CREATE INDEX keywords_keyword ON keywords (keyword);
CREATE INDEX files_described ON files (id)
    WHERE title IS NOT NULL OR caption IS NOT NULL OR creator IS NOT NULL;
CREATE INDEX files_rating ON files (rating) WHERE rating IS NOT NULL;
UPDATE files SET again = 2;
"""

# what views show and SQL alone cannot work out: see store.paths and store.views
_SHOWN = """
ALTER TABLE files ADD COLUMN path_text TEXT;       -- of a path that is not UTF-8
ALTER TABLE files ADD COLUMN name_at INTEGER;      -- where the name begins in the path as text
ALTER TABLE files ADD COLUMN camera TEXT;          -- what make and model are called
UPDATE files SET path_text = path_text(path), name_at = name_at(path),
    camera = nullif(camera_name(make, model), '');
ALTER TABLE journeys ADD COLUMN found_title TEXT;  -- follows from the facts and the language
UPDATE journeys SET found_title = found_title(first_day, facts, (
    SELECT json_extract(value, '$.languages[0]') FROM facts_of_library WHERE name = 'places'
));
DROP INDEX files_clusters;  -- of all files: counts by country then need not read the table
CREATE INDEX files_clusters ON files (address_id, cluster_day, taken_local, missing, lead_id);
CREATE INDEX persons_name ON persons (name);  -- or else all faces are read to find somebody's
"""

# names of persons that other programs gave; every file is interpreted once more
_REGIONS = """
CREATE TABLE regions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    area TEXT,                     -- JSON: x, y, width, height as shares of the upright picture
    source TEXT NOT NULL,          -- see model.NamedRegion
    given INTEGER NOT NULL DEFAULT 0,  -- 1: an import told it, not the file
    person_id TEXT                 -- whose photo it is, where no face was found for it
);
CREATE INDEX regions_file ON regions (file_id);
CREATE INDEX regions_person ON regions (person_id, file_id) WHERE person_id IS NOT NULL;
CREATE TABLE region_names (
    key TEXT PRIMARY KEY,          -- the name as it is compared
    person_id TEXT NOT NULL        -- who that is, whatever a user calls that person
) WITHOUT ROWID;
CREATE TABLE imported_descriptions (  -- outweighs what the file itself says
    file_id INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
    title TEXT,
    caption TEXT,
    rating INTEGER,
    keywords TEXT NOT NULL         -- JSON
);
UPDATE files SET again = 2;
"""

MIGRATIONS: tuple[str, ...] = (
    _FIRST,
    _SECOND,
    _THIRD,
    _FOURTH,
    _FIFTH,
    _PEOPLE,
    _RUNS,
    _MOMENTS,
    _QUESTIONS,
    _LOOKS,
    _CORRECTIONS,
    _TOLD_PLACES,
    _DEADLY,
    _COMPOSED,
    _LIBRARY_ID,
    _FLIGHTS,
    _ITEMS,
    _STANDING,
    _COMPOSED_PLACES,
    _AT_HOME,
    _EDITS,
    _CHILDREN,
    _ATTRIBUTES,
    _REVIEWS,
    _NOT_THE_FILES_FAULT,
    _DESCRIPTIONS,
    _SHOWN,
    _REGIONS,
)


def prepare(connection: sqlite3.Connection) -> None:
    """Add the functions that migrations use.

    `nfc` composes text as `photosort.texts` does; the others are those of `store.paths`,
    `store.journeys` and `model`.
    """
    connection.create_function("nfc", 1, entered, deterministic=True)
    connection.create_function("found_title", 3, found_title, deterministic=True)
    connection.create_function("camera_name", 2, camera_name, deterministic=True)
    paths.prepare(connection)
