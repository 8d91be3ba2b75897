"""`photosort index` and what keeps the library true to the disk: roots, moves, places, watching.

Other rooms use the names below and nothing else.
"""

from photosort.workflow.index import places, roots, scope

__all__ = ["places", "roots", "scope"]
