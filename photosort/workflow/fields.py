"""Resolves ids and names in the `trip:`, `journey:`, `person:` and `moment:` of a query."""

from photosort.model import Named
from photosort.query.expressions import Expression, Match, Or, rewritten
from photosort.query.patterns import is_pattern, pieces
from photosort.store import Store
from photosort.texts import fold
from photosort.workflow.named import LIVING, Book, Noun, ambiguous, books, fitting


def with_ids(store: Store, tree: Expression) -> Expression:
    """The tree, with texts that are no part of any title replaced by the ids that they match.

    So `journey:ca5d`, `journey:"Japan 2023"` and `person:zoe` find what the same words find as the
    ID of a command. A text that matches as it stands, or does not match at all, is left alone.
    Raises `AmbiguousError` if it matches several persons, since `person:` asks for one.
    """
    kinds = {noun.kind: (noun, book) for noun, book in books(store)}

    def meant(term: Expression) -> Expression:
        match term:
            case Match(kind, pattern) if kind in kinds and not is_pattern(pattern):
                return _meant(*kinds[kind], term)
        return term

    return rewritten(tree, meant)


def _meant(noun: Noun, book: Book, term: Match) -> Expression:
    text = "".join(piece[-1] for piece in pieces(term.pattern))
    if text.startswith(f"{noun.kind}-"):
        return term
    known = [each for each in book.named() if each.state in LIVING]
    if any(_is_found(noun, each, text) for each in known):
        return term
    found = fitting(text, noun.kind, known)
    if len(found) > 1 and noun.kind == "person":
        raise ambiguous(text, "persons", found)
    ids: list[Expression] = [Match(noun.kind, each.id) for each in found]
    return Or(tuple(ids)) if len(ids) > 1 else ids[0] if ids else term


def _is_found(noun: Noun, named: Named, text: str) -> bool:
    """Whether the text matches as it stands: see `photosort.store.conditions`."""
    wanted = fold(text)
    whole = [*named.names[-1:], named.custom_id or ""]
    titles = [] if noun.kind == "person" else named.names[: named.titled]
    return wanted in map(fold, whole) or any(wanted in fold(title) for title in titles)
