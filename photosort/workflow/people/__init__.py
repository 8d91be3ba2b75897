"""`photosort people`: face detection, grouping into persons, and what users correct."""
