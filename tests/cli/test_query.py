"""Questions through the command line, on the sample pictures."""

import csv
import io
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
    assert "photosort people finds faces" in found.err
    refused = library("label", "--where", "no:person", "at=beach")
    assert refused.code == 1
    assert "no faces are known yet" in refused.err
    assert library("query", "label:at", "--count").out == "0\n"


def test_a_minus_reverses_the_order(library):
    sizes = library("query", "--sort", "-size", "--fields", "size").out.split()
    assert list(map(int, sizes)) == sorted(map(int, sizes), reverse=True)
    twice = library("query", "--sort", "-size", "--order", "desc", "--fields", "size").out.split()
    assert twice == sizes[::-1]
    mixed = library("query", "--sort=country,-size", "--json").json
    keys = [(each["address"].get("country", "~"), -each["size"]) for each in mixed]
    assert keys == sorted(keys)
    assert library("query", "--sort", "-sise").code == 2


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("country:USA", 'country:"United States"'),
        ("country:DEU", "country:Germany"),
        ("country:Deutschland", "country:Germany"),
        ("-country:Allemagne", "-country:Germany"),
        ("country:日本 or country:fr", "country:Japan or country:France"),
        ("city:Singapur", "city:Singapore"),
        ("province:Kalifornien", "province:California"),
        ("place:Japon", "country:Japan"),
    ],
)
def test_other_names_of_places(library, query, same):
    found = library("query", query)
    assert found.out == library("query", same).out != ""
    assert found.err == ""


def test_other_names_in_a_library_of_another_language(photosort, tmp_path):
    jpeg(tmp_path / "p/a.jpg", "2022-05-01T10:00:00", lat=48.1374, lon=11.5755)
    jpeg(tmp_path / "p/b.jpg", "2022-05-02T10:00:00", lat=45.4642, lon=9.19, seed=1)
    photosort("index", tmp_path / "p", "--lang", "de")
    assert photosort("query", "country:Deutschland", "--count").out == "1\n"
    for query in ("country:Germany", "country:DE", "city:Munich", "province:Bavaria"):
        assert photosort("query", query, "--fields", "name").out == "a.jpg\n", query
    assert photosort("query", "city:Milano", "--fields", "name").out == "b.jpg\n"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("country:Frence", "no country Frence; did you mean France? there are: Japan, Germany, "),
        ("type:heic -country:Frence", "no country Frence; did you mean France?"),
        ("country:Spain", "no country Spain; there are: Japan, Germany, "),
        ("country:Iran", "no country Iran; there are: "),
        ("province:Kyotto", "no province Kyotto; did you mean Kyoto? there are: "),
        ("city:Osakka", "no city Osakka; did you mean Osaka? there are: "),
        ("place:Japn", "no place Japn; did you mean Japan? there are: "),
        ("camera:Pockt", "no camera Pockt; did you mean Pocket? there are: Photosort Pocket 1"),
        ("timezone:Asia/Tokio", "no timezone Asia/Tokio; did you mean Asia/Tokyo?"),
        ("label:hoiday", "no label hoiday; did you mean holiday? there are: holiday"),
        ("label:holiday=beech", "no label holiday=beech; did you mean holiday=beach?"),
        ("journey:Japn", 'no journey Japn; did you mean Japan? there are: "Singapore, May 2022"'),
        ("trip:Kyotto", "no trip Kyotto; did you mean Kyoto?"),
        ("title:Nippon", "no title Nippon; there are: "),
        ("person:Alice", "no person Alice: the library has none; photosort people finds"),
        ("country:X*", "no country X*; there are: Japan"),
    ],
)
def test_what_fits_nothing_says_what_there_is(library, pictures, query, says):
    library("label", pictures / "2023 Japan", "holiday=beach")
    answer = library("query", query)
    assert answer.code == 0
    assert f"photosort: {says}" in answer.err
    assert "No files match" not in answer.err
    assert library("query", query, "--count").err == answer.err
    assert says not in library("-q", "query", query).err


def test_what_is_there_is_said_behind_where_and_filters_too(library, tmp_path):
    says = "no country Frence; did you mean France?"
    assert says in library("label", "--where", "country:Frence", "a=b").err
    assert says in library("date", "set", "--where", "country:Frence", "2022").err
    assert says in library("trips", "list", "--country", "Frence").err
    assert says in library("people", "list", "--where", "country:Frence").err
    album = library("album", tmp_path / "album", "--where", "country:Frence")
    assert album.code == 1 and says in album.err
    assert "no country" not in library("trips", "list", "--country", "Japan").err


def test_lists_take_other_names_of_places(library):
    japan = library("trips", "list", "--country", "Japan", "--json").json
    assert japan == library("trips", "list", "--country", "日本", "--json").json != []


