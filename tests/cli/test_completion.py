"""Completions: what fits where, and real shells that take it."""

import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from photosort.cli import shells
from photosort.cli.app import command as whole
from photosort.cli.completion import candidates
from photosort.store import Store
from tests.conftest import call
from tests.sample import Sample, sample_in
from tests.terminals import shell_in

ROOT = Path(__file__).parents[2]
BREAKS = " \t\n\"'><=;|&(:"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    with sample_in(tmp_path_factory.mktemp("completions")) as made:
        yield made


def fits(line: str) -> list[str]:
    """What fits a line of which the last word is not complete."""
    split = shells.split(line)
    return [each.value for each in candidates(whole(), split.words[1:], split.word)]


def test_commands_and_options(sample):
    assert fits("photosort org") == ["organize"]
    assert fits("photosort journeys ho") == ["homes"]
    assert "homes" not in fits("photosort ") and "journeys" in fits("photosort ")
    assert fits("photosort trips list --of") == ["--offset"]
    assert fits("photosort help trips un") == ["undo"]
    assert fits("photosort help gl") == ["glossary"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("trips --levels ", ["country", "province", "city", "district", "township"]),
        ("trips --levels country,pro", ["country,province"]),
        ("trips list --level ci", ["city"]),
        ("organize x --by place,jo", ["place,journey"]),
        ("organize x --by @", ["@japan"]),
        ("organize x --mode h", ["hardlink"]),
        ("people --engine ", ["yunet-sface", "dlib", "discs"]),
        ("index --geocoder n", ["nearest"]),
        ("query cou", ["country:"]),
        ("query country:", ["country:Denmark", "country:Germany", "country:Japan"]),
        ("query -country:J", ["-country:Japan"]),
        ("query 'country:Japan person:al", ["country:Japan person:Alice"]),
        ("query camera:iph", ['camera:"iPhone 11"']),
        ("query label:al", ["label:album=family"]),
        ("query has:fl", ["has:flight"]),
        ("query type:vid", ["type:video"]),
        ("query duplicate:", ["duplicate:yes", "duplicate:no"]),
        ("query smile:", ["smile:yes", "smile:no"]),
        ("query age:ch", ["age:child"]),
        ("query gender:f", ["gender:female"]),
        ("people --attributes ", ["age", "gender", "mouth", "smile", "none"]),
        ("people --attributes age,sm", ["age,smile"]),
        ("query location:inf", ["location:inferred"]),
        ("people list --sort first", ["first_seen"]),
        ("query @", ["@japan"]),
        ("query --group ye", ["year"]),
        ("label x --where person:B", ["person:Bob"]),
        ("label --remove ", ["album"]),
        ("people name bo", ["Bob"]),
        ("people show ALI", ["Alice"]),
        ("people restore St", ["Statue"]),
        ("trips show Jap", ["Japan 2023"]),
        ("journeys restore ", ["Denmark 2023", "journey-6048d25859a7"]),
        ("album x --person A", ["Alice"]),
        ("trips list --country=De", ["--country=Denmark"]),
        ("trips list --city Ky", ["Kyoto"]),
        ("completion z", ["zsh"]),
        ("index --then tr", ["trips"]),
        ("--library /nowhere/x.db people name A", []),
        ("index Pict", []),
        ("trips list --limit ", []),
        ("nonsense ", []),
    ],
)
def test_values(sample, line, found):
    assert fits(f"photosort {line}") == found


def test_titles_that_were_found_are_in_the_language_of_the_library(sample):
    (id,) = (each["id"] for each in call("journeys", "list", "--json").json)
    assert call("journeys", "update", id, "--title", "").code == 0
    with Store.write(sample.library) as store, store.transaction():
        before = store.remembered.get("places")
        store.remembered.set("places", '{"languages": ["zh"]}')
    (found,) = call("journeys", "list", "--json").json
    assert "年" in found["title"]
    assert found["title"] in fits("photosort journeys show ")
    with Store.write(sample.library) as store, store.transaction():
        store.remembered.set("places", before)
    assert call("journeys", "undo").code == 0


