"""Work on many files: in this process for a few, in a pool of processes for many.

A workflow describes its work as a `Task` and calls `work`, and needs nothing else from here.
`Inline` and `Pool` implement `Executor`; another one is a file here and a line in `work.choose`.
See docs/design/compute.md.
"""

from photosort.workflow.compute.port import Task
from photosort.workflow.compute.work import usable_cpus, work

__all__ = ["Task", "usable_cpus", "work"]
