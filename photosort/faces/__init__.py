"""Faces: engines that find and recognise them, and how good each face is."""
