"""What the docstrings of the interface show is what happens."""

import doctest

import photosort.api.library
from tests.sample import Sample


def test_what_docstrings_show(sample: Sample) -> None:
    module = photosort.api.library
    done = doctest.testmod(module, extraglobs={"Library": module.Library})
    assert done.failed == 0 and done.attempted > 7
