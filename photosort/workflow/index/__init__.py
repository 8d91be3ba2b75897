"""`photosort index`, and what keeps the library up to date: roots, moves, places, watching.

Other rooms use only the names below.
"""

from photosort.workflow.index import places, roots, scope

__all__ = ["places", "roots", "scope"]
