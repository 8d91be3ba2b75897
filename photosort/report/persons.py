"""Persons as JSON and as text."""

import os
from collections.abc import Iterable, Sequence
from typing import Any

from photosort.model import Box, KnownFace, Person
from photosort.report import attributes
from photosort.report.faces import face, rounded
from photosort.report.layout import plural, printable
from photosort.report.page import Page
from photosort.report.remarks import remarks
from photosort.report.table import Column, Row, tabulate

COLUMNS = (
    "id", "name", "custom_id", "labels", "faces", "photos", "videos", "cover.path", "cover.box",
    "first_seen", "last_seen", "version", "ignored", "created", "updated", *attributes.COLUMNS,
)  # fmt: skip
"""The columns of a list of persons; see `report.tabular`."""


def to_json(person: Person) -> dict[str, Any]:
    """A person; attributes, `members` and `merged_into` only if known."""
    document: dict[str, Any] = {
        "id": person.id,
        "name": person.name,
        "custom_id": person.custom_id,
        "labels": dict(person.labels),
        "faces": person.faces,
        "photos": person.photos,
        "videos": person.videos,
        "cover": person.cover
        and {"path": os.fsdecode(person.cover[0]), "box": list(person.cover[1])},
        "first_seen": person.first_seen,
        "last_seen": person.last_seen,
        "version": person.version,
        "ignored": person.ignored,
        "created": person.created,
        "updated": person.updated,
    }
    document |= attributes.of_person(person.traits)
    if person.merged_into:
        document["merged_into"] = person.merged_into
    if person.namesakes:
        document["namesakes"] = [each.id for each in person.namesakes]
    if person.members is not None:
        document["members"] = [
            {
                "path": os.fsdecode(each.path),
                "face": each.face,
                "box": list(each.box),
                "confidence": rounded(each.confidence),
                "source": each.source,
            }
            for each in person.members
        ]
    return document


def title(person: Person) -> str:
    """A person's name, or its id."""
    return printable(person.name) if person.name else person.id


_COLUMNS = (
    Column(cut=True), Column(right=True), Column(right=True), Column(), Column(), Column(dim=True),
)  # fmt: skip


def table(persons: Sequence[Person], page: Page) -> str:
    """A line a person: name, how often, from when to when, id."""
    rows = [
        Row(
            (),
            (
                printable(each.name) if each.name else "–",
                plural(each.photos, "photo"),
                plural(each.videos, "video") if each.videos else "",
                between(each) + ("  (ignored)" if each.ignored else ""),
                attributes.person_words(each.traits),
                page.short(each.id),
            ),
        )
        for each in persons
    ]
    return tabulate(rows, _COLUMNS, page)


def namesakes(persons: Sequence[Person]) -> list[str]:
    """For each name that several persons have: who they are, and how to make one of them."""
    told: set[frozenset[str]] = set()
    lines = []
    for person in persons:
        all_of_them = frozenset({person.id, *(each.id for each in person.namesakes)})
        if not person.namesakes or all_of_them in told:
            continue
        told.add(all_of_them)
        others = ", ".join(
            f"{each.id} ({plural(each.photos, 'photo')})" for each in person.namesakes
        )
        are = "is" if len(person.namesakes) == 1 else "are"
        ids = " ".join([*(each.id for each in person.namesakes), person.id])
        lines.append(
            f"{others} {are} called {title(person)}, too. If it is the same person:\n"
            f"  photosort people merge {ids}"
        )
    return lines


def between(person: Person) -> str:
    """`2019-06-02 – 2023-04-01`; empty if no date is known."""
    if not person.first_seen or not person.last_seen:
        return ""
    first, last = person.first_seen[:10], person.last_seen[:10]
    return first if first == last else f"{first} – {last}"


def details(person: Person) -> str:
    """A person in some lines, with its faces if known."""
    name = printable(person.name) if person.name else "No name yet"
    lines = [f"{name}  {person.id}, version {person.version}"]
    lines += remarks(person)
    videos = f", {plural(person.videos, 'video')}" if person.videos else ""
    lines.append(
        f"{plural(person.faces, 'face')} in {plural(person.photos, 'photo')}{videos}"
        + (f", {between(person)}" if person.first_seen else "")
    )
    if told := attributes.person_words(person.traits):
        year = f" in {person.traits.year}" if person.traits and person.traits.year else ""
        lines.append(f"{told}{year}")
    if person.cover:
        lines.append(f"cover: {printable(person.cover[0])} at {at(person.cover[1])}")
    if person.ignored:
        lines.append("ignored: photosort people ignore --show shows the person again")
    for each in person.members or ():
        sure = _SOURCES.get(each.source) or f"{each.confidence or 0:.2f}"
        lines.append(f"  {each.face}  {sure:>6}  {printable(each.path)}")
    return "\n".join(lines)


_SOURCES = {"user": "by you", "xmp": "named"}
"""Who says that a face is a person's: you, or another program in the file."""


def at(box: Box) -> str:
    """`120,80 (64 × 72)`."""
    return f"{box.left},{box.top} ({box.width} × {box.height})"


STRANGER_COLUMNS = (
    "face", "path", "taken", "box", "quality", "score", "sharpness", "frame", *attributes.COLUMNS,
)  # fmt: skip
"""The columns of a list of faces without a person; see `report.tabular`."""


def strangers(found: Iterable[tuple[KnownFace, bytes, str | None]]) -> list[dict[str, Any]]:
    """Faces without a person, with photo and date."""
    return [
        {"face": known.id, "path": os.fsdecode(path), "taken": taken, **_without_id(known)}
        for known, path, taken in found
    ]


def _without_id(known: KnownFace) -> dict[str, Any]:
    document = face(known)
    for key in ("id", "person", "name", "confidence", "source"):
        del document[key]
    return document
