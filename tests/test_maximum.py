"""Integer programs: solved exactly, and remembered by what they are."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Mapping

import pytest

from briefgen.core.maximum import INFINITE, Row, maximum, remembering


class Shelf(dict[str, Mapping[str, object]]):
    """A memory that, like one on disk, keeps JSON."""

    read_from = 0

    def read(self, key: str) -> Mapping[str, object] | None:
        self.read_from += key in self
        return self.get(key)

    def write(self, key: str, kept: Mapping[str, object]) -> None:
        self[key] = json.loads(json.dumps(kept))


COSTS = (3.0, 2.0, 2.0)
ROWS: list[Row] = [(-INFINITE, 2.0, {0: 2.0, 1: 1.0, 2: 1.0})]


def a_program(seed: int) -> tuple[list[float], list[Row]]:
    rng = random.Random(seed)  # noqa: S311
    costs = [rng.uniform(-1, 3) for _ in range(9)]
    rows: list[Row] = [(0.0, rng.uniform(2, 6), {n: rng.uniform(0, 3) for n in range(9)}) for _ in range(3)]
    return costs, rows


@pytest.mark.parametrize("seed", range(20))
def test_nothing_that_keeps_to_the_rows_is_worth_more(seed: int) -> None:
    costs, rows = a_program(seed)
    found = maximum(costs, 9, rows)
    worths = [
        sum(cost for cost, one in zip(costs, choice, strict=True) if one)
        for choice in itertools.product((0, 1), repeat=9)
        if all(low <= sum(f * choice[n] for n, f in entries.items()) <= high for low, high, entries in rows)
    ]
    assert found is not None
    assert found[1]
    assert sum(costs[n] for n in found[0]) == pytest.approx(max(worths))


def test_what_was_solved_is_not_solved_again() -> None:
    shelf = Shelf()
    with remembering(shelf):
        first, second = maximum(COSTS, 3, ROWS), maximum(COSTS, 3, ROWS)
    assert first == second == ((1, 2), True)
    assert (len(shelf), shelf.read_from) == (1, 1)


def test_that_there_is_no_answer_is_remembered_too() -> None:
    shelf = Shelf()
    impossible: list[Row] = [(4.0, INFINITE, {0: 1.0, 1: 1.0, 2: 1.0})]
    with remembering(shelf):
        assert maximum(COSTS, 3, impossible) is maximum(COSTS, 3, impossible) is None
    assert (len(shelf), shelf.read_from) == (1, 1)


@pytest.mark.parametrize(
    ("costs", "binaries", "rows"),
    [
        ((3.0, 2.0, 2.0000001), 3, ROWS),
        (COSTS, 2, ROWS),
        (COSTS, 3, [(-INFINITE, 2.0, {0: 1.0, 1: 1.0, 2: 1.0})]),
        (COSTS, 3, [(-INFINITE, 2.5, {0: 2.0, 1: 1.0, 2: 1.0})]),
        (COSTS, 3, [*ROWS, *ROWS]),
    ],
)
def test_another_program_has_an_answer_of_its_own(costs: tuple[float, ...], binaries: int, rows: list[Row]) -> None:
    shelf = Shelf()
    with remembering(shelf):
        maximum(COSTS, 3, ROWS)
        maximum(costs, binaries, rows)
    assert len(shelf) == 2


def test_outside_nothing_is_remembered() -> None:
    shelf = Shelf()
    with remembering(shelf):
        pass
    assert maximum(COSTS, 3, ROWS) == ((1, 2), True)
    assert not shelf


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: {},
        lambda kept: {**kept, "answer": [[[0], True]]},
        lambda kept: {**kept, "answer": [None]},
        lambda kept: {**kept, "answer": "yes"},
        lambda kept: {**kept, "sum": 4},
    ],
)
def test_what_was_spoilt_on_the_shelf_counts_for_nothing(spoil: object) -> None:
    shelf = Shelf()
    with remembering(shelf):
        maximum(COSTS, 3, ROWS)
        for key, kept in list(shelf.items()):
            shelf[key] = spoil(kept)  # type: ignore[operator]
        assert maximum(COSTS, 3, ROWS) == ((1, 2), True)
        assert maximum(COSTS, 3, ROWS) == ((1, 2), True)
    assert shelf.read_from == 2


@pytest.mark.parametrize("answer", [[], [None, None], [[[7], True]], [[[0.5], True]], [7], [[1, 2, 3]]])
def test_an_answer_to_another_question_counts_for_nothing(answer: list[object]) -> None:
    from briefgen.core.maximum import _sum

    shelf = Shelf()
    with remembering(shelf):
        maximum(COSTS, 3, ROWS)
        (key,) = shelf
        shelf[key] = {"answer": answer, "sum": _sum(key, answer)}  # type: ignore[arg-type]
        assert maximum(COSTS, 3, ROWS) == ((1, 2), True)


def test_without_columns_the_rows_alone_decide() -> None:
    assert maximum((), 0, [(0.0, 1.0, {})]) == ((), True)
    assert maximum((), 0, [(1.0, 1.0, {})]) is None
