"""The metadata of a container, before it is interpreted."""

from dataclasses import dataclass, field

from photosort.media.metadata.source import Source

Value = bytes | tuple[int, ...] | tuple[float, ...] | tuple[tuple[int, int], ...]
"""An Exif value: text and undefined as bytes, numbers, or (numerator, denominator) pairs."""

Tags = dict[str, Value]


@dataclass
class Raw:
    """Size as stored and the metadata blocks of a container, in the order of the file.

    `rotates` marks containers whose own transform replaces the Exif orientation. The wall-clock
    date of a camera outside Exif (AVI, MTS) is stored in `exif` as DateTimeOriginal.

    `xmp` are XMP packets. `quicktime` holds texts by key as in the file, without headers:
    `com.apple.quicktime.creationdate`, `com.apple.quicktime.location.ISO6709`, `©xyz`, `©mak`.
    `loci` is (lat, lon, alt) of a 3GPP location box. `movie_created` is the header's date in
    seconds since 1970, UTC; 0 in the file is None. `content_id` is Apple's ContentIdentifier,
    which a Live Photo and its video share. `iptc` is the text of IPTC's DateCreated and
    TimeCreated, `created` that of PNG's Creation Time, both as ISO 8601. `duration` is in seconds.
    `iim` is the IPTC block itself; `texts` are those of other containers by name: `title`,
    `caption`, `creator`, `copyright`, `keywords`.
    `blocks` are the Exif blocks themselves, for `show --exif`.
    """

    content_type: str
    width: int | None = None
    height: int | None = None
    exif: list[Tags] = field(default_factory=list)
    rotates: bool = False
    xmp: list[bytes] = field(default_factory=list)
    quicktime: dict[str, bytes] = field(default_factory=dict)
    loci: tuple[float, float, float | None] | None = None
    movie_created: int | None = None
    duration: float | None = None
    content_id: str | None = None
    iptc: str | None = None
    created: str | None = None
    iim: bytes | None = None
    texts: dict[str, str] = field(default_factory=dict)
    blocks: list[Source] = field(default_factory=list)
