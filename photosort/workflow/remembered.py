"""What a library remembers of the options that it was given, as `status` shows it."""

import json

from photosort.model import Settings
from photosort.store import Store
from photosort.workflow.index import scope
from photosort.workflow.index.places import INFER
from photosort.workflow.people.setting import setting


def remembered(store: Store) -> Settings:
    """All that later runs go by without being told again."""
    places = json.loads(store.remembered.get("places") or "{}")
    return Settings(
        languages=tuple(places.get("languages", ())),
        geocoder=places.get("geocoder"),
        infer_location=store.remembered.get(INFER) is not None,
        clock_shifts=tuple(store.clocks.shifts()),
        ignore=scope.is_ignoring(store),
        excludes=scope.excludes(store),
        engine=setting(store).options.engine,
    )
