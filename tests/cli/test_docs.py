"""The pages of docs that show commands: every one of them prints what the page says."""

import re
from pathlib import Path

import pytest

from photosort.plan.layout.templates import DEFAULTS, FIELDS
from photosort.settings.organize import VIEWS
from tests import documented, family
from tests.conftest import ROOT

PAGE = ROOT / "docs/organize.md"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with the photos of a family."""
    monkeypatch.setenv("HOME", str(tmp_path))
    family.build(tmp_path / "Pictures", share=0.34)
    return tmp_path


def test_organize(photosort, home):
    def run(words):
        answer = photosort(*words)
        assert answer.code == 0, (words, answer)
        return answer.err, answer.out

    assert documented.check(PAGE, run) >= 8
    assert not (home / "Sorted").exists()


def test_all_views_with_their_templates_and_fields_are_told():
    head, tail = PAGE.read_text().split("## Templates")
    templates = dict(re.findall(r"^\| `(\w+)` \| `(.*?)` \|", head, re.MULTILINE))
    assert {view: templates[view] for view in VIEWS} == {view: DEFAULTS[view] for view in VIEWS}
    fields = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| (`.*?) \|$", tail, re.MULTILINE)
    told = {
        view: re.findall(r"`(\w+)`", names)
        for views, names in fields
        for view in re.findall(r"`(\w+)`", views)
    }
    assert told == {view: list(FIELDS[view]) for view in VIEWS}
