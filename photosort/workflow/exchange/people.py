"""Persons, corrections of faces, and moments in exports and imports."""

from collections.abc import Mapping
from typing import Any

from photosort.model import FaceCorrection
from photosort.store import Store
from photosort.texts import composed, entered, entered_labels

_ENTERED = ("name", "custom_id", "state", "merged_into", "labels")


def corrections(store: Store) -> list[dict[str, Any]]:
    """Corrections of faces, by content and area, so that they hold in any library."""
    return [
        {**each._asdict(), "fingerprint": each.fingerprint.hex()}
        for each in store.faces.corrections()
    ]


def moments(store: Store) -> list[dict[str, Any]]:
    """The moments that a user has edited or deleted."""
    return [
        {
            "id": each.id,
            "start": each.start,
            "title": each.title,
            "custom_id": each.custom_id,
            "labels": dict(each.labels),
            "state": "deleted" if deleted else "known",
        }
        for each, deleted in store.moments.known()
        if deleted or each.title or each.custom_id or each.labels
    ]


def read_person(store: Store, item: Mapping[str, Any]) -> bool:
    """Import a person; whether that changed anything."""
    id = str(item["id"])
    known = next((each for each in store.persons.edited() if each["id"] == id), None)
    wanted: dict[str, Any] = {
        key: entered(item[key]) if isinstance(item[key], str) else item[key] for key in _ENTERED
    }
    wanted["labels"] = entered_labels(dict(item["labels"]))
    if known and {key: known[key] for key in _ENTERED} == wanted:
        return False
    labels = {str(key): str(value) for key, value in dict(wanted.pop("labels")).items()}
    store.persons.remember("import", [id], [])
    if id not in store.persons.ids():
        store.persons.add(id)
    store.persons.change(id, **{key: value and str(value) for key, value in wanted.items()})
    store.persons.set_labels(id, labels)
    store.persons.touch([id], edited=True)
    return True


def read_correction(store: Store, item: Mapping[str, Any]) -> bool:
    """Import a correction of a face, which the next run of `people` applies; whether it is new."""
    x, y, width, height = (float(each) for each in item["area"])
    frame = item["frame_ms"]
    return store.faces.import_correction(
        FaceCorrection(
            int(item["size"]),
            bytes.fromhex(item["fingerprint"]),
            None if frame is None else int(frame),
            (x, y, width, height),
            str(item["person"]),
            item["kind"],
        )
    )


def read_moment(store: Store, item: Mapping[str, Any]) -> bool | None:
    """Import title and labels of a moment; whether that changed anything, None if unknown."""
    found = store.moments.get(str(item["id"]))
    if found is None or found.merged_into:
        return None
    before = store.moments.entered(found.id)
    own = {str(key): str(value) for key, value in item["labels"].items()}
    labels = {**before.labels, **entered_labels(own)}
    title = before.title if item["title"] is None else composed(str(item["title"]))
    # exports of earlier versions tell neither state nor custom id
    custom_id = entered(item.get("custom_id")) or before.custom_id
    changed = (title, custom_id, labels) != tuple(before)
    if changed:
        store.moments.update(found.id, title, custom_id, labels)
    if item.get("state") == "deleted" and found.id not in store.moments.deleted():
        store.moments.delete(found.id)
        changed = True
    return changed
