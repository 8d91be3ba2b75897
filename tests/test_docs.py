"""Pages for users are true: what they show is run, and links lead somewhere."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from photosort.model import LEVELS
from photosort.plan.layout.templates import DEFAULTS, FIELDS
from photosort.settings.organize import VIEWS
from tests.conftest import PICTURES, ROOT
from tests.sessions import Step, desk, difference, steps

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SCHEMAS = ROOT / "docs" / "schema" / "README.md"
PROSE = [
    *PAGES,
    SCHEMAS,
    *sorted(ROOT.glob("[A-Z]*.md")),
    *sorted((ROOT / "docs/design").glob("*.md")),
]

names = [str(page.relative_to(ROOT)) for page in (*PAGES, SCHEMAS)]


@pytest.mark.parametrize("name", names)
def test_what_a_page_shows_is_what_happens(tmp_path, name):
    page = (ROOT / name).read_text()
    if "$ sqlite3 " in page and not shutil.which("sqlite3"):
        pytest.skip(f"NO SQLITE3: {name} is not tried (apt-get install sqlite3)")
    with desk(tmp_path, page) as here:
        for step in steps(page):
            code, seen = here.do(step)
            where = f"{name}:{step.line}: {step.command}"
            assert code == step.code, f"{where}\n{seen}"
            if step.shown is not None:
                told = difference(step.shown, seen, here.home)
                assert not told, f"{where}\n{told}\n\nThe whole of it:\n{seen}"


@pytest.mark.parametrize("name", [str(page.relative_to(ROOT)) for page in dict.fromkeys(PROSE)])
def test_links_lead_somewhere(name):
    page = ROOT / name
    text = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{name} links to {target}"


def test_the_front_page_is_short_and_leads_to_every_page():
    front = (ROOT / "README.md").read_text()
    assert len(front.splitlines()) <= 150
    for page in PAGES[1:]:
        assert f"docs/{page.name}" in front, page.name
    assert (ROOT / "docs" / "album.webp").stat().st_size < 60_000


def test_the_five_things_of_the_front_page_can_be_done(tmp_path):
    front = (ROOT / "README.md").read_text()
    table = front[front.index("## Five things") : front.index("## What it keeps")]
    commands = re.findall(r"\| `(photosort .*?)` \|", table)
    assert len(commands) == 5
    first = """photosort index ~/Pictures && photosort people &&
        photosort people name "$(photosort people list --json | grep -o -m1 'person-[0-9a-f]*' |
        head -1)" Aunt"""
    with desk(tmp_path, front) as here:
        for command in (first, *commands, *re.findall(r"`(photosort (?:run|status)\b.*?)`", table)):
            code, seen = here.run(command)
            assert code == 0, (command, seen)
            assert seen, command


def test_the_blocks_that_ci_runs_are_the_first_two():
    """`.ci/run` takes the first `sh` block for the main job, the second one for the tests."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)
    main, tests, *_ = (block.strip() for block in blocks)
    assert "photosort index" in main and "photosort album" in main
    assert tests.endswith("-m pytest")


def test_the_config_page_knows_every_key(photosort, tmp_path):
    page = (ROOT / "docs" / "config.md").read_text()
    made = subprocess.run(
        [sys.executable, ROOT / ".ci" / "generate.py", "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "docs/config.md" not in made.stdout
    (example,) = re.findall(r"^```toml\n(.*?)^```$", page, re.M | re.S)
    config = tmp_path / "config.toml"
    config.write_text(example.replace("/data/photos.db", str(tmp_path / "library.db")))
    assert photosort("--config", config, "index", PICTURES / "2022 Singapore").code == 0
    trips = photosort("--config", config, "trips", "--json").json
    assert trips["options"]["levels"] == ["country", "city"]
    assert trips["options"]["gap_days"] == 2
    own = page[page.index("## Places of your own") : page.index("## Disputed areas")]
    named = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", own, re.M))))
    assert named == {"name", "lat", "lon", "from", "to", "radius_km", "polygons", *LEVELS}


def test_the_page_of_organize_knows_all_views_with_their_templates_and_fields():
    head, tail = (ROOT / "docs" / "organize.md").read_text().split("## Templates")
    templates = dict(re.findall(r"^\| `(\w+)` \| `(.*?)` \|", head, re.MULTILINE))
    assert {view: templates[view] for view in VIEWS} == {view: DEFAULTS[view] for view in VIEWS}
    fields = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| (`.*?) \|$", tail, re.MULTILINE)
    told = {
        view: re.findall(r"`(\w+)`", names)
        for views, names in fields
        for view in re.findall(r"`(\w+)`", views)
    }
    assert told == {view: list(FIELDS[view]) for view in VIEWS}


def test_sessions_are_read_as_they_stand():
    page = """\
<!-- first: photosort trips -->
```console
$ photosort status
Library  1
  …
$ photosort show x
```

<!-- not run: it has no end -->
```console
$ photosort index --watch
```

<!-- ends with 1 -->
```sh
photosort show y
```

It prints:

<!-- printed -->
```text
photosort: there is no y
```

```python
print("z")
```

<!-- printed -->
```text
z
```
"""
    assert steps(page) == [
        Step(1, "photosort trips"),
        Step(3, "photosort status", "Library  1\n  …"),
        Step(6, "photosort show x"),
        Step(16, "photosort show y\n", "photosort: there is no y", 1),
        Step(27, 'print("z")\n', "z", is_python=True),
    ]


@pytest.mark.parametrize(
    ("shown", "seen", "fits"),
    [
        ("Indexed /home/me/a in 0.8 s", "Indexed /desk/a in 12.1 s", True),
        ("3 photos", "4 photos", False),
        ("a …\nb", "a long line\nb", True),
        ("a\n…\nb", "a\n1\n2\nb", True),
        ("a\n  …", "a\n  1\n  2", True),
        ("a\n…\nb", "a\n1\n2\nc", False),
        ("person-01ab  Aunt", "person-9f99  Aunt", True),
    ],
)
def test_what_differs_from_run_to_run_does_not_count(shown, seen, fits):
    assert (difference(shown, seen, Path("/desk")) == "") is fits
