"""The nouns: frozen values that every stage hands to the next, a file a subject.

Paths are `bytes`, as the file system gives them, until they are shown or written as JSON
(`os.fsdecode`). Wall-clock and UTC times are naive `datetime`; offsets are minutes east of UTC.
"""

from photosort.model.facts import (
    Coordinates,
    Facts,
    OffsetSource,
    Photo,
    PlaceSource,
    Precision,
    Reading,
    Shift,
    Taken,
    TimeSource,
    is_raw,
)
from photosort.model.files import FileStamp, Seen, Skipped
from photosort.model.layout import Entry, Mode, Wish
from photosort.model.library import Finding, FolderMove, Root, Run, Settings
from photosort.model.people import Box, Claim, Face, FaceReading, KnownFace, Member, Person, Pose
from photosort.model.places import LEVELS, Basis, Level, Place, TrackPoint
from photosort.model.trips import Home, HomeSource, Journey, JourneyStop, Moment, Trip

__all__ = [
    "LEVELS",
    "Basis",
    "Box",
    "Claim",
    "Coordinates",
    "Entry",
    "Face",
    "FaceReading",
    "Facts",
    "FileStamp",
    "Finding",
    "FolderMove",
    "Home",
    "HomeSource",
    "Journey",
    "JourneyStop",
    "KnownFace",
    "Level",
    "Member",
    "Mode",
    "Moment",
    "OffsetSource",
    "Person",
    "Photo",
    "Place",
    "PlaceSource",
    "Pose",
    "Precision",
    "Reading",
    "Root",
    "Run",
    "Seen",
    "Settings",
    "Shift",
    "Skipped",
    "Taken",
    "TimeSource",
    "TrackPoint",
    "Trip",
    "Wish",
    "is_raw",
]
