"""Which blocks a brief prints, at which depth, and why."""

from __future__ import annotations

from typing import Any

import pytest

from briefgen.core.model import DEPTHS, Block, BlockId, Depth
from briefgen.core.profile import Audience, SectionSpec
from briefgen.core.select import Plan, Selection, plan
from builders import (
    a_brief,
    a_challenge,
    a_figure,
    a_length,
    a_library,
    a_recommendation,
    a_section,
    a_term,
    a_text,
    an_audience,
    an_evidence,
    an_option,
)


def a_plan(*blocks: Block, sections: tuple[SectionSpec, ...], audience: Audience | None = None, **brief: Any) -> Plan:
    return plan(a_library(*blocks), a_brief(**brief), audience or an_audience(), a_length(*sections))


def everything(*blocks: Block, sections: tuple[SectionSpec, ...], **given: Any) -> Selection:
    made = a_plan(*blocks, sections=sections, **given)
    return made.everything()


def printed_in(selection: Selection, section: str) -> list[str]:
    return [i.block for s in selection.sections if s.spec.id == section for i in s.items]


def reasons(selection: Selection) -> dict[str, str]:
    return {v.block: v.reason for v in selection.verdicts}


# --- what may be printed ---------------------------------------------------------------------------


def test_a_section_prints_blocks_of_the_kind_that_it_shows() -> None:
    blocks = (a_challenge("holes"), a_recommendation("mend", "holes"))

    selection = everything(*blocks, sections=(a_section("challenge"),))

    assert printed_in(selection, "challenge") == ["holes"]


def test_a_text_section_prints_its_role_alone() -> None:
    blocks = (a_text("why", "context"), a_text("how", "method"))

    selection = everything(*blocks, sections=(a_section("text", role="method"),))

    assert printed_in(selection, "text") == ["how"]


@pytest.mark.parametrize(
    ("block", "brief", "reason"),
    [
        (a_challenge("holes"), {"exclude": ("holes",)}, "the brief excludes it"),
        (a_challenge("holes", keep="never"), {}, "it says keep: never"),
        (a_challenge("holes", audiences=("public",)), {}, "it is only for public"),
        (a_challenge("holes", theme="roads"), {"themes": ("rails",)}, "the brief leaves out the theme roads"),
    ],
    ids=["excluded", "keep never", "other audience", "other theme"],
)
def test_a_block_that_may_not_be_printed_says_why(block: Block, brief: dict[str, Any], reason: str) -> None:
    selection = everything(block, sections=(a_section("challenge"),), **brief)

    assert printed_in(selection, "challenge") == []
    assert reasons(selection) == {"holes": reason}


def test_a_block_for_an_audience_is_for_those_too_that_extend_it() -> None:
    treasury = an_audience("treasury", chain=("treasury", "minister", "base"))
    blocks = (a_challenge("holes", audiences=("minister",)), a_challenge("dust", audiences=("public",)))

    selection = everything(*blocks, sections=(a_section("challenge"),), audience=treasury)

    assert printed_in(selection, "challenge") == ["holes"]


def test_a_term_belongs_to_a_brief_whatever_its_themes_and_nothing_else_does() -> None:
    blocks = (a_term("pothole"), a_text("why"), an_option("wait"))
    sections = (a_section("term"), a_section("text"), a_section("option"))

    selection = everything(*blocks, sections=sections, themes=("rails",))

    assert list(selection.printed) == ["pothole"]


def test_include_prints_a_block_of_a_theme_that_the_brief_leaves_out() -> None:
    blocks = (a_challenge("holes"), a_challenge("delays", theme="rails"))

    selection = everything(*blocks, sections=(a_section("challenge"),), themes=("rails",), include=(BlockId("holes"),))

    assert set(printed_in(selection, "challenge")) == {"holes", "delays"}


def test_a_block_that_no_section_asks_for_is_left_out_with_a_reason() -> None:
    selection = everything(a_figure("map"), sections=(a_section("challenge"),))

    assert reasons(selection) == {"map": "no section of this length asks for it"}


def test_a_figure_whose_theme_the_section_does_not_show_is_left_out_with_that_reason() -> None:
    section = a_section("challenge", also=("figure",), group=True)

    selection = everything(a_challenge("holes", theme="roads"), a_figure("map", theme="rails"), sections=(section,))

    assert reasons(selection)["map"] == "the section shows no challenge of the theme rails"


def test_kinds_beside_come_after_those_that_the_section_shows() -> None:
    blocks = (a_figure("map", priority=5), a_challenge("holes", priority=1))

    selection = everything(*blocks, sections=(a_section("challenge", also=("figure",)),))

    assert printed_in(selection, "challenge") == ["holes", "map"]


def test_every_block_of_the_library_has_a_verdict() -> None:
    blocks = (a_challenge("holes"), a_challenge("dust", keep="never"), a_figure("map"), a_text("why"))

    selection = everything(*blocks, sections=(a_section("challenge"), a_section("text")))

    assert sorted(v.block for v in selection.verdicts) == ["dust", "holes", "map", "why"]


