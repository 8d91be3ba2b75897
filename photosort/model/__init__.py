"""The nouns: frozen values that every stage hands to the next."""

from photosort.model.files import *  # noqa: F403
