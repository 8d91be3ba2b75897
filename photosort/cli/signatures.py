"""Groups of options that are declared once and taken by many commands.

Typer wants a parameter for each option. Here a command takes groups of them as objects:

    class Paging(OptionGroup):
        limit: Annotated[int | None, typer.Option(help="At most N rows.")] = None
        offset: int = 0

    def list_runs(current: Session, paging: Paging, json: Json = False) -> int: ...

    add(app, "list", list_runs)

makes `list --limit --offset --json`. A parameter whose class has `from_context`, as `Session` has,
is made from the context of the command.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, dataclass_transform

import typer

Command = Callable[..., int | None]


@dataclass_transform(kw_only_default=True, frozen_default=True)
class OptionGroup:
    """Options and arguments that belong together: a field each, in the order of the help.

    Groups nest: a field may be a group itself. They do not inherit fields.
    """

    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)

    def given(self) -> dict[str, Any]:
        """The options that were given, by name: those that are not None."""
        values = {name: getattr(self, name) for name in type(self).__annotations__}
        return {name: value for name, value in values.items() if value is not None}


def add(
    group: typer.Typer,
    name: str,
    command: Command,
    handler: Callable[..., Any] | None = None,
    **settings: Any,
) -> None:
    """Add a command; `handler` is that of `flatten`, `settings` go to Typer."""
    group.command(name, **settings)(flatten(command, handler))


def add_group(app: typer.Typer, name: str, bare: Command) -> typer.Typer:
    """Add a group of commands; without one of them, `bare` is called."""
    group = typer.Typer(name=name, rich_markup_mode=None, invoke_without_command=True)
    flat = flatten(bare)

    def command(context: typer.Context, **given: Any) -> int | None:
        return None if context.invoked_subcommand else flat(context=context, **given)

    group.callback()(_like(command, flat, inspect.signature(flat).parameters.values()))
    app.add_typer(group, name=name)
    return group


def flatten(command: Command, handler: Callable[..., Any] | None = None) -> Command:
    """`command` as Typer reads it: with a parameter for each field of its option groups.

    With a `handler`, `command` takes `**asked`: the parameters of `handler`, which go before its
    own. The help is then the docstring of `handler`.
    """
    own = [
        each
        for each in inspect.signature(command).parameters.values()
        if each.kind != each.VAR_KEYWORD
    ]
    wanted = [*inspect.signature(handler).parameters.values(), *own] if handler else own

    def call(context: typer.Context, **given: Any) -> int | None:
        return command(
            **{each.name: _value(each.annotation, each.name, context, given) for each in wanted}
        )

    parameters = [_parameter("context", typer.Context, inspect.Parameter.empty)]
    for each in wanted:
        if not hasattr(each.annotation, "from_context"):
            parameters += _parameters(each.name, each.annotation, each.default)
    return _like(call, handler or command, parameters)


def _like(
    call: Command, model: Callable[..., Any], parameters: Iterable[inspect.Parameter]
) -> Command:
    """`call` with the name and docstring of `model`, and with these parameters."""
    parameters = list(parameters)
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {each.name: each.annotation for each in parameters}
    call.__name__, call.__doc__ = model.__name__, model.__doc__
    return call


def _parameter(name: str, kind: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)


def _parameters(name: str, kind: Any, default: Any) -> Iterator[inspect.Parameter]:
    """A parameter, or one for each field where it is an option group."""
    if not _is_group(kind):
        yield _parameter(name, kind, default)
        return
    for field, inner in kind.__annotations__.items():
        yield from _parameters(field, inner, getattr(kind, field, inspect.Parameter.empty))


def _value(kind: Any, name: str, context: typer.Context, given: Mapping[str, Any]) -> Any:
    """The argument for a parameter: from the context, a filled group, or as given."""
    if hasattr(kind, "from_context"):
        return kind.from_context(context)
    if not _is_group(kind):
        return given[name]
    return kind(
        **{
            field: _value(inner, field, context, given)
            for field, inner in kind.__annotations__.items()
        }
    )


def _is_group(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, OptionGroup)
