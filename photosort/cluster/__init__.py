"""Clustering, pure: arrays of photos or faces in, labels out.

Nothing here reads a file, a database or a clock. `trips`, `journeys`, `homes`, `moments` and
`persons` are the clusterers; `identity` matches new clusters to stored ones, so that ids, titles
and labels last. See docs/design/trips.md, moments.md and people.md.
"""
