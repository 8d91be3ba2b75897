"""What a container holds, before anything is made of it."""

from dataclasses import dataclass, field

Value = bytes | tuple[int, ...] | tuple[tuple[int, int], ...]
"""An Exif value: text and undefined as bytes, integers, or (numerator, denominator) pairs."""

Tags = dict[str, Value]


@dataclass
class Raw:
    """Size as stored and the metadata blocks of a container, in the order of the file.

    `rotates` marks containers whose own transform replaces the Exif orientation.
    """

    content_type: str
    width: int | None = None
    height: int | None = None
    exif: list[Tags] = field(default_factory=list)
    rotates: bool = False
