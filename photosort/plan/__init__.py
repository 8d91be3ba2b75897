"""Planning, pure: what to do, as values, before anything is done.

`changes` compares a scan with the library, `companions` and `copies` find files that are one item,
`corrections` applies what users said of faces, `album`, `choice` and `film` plan albums and films,
`layout/` plans folders. Nothing here reads a file or a database.
"""