# --- in which order --------------------------------------------------------------------------------


def test_rank_prints_the_worthiest_first() -> None:
    blocks = (a_challenge("dust", priority=1), a_challenge("holes", priority=5), a_challenge("ice", priority=3))

    selection = everything(*blocks, sections=(a_section("challenge", sort="rank"),))

    assert printed_in(selection, "challenge") == ["holes", "ice", "dust"]


def test_library_prints_as_the_authors_ordered() -> None:
    blocks = (a_challenge("dust", priority=1), a_challenge("holes", priority=5), a_challenge("ice", priority=3))

    selection = everything(*blocks, sections=(a_section("challenge", sort="library"),))

    assert printed_in(selection, "challenge") == ["dust", "holes", "ice"]


def test_equal_worth_keeps_the_order_of_the_library() -> None:
    names = ["c", "a", "d", "b"]

    selection = everything(*(a_challenge(n) for n in names), sections=(a_section("challenge"),))

    assert printed_in(selection, "challenge") == names


@pytest.mark.parametrize("weights", [{"rails": 2.0}, {"figure": 0.1, "rails": 1.5}])
def test_the_audiences_weight_of_a_theme_moves_its_blocks_up(weights: dict[str, float]) -> None:
    blocks = (a_challenge("holes", theme="roads"), a_challenge("delays", theme="rails"))

    selection = everything(*blocks, sections=(a_section("challenge"),), audience=an_audience(weights=weights))

    assert printed_in(selection, "challenge") == ["delays", "holes"]


# --- what must be printed, and how deep ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "section", "brief"),
    [
        (a_challenge("holes", keep="always"), {}, {}),
        (a_challenge("holes"), {"required": True}, {}),
        (a_challenge("holes"), {}, {"include": (BlockId("holes"),)}),
        (a_challenge("holes"), {}, {"keep": {BlockId("holes"): "always"}}),
        (a_challenge("holes", keep="never"), {}, {"keep": {BlockId("holes"): "always"}}),
    ],
    ids=["keep always", "required section", "included", "pinned by the brief", "the brief goes before the block"],
)
def test_what_must_be_there_is_no_choice(block: Block, section: dict[str, Any], brief: dict[str, Any]) -> None:
    made = a_plan(block, sections=(a_section("challenge", **section),), **brief)

    assert made.candidates[0, block.id].forced
    assert not made.keeps_rules({})
    assert made.keeps_rules({(0, block.id): Depth.HEADLINE})


def test_a_brief_can_pin_a_block_out() -> None:
    made = a_plan(a_challenge("holes"), sections=(a_section("challenge"),), keep={BlockId("holes"): "never"})

    assert reasons(made.at({}))["holes"] == "the brief says keep: never"


def test_min_and_max_count_the_blocks_of_a_section() -> None:
    blocks = [a_challenge(f"c{n}") for n in range(4)]
    made = a_plan(*blocks, sections=(a_section("challenge", min=1, max=2),))
    chosen = [dict.fromkeys(list(made.candidates)[:n], Depth.HEADLINE) for n in range(4)]

    assert [made.keeps_rules(choice) for choice in chosen] == [False, True, True, False]


def test_a_required_section_with_a_max_requires_the_worthiest() -> None:
    blocks = (a_challenge("dust", priority=1), a_challenge("holes", priority=5))
    made = a_plan(*blocks, sections=(a_section("challenge", required=True, max=1),))

    assert {key[1] for key, c in made.candidates.items() if c.forced} == {"holes"}


def test_nothing_is_printed_that_was_not_chosen() -> None:
    made = a_plan(a_challenge("holes"), sections=(a_section("challenge"),))

    assert made.at({}).printed == {}
    assert "no room within the page budget" in reasons(made.at({}))["holes"]


def test_a_block_may_be_printed_at_each_depth_that_its_author_wrote() -> None:
    made = a_plan(
        a_challenge("holes"), a_challenge("ice", (Depth.HEADLINE, Depth.FULL)), sections=(a_section("challenge"),)
    )

    assert made.candidates[0, BlockId("holes")].rungs == (Depth.HEADLINE, Depth.SUMMARY, Depth.FULL)
    assert made.candidates[0, BlockId("ice")].rungs == (Depth.HEADLINE, Depth.FULL)


def test_least_and_depth_bound_what_a_section_prints() -> None:
    made = a_plan(a_challenge("holes"), sections=(a_section("challenge", least=Depth.SUMMARY, depth=Depth.SUMMARY),))

    assert made.candidates[0, BlockId("holes")].rungs == (Depth.SUMMARY,)
    assert made.deeper().candidates[0, BlockId("holes")].rungs == (Depth.SUMMARY, Depth.FULL)


def test_worth_is_priority_times_weights_times_what_the_depths_add() -> None:
    made = a_plan(
        a_challenge("holes", priority=4),
        sections=(a_section("challenge", weight=0.5),),
        audience=an_audience(
            weights={"roads": 1.5, "challenge": 2.0}, depth_worth=dict(zip(DEPTHS, (1, 0.5, 0.2), strict=True))
        ),
    )
    key = (0, BlockId("holes"))

    assert [made.worth(key, d) for d in DEPTHS] == pytest.approx([6, 9, 10.2])


