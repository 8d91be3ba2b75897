"""Where the work on many files goes: this process for a few, a pool of processes for many.

A workflow describes its work as a `Task` and calls `work`; nothing else of this package concerns
it. Behind the `Executor` are `Inline` and `Pool`; another one needs a file here and a line in
`work.choose`.
"""

from photosort.workflow.compute.port import Task
from photosort.workflow.compute.work import usable_cpus, work

__all__ = ["Task", "usable_cpus", "work"]
