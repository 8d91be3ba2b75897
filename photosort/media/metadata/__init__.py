"""Facts out of files: a locator for each container, one interpreter for all of them.

`source` reads windows of a file; `jpeg`, `png`, `webp`, `gif`, `bmff` and `tiff` find size and
metadata blocks in a container and fill a `Raw`; `ifd` parses Exif blocks; `interpret` turns a
`Raw` of whatever container into `Facts`. No pixel is ever decoded.
"""
