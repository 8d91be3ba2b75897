"""Camera clocks and their corrections."""

import sqlite3
from collections.abc import Iterable

from photosort.model import Shift


class Clocks:
    """Queries about clock shifts."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def shifts(self) -> list[Shift]:
        """All corrections."""
        query = "SELECT camera, first, last, seconds FROM clock_shifts ORDER BY camera, first"
        return [Shift(*row) for row in self._connection.execute(query)]

    def put(self, shifts: Iterable[Shift]) -> None:
        """Keep corrections, one of 0 seconds drops what there was; their photos are read again."""
        for shift in shifts:
            self._connection.execute(
                "INSERT OR REPLACE INTO clock_shifts VALUES (?, ?, ?, ?)", shift
            )
            self._connection.execute(
                "UPDATE files SET again = 2 WHERE lower(model) = lower(?)"
                " OR lower(trim(coalesce(make, '') || ' ' || model)) = lower(?)",
                (shift.camera, shift.camera),
            )
        self._connection.execute("DELETE FROM clock_shifts WHERE seconds = 0")

    def photos_by_camera(self) -> list[tuple[str, bool, int]]:
        """(camera, whether the offset is the file's own or that of GPS, local µs) of photos."""
        return self._connection.execute(
            "SELECT trim(coalesce(make, '') || ' ' || coalesce(model, '')),"
            " coalesce(offset_source IN ('file', 'gps'), 0), taken_local"
            " FROM files WHERE missing = 0 AND cluster_day IS NOT NULL AND lead_id IS NULL"
            " AND taken_source IN ('exif', 'quicktime', 'xmp', 'gps')"
        ).fetchall()
