"""How photos are gathered into moments."""

from dataclasses import dataclass

from photosort.settings.parsing import check_range, check_real


@dataclass(frozen=True)
class MomentOptions:
    """How photos are grouped into moments. Times are in microseconds.

    `exact` is the published method, unmodified: see `cluster.moments`.
    """

    time_gap: int = 2 * 3_600_000_000
    time_deviation: int = 90 * 60_000_000
    distance_km: float = 5.0
    spread_km: float = 3.0
    max_gap_days: int = 2
    exact: bool = False

    def __post_init__(self) -> None:
        check_real("--distance-km", self.distance_km, 0, 20_100)
        check_real("--spread-km", self.spread_km, 0, 20_100)
        check_range("--max-gap-days", self.max_gap_days, 0, 99_999)
