"""XMP sidecars for other programs: place names, descriptions, labels, regions of persons.

Properties: IPTC Core and Photoshop for places (ISO 16684-1, IPTC Photo Metadata Standard), Dublin
Core for texts and keywords, the hierarchical keywords of Lightroom and digiKam, Metadata Working
Group regions. What other programs have no property for is in our own namespace: that a photo is a
favorite, and which keywords are labels and names of persons; our own reader leaves those out.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from photosort.model import Description
from photosort.output.door import Kind, begins

_IS_OURS = begins(rb'<x:xmpmeta [^>]*x:xmptk="photosort"')
KIND = Kind("an XMP sidecar", _IS_OURS)
"""How sidecars of ours are recognised: in a tree of their own,"""
BESIDE = Kind("an XMP sidecar", _IS_OURS, beside=True)
"""and beside the photos."""

_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "photosort": "photosort:ns:1.0/",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "stArea": "http://ns.adobe.com/xmp/sType/Area#",
    "stDim": "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
}


class Region(NamedTuple):
    """A person's face: centre and size as shares of width and height of the upright picture."""

    name: str
    x: float
    y: float
    width: float
    height: float


class Sidecar(NamedTuple):
    """The content of a sidecar. `places` by level, `labels` by key; `size` of the upright picture.

    `date` (ISO 8601, as precise as known) and `at` (degrees) are those that the user set.
    """

    places: Mapping[str, str]
    country_code: str | None
    labels: Mapping[str, str]
    regions: Sequence[Region] = ()
    size: tuple[int, int] | None = None
    date: str | None = None
    at: tuple[float, float] | None = None
    description: Description = Description()


def packet(sidecar: Sidecar) -> str:
    """The text of a sidecar, empty if there is nothing to write."""
    places = sidecar.places
    finer = [places[level] for level in ("township", "district") if level in places]
    simple = {
        "photoshop:Country": places.get("country"),
        "Iptc4xmpCore:CountryCode": sidecar.country_code,
        "photoshop:State": places.get("province"),
        "photoshop:City": places.get("city"),
        "Iptc4xmpCore:Location": ", ".join(finer),
        "exif:DateTimeOriginal": sidecar.date,
        "photoshop:DateCreated": sidecar.date,
        **_position(sidecar.at),
    }
    body = [f"<{name}>{_text(value)}</{name}>" for name, value in simple.items() if value]
    body += _descriptions(sidecar) + _keywords(sidecar)
    body += _regions(sidecar)
    if not body:
        return ""
    names = "".join(f"\n    xmlns:{name}={quoteattr(uri)}" for name, uri in _NAMESPACES.items())
    lines = "\n   ".join(body)
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="photosort">\n'
        f' <rdf:RDF xmlns:rdf="{_NAMESPACES["rdf"]}">\n'
        f'  <rdf:Description rdf:about=""{names.replace(_RDF, "")}>\n   {lines}\n'
        "  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n"
    )


def _descriptions(sidecar: Sidecar) -> list[str]:
    """Title, caption, rating and the rest; a label `title` goes before the title of the file."""
    told = sidecar.description
    texts = {
        "dc:title": sidecar.labels.get("title") or told.title,
        "dc:description": told.caption,
        "dc:rights": told.copyright,
    }
    body = [
        f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{_text(text)}</rdf:li></rdf:Alt></{name}>'
        for name, text in texts.items()
        if text
    ]
    if told.creator:
        body.append(
            f"<dc:creator><rdf:Seq><rdf:li>{_text(told.creator)}</rdf:li></rdf:Seq></dc:creator>"
        )
    if told.rating:
        body.append(f"<xmp:Rating>{told.rating}</xmp:Rating>")
    if told.favorite:
        body.append("<photosort:Favorite>True</photosort:Favorite>")
    return body


def _keywords(sidecar: Sidecar) -> list[str]:
    """Keywords, labels and persons as keywords; which of them are no keywords is noted."""
    own = sidecar.description.keywords
    labels = {key: value for key, value in sidecar.labels.items() if key != "title"}
    persons = list(dict.fromkeys(region.name for region in sidecar.regions))
    words = [each.rpartition("/")[2] for each in own]
    paths = [each.replace("/", "|") for each in own]
    added = [*(value or key for key, value in labels.items()), *persons]
    added_paths = [f"{key}|{value}" if value else key for key, value in labels.items()]
    others = [each for each in added if each not in words]
    others += [each for each in added_paths if each not in paths]
    if not (words or added):
        return []
    return [
        *_bag("dc:subject", [*words, *added]),
        *_bag("lr:hierarchicalSubject", [*paths, *added_paths]),
        *_bag("digiKam:TagsList", own, kind="Seq"),
        *_bag("photosort:AddedKeywords", others),
        # sidecars of earlier versions had labels and persons only, and did not note them
        "<photosort:Version>2</photosort:Version>",
    ]


_RDF = f'\n    xmlns:rdf="{_NAMESPACES["rdf"]}"'


def _position(at: tuple[float, float] | None) -> dict[str, str]:
    """GPS coordinates as XMP writes them: degrees, minutes, hemisphere."""
    if at is None:
        return {}
    return {
        "exif:GPSLatitude": _degrees(at[0], "NS"),
        "exif:GPSLongitude": _degrees(at[1], "EW"),
    }


def _degrees(value: float, hemispheres: str) -> str:
    millionths = round(abs(value) * 60_000_000)
    degrees, rest = divmod(millionths, 60_000_000)
    return f"{degrees},{rest / 1_000_000:.6f}{hemispheres[value < 0]}"


def _bag(name: str, values: Sequence[str], kind: str = "Bag") -> list[str]:
    items = "".join(f"<rdf:li>{_text(value)}</rdf:li>" for value in dict.fromkeys(values))
    return [f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>"] if items else []


def _regions(sidecar: Sidecar) -> list[str]:
    if not sidecar.regions or sidecar.size is None:
        return []
    width, height = sidecar.size
    items = "".join(
        f'<rdf:li rdf:parseType="Resource"><mwg-rs:Name>{_text(each.name)}</mwg-rs:Name>'
        "<mwg-rs:Type>Face</mwg-rs:Type>"
        f'<mwg-rs:Area stArea:x="{each.x:.6f}" stArea:y="{each.y:.6f}" stArea:w="{each.width:.6f}"'
        f' stArea:h="{each.height:.6f}" stArea:unit="normalized"/></rdf:li>'
        for each in sidecar.regions
    )
    return [
        '<mwg-rs:Regions rdf:parseType="Resource">'
        f'<mwg-rs:AppliedToDimensions stDim:w="{width}" stDim:h="{height}" stDim:unit="pixel"/>'
        f"<mwg-rs:RegionList><rdf:Bag>{items}</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"
    ]


def _text(value: str) -> str:
    if value.isprintable():
        return escape(value)
    # what XML cannot hold; blanks and what joins emoji is not printable either
    return escape("".join("?" if _UNFIT.fullmatch(c) else c for c in value))


_UNFIT = re.compile(r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
