"""What users enter of trips, journeys and moments: titles, ids of their own, labels; what they
delete and restore; and how the last of it is taken back.
"""

from collections.abc import Mapping, Sequence

from photosort.errors import PhotosortError, UsageError
from photosort.settings.parsing import MAX_LABELS
from photosort.store import Store
from photosort.store.edits import Editable
from photosort.workflow.named import Noun, find_deleted, find_ids, find_living


def change(
    things: Editable,
    id: str,
    title: str | None = None,
    custom_id: str | None = None,
    labels: Mapping[str, str | None] | Sequence[tuple[str, str]] = (),
) -> None:
    """Set the title, the custom id and labels of `id`; None stays, empty takes it away.

    As part of a transaction. Raises `UsageError` for too many labels.
    """
    before = things.entered(id)
    merged = {**before.labels, **dict(labels)}
    if len(merged) > MAX_LABELS:
        raise UsageError(f"{len(merged)} labels are too many", f"at most {MAX_LABELS}")
    things.remember("update", [id])
    things.update(
        id,
        before.title if title is None else title,
        before.custom_id if custom_id is None else custom_id,
        {key: value for key, value in merged.items() if value},
    )


def update(
    store: Store,
    things: Editable,
    noun: Noun,
    text: str,
    title: str | None,
    custom_id: str | None,
    labels: Sequence[tuple[str, str]],
) -> str:
    """Change what `text` means; returns its id."""
    with store.transaction():
        id = find_living(things, noun, text).id
        change(things, id, title, custom_id, labels)
    return id


def delete(store: Store, things: Editable, noun: Noun, texts: Sequence[str]) -> list[str]:
    """Hide what `texts` mean for good; returns the ids."""
    with store.transaction():
        ids = find_ids(things, noun, texts)
        things.remember("delete", ids)
        for id in ids:
            things.delete(id)
    return ids


def restore(store: Store, things: Editable, noun: Noun, texts: Sequence[str]) -> list[str]:
    """Let deleted ones come back; returns the ids."""
    with store.transaction():
        ids = find_deleted(things, noun, texts)
        things.remember("restore", ids)
        for id in ids:
            things.restore(id)
        things.show_restored(ids)
    return ids


def undo(store: Store, things: Editable) -> tuple[str, list[str]]:
    """Take back the last update, delete or restore: what it was, and of which ones."""
    with store.transaction():
        undone = things.undo()
    if undone is None:
        raise PhotosortError("there is nothing to undo", "undo takes back update, delete, restore")
    return undone
