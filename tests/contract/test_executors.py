"""What every executor promises, and what a pool survives."""

import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from photosort.errors import PhotosortError
from photosort.workflow.compute import pool as pools
from photosort.workflow.compute import worker as workers
from photosort.workflow.compute.inline import Inline
from photosort.workflow.compute.parts import Parts
from photosort.workflow.compute.pool import Pool
from photosort.workflow.compute.port import Executor, Task

Item = Any


@pytest.fixture(params=["inline", "fork", "spawn"])
def executor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Executor:
    if request.param == "inline":
        return Inline()
    return pool(request.param, monkeypatch)


@pytest.fixture(params=["fork", pytest.param("spawn", marks=pytest.mark.slow)])
def two(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Executor:
    return pool(request.param, monkeypatch)


def pool(how: str, monkeypatch: pytest.MonkeyPatch) -> Pool:
    # pytest's workers have threads of their own, none of which hold what ours need
    monkeypatch.setattr(threading, "active_count", lambda: 1 if how == "fork" else 2)
    return Pool(2)


def lost(item: Item, reason: str) -> str:
    return f"{item}: {reason}"


def run(
    executor: Executor, function: Any, items: Sequence[Item], size: int = 8
) -> tuple[list[Any], list[str]]:
    """All results, and what was warned of."""
    warnings: list[str] = []
    task = Task[Item, Any](function, lost, size, 0)
    parts = executor.run(task, Parts(items, size), warnings.append)
    return [each for part in parts for each in part], warnings


def square(numbers: Sequence[int]) -> list[int]:
    return [number**2 for number in numbers]


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 100])
def test_each_item_has_one_result(executor: Executor, count: int) -> None:
    results, warnings = run(executor, square, range(count))
    assert sorted(results) == [number**2 for number in range(count)]
    assert warnings == []


def fail(items: Sequence[int]) -> list[int]:
    if 13 in items:
        raise PhotosortError("no room", "make some")
    return list(items)


