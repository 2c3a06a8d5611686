"""Work on content that a stranger may have written: in a process of its own, within bounds of time and memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeVar

from briefgen.diagnostics import BuildFailed, Report

_T = TypeVar("_T")
_R = TypeVar("_R")


def within(seconds: int, megabytes: int, what: str, work: Callable[[_T], Iterator[_R]], task: _T) -> _R:
    """The one result of `work`, which stands at the top of a module. What it raises is raised here.

    Raises `BuildFailed` when it wants more than these seconds of computing, or more memory. The process is a copy of
    this one, made before anything is loaded, which costs next to nothing.
    """
    from briefgen import workers

    result: list[_R] = []
    for ended in workers.run(work, deque([task]), 1, workers.Limits(seconds, megabytes)):
        if ended.why:
            report = Report()
            hint = "what in the content has no end? If it needs that much, give it more: --time-limit, --memory-limit"
            report.add("over-limits", f"{what}: {ended.why}", hint=hint)
            raise BuildFailed(report)
        result += ended.results
    return result[0]
