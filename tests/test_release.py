"""What a release asks for: no warning that nobody answers for, and an approval."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from briefgen.cli import run
from briefgen.cli.options import ExitCode
from briefgen.core import model as m
from briefgen.core.gates import JUDGEMENTS, WAIVABLE
from briefgen.core.release import GATES
from briefgen.core.staleness import good_until, is_stale
from briefgen.diagnostics import RULES, Report, Severity
from briefgen.project import check_workspace, load_workspace, release
from briefgen.render.origins import Origins
from briefgen.render.views import Views
from builders import a_brief, a_fact, a_length, a_library, an_audience, an_evidence
from conftest import BRIEF, LIBRARY, PROJECT, SOURCES, Project

OLD = LIBRARY.replace("as-of: 2024", "as-of: 2020")
WAIVER = '{{rule: stale-fact, of: {of}, by: Jane Doe, date: "2026-01-30", reason: There is no newer survey}}'


def found(root: Path, *, released: bool = False) -> list[tuple[str, Severity, str]]:
    report = Report()
    workspace = load_workspace(root, report)
    check_workspace(workspace, report)
    shown = release(report, workspace) if released else report
    return [(d.rule, d.severity, str(d.span)) for d in shown.diagnostics]


def waived(of: str, **more: str) -> dict[str, str]:
    text = f"{PROJECT}waivers: [{WAIVER.format(of=of)}]\n"
    return {"content/library/roads.yaml": OLD, "content/project.yaml": text, **more}


def test_a_warning_and_a_missing_approval_stop_a_release(project: Project) -> None:
    root = project({"content/library/roads.yaml": OLD})

    assert found(root) == [("stale-fact", Severity.WARNING, "content/library/roads.yaml:21:13")]
    assert found(root, released=True) == [
        ("incomplete-brief", Severity.ERROR, "content/briefs/roads.yaml:1:1"),
        ("not-approved", Severity.ERROR, "content/briefs/roads.yaml:1:1"),
        ("unchecked-evidence", Severity.ERROR, "content/library/roads.yaml:12:5"),
        ("stale-fact", Severity.ERROR, "content/library/roads.yaml:21:13"),
    ]


LONG = " ".join(["Many roads of the town need to be mended soon, and nobody knows"] + ["who will do so"] * 6) + "."


@pytest.mark.parametrize(("audience", "weight"), [("public", Severity.ERROR), ("minister", Severity.INFO)])
def test_what_the_public_cannot_read_stops_a_release(audience: str, weight: Severity, project: Project) -> None:
    library = LIBRARY.replace("headline: A survey found roads in need of repair.", f"headline: {LONG}")
    brief = BRIEF.replace("[minister]", f"[{audience}]")
    root = project({"content/library/roads.yaml": library, "content/briefs/roads.yaml": brief})

    assert {severity for rule, severity, _ in found(root) if rule == "long-sentence"} == {Severity.INFO}
    assert {severity for rule, severity, _ in found(root, released=True) if rule == "long-sentence"} == {weight}


@pytest.mark.parametrize("of", ["bad-roads", "survey"])
def test_a_waiver_makes_a_note_that_says_who_when_and_why(of: str, project: Project) -> None:
    report = Report()
    workspace = load_workspace(project(waived(of)), report)
    check_workspace(workspace, report)

    (note,) = report.diagnostics
    assert (note.rule, note.severity) == ("waived", Severity.INFO)
    assert note.message.endswith("waived as stale-fact, by Jane Doe on 2026-01-30: There is no newer survey")


def test_a_waiver_for_another_block_lets_nothing_through_and_is_a_finding(project: Project) -> None:
    rules = [rule for rule, _, _ in found(project(waived("mend")))]

    assert sorted(rules) == ["stale-fact", "unused-exception"]


def test_a_waiver_for_what_is_not_there_is_a_finding(project: Project) -> None:
    assert "unknown-block" in [rule for rule, _, _ in found(project(waived("surveys")))]


def test_a_waiver_in_one_brief_excuses_no_other(project: Project) -> None:
    own = f"{BRIEF}waivers: [{WAIVER.format(of='survey')}]\n"
    files = {"content/library/roads.yaml": OLD, "content/briefs/roads.yaml": own, "content/briefs/second.yaml": BRIEF}

    assert [rule for rule, _, _ in found(project(files))] == ["stale-fact", "waived"]


def test_an_approval_can_be_waived_for_a_brief(project: Project) -> None:
    rules = ("not-approved", "incomplete-brief", "unchecked-evidence")
    texts = [WAIVER.format(of="roads").replace("stale-fact", rule) for rule in rules[:2]]
    texts += [WAIVER.format(of="survey").replace("stale-fact", rules[2])]
    root = project({"content/project.yaml": f"{PROJECT}waivers: [{', '.join(texts)}]\n"})

    assert {(rule, str(level)) for rule, level, _ in found(root, released=True)} == {("waived", "info")}


def test_an_error_that_later_stages_rely_on_cannot_be_waived(project: Project) -> None:
    text = WAIVER.format(of="survey").replace("stale-fact", "unknown-fact")

    assert ("wrong-type", Severity.ERROR) in [
        (rule, level) for rule, level, _ in found(project({"content/project.yaml": f"{PROJECT}waivers: [{text}]\n"}))
    ]


def test_a_project_says_how_long_a_kind_of_fact_is_good(project: Project) -> None:
    files = {"content/library/roads.yaml": OLD, "content/project.yaml": f"{PROJECT}valid-for: {{statistic: 120}}\n"}

    assert found(project(files)) == []


def test_an_unknown_kind_of_fact_is_a_finding_with_the_nearest(project: Project) -> None:
    files = {"content/project.yaml": f"{PROJECT}valid-for: {{statistics: 120}}\n"}

    assert found(project(files))[0] == ("unknown-key", Severity.ERROR, "content/project.yaml:4:13")


@pytest.mark.parametrize(
    ("as_of", "months", "until"),
    [
        (m.Day(2024), 24, m.Day(2026, 12, 31)),
        (m.Day(2024, 2), 3, m.Day(2024, 5, 29)),
        (m.Day(2024, 8, 31), 6, m.Day(2025, 2, 28)),
    ],
)
def test_a_fact_is_good_for_so_many_months_from_the_last_day_of_its_date(
    as_of: m.Day, months: int, until: m.Day
) -> None:
    fact = a_fact("x", m.Decimal(1), as_of=as_of)
    library = a_library(an_evidence("survey", facts=(fact,)))

    assert good_until(fact, library, {"statistic": months}) == until
    assert not is_stale(fact, library, {"statistic": months}, until)


def test_the_page_says_of_an_old_figure_that_it_may_be_out_of_date() -> None:
    old, new = a_fact("old", m.Decimal(1), as_of=m.Day(2019)), a_fact("new", m.Decimal(2), as_of=m.Day(2025))
    reckoned = a_fact("sum", m.Decimal(3), as_of=m.Day(2025), derived=m.Derived("old + new", (old.id, new.id), None))
    library = a_library(an_evidence("survey", facts=(old, new, reckoned)))
    labels = {"pause": ",", "stale": "may be out of date", "strength_medium": "medium evidence"}
    views = Views(library, a_brief(), an_audience(labels=labels), a_length(), Origins())

    shown = {fact.id: str(views.fact(fact).as_of) for fact in (old, new, reckoned)}

    assert shown == {"old": "2019, may be out of date", "new": "2025", "sum": "2025, may be out of date"}


def test_notes_of_figures_and_tables_say_which_values_are_old() -> None:
    old, older = a_fact("old", m.Decimal(1), as_of=m.Day(2019)), a_fact("older", m.Decimal(2), as_of=m.Day(2018, 5))
    new = a_fact("new", m.Decimal(3), as_of=m.Day(2025))
    views = Views(
        a_library(an_evidence("survey", facts=(old, older, new))),
        a_brief(),
        an_audience(labels={"stale": "s", "stale_several": "s", "stale_note": "Old: {}.", "pause": ",", "comma": ", "}),
        a_length(),
        Origins(),
    )

    assert views.notes(None, [new]) is None
    assert str(views.notes(None, [old, new, older])) == "Old: May 2018, 2019."
    assert str(views.notes(m.Prose("Counted by hand.", m.Span("f", 1, 1)), [old])) == "Counted by hand. Old: 2019."


def test_a_waiver_for_a_source_holds_where_the_source_stands(project: Project) -> None:
    sources = SOURCES.replace("issued: 2025", "title-short: R").replace(
        "    kind:", "    date: {unknown: It has none.}\n    kind:"
    )
    waiver = '{rule: undated-source, of: report-one, by: Jane Doe, date: "2026-01-30", reason: It was never dated}'
    own = f"{PROJECT}severities: {{undated-source: warning}}\nwaivers: [{waiver}]\n"

    assert [rule for rule, _, _ in found(project({"content/citations/sources.yaml": sources}))] == ["undated-source"]
    files = {"content/citations/sources.yaml": sources, "content/project.yaml": own}
    assert [rule for rule, _, _ in found(project(files))] == ["waived"]


# --- what only a release asks for -----------------------------------------------------------------

FRAME = "theme: roads\ntheme-title: Roads\nblocks:\n" + "".join(
    f"  - {{kind: text, id: {role}, role: {role}, title: T, text: {{headline: We read one report.}}}}\n"
    for role in ("limits", "method", "interests")
)


def lacks(root: Path, rule: str) -> list[str]:
    report = Report()
    workspace = load_workspace(root, report)
    return [d.message for d in release(report, workspace).diagnostics if d.rule == rule]


def test_a_brief_without_limits_method_or_interests_is_not_issued(project: Project) -> None:
    wide = BRIEF.replace("[one-page]", "[one-page, standard]")

    assert lacks(project({"content/briefs/roads.yaml": wide}), "incomplete-brief") == [
        'the brief "roads" does not say how it was made, to minister',
        'the brief "roads" does not say where the evidence ends, to minister',
        'the brief "roads" does not say whose interests are involved, to minister',
    ]
    assert lacks(project({"content/library/frame.yaml": FRAME}), "incomplete-brief") == []


def test_what_one_audience_alone_may_read_tells_another_nothing(project: Project) -> None:
    own = FRAME.replace("role: limits,", "role: limits, audiences: [public],")
    wide = BRIEF.replace("[one-page]", "[one-page, standard]").replace("[minister]", "[minister, public]")
    root = project({"content/library/frame.yaml": own, "content/briefs/roads.yaml": wide})

    assert lacks(root, "incomplete-brief") == ['the brief "roads" does not say where the evidence ends, to minister']


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ("", 'nobody has checked the evidence "survey"'),
        ("jane doe", 'nobody but its author, Jane Doe, has checked the evidence "survey"'),
        ("Max Roe", ""),
    ],
)
def test_evidence_is_checked_by_somebody_else_than_its_author(by: str, message: str, project: Project) -> None:
    authored = LIBRARY.replace("    as-of: 2024\n", "    as-of: 2024\n    author: Jane Doe\n")
    review = f'reviews:\n  - of: evidence survey\n    by: {by}\n    date: "2026-01-31"\n    rests-on: {{}}\n'
    files = {"content/library/roads.yaml": authored, **({"content/reviews.yaml": review} if by else {})}

    assert lacks(project(files), "unchecked-evidence") == ([message] if message else [])


def test_word_files_of_a_release_have_no_marks_and_no_names(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    short = WAIVER.replace("stale-fact", "under-filled").format(of="roads")
    brief = BRIEF.replace("[html]", "[docx]") + f"waivers: [{short}]\n"
    root = project({"content/library/frame.yaml": FRAME, "content/briefs/roads.yaml": brief})
    assert run(["review", "survey", "--by", "Jane Doe", "--project", str(root)]) == ExitCode.OK
    assert run(["review", "--all", "--by", "Jane Doe", "--project", str(root)]) == ExitCode.OK
    assert run(["build", "--project", str(root)]) == ExitCode.OK
    (word,) = root.glob("build/*/*.docx")
    assert marks_and_names(word) == (True, True)

    assert run(["build", "--release", "--project", str(root)]) == ExitCode.OK
    assert marks_and_names(word) == (False, False)


def marks_and_names(word: Path) -> tuple[bool, bool]:
    """Whether a Word file says which block is where, and who made it."""
    with zipfile.ZipFile(word) as parts:
        core = parts.read("docProps/core.xml").decode()
        return any(name.startswith("customXml/") for name in parts.namelist()), "Test unit" in core


def test_every_rule_of_every_gate_exists_and_errors_that_can_be_waived_can_be_weighed() -> None:
    assert {rule for gate in GATES for rule in gate.rules} <= RULES.keys()
    assert {rule for rule in WAIVABLE if RULES[rule].severity is Severity.ERROR} <= JUDGEMENTS
    assert len({gate.number for gate in GATES}) == len(GATES)
