"""Metadata of files: a reader for each container, one interpreter for all of them.

`source` reads windows of a file; each of `jpeg`, `png`, `webp`, `gif`, `bmp`, `heif`, `jxl`,
`tiff`, `jp2`, `photoshop`, `tga`, `rw2`, `raf`, `x3f`, `cr3`, `crw`, `mrw`, `movie`, `avi`,
`matroska`, `mts`, `mpeg`, `asf`, `flv`, `ogg`, `mxf` and `dv` finds size and metadata blocks in a
container and fills a `Raw` (for those in `named`, almost nothing is read); `ifd` parses Exif
blocks, `xmp` XMP packets, `bmff` boxes, `userdata` and `sony` the texts of movies, `h264` what
camcorders write into pictures; `interpret` turns the `Raw` of any container into `Facts`. No pixels
are decoded. To add a reader, see CONTRIBUTING.md.
"""
