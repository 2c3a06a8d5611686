"""What each stage of a run costs: seconds that passed, and seconds of computing, those of ended children included."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Lap:
    """One stage."""

    stage: str
    wall: float
    cpu: float


@dataclass(slots=True)
class Stopwatch:
    """The laps of a run, or of one deliverable."""

    begun: Callable[[str], object] = str
    """Told the name of each stage that begins."""
    laps: list[Lap] = field(default_factory=list)


_RUNNING: ContextVar[Stopwatch | None] = ContextVar("stopwatch", default=None)


@contextmanager
def timed(begun: Callable[[str], object] = str) -> Iterator[Stopwatch]:
    """Stages in here are timed, but for those in another stopwatch."""
    token = _RUNNING.set(watch := Stopwatch(begun))
    try:
        yield watch
    finally:
        _RUNNING.reset(token)


@contextmanager
def lap(stage: str) -> Iterator[None]:
    """A stage; without a stopwatch around it nothing is timed."""
    watch = _RUNNING.get()
    if watch is None:
        yield
        return
    watch.begun(stage)
    wall, cpu = time.perf_counter(), computing()
    try:
        yield
    finally:
        watch.laps.append(Lap(stage, time.perf_counter() - wall, computing() - cpu))


def computing() -> float:
    """Seconds of computing so far."""
    children = os.times()
    return time.process_time() + children.children_user + children.children_system
