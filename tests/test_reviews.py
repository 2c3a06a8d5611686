"""What was approved is suspect when what it rests on has changed, and says from what to what."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from briefgen.cli import run
from briefgen.cli.options import ExitCode
from briefgen.core.fingerprints import basis_of
from briefgen.core.model import BlockId, Day, Library, Review
from briefgen.diagnostics import Diagnostic, Report, Span
from briefgen.project import check_workspace, load_workspace
from briefgen.source.reviews import HEAD, load_reviews, with_review
from briefgen.source.schema import SCHEMAS
from conftest import LIBRARY

Write = Callable[[Mapping[str, str] | None], Path]
PLACE = "content/reviews.yaml"
MORE = "    evidence: [survey]\n    text:\n      headline: Mend the roads"


@pytest.fixture
def approved(project: Write, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sound project, of which everything was approved on the first day of 2026."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    root = project({"content/library/roads.yaml": LIBRARY.replace("    text:\n      headline: Mend the roads", MORE)})
    assert run(["review", "--all", "--by", "Jane Doe", "--project", str(root)]) == ExitCode.OK
    return root


def suspects(root: Path) -> list[Diagnostic]:
    report = Report()
    check_workspace(load_workspace(root, report), report)
    assert not report.has_errors, report.diagnostics
    return [d for d in report.diagnostics if d.rule == "suspect-link"]


def change(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_was_never_reviewed_is_not_suspect(project: Write) -> None:
    assert suspects(project(None)) == []


def test_what_was_approved_is_not_suspect(approved: Path) -> None:
    assert suspects(approved) == []


def test_a_changed_value_makes_suspect_what_rests_on_it_and_says_from_what_to_what(approved: Path) -> None:
    change(approved, "content/library/roads.yaml", "value: 12.5", "value: 13.5")

    brief, recommendation = suspects(approved)

    assert str(brief.span) == "content/briefs/roads.yaml:1:1"
    assert str(recommendation.span) == "content/library/roads.yaml:28:5"
    assert recommendation.message == (
        "recommendation mend was approved by Jane Doe on 2026-01-01; since then "
        'fact bad-roads was "about 12.5 percent" and is "about 13.5 percent"'
    )
    assert recommendation.hint.endswith("briefgen review mend --by NAME")
    assert brief.hint.endswith("briefgen review roads --by NAME") or "brief:roads" in brief.hint


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("library/roads.yaml", "comparator: about", "comparator: over", 'was "about 12.5 percent"'),
        ("library/roads.yaml", "unit: percent", "unit: roads", 'is "about 12.5 roads"'),
        ("library/roads.yaml", "as-of: 2024", "as-of: 2025", 'fact bad-roads was "2024" and is "2025"'),
        ("library/roads.yaml", "label: Roads in", "label: Streets in", "fact bad-roads has other words"),
        ("library/roads.yaml", "at: p. 3", "at: p. 4", 'was "report-one, p. 3" and is "report-one, p. 4"'),
        (
            "library/roads.yaml",
            "strength: medium",
            "strength: limited",
            'evidence survey was "medium" and is "limited"',
        ),
        ("library/roads.yaml", "A survey found", "One survey found", "evidence survey has other words"),
        ("library/roads.yaml", "Of all roads", "Of all streets", "challenge holes has other words"),
        ("library/roads.yaml", "The council", "The county", "recommendation mend has other words"),
        (
            "library/roads.yaml",
            "    answers: [holes]\n",
            "    answers-none: It is an appeal.\n",
            "challenge holes is gone",
        ),
        ("citations/sources.yaml", "issued: 2025", "issued: 2023", 'source report-one was "2025" and is "2023"'),
        ("citations/sources.yaml", "title: A report", "title: The report", "source report-one has other words"),
        ("citations/sources.yaml", "    kind:", "    reliability: F\n    kind:", "reliability F"),
    ],
)
def test_whatever_matters_makes_suspect(approved: Path, file: str, old: str, new: str, what: str) -> None:
    change(approved, f"content/{file}", old, new)

    assert any(what in each.message for each in suspects(approved) if "recommendation mend was" in each.message)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (
            "library/roads.yaml",
            "    basis: statistic\n    strength: medium\n",
            "    strength: medium\n    basis: statistic\n",
        ),
        ("library/roads.yaml", "    stance: stated", "    priority: 5\n    keep: always\n    stance: stated"),
        ("library/roads.yaml", "headline: Mend the roads that", "headline: |\n        Mend the roads   that"),
        ("library/roads.yaml", "at: p. 3}", "at: p. 3, quote: {exact: one road in eight}}"),
        ("citations/sources.yaml", "    kind:", "    notes: On paper.\n    snapshot: {file: one.pdf}\n    kind:"),
        ("briefs/roads.yaml", 'version: "1.0"', 'version: "1.1"'),
    ],
)
def test_what_does_not_matter_makes_nothing_suspect(approved: Path, file: str, old: str, new: str) -> None:
    change(approved, f"content/{file}", old, new)

    assert suspects(approved) == []


def test_new_evidence_that_replaces_the_old_makes_suspect(approved: Path) -> None:
    (approved / "content/library/new.yaml").write_text(
        "theme: bridges\ntheme-title: Bridges\nblocks:\n  - kind: evidence\n    id: newer\n    title: A newer survey\n"
        "    basis: statistic\n    strength: medium\n    reason: One survey.\n    as-of: 2026\n"
        "    sources: [{cite: report-one}]\n    relations: [{supersedes: survey}]\n"
        "    text: {headline: A newer survey is there.}\n",
        encoding="utf-8",
    )

    found = suspects(approved)

    assert any('is "medium; statistic; 2024; superseded by newer"' in each.message for each in found)


def test_the_words_of_a_brief_belong_to_it_alone(approved: Path) -> None:
    change(approved, "content/briefs/roads.yaml", "title: Roads", "title: Streets")

    assert [each.message.split(" was ")[0] for each in suspects(approved)] == ["brief roads"]


def test_a_brief_rests_on_what_it_may_print(approved: Path) -> None:
    change(approved, "content/briefs/roads.yaml", "themes: [roads]", "themes: [roads]\nexclude: [mend]")

    (found,) = suspects(approved)

    assert found.message.endswith("since then recommendation mend is gone")


def test_what_is_gone_is_said_at_its_review(approved: Path) -> None:
    change(approved, PLACE, "of: recommendation mend", "of: recommendation widen")

    (found,) = suspects(approved)

    assert found.span
    assert found.span.file == PLACE
    assert "recommendation widen" in found.message


def test_a_release_stops_at_what_is_suspect(approved: Path) -> None:
    change(approved, "content/library/roads.yaml", "value: 12.5", "value: 13.5")

    assert run(["check", "--project", str(approved)]) == ExitCode.OK
    assert run(["check", "--release", "--project", str(approved)]) == ExitCode.CONTENT


# --- the command ----------------------------------------------------------------------------------


def test_a_review_clears_what_was_suspect_and_keeps_note_and_date(
    approved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    change(approved, "content/library/roads.yaml", "value: 12.5", "value: 13.5")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769817600")
    capsys.readouterr()

    assert run(["review", "mend", "--by", "Max Doe", "--note", 'Still "right".', "-p", str(approved)]) == ExitCode.OK

    assert capsys.readouterr().out == "recommendation mend approved by Max Doe\n"
    assert [each.message.split(" was ")[0] for each in suspects(approved)] == ["brief roads"]
    kept = load_workspace(approved, Report()).library.reviews["recommendation mend"]
    assert (kept.by, kept.note, str(kept.date)) == ("Max Doe", 'Still "right".', "2026-01-31")


def test_without_a_name_the_state_of_everything_is_listed(approved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(approved, "content/library/roads.yaml", "value: 12.5", "value: 13.5")
    capsys.readouterr()

    run(["review", "-p", str(approved), "--json"])
    listed = json.loads(capsys.readouterr().out)
    run(["review", "-p", str(approved)])

    assert [(each["what"], each["state"]) for each in listed] == [
        ("brief roads", "suspect"),
        ("recommendation mend", "suspect"),
    ]
    assert listed[1]["changes"][0]["what"] == "fact bad-roads"
    assert "recommendation mend  suspect  Jane Doe  2026-01-01" in capsys.readouterr().out


def test_any_block_can_be_approved_and_is_then_held_to_it(approved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["review", "challenge:holes", "--by", "Jane Doe", "-p", str(approved)])
    change(approved, "content/library/roads.yaml", "value: 12.5", "value: 13.5")
    capsys.readouterr()

    run(["review", "holes", "-p", str(approved)])

    assert 'challenge holes  suspect  Jane Doe  2026-01-01  fact bad-roads was "about 12.5' in capsys.readouterr().out
    assert len(suspects(approved)) == 3


def test_what_has_no_review_is_said(project: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["review", "-p", str(project(None))]) == ExitCode.OK

    assert "recommendation mend  not reviewed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["mendd", "--by", "Jane Doe"], ["--all"], ["--by", "Jane Doe"], ["mend", "--note", "Right."]]
)
def test_half_a_review_is_refused(project: Write, arguments: list[str]) -> None:
    root = project(None)

    assert run(["review", *arguments, "-p", str(root)]) == ExitCode.USAGE
    assert not (root / PLACE).exists()


# --- the file -------------------------------------------------------------------------------------


def a_review(of: str, by: str = "Jane Doe") -> Review:
    return Review(of, by, Day(2026, 1, 31), "", {of: "#1"}, Span(PLACE, 1, 1))


def test_reviews_stand_in_the_order_of_their_names_whoever_came_first() -> None:
    names = ("recommendation mend", "brief roads", "challenge holes")
    first = second = ""
    for name in names:
        first = with_review(first, a_review(name))
    for name in reversed(names):
        second = with_review(second, a_review(name))

    assert first == second
    assert first.startswith(HEAD)


def test_what_others_wrote_into_the_file_stays() -> None:
    text = with_review(with_review("", a_review("brief roads")), a_review("recommendation mend"))
    noted = text.replace("  - of: recommendation", "  # asked twice\n  - of: recommendation") + "# the end\n"

    again = with_review(noted, a_review("brief roads", by="Max Doe"))

    assert again == noted.replace("Jane Doe", "Max Doe", 1)
    assert again.count("- of:") == 2


def test_of_two_reviews_of_one_thing_the_later_counts(project: Write) -> None:
    entry = '  - of: recommendation mend\n    by: {}\n    date: "{}"\n    rests-on: {{}}\n'
    text = f"reviews:\n{entry.format('Late', '2026-02-01')}{entry.format('Early', '2026-01-01')}"
    root = project({PLACE: text})

    assert load_workspace(root, Report()).library.reviews["recommendation mend"].by == "Late"


@pytest.mark.parametrize(
    "name", ["brief a: b", "brief #1", "brief - x", "source doe:2020", "brief 路 'x\"", "brief x."]
)
def test_names_from_elsewhere_come_back_as_they_were(name: str, project: Write) -> None:
    text = with_review(with_review("", a_review(name)), a_review("brief other"))

    found = load_reviews(project({PLACE: text}), report := Report())

    assert report.diagnostics == ()
    assert found[name].rests_on == {name: "#1"}
    assert with_review(text, a_review(name)) == text


def test_editors_get_a_schema_for_it() -> None:
    assert "reviews" in SCHEMAS


def test_an_empty_file_holds_no_reviews(project: Write) -> None:
    assert load_workspace(project({PLACE: "# nothing yet\n"}), Report()).library.reviews == {}


# --- what something rests on ------------------------------------------------------------------------

OTHERS = """\
theme: bridges
theme-title: Bridges
blocks:
  - kind: evidence
    id: bridges
    title: A survey of bridges
    basis: estimate
    strength: limited
    reason: "One survey; @report-one [p. 4] says how."
    sources: [{cite: report-one}]
    facts:
      - {id: span, label: Span, value: {low: 3, high: 5}, unit: metres}
      - {id: odds, label: Odds, value: {ratio: [1, 10]}}
      - {id: opened, label: Opened, value: "2024-05"}
      - {id: most, label: Most, value: nearly all}
      - {id: cost, label: Cost, value: 1000, unit: EUR, as-of: 2024}
      - {id: cost-usd, label: Cost, value: 1100, unit: USD, conversion: {of: cost, basis: the bank's}}
      - {id: double, label: Double, derived: cost * 2}
    text: {headline: Bridges are short.}
  - kind: conflict
    id: how-many
    title: How many?
    outcome: unresolved
    positions:
      - {says: "Some {odds}.", sources: [{cite: report-one}], evidence: bridges}
      - {says: None., sources: [{cite: report-one}]}
    handling: Say both.
  - kind: option
    id: usual
    title: As usual
    recommendations: [mend]
    cost: None
    benefit: None
    risk: None
    time-to-effect: None
    equity: None
    feasibility: None
    strength: limited
    text: {headline: Do nothing.}
  - kind: figure
    id: drawn
    title: What it costs
    subtitle: In two currencies
    alt: A bar chart with two bars of like height.
    chart: {type: bar, data: [{label: Twice, fact: double}]}
"""


@pytest.fixture
def library(project: Write) -> Library:
    report = Report()
    found = load_workspace(project({"content/library/bridges.yaml": OTHERS}), report).library
    assert not report.has_errors, report.diagnostics
    return found


@pytest.mark.parametrize(
    ("name", "rests_on"),
    [
        ("how-many", {"conflict how-many", "evidence bridges", "fact odds", "fact span", "source report-one"}),
        ("usual", {"option usual", "recommendation mend", "challenge holes", "evidence survey", "fact bad-roads"}),
        ("drawn", {"figure drawn", "fact double", "fact cost", "source report-one"}),
    ],
)
def test_every_kind_of_block_rests_on_what_it_names(library: Library, name: str, rests_on: set[str]) -> None:
    assert rests_on <= basis_of(library, library.blocks[BlockId(name)]).keys()


def test_every_kind_of_value_is_said_so_that_people_can_read_it(library: Library) -> None:
    found = basis_of(library, library.blocks[BlockId("bridges")])

    said = {name.removeprefix("fact "): state.split("; ")[:2] for name, state in found.items() if "fact " in name}
    assert said == {
        "span": ["3 to 5 metres", "no date"],
        "odds": ["1:10", "no date"],
        "opened": ["2024-05", "no date"],
        "most": ["nearly all", "no date"],
        "cost": ["1,000 EUR", "2024"],
        "cost-usd": ["1,100 USD", "no date"],
        "double": ["2,000 EUR", "2024"],
    }
