"""Processes that work for this one, each within bounds of time and memory.

A process that has no end, wants too much memory or is brought down by a library ends alone, and what it was doing is
told. All of them end with this process, whatever ends it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import connection, resource_tracker
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, Final, Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
Work = Callable[[Task], Iterator[Result]]
"""What a process does with a task: results, one after the other. It stands at the top of a module."""

_PATIENCE: Final = 4
"""Seconds that may pass for each second of computing: others want the processor too."""
_FAREWELL: Final = 2
"""Seconds for a process to end that says no more."""
_PR_SET_PDEATHSIG: Final = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process may use."""

    seconds: int = 180
    """Computing time for each result; four times as much may pass."""
    megabytes: int = 2048
    """Memory for its data, where the system can hold it to that."""


@dataclass(frozen=True, slots=True)
class Ended(Generic[Task, Result]):
    """What became of a task."""

    task: Task
    results: tuple[Result, ...]
    why: str = ""
    """Why there are no more results, if its process ended before it was done."""


@dataclass(frozen=True, slots=True)
class _Raised:
    fault: Exception


@dataclass(frozen=True, slots=True)
class _Told:
    what: object


_DONE: Final = "done"
_NO_MEMORY: Final = "no memory"


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    channel: Any
    limits: Limits
    task: Any = None
    results: list[Any] = field(default_factory=list)
    since: float = 0.0

    @property
    def left(self) -> float:
        """Seconds until its result is overdue."""
        return self.since + _PATIENCE * self.limits.seconds - time.monotonic()

    def begin(self, task: Any) -> None:
        self.task, self.results, self.since = task, [], time.monotonic()
        with contextlib.suppress(OSError):  # it has died since; that is told when it is listened to
            self.channel.send(task)


def run(
    work: Work[Task, Result],
    tasks: deque[Task],
    jobs: int,
    limits: Limits,
    heard: Callable[[Task, object], None] = lambda _task, _what: None,
) -> Iterator[Ended[Task, Result]]:
    """Do the tasks in so many processes at once. Tasks that are added while this goes on are done too.

    What the work tells of itself (`tell`) and each of its results is passed on to `heard` when it comes. An exception
    in a process is raised here. Memory that is wanting is none: it ends the task.
    """
    idle: list[_Worker] = []
    busy: list[_Worker] = []
    with tempfile.TemporaryDirectory(prefix="briefgen-") as folder:
        try:
            while tasks or busy:
                while tasks and len(busy) < jobs:
                    worker = idle.pop() if idle else _start(work, limits, folder)
                    worker.begin(tasks.popleft())
                    busy.append(worker)
                for worker, why in _next(busy, heard):
                    busy.remove(worker)
                    (idle if worker.process.is_alive() else []).append(worker)
                    yield Ended(worker.task, tuple(worker.results), why)
        finally:
            for worker in (*idle, *busy):
                _end(worker)


def _next(busy: list[_Worker], heard: Callable[[Any, object], None]) -> Iterator[tuple[_Worker, str]]:
    """Wait until something happens; the workers whose task is over, with why it was broken off."""
    patience = max(0.0, min(worker.left for worker in busy))
    ready = connection.wait([w.channel for w in busy] + [w.process.sentinel for w in busy], patience)
    for worker in list(busy):
        why = None
        if worker.channel in ready or worker.process.sentinel in ready:
            why = _listen(worker, heard)
        elif worker.left <= 0:
            why = f"it was not done after {_PATIENCE * worker.limits.seconds} seconds"
        if why:
            _end(worker)
        if why is not None:
            yield worker, why


def _listen(worker: _Worker, heard: Callable[[Any, object], None]) -> str | None:
    """Take what a worker sent. None while it goes on, an empty text when it is done, else why it is not."""
    while True:
        try:
            if not worker.channel.poll():
                break
            said = worker.channel.recv()
        except (EOFError, OSError):
            return _broken_off(worker)
        if isinstance(said, _Raised):
            raise said.fault
        if said in (_DONE, _NO_MEMORY):
            return "" if said == _DONE else _wanted_memory(worker.limits)
        heard(worker.task, said.what if isinstance(said, _Told) else said)
        if not isinstance(said, _Told):
            worker.results.append(said)
            worker.since = time.monotonic()
    return None if worker.process.is_alive() else _cause(worker.process.exitcode or 0, worker.limits)


