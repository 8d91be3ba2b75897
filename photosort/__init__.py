"""photosort: sorts photos into trips, places and people, offline."""

__version__ = "0.1.0"
