"""The layout of DEST: folders and file names, the difference to what is there, its records.

`folders` gives placements their paths, `sync` computes the difference, `manifest` and `journal` are
the records of what was made and is about to be made. See docs/design/organize.md.
"""
