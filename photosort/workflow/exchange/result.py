"""What an import has done."""

from dataclasses import asdict, dataclass, field


@dataclass
class Imported:
    """How many of each kind were changed, and what is not in this library, as (what, why)."""

    files: int = 0
    places: int = 0
    dates: int = 0
    trips: int = 0
    journeys: int = 0
    homes: int = 0
    clock_shifts: int = 0
    questions: int = 0
    moments: int = 0
    persons: int = 0
    face_claims: int = 0
    different_persons: int = 0
    descriptions: int = 0
    regions: int = 0
    unmatched: list[tuple[str, str]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The numbers alone."""
        return {key: value for key, value in asdict(self).items() if key != "unmatched"}
