"""Where a coordinate lies: the geocoder protocol, its engines, and time zones."""

from photosort.places.geocoder import Geocoder, load

__all__ = ["Geocoder", "load"]
