"""Facts that are reckoned from others: values, units, comparators, rounding, dates and sources."""

from __future__ import annotations

import pytest

from briefgen.core.model import Day, Evidence, FactId, Library
from briefgen.core.numbers import NBSP, print_fact
from briefgen.diagnostics import Report
from briefgen.glance.traces import trace_entry
from briefgen.project import load_workspace
from briefgen.source.load import load_library
from conftest import Project

HEAD = """\
theme: sums
theme-title: Sums
blocks:
  - kind: evidence
    id: ledger
    title: The ledger
    basis: statistic
    strength: medium
    reason: Kept by hand.
    as-of: 2024
    sources: [{cite: report-one, at: p. 7}]
    text: {headline: The ledger.}
    facts:
      - {id: half-a-million, label: A, value: 500000, unit: yuan}
      - {id: three-million, label: B, value: 3000000, unit: yuan, as-of: 2025}
      - {id: over-ten, label: C, value: 10, unit: people, comparator: over}
      - {id: at-least-two, label: D, value: 2, unit: people, comparator: at least}
      - {id: up-to-four, label: E, value: 4, unit: people, comparator: up to}
      - {id: about-seven, label: F, value: 7, unit: people, comparator: about}
      - {id: thirty, label: G, value: 30, unit: people}
      - {id: spread, label: H, value: {low: 3, high: 6}, unit: people}
      - {id: tenth, label: I, value: 10, unit: percent}
      - {id: rate, label: Rate, value: 7.2, unit: yuan for a US dollar, as-of: "2025-03-14"}
      - {id: first, label: First, derived: FORMULA}
"""


def library(project: Project, formula: str, report: Report | None = None) -> Library:
    """The library with one fact derived by `formula`, which may be followed by other keys of the fact."""
    text = HEAD.replace("FORMULA", formula)
    return load_library(project({"content/library/sums.yaml": text}), report or Report())


def printed(project: Project, formula: str) -> str:
    report = Report()
    found = library(project, formula, report)
    assert report.diagnostics == (), [str(d) for d in report.diagnostics]
    return print_fact(found.facts[FactId("first")], "en-GB").replace(NBSP, " ")


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("half-a-million + three-million", "3.5 million yuan"),
        ('"sum(half-a-million, three-million)"', "3.5 million yuan"),
        ("three-million - half-a-million", "2.5 million yuan"),
        ('"share(half-a-million, three-million)", round: 1', "about 16.7%"),
        ('"ratio(three-million, half-a-million)", unit: times', "6 times"),
        ('"change(half-a-million, three-million)"', "500%"),
        ('"change(three-million, half-a-million)", round: 0', "about \u221283%"),
        ("tenth * thirty", "3 people"),
        ("(thirty + 3 * thirty) / 4", "30 people"),
        ("half-a-million, unit: million yuan", "0.5 million yuan"),
        ("half-a-million + 0 * three-million, round: -6", "about 1 million yuan"),
        ("three-million / thirty, unit: yuan a head", "100,000 yuan a head"),
        ("thirty - spread", "24 to 27 people"),
    ],
)
def test_formulas_come_to_exact_decimals(project: Project, formula: str, result: str) -> None:
    assert printed(project, formula) == result


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("over-ten + thirty", "over 40 people"),
        ("over-ten + at-least-two", "over 12 people"),
        ("at-least-two + thirty", "at least 32 people"),
        ("thirty - over-ten", "under 20 people"),
        ("thirty - up-to-four", "at least 26 people"),
        ("about-seven * 2", "about 14 people"),
        ('"share(over-ten, thirty)", round: 0', "over 33%"),
        ('"share(up-to-four, thirty)", round: 0', "under 14%"),
        ('"share(thirty, over-ten)"', "under 300%"),
        ("over-ten + about-seven, comparator: about", "about 17 people"),
        ('"ratio(thirty, about-seven)", round: 0, unit: times', "about 4 times"),
        ("thirty / 8, round: 0, comparator: nearly", "nearly 4 people"),
    ],
)
def test_comparators_are_followed_to_the_result(project: Project, formula: str, result: str) -> None:
    assert printed(project, formula) == result


def test_money_is_converted_at_a_rate_that_is_printed_with_its_date(project: Project) -> None:
    to_dollars = '"convert(three-million, rate)", unit: USD, round: -3'

    assert printed(project, to_dollars) == "about US$417,000 (7.2 yuan for a US dollar, 14 March 2025)"


def test_sources_and_the_latest_date_come_from_the_facts(project: Project) -> None:
    fact = library(project, "half-a-million + three-million").facts[FactId("first")]

    assert fact.as_of == Day(2025)
    assert [(pin.citation, pin.locator) for pin in fact.sources] == [("report-one", "p. 7")]
    assert fact.derived is not None
    assert fact.derived.inputs == ("half-a-million", "three-million")


def test_derived_facts_rest_on_derived_facts_in_any_order(project: Project) -> None:
    later = "second / 2}\n      - {id: second, label: Second, derived: thirty + thirty"

    assert printed(project, later) == "30 people"


def test_evidence_holds_the_value_as_the_library_does(project: Project) -> None:
    found = library(project, "thirty + thirty")

    (block,) = (b for b in found.of_kind(Evidence) if b.id == "ledger")
    assert found.facts[FactId("first")] in block.facts


def test_what_rests_on_a_faulty_formula_is_no_second_finding(project: Project) -> None:
    report = Report()
    library(project, "thirty / 0}\n      - {id: next, label: Next, derived: first + thirty", report)

    assert [d.message for d in report.diagnostics] == ["this divides by zero"]


@pytest.mark.parametrize("formula", ["(" * 200 + "thirty" + ")" * 200, "thirty" + " + thirty" * 100])
def test_formulas_have_an_end(project: Project, formula: str) -> None:
    report = Report()
    library(project, formula, report)

    assert [d.rule for d in report.diagnostics] == ["bad-formula"]


def test_trace_follows_a_derived_fact_to_the_page_of_its_source(project: Project) -> None:
    text = HEAD.replace("FORMULA", "thirty + thirty")
    tree = trace_entry(load_workspace(project({"content/library/sums.yaml": text}), Report()), "first")

    assert tree["derived"] == "thirty + thirty"
    (origin,) = tree["from"]  # type: ignore[misc]
    assert origin["fact"] == "thirty"  # type: ignore[index,call-overload]
    assert origin["sources"][0]["at"] == "p. 7"  # type: ignore[index,call-overload]
