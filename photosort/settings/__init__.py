"""Options with their ranges, checked once, and the config file they may come from."""

from photosort.settings.parsing import *  # noqa: F403
