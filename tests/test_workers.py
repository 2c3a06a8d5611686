"""Processes that go astray end alone, and it is told why."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefgen.workers import Ended, Limits, run

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")
SMALL = Limits(seconds=1, megabytes=400)


def work(task: str) -> Iterator[str]:
    """Says `a`, then does what the task names."""
    yield f"{task}: a"
    if task == "loops":
        while True:
            pass
    if task == "eats":
        _eaten = [bytes(50_000_000) for _ in range(20)]
    if task == "crashes":
        faulthandler.disable()
        ctypes.string_at(0)
    if task == "is killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "sleeps":
        time.sleep(600)
    if task == "falls silent":
        os.closerange(3, 1000)
        time.sleep(600)
    if task == "fails":
        raise RuntimeError("a bug")
    yield f"{task}: b"


def ended(*tasks: str, jobs: int = 2) -> dict[str, Ended[str, str]]:
    return {each.task: each for each in run(work, deque(tasks), jobs, SMALL)}


@ON_LINUX
def test_what_goes_astray_is_told_and_the_rest_is_done() -> None:
    found = ended("one", "loops", "eats", "crashes", "is killed", "sleeps", "falls silent", "two")

    assert {name: each.results for name, each in found.items() if not each.why} == {
        "one": ("one: a", "one: b"),
        "two": ("two: a", "two: b"),
    }
    assert found["loops"].why.startswith("it was not done after ")
    assert {name: each.why for name, each in found.items() if each.why and name != "loops"} == {
        "eats": "it wants more than 400 megabytes of memory",
        "crashes": "its process broke down (SIGSEGV), perhaps for want of memory",
        "is killed": "the system ended its process, perhaps for want of memory",
        "falls silent": "its answer could not be read",
        "sleeps": "it was not done after 4 seconds",
    }
    assert all(each.results == (f"{name}: a",) for name, each in found.items() if each.why)


def test_a_bug_in_a_process_is_raised() -> None:
    with pytest.raises(RuntimeError, match="a bug"):
        ended("one", "fails")


def test_tasks_that_are_added_meanwhile_are_done_too() -> None:
    tasks = deque(["one"])

    done = []
    for each in run(work, tasks, 1, SMALL):
        done.append(each.task)
        tasks.extend(["two"] if each.task == "one" else [])

    assert done == ["one", "two"]


@ON_LINUX
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_processes_end_with_the_one_that_they_work_for(how: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, sys, time, pathlib\n"
        "from collections import deque\n"
        "from briefgen.workers import Limits, run\n"
        "def work(task):\n"
        "    pathlib.Path(task).write_text(str(os.getpid()))\n"
        "    time.sleep(600)\n"
        "    yield task\n"
        "if __name__ == '__main__':\n"
        "    list(run(work, deque(sys.argv[1:]), 2, Limits()))\n",
        encoding="utf-8",
    )
    marks = [tmp_path / "one", tmp_path / "two"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    parent = subprocess.Popen([sys.executable, str(script), *map(str, marks)], env=env)
    until(lambda: all(m.exists() and m.read_text() for m in marks))

    parent.send_signal(how)
    parent.wait()

    until(lambda: not any(is_running(int(m.read_text())) for m in marks))


def until(holds: object) -> None:
    """Wait until something holds; a minute is never needed."""
    assert callable(holds)
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"
