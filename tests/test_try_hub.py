import pytest
from pathlib import Path
from tests import family, discs
from photosort.faces import engines


@pytest.fixture(autouse=True)
def _discs(monkeypatch):
    monkeypatch.setitem(engines.ENGINES, "discs", discs.ENGINE)
    monkeypatch.setattr(engines, "DEFAULT", "discs")


def test_x(photosort, tmp_path):
    import time

    a = time.time()
    P = tmp_path / "home/Pictures"
    family.build(P, share=0.35)
    print(time.time() - a)
    r = photosort("index", P)
    print(r.out, r.err, time.time() - a)
    print(photosort("status").out)
    for c in ("trips", "journeys", "people", "moments"):
        r = photosort(c)
        print(c, r.code, r.err, time.time() - a)
    print(photosort("status").out)
    print(photosort("-v", "status").out)
    r = photosort("index")
    print(r.out, r.err)
    for q in ("2019-07-10", "city:Oslo"):
        f = photosort("query", "taken:2019-07-10", "--json").json[0]["path"]
        print(photosort("show", f).out)
    c = photosort("query", "path:*phone*", "--json").json
    print(photosort("show", c[0]["path"]).out)
    print(photosort("runs").out)
    print(photosort("people").out)
    r = photosort("run", "--to", tmp_path / "sorted")
    print(r.out, r.err, r.code)
