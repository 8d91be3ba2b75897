"""`photosort people`: face scans, grouping into persons, corrections. See docs/design/people.md.

Other rooms use only the names below.
"""

from photosort.workflow.people.corrections import set_person
from photosort.workflow.people.last_run import setting, was_run
from photosort.workflow.people.listing import census, listed_persons, person_of, show_person

__all__ = [
    "census",
    "listed_persons",
    "person_of",
    "set_person",
    "setting",
    "show_person",
    "was_run",
]
