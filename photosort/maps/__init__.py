"""Maps, pure: land, routes and names as shapes in pixels, ready to be drawn as SVG or picture.

`drawing` makes a `Drawing` from `outlines` in the `extent` of a map; see docs/design/albums.md.
"""
