"""Files out: the only code that writes or removes anything for the user.

`dest` holds the folder that is laid out, `tree` says what stands in it, `record` writes the
manifest and the journal, `apply` carries out a plan. `door` is the way to every single file that a
user names. The laws are in ARCHITECTURE.md; see docs/design/organize.md and output.md.
"""
