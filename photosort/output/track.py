"""Routes as files for map programs: GPX 1.1, KML 2.2 (OGC 07-147), GeoJSON (RFC 7946)."""

import json
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from photosort.model import Journey, TrackPoint
from photosort.output.door import Kind, begins


def gpx(journey: Journey, points: Sequence[TrackPoint]) -> str:
    """A GPX with the stops as waypoints and the photos as a time-stamped track."""
    stops = "".join(
        f'  <wpt lat="{stop.lat}" lon="{stop.lon}">'
        f"<name>{_xml(_stop_name(stop.address))}</name></wpt>\n"
        for stop in journey.stops
    )
    track = "".join(
        f'    <trkpt lat="{p.lat}" lon="{p.lon}">'
        + (f"<ele>{p.alt}</ele>" if p.alt is not None else "")
        + (f"<time>{_time(p.utc)}Z</time>" if p.utc else "")
        + f"<name>{_xml(_file_name(p))}</name></trkpt>\n"
        for p in points
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx version="1.1" creator="photosort" xmlns="http://www.topografix.com/GPX/1/1">\n'
        f"{stops}"
        f"  <trk><name>{_xml(journey.title)}</name><trkseg>\n{track}  </trkseg></trk>\n</gpx>\n"
    )


def kml(journey: Journey, points: Sequence[TrackPoint]) -> str:
    """A KML with the stops as places and the route as a line."""
    stops = "".join(
        f"  <Placemark><name>{_xml(_stop_name(stop.address))}</name><TimeSpan>"
        f"<begin>{stop.start}</begin><end>{stop.end[:19]}{stop.end[29:]}</end></TimeSpan>"
        f"<Point><coordinates>{stop.lon},{stop.lat}</coordinates></Point></Placemark>\n"
        for stop in journey.stops
    )
    line = " ".join(f"{p.lon},{p.lat}" for p in points)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- photosort route -->\n'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
        f"  <name>{_xml(journey.title)}</name>\n{stops}"
        f"  <Placemark><name>{_xml(journey.title)}</name><LineString><tessellate>1</tessellate>"
        f"<coordinates>{line}</coordinates></LineString></Placemark>\n</Document></kml>\n"
    )


def geojson(journey: Journey, points: Sequence[TrackPoint]) -> str:
    """A GeoJSON collection: the route as a line, the stops and the photos as points."""
    features = [
        _feature(
            {"type": "LineString", "coordinates": [[p.lon, p.lat] for p in points]},
            {"title": journey.title, "times": [_time(p.utc or p.local) for p in points]},
        ),
        *(
            _feature(
                {"type": "Point", "coordinates": [stop.lon, stop.lat]},
                {"stop": _stop_name(stop.address), "start": stop.start, "end": stop.end},
            )
            for stop in journey.stops
        ),
    ]
    whole = {"type": "FeatureCollection", "photosort_route": 1, "features": features}
    return json.dumps(whole, indent=1) + "\n"


FORMATS: dict[str, Callable[[Journey, Sequence[TrackPoint]], str]] = {
    "gpx": gpx,
    "kml": kml,
    "geojson": geojson,
}

KINDS: dict[str, Kind] = {
    "gpx": Kind(
        "a GPX route",
        begins(rb'<\?xml [^>]*>\s*<gpx version="1.1" creator="photosort"'),
        endings=(".gpx", ".xml"),
    ),
    "kml": Kind(
        "a KML route",
        begins(rb"<\?xml [^>]*>\s*<!-- photosort route -->\s*<kml "),
        endings=(".kml", ".xml"),
    ),
    "geojson": Kind(
        "a GeoJSON route",
        begins(rb'\{\s*"type": "FeatureCollection",\s*"photosort_route": 1,'),
        endings=(".geojson", ".json"),
    ),
}
"""How routes of ours are recognised, by format."""


def _feature(geometry: dict[str, object], properties: dict[str, object]) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _stop_name(address: object) -> str:
    names = list(dict(address).values()) if isinstance(address, dict) else []
    return ", ".join(dict.fromkeys(reversed(names))) or "unnamed place"


def _file_name(point: TrackPoint) -> str:
    return os.fsdecode(os.path.basename(point.path)).encode("utf-8", "replace").decode()


def _time(moment: datetime | None) -> str:
    return moment.replace(microsecond=0).isoformat() if moment else ""


def _xml(text: str) -> str:
    return escape("".join(c if c.isprintable() else "?" for c in text), {'"': "&quot;"})
