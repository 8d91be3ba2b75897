"""`photosort export` and `import`, and sidecars in XMP."""
