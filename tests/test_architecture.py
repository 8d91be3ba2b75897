"""The imports inside `photosort`: no circles, and rooms that are entered by their door."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import photosort

PACKAGE = Path(photosort.__file__).parent
USE_CASES = "photosort.workflow."


def name_of(file: Path) -> str:
    parts = ("photosort", *file.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {name_of(file): file for file in sorted(PACKAGE.rglob("*.py"))}
ROOMS = {name for name, file in FILES.items() if file.name == "__init__.py"}


@cache
def imports(module: str) -> set[tuple[str, str]]:
    """(module, name) of all that a module imports from photosort, inside functions, too."""
    return {
        (node.module, each.name)
        for node in ast.walk(ast.parse(FILES[module].read_text()))
        if isinstance(node, ast.ImportFrom) and node.module and node.module in FILES
        for each in node.names
    }


def modules_of(module: str) -> set[str]:
    return {
        f"{source}.{name}" if f"{source}.{name}" in FILES else source
        for source, name in imports(module)
    } - {module}


def test_no_two_modules_need_each_other():
    graph = {module: modules_of(module) for module in FILES}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise AssertionError(" → ".join(error.args[1])) from None
    assert len(order) == len(FILES) > 300


def room_of(module: str) -> str | None:
    """The room of use cases that a module is in, if any."""
    room = ".".join(module.split(".")[:3])
    return room if room in ROOMS and room.startswith(USE_CASES) else None


def test_a_room_of_use_cases_is_entered_by_the_names_that_it_gives():
    wrong = []
    for module in FILES:
        if not module.startswith(USE_CASES):
            continue
        for source, name in imports(module):
            room = room_of(source) or room_of(f"{source}.{name}")
            if room is None or room == room_of(module):
                continue
            if room == f"{source}.{name}":
                continue
            if source != room or name not in import_module(room).__all__:
                wrong.append(f"{module} imports {name} from {source}")
    assert not wrong