class UnpackableError(Exception):
    """An error that can be packed and not unpacked."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)


def fail_strangely(items: Sequence[int]) -> list[int]:
    raise UnpackableError("a", "b")


def leave(items: Sequence[int]) -> list[int]:
    raise SystemExit(0)


def test_what_the_function_raises_is_raised(executor: Executor) -> None:
    with pytest.raises(PhotosortError) as said:
        run(executor, fail, range(64))
    assert (said.value.message, said.value.hint) == ("no room", "make some")


@pytest.mark.parametrize("function", [fail_strangely, leave])
def test_errors_that_cannot_travel_are_raised_too(two: Executor, function: Any) -> None:
    with pytest.raises((RuntimeError, SystemExit)):
        run(two, function, range(8))


def swallow(items: Sequence[int]) -> list[int]:
    if 5 in items:
        raise MemoryError
    return list(items)


def test_who_needs_too_much_memory_is_named(executor: Executor) -> None:
    results, _ = run(executor, swallow, range(20))
    assert {each for each in results if isinstance(each, int)} == {*range(20)} - {5}
    assert [each for each in results if isinstance(each, str)] == [
        "5: needs more memory than there is"
    ]


def bulky(items: Sequence[int]) -> list[bytes]:
    return [bytes([item]) * 500_000 for item in items]


def test_requests_and_results_larger_than_a_pipe(executor: Executor) -> None:
    results, _ = run(executor, bulky, range(32), 2)
    assert sorted(each[0] for each in results) == list(range(32))
    parts = [bytes([number]) * 200_000 for number in range(40)]
    results, _ = run(executor, _same, parts, 2)
    assert sorted(results) == parts


def _same(items: Sequence[Any]) -> list[Any]:
    return list(items)


def count_begun(items: Sequence[Path]) -> list[int]:
    for item in items:
        item.touch()
    return [0] * len(items)


def test_only_a_few_parts_are_worked_on_ahead(executor: Executor, tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(400)]
    task = Task[Item, Any](count_begun, lost, 2, 0)
    parts = executor.run(task, Parts(paths, 2), print)
    next(parts)
    time.sleep(0.2)
    assert len(list(tmp_path.iterdir())) <= 2 * 2 * (pools._AHEAD + 1)
    parts.close()
    time.sleep(0.1)
    done = len(list(tmp_path.iterdir()))
    time.sleep(0.2)
    assert len(list(tmp_path.iterdir())) == done, "somebody works on after the end"


# deaths


def die_of(how: str, items: Sequence[int], deadly: Sequence[int]) -> list[int]:
    if set(items) & set(deadly):
        if how == "exit":
            os._exit(3)
        os.kill(os.getpid(), getattr(signal, how))
    return list(items)


def killed(items: Sequence[int]) -> list[int]:
    return die_of("SIGKILL", items, (70,))


def crashed(items: Sequence[int]) -> list[int]:
    return die_of("SIGSEGV", items, (0, 99))


def exited(items: Sequence[int]) -> list[int]:
    return die_of("exit", items, (50,))


@pytest.mark.parametrize(
    ("function", "deadly", "reason", "warning"),
    [
        (killed, [70], "probably for want of memory", "--workers 1 needs less"),
        (crashed, [0, 99], "crashes (SIGSEGV)", "a worker crashed (SIGSEGV)"),
        (exited, [50], "crashes (exit code 3)", "a worker crashed (exit code 3)"),
    ],
)
def test_what_kills_is_named_and_the_rest_done(
    two: Executor, function: Any, deadly: list[int], reason: str, warning: str
) -> None:
    results, warnings = run(two, function, range(100), 16)
    assert sorted(each for each in results if isinstance(each, int)) == sorted(
        {*range(100)} - {*deadly}
    )
    named = sorted(each for each in results if isinstance(each, str))
    assert [int(each.split(":")[0]) for each in named] == deadly
    assert all(reason in each for each in named)
    assert len(warnings) == 1 and warning in warnings[0]


def die_once(items: Sequence[Path]) -> list[str]:
    for item in items:
        if item.name == "7" and not item.exists():
            item.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return [item.name for item in items]


def test_who_was_killed_for_another_is_not_blamed(two: Executor, tmp_path: Path) -> None:
    results, warnings = run(two, die_once, [tmp_path / str(number) for number in range(20)], 4)
    assert sorted(results, key=int) == [str(number) for number in range(20)]
    assert len(warnings) == 1


def die_in_the_middle(items: Sequence[int]) -> list[Any]:
    return [Deadly() if item == 3 else bytes(100_000) for item in items]


class Deadly:
    """Ends the process that packs it to hand it over."""

    def __reduce__(self) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


def test_a_death_while_a_result_is_handed_over(two: Executor) -> None:
    results, _ = run(two, die_in_the_middle, range(12), 4)
    assert sum(isinstance(each, bytes) for each in results) == 11


def say_half(of: int) -> None:
    """Begin to hand over a result, in the worker that this runs in."""
    frame = sys._getframe()
    while "answers" not in frame.f_locals:
        assert frame.f_back
        frame = frame.f_back
    os.write(frame.f_locals["answers"].fileno(), workers._LENGTH.pack(of) + bytes(of // 2))


def half_a_message(items: Sequence[int]) -> list[int]:
    if 9 in items:
        say_half(1000)
        os.kill(os.getpid(), signal.SIGKILL)
    return list(items)


def test_half_a_message_is_none(two: Executor) -> None:
    results, _ = run(two, half_a_message, range(12), 4)
    assert sorted(each for each in results if isinstance(each, int)) == [*range(9), 10, 11]


def stop_or_die(items: Sequence[str]) -> list[str]:
    if items[0] == "stop":
        say_half(1000)
        os.kill(os.getpid(), signal.SIGSTOP)
    if items[0] == "die":
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGKILL)
    return list(items)


def test_a_death_is_noticed_while_another_is_stopped(two: Executor) -> None:
    """One hangs in the middle of a message; that must not keep us from hearing of the other."""
    heard: list[float] = []
    task = Task[Item, Any](stop_or_die, lost, 1, 0)
    items = ["stop", "die", "x", "y"]
    parts = two.run(task, Parts(items, 1), lambda text: heard.append(time.monotonic()))
    began = time.monotonic()
    assert {next(parts)[0], next(parts)[0]} == {"x", "y"}
    parts.close()
    assert len(heard) == 1 and heard[0] - began < 2.5


def die_always(items: Sequence[int]) -> list[int]:
    os.kill(os.getpid(), signal.SIGKILL)
    return []


def test_deaths_without_end_end(two: Executor) -> None:
    with pytest.raises(PhotosortError) as said:
        run(two, die_always, range(5000), 64)
    assert "--workers 1" in said.value.hint


def test_workers_that_cannot_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    executor = pool("fork", monkeypatch)
    monkeypatch.setattr(workers, "_begin", lambda: os._exit(1))
    with pytest.raises(PhotosortError) as said:
        run(executor, square, range(100))
    assert "--workers 1" in said.value.hint and "exit code 1" in said.value.message


def test_no_room_for_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    executor = pool("fork", monkeypatch)
    fork, left = os.fork, [1]

    def short() -> int:
        if not left:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        left.pop()
        return fork()

    monkeypatch.setattr(os, "fork", short)
    assert sorted(run(executor, square, range(50))[0]) == [number**2 for number in range(50)]
    with pytest.raises(PhotosortError) as said:
        run(executor, square, range(50))
    assert "temporarily unavailable" in said.value.message


def hang(items: Sequence[int]) -> list[int]:
    if 4 in items:
        time.sleep(600)
    return list(items)


def test_work_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    executor = pool("fork", monkeypatch)
    monkeypatch.setattr(pools, "_LONGEST", 0.3)
    results, warnings = run(executor, hang, range(8), 4)
    assert {each for each in results if isinstance(each, int)} == {*range(8)} - {4}
    assert next(each for each in results if isinstance(each, str)).startswith("4: ")
    assert "did not end" in warnings[0]
