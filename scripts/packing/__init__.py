"""The steps of pack_places.py, one file each."""
