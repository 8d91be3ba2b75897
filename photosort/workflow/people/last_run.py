"""The settings of the last run of `people`."""

import json
from dataclasses import dataclass

from photosort.faces import engines
from photosort.settings.people import PersonOptions
from photosort.store import Store

FACT = "people"


@dataclass(frozen=True)
class Setting:
    """The settings of a run: engine with version, options."""

    engine: str
    options: PersonOptions

    @property
    def name(self) -> str:
        """The name of the engine."""
        return self.options.engine or self.engine.partition(" ")[0]


def setting(store: Store) -> Setting:
    """The settings of the last run of `people`; the defaults before the first one."""
    stored = json.loads(store.remembered.get(FACT) or "{}")
    options = PersonOptions(**stored.get("options", {}))
    name = options.engine or engines.DEFAULT
    return Setting(stored.get("engine") or engine_key(name), options)


def was_run(store: Store) -> bool:
    """Whether `people` has run, and faces were not forgotten since."""
    return store.remembered.get(FACT) is not None


def engine_key(name: str) -> str:
    """The key of the faces of an engine; other versions have another key."""
    return f"{name} {engines.version_of(name)}"
