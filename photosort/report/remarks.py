"""What text says of every trip, journey, moment and person: what became of it, what a user set."""

from photosort.model import Journey, Moment, Person, Trip
from photosort.report.layout import printable


def remarks(one: Trip | Journey | Moment | Person) -> list[str]:
    """A line each on where it went, its id of the user's own, and its labels; none without."""
    lines = []
    if one.merged_into:
        lines.append(f"merged into {one.merged_into}")
    if one.custom_id:
        lines.append(f"custom id: {printable(one.custom_id)}")
    if one.labels:
        labels = ", ".join(f"{key}={value}" for key, value in one.labels.items())
        lines.append(f"labels: {printable(labels)}")
    return lines
