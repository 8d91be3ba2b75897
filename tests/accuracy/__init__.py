"""How right photosort is on real files: slow, and printed as figures."""
