"""Questions as IMM's SimpleQuery has them, through the command line."""

import json

import pytest

from photosort.errors import UsageError
from photosort.query.imm import read_request
from photosort.query.language import parse


@pytest.fixture
def library(photosort, pictures):
    photosort("index", pictures, "--label", "Bucket=examplebucket")
    photosort("trips")
    return photosort


def term(field, operation, value):
    return {"Field": field, "Operation": operation, "Value": value}


def group(operation, *parts):
    return {"Operation": operation, "SubQueries": list(parts)}


def ask(library, tmp_path, document, *words):
    file = tmp_path / "query.json"
    file.write_text(json.dumps(document))
    return library("query", "--imm", file, *words)


@pytest.mark.parametrize(
    ("tree", "same"),
    [
        (term("Addresses.Country", "eq", "Japan"), "country:Japan"),
        (term("Filename", "prefix", "DSC_"), "name:DSC_*"),
        (term("Filename", "match-phrase", "2023"), "name:2023"),
        (term("Filename", "eq", "img_0417.heic"), "name:IMG_0417.HEIC"),
        (term("ContentType", "eq", "image/heic"), "type:heic"),
        (term("MediaType", "eq", "image"), "type:photo"),
        (term("Size", "gt", "10000"), "size:>10000"),
        (term("ImageWidth", "lte", "320"), "width:<=320 type:image"),
        (term("ProduceTime", "gte", "2023-01-01T00:00:00+08:00"), "taken:>=2023"),
        (term("ProduceTime", "lte", "2022-12-31T23:59:59.999999Z"), "taken:<2023"),
        (term("LatLong", "geo-distance", "35.0,135.76;15000"), "near:35.0,135.76,15km"),
        (term("LatLong", "geo-bounding-box", "36,135;34,136"), "box:34,135,36,136"),
        (term("LatLong", "exist", ""), "has:gps"),
        (term("CustomLabels.bucket", "eq", "ExampleBucket"), "label:Bucket=examplebucket"),
        (term("Labels.LabelName", "eq", "examplebucket"), "label:examplebucket"),
        (group("not", term("Addresses.Country", "eq", "Japan")), "-country:Japan"),
        (
            group(
                "and",
                term("ContentType", "prefix", "image/"),
                group("or", term("Size", "lt", "9000"), term("Addresses.City", "eq", "Kyoto")),
            ),
            "type:image (size:<9000 or city:Kyoto)",
        ),
        (
            {"Operation": "nested", "Field": "Addresses", "SubQueries": [
                group("and", term("Country", "eq", "Japan"), term("Addresses.City", "eq", "Kyoto"))
            ]},
            "country:Japan city:Kyoto",
        ),
    ],
)  # fmt: skip
def test_a_tree_finds_the_same_as_the_expression(library, tmp_path, tree, same):
    found = ask(library, tmp_path, tree, "--sort", "path").out
    assert found == library("query", same, "--sort", "path").out != ""


def test_sort_order_and_limit(library, tmp_path):
    request = {
        "ProjectName": "p", "DatasetName": "d", "Query": json.dumps(term("Size", "gt", "0")),
        "Sort": "Size,Filename", "Order": "desc,asc", "MaxResults": 5,
    }  # fmt: skip
    sizes = [each["size"] for each in ask(library, tmp_path, request, "--json").json]
    every = sorted((each["size"] for each in library("query", "--json").json), reverse=True)
    assert sizes == every[:5]


def test_aggregations(library, tmp_path):
    request = {
        "Query": term("Addresses.Country", "exist", ""),
        "Aggregations": [
            {"Field": "Addresses.Country", "Operation": "group"},
            {"Field": "Addresses.Country", "Operation": "distinct"},
            {"Field": "Size", "Operation": "sum"},
            {"Field": "Size", "Operation": "count"},
        ],
    }
    groups, distinct, total, count = ask(library, tmp_path, request).json["Aggregations"]
    files = library("query", "has:place", "--json").json
    assert {"Value": "Japan", "Count": 18} in groups["Groups"]
    assert (distinct["Value"], count["Value"]) == (5, len(files))
    assert total["Value"] == sum(each["size"] for each in files)


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (term("Adresses.City", "eq", "Kyoto"), "Adresses.City"),
        (term("Size", "eq", "big"), "Size"),
        (term("Size", "prefix", "1"), "does not go with"),
        (term("Filename", "like", "x"), "does not go with"),
        (term("LatLong", "geo-distance", "35;1"), "write it as"),
        (term("LatLong", "geo-distance", "95,0;1"), "not coordinates"),
        (term("LatLong", "geo-polygon", "1,2;3,4;5,6"), "geo-polygon"),
        (term("ProduceTime", "gt", "yesterday"), "ProduceTime"),
        ({"Operation": "and", "SubQueries": []}, "SubQueries"),
        ({"Operation": "and", "SubQueries": ["x"]}, "JSON object"),
        ({"Query": "{"}, "Query is not JSON"),
        ({"Query": {}, "Sort": "Colour"}, "Colour"),
        ({"Query": {}, "Order": "up"}, "--order"),
        ({"Query": {}, "MaxResults": -1}, "MaxResults"),
        ({"Query": {}, "Aggregations": [{"Field": "X", "Operation": "sum"}]}, "X"),
        ([], "JSON object"),
    ],
)
def test_what_is_wrong_is_named(library, tmp_path, document, says):
    answer = ask(library, tmp_path, document)
    assert answer.code == 2 and says in answer.err and "Traceback" not in answer.err


def test_ten_levels_and_absurd_ones():
    tree = term("Size", "gt", "1")
    for i in range(10):
        tree = group("not" if i % 2 else "and", tree)
    assert read_request(tree).expression == parse("-(-(-(-(-size:>1))))")
    for i in range(300):
        tree = group(("and", "or")[i % 2], tree, tree if i < 2 else term("Size", "gt", "1"))
    with pytest.raises(UsageError, match="levels"):
        read_request(tree)


def test_no_json_is_said(library, tmp_path):
    file = tmp_path / "x.json"
    file.write_text("[" * 100_000)
    assert library("query", "--imm", file).code == 2
    assert library("query", "--imm", tmp_path / "none.json").code == 1