def test_what_is_known(library):
    for one, other in (("location", "gps"), ("date", "time")):
        assert library("query", f"has:{one}").out == library("query", f"has:{other}").out != ""
        assert library("query", f"no:{one}").out == library("query", f"-has:{other}").out != ""
    dates = {each["taken"]["source"] for each in library("query", "date:inferred", "--json").json}
    assert dates == {"filename"}
    assert library("query", "date:mtime", "--count").out != "0\n"


def test_inferred_places_and_duplicates(photosort, tmp_path):
    jpeg(tmp_path / "p/a.jpg", "2022-05-01T10:00:00", lat=1.29, lon=103.85)
    jpeg(tmp_path / "p/b.jpg", "2022-05-01T10:05:00", seed=1)
    jpeg(tmp_path / "p/d.jpg", "2022-05-01T10:10:00", lat=1.29, lon=103.85, seed=2)
    (tmp_path / "p/c.jpg").write_bytes((tmp_path / "p/a.jpg").read_bytes())
    photosort("index", tmp_path / "p", "--infer-location")
    for query, names in (
        ("place:inferred", ["b.jpg"]),
        ("location:exif", ["a.jpg", "c.jpg", "d.jpg"]),
        ("duplicate:yes", ["c.jpg"]),
        ("duplicate:no", ["a.jpg", "b.jpg", "d.jpg"]),
    ):
        found = photosort("query", query, "--fields", "name", "--sort", "name").out.splitlines()
        assert found == names, query


@pytest.mark.parametrize("noun", ["trip", "journey", "moment"])
def test_groups_of_nouns(library, noun):
    library("moments")
    groups = library("query", "--group", noun, "--json").json["groups"]
    things = {each["id"]: each for each in library(f"{noun}s", "list", "--json").json}
    none = groups.pop()
    assert none["value"] is None
    assert none["count"] == int(library("query", f"no:{noun}", "--count").out)
    assert {each["id"]: each["count"] for each in groups} == {
        id: thing["photos"] for id, thing in things.items()
    }
    assert library("query", "--group", noun).out.endswith(f"{none['count']}  (none)\n")


def test_groups_without_a_value_come_last(library):
    lines = library("query", "--group", "country").out.splitlines()
    counts = [int(line.split()[0]) for line in lines[:-1]]
    assert lines[-1].split() == ["9", "(none)"] and counts == sorted(counts, reverse=True)
    flat = library("query", "--group", "country", "--sum", "size", "--csv").out.splitlines()
    assert flat[0] == "value,count,sum.size" and flat[-1].startswith(",9,")


def test_the_file_with_the_largest_value_is_named(library):
    row = library("query", "country:Japan", "--max", "taken", "--min", "size", "--json").json
    for function, field in (("max", "taken"), ("min", "size")):
        path = row["files"][function][field]
        shown = library("show", path, "--json").json
        value = shown["taken"]["local"] if field == "taken" else shown["size"]
        assert value == row[function][field]
        assert path in library("query", "country:Japan", f"--{function}", field).out


def test_short_names_of_fields(library):
    words = ("type:heic", "--fields", "city,camera,taken,name,people,place,labels.at", "--json")
    (one,) = library("query", *words).json
    assert one["city"] == "Kyoto" and one["name"] == "IMG_0417.HEIC" and one["people"] == []
    assert one["camera"]["model"] == "Pocket 1" and one["place"] == "Kyoto, Japan"
    line = library("query", *words[:-1]).out.split("\t")
    assert line[:4] == ["Kyoto", "Photosort Pocket 1", one["taken"]["local"], "IMG_0417.HEIC"]
    answer = library("query", "--fields", "citty")
    assert answer.code == 2 and "did you mean city?" in answer.err


@pytest.mark.parametrize(
    "words",
    [
        ("query",), ("trips", "list"), ("journeys", "list"), ("moments", "list"),
        ("runs",), ("runs", "list"), ("roots",), ("homes",), ("query", "--group", "city"),
    ],
)  # fmt: skip
def test_every_list_is_printed_for_programs(library, words):
    library("moments")
    documents = library(*words, "--json").json
    documents = documents["groups"] if "--group" in words else documents
    lines = library(*words, "--nl").out.splitlines()
    assert [json.loads(line) for line in lines] == documents
    header, *rows = csv.reader(io.StringIO(library(*words, "--csv").out, newline=""))
    tabs = [line.split("\t") for line in library(*words, "--tsv").out.splitlines()]
    assert tabs[0] == header and len(tabs) == len(rows) + 1 == len(documents) + 1
    assert all(len(row) == len(header) for row in (*rows, *tabs))
    for key in ("id", "path", "value", "photos"):
        if key in documents[0]:
            at = header.index(key)
            assert [row[at] for row in rows] == [str(each[key] or "") for each in documents]


def test_an_empty_table_prints_nothing(library):
    for form in ("--csv", "--tsv", "--nl"):
        assert library("query", "width:>100000", form).out == ""
        assert library("people", "list", form).out == ""
