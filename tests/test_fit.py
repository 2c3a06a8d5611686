"""The page budget: what is printed, held against documents of every shape.

A layout is stood in for by a page of a hundred lines: each block takes as many lines as its depth asks
for. `fit` sees nothing else of a real layout than pages and how full the last one is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from briefgen.core.fit import FILL_TRIES, Fitted, Measure, fit
from briefgen.core.model import DEPTHS, Block, Challenge, Depth, Recommendation
from briefgen.core.profile import Pages
from briefgen.core.select import Plan, Selection, Step, plan
from builders import a_brief, a_challenge, a_length, a_library, a_recommendation, a_section, a_text, an_audience

LINES = 100
"""On one page."""

Layout = Callable[[Selection], Measure]


def a_layout(sizes: dict[str, int], head: int = 0) -> Layout:
    """Lays a selection out: a block takes its size once for each depth up to its own."""

    def measure(selection: Selection) -> Measure:
        items = [i for s in selection.sections for i in s.items]
        return _pages(head + sum(sizes[i.block] * (DEPTHS.index(i.depth) + 1) for i in items))

    return measure


def _pages(lines: int) -> Measure:
    pages = max(math.ceil(lines / LINES), 1)
    return Measure(pages, lines / LINES - (pages - 1))


# --- plans of every shape ---------------------------------------------------------------------------

PRIORITIES = st.integers(1, 5)
SOME_DEPTHS = st.sets(st.sampled_from(DEPTHS), min_size=1)
KEEPS = st.sampled_from(["auto"] * 6 + ["always"])


@st.composite
def blocks(draw: st.DrawFn) -> tuple[Block, ...]:
    challenges = [
        a_challenge(f"c{n}", draw(SOME_DEPTHS), priority=draw(PRIORITIES), keep=draw(KEEPS))
        for n in range(draw(st.integers(0, 6)))
    ]
    answers: st.SearchStrategy[set[str]] = st.just(set())
    if challenges:
        answers = st.sets(st.sampled_from([str(c.id) for c in challenges]))
    recommendations = [
        a_recommendation(f"r{n}", *sorted(draw(answers)), depths=draw(SOME_DEPTHS), priority=draw(PRIORITIES))
        for n in range(draw(st.integers(0, 6)))
    ]
    texts = [
        a_text(f"t{n}", depths=draw(SOME_DEPTHS), priority=draw(PRIORITIES), keep=draw(KEEPS))
        for n in range(draw(st.integers(0, 4)))
    ]
    return tuple(draw(st.permutations([*challenges, *recommendations, *texts])))


def sections(draw: st.DrawFn) -> list[Any]:
    def one(show: str) -> Any:
        two: list[Depth] = draw(st.lists(st.sampled_from(DEPTHS), min_size=2, max_size=2))
        least, depth = sorted(two, key=DEPTHS.index)
        return a_section(
            show,
            least=least,
            depth=depth,
            sort=draw(st.sampled_from(["rank", "library"])),
            min=draw(st.integers(0, 2)),
            max=draw(st.sampled_from([0, 0, 3])),
            required=draw(st.booleans()) and draw(st.booleans()),
            weight=draw(st.sampled_from([0.5, 1.0, 2.0])),
        )

    return draw(st.permutations([one("challenge"), one("recommendation"), one("text")]))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    return plan(a_library(*draw(blocks())), a_brief(), an_audience(), a_length(*sections(draw)))


@st.composite
def plans_with_sizes(draw: st.DrawFn) -> tuple[Plan, dict[str, int]]:
    made = draw(plans())
    return made, {b: draw(st.integers(1, 70)) for b in made.library.blocks}


BUDGETS = st.integers(1, 8)

always = settings(max_examples=60, deadline=None)


def fitted(made: Plan, sizes: dict[str, int], budget: int, head: int = 0) -> Fitted:
    return fit(made, Pages(1, budget), a_layout(sizes, head))


# --- the promises -----------------------------------------------------------------------------------


@always
@given(plans_with_sizes(), BUDGETS, st.integers(0, 300))
def test_it_is_never_over_budget_unless_it_says_so(given: tuple[Plan, dict[str, int]], budget: int, head: int) -> None:
    made, sizes = given
    result = fitted(made, sizes, budget, head)

    assert result.measure == a_layout(sizes, head)(result.selection)
    assert result.fits == (result.measure.pages <= budget)


@always
@given(plans(), BUDGETS, st.randoms(use_true_random=False))
def test_a_layout_without_rhyme_or_reason_is_kept_to_the_budget_too(made: Plan, budget: int, chance: Any) -> None:
    known: dict[Any, Measure] = {}

    def measure(selection: Selection) -> Measure:
        return known.setdefault(selection.sections, Measure(chance.randint(1, 10), chance.random()))

    result = fit(made, Pages(1, budget), measure)

    assert result.fits == (known[result.selection.sections].pages <= budget)
    assert result.fits or known[made.at(()).sections].pages > budget


@always
@given(plans_with_sizes(), BUDGETS, st.integers(0, 300))
def test_it_fails_only_when_the_least_is_too_long(given: tuple[Plan, dict[str, int]], budget: int, head: int) -> None:
    made, sizes = given
    result = fitted(made, sizes, budget, head)

    assert result.fits == (a_layout(sizes, head)(made.at(())).pages <= budget)
    assert result.fits or result.selection == made.at(())


@always
@given(plans_with_sizes())
def test_with_room_for_everything_everything_is_printed(given: tuple[Plan, dict[str, int]]) -> None:
    made, sizes = given

    result = fitted(made, sizes, budget=1000)

    assert result.selection == made.at(made.ladder)
    assert result.dropped == ()
    assert result.layouts == 1


@always
@given(plans_with_sizes(), BUDGETS)
def test_what_must_be_there_is_there(given: tuple[Plan, dict[str, int]], budget: int) -> None:
    made, sizes = given
    printed = {(s.spec.id, i.block) for s in fitted(made, sizes, budget).selection.sections for i in s.items}

    must = {(s.spec.id, i.block) for s in made.at(()).sections for i in s.items}

    assert must <= printed


@always
@given(plans_with_sizes(), BUDGETS)
def test_the_order_of_the_sections_and_of_their_blocks_is_kept(given: tuple[Plan, dict[str, int]], budget: int) -> None:
    made, sizes = given
    result = fitted(made, sizes, budget).selection

    for chosen, whole in zip(result.sections, made.at(made.ladder).sections, strict=True):
        kept = {i.block for i in chosen.items}
        assert [i.block for i in chosen.items] == [i.block for i in whole.items if i.block in kept]


@always
@given(plans_with_sizes(), BUDGETS)
def test_a_recommendation_stands_with_a_challenge_that_it_answers(
    given: tuple[Plan, dict[str, int]], budget: int
) -> None:
    made, sizes = given
    shown = [made.library.blocks[b] for b in fitted(made, sizes, budget).selection.printed]

    challenges = {b.id for b in shown if isinstance(b, Challenge)}

    assert all(challenges & set(b.answers) for b in shown if isinstance(b, Recommendation) and b.answers)


@always
@given(plans_with_sizes(), BUDGETS)
def test_the_same_question_has_the_same_answer(given: tuple[Plan, dict[str, int]], budget: int) -> None:
    made, sizes = given

    assert fitted(made, sizes, budget) == fitted(made, sizes, budget)


@always
@given(plans_with_sizes(), BUDGETS, st.integers(0, 300))
def test_it_takes_few_layouts(given: tuple[Plan, dict[str, int]], budget: int, head: int) -> None:
    made, sizes = given
    calls: list[Selection] = []

    def measure(selection: Selection) -> Measure:
        calls.append(selection)
        return a_layout(sizes, head)(selection)

    result = fit(made, Pages(1, budget), measure)

    assert result.layouts == len(calls)
    assert len(calls) <= 2 + 2 * math.ceil(math.log2(max(len(made.ladder), 1))) + FILL_TRIES


@always
@given(plans_with_sizes(), BUDGETS, st.integers(0, 200))
def test_more_room_never_gives_up_a_worthier_step_for_lesser_ones(
    given: tuple[Plan, dict[str, int]], budget: int, head: int
) -> None:
    made, sizes = given
    small, large = (fitted(made, sizes, b, head) for b in (budget, budget + 1))
    assume(small.fits)

    taken = [(s in set(small.steps), s in set(large.steps)) for s in made.ladder]

    differing = [in_large for in_small, in_large in taken if in_small != in_large]
    assert differing[:1] in ([], [True])


@always
@given(plans_with_sizes(), BUDGETS)
def test_every_step_is_taken_or_dropped(given: tuple[Plan, dict[str, int]], budget: int) -> None:
    made, sizes = given
    result = fitted(made, sizes, budget)

    assert sorted([*result.steps, *result.dropped], key=made.ladder.index) == list(made.ladder)


@always
@given(plans_with_sizes(), BUDGETS)
def test_every_block_that_is_not_printed_in_full_has_a_reason(given: tuple[Plan, dict[str, int]], budget: int) -> None:
    made, sizes = given
    selection = fitted(made, sizes, budget).selection
    silent = [v for v in selection.verdicts if not v.reason]
    judged = {v.block for v in selection.verdicts}

    assert silent == []
    assert judged == set(made.library.blocks)


# --- what it chooses --------------------------------------------------------------------------------


def a_plan_of(**priorities: int) -> Plan:
    made = [a_text(name, depths=(Depth.HEADLINE,), priority=p) for name, p in priorities.items()]
    return plan(a_library(*made), a_brief(), an_audience(), a_length(a_section("text")))


def names(steps: tuple[Step, ...]) -> list[str]:
    return [s.block for s in steps]


def test_the_worthiest_come_first() -> None:
    result = fitted(a_plan_of(dust=1, holes=5, ice=3), {"dust": 40, "holes": 40, "ice": 40}, budget=1)

    assert names(result.steps) == ["holes", "ice"]


def test_a_short_block_fills_the_space_that_a_long_one_leaves() -> None:
    result = fitted(a_plan_of(holes=5, ice=4, dust=1), {"holes": 60, "ice": 90, "dust": 30}, budget=1)

    assert names(result.steps) == ["holes", "dust"]
    assert names(result.dropped) == ["ice"]


def test_a_long_document_fills_up_after_a_block_that_is_too_long() -> None:
    result = fitted(a_plan_of(holes=5, ice=4, dust=1), {"holes": 60, "ice": 900, "dust": 30}, budget=6)

    assert names(result.steps) == ["holes", "dust"]


def test_a_long_document_stops_at_a_last_page_that_is_nearly_full() -> None:
    made = a_plan_of(**{f"t{n:02}": 3 for n in range(60)})
    sizes = dict.fromkeys(made.library.blocks, 15)

    result = fitted(made, {str(k): v for k, v in sizes.items()}, budget=6)

    assert result.measure.pages == 6
    assert result.measure.fill >= 0.6
    assert result.layouts <= 6


def test_room_that_is_asked_for_stays_free_on_the_last_page() -> None:
    made = a_plan_of(holes=5, ice=4, dust=1)
    sizes = {"holes": 60, "ice": 35, "dust": 20}

    tight = fit(made, Pages(1, 1), a_layout(sizes))
    roomy = fit(made, Pages(1, 1), a_layout(sizes), room=0.2)

    assert tight.measure.fill > 0.8
    assert roomy.fits
    assert roomy.measure.fill == 0.8
