"""`photosort organize`: views, the plan for DEST, undo and verify. See docs/design/organize.md.

Other rooms use only the names below.
"""

from photosort.workflow.organize.dest import begin, find, problem
from photosort.workflow.organize.mounts import check_is_mounted, remember_mount
from photosort.workflow.organize.organize import OrganizeResult, lay_out_placements
from photosort.workflow.organize.owner import check_owner
from photosort.workflow.organize.verify import astray

__all__ = [
    "OrganizeResult",
    "astray",
    "begin",
    "check_is_mounted",
    "check_owner",
    "find",
    "lay_out_placements",
    "problem",
    "remember_mount",
]
