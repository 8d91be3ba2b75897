"""Names of persons that other programs gave, and where their faces are."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from photosort.media import picasa, read
from photosort.media.metadata import region_packets, regions
from photosort.media.scan import find_all, scan
from photosort.model import FoundFile, NamedRegion
from tests.make import jpeg

EXIFTOOL = shutil.which("exiftool")
needs_exiftool = pytest.mark.skipif(not EXIFTOOL, reason="EXIFTOOL IS NOT INSTALLED")

MWG = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
 xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#"
 xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmlns:digiKam="http://www.digikam.org/ns/1.0/"
 xmlns:MP="http://ns.microsoft.com/photo/1.2/"
 xmlns:MPRI="http://ns.microsoft.com/photo/1.2/t/RegionInfo#"
 xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#">%s</rdf:Description></rdf:RDF>
</x:xmpmeta>"""

# as Lightroom, Picasa and digiKam write it: structures as attributes, resources, descriptions
AS_ATTRIBUTES = """<mwg-rs:Regions rdf:parseType="Resource">
<mwg-rs:AppliedToDimensions stDim:w="400" stDim:h="200" stDim:unit="pixel"/>
<mwg-rs:RegionList><rdf:Bag><rdf:li><rdf:Description mwg-rs:Name="Ann" mwg-rs:Type="Face"
 mwg-rs:Rotation="0.0"><mwg-rs:Area stArea:x="0.5" stArea:y="0.5" stArea:w="0.2" stArea:h="0.4"/>
</rdf:Description></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"""
AS_ELEMENTS = """<mwg-rs:Regions><rdf:Description><mwg-rs:AppliedToDimensions
 rdf:parseType="Resource"><stDim:w>400</stDim:w><stDim:h>200</stDim:h></mwg-rs:AppliedToDimensions>
<mwg-rs:RegionList><rdf:Seq><rdf:li rdf:parseType="Resource"><mwg-rs:Type>Face</mwg-rs:Type>
<mwg-rs:Name> Ann </mwg-rs:Name><mwg-rs:Area rdf:parseType="Resource"><stArea:x>0.5</stArea:x>
<stArea:y>0.5</stArea:y><stArea:w>0.2</stArea:w><stArea:h>0.4</stArea:h>
<stArea:unit>normalized</stArea:unit></mwg-rs:Area></rdf:li></rdf:Seq></mwg-rs:RegionList>
</rdf:Description></mwg-rs:Regions>"""
IN_PIXELS = (
    AS_ATTRIBUTES.replace('"0.5" stArea:y="0.5"', '"200" stArea:y="100"')
    .replace('"0.2"', '"80"')
    .replace('"0.4"', '"80" stArea:unit="pixel"')
)
ANN = NamedRegion("Ann", (0.4, 0.3, 0.2, 0.4), "mwg")


def told(text: str, orientation: int = 1) -> tuple[NamedRegion, ...]:
    stated = region_packets.parse((MWG % text).encode())
    return regions.settle(stated, (400, 200), orientation)


@pytest.mark.parametrize("text", [AS_ATTRIBUTES, AS_ELEMENTS, IN_PIXELS])
def test_regions_of_the_working_group(text: str) -> None:
    assert told(text) == (ANN,)


def test_an_area_is_turned_upright() -> None:
    text = AS_ATTRIBUTES.replace('stArea:x="0.5"', 'stArea:x="0.2"')
    assert told(text)[0].area == (0.1, 0.3, 0.2, 0.4)
    assert told(text, 6)[0].area == (0.3, 0.1, 0.4, 0.2)
    assert told(text, 3)[0].area == (0.7, 0.3, 0.2, 0.4)
    # a program that has turned the picture first applies it to a picture of 200 by 400
    turned = text.replace('"400" stDim:h="200"', '"200" stDim:h="400"')
    assert told(turned, 6)[0].area == (0.1, 0.3, 0.2, 0.4)


def test_a_picture_that_was_cropped_keeps_the_name() -> None:
    text = AS_ATTRIBUTES.replace('"400"', '"300"')
    assert told(text) == (ANN._replace(area=None),)
    stated = region_packets.parse((MWG % text).encode())
    assert regions.settle(stated, (400, 200), 1, cropped=False) == (ANN,)
    assert told(AS_ATTRIBUTES.replace('"400" stDim:h="200"', '"1001" stDim:h="500"')) == (ANN,)


