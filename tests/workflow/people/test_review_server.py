"""`people review --serve`: who gets an answer, and what becomes of corrections."""

import http.client
import json
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from photosort.faces import engines
from photosort.progress import Silent
from photosort.store import Store
from photosort.workflow.people.review import Wanted, make_review
from photosort.workflow.people.review_server import ReviewServer
from tests import discs
from tests.conftest import Photosort
from tests.reviews import shown


@pytest.fixture(autouse=True)
def _discs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.ENGINES, "discs", discs.ENGINE)
    monkeypatch.setattr(engines, "DEFAULT", "discs")


@contextmanager
def serving(library: Path) -> Iterator[ReviewServer]:
    """A server of a library in a thread."""
    with Store.read(library) as store:
        review = make_review(store, Wanted(), Silent())
    with ReviewServer(library, review) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield server
        finally:
            server._server.shutdown()
            thread.join()


@pytest.fixture
def server(photosort: Photosort, tmp_path: Path, library: Path) -> Iterator[ReviewServer]:
    """A server of a library with a red and a green person."""
    for number in range(3):
        discs.photo(tmp_path / "photos" / f"red{number}.jpg", "red", size=90 + number)
        discs.photo(tmp_path / "photos" / f"green{number}.jpg", "green", size=90 + number)
    photosort("index", tmp_path / "photos")
    assert photosort("people", "--json").json["created"] == 2
    with serving(library) as started:
        yield started


Answer = tuple[int, dict[str, str], bytes]


def ask(
    server: ReviewServer,
    method: str = "GET",
    path: str | None = None,
    body: Any = None,
    **headers: str,
) -> Answer:
    """The answer to a request, that of the page itself unless told otherwise."""
    host, _, port = server.host.partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=10)
    sent = {"Host": server.host, **{key.replace("_", "-"): value for key, value in headers.items()}}
    if method == "POST":
        sent.setdefault("Origin", f"http://{server.host}")
        sent.setdefault("Content-Type", "application/json")
    content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    connection.request(method, path or f"/{server.token}/", content, sent)
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


def post(server: ReviewServer, body: Any, **headers: str) -> tuple[int, Any]:
    status, _, content = ask(server, "POST", f"/{server.token}/apply", body, **headers)
    return status, json.loads(content) if content.startswith(b"{") else None


def test_serves_the_page_to_whom_has_the_address(server: ReviewServer) -> None:
    assert server.address.startswith("http://127.0.0.1:")
    assert len(server.token) >= 32
    status, headers, content = ask(server)
    page = shown(content.decode())
    assert status == 200 and page["served"] and len(page["cards"]) == 2
    assert "connect-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "refused",
    [
        lambda server: ask(server, path="/"),
        lambda server: ask(server, path=f"/{'x' * len(server.token)}/"),
        lambda server: ask(server, path=f"/{server.token}/../etc/passwd"),
        lambda server: ask(server, path=f"/{server.token}"),
        lambda server: ask(server, path=f"/{server.token}/apply"),
        lambda server: ask(server, Host="evil.example"),
        lambda server: ask(server, Host=f"localhost:{server.host.split(':')[1]}"),
        lambda server: ask(server, Origin="https://evil.example"),
        lambda server: ask(server, "POST", f"/{server.token}/", {}),
        lambda server: ask(server, "POST", "/apply", {}),
        lambda server: ask(server, "POST", f"/{server.token}/apply", {}, Origin="null"),
        lambda server: ask(
            server, "POST", f"/{server.token}/apply", {}, Origin="https://a.example"
        ),
        lambda server: ask(server, "POST", f"/{server.token}/apply", {}, Host="evil.example"),
        lambda server: ask(server, "POST", f"/{'x' * len(server.token)}/apply", {}),
    ],
)
def test_nobody_else_gets_an_answer(
    server: ReviewServer, refused: Callable[[ReviewServer], Answer]
) -> None:
    status, _, content = refused(server)
    assert (status, content) == (403, b"Forbidden\n")


def test_applies_and_undoes_at_once(server: ReviewServer, photosort: Photosort) -> None:
    one, other = (each["id"] for each in photosort("people", "list", "--json").json)
    name = {"n": 1, "do": "name", "person": one, "version": 1, "name": "Zoë"}
    assert post(server, {"action": name}) == (200, {})
    assert post(server, {"action": name}) == (200, {})  # sent again, since the answer got lost
    assert photosort("people", "show", "Zoë").code == 0
    merge = {"n": 2, "do": "merge", "person": other, "version": 1, "into": one}
    assert post(server, {"action": merge}) == (200, {})
    assert len(photosort("people", "list", "--json").json) == 1
    assert post(server, {"undo": 2}) == (200, {})
    assert len(photosort("people", "list", "--json").json) == 2
    assert photosort("people", "name", other, "Mia").code == 0  # another command goes on
    status, told = post(server, {"undo": 1})
    assert status == 409 and "since" in told["error"]["message"]
    assert photosort("people", "undo").code == 0
    assert post(server, {"undo": 1}) == (200, {})
    assert {each["name"] for each in photosort("people", "list", "--json").json} == {None}
    assert server.applied == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"7", b"[]", b"null", {"action": None}, {"action": {"n": 1, "do": "fly"}},
     {"action": {"n": 1, "do": "name", "person": "person-0123456789ab", "name": "x"}},
     b'{"action": ' + b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_correction_is_told(
    server: ReviewServer, photosort: Photosort, body: Any
) -> None:
    before = photosort("people", "list", "--json").json
    status, told = post(server, body)
    assert status == 409 and told["error"]["message"]
    assert photosort("people", "list", "--json").json == before


def test_only_json_of_a_bearable_size(server: ReviewServer) -> None:
    assert post(server, {"undo": 1}, Content_Type="text/plain")[0] == 409
    assert post(server, {"undo": 1}, Content_Length=str(1 << 30))[0] == 409


def test_says_when_another_run_holds_the_library(
    server: ReviewServer, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photosort.workflow.people.review_server._LOCK_WAIT", 0)
    with Store.write(library):
        status, told = post(server, {"undo": 1})
    assert status == 503 and told["error"]["code"] == 75
    assert post(server, {"undo": 1}) == (200, {})


def test_a_port_that_is_taken(server: ReviewServer, photosort: Photosort) -> None:
    port = server.host.partition(":")[2]
    refused = photosort("people", "review", "--serve", "--port", port)
    assert refused.code == 1 and "cannot listen on port" in refused.err


def test_ctrl_c_ends_it_and_the_library_is_free_meanwhile(
    photosort: Photosort, start_photosort: Any, tmp_path: Path
) -> None:
    discs.photo(tmp_path / "photos" / "a.jpg")
    assert photosort("index", tmp_path / "photos").code == 0
    process = start_photosort("people", "review", "--serve")
    address = process.stdout.readline().decode()
    assert address.startswith("http://127.0.0.1:")
    assert photosort("index").code == 0  # nobody holds the library
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Ended; 0 corrections applied" in told.decode()
    assert "Traceback" not in told.decode()
