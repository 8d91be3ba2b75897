"""Albums, films and maps of a selection of photos.

`selection` says which photos, `site` which pages, `pictures` and `encoding` make the pictures,
`folder` holds DEST. See docs/design/albums.md.
"""
