"""Addresses that a file tells of itself (XMP LocationCreated), beside those of its coordinates."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Photosort
from tests.media.test_containers import jpeg, segment
from tests.media.test_facts import described

PARIS = (
    "<e:LocationCreated><rdf:Bag><rdf:li rdf:parseType='Resource'><e:City>Paris</e:City>"
    "<e:CountryName>France</e:CountryName><e:CountryCode>FR</e:CountryCode>"
    "<e:Sublocation>Belleville</e:Sublocation></rdf:li></rdf:Bag></e:LocationCreated>"
    "<exif:DateTimeOriginal>2023-05-14T10:10:10</exif:DateTimeOriginal>"
)


def shown(photosort: Photosort, folder: Path, attributes: str = "") -> dict[str, Any]:
    packet = described(attributes, PARIS).encode()
    path = folder / "a.jpg"
    path.write_bytes(jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)))
    assert photosort("index", path, "--json").code == 0
    return dict(photosort("show", path, "--json").json)


def test_they_count_where_there_are_no_coordinates(photosort: Photosort, tmp_path: Path) -> None:
    row = shown(photosort, tmp_path)
    levels = {"country": "France", "city": "Paris", "district": "Belleville"}
    assert row["address"] == {**levels, "country_code": "FR"}
    assert row["address_basis"] == dict.fromkeys(levels, "xmp")
    assert row["location"]["lat"] is None
    trips = photosort("trips", "--levels", "country,city", "--json").json["trips"]
    assert [trip["address"].get("city") for trip in trips] == [None, "Paris"]


def test_they_fill_what_the_coordinates_do_not_tell(photosort: Photosort, tmp_path: Path) -> None:
    row = shown(photosort, tmp_path, 'exif:GPSLatitude="48,51.5N" exif:GPSLongitude="2,21.0E"')
    assert row["address"]["province"] == "Île-de-France"
    assert row["address_basis"]["country"] == "polygon"
    told = [level for level, basis in row["address_basis"].items() if basis == "xmp"]
    assert all(row["address"][level] == "Belleville" for level in told)


@pytest.mark.parametrize(
    ("lat", "lon", "country"), [("41,54N", "12,29E", "IT"), ("40,0N", "30,0W", None)]
)
def test_they_do_not_contradict_the_coordinates(
    lat: str, lon: str, country: str | None, photosort: Photosort, tmp_path: Path
) -> None:
    row = shown(photosort, tmp_path, f'exif:GPSLatitude="{lat}" exif:GPSLongitude="{lon}"')
    assert row["address"].get("country_code") == country
    assert "xmp" not in row["address_basis"].values()


def test_what_the_user_says_goes_before(photosort: Photosort, tmp_path: Path) -> None:
    before = shown(photosort, tmp_path)
    path = tmp_path / "a.jpg"
    photosort("place", "set", path, "--city", "Lyon")
    row = photosort("show", path, "--json").json
    assert (row["address"]["city"], row["address_basis"]["city"]) == ("Lyon", "user")
    photosort("place", "unset", path)
    assert photosort("show", path, "--json").json == before
