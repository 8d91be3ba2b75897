"""`photosort people review --serve`: the page for one browser on this machine, and what it says.

Nobody else gets an answer: the server listens on the loopback address only, its address holds a
random token, and requests that name another host or come from another page are refused. The
library is open only while a correction is applied, so that other commands go on.
"""

import json
import secrets
import threading
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from photosort.errors import LockedError, PhotosortError, UsageError
from photosort.plan.review import Review, read_action
from photosort.report.review.page import Review as Shown
from photosort.report.review.page import policy, review_page
from photosort.store import Store
from photosort.workflow.people import corrections
from photosort.workflow.people.review_apply import apply_review

_HOST = "127.0.0.1"
_MOST_BYTES = 1 << 20
_SECONDS = 10  # that a browser may take for a request
_LOCK_WAIT = 2.0

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"{policy(served=True)}; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class ReviewServer:
    """Serves a review of the library at `path` until `run` is interrupted.

    Raises `PhotosortError` where the port is taken; 0 is a free one.
    """

    def __init__(self, path: Path, shown: Shown, port: int = 0) -> None:
        self._path, self._shown = path, shown
        self.page = review_page(shown, served=True)
        self.token = secrets.token_urlsafe(24)
        self.applied = 0
        self._turn = threading.Lock()
        try:
            self._server = _Server((_HOST, port), _Handler)
        except OSError as error:
            raise PhotosortError(
                f"cannot listen on port {port}: {error.strerror}", "name another --port N"
            ) from error
        self._server.review = self
        self.host = f"{_HOST}:{self._server.server_address[1]}"
        self.address = f"http://{self.host}/{self.token}/"

    def __enter__(self) -> "ReviewServer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.server_close()

    def run(self) -> int:
        """Answer until Ctrl-C, and finish what has begun; returns how many corrections stand."""
        with suppress(KeyboardInterrupt):
            self._server.serve_forever(poll_interval=0.2)
        with self._turn:  # whoever is being applied now is applied to its end
            return self.applied

    def heed(self, document: Any) -> None:
        """Apply one action of the page, or undo one. Raises `PhotosortError`."""
        with self._turn, Store.write(self._path, lock_wait=_LOCK_WAIT) as store:
            if isinstance(document, Mapping) and "undo" in document:
                self._undo(store, document["undo"])
            else:
                self._apply(store, document)

    def _apply(self, store: Store, document: Any) -> None:
        action = read_action(document.get("action") if isinstance(document, Mapping) else None, 1)
        review = Review(self._shown.library, self._shown.page, self._shown.edits, (action,))
        applied = apply_review(store, review)
        for each in applied.failed:
            raise PhotosortError(each.error, each.hint)
        self.applied += applied.applied

    def _undo(self, store: Store, number: Any) -> None:
        page = self._shown.page
        if number not in store.reviews.applied(page):
            return
        if not store.reviews.is_last(page, number):
            raise UsageError(
                "something else was corrected since", "photosort people undo takes that back first"
            )
        corrections.undo(store)
        self.applied -= 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    review: ReviewServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is no error."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _SECONDS
    server_version, sys_version = "photosort", ""

    def do_GET(self) -> None:
        """The page."""
        review = self.server.review
        if self._is_welcome() and self.path == f"/{review.token}/":
            self._answer(HTTPStatus.OK, review.page, "text/html; charset=utf-8")
        else:
            self._refuse()

    def do_POST(self) -> None:
        """A correction, which is applied before it is answered."""
        review = self.server.review
        own = self.headers.get("Origin") == f"http://{review.host}"
        if not (own and self._is_welcome() and self.path == f"/{review.token}/apply"):
            self._refuse()
            return
        try:
            review.heed(self._document())
        except LockedError as error:
            self._tell(HTTPStatus.SERVICE_UNAVAILABLE, error)
        except PhotosortError as error:
            self._tell(HTTPStatus.CONFLICT, error)
        else:
            self._answer(HTTPStatus.OK, b"{}", "application/json")

    def _is_welcome(self) -> bool:
        """Whether a request is for this address, with the token, and from none but its own page."""
        review = self.server.review
        origin = self.headers.get("Origin")
        token = self.path.split("/")[1] if "/" in self.path else ""
        return (
            self.headers.get("Host") == review.host
            and origin in (None, f"http://{review.host}")
            and secrets.compare_digest(token.encode(), review.token.encode())
        )

    def _document(self) -> Any:
        length = self.headers.get("Content-Length", "")
        if self.headers.get_content_type() != "application/json" or not length.isdecimal():
            raise UsageError("this is no correction")
        if int(length) > _MOST_BYTES:
            raise UsageError("this is too large for a correction")
        try:
            return json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError) as error:
            raise UsageError("this is no correction") from error

    def _tell(self, status: HTTPStatus, error: PhotosortError) -> None:
        told = {"error": {"message": error.message, "hint": error.hint, "code": error.code}}
        self._answer(status, json.dumps(told).encode(), "application/json")

    def _refuse(self) -> None:
        self._answer(HTTPStatus.FORBIDDEN, b"Forbidden\n", "text/plain; charset=utf-8")

    def _answer(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Type": kind}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: requests are no news."""
