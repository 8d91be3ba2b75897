"""What the last run of `people` worked with."""

import json
from dataclasses import dataclass

from photosort.faces import engines
from photosort.settings.people import PersonOptions
from photosort.store import Store

FACT = "people"


@dataclass(frozen=True)
class Setting:
    """How the last run looked and grouped: engine with version, options."""

    engine: str
    options: PersonOptions


def setting(store: Store) -> Setting:
    """What the last run of `people` worked with; the defaults before the first one."""
    stored = json.loads(store.remembered.get(FACT) or "{}")
    options = PersonOptions(**stored.get("options", {}))
    name = options.engine or engines.DEFAULT
    return Setting(stored.get("engine") or engine_key(name), options)


def was_run(store: Store) -> bool:
    """Whether faces were looked for already, and not forgotten since."""
    return store.remembered.get(FACT) is not None


def engine_key(name: str) -> str:
    """What marks the faces of an engine; those of another version do not compare."""
    return f"{name} {engines.version_of(name)}"
