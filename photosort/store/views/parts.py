"""Parts of views: times, days and addresses as other programs read them."""

from photosort.model import LEVELS
from photosort.store.faces import COUNTED
from photosort.store.paths import AS_TEXT

ON_DISK = f"f.missing = 0 AND {COUNTED}"
"""Files that are members of trips and persons: on disk, no companions, no copies."""

PATH = f"CAST({AS_TEXT} AS TEXT)"
"""The path of the file `f`."""


def time(microseconds: str, suffix: str = "") -> str:
    """ISO 8601 to the second; rounded down also before 1970."""
    second = f"({microseconds} - ({microseconds} % 1000000 + 1000000) % 1000000) / 1000000"
    text = f"strftime('%Y-%m-%dT%H:%M:%S{suffix}', {second}, 'unixepoch')"
    return f"CAST({text} AS TEXT)"


def day(number: str) -> str:
    """The ISO date of a day that counts from 1970-01-01."""
    return f"CAST(date({number} * 86400, 'unixepoch') AS TEXT)"


def levels(json: str, at: str = "$") -> str:
    """The columns of an address in JSON."""
    return ", ".join(f"json_extract({json}, '{at}.{level}') AS {level}" for level in LEVELS)


def labels(noun: str, owner: str) -> str:
    """The column `labels`, a JSON object, of the noun whose labels `l` fulfil a condition."""
    return (
        f"CAST((SELECT json_group_object(key, value) FROM {noun}_labels l WHERE {owner})"
        " AS TEXT) AS labels"
    )
