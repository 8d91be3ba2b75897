"""Questions through the command line, on the sample pictures."""

import json

import pytest

from tests.make import jpeg


@pytest.fixture
def library(photosort, pictures):
    photosort("index", pictures)
    photosort("trips")
    photosort("journeys")
    return photosort


def names(answer):
    return {each["path"].rpartition("/")[2] for each in answer.json}


def test_an_empty_question_is_every_file_that_is_not_missing(library, pictures):
    files = library("query", "--json").json
    assert len(files) == library("query", "--count", "--json").json["count"] == 56
    paths = library("query", "-0").out.split("\0")
    assert paths.pop() == "" and sorted(paths) == sorted(each["path"] for each in files)
    assert library("query").out.splitlines() == paths


def test_files_have_exactly_the_keys_of_show(library):
    for each in library("query", "--json").json:
        assert each == library("show", each["path"], "--json").json


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("country:Japan", 18),
        ("country:JP", 18),
        ("country:japan taken:2023-04-02", 2),
        ('city:"San Francisco" or country:Singapore', 8),
        ("-country:Japan", 38),
        ("country:Japan has:gps -no:time", 18),
        ("journey:Japan", 20),
        ("trip:Kyoto", 6),
        ("near:35.0,135.76,15km", 6),
        ("type:heic", 1),
        ("type:video", 0),
        ('path:"2023 Japan/*"', 20),
        ('camera:"pocket 1"', 31),
        ("width:>=100000", 0),
        ("has:error", 3),
        ("IMG_2023 country:Japan", 10),
    ],
)
def test_how_many_match(library, query, count):
    assert library("query", query, "--count").out == f"{count}\n"


def test_a_question_may_be_several_words_and_begin_with_a_minus(library):
    assert library("query", "country:Japan", "type:heic", "--count").out == "1\n"
    assert library("query", "-country:Japan", "--count").out == "38\n"
    assert library("query", "-(country:Japan or country:Germany)", "--count").out == "21\n"


def test_order_limit_and_offset(library):
    whole = library("query", "has:time", "--fields", "taken.local,path").out.splitlines()
    assert whole == sorted(whole)
    part = library("query", "has:time", "--limit", "3", "--offset", "2", "--fields", "path")
    assert part.out.splitlines() == [line.split("\t")[1] for line in whole[2:5]]
    sizes = library("query", "--sort", "size", "--order", "desc", "--fields", "size").out.split()
    assert list(map(int, sizes)) == sorted(map(int, sizes), reverse=True)
    both = library("query", "--sort", "country,size", "--order", "asc,desc", "--json").json
    keys = [(each["address"].get("country", "~"), -each["size"]) for each in both]
    assert keys == sorted(keys)


def test_groups_and_measures(library):
    files = library("query", "--json").json
    groups = library("query", "--group", "country", "--sum", "size", "--json").json
    assert groups["count"] == 56
    for group in groups["groups"]:
        own = [x["size"] for x in files if x["address"].get("country") == group["value"]]
        assert (group["count"], group["sum"]["size"]) == (len(own), sum(own))
    words = ("--min", "size", "--max", "taken", "--average", "width", "--sum", "size")
    row = library("query", "country:Japan", *words, "--json").json
    japan = [each for each in files if each["address"].get("country") == "Japan"]
    assert row["min"]["size"] == min(each["size"] for each in japan)
    assert row["max"]["taken"] == max(each["taken"]["local"] for each in japan)
    assert row["average"]["width"] == pytest.approx(sum(x["width"] for x in japan) / len(japan))
    assert "2023" in library("query", "--group", "year").out


def test_near(library):
    here = ("--near", "35.0,135.76,15")
    assert library("query", *here, "--count").out == "6\n"
    assert library("query", "type:heic", *here, "--count").out == "1\n"


def test_exit_code_says_whether_something_was_found(library):
    assert library("query", "country:Japan", "--exit-code").code == 4
    assert library("query", "country:Atlantis", "--exit-code").code == 0
    assert library("query", "country:Japan", "--count", "--exit-code", "--json").code == 4
    assert library("query", "country:Japan").code == 0
    nothing = library("query", "country:Atlantis", "--json")
    assert (nothing.code, nothing.json) == (0, [])


def test_fields(library):
    (one,) = library("query", "type:heic", "--fields", "path,taken.local,camera", "--json").json
    assert list(one) == ["path", "taken.local", "camera"]
    assert one["camera"]["model"] == "Pocket 1"


