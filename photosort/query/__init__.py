"""Queries: the language that users type, the trees it becomes, and IMM's form of them."""
