"""Camera clocks and their corrections."""

import sqlite3
from collections.abc import Iterable

from photosort.model import Shift, camera_name

_BY_CAMERA = (
    "(lower(model) = lower(:camera)"
    " OR lower(trim(coalesce(make, '') || ' ' || model)) = lower(:camera))"
)


class Clocks:
    """Queries about clock shifts."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def shifts(self) -> list[Shift]:
        """All corrections."""
        query = "SELECT camera, first, last, seconds FROM clock_shifts ORDER BY camera, first"
        return [Shift(*row) for row in self._connection.execute(query)]

    def put(self, shifts: Iterable[Shift]) -> None:
        """Store corrections and have their photos read again; 0 seconds removes a correction."""
        known = {shift[:3]: shift.seconds for shift in self.shifts()}
        for shift in shifts:
            if known.get(shift[:3], 0) == shift.seconds:
                continue
            self._connection.execute(
                "INSERT OR REPLACE INTO clock_shifts VALUES (?, ?, ?, ?)", shift
            )
            self._connection.execute(
                f"UPDATE files SET again = 2 WHERE {_BY_CAMERA}", {"camera": shift.camera}
            )
        self._connection.execute("DELETE FROM clock_shifts WHERE seconds = 0")

    def drop_unknown(self, shifts: Iterable[Shift]) -> list[str]:
        """Drop corrections for cameras without photos; returns these cameras."""
        unknown = sorted(
            {
                shift.camera
                for shift in shifts
                if shift.seconds
                and not self._connection.execute(
                    f"SELECT 1 FROM files WHERE {_BY_CAMERA} LIMIT 1", {"camera": shift.camera}
                ).fetchone()
            }
        )
        self._connection.executemany(
            "DELETE FROM clock_shifts WHERE camera = ?", ((camera,) for camera in unknown)
        )
        return unknown

    def photos_by_camera(self) -> list[tuple[str, bool, int]]:
        """(camera, whether the offset is the file's own or that of GPS, local µs) of photos."""
        rows = self._connection.execute(
            "SELECT make, model, coalesce(offset_source IN ('file', 'gps'), 0), taken_local"
            " FROM files WHERE missing = 0 AND cluster_day IS NOT NULL AND lead_id IS NULL"
            " AND taken_source IN ('exif', 'quicktime', 'xmp', 'gps')"
        )
        return [(camera_name(make, model), bool(sure), local) for make, model, sure, local in rows]