def test_labels_and_names_that_are_no_text(photosort, tmp_path):
    odd = b"a\xff\nb.jpg"
    jpeg(bytes(tmp_path / "p") + b"/" + odd, "2022-05-01T10:00:00")
    jpeg(tmp_path / "p/c.jpg", "2022-05-02T10:00:00", seed=1)
    photosort("index", tmp_path / "p", "--label", "at=beach")
    assert photosort("query", "label:at=BEACH", "--count").out == "2\n"
    assert photosort("query", "name:a*b.jpg", "--count").out == "1\n"
    found = photosort("query", "name:a*b.jpg", "--json").json
    assert found[0]["path"].encode("utf-8", "surrogateescape").endswith(odd)
    assert photosort("query", b'name:"a\xff*"', "--count").out == "1\n"


def test_missing_files_show_only_where_asked_for(photosort, tmp_path):
    gone = jpeg(tmp_path / "p/a.jpg", "2022-05-01T10:00:00")
    jpeg(tmp_path / "p/b.jpg", "2022-05-02T10:00:00", seed=1)
    photosort("index", tmp_path / "p")
    gone.unlink()
    photosort("index")
    assert photosort("query", "--fields", "path").out == f"{tmp_path}/p/b.jpg\n"
    assert photosort("query", "has:missing", "--fields", "path").out == f"{gone}\n"


def test_a_date_of_the_file_itself_is_none(photosort, tmp_path):
    jpeg(tmp_path / "p/a.jpg", mtime=1_600_000_000)
    photosort("index", tmp_path / "p")
    assert photosort("query", "taken:2020", "--count").out == "0\n"
    assert photosort("query", "modified:2020 no:time", "--count").out == "1\n"


def test_saved_questions(library):
    assert library("query", "--save", "away", "-country:Germany").code == 0
    assert library("query", "--save", "photos away", "@away type:photo").code == 0
    away = library("query", "-country:Germany", "--count").out
    assert library("query", "@away", "--count").out == away
    nested = library("query", '@"photos away" country:Japan', "--count").out
    assert nested == "18\n"
    assert library("query", "--saved", "--json").json["away"] == "-country:Germany"
    assert "away" in library("query", "--saved").out
    answer = library("query", "@awayy")
    assert answer.code == 2 and "did you mean @away?" in answer.err
    # a ring is found when it is asked
    library("query", "--save", "away", '@"photos away"')
    assert library("query", "@away").code == 2
    assert library("query", "--forget", "away").code == 0
    assert library("query", "--forget", "away").code == 1
    assert "away" not in library("query", "--saved", "--json").json


def test_a_dry_run_saves_nothing(library):
    library("query", "--save", "x", "country:Japan", "--dry-run")
    assert library("query", "--saved", "--json").json == {}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (('a "b',), 2, "not closed"),
        (("contry:Japan",), 2, "did you mean country?"),
        (("--limit", "-1"), 2, "--limit -1"),
        (("--offset", "-1"), 2, "--offset -1"),
        (("--sort", "sise"), 2, "did you mean size?"),
        (("--order", "up"), 2, "--order"),
        (("--group", "colour"), 2, "--group"),
        (("--sum", "taken"), 2, "--sum"),
        (("--min", "country"), 2, "--min"),
        (("--near", "1,2"), 2, "--near"),
        (("--fields", "colour"), 2, "--fields"),
        (("--save", "x"), 2, "--save"),
        (("--save", "a/b", "x"), 2, "--save"),
        (("--save", "x", "contry:Japan"), 2, "country"),
        (("--saved", "--forget", "x"), 2, "one at a time"),
        (("label:'; DROP TABLE files;--",), 0, ""),
    ],
)  # fmt: skip
def test_bad_input_is_a_sentence_and_changes_nothing(library, words, code, says):
    answer = library("query", *words)
    assert answer.code == code and says in answer.err and "Traceback" not in answer.err
    assert library("query", "--count").out == "56\n"
    assert library("query", "--saved", "--json").json == {}


def test_where_an_expression_is_wrong_is_pointed_at(library):
    answer = library("query", "country:Japan contry:Japan")
    assert answer.err.splitlines()[1:3] == [
        "  country:Japan contry:Japan",
        "                ^^^^^^",
    ]
    error = library("query", "contry:Japan", "--json").json["error"]
    assert (error["code"], error["expression"], error["at"]) == (2, "contry:Japan", 0)


def test_ten_levels_work(library):
    text = "country:Japan"
    for i in range(10):
        text = f"({text} {('and', 'or')[i % 2]} {('has:gps', 'type:heic')[i % 2]})"
    assert library("query", text, "--count").out == "18\n"


def test_json_lists_are_one_document(library):
    assert json.loads(library("query", "country:Japan", "--json").out)


def test_a_person_before_any_faces_are_known_is_in_no_file_and_labels_none(library):
    found = library("query", 'country:Japan person:"Aunt" taken:2023-04..2023-05', "--json")
    assert (found.code, found.json) == (0, [])
    assert "photosort people looks for them" in found.err
    refused = library("label", "--where", "no:person", "at=beach")
    assert refused.code == 1
    assert "no faces are known yet" in refused.err
    assert library("query", "label:at", "--count").out == "0\n"
