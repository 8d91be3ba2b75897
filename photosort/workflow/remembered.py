"""The options that a library remembers, as `status` shows them."""

from photosort.model import Settings
from photosort.store import Store
from photosort.workflow.index import places, scope
from photosort.workflow.people import setting


def remembered(store: Store) -> Settings:
    """Everything that later runs use without being told again."""
    return Settings(
        languages=store.remembered.languages(),
        geocoder=store.remembered.geocoder(),
        infer_location=store.remembered.get(places.INFER) is not None,
        clock_shifts=tuple(store.clocks.shifts()),
        ignore=scope.is_ignoring(store),
        excludes=scope.excludes(store),
        engine=setting(store).options.engine,
        attributes=store.remembered.attributes(),
        video_seconds=setting(store).options.video_seconds,
    )