def test_the_briefs_weight_of_a_theme_goes_before_the_profiles() -> None:
    made = a_plan(
        a_challenge("holes", priority=1),
        sections=(a_section("challenge"),),
        audience=an_audience(weights={"roads": 1.5}),
        weights={"minister": {"roads": 3.0}},
    )

    assert made.worth((0, BlockId("holes")), Depth.HEADLINE) == 3.0


def test_a_shortened_block_says_so() -> None:
    made = a_plan(a_challenge("holes"), sections=(a_section("challenge"),))

    assert "shortened" in reasons(made.at({(0, BlockId("holes")): Depth.HEADLINE}))["holes"]
    assert "shortened" not in reasons(made.everything())["holes"]


# --- recommendations stand with their challenges ----------------------------------------------------


BOTH = (a_section("challenge"), a_section("recommendation"))


def test_a_recommendation_is_not_shown_without_a_challenge_that_it_answers() -> None:
    made = a_plan(a_challenge("holes", priority=1), a_recommendation("mend", "holes", priority=5), sections=BOTH)
    holes, mend = (0, BlockId("holes")), (1, BlockId("mend"))

    assert not made.keeps_rules({mend: Depth.HEADLINE})
    assert made.keeps_rules({mend: Depth.HEADLINE, holes: Depth.HEADLINE})


def test_a_challenge_is_not_shown_without_an_answer_where_there_is_one() -> None:
    made = a_plan(a_challenge("holes"), a_challenge("ice"), a_recommendation("mend", "holes"), sections=BOTH)

    assert not made.keeps_rules({(0, BlockId("holes")): Depth.HEADLINE})
    assert made.keeps_rules({(0, BlockId("ice")): Depth.HEADLINE})


def test_a_section_that_prints_the_answers_with_its_challenges_needs_no_other() -> None:
    made = a_plan(
        a_challenge("holes"),
        a_recommendation("mend", "holes"),
        sections=(a_section("challenge", answers=1), a_section("recommendation")),
    )

    assert made.keeps_rules({(0, BlockId("holes")): Depth.HEADLINE})


def test_a_recommendation_whose_challenges_this_brief_leaves_out_is_no_candidate() -> None:
    blocks = (a_challenge("holes", keep="never"), a_recommendation("mend", "holes"))

    selection = everything(*blocks, sections=BOTH)

    assert printed_in(selection, "recommendation") == []
    assert reasons(selection)["mend"] == "none of its challenges is shown"


def test_one_of_several_challenges_is_enough() -> None:
    blocks = (a_challenge("holes"), a_challenge("ice"), a_recommendation("mend", "holes", "ice"))
    made = a_plan(*blocks, sections=BOTH)

    assert made.keeps_rules({(0, BlockId("ice")): Depth.HEADLINE, (1, BlockId("mend")): Depth.HEADLINE})


def test_a_challenge_stands_with_its_evidence_where_nothing_else_cites_it() -> None:
    blocks = (a_challenge("holes", evidence=(BlockId("survey"),)), an_evidence("survey"))
    sections = (a_section("challenge"), a_section("evidence"))

    quiet = plan(a_library(*blocks), a_brief(), an_audience(), a_length(*sections, cite="none"))
    citing = plan(a_library(*blocks), a_brief(), an_audience(), a_length(*sections))

    assert not quiet.keeps_rules({(0, BlockId("holes")): Depth.HEADLINE})
    assert citing.keeps_rules({(0, BlockId("holes")): Depth.HEADLINE})


def test_a_figure_stands_beside_a_block_of_its_theme() -> None:
    made = a_plan(
        a_challenge("holes", theme="roads"),
        a_figure("map", theme="roads"),
        sections=(a_section("challenge", also=("figure",), group=True),),
    )

    assert not made.keeps_rules({(0, BlockId("map")): Depth.HEADLINE})
    assert made.keeps_rules({(0, BlockId("map")): Depth.HEADLINE, (0, BlockId("holes")): Depth.HEADLINE})


def test_a_recommendation_that_answers_nothing_stands_alone() -> None:
    selection = everything(a_recommendation("mend"), sections=BOTH)

    assert printed_in(selection, "recommendation") == ["mend"]


def test_a_length_without_challenges_prints_recommendations_all_the_same() -> None:
    blocks = (a_challenge("holes"), a_recommendation("mend", "holes"))

    selection = everything(*blocks, sections=(a_section("recommendation"),))

    assert printed_in(selection, "recommendation") == ["mend"]


def test_the_same_input_gives_the_same_plan() -> None:
    blocks = (a_challenge("holes"), a_challenge("ice"), a_recommendation("mend", "holes"))

    assert a_plan(*blocks, sections=BOTH) == a_plan(*blocks, sections=BOTH)
