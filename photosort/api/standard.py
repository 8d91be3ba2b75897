"""Which library and which places a program means that names none."""

import os
from pathlib import Path

from photosort.settings.config import PlaceSettings, load_config, take_places
from photosort.settings.places import PlaceOptions, locale_languages
from photosort.settings.standard import default_config, default_library


class Standard:
    """What the environment and the config file say: `library`, and how places are named.

    As for the command line, but for the tables of commands: options are given in Python. Raises
    `PhotosortError` if there is a config file that cannot be read.
    """

    def __init__(self) -> None:
        named = os.environ.get("PHOTOSORT_CONFIG")
        file = Path(named) if named else default_config()
        config = load_config(file) if file else {}
        self._places = take_places(config) if file else PlaceSettings()
        library = os.environ.get("PHOTOSORT_LIBRARY") or config.get("library")
        self.library = Path(str(library)) if library else default_library()

    def places(self, asked: PlaceOptions) -> PlaceOptions:
        """`asked`, completed by the languages, places and disputed areas of the config file."""
        return PlaceOptions(
            geocoder=asked.geocoder,
            languages=asked.languages or self._places.languages,
            locale=locale_languages(os.environ),
            own=asked.own or self._places.own,
            policy=asked.policy or self._places.policy,
        )
