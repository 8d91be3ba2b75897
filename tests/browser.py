"""A real browser for tests of pages: Debian's chromium, headless, with its network cut."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb")


@dataclass
class Visit:
    """An open page, what it said on its console, and every address it asked for."""

    page: object
    problems: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@contextmanager
def browser() -> Iterator[object]:
    """Chromium; skips the test loudly where it or the package that drives it is absent."""
    program = shutil.which("chromium")
    if not program:
        pytest.skip("NO BROWSER: there is no chromium here (apt-get install chromium)")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.skip("NO BROWSER: the package playwright is absent (pip install playwright)")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


@contextmanager
def visit(started: object, file: Path, **options: object) -> Iterator[Visit]:
    """The page of a file on disk, offline; `options` are those of a browser context."""
    options = {"viewport": {"width": 1280, "height": 900}, **options}
    context = started.new_context(offline=True, **options)
    context.set_default_timeout(15_000)
    page = context.new_page()
    seen = Visit(page)
    page.on("console", lambda message: seen.problems.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: seen.problems.append(str(error)))
    page.on("dialog", lambda dialog: (seen.problems.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("requestfailed", lambda request: seen.problems.append(f"failed: {request.url}"))
    page.goto(file.as_uri())
    yield seen
    context.close()


def until(page: object, expression: str, seconds: float = 15) -> None:
    """Wait until something holds; the page's own policy forbids what playwright has for it."""
    for _ in range(int(seconds * 20)):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {expression}")