def test_ids_and_titles(sample):
    (first, *_) = call("journeys", "list", "--json").json
    assert first["id"] in fits("photosort journeys show journey-")
    assert fits("photosort journeys show jap") == ["Japan 2023"]
    assert call("trips", "update", "trip-8eea34dbd252", "--title", "Cherry trees").code == 0
    assert fits("photosort trips show ch") == ["Cherry trees"]
    assert fits("photosort query trip:ch") == ['trip:"Cherry trees"']
    assert call("trips", "delete", "trip-8eea34dbd252").code == 0
    assert "trip-8eea34dbd252" in fits("photosort trips restore trip-")
    assert "trip-8eea34dbd252" not in fits("photosort trips show trip-")
    assert call("trips", "restore", "trip-8eea34dbd252").code == 0


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("photosort people name Al", "Alice"),
        ("photosort query country:Ja", "Japan"),
        ("photosort query 'country:Ja", "country:Japan"),
        ("photosort query camera:iph", '\\"iPhone\\ 11\\"'),
        ("photosort trips list --country=De", "Denmark"),
    ],
)
def test_bash_replaces_only_what_is_behind_its_breaks(sample, line, answer):
    split = shells.split(line)
    found = candidates(whole(), split.words[1:], split.word)
    assert shells.answer("bash", found, split, BREAKS) == f"{answer}\n"


def test_a_line_is_split_as_shells_do():
    line = shells.split("photosort query 'a b' c\\ d \"e f")
    assert line == (("photosort", "query", "a b", "c d"), "e f", '"e f', '"')
    assert shells.split("photosort ").word == ""
    assert shells.split("photosort x\\").word == "x"


def test_completion_is_silent_and_writes_nothing(sample, tmp_path):
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"no database" * 99)
    before = sample.library.read_bytes()
    for library in (damaged, tmp_path / "none.db", tmp_path, sample.library):
        environment = os.environ | {
            "PHOTOSORT_LIBRARY": str(library),
            "_PHOTOSORT_COMPLETE": "zsh",
            "_PHOTOSORT_LINE": "photosort trips show ",
        }
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "photosort"], env=environment, capture_output=True, check=False
        )
        assert done.stderr == b"" and bool(done.stdout) == (library == sample.library)
        assert time.monotonic() - start < 10
    assert sample.library.read_bytes() == before
    assert not list(tmp_path.glob("*.db-*"))


def test_completion_prints_the_scripts(photosort):
    for shell, script in shells.SCRIPTS.items():
        assert photosort("completion", shell).out == script
    answer = photosort("completion", "tcsh")
    assert answer.code == 2 and "bash, zsh" in answer.err


TYPED = [
    ("photosort org", "photosort organize"),
    ("photosort people name Al", "photosort people name Alice"),
    ("photosort query country:Jap", "photosort query country:Japan"),
    ("photosort query 'country:Japan person:Al", "photosort query 'country:Japan person:Alice'"),
    ("photosort trips list --country De", "photosort trips list --country Denmark"),
    ("photosort query camera:iP", 'photosort query camera:\\"iPhone\\ 11\\"'),
]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_a_real_shell_completes(sample, name, tmp_path):
    with shell_in(name, tmp_path, shells.SCRIPTS[name], dict(os.environ)) as shell:
        assert [shell.complete(line).rstrip() for line, _ in TYPED] == [end for _, end in TYPED]


def test_the_man_page_is_well_formed():
    if shutil.which("groff") is None:
        pytest.skip("THE MAN PAGE IS NOT TESTED: groff is not installed")
    page = ROOT / "man/photosort.1"
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tutf8", "-P-cbou", page],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    for words in ("photosort trips list", "EXIT STATUS", "GLOSSARY", "photosort organize ~/Sorted"):
        assert words in done.stdout


@pytest.mark.slow
def test_the_wheel_carries_completions_and_the_man_page(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", tmp_path, ROOT],
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = [name.partition(".data/data/")[2] for name in zipfile.ZipFile(wheel).namelist()]
    assert {
        "share/man/man1/photosort.1",
        "share/bash-completion/completions/photosort.bash",
        "share/zsh/site-functions/_photosort",
        "share/fish/vendor_completions.d/photosort.fish",
    } <= set(names)
