"""Files in: finding photos and reading what they say of themselves.

`scan` finds files without opening any, `formats` tells content types, `read` opens a file once and
returns its facts, by a reader of `metadata/`. `pixels`, `frames` and `previews` decode pictures for
recognition and albums. See docs/design/indexing.md.
"""
