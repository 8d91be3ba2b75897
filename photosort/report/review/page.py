"""`photosort people review`: one self-contained page with all that it shows, and its script."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from photosort.report.markup import clean, script_json

MARK = "photosort review"
"""Marks every page, so that ours are recognised and nothing else is overwritten."""

SAVED_AS = "people-review.json"
"""What the page calls the file of corrections that it saves."""


@dataclass(frozen=True)
class Shown:
    """A face on the page: its id, a JPEG, and what is said of it."""

    id: str
    jpeg: bytes
    about: str


@dataclass(frozen=True)
class Card:
    """A person, or faces without one, to be reviewed.

    `facts` are counts and dates. `doubtful` are the last faces that many: those least like the
    others. `near` are the ids of persons most like it. `child` asks to confirm a person of
    children's faces; `loose` faces belong to nobody, and `id` is that of the person they would be.
    """

    id: str
    version: int
    name: str | None
    facts: str
    faces: tuple[Shown, ...]
    size: int
    near: tuple[str, ...] = ()
    doubtful: int = 0
    child: bool = False
    loose: bool = False


@dataclass(frozen=True)
class Review:
    """What a page is about: library, page and the last correction by their ids.

    `pairs` are the ids of persons that may be one; `known` are id and name of persons that are
    not on the page; `left_out` persons are for the next one.
    """

    library: str
    page: str
    edits: int
    made: str
    cards: Sequence[Card]
    pairs: Sequence[tuple[str, str]]
    known: Sequence[tuple[str, str]]
    left_out: int = 0


def review_page(review: Review, *, served: bool = False) -> bytes:
    """The page as HTML; a `served` one sends its corrections to where it came from."""
    data = script_json(_document(review, served))
    text = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="generator" content="{MARK}">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(served=served)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>People</title>\n<style>{_style()}</style>\n</head>\n<body>\n"
        f"{_BODY.format(made=clean(review.made))}"
        f'<script type="application/json" id="data">{data}</script>\n'
        f"<script>{_script()}</script>\n</body>\n</html>\n"
    )
    return text.encode("utf-8", "replace")


def policy(*, served: bool) -> str:
    """What the page may load: nothing but what is in it, and where it came from if `served`."""
    source = "self" if served else "none"
    return (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none';"
        f" style-src '{_hash(_style())}'; script-src '{_hash(_script())}';"
        f" connect-src '{source}'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


@cache
def _style() -> str:
    return _read("review.css")


@cache
def _script() -> str:
    """The scripts as one, whose names nobody else sees."""
    parts = "\n".join(map(_read, ("state.js", "cards.js", "keys.js")))
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


def _read(name: str) -> str:
    return (files("photosort.report.review") / name).read_text("utf-8")


def _document(review: Review, served: bool) -> Mapping[str, Any]:
    return {
        "library": review.library,
        "page": review.page,
        "edits": review.edits,
        "served": served,
        "file": SAVED_AS,
        "cards": [_card(each) for each in review.cards],
        "pairs": review.pairs,
        "known": review.known,
        "leftOut": review.left_out,
    }


def _card(card: Card) -> Mapping[str, Any]:
    return {
        "id": card.id,
        "version": card.version,
        "name": card.name or "",
        "facts": card.facts,
        "size": card.size,
        "near": card.near,
        "doubtful": card.doubtful,
        "child": card.child,
        "loose": card.loose,
        "faces": [[each.id, b64encode(each.jpeg).decode(), each.about] for each in card.faces],
    }


_BODY = """<header>
<div class="bar"><h1>People</h1><nav id="parts" aria-label="Parts"></nav>
<p id="count" role="status"></p>
<button type="button" id="undo" title="u">Undo</button>
<button type="button" id="help" title="?" aria-label="Keys">?</button>
<button type="button" id="save" class="main" title="Ctrl-S">Save</button></div>
<p id="told" role="status" aria-live="polite"></p>
</header>
<main id="main"></main>
<footer><p id="how"></p><p>Made {made}. Faces are personal data: keep this file to yourself.</p>
</footer>
<dialog id="keys" aria-labelledby="keys-title"><h2 id="keys-title">Keys</h2><dl></dl>
<button type="button" class="main">Close</button></dialog>
<noscript><p>This page needs scripts: they are in the file itself.</p></noscript>
"""
