"""Facts out of files: a locator for each container, one interpreter for all of them.

`source` reads windows of a file; each of `jpeg`, `png`, `webp`, `gif`, `bmp`, `heif`, `jxl`,
`tiff`, `jp2`, `photoshop`, `tga`, `rw2`, `raf`, `x3f`, `cr3`, `crw`, `mrw`, `movie`, `avi`,
`matroska`, `mts`, `mpeg`, `asf`, `flv`, `ogg`, `mxf` and `dv` finds size and metadata blocks in a
container and fills a `Raw` (of those in `named` next to nothing is read); `ifd` parses Exif blocks,
`xmp` XMP packets, `bmff` boxes, `userdata` and `sony` the texts of movies, `h264` what camcorders
write into pictures; `interpret` turns a `Raw` of whatever container into `Facts`. No pixel is ever
decoded.
"""
