"""PURE: what is to be done, as values, before anything is done."""
