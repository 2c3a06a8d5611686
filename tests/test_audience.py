"""Audiences: their folders, whom they extend, and what a nearer folder overrides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from briefgen.core.model import KINDS, Depth
from briefgen.core.profile import DEPTH_WORTH, Audience, Floors, Length, Pages, SectionSpec
from briefgen.diagnostics import Report, Span
from briefgen.resources import built_in_templates
from briefgen.source.looks import audience_names, read_folder_texts, read_looks, shelves
from briefgen.source.profiles import merge_profiles

BASE = """\
label: {en: General reader, zh: 普通读者}
weights: {roads: 2, ice: 1}
classes: {pledge: Callout}
sections:
  masthead: {show: masthead}
  limits: {show: text, role: limits, title: {en: Limits, zh: 局限}, depth: summary, required: true}
  challenges: {show: challenge, title: The challenges, max: 5, evidence: -1, also: [figure]}
lengths:
  one-page:
    label: One page
    template: one-page.html.j2
    pages: {high: 1}
    sections: [masthead, limits]
  standard:
    pages: {low: 2, high: 4}
    citations: notes
    numbered-headings: true
    sections: [masthead, challenges: {max: 2}, limits]
  pack:
    pages: {high: 40, free: 1}
    sections: [masthead, challenges]
"""


def profile(
    files: Mapping[str, str], tmp_path: Path, audience: str, *, lang: str = "en-GB", report: Report | None = None
) -> Audience | None:
    """The profile that these audience.yaml files make; `mine/minister` is a folder of the project."""
    built_in, project = tmp_path / "shipped", tmp_path / "project"
    built_in.mkdir()
    for name, text in files.items():
        own = name.startswith("mine/")
        path = (project / "templates" if own else built_in) / name.removeprefix("mine/") / "audience.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    findings = report or Report()
    looks = read_looks(shelves(project, built_in), audience, findings, Span("content/briefs/a.yaml", 1, 1))
    merged = merge_profiles(audience, looks.chain, looks.profiles, {}, lang, findings) if looks else None
    assert report is not None or not findings.diagnostics, findings.diagnostics
    return merged


def a_profile(files: Mapping[str, str], tmp_path: Path, audience: str = "minister", lang: str = "en-GB") -> Audience:
    made = profile({"base": BASE, **files}, tmp_path, audience, lang=lang)
    assert made is not None
    return made


def section(length: Length, name: str) -> SectionSpec:
    return next(s for s in length.sections if s.id == name)


# --- whom an audience extends -----------------------------------------------------------------------


def test_an_audience_starts_from_base(tmp_path: Path) -> None:
    made = a_profile({"minister": "label: Minister\n"}, tmp_path)

    assert made.chain == ("minister", "base")
    assert made.label == "Minister"
    assert list(made.lengths) == ["one-page", "standard", "pack"]


def test_an_audience_may_extend_one_that_extends_another(tmp_path: Path) -> None:
    files = {
        "minister": "extends: base\nstance: advice\n",
        "treasury": "extends: minister\nterms: none\n",
        "chief": "extends: treasury\nlabel: Chief\n",
    }

    made = a_profile(files, tmp_path, "chief")

    assert made.chain == ("chief", "treasury", "minister", "base")
    assert (made.label, made.terms, made.stance) == ("Chief", "none", "advice")


def test_a_folder_without_a_profile_is_an_audience_like_base(tmp_path: Path) -> None:
    made = a_profile({}, tmp_path, "base")
    (tmp_path / "shipped" / "plain").mkdir()

    looks = read_looks(shelves(tmp_path / "project", tmp_path / "shipped"), "plain", Report())

    assert looks is not None
    assert looks.chain == ("plain", "base")
    assert made.stance == "neutral"


@pytest.mark.parametrize(
    ("files", "circle"),
    [
        ({"minister": "extends: minister\n"}, "minister > minister"),
        ({"minister": "extends: chief\n", "chief": "extends: minister\n"}, "minister > chief > minister"),
        (
            {"minister": "extends: chief\n", "base": "extends: chief\n", "chief": "extends: base\n"},
            "chief > base > chief",
        ),
    ],
)
def test_audiences_that_extend_each_other_in_a_circle_are_reported(
    files: Mapping[str, str], circle: str, tmp_path: Path
) -> None:
    report = Report()

    assert profile({"base": BASE, **files}, tmp_path, "minister", report=report) is None
    [found] = report.diagnostics
    assert found.rule == "cyclic-reference"
    assert circle in found.message
    assert found.span is not None
    assert found.span.file.endswith("/audience.yaml")


@pytest.mark.parametrize(
    ("audience", "files", "name", "hint"),
    [
        ("ministre", {"minister": ""}, "ministre", 'did you mean "minister"?'),
        ("chief", {"minister": "", "chief": "extends: ministre\n"}, "ministre", 'did you mean "minister"?'),
        ("xyz", {"minister": ""}, "xyz", "there are: base, minister"),
        ("../shipped/minister", {"minister": ""}, "../shipped/minister", "there are: base, minister"),
        ("..", {"minister": ""}, "..", "there are: base, minister"),
    ],
)
def test_an_audience_that_does_not_exist_is_answered_with_the_nearest(
    audience: str, files: Mapping[str, str], name: str, hint: str, tmp_path: Path
) -> None:
    report = Report()

    assert profile({"base": BASE, **files}, tmp_path, audience, report=report) is None
    [found] = report.diagnostics
    assert (found.rule, found.message, found.hint) == ("unknown-audience", f'there is no audience "{name}"', hint)


def test_a_wrong_extends_is_reported_in_the_profile_that_says_it(tmp_path: Path) -> None:
    report = Report()

    profile({"base": BASE, "chief": "label: Chief\nextends: nobody\n"}, tmp_path, "chief", report=report)

    assert [str(d.span) for d in report.diagnostics] == ["built-in/chief/audience.yaml:2:10"]


# --- the project's own folders ----------------------------------------------------------------------


def test_a_projects_folder_comes_before_the_built_in_one(tmp_path: Path) -> None:
    files = {"minister": "label: Shipped\nstance: advice\n", "mine/minister": "label: Ours\n"}

    made = a_profile(files, tmp_path)

    assert (made.label, made.stance) == ("Ours", "advice")
    assert made.chain == ("minister", "base")


def test_a_projects_base_goes_for_every_audience(tmp_path: Path) -> None:
    files = {"minister": "label: Shipped\n", "mine/base": "terms: explain\n"}

    assert a_profile(files, tmp_path).terms == "explain"


def test_all_folders_but_base_and_hidden_ones_are_audiences(tmp_path: Path) -> None:
    for name in (
        "shipped/base",
        "shipped/minister",
        "shipped/_draft",
        "project/templates/treasury",
        "project/templates/.git",
    ):
        (tmp_path / name).mkdir(parents=True)

    assert audience_names(shelves(tmp_path / "project", tmp_path / "shipped")) == ("minister", "treasury")


def test_the_built_in_folder_counts_once_when_the_project_is_its_home(tmp_path: Path) -> None:
    (tmp_path / "templates" / "base").mkdir(parents=True)

    assert [s.shown for s in shelves(tmp_path, tmp_path / "templates")] == ["templates"]


def test_templates_are_read_by_their_path_in_the_folder(tmp_path: Path) -> None:
    a_profile({"minister": ""}, tmp_path)
    folder = tmp_path / "shipped" / "minister"
    for name in ("blocks/text.html.j2", "csl/short.csl", "notes.txt", ".git/x.j2"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name)
    looks = read_looks(shelves(tmp_path / "project", tmp_path / "shipped"), "minister", Report())
    assert looks is not None

    assert read_folder_texts(looks.folders[0], Report()) == {n: n for n in ("blocks/text.html.j2", "csl/short.csl")}


# --- what is overridden -----------------------------------------------------------------------------


def test_weights_and_classes_are_joined_name_by_name(tmp_path: Path) -> None:
    made = a_profile({"minister": "weights: {roads: 3, rails: 0.5}\nclasses: {vow: Ask}\n"}, tmp_path)

    assert made.weights == {"roads": 3.0, "ice": 1.0, "rails": 0.5}
    assert made.class_styles == {"pledge": "Callout", "vow": "Ask"}


@pytest.mark.parametrize(
    ("length", "mine", "pages"),
    [
        ("one-page", "{high: 0.5}", Pages(0.5, 0.5, 0)),
        ("one-page", "{free: 0.02}", Pages(1, 1, 0.02)),
        ("standard", "{high: 3}", Pages(2, 3, 0)),
        ("standard", "{high: 1.5}", Pages(1.5, 1.5, 0)),
        ("standard", "{low: 3}", Pages(3, 4, 0)),
        ("pack", "{high: 30}", Pages(1, 30, 1)),
        ("pack", "{high: 1, free: 0}", Pages(1, 1, 0)),
    ],
)
def test_a_page_budget_keeps_what_a_nearer_profile_does_not_say(
    length: str, mine: str, pages: Pages, tmp_path: Path
) -> None:
    made = a_profile({"minister": f"lengths:\n  {length}:\n    pages: {mine}\n"}, tmp_path)

    assert made.lengths[length].pages == pages


def test_whole_pages_are_printed_without_a_point(tmp_path: Path) -> None:
    made = a_profile({}, tmp_path, "base")

    assert f"{made.lengths['standard'].pages.high} pages" == "4 pages"


def test_a_profile_may_say_what_one_depth_is_worth(tmp_path: Path) -> None:
    made = a_profile({"minister": "depths: {full: 2}\n", "mine/base": "depths: {summary: 0, full: 1}\n"}, tmp_path)

    assert made.depth_worth == {Depth.HEADLINE: 1.0, Depth.SUMMARY: 0.0, Depth.FULL: 2.0}


def test_notes_stand_at_the_foot_unless_a_length_has_them_at_the_end(tmp_path: Path) -> None:
    lengths = a_profile({"minister": "lengths:\n  pack: {notes: endnotes}\n"}, tmp_path).lengths

    assert (lengths["pack"].notes, lengths["standard"].notes) == ("endnotes", "footnotes")


@pytest.mark.parametrize(
    ("said", "standards", "attached"),
    [
        ("", ("ua-1", "a-3a"), True),
        ("pdf-standard: a-2u", ("a-2u",), False),
        ("pdf-standard: [a-3b, ua-1, a-3b]", ("a-3b", "ua-1"), True),
        ("pdf-standard: [ua-1]", ("ua-1",), False),
    ],
)
def test_a_length_may_say_which_standards_its_pdf_keeps_to(
    said: str, standards: tuple[str, ...], attached: bool, tmp_path: Path
) -> None:
    length = a_profile({"minister": f"lengths:\n  pack: {{{said}}}\n"}, tmp_path).lengths["pack"]

    assert (length.pdf_standard, length.carries_attachments) == (standards, attached)


def test_depths_and_floors_that_no_profile_names_are_those_of_the_program(tmp_path: Path) -> None:
    made = a_profile({}, tmp_path, "base")

    assert made.depth_worth == DEPTH_WORTH
    assert made.floors == Floors()


def test_a_profile_may_say_one_floor(tmp_path: Path) -> None:
    made = a_profile({"minister": "floors: {type: 10}\n", "mine/base": "floors: {type: 7, margin: 0}\n"}, tmp_path)

    assert made.floors == Floors(type_pt=10, leading=Floors().leading, margin_mm=0)


def test_a_section_keeps_what_a_nearer_profile_does_not_say(tmp_path: Path) -> None:
    made = a_profile({"minister": "sections:\n  limits: {title: What we do not know}\n"}, tmp_path)

    limits = section(made.lengths["one-page"], "limits")
    assert (limits.title, limits.role, limits.depth, limits.required) == (
        "What we do not know",
        "limits",
        Depth.SUMMARY,
        True,
    )


def test_a_length_may_change_a_section_for_itself(tmp_path: Path) -> None:
    made = a_profile({"minister": "sections:\n  challenges: {max: 9, layout: pairs}\n"}, tmp_path)

    challenges = section(made.lengths["standard"], "challenges")
    assert (challenges.max, challenges.layout, challenges.evidence) == (2, "pairs", -1)


def test_a_length_takes_its_list_of_sections_from_the_nearest_profile_that_has_one(tmp_path: Path) -> None:
    mine = "lengths:\n  standard:\n    sections: [limits, challenges]\n"

    made = a_profile({"minister": mine}, tmp_path)

    standard = made.lengths["standard"]
    assert [s.id for s in standard.sections] == ["limits", "challenges"]
    assert section(standard, "challenges").max == 5
    assert (standard.pages, standard.citations, standard.numbered_headings) == (Pages(2, 4), "notes", True)


def test_an_audience_may_have_a_length_of_its_own(tmp_path: Path) -> None:
    mine = "lengths:\n  card:\n    pages: {high: 1}\n    template: one-page.html.j2\n    sections: [limits]\n"

    made = a_profile({"minister": mine}, tmp_path)

    assert list(made.lengths) == ["one-page", "standard", "pack", "card"]
    assert [s.id for s in made.lengths["card"].sections] == ["limits"]


@pytest.mark.parametrize(
    ("lang", "label", "limits"),
    [("en-GB", "General reader", "Limits"), ("zh-CN", "普通读者", "局限"), ("fr", "General reader", "Limits")],
)
def test_words_are_in_the_language_of_the_brief_or_in_english(
    lang: str, label: str, limits: str, tmp_path: Path
) -> None:
    made = a_profile({"minister": ""}, tmp_path, lang=lang)

    assert made.label == label
    assert section(made.lengths["one-page"], "limits").title == limits


def test_an_empty_title_takes_a_heading_away(tmp_path: Path) -> None:
    made = a_profile({"minister": 'sections:\n  limits: {title: ""}\n'}, tmp_path)

    assert section(made.lengths["one-page"], "limits").title == ""


def test_the_least_depth_is_never_deeper_than_the_depth(tmp_path: Path) -> None:
    made = a_profile({"minister": "sections:\n  limits: {depth: headline, least: full}\n"}, tmp_path)

    assert section(made.lengths["one-page"], "limits").least is Depth.HEADLINE


# --- what is wrong ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "rule", "place", "hint"),
    [
        ("lengths:\n  standard:\n    sections: [limit]\n", "missing-field", "3:16", 'did you mean "limits"?'),
        ("lengths:\n  standard:\n    sections: [brand-new]\n", "missing-field", "3:16", "declare it under sections:"),
        ("sections:\n  limits: {show: txt}\n", "wrong-type", "2:18", 'did you mean "text"?'),
        ("sections:\n  limits: {depth: short}\n", "wrong-type", "2:19", ""),
        ("sections:\n  limits: {maximum: 3}\n", "unknown-key", "2:12", ""),
        (
            "lengths:\n  standard:\n    sections: [limits: {dept: full}]\n",
            "unknown-key",
            "3:25",
            'did you mean "depth"?',
        ),
        ("weights: {roads: -1}\n", "wrong-type", "1:18", ""),
        ("lengths:\n  card:\n    pages: {low: 3}\n", "missing-field", "3:12", ""),
        ("lengths:\n  card:\n    pages: {high: 0.4}\n", "wrong-type", "3:19", ""),
        ("lengths:\n  card:\n    pages: {high: 1001}\n", "wrong-type", "3:19", ""),
        ("lengths:\n  card:\n    pages: {high: 2, free: -1}\n", "wrong-type", "3:28", ""),
        ("lengths:\n  card:\n    pages: {low: 3, high: 2}\n", "wrong-type", "3:18", ""),
        ("lengths:\n  standard:\n    pages: {low: 5}\n", "wrong-type", "3:18", ""),
        ("lengths:\n  card:\n    pages: {high: 2, free: 2}\n", "wrong-type", "3:28", "less than 2"),
        ("lengths:\n  standard:\n    pages: {free: 4}\n", "wrong-type", "3:19", "less than 4"),
        ("lengths:\n  pack:\n    pages: {high: 1}\n", "wrong-type", "3:19", "less than 1"),
        ("lengths:\n  pack:\n    notes: endnote\n", "wrong-type", "3:12", 'did you mean "endnotes"?'),
        ("lengths:\n  pack:\n    pdf-standard: [ua-1, a3a]\n", "wrong-type", "3:26", 'did you mean "a-3a"?'),
        ("lengths:\n  pack:\n    pdf-standard: ua-7\n", "wrong-type", "3:19", 'did you mean "ua-1"?'),
        ("lengths:\n  pack:\n    pdf-standard: [a-2a, a-3a]\n", "wrong-type", "3:19", "for instance [ua-1, a-3a]"),
        ("lengths:\n  pack:\n    pdf-standard: []\n", "wrong-type", "3:19", "for instance [ua-1, a-3a]"),
        ("depths: {summary: -0.5}\n", "wrong-type", "1:19", ""),
        ("depths: {sumary: 0.5}\n", "unknown-key", "1:10", 'did you mean "summary"?'),
        ("floors: {type: 8pt}\n", "wrong-type", "1:16", ""),
        ("floors: {margins: 20}\n", "unknown-key", "1:10", 'did you mean "margin"?'),
        ("stance: friendly\n", "wrong-type", "1:9", ""),
        ("lable: Minister\n", "unknown-key", "1:1", 'did you mean "label"?'),
        ("label: [", "yaml-syntax", "2:1", "quotes"),
    ],
)
def test_a_fault_in_a_profile_is_reported_where_it_stands(
    mine: str, rule: str, place: str, hint: str, tmp_path: Path
) -> None:
    report = Report()

    profile({"base": BASE, "mine/minister": mine}, tmp_path, "minister", report=report)

    [found] = report.diagnostics
    assert (found.rule, str(found.span)) == (rule, f"templates/minister/audience.yaml:{place}"), found
    assert hint in found.hint


def test_the_shipped_profiles_and_words_speak_of_no_subject() -> None:
    folder = built_in_templates()
    files = [*folder.glob("*/*.yaml"), *folder.glob("*/labels.yml"), *folder.glob("**/*.j2")]

    found = [f.name for f in files if re.search(r"\bChin(?:a|ese)\b|中国|\bAI\b", f.read_text(encoding="utf-8"))]

    assert len(files) > 40
    assert found == []


def test_the_shipped_profiles_weigh_no_theme_of_any_library() -> None:
    shipped = shelves(built_in_templates().parent, built_in_templates())

    for audience in audience_names(shipped):
        looks = read_looks(shipped, audience, Report())
        assert looks
        assert {name for profile in looks.profiles for name in profile.entry.weights} <= set(KINDS)
