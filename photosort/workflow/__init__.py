"""Use cases: what each command does, without a terminal.

One module per use case; those with several modules are rooms of their own (`index`, `people`,
`organize`, `album`, `exchange`), which use each other only by the names in their `__all__`.
`compute` does the work on many files. Functions take an open `Store` and options, and return frozen
results.
"""
