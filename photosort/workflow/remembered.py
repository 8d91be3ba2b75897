"""The options that a library remembers, as `status` shows them."""

import json

from photosort.model import Settings
from photosort.store import Store
from photosort.workflow.index import places, scope
from photosort.workflow.people import setting


def remembered(store: Store) -> Settings:
    """Everything that later runs use without being told again."""
    kept = json.loads(store.remembered.get("places") or "{}")
    return Settings(
        languages=tuple(kept.get("languages", ())),
        geocoder=kept.get("geocoder"),
        infer_location=store.remembered.get(places.INFER) is not None,
        clock_shifts=tuple(store.clocks.shifts()),
        ignore=scope.is_ignoring(store),
        excludes=scope.excludes(store),
        engine=setting(store).options.engine,
    )
