"""What is wrong with the words of a command, as sentences: those of Click say `a valid int`."""

import re
from difflib import get_close_matches
from typing import Any

from photosort.errors import UsageError

_KINDS = {"int": ("a whole number", "10"), "integer": ("a whole number", "10"),
          "float": ("a number", "2.5")}  # fmt: skip
_NOT_VALID = re.compile(r"(?P<value>'.*'|\".*\") is not a valid (?P<kind>\w+)", re.DOTALL)
_OUTSIDE = re.compile(r"(?P<value>\S+) is not in the range")
_NO_VALUE = re.compile(r"Option '(.+)' does not take a value")
_NO_COMMAND = re.compile(r"No such command '(.*?)'(?:\.|$)", re.DOTALL)
_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", re.DOTALL)


def explain_usage(error: Any) -> UsageError:
    """A usage error of Click's in our words: what is wrong, and how to write it."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "photosort"
    asks_help = f"{command} --help explains it"
    said = error.format_message().strip().rstrip(".")
    kind = type(error).__name__
    if kind == "MissingParameter" and error.param is not None:
        return UsageError(f"{name_of(error.param)} is missing", f"{_synopsis(error)}; {asks_help}")
    if kind == "BadParameter" and error.param is not None:
        return _bad_value(error, asks_help)
    if kind == "NoSuchOption":
        return _unknown_option(error.option_name, context, command)
    if no_command := _NO_COMMAND.match(said):
        known = list(getattr(context.command, "commands", ())) if context else []
        return _unknown("command", no_command[1], known, command)
    if kind == "BadOptionUsage":
        refused = _NO_VALUE.match(said)
        if refused:
            return UsageError(f"{refused[1]} takes no value", f"write {refused[1]} alone")
        name = error.option_name
        return UsageError(f"{name} needs a value", f"write it after the option: {name} VALUE")
    extra = _EXTRA.match(said)
    if extra:
        return UsageError(
            f"{command} takes no further argument: {extra[1]}",
            f"put a text with spaces in quotes; {asks_help}",
        )
    return UsageError(said, asks_help)


def _bad_value(error: Any, asks_help: str) -> UsageError:
    """A value that an option or argument does not take, wherever it stands."""
    name = _where(error)
    wrong = _NOT_VALID.search(error.message)
    if wrong and wrong["kind"] in _KINDS:
        what, example = _KINDS[wrong["kind"]]
        shown = f", such as {name} {example}" if name.startswith("-") else f", such as {example}"
        return UsageError(f"{name} {wrong['value']} is not {what}", f"give {what}{shown}")
    outside = _OUTSIDE.search(error.message)
    if outside:
        low, high = (getattr(error.param.type, each, None) for each in ("min", "max"))
        span = f"from {low} to {high}" if None not in (low, high) else (
            f"of at least {low}" if high is None else f"of at most {high}"
        )  # fmt: skip
        value = outside["value"].removesuffix(".0")
        return UsageError(f"{name} {value} is out of range", f"give a number {span}")
    return UsageError(f"{name}: {error.message.strip().rstrip('.')}", asks_help)


def _where(error: Any) -> str:
    """Where the value stands: the option, its variable, or the config file."""
    parameter, context = error.param, error.ctx
    source = context.get_parameter_source(parameter.name) if context else None
    if source is not None and source.name == "ENVIRONMENT":
        return str(parameter.resolve_envvar_value(context) and _variable(parameter, context))
    if source is not None and source.name == "DEFAULT_MAP":
        return f"{parameter.name.replace('_', '-')} in the config file:"
    return name_of(parameter)


def _variable(parameter: Any, context: Any) -> str:
    return str(parameter.envvar or f"{context.auto_envvar_prefix}_{parameter.name.upper()}")


def name_of(parameter: Any) -> str:
    """What messages call a parameter: `--limit`, or `FILE` of an argument."""
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len))
    return str(parameter.metavar or parameter.name.upper()).rstrip(".")


def _options(context: Any) -> list[str]:
    parameters = context.command.params if context else []
    return [each for parameter in parameters for each in parameter.opts if each.startswith("--")]


def _unknown_option(option: str, context: Any, command: str) -> UsageError:
    """An option that there is not; where a query or another command has it, how it is written."""
    known = _options(context)
    there = _as_query(option, known, command) or _of_subcommand(option, context)
    if there:
        return UsageError(f"{command} has no option {option}", there)
    return _unknown("option", option, known, command)


def _as_query(option: str, known: list[str], command: str) -> str:
    """How a query says what `--person` and the like would, where the command takes a query."""
    from photosort.query.language import FIELDS

    name = option.removeprefix("--")
    is_query = command == "photosort query"
    if is_query and name == "where":
        return "write the query itself: photosort query 'country:Japan taken:2023'"
    field = {"year": "taken", "from": "taken", "to": "taken", "date": "taken"}.get(name, name)
    if field not in FIELDS or not ("--where" in known or is_query):
        return ""
    term = "'taken:2023-04..2023-05'" if field == "taken" else f"'{field}:VALUE'"
    return f"write it as {command if is_query else '--where'} {term}"


def _of_subcommand(option: str, context: Any) -> str:
    """Which command of a group has an option that the group itself has not."""
    for name, each in getattr(context and context.command, "commands", {}).items():
        if any(option in parameter.opts for parameter in each.params):
            return f"write it as {context.command_path} {name} {option}"
    return ""


def _unknown(what: str, name: str, known: list[str], command: str) -> UsageError:
    near = get_close_matches(name, known, 1, 0.6)
    there_are = f"{command} --help lists them"
    return UsageError(
        f"{command} has no {what} {name}",
        f"did you mean {near[0]}? {there_are}" if near else there_are,
    )


def _synopsis(error: Any) -> str:
    """`photosort roots move OLD NEW`: the arguments that must be given."""
    context = error.ctx
    words = [name_of(each) for each in context.command.params
             if each.param_type_name == "argument"]  # fmt: skip
    return f"write {' '.join([context.command_path, *words])}"
