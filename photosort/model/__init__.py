"""The nouns: frozen values that each stage hands to the next, one file per subject.

Paths are `bytes`, as in the file system, until they are shown or written as JSON
(`os.fsdecode`). Wall-clock and UTC times are naive `datetime`; offsets are minutes east of UTC.
"""

from photosort.model.attributes import Attributes, FaceAge, Traits
from photosort.model.facts import (
    Coordinates,
    Description,
    Facts,
    OffsetSource,
    Photo,
    PlaceSource,
    Precision,
    Reading,
    Shift,
    Taken,
    TimeSource,
    camera_name,
    is_raw,
)
from photosort.model.files import FileStamp, FoundFile, Skipped
from photosort.model.layout import Entry, Mode, Placement
from photosort.model.library import Finding, FolderMove, NextStep, Root, Run, Settings, Status
from photosort.model.named import Named
from photosort.model.people import (
    Box,
    Census,
    Face,
    FaceCorrection,
    FaceReading,
    KnownFace,
    Member,
    Person,
    Pose,
)
from photosort.model.places import LEVELS, Basis, Level, Place, TrackPoint, place_name
from photosort.model.trips import Home, HomeSource, Journey, JourneyStop, Moment, Outside, Trip

__all__ = [
    "LEVELS",
    "Attributes",
    "Basis",
    "Box",
    "Census",
    "Coordinates",
    "Description",
    "Entry",
    "Face",
    "FaceAge",
    "FaceCorrection",
    "FaceReading",
    "Facts",
    "FileStamp",
    "Finding",
    "FolderMove",
    "FoundFile",
    "Home",
    "HomeSource",
    "Journey",
    "JourneyStop",
    "KnownFace",
    "Level",
    "Member",
    "Mode",
    "Moment",
    "Named",
    "NextStep",
    "OffsetSource",
    "Outside",
    "Person",
    "Photo",
    "Place",
    "PlaceSource",
    "Placement",
    "Pose",
    "Precision",
    "Reading",
    "Root",
    "Run",
    "Settings",
    "Shift",
    "Skipped",
    "Status",
    "Taken",
    "TimeSource",
    "TrackPoint",
    "Traits",
    "Trip",
    "camera_name",
    "is_raw",
    "place_name",
]
