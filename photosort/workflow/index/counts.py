"""What a run of `index` found."""

from dataclasses import dataclass, field

from photosort.errors import PhotosortError
from photosort.model import FolderMove, Skipped


@dataclass
class IndexResult:
    """Every file found is counted once: added, changed, moved, unchanged, or in `failed`.

    `missing` counts files that the library knows in these folders and that are gone; `ignored`
    what was passed over (a folder once), `linked` are folders behind links. `error` tells of known
    folders that are absent, whose files were left as they are, and of named files that are no
    photos (`not_photos` has the listed ones, too). `unknown_cameras` have no photos, so that no
    correction of their clocks is kept. `moves` are known folders that stand elsewhere now.
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
        """All files found."""
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
