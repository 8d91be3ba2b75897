"""What the docstrings of the interface show is what happens."""

import doctest
from types import ModuleType

import pytest

from photosort import Library
from photosort.api import asking, library
from tests.sample import Sample


@pytest.mark.parametrize(("module", "least"), [(library, 2), (asking, 7)])
def test_what_docstrings_show(sample: Sample, module: ModuleType, least: int) -> None:
    done = doctest.testmod(module, extraglobs={"Library": Library})
    assert done.failed == 0 and done.attempted >= least
