import html
import json

from hypothesis import given
from hypothesis import strategies as st

from photosort.report.album.words import WORDS, counted, dates, words
from photosort.report.markup import clean, script_json

anything = st.text(st.characters(blacklist_categories=()))


@given(anything)
def test_text_stays_text(text):
    shown = clean(text)
    assert not set("<>\"'") & set(shown)
    shown.encode()
    back = html.unescape(shown)
    for before, after in zip(text, back, strict=True):
        assert after in (before, "\ufffd")


@given(st.recursive(anything, lambda x: st.lists(x) | st.dictionaries(anything, x), max_leaves=8))
def test_json_in_a_script_never_ends_it_and_reads_back(document):
    text = script_json(document)
    assert not set("<>&") & set(text)
    assert json.loads(text) == json.loads(json.dumps(document))


def test_every_language_has_all_words():
    for language, said in WORDS.items():
        assert all(said), language
        assert dates(19448, 19456, language)
        assert "2" in counted(2, said.photos, language)
    assert words("pt-BR")[0] == "pt"
    assert words("tlh") == words("en")
