"""The page budget: what is chosen, held against libraries of every shape and against trying everything.

A page has a hundred lines. Heights are what a real measurement hands over: each block at each depth has
its own, headings and sources are shared. A layout is their sum, or the sum and some noise.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from briefgen.core.fit import FILL_COST, KEEP_COST, LAYOUTS, Fitted, Measure, Previous, fit
from briefgen.core.model import DEPTHS, Block, Challenge, Depth, Recommendation
from briefgen.core.profile import Pages
from briefgen.core.select import Choice, Plan, Selection, plan
from briefgen.core.shadow_prices import comeback, dropped, first_comeback, verdicts
from briefgen.core.sizes import Piece, Sizes
from briefgen.core.solve import Wish, worthiest
from builders import a_brief, a_challenge, a_length, a_library, a_recommendation, a_section, a_text, an_audience

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

PAGE, LINE = 1000.0, 10.0

Layout = Callable[[Selection], Measure]


def pages_of(height: float) -> Measure:
    pages = max(math.ceil(round(height / PAGE, 9)), 1)
    return Measure(pages, height / PAGE - (pages - 1))


def exactly(sizes: Sizes) -> Layout:
    """A layout in which heights add up."""
    return lambda selection: pages_of(sizes.height(selection.choice.items()))


# --- plans of every shape ---------------------------------------------------------------------------

PRIORITIES = st.integers(1, 5)
SOME_DEPTHS = st.sets(st.sampled_from(DEPTHS), min_size=1)
KEEPS = st.sampled_from(["auto"] * 6 + ["always"])


@st.composite
def blocks(draw: st.DrawFn, most: int) -> tuple[Block, ...]:
    challenges = [
        a_challenge(f"c{n}", draw(SOME_DEPTHS), priority=draw(PRIORITIES), keep=draw(KEEPS))
        for n in range(draw(st.integers(0, most)))
    ]
    answers: st.SearchStrategy[set[str]] = st.just(set())
    if challenges:
        answers = st.sets(st.sampled_from([str(c.id) for c in challenges]), max_size=3)
    recommendations = [
        a_recommendation(f"r{n}", *sorted(draw(answers)), depths=draw(SOME_DEPTHS), priority=draw(PRIORITIES))
        for n in range(draw(st.integers(0, most)))
    ]
    texts = [
        a_text(f"t{n}", depths=draw(SOME_DEPTHS), priority=draw(PRIORITIES), keep=draw(KEEPS))
        for n in range(draw(st.integers(0, most)))
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
            min=draw(st.sampled_from([0, 0, 1, 2])),
            max=draw(st.sampled_from([0, 0, 2, 3])),
            required=draw(st.sampled_from([False] * 4 + [True])),
            weight=draw(st.sampled_from([0.5, 1.0, 2.0])),
        )

    return draw(st.permutations([one("challenge"), one("recommendation"), one("text")]))


@st.composite
def measured_plans(draw: st.DrawFn, most: int = 6) -> tuple[Plan, Sizes]:
    """A plan with heights for each of its pieces: deeper is taller; headings and sources are shared."""
    made = plan(a_library(*draw(blocks(most))), a_brief(), an_audience(), a_length(*sections(draw)))
    chance = draw(st.randoms(use_true_random=False))
    pieces = {}
    for key, candidate in made.candidates.items():
        height = 0.0
        for depth in candidate.rungs:
            height += chance.choice([1, 2, 3, 5, 8, 40]) * LINE + chance.choice([0, 2.5, 6])
            pieces[key, depth] = Piece(height, frozenset({key[0], 3 + chance.randrange(4)}))
    return made, Sizes(PAGE, LINE, chance.choice([0.0, 80.0, 300.0]), (20.0, 25.0, 30.0, 10, 12, 14, 16), pieces)


BUDGETS = st.sampled_from([0.25, 0.5, 1, 1, 2, 3, 4])

often = settings(max_examples=40, deadline=None)


def fitted(given: tuple[Plan, Sizes], high: float = 1, lay_out: Layout | None = None, **more: Any) -> Fitted:
    made, sizes = given
    return fit(made, Pages(0, high), lambda _: sizes, lay_out or exactly(sizes), **more)


# --- trying everything ------------------------------------------------------------------------------


def every_choice(made: Plan) -> Iterator[Choice]:
    """All choices that a plan allows, by nothing cleverer than counting them up."""
    columns = list(made.candidates.items())
    for depths in itertools.product(*[(None, *candidate.rungs) for _, candidate in columns]):
        choice = {key: depth for (key, _), depth in zip(columns, depths, strict=True) if depth}
        if made.keeps_rules(choice):
            yield choice


@settings(max_examples=80, deadline=None)
@given(measured_plans(most=2), st.sampled_from([0.1, 0.2, 0.4, 0.7, 1]))
def test_no_choice_that_fits_is_worth_more(given: tuple[Plan, Sizes], high: float) -> None:
    made, sizes = given
    result = fitted(given, high)
    assume(not result.broken)
    sound = (c for c in every_choice(made) if not made.broken(c))
    best = max((made.worth_of(c) for c in sound if sizes.height(c.items()) <= high * PAGE), default=None)

    assert result.fits == (best is not None)
    if best is not None:
        filled = result.well_filled and asked_for(result, made) >= best * (1 - FILL_COST)
        assert asked_for(result, made) == pytest.approx(best) or filled


def asked_for(result: Fitted, made: Plan) -> float:
    """Worth of what is printed without texts deeper than the length asks for."""
    tops = {key: c.rungs[-1] for key, c in made.candidates.items()}
    return made.worth_of({key: min(depth, tops[key], key=DEPTHS.index) for key, depth in result.choice.items()})


# --- the promises -----------------------------------------------------------------------------------


@often
@given(measured_plans(), BUDGETS)
def test_it_is_never_over_budget_unless_it_says_so(given: tuple[Plan, Sizes], high: float) -> None:
    result = fitted(given, high)

    assert result.measure == exactly(given[1])(result.selection)
    assert result.fits == (result.measure.length <= high + 1e-6)


@often
@given(measured_plans(), BUDGETS, st.randoms(use_true_random=False))
def test_a_layout_without_rhyme_or_reason_is_kept_to_the_budget_too(
    given: tuple[Plan, Sizes], high: float, chance: Any
) -> None:
    known: dict[Any, Measure] = {}

    def layout(selection: Selection) -> Measure:
        return known.setdefault(selection.sections, Measure(chance.randint(1, 5), chance.random()))

    result = fitted(given, high, layout)

    assert result.fits == (known[result.selection.sections].length <= high + 1e-6)
    assert result.layouts == len(known) <= 2 * (LAYOUTS + 1)


@often
@given(measured_plans(), BUDGETS, st.floats(-30, 30), st.randoms(use_true_random=False))
def test_a_layout_that_is_a_few_lines_off_is_corrected(
    given: tuple[Plan, Sizes], high: float, shift: float, chance: Any
) -> None:
    """Page breaks and citations move a real page by a line or two from the sum of heights."""
    _, sizes = given
    noise: dict[Any, float] = {}

    def layout(selection: Selection) -> Measure:
        own = noise.setdefault(selection.sections, chance.uniform(-8, 8))
        return pages_of(max(sizes.height(selection.choice.items()) + shift + own, 0.0))

    clean, noisy = fitted(given, high), fitted(given, high, layout)

    tight = fitted(given, high - 0.05) if high > 0.25 else None
    if tight and tight.fits:
        assert noisy.fits
        assert noisy.layouts <= 2 * LAYOUTS
    assert clean.layouts <= 2


@often
@given(measured_plans(), BUDGETS)
def test_it_fails_only_when_the_least_is_too_long(given: tuple[Plan, Sizes], high: float) -> None:
    result = fitted(given, high)
    least = fitted(given, 0.0)

    assert not least.fits or least.measure.length <= 1e-6
    assert result.fits == (least.measure.length <= high + 1e-6)


@often
@given(measured_plans())
def test_with_room_for_everything_everything_is_printed(given: tuple[Plan, Sizes]) -> None:
    """But for the little that would stand alone on a last page."""
    result = fitted(given, high=1000)
    everything = worthiest(*given, Wish())

    assert everything is not None
    assert asked_for(result, given[0]) >= everything.worth * (1 - FILL_COST) - 1e-6
    if everything.height <= PAGE or pages_of(everything.height).fill >= 1 / 3:
        assert result.is_all
        assert dropped(result) == ()


@often
@given(measured_plans(), BUDGETS)
def test_what_must_be_there_is_there_and_no_section_has_too_few_or_too_many(
    given: tuple[Plan, Sizes], high: float
) -> None:
    result = fitted(given, high)

    assert all(key in result.choice for key, c in result.plan.candidates.items() if c.forced)
    for number in range(len(result.plan.sections)):
        low, most = result.plan.counts(number)
        assert low <= sum(key in result.choice for key in result.plan.main(number)) <= most


@often
@given(measured_plans(), BUDGETS)
def test_the_order_of_the_sections_and_of_their_blocks_is_kept(given: tuple[Plan, Sizes], high: float) -> None:
    result = fitted(given, high)

    for chosen, whole in zip(result.selection.sections, result.plan.everything().sections, strict=True):
        kept = {i.block for i in chosen.items}
        assert [i.block for i in chosen.items] == [i.block for i in whole.items if i.block in kept]


@often
@given(measured_plans(), BUDGETS)
def test_challenges_and_recommendations_stand_together(given: tuple[Plan, Sizes], high: float) -> None:
    result = fitted(given, high)
    library, must = result.plan.library.blocks, {k for k, c in result.plan.candidates.items() if c.forced}
    excused = {link.key for link in result.broken}
    shown = {key[1] for key in result.choice}

    for key in set(result.choice) - excused:
        block = library[key[1]]
        if isinstance(block, Recommendation) and block.answers:
            assert shown & set(block.answers)
        if isinstance(block, Challenge):
            answering = {b.id for b in library.values() if isinstance(b, Recommendation) and block.id in b.answers}
            assert shown & answering or not answering
    assert all(
        key in must or any(result.plan.counts(n)[0] for n, _ in enumerate(result.plan.sections)) for key in excused
    )


@often
@given(measured_plans(), st.sampled_from([0.25, 0.5, 1, 2]), st.sampled_from([1.01, 1.2, 2]))
def test_a_larger_budget_never_has_less_worth(given: tuple[Plan, Sizes], high: float, factor: float) -> None:
    """Filling a page may cost up to FILL_COST of the worth, so that much is allowed for; the best never falls."""
    small, large = fitted(given, high), fitted(given, high * factor)
    assume(small.fits and len(small.broken) == len(large.broken) == 0)

    assert large.fits
    assert asked_for(large, given[0]) >= asked_for(small, given[0]) * (1 - FILL_COST) - 1e-6


@often
@given(measured_plans(), BUDGETS)
def test_the_same_question_has_the_same_answer(given: tuple[Plan, Sizes], high: float) -> None:
    assert fitted(given, high) == fitted(given, high)


@often
@given(measured_plans(), BUDGETS)
def test_every_block_has_a_verdict_with_a_reason(given: tuple[Plan, Sizes], high: float) -> None:
    result = fitted(given, high)
    found = verdicts(result)

    assert {v.block for v in found} == set(result.plan.library.blocks)
    assert all(v.reason for v in found)


@pytest.mark.parametrize("high", [0.5, 1, 4, 12, 40])
def test_three_hundred_blocks_are_chosen_from_in_few_layouts(high: float) -> None:
    chance = random.Random(int(high * 10))  # noqa: S311 - a test that can be repeated
    challenges = [a_challenge(f"c{n}", priority=chance.randint(1, 5)) for n in range(100)]
    recommendations = [a_recommendation(f"r{n}", f"c{chance.randrange(100)}") for n in range(100)]
    texts = [a_text(f"t{n}", priority=chance.randint(1, 5)) for n in range(100)]
    library = a_library(*challenges, *recommendations, *texts)
    length = a_length(a_section("challenge"), a_section("recommendation"), a_section("text"))
    made = plan(library, a_brief(), an_audience(), length)
    pieces = {
        (key, depth): Piece((n + 1) * chance.uniform(10, 60), frozenset({key[0]}))
        for key, c in made.candidates.items()
        for n, depth in enumerate(c.rungs)
    }

    result = fitted((made, Sizes(PAGE, LINE, 100, (30.0, 30.0, 30.0), pieces)), high)

    assert result.fits
    assert result.well_filled or result.is_all
    assert result.layouts <= 2


# --- what it chooses --------------------------------------------------------------------------------


def texts_of(**lines_and_priorities: tuple[int, int]) -> tuple[Plan, Sizes]:
    """Texts of one depth: name = (lines, priority)."""
    made = [a_text(name, depths=(Depth.HEADLINE,), priority=p) for name, (_, p) in lines_and_priorities.items()]
    wanted = plan(a_library(*made), a_brief(), an_audience(), a_length(a_section("text")))
    pieces = {((0, b.id), Depth.HEADLINE): Piece(lines_and_priorities[b.id][0] * LINE) for b in made}
    return wanted, Sizes(PAGE, LINE, 0.0, (), pieces)


def names(result: Fitted) -> list[str]:
    return [block for _, block in result.choice]


def test_two_lesser_blocks_go_before_a_worthier_one_that_takes_the_room_of_both() -> None:
    assert names(fitted(texts_of(long=(95, 5), short=(50, 3), brief=(45, 3)))) == ["short", "brief"]


def test_of_equals_the_first_in_the_library_is_printed() -> None:
    assert names(fitted(texts_of(a=(95, 3), b=(95, 3), c=(95, 3)))) == ["a"]


def test_a_page_is_filled_when_that_costs_little() -> None:
    """The worthiest choice would leave a third of the page empty; a nearly as worthy one fills it."""
    result = fitted(texts_of(a=(30, 5), b=(30, 5), c=(65, 5), d=(95, 1)))

    assert names(result) in (["a", "c"], ["b", "c"])
    assert result.well_filled


def test_a_page_is_not_filled_at_any_price() -> None:
    result = fitted(texts_of(holes=(60, 5), essay=(95, 1)))

    assert names(result) == ["holes"]
    assert not result.well_filled


def test_deeper_texts_fill_a_page_that_all_that_was_asked_for_leaves_empty() -> None:
    made = plan(a_library(a_text("holes")), a_brief(), an_audience(), a_length(a_section("text", depth=Depth.HEADLINE)))
    heights = {Depth.HEADLINE: 20.0, Depth.SUMMARY: 300.0, Depth.FULL: 950.0}
    sizes = Sizes(
        PAGE, LINE, 0.0, (), {((0, b), d): Piece(h) for (_, b) in made.candidates for d, h in heights.items()}
    )

    assert fitted((made, sizes)).choice == {(0, "holes"): Depth.FULL}
    assert fitted((made, sizes), high=0.25).choice == {(0, "holes"): Depth.HEADLINE}


def test_a_brief_of_several_pages_does_not_end_on_a_nearly_empty_one() -> None:
    result = fitted(texts_of(**{f"t{n:02}": (10, 3) for n in range(20)}, last=(10, 1)), high=4)

    assert result.measure.fill > 1 / 3
    assert "last" not in names(result)


def test_what_follows_a_page_break_cannot_be_filled_and_that_is_said() -> None:
    made, sizes = texts_of(**{f"t{n:02}": (10, 3) for n in range(40)})

    def with_annex(selection: Selection) -> Measure:
        text = pages_of(sizes.height(selection.choice.items()))
        return Measure(text.pages + 1, 0.2)

    result = fit(made, Pages(1, 3), lambda _: sizes, with_annex)

    assert result.fits
    assert result.end_is_fixed
    assert not result.well_filled
    assert result.layouts <= LAYOUTS
    assert len(names(result)) >= 16
    assert not fitted((made, sizes), high=3).end_is_fixed


def test_an_end_that_a_table_in_one_piece_holds_in_place_is_moved_by_stepping_back() -> None:
    """The table goes to the next page as a whole, so a little more or less before it moves nothing behind it."""
    made, sizes = texts_of(**{f"t{n:02}": (10, 3) for n in range(60)})
    table, rest = 600.0, 1480.0

    def layout(selection: Selection) -> Measure:
        text = sizes.height(selection.choice.items())
        left = -text % PAGE
        return pages_of(text + (left if left < table else 0) + table + rest)

    result = fit(made, Pages(1, 6), lambda _: sizes, layout)

    assert result.fits
    assert result.well_filled
    assert result.layouts <= LAYOUTS


def test_a_page_less_is_never_less_than_the_length_expects() -> None:
    made, sizes = texts_of(**{f"t{n:02}": (10, 3) for n in range(11)})

    free = fit(made, Pages(0, 4), lambda _: sizes, exactly(sizes))
    bound = fit(made, Pages(2, 4), lambda _: sizes, exactly(sizes))

    assert (len(names(free)), free.measure.pages) == (10, 1)
    assert (len(names(bound)), bound.measure.pages) == (11, 2)


def test_a_depth_that_prints_nothing_more_is_no_depth() -> None:
    made = plan(a_library(a_text("holes")), a_brief(), an_audience(), a_length(a_section("text")))
    says = {Depth.HEADLINE: "one", Depth.SUMMARY: "one", Depth.FULL: "two"}
    pieces = {((0, b), d): Piece(LINE, says=said) for (_, b) in made.candidates for d, said in says.items()}

    result = fitted((made, Sizes(PAGE, LINE, 0.0, (), pieces)), high=0.25)

    assert [c.rungs for c in result.plan.candidates.values()] == [(Depth.HEADLINE, Depth.FULL)]
    assert result.choice == {(0, "holes"): Depth.FULL}


@pytest.mark.parametrize("frame", [100.0, 300.0])
def test_a_page_without_any_block_ends_too(frame: float) -> None:
    made, sizes = texts_of()

    result = fitted((made, replace(sizes, fixed=frame)), high=0.25)

    assert result.fits == (frame <= 250)
    assert result.choice == {}


def test_room_that_word_may_need_stays_free() -> None:
    tight = texts_of(a=(60, 5), b=(38, 4), c=(34, 4))
    made, sizes = tight

    roomy = fit(made, Pages(1, 1, free=0.05), lambda _: sizes, exactly(sizes))

    assert names(fitted(tight)) == ["a", "b"]
    assert names(roomy) == ["a", "c"]


# --- a second draft looks like the first -------------------------------------------------------------


def was(result: Fitted) -> Previous:
    return Previous(result.choice)


def many(**changed: tuple[int, int]) -> tuple[Plan, Sizes]:
    return texts_of(**{f"t{n:02}": (8, 30 + (n * 7) % 5) for n in range(20)} | changed)


def test_an_edit_that_makes_another_choice_a_little_worthier_changes_nothing() -> None:
    first = fitted(many())
    out = next(b for b in ("t00", "t05", "t10") if b not in names(first))

    second = fitted(many(**{out: (8, 35)}), previous=was(first))

    assert names(fitted(many(**{out: (8, 35)}))) != names(first)
    assert names(second) == names(first)
    assert second.kept_previous
    assert second.solution.worth >= fitted(many(**{out: (8, 35)})).solution.worth * (1 - KEEP_COST)


def test_a_text_that_now_fits_beside_all_the_others_is_printed() -> None:
    nine = {f"t{n:02}": (9, 30) for n in range(10)}
    first = fitted(texts_of(**nine, big=(4, 30), small=(9, 1)))

    shorter = texts_of(**nine, big=(4, 30), small=(5, 1))

    assert "small" not in names(first)
    assert "small" in names(fitted(shorter))
    assert set(names(fitted(shorter, previous=was(first)))) == {*names(first), "small"}


def test_what_would_be_chosen_anew_is_not_said_to_be_held() -> None:
    assert not fitted(many(), previous=was(fitted(many()))).kept_previous


def test_an_edit_that_makes_another_choice_much_worthier_is_followed() -> None:
    first = fitted(many())
    out = next(b for b in ("t00", "t05", "t10") if b not in names(first))

    second = fitted(many(**{out: (8, 500)}), previous=was(first))

    assert out in names(second)
    assert len(set(names(first)) - set(names(second))) <= 1


def test_a_text_that_grew_pushes_out_as_little_as_can_be() -> None:
    first = fitted(many())

    second = fitted(many(**{names(first)[0]: (10, 33)}), previous=was(first))

    assert second.fits
    assert len(set(names(first)) - set(names(second))) <= 1
    assert not set(names(second)) - set(names(first))


@often
@given(measured_plans(), BUDGETS)
def test_building_again_chooses_the_same(given: tuple[Plan, Sizes], high: float) -> None:
    first = fitted(given, high)
    assume(first.fits)

    second = fitted(given, high, previous=was(first))

    assert second.choice == first.choice


@often
@given(measured_plans(), BUDGETS, st.randoms(use_true_random=False))
def test_holding_on_costs_no_more_than_is_said(given: tuple[Plan, Sizes], high: float, chance: Any) -> None:
    made, sizes = given
    best = fitted(given, high)
    assume(best.fits and best.well_filled and best.plan == made)
    grown = {column: replace(p, height=p.height * chance.choice([1, 1, 1, 1.3])) for column, p in sizes.pieces.items()}
    edited = made, replace(sizes, pieces=grown)

    anew, held = fitted(edited, high), fitted(edited, high, previous=was(best))

    assert held.fits == anew.fits
    if anew.fits and anew.plan == held.plan and not anew.broken:
        assert held.solution.worth >= anew.solution.worth * (1 - KEEP_COST) * (1 - FILL_COST) - 1e-6


# --- what it would take -----------------------------------------------------------------------------


def test_what_was_left_out_says_how_many_lines_would_bring_it_back() -> None:
    result = fitted(texts_of(a=(60, 5), b=(35, 4), c=(12, 1)))

    back = first_comeback(result)

    assert names(result) == ["a", "b"]
    assert back is not None
    assert (back.block, back.lines) == ("c", 7)
    assert {v.block: v.reason for v in verdicts(result)}["c"] == "room for 7 more lines would bring it back"


def test_that_room_does_bring_it_back() -> None:
    given = texts_of(a=(60, 5), b=(35, 4), c=(12, 1))
    back = first_comeback(fitted(given))
    assert back is not None

    made, sizes = given
    more = fitted((made, replace(sizes, page=PAGE + back.lines * LINE)), lay_out=lambda _: Measure(1, 0.99))

    assert back.block in names(more)


def test_a_block_that_brings_another_along_counts_both() -> None:
    blocks_ = (
        a_text("a", depths=(Depth.HEADLINE,), priority=9),
        a_challenge("holes"),
        a_recommendation("mend", "holes"),
    )
    spec = [a_section(s, depth=Depth.HEADLINE) for s in ("text", "challenge", "recommendation")]
    made = plan(a_library(*blocks_), a_brief(), an_audience(), a_length(*spec))
    lines = {"a": 90, "holes": 10, "mend": 10}
    sizes = Sizes(PAGE, LINE, 0.0, (), {(k, Depth.HEADLINE): Piece(lines[k[1]] * LINE) for k in made.candidates})
    result = fitted((made, sizes))

    back = comeback(result, (2, blocks_[2].id), Depth.HEADLINE)

    assert names(result) == ["a"]
    assert back is not None
    assert back.lines == 10


def test_a_text_that_would_open_a_page_says_so() -> None:
    result = fitted(texts_of(**{f"t{n:02}": (10, 3) for n in range(20)}, last=(10, 1)), high=4)

    assert {v.block: v.reason for v in verdicts(result)}[
        "last"
    ] == "there is room for it, but the last page would be nearly empty"


def test_a_full_section_says_so() -> None:
    made = [a_text(n, depths=(Depth.HEADLINE,), priority=p) for n, p in (("a", 5), ("b", 1))]
    wanted = plan(a_library(*made), a_brief(), an_audience(), a_length(a_section("text", max=1)))
    sizes = Sizes(PAGE, LINE, 0.0, (), {(k, Depth.HEADLINE): Piece(LINE) for k in wanted.candidates})

    result = fitted((wanted, sizes))

    assert {v.block: v.reason for v in verdicts(result)}[
        "b"
    ] == "the section takes 1 at most, and others are worth more"
    assert dropped(result) == ()
    assert result.is_all
