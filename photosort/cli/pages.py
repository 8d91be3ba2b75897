"""The help pages: the groups of the first one, summaries that are never cut, examples as they are.

The docstring of a command is its help: a first sentence, which is also the summary in lists of
commands, then what the command is for, then examples. Paragraphs of which a line is indented are
printed as they stand:

    Examples:
      photosort index ~/Pictures
"""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Any

from typer._click.formatting import HelpFormatter
from typer.core import TyperGroup

from photosort.errors import UsageError

GROUPS = {
    "Start": {
        "index": "Read new and changed photos",
        "run": "Do everything at once; what cron calls",
    },
    "Find": {
        "trips": "Trips and journeys: where you went, when, with which stops",
        "people": "Who is in the photos",
    },
    "Look": {
        "status": "What the library holds, what is missing, what to do next",
        "query": "Find, count and group photos",
    },
    "Lay out": {
        "organize": "Folders of links or copies, by place, trip, person, date",
        "album": "Web album with maps that works offline (also: film)",
    },
    "Keep": {
        "export": "Everything you entered, as JSON or XMP (also: import, backup)",
    },
}
"""The commands that most people need, by what they are for, with their summaries."""

MORE = (
    "journeys", "moments", "film", "label", "show", "place", "date", "import", "backup", "check",
    "runs", "roots", "forget", "schedule", "completion", "help", "version",
)  # fmt: skip
"""The order of all other commands."""

TOPICS = {
    "glossary": "What the words mean: library, trip, journey, moment and others",
    "values": "How to write dates, ids, queries, labels and other values",
}
"""Pages of `photosort help` that are about no command, with their summaries."""

Path = tuple[str, ...]

_ASIDE = re.compile(r"^\s+\S", re.MULTILINE)
_AS_IT_IS = "\b\n"  # tells Typer to leave the lines of a paragraph alone


class Root(TyperGroup):
    """The command line as a whole: its help shows the commands in groups."""

    def format_options(self, ctx: Any, formatter: HelpFormatter) -> None:
        """Write the commands, then the global options."""
        formatter.write_paragraph()
        write_groups(formatter)
        with formatter.section("More commands"):
            formatter.write_dl(
                [
                    (name, self.commands[name].get_short_help_str())
                    for name in sorted(self.commands, key=_rank)
                    if not (self.commands[name].hidden or _is_grouped(name))
                ]
            )
        records = [each.get_help_record(ctx) for each in self.get_params(ctx)]
        with formatter.section("Options"):
            formatter.write_dl([each for each in records if each])
        formatter.write_paragraph()
        formatter.write(
            "photosort help COMMAND explains a command, photosort help glossary the words,\n"
            "photosort help values how to write dates, ids, queries and other values.\n"
        )


def write_groups(formatter: HelpFormatter) -> None:
    """Write the commands that most people need."""
    for group, commands in GROUPS.items():
        title = group
        for name, summary in commands.items():
            formatter.write(f"{title:<9}{name:<10}{summary}\n")
            title = ""


def short(context: Any) -> str:
    """What `photosort` alone prints: the commands that most people need."""
    formatter = context.make_formatter()
    context.command.format_usage(context, formatter)
    context.command.format_help_text(context, formatter)
    formatter.write_paragraph()
    write_groups(formatter)
    formatter.write_paragraph()
    formatter.write(
        "To begin: photosort index ~/Pictures\n"
        "photosort --help lists all commands, photosort COMMAND --help explains one.\n"
    )
    return str(formatter.getvalue()).rstrip("\n")


def _is_grouped(name: str) -> bool:
    return any(name in commands for commands in GROUPS.values())


def _rank(name: str) -> int:
    return MORE.index(name) if name in MORE else len(MORE)


def prepare(command: Any, path: Path) -> None:
    """Have the help of a command keep its examples, and its summary be its first sentence.

    What repeats the text of a parameter (its type, its variable, its range) is left out.
    """
    for each in command.params:
        each.show_envvar = False
        if each.param_type_name == "argument":
            each.display_type_rich = lambda **_: None
            each.make_metavar = partial(_metavar, each)
        elif hasattr(each.type, "_describe_range"):
            each.type._describe_range = lambda: ""
    if path and getattr(command, "invoke_without_command", False):
        command.subcommand_metavar = "[COMMAND [ARGS]...]"
    text = command.help or ""
    grouped = next((x[path[0]] for x in GROUPS.values() if len(path) == 1 and path[0] in x), "")
    command.short_help = grouped or summary(text)
    command.help = "\n\n".join(
        _AS_IT_IS + each if _ASIDE.search(each) else each for each in text.split("\n\n")
    )


def _metavar(argument: Any, ctx: Any, *, usage: bool = False) -> str:
    """An argument as git shows it: `FILE`, `[PATH]`, `ID...`, `[PATH...]`."""
    name = str(argument.metavar or (argument.name or "").upper())
    if not usage:
        return name
    if argument.nargs == -1 and " " not in name and not name.endswith("..."):
        name += "..."
    return name if argument.required else f"[{name}]"


def summary(text: str) -> str:
    """The first sentence of a help text, without its full stop."""
    first = " ".join(text.split("\n\n", 1)[0].split())
    return re.split(r"\.\s|\.$", first, maxsplit=1)[0]


def contexts(whole: Any) -> Iterator[tuple[Path, Any]]:
    """All commands that are shown, groups before what is in them, each with a context of its own.

    Those of the first page come first, in its order.
    """
    root = _context(whole, "photosort", None)
    yield (), root
    grouped = [name for commands in GROUPS.values() for name in commands]
    others = sorted(set(whole.commands) - set(grouped), key=_rank)
    for name in (*grouped, *others):
        yield from _below((name,), whole.commands[name], root)


def _below(path: Path, command: Any, above: Any) -> Iterator[tuple[Path, Any]]:
    if command.hidden:
        return
    context = _context(command, path[-1], above)
    yield path, context
    for name, each in getattr(command, "commands", {}).items():
        yield from _below((*path, name), each, context)


def _context(command: Any, name: str, above: Any) -> Any:
    """The context in which a command prints its help."""
    return command.context_class(command, info_name=name, parent=above, **command.context_settings)


def page(whole: Any, words: Sequence[str]) -> str:
    """The help of a command, or a topic. Raises `UsageError` where there is neither."""
    if len(words) == 1 and words[0] in TOPICS:
        return topic(words[0])
    context = _context(whole, "photosort", None)
    for word in words:
        below = getattr(context.command, "commands", {})
        if word not in below:
            raise _unknown(
                context.command_path, word, [*below, *(TOPICS if len(words) == 1 else ())]
            )
        context = _context(below[word], word, context)
    return str(context.get_help())


def topic(name: str) -> str:
    """The text of a topic."""
    from importlib.resources import files

    return (files(__package__) / "topics" / f"{name}.txt").read_text("utf-8").rstrip("\n")


def _unknown(command: str, word: str, known: Sequence[str]) -> UsageError:
    near = get_close_matches(word, known, 1)
    hint = f"did you mean {near[0]}? " if near else ""
    return UsageError(
        f"there is no help on {command.partition(' ')[2]} {word}".replace("  ", " "),
        f"{hint}photosort help lists all commands",
    )
