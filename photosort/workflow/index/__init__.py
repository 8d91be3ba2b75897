"""`photosort index` and what keeps the library true to the disk: roots, moves, places, watching."""
