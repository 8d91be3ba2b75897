"""The worked trip cases through the command line, on photos that are placed by hand."""

import json
from pathlib import Path

import pytest

from tests.make import jpeg

CASES = json.loads((Path(__file__).parents[2] / "fixtures/timelines/trip-cases.json").read_text())
SCRIPTS = {case["id"]: case for case in CASES["incremental"] if case["id"] != "order-free"}


class Folder:
    """Photos of the places and days of a case, without GPS; their addresses are set."""

    def __init__(self, photosort, folder):
        self.photosort = photosort
        self.folder = folder
        self.count = 0
        folder.mkdir()

    def add(self, photos):
        made = {}
        for photo in photos:
            for _ in range(photo["n"]):
                self.count += 1
                name = f"{photo['place']}_{photo['day']}_{self.count}.jpg"
                clock = photo.get("t", "12:00")
                taken = f"{photo['day']}T{clock}:00" if photo["day"] else None
                path = jpeg(self.folder / name, taken, seed=self.count)
                made.setdefault(photo["place"], []).append(path)
        assert self.photosort("index", self.folder).code == 0
        for place, paths in made.items():
            address = CASES["places"][place]["address"] if place else {}
            words = [word for level, name in address.items() for word in (f"--{level}", name)]
            if words:
                assert self.photosort("place", "set", *paths, *words).code == 0

    def run(self, options, *more):
        words = [
            *("--gap-days", str(options.get("gap_days", 1))),
            *("--min-days", str(options.get("min_days", 1))),
            *("--max-days", str(options.get("max_days", 99999))),
            *("--levels", ",".join(options["levels"])),
        ]
        if options.get("tz"):
            words += ["--tz", options["tz"]]
        return self.photosort("trips", *words, *more, "--json")


def outline(trips):
    """Without the offsets, which photos without GPS do not have."""
    keys = ("level", "address", "span_days", "photo_days", "photos")
    return sorted(
        (
            {**{key: t[key] for key in keys}, "days": (t["start"][:10], t["end"][:10])}
            for t in trips
        ),
        key=str,
    )


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_the_worked_cases(photosort, tmp_path, case):
    folder = Folder(photosort, tmp_path / "p")
    folder.add(case["photos"])
    assert outline(folder.run(case["options"]).json["trips"]) == outline(case["expected"])


@pytest.mark.parametrize("case", CASES["options"], ids=lambda case: case["id"])
def test_the_worked_option_checks(photosort, tmp_path, case):
    folder = Folder(photosort, tmp_path / "p")
    folder.add([{"place": "kyoto", "day": "2023-04-01", "n": 1}])
    assert folder.run(case["options"]).code == (2 if case["error"] else 0)


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_worked_scripts(photosort, tmp_path, name):
    folder = Folder(photosort, tmp_path / "p")
    runs = []
    for step in SCRIPTS[name]["steps"]:
        if "expect" in step:
            check(photosort, runs, step["expect"])
        elif step["do"] == "add":
            folder.add(step["photos"])
        elif step["do"] == "run":
            rebuild = ["--rebuild"] if step.get("rebuild") else []
            runs.append(folder.run(step["options"], *rebuild).json["trips"])
        elif step["do"] == "update":
            labels = [w for k, v in step.get("labels", {}).items() for w in ("--label", f"{k}={v}")]
            id = runs[-1][step["cluster"]]["id"]
            assert photosort("trips", "update", id, "--title", step["title"], *labels).code == 0
        elif step["do"] == "remove_photos":
            for path in folder.folder.glob(f"{step['place']}_{step['day']}_*"):
                path.unlink()
            photosort("index", folder.folder)
        elif step["do"] == "delete_cluster":
            assert photosort("trips", "delete", runs[-1][step["cluster"]]["id"]).code == 0
        else:
            raise AssertionError(step)


def check(photosort, runs, expected):
    assert len(runs[-1]) == len(expected)
    for trip, wanted in zip(runs[-1], expected, strict=True):
        if "same_id_as" in wanted:
            run, cluster = wanted["same_id_as"]
            assert trip["id"] == runs[run - 1][cluster]["id"]
            if wanted.get("unchanged"):
                assert trip == runs[run - 1][cluster]
        if "start" in wanted:
            assert (trip["start"][:10], trip["end"][:10]) == (wanted["start"], wanted["end"])
        assert trip["title"] == wanted.get("title", trip["title"])
        assert trip["labels"] == wanted.get("labels", trip["labels"])
        for run, cluster in wanted.get("merged", ()):
            old = runs[run - 1][cluster]["id"]
            shown = photosort("trips", "show", old, "--json").json
            assert shown["merged_into"] == trip["id"]
