"""photosort: sorts photos into trips, places and people, offline.

`from photosort import Library` is the interface for Python programs; see docs/python.md. What
`__all__` names is loaded when it is asked for, so that `import photosort` costs nothing.
"""

from photosort.version import __version__

TYPE_CHECKING = False  # typing itself would be slow to import
if TYPE_CHECKING:
    from photosort.api import (
        Answer,
        Filters,
        IndexOptions,
        JourneyOptions,
        Library,
        MomentOptions,
        OrganizeOptions,
        PersonOptions,
        TripOptions,
    )

__all__ = [
    "Answer",
    "Filters",
    "IndexOptions",
    "JourneyOptions",
    "Library",
    "MomentOptions",
    "OrganizeOptions",
    "PersonOptions",
    "TripOptions",
    "__version__",
]


def __getattr__(name: str) -> object:
    """A name of the interface, loaded now."""
    if name not in __all__:
        raise AttributeError(f"module 'photosort' has no attribute {name!r}")
    from photosort import api

    return getattr(api, name)


def __dir__() -> list[str]:
    """The names of the interface."""
    return sorted({*globals(), *__all__})
