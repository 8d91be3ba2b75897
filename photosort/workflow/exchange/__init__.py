"""`photosort export` and `import`, and XMP sidecars."""
