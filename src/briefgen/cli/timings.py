"""What a build costs, stage by stage and document by document, as JSON."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from briefgen import __version__
from briefgen.diagnostics import UsageError
from briefgen.output import write_file
from briefgen.stopwatch import Lap, computing

Costs = Mapping[tuple[str, str, str], tuple[Lap, ...]]
_DIGITS: Final = 4


class Timings:
    """From now on, for the file that `--timings` names; without a file nothing is written."""

    def __init__(self, path: Path | None) -> None:
        if path is not None and (path.is_dir() or not path.parent.is_dir()):
            raise UsageError(f"{path} is no file that can be written")
        self._path = path
        self._wall = time.perf_counter()

    def write(self, jobs: int, laps: Iterable[Lap] = (), costs: Costs | None = None) -> None:
        """Everything that was timed. Computing is counted from the start of the program, passing time from here."""
        if self._path is None:
            return
        named = sorted((costs or {}).items())
        rows = {
            "tool": f"briefgen {__version__}",
            "jobs": jobs,
            "wall": round(time.perf_counter() - self._wall, _DIGITS),
            "cpu": round(computing(), _DIGITS),
            "stages": [_stage(lap) for lap in laps],
            "deliverables": [_deliverable(name, each) for name, each in named if name[2]],
            "shared": [_deliverable(name, each) for name, each in named if not name[2] and each],
        }
        write_file(self._path, (json.dumps(rows, indent=2) + "\n").encode())


def _deliverable(name: tuple[str, str, str], laps: tuple[Lap, ...]) -> dict[str, object]:
    parts = {what: part for what, part in zip(("brief", "audience", "length"), name, strict=True) if part}
    whole = Lap("", sum(lap.wall for lap in laps), sum(lap.cpu for lap in laps))
    return {**parts, **_seconds(whole), "stages": [_stage(lap) for lap in laps]}


def _stage(lap: Lap) -> dict[str, object]:
    return {"stage": lap.stage, **_seconds(lap)}


def _seconds(lap: Lap) -> dict[str, float]:
    return {"wall": round(lap.wall, _DIGITS), "cpu": round(lap.cpu, _DIGITS)}
