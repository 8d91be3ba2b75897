"""What a completion is asked for, and what it can find out."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from photosort.cli.shells import Candidate
from photosort.settings.standard import default_library

if TYPE_CHECKING:
    from photosort.store.suggestions import Suggestions


class Asked:
    """What is to be completed: a parameter of a command, in a library that may not be there.

    `path` are the words of the command, `before` those given to the parameter already.
    """

    def __init__(self, context: Any, parameter: Any, before: Sequence[str]) -> None:
        self.path = tuple(context.command_path.split()[1:])
        self.name = str(parameter.name)
        self.before = before
        self._library = context.find_root().params.get("library")
        self._whole = context.find_root().command

    def known(self, ask: Callable[["Suggestions"], Iterable[Any]]) -> list[Any]:
        """What the library says; nothing where there is none, or where it is damaged."""
        from photosort.store.suggestions import suggestions

        path = Path(self._library or default_library())
        with suppress(Exception), suggestions(path) as library:
            return list(ask(library))
        return []

    def commands(self) -> list[Candidate]:
        """The commands below the words that `photosort help` was given."""
        from photosort.cli.pages import TOPICS

        command = self._whole
        for word in self.before:
            command = getattr(command, "commands", {}).get(word)
        below = getattr(command, "commands", {})
        found = [Candidate(x, c.short_help) for x, c in below.items() if not c.hidden]
        return found + [Candidate(*each) for each in TOPICS.items() if not self.before]
