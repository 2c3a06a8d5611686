"""A shorter document says nothing that a longer one for the same readers does not."""

from __future__ import annotations

import pytest

from briefgen.core import model as m
from briefgen.core.longer import Said, said_in, saying
from briefgen.core.select import Plan, plan
from briefgen.desk import open_desk
from briefgen.diagnostics import Report
from briefgen.fitting import Fits, Proof
from briefgen.project import load_workspace
from builders import a_brief, a_challenge, a_fact, a_length, a_library, a_recommendation, a_section, an_audience, prose
from builders import an_evidence as evidence
from conftest import BRIEF, LIBRARY, Project
from trees import tree

SHORT, LONG = m.Depth.HEADLINE, m.Depth.SUMMARY


def texts(headline: str, summary: str) -> m.Text:
    return m.Text({SHORT: prose(headline), LONG: prose(summary)}, {})


def a_plan(*blocks: m.Block) -> Plan:
    sections = (a_section("evidence", depth=LONG), a_section("recommendation", depth=LONG), a_section("challenge"))
    return plan(a_library(*blocks), a_brief(), an_audience(), a_length(*sections))


def must_be_there(made: Plan) -> dict[str, list[str]]:
    return {key[1]: [str(d) for d in c.rungs] for key, c in made.candidates.items() if c.forced}


def facts(*names: str) -> Said:
    return Said(frozenset(map(m.FactId, names)), frozenset())


def test_a_document_says_its_facts_and_its_recommendations() -> None:
    library = a_library(a_challenge("holes"), a_recommendation("mend", "holes"))
    body = '<div data-block="mend"><span data-fact="bad">1</span></div><div data-block="holes"></div>'

    assert said_in(tree(body), library) == Said(frozenset({m.FactId("bad")}), frozenset({m.BlockId("mend")}))


@pytest.mark.parametrize(
    ("headline", "summary", "depths"),
    [
        ("It is {bad}.", "It is {bad} now.", ["headline", "summary"]),
        ("It is {bad}.", "It is much.", ["headline"]),
        ("It is much.", "It is {bad}.", ["summary"]),
    ],
)
def test_a_block_that_says_what_is_lacking_must_be_there_at_a_depth_that_says_it(
    headline: str, summary: str, depths: list[str]
) -> None:
    block = evidence("survey", text=texts(headline, summary), facts=(a_fact("bad", m.Decimal(1)),))

    made = saying(a_plan(block, evidence("other")), {}, facts("bad"), facts("bad"), ())

    assert must_be_there(made) == {"survey": depths}


def test_what_is_printed_already_is_demanded_before_what_is_worth_more() -> None:
    named = {"text": texts("It is {bad}.", "It is {bad}.")}
    wanted = a_plan(evidence("worthy", priority=5, **named), evidence("printed", priority=1, **named))

    chosen = {(0, m.BlockId("printed")): SHORT}
    assert list(must_be_there(saying(wanted, chosen, facts("bad"), facts("bad"), ()))) == ["printed"]
    assert list(must_be_there(saying(wanted, {}, facts("bad"), facts("bad"), ()))) == ["worthy"]


def test_what_says_something_else_already_stays() -> None:
    wanted = a_plan(
        evidence("first", text=texts("It is {bad}.", "-")),
        evidence("second", text=texts("It is {good}.", "-")),
        evidence("third", text=texts("It is {good}.", "-")),
    )

    chosen = {(0, m.BlockId("second")): SHORT}
    made = saying(wanted, chosen, facts("bad", "good"), facts("bad"), ())
    assert set(must_be_there(made)) == {"first", "second"}


def test_a_recommendation_that_is_lacking_must_be_there() -> None:
    wanted = a_plan(a_challenge("holes"), a_recommendation("mend", "holes"), a_recommendation("widen", "holes"))
    lacking = Said(frozenset(), frozenset({m.BlockId("widen")}))

    assert list(must_be_there(saying(wanted, {}, lacking, lacking, ()))) == ["widen"]


def test_where_nothing_can_say_it_the_plan_stays() -> None:
    wanted = a_plan(evidence("survey"))

    assert saying(wanted, {}, facts("bad"), facts("bad"), ()) is wanted


# --- in a build -----------------------------------------------------------------------------------

PROFILE = """\
extends: base
lengths:
  one-page: {pages: {high: 1}, sections: [masthead, key-figures]}
  standard: {pages: {high: 4}, sections: [masthead, {findings: {show: evidence, layout: prose, max: 1}}]}
"""
SECOND = """\
theme: roads
theme-title: Roads
blocks:
  - kind: evidence
    id: count
    title: A count of cars
    priority: 1
    basis: statistic
    strength: medium
    reason: One count.
    as-of: 2025
    sources: [{cite: report-one, at: p. 4}]
    facts: [{id: cars, label: Cars a day, value: 900, unit: cars}]
    text: {headline: "A count found {cars} a day."}
"""


def standard_of(project: Project, lengths: str) -> tuple[frozenset[str], Proof]:
    """What the standard document says of a brief that has these lengths, and its proof; nothing is known before."""
    files = {
        "templates/minister/audience.yaml": PROFILE,
        "content/library/second.yaml": SECOND,
        "content/library/roads.yaml": LIBRARY.replace(
            "A survey found", "Of all roads {bad-roads} are bad. A survey found"
        ),
        "content/briefs/roads.yaml": BRIEF.replace("[one-page]", lengths) + "key-figures: [cars]\n",
    }
    workspace, report = load_workspace(project(files), Report()), Report()
    desk = open_desk(workspace, workspace.brief(None), "minister", report)
    proof = Fits(desk).of(desk.audience.lengths["standard"], report)
    return frozenset(said_in(proof.document.root, desk.library).facts), proof


def test_a_longer_document_prints_what_the_summary_shows_as_a_key_figure(project: Project) -> None:
    said = {lengths: standard_of(project, lengths)[0] for lengths in ("[standard]", "[one-page, standard]")}

    assert said == {"[standard]": {"bad-roads"}, "[one-page, standard]": {"cars"}}


def test_what_was_measured_for_the_first_choice_is_not_measured_for_the_next(project: Project) -> None:
    _, first = standard_of(project, "[standard]")
    _, second = standard_of(project, "[one-page, standard]")

    assert (first.drafts, second.drafts) == (1, 1)
    assert second.layouts == first.layouts + 1
    assert second.fitted.sizes == first.fitted.sizes
