"""Photos of discs with the sidecars in which other programs name their faces."""

from pathlib import Path

from photosort.output.xmp import Region, Sidecar, packet
from tests import discs


def region(name: str, place: int, people: int, size: int = 100) -> Region:
    """Around the disc at a place, among so many (see `discs.photo`)."""
    width, height = people * (size + 20) + 20, size + 40
    left = 20 + place * (size + 20)
    return Region(
        name, (left + size / 2) / width, (20 + size / 2) / height, size / width, size / height
    )


def photo(path: Path, names: dict[str, str | None], date: str | None = None) -> Path:
    """A photo of discs of these colours, with the names that a sidecar gives to some of them."""
    discs.photo(path, *names, date=date)
    name(path, list(names.values()))
    return path


def name(path: Path, names: list[str | None], persons: list[str] | None = None) -> None:
    """Write the sidecar of a photo: the name of each disc, and names without a region."""
    people = len(names)
    regions = [region(each, i, people) for i, each in enumerate(names) if each]
    size = (people * 120 + 20, 140)
    text = packet(Sidecar({}, None, {}, regions, size, persons=persons or []))
    sidecar = path.with_name(f"{path.name}.xmp")
    sidecar.write_text(text) if text else sidecar.unlink(missing_ok=True)
