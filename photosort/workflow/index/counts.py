"""The result of `index`."""

from dataclasses import dataclass, field

from photosort.errors import PhotosortError
from photosort.model import FolderMove, Skipped


@dataclass
class IndexResult:
    """Every file found is counted once: added, changed, moved, unchanged, or in `failed`.

    `missing` counts known files in these folders that are gone, `ignored` what the rules ignored (a
    folder counts once); `linked` are links to folders. `error` names absent folders, whose files
    were left as they are, and named files that are not photos (`not_photos` also has the listed
    ones). `unknown_cameras` have no photos, so no correction of their clock is stored. `moves` are
    folders that were moved.
    """

    run: str
    roots: list[bytes]
    added: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    missing: int = 0
    ignored: int = 0
    linked: list[bytes] = field(default_factory=list)
    failed: list[Skipped] = field(default_factory=list)
    seconds: float = 0.0
    error: PhotosortError | None = None
    moves: list[FolderMove] = field(default_factory=list)
    not_photos: list[bytes] = field(default_factory=list)
    unknown_cameras: list[str] = field(default_factory=list)

    @property
    def found(self) -> int:
        """The number of files found."""
        return self.added + self.changed + self.moved + self.unchanged + len(self.failed)

    def counts(self) -> dict[str, int]:
        """The counts, for the record of runs."""
        return {
            "found": self.found,
            "added": self.added,
            "changed": self.changed,
            "moved": self.moved,
            "unchanged": self.unchanged,
            "missing": self.missing,
            "failed": len(self.failed),
            "ignored": self.ignored,
            "linked": len(self.linked),
        }
