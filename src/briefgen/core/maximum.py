"""Integer programs, solved exactly by HiGHS. Nothing else imports it.

What was solved before may be remembered: the same program has the same answer.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, Final, Protocol

NODES: Final = 5_000
"""Branches after which the best choice so far is taken: a bound on time that is the same on every machine."""
INFINITE: Final = float("inf")

Row = tuple[float, float, Mapping[int, float]]
"""The least and the most that a sum may be, and its terms: a factor for each column."""
Answer = tuple[Sequence[int], bool]
"""The columns that are 1, of those that are 0 or 1, and whether it is proven that nothing is better."""


class Memory(Protocol):
    """What is kept between runs, by key; what cannot be read or kept is nothing."""

    def read(self, key: str) -> Mapping[str, object] | None: ...

    def write(self, key: str, kept: Mapping[str, object]) -> None: ...


_MEMORY: ContextVar[Memory | None] = ContextVar("memory", default=None)


@contextlib.contextmanager
def remembering(memory: Memory | None) -> Iterator[None]:
    """In here, what `memory` knows is not solved again."""
    token = _MEMORY.set(memory)
    try:
        yield
    finally:
        _MEMORY.reset(token)


def maximum(costs: Sequence[float], binaries: int, rows: Sequence[Row]) -> Answer | None:
    """Where the sum of costs is greatest, with the first `binaries` columns 0 or 1 and the others between.

    None when no values keep to the rows.
    """
    if not costs:
        return ((), True) if all(low <= 0.0 <= high for low, high, _ in rows) else None
    memory = _MEMORY.get()
    if memory is None:
        return _solved(costs, binaries, rows)
    key = _key(costs, binaries, rows)
    kept = _understood(memory.read(key), key, binaries)
    if kept is None:
        kept = [_solved(costs, binaries, rows)]
        memory.write(key, {"answer": kept, "sum": _sum(key, kept)})
    return kept[0]


# --- remembering --------------------------------------------------------------------------------------


def _key(costs: Sequence[float], binaries: int, rows: Sequence[Row]) -> str:
    """A hash of a program, to the last digit; how it is solved is part of it."""
    whole = [list(costs), binaries, [[low, high, list(entries.items())] for low, high, entries in rows], _OPTIONS]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()[:32]


def _sum(key: str, kept: Sequence[Answer | None]) -> str:
    return hashlib.sha256(f"{key} {json.dumps(kept)}".encode()).hexdigest()[:16]


def _understood(said: Mapping[str, object] | None, key: str, binaries: int) -> list[Answer | None] | None:
    """The answer that was kept, in a list; None when nothing was, or something that was not kept for this program."""
    answers = said.get("answer") if said else None
    if not said or not isinstance(answers, list) or said.get("sum") != _sum(key, answers):
        return None
    with contextlib.suppress(ValueError, TypeError):
        (answer,) = answers
        if answer is None:
            return [None]
        chosen, exact = answer
        if all(isinstance(n, int) and 0 <= n < binaries for n in chosen):
            return [(tuple(chosen), bool(exact))]
    return None


# --- solving ------------------------------------------------------------------------------------------


def _solved(costs: Sequence[float], binaries: int, rows: Sequence[Row]) -> Answer | None:
    import highspy
    import numpy as np

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(costs), len(rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.array(costs)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(costs)), np.ones(len(costs))
    lp.row_lower_ = np.array([_bound(low, highspy.kHighsInf) for low, _, _ in rows])
    lp.row_upper_ = np.array([_bound(high, highspy.kHighsInf) for _, high, _ in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(entries) for _, _, entries in rows)])
    lp.a_matrix_.index_ = np.array([column for _, _, entries in rows for column in entries])
    lp.a_matrix_.value_ = np.array([value for _, _, entries in rows for value in entries.values()])
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger] * binaries + [kinds.kContinuous] * (len(costs) - binaries)
    found = _run(highspy, lp)
    return (tuple(n for n in range(binaries) if found[0][n] > 0.5), found[1]) if found else None


def _bound(value: float, infinite: float) -> float:
    return max(-infinite, min(infinite, value))


def _run(highspy: Any, lp: Any) -> tuple[Sequence[float], bool] | None:
    solver = highspy.Highs()
    for name, value in _OPTIONS.items():
        solver.setOptionValue(name, value)
    solver.passModel(lp)
    solver.run()
    status, statuses = solver.getModelStatus(), highspy.HighsModelStatus
    if status not in (statuses.kOptimal, statuses.kSolutionLimit, statuses.kIterationLimit, statuses.kInterrupt):
        return None
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return list(solver.getSolution().col_value), status == statuses.kOptimal


_OPTIONS: Final[Mapping[str, object]] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-7,
    "mip_max_nodes": NODES,
    **dict.fromkeys(("mip_heuristic_run_rins", "mip_heuristic_run_rens", "mip_heuristic_run_feasibility_jump"), False),
}
"""Three searches for good choices are left out, since programs as small as these are proven sooner without: the first
choices of all documents of the library that ships in 0.4 of the time, and the same ones."""