def _broken_off(worker: _Worker) -> str:
    """Why nothing more can be heard from a worker: it has ended, or what it says cannot be read."""
    until = time.monotonic() + _FAREWELL
    while worker.process.is_alive():  # `join` waits without end for a process that has closed its files
        if time.monotonic() > until:
            return "its answer could not be read"
        time.sleep(0.01)
    return _cause(worker.process.exitcode or 0, worker.limits)


def _cause(code: int, limits: Limits) -> str:
    """How a process ended, in words."""
    if code == -getattr(signal, "SIGXCPU", 0):
        return f"it was not done after {limits.seconds} seconds of computing"
    if code == -getattr(signal, "SIGKILL", 0):
        return "the system ended its process, perhaps for want of memory"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"exit code {code}"
    return f"its process broke down ({name}), perhaps for want of memory"


def _wanted_memory(limits: Limits) -> str:
    return f"it wants more than {limits.megabytes:,} megabytes of memory"


# --- processes ------------------------------------------------------------------------------------------


def _start(work: Work[Any, Any], limits: Limits, folder: str) -> _Worker:
    context = _context()
    ours, theirs = context.Pipe()
    own = tempfile.mkdtemp(dir=folder)
    process = context.Process(target=_serve, args=(work, theirs, limits, own, os.getpid()), daemon=True)  # type: ignore[attr-defined]
    with _deaf_to_interrupts(context), _path_without_here():
        process.start()
    theirs.close()
    return _Worker(process, ours, limits)


def _context() -> BaseContext:
    """A copy of this process where that is safe, since it has loaded what it needs; else a new one."""
    return multiprocessing.get_context("fork" if _can_be_copied() else "spawn")


def _can_be_copied() -> bool:
    """Whether all threads are Python's own: those of libraries would be missing in a copy, and be waited for."""
    if sys.platform != "linux":
        return False
    with contextlib.suppress(OSError):
        return len(os.listdir("/proc/self/task")) == threading.active_count() == 1  # noqa: PTH208
    return False


@contextlib.contextmanager
def _deaf_to_interrupts(context: BaseContext) -> Iterator[None]:
    """Processes that begin in here do not hear Ctrl-C, so that it is this process that ends them, without noise.

    This process hears it afterwards: it is put off, since ignoring it would lose it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    if context.get_start_method() != "fork":
        resource_tracker.ensure_running()  # beginning one later would end the putting off
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _path_without_here() -> Iterator[None]:
    """A new Python looks for modules in the folder where it starts, which may be a stranger's; ours does not."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


def _end(worker: _Worker) -> None:
    """End a process with all that it started."""
    process = worker.process
    if process.pid is not None and process.is_alive():
        with contextlib.suppress(OSError, AttributeError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.join()
    worker.channel.close()


# --- inside a process -----------------------------------------------------------------------------------


_channel: Any = None
"""Of this process, if it works for another."""


def tell(what: object) -> None:
    """Let the process for which this one works know how far it is; a word to nobody elsewhere."""
    if _channel is not None:
        _channel.send(_Told(what))


def _serve(work: Work[Any, Any], channel: Any, limits: Limits, folder: str, parent: int) -> None:
    global _channel  # noqa: PLW0603 - one for each process
    _channel = channel
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    _bind_to(parent)
    _limit_memory(limits)
    while True:
        try:
            task = channel.recv()
        except (EOFError, OSError):
            return
        channel.send(_served(work, task, channel, limits))


def _served(work: Work[Any, Any], task: Any, channel: Any, limits: Limits) -> object:
    try:
        _limit_time(limits)
        for result in work(task):
            channel.send(result)
            _limit_time(limits)
    except MemoryError:
        return _NO_MEMORY
    except Exception as fault:
        fault.add_note("".join(traceback.format_exception(fault)))
        return _Raised(fault)
    return _DONE


def _bind_to(parent: int) -> None:
    """Lead a group of processes, and end with the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):
        os.setpgid(0, 0)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            signal.raise_signal(signal.SIGKILL)


def _limit_memory(limits: Limits) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        size = limits.megabytes << 20
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(limits: Limits) -> None:
    """So much computing from now on."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + 1 + limits.seconds
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
