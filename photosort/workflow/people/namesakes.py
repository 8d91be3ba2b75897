"""Who else has the name that somebody was just given: two persons, or one found twice."""

from dataclasses import replace

from photosort.model import Person
from photosort.store import Store
from photosort.texts import is_same
from photosort.workflow.people.last_run import setting


def with_namesakes(store: Store, person: Person) -> Person:
    """The person, with the others of the same name."""
    if not person.name:
        return person
    engine = setting(store).engine
    ids = (
        each.id
        for each in store.persons.named()
        if each.id != person.id
        and each.state != "merged"
        and any(is_same(name, person.name) for name in each.names)
    )
    others = (store.persons.get(id, engine) for id in ids)
    return replace(person, namesakes=tuple(each for each in others if each))