@pytest.mark.parametrize(
    "text",
    [
        AS_ATTRIBUTES.replace('"Face"', '"Pet"'),
        AS_ATTRIBUTES.replace('"Face"', '"Focus"'),
        AS_ATTRIBUTES.replace('"Ann"', '" "'),
        AS_ATTRIBUTES.replace("mwg-rs:Name", "mwg-rs:Description"),
        f'<xmpMM:Pantry xmlns:xmpMM="p:">{AS_ATTRIBUTES}</xmpMM:Pantry>',
        AS_ATTRIBUTES[:200],
    ],
)
def test_what_names_no_face(text: str) -> None:
    assert told(text) == ()


@pytest.mark.parametrize(
    "area", ['stArea:x="0.5" stArea:y="0.5"', 'stArea:x="a" stArea:y="0" stArea:w="1" stArea:h="1"']
)
def test_a_name_without_a_rectangle_is_kept(area: str) -> None:
    start, end = AS_ATTRIBUTES.index("stArea:x"), AS_ATTRIBUTES.index("/>\n</rdf:Description>")
    assert told(AS_ATTRIBUTES[:start] + area + AS_ATTRIBUTES[end:]) == (
        NamedRegion("Ann", None, "mwg"),
    )


MICROSOFT = """<MP:RegionInfo rdf:parseType="Resource"><MPRI:Regions><rdf:Bag>
<rdf:li rdf:parseType="Resource"><MPReg:PersonDisplayName>Ann</MPReg:PersonDisplayName>
<MPReg:Rectangle>0.4, 0.3, 0.2, 0.4</MPReg:Rectangle></rdf:li>
<rdf:li MPReg:PersonDisplayName="Bob" MPReg:Rectangle="0, 0, 0, 0"/>
<rdf:li MPReg:Rectangle="0.1, 0.1, 0.1, 0.1"/></rdf:Bag></MPRI:Regions></MP:RegionInfo>"""


def test_regions_of_microsoft() -> None:
    assert told(MICROSOFT) == (
        NamedRegion("Ann", (0.4, 0.3, 0.2, 0.4), "microsoft"),
        NamedRegion("Bob", None, "microsoft"),
    )


def test_what_is_said_twice_counts_once() -> None:
    people = (
        "<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>ANN</rdf:li><rdf:li>Cleo</rdf:li></rdf:Bag>"
    )
    both = f"{AS_ATTRIBUTES}{MICROSOFT}{people}</Iptc4xmpExt:PersonInImage>"
    assert told(both) == (
        ANN,
        NamedRegion("Bob", None, "microsoft"),
        NamedRegion("Cleo", None, "iptc"),
    )


def test_persons_among_the_tags_of_digikam() -> None:
    tags = ["People/Ann", "Personen/Familie/Bob", "Personen/Familie", "Places/Rome", "People"]
    items = "".join(f"<rdf:li>{tag}</rdf:li>" for tag in tags)
    found = told(f"<digiKam:TagsList><rdf:Seq>{items}</rdf:Seq></digiKam:TagsList>")
    assert [each.name for each in found] == ["Ann", "Bob"]


@given(st.text(max_size=300))
def test_no_packet_raises(text: str) -> None:
    for packet in (text, "mwg-rs" + text, MWG % text, MWG % (AS_ATTRIBUTES + text)):
        region_packets.parse(packet.encode("utf-8", "surrogatepass"))


def test_a_packet_in_utf_16() -> None:
    assert [each.name for each in region_packets.parse((MWG % AS_ELEMENTS).encode("utf-16"))] == [
        "Ann"
    ]


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "Ann">]>' + MWG % AS_ATTRIBUTES.replace('"Ann"', '"&a;"')
    assert region_packets.parse(bomb.encode()) == []


# files


def of(path: Path) -> list[tuple[str, Any]]:
    """What photosort reads of a file in its folder."""
    ((_, found),) = find_all([bytes(path)])
    assert isinstance(found, FoundFile)
    reading = read.read(*found)
    assert reading.facts, reading.error
    return [(each.name, each.area) for each in reading.facts.regions]


