"""Edits of trips, journeys and moments: update, delete, restore, undo."""

from collections.abc import Mapping, Sequence

from photosort.errors import PhotosortError
from photosort.settings.parsing import check_number_of_labels
from photosort.store import Store
from photosort.store.edits import Editable
from photosort.workflow.named import Noun, find_deleted, find_ids, find_living

LabelEdits = Mapping[str, str | None] | Sequence[tuple[str, str]]
"""Labels to set; None and an empty text remove one."""


def change(
    things: Editable,
    id: str,
    title: str | None = None,
    custom_id: str | None = None,
    labels: LabelEdits = (),
) -> None:
    """Set title, custom id and labels of `id`, within a transaction; None keeps, empty removes.

    Raises `UsageError` for too many labels.
    """
    before = things.entered(id)
    after = with_labels(before.labels, labels)
    things.remember("update", [id])
    things.update(
        id,
        before.title if title is None else title,
        before.custom_id if custom_id is None else custom_id,
        after,
    )


def with_labels(before: Mapping[str, str], labels: LabelEdits) -> dict[str, str]:
    """Labels after an edit. Raises `UsageError` for too many."""
    merged = {**before, **dict(labels)}
    check_number_of_labels(len(merged))
    return {key: value for key, value in merged.items() if value}


def update(
    store: Store,
    things: Editable,
    noun: Noun,
    text: str,
    title: str | None,
    custom_id: str | None,
    labels: Sequence[tuple[str, str]],
) -> str:
    """Change the thing that `text` matches; returns its id."""
    with store.transaction():
        id = find_living(things, noun, text).id
        change(things, id, title, custom_id, labels)
    return id


def delete(store: Store, things: Editable, noun: Noun, texts: Sequence[str]) -> list[str]:
    """Hide the things that `texts` match for good; returns their ids."""
    with store.transaction():
        ids = find_ids(things, noun, texts)
        things.remember("delete", ids)
        for id in ids:
            things.delete(id)
    return ids


def restore(store: Store, things: Editable, noun: Noun, texts: Sequence[str]) -> list[str]:
    """Restore the deleted things that `texts` match; returns their ids."""
    with store.transaction():
        ids = find_deleted(things, noun, texts)
        things.remember("restore", ids)
        for id in ids:
            things.restore(id)
        things.show_restored(ids)
    return ids


def undo(store: Store, things: Editable) -> tuple[str, list[str]]:
    """Undo the last update, delete or restore: what it was, and the ids."""
    with store.transaction():
        undone = things.undo()
    if undone is None:
        raise PhotosortError("there is nothing to undo", "undo takes back update, delete, restore")
    return undone
