"""The interface for Python programs: `from photosort import Library`. See docs/python.md.

A thin face over `workflow`, beside the command line: `library` says what can be done, `asking` what
can be asked, `reading` and `writing` hold the library open, `answer` is what a query finds,
`narrowing` what lists may leave out, `standard` where the library is, `told` passes progress on.
Reading keeps one connection; each writing call opens the library as its command does, and is one
run. Things are imported from `photosort` itself, which loads this room when it is asked to.

What is promised to programs (docs/python.md) is what `photosort.__all__` names, the results of the
methods of `Library`, the nouns of `photosort.model`, and `photosort.errors`.
"""

from photosort.api.answer import Answer
from photosort.api.library import Library
from photosort.api.narrowing import Filters
from photosort.settings.index import IndexOptions
from photosort.settings.journeys import JourneyOptions
from photosort.settings.moments import MomentOptions
from photosort.settings.organize import OrganizeOptions
from photosort.settings.people import PersonOptions
from photosort.settings.trips import TripOptions

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
]
