"""Queries, pure: the language that users type, its expression trees, and IMM queries.

`language.parse` and `imm.read_request` make the same trees (`expressions`), which
`store.conditions` writes as SQL. See docs/design/queries.md.
"""
