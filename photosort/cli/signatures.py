"""Commands whose options stand in objects, as Typer reads them: a parameter an option.

    class Paging(Options):
        limit: Annotated[int | None, typer.Option(help="At most so many.")] = None
        offset: int = 0

    def list_runs(current: Session, paging: Paging, json: Json = False) -> int: ...

    add(app, "list", list_runs)

gives `list --limit --offset --json`. A class of options is declared once, for all commands that
take them. A parameter of a class with `from_context`, as `Session`, gets what that makes.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, dataclass_transform

import typer

Command = Callable[..., int | None]


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Options:
    """Options and arguments that belong together: a field each, in the order of the help.

    A field that is a class of options itself stands for its fields.
    """

    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)


def add(
    group: typer.Typer,
    name: str,
    command: Command,
    piece: Callable[..., Any] | None = None,
    **settings: Any,
) -> None:
    """Make `command` the one of that name; `piece` as in `spread`, `settings` go to Typer."""
    group.command(name, **settings)(spread(command, piece))


def add_group(app: typer.Typer, name: str, bare: Command) -> typer.Typer:
    """A group of commands that does `bare` where none of them is named."""
    group = typer.Typer(name=name, rich_markup_mode=None, invoke_without_command=True)
    spread_out = spread(bare)

    def command(context: typer.Context, **given: Any) -> int | None:
        return None if context.invoked_subcommand else spread_out(context=context, **given)

    group.callback()(_like(command, spread_out, inspect.signature(spread_out).parameters.values()))
    app.add_typer(group, name=name)
    return group


def spread(command: Command, piece: Callable[..., Any] | None = None) -> Command:
    """`command` with a parameter for each field of its `Options`.

    Where it has `**asked`, these are the parameters of `piece`, which come before its own, and the
    help is that of `piece`.
    """
    own = [
        each
        for each in inspect.signature(command).parameters.values()
        if each.kind != each.VAR_KEYWORD
    ]
    wanted = [*inspect.signature(piece).parameters.values(), *own] if piece else own

    def call(context: typer.Context, **given: Any) -> int | None:
        return command(
            **{each.name: _value(each.annotation, each.name, context, given) for each in wanted}
        )

    parameters = [_parameter("context", typer.Context, inspect.Parameter.empty)]
    for each in wanted:
        if not hasattr(each.annotation, "from_context"):
            parameters += _parameters(each.name, each.annotation, each.default)
    return _like(call, piece or command, parameters)


def _like(
    call: Command, model: Callable[..., Any], parameters: Iterable[inspect.Parameter]
) -> Command:
    """`call`, seen from outside with the name and help of `model`, and these parameters."""
    parameters = list(parameters)
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {each.name: each.annotation for each in parameters}
    call.__name__, call.__doc__ = model.__name__, model.__doc__
    return call


def _parameter(name: str, kind: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)


def _parameters(name: str, kind: Any, default: Any) -> Iterator[inspect.Parameter]:
    """What a parameter stands for: itself, or the fields of its class of options."""
    if not _is_options(kind):
        yield _parameter(name, kind, default)
        return
    for field, inner in kind.__annotations__.items():
        yield from _parameters(field, inner, getattr(kind, field, inspect.Parameter.empty))


def _value(kind: Any, name: str, context: typer.Context, given: Mapping[str, Any]) -> Any:
    """What `command` gets for a parameter."""
    if hasattr(kind, "from_context"):
        return kind.from_context(context)
    if not _is_options(kind):
        return given[name]
    return kind(
        **{
            field: _value(inner, field, context, given)
            for field, inner in kind.__annotations__.items()
        }
    )


def _is_options(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Options)
