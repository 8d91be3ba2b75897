"""Results as JSON, with keys that other programs rely on, and as text for people.

One file a noun; `layout` holds what they share. `album/` makes the pages of albums, `map_svg` and
`map_picture` draw maps.
"""