def picture(path: Path, orientation: int) -> Path:
    """A picture of 400 by 200 pixels."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (400, 200)).save(path, exif=exif)
    return path


@needs_exiftool
@pytest.mark.parametrize(("orientation", "area"), [(1, (0.1, 0.3, 0.2, 0.4)),
                                                   (6, (0.3, 0.1, 0.4, 0.2)),
                                                   (8, (0.3, 0.7, 0.4, 0.2))])  # fmt: skip
def test_what_exiftool_writes(tmp_path: Path, orientation: int, area: tuple[float, ...]) -> None:
    path = picture(tmp_path / "a.jpg", orientation)
    region = (
        "{AppliedToDimensions={W=400,H=200,Unit=pixel},RegionList=[{Area={X=0.2,Y=0.5,W=0.2,H=0.4,"
        "Unit=normalized},Name=Zoë,Type=Face}]}"
    )
    microsoft = "{Regions=[{PersonDisplayName=Bob,Rectangle=0.7|, 0.3|, 0.2|, 0.4}]}"
    assert EXIFTOOL
    subprocess.run(
        [EXIFTOOL, "-q", "-overwrite_original",
         f"-RegionInfo={region}", f"-RegionInfoMP={microsoft}", "-PersonInImage=Cleo", path],
        check=True,
    )  # fmt: skip
    found = of(path)
    assert [name for name, _ in found] == ["Zoë", "Bob", "Cleo"]
    assert found[0][1] == pytest.approx(area)
    assert found[2][1] is None


def test_the_sidecar_adds_what_the_file_lacks(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg", 1)
    (tmp_path / "a.jpg.xmp").write_text(MWG % AS_ATTRIBUTES)
    (tmp_path / "a.jpg.json").write_text(
        json.dumps({"people": [{"name": "Ann"}, {"name": "Bob"}, {"x": 1}, "Cleo"]})
    )
    assert of(path) == [("Ann", (0.4, 0.3, 0.2, 0.4)), ("Bob", None)]


INI = """[Picasa]
name=Summer
[Contacts2]
8e62398ebda8c1a5=Ann;;
a1=Zoe\u0308;zoe@example.org;
[a.JPG]
faces=rect64(3f845bcb59418507),8e62398ebda8c1a5;rect64(1),ffffffffffffffff;rect64(51eb828fb333),a1
backuphash=123
[b.jpg]
faces=rect64(3f845bcb59418507),77;rect64(oops),8e62398ebda8c1a5
"""


@pytest.mark.parametrize("name", [".picasa.ini", "Picasa.ini"])
def test_faces_of_picasa(tmp_path: Path, name: str) -> None:
    path, other = jpeg(tmp_path / "a.jpg"), jpeg(tmp_path / "b.jpg")
    (tmp_path / name).write_text(INI, encoding="utf-8")
    ann, zoe = of(path)
    assert ann == ("Ann", pytest.approx((0.2481, 0.3586, 0.1005, 0.1610), abs=1e-4))
    assert zoe == ("Zoë", pytest.approx((0.0, 0.32, 0.51, 0.38), abs=1e-2))
    assert of(other) == []
    (tmp_path / "contacts.xml").write_text('<contacts><contact id="77" name="Bob"/></contacts>')
    assert [each for each, _ in of(other)] == ["Bob"]
    scanned = [each for each in scan(bytes(tmp_path)) if isinstance(each, FoundFile)]
    with_all = [each for each in scanned if each.stamp.path.endswith(b".jpg")]
    assert all(len(each.sidecars) == 2 for each in with_all)
    assert not any(each.sidecars for each in scanned if each not in with_all)


def test_contacts_alone_describe_nobody(tmp_path: Path) -> None:
    jpeg(tmp_path / "a.jpg")
    (tmp_path / "contacts.xml").write_text("<contacts/>")
    assert not any(each.sidecars for each in scan(bytes(tmp_path)) if isinstance(each, FoundFile))


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_no_file_of_picasa_raises(ini: bytes, contacts: bytes) -> None:
    picasa.faces(ini, contacts)
    picasa.faces(b"[a.jpg]\nfaces=" + ini, b"<contacts>" + contacts)


def test_real_files(corpus: Path) -> None:
    media = corpus / "media"
    faces = media / "immich-test-assets/metadata/faces"
    curie = [("Marie Curie", (0.311905, 0.208571, 0.113095, 0.198571)),
             ("Pierre Curie", (0.639286, 0.118572, 0.0964286, 0.241429))]  # fmt: skip
    for name in ("portrait.jpg", "portrait-orientation-6.jpg"):
        found = of(faces / name)
        assert [each for each, _ in found] == ["Marie Curie", "Pierre Curie"]
        for (_, area), (_, wanted) in zip(found, curie, strict=True):
            assert area == pytest.approx(wanted, abs=1e-5)
    assert [name for name, _ in of(media / "exifr/issue-exifr-59.jpg")] == ["Alvin the Squirrel"]
