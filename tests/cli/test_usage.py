"""What is said of words that a command does not take: sentences without the terms of Click."""

import re

import pytest

_TERMS = re.compile(r"valid (int|float)|Invalid value|No such|argument\(s\)|range x|Missing ")


@pytest.mark.parametrize(
    ("words", "says", "hint"),
    [
        (("query", "--limit", "x"), "--limit 'x' is not a whole number", "as --limit 10"),
        (("query", "--limit", "1.5"), "--limit '1.5' is not a whole number", "as --limit 10"),
        (("journeys", "--radius-km", "far"), "--radius-km 'far' is not a number", "a number"),
        (("trips", "--lock-wait", "-1"), "--lock-wait -1 is out of range", "at least 0"),
        (("query", "--limti", "3"), "photosort query has no option --limti", "--limit?"),
        (("query", "--limit"), "--limit needs a value", "--limit VALUE"),
        (("query", "--count=5"), "--count takes no value", "--count alone"),
        (("querry",), "photosort has no command querry", "did you mean query?"),
        (("trips", "lst"), "photosort trips has no command lst", "did you mean list?"),
        (("show",), "FILE is missing", "photosort show FILE"),
        (("roots", "move", "a"), "NEW is missing", "photosort roots move OLD NEW"),
        (("show", "a", "b"), "photosort show takes no further argument: b", "quotes"),
        (("organize", "d", "--person", "x"), "no option --person", "--where 'person:VALUE'"),
        (("label", "a=b", "--city", "x"), "no option --city", "--where 'city:VALUE'"),
        (("query", "--country", "x"), "no option --country", "query 'country:VALUE'"),
        (("query", "--from", "x"), "no option --from", "query 'taken:2023-04..2023-05'"),
        (("query", "--where", "x"), "no option --where", "the query itself: photosort query '"),
        (("people", "--where", "x"), "no option --where", "photosort people list --where"),
        (("trips", "--from", "2019"), "no option --from", "photosort trips list --from"),
        (("query", "--csv", "--json"), "--json and --csv do not go together", "give one"),
        (("roots", "--nl", "--tsv"), "--tsv and --nl do not go together", "give one"),
    ],
)
def test_wrong_words(photosort, words, says, hint):
    answer = photosort(*words)
    assert answer.code == 2
    first, *rest = answer.err.splitlines()
    assert first.startswith("photosort: ") and says in first
    assert any(hint in line for line in rest)
    assert not _TERMS.search(answer.err)


def test_where_a_wrong_value_stands_is_named(photosort, tmp_path, monkeypatch):
    monkeypatch.setenv("PHOTOSORT_QUERY_LIMIT", "many")
    assert "PHOTOSORT_QUERY_LIMIT 'many' is not a whole number" in photosort("query").err
    monkeypatch.delenv("PHOTOSORT_QUERY_LIMIT")
    config = tmp_path / "config.toml"
    config.write_text('[query]\nlimit = "many"\n')
    answer = photosort("--config", config, "query")
    assert answer.code == 2 and "limit in the config file: 'many'" in answer.err


@pytest.mark.parametrize("command", ["album", "film"])
def test_options_that_do_not_go_together_show_the_query_that_does_it(photosort, pictures, command):
    photosort("index", pictures)
    words = ("--person", "Aunt May", "--where", "taken:2022 or country:Japan", "--year", "2023")
    answer = photosort(command, "out.mp4", *words)
    assert answer.code == 2 and "do not go together" in answer.err
    query = re.search(r"--where '(.*)'$", answer.err, re.MULTILINE)[1]
    assert query == 'taken:2023 person:"Aunt May" (taken:2022 or country:Japan)'
    assert photosort("query", query).code == 0
