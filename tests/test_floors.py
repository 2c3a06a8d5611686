"""The least type, line height and margin: no look goes below, and who sets it is told where."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.core.profile import Floors
from briefgen.diagnostics import Diagnostic, Report, Severity
from briefgen.project import Workspace, check_workspace, load_workspace
from briefgen.render.theme import load_theme
from briefgen.source.yaml_tree import parse_yaml
from conftest import SOUND, Project
from looks import BASE, files

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = load_workspace(ROOT, Report())
FLOORS = Floors(type_pt=8, leading=1.15, margin_mm=15)


def below(styles: str, tmp_path: Path, floors: Floors = FLOORS, length: str = "standard") -> list[Diagnostic]:
    """What a minister's styles.yml, over the shipped base, has below the floors."""
    folder = files(tmp_path / "minister", styles_yml=styles)
    report = Report()
    load_theme(
        (folder, BASE),
        "minister",
        length,
        "en-GB",
        {},
        report,
        parse_yaml=parse_yaml,
        shown=("minister", "base"),
        floors=floors,
    )
    assert {d.rule for d in report.diagnostics} <= {"below-floor"}, report.diagnostics
    return list(report.diagnostics)


# --- the shipped looks ----------------------------------------------------------------------------


def looks(workspace: Workspace, audience: str) -> list[Diagnostic]:
    """Findings about every length of an audience, and one of the project's own."""
    report = Report()
    for lang in ("en-GB", "zh-CN"):
        profile = workspace.audience(audience, lang, report)
        assert profile
        for length in (*profile.lengths, "two-page"):
            workspace.theme(profile, length, lang, report)
    return list(report.diagnostics)


@pytest.mark.parametrize("audience", SHIPPED.audiences)
def test_every_shipped_look_keeps_to_the_floors_of_its_audience(audience: str) -> None:
    assert looks(SHIPPED, audience) == []


@pytest.mark.parametrize("audience", SHIPPED.audiences)
def test_no_shipped_floor_lets_type_be_smaller_than_eight_points(audience: str) -> None:
    profile = SHIPPED.audience(audience, "en-GB", Report())

    assert profile
    assert profile.floors.type_pt >= 8
    assert profile.floors.leading >= 1.15
    assert profile.floors.margin_mm >= 17


# --- what is below, and where -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("styles", "place", "message"),
    [
        (
            "styles:\n  Small: {size: 7.5}\n",
            "minister/styles.yml:2:17",
            'type of 7.5 points for "Small" and 2 more; 8 is the least',
        ),
        (
            "styles:\n  Tag: {size: 6}\n",
            "minister/styles.yml:2:15",
            'type of 6 points for "Tag"; 8 is the least',
        ),
        (
            "styles:\n  Heading 3: {size: 7}\n",
            "minister/styles.yml:2:21",
            'type of 7 points for "Heading 3" and 1 more; 8 is the least',
        ),
        (
            "styles:\n  Byline: {line: 10}\n",
            "minister/styles.yml:2:18",
            'lines of 1.05 times the size for "Byline"; 1.15 is the least',
        ),
        (
            "styles:\n  Label: {size: 12}\n",
            "minister/styles.yml:2:17",
            'lines of 1.08 times the size for "Label"; 1.15 is the least',
        ),
        (
            "lengths:\n  standard:\n    page: {left-mm: 14.5}\n",
            "minister/styles.yml:3:21",
            "a margin of 14.5 mm at the left; 15 is the least",
        ),
        (
            "lengths:\n  standard:\n    page: {top-mm: 0}\n",
            "minister/styles.yml:3:20",
            "a margin of 0 mm at the top; 15 is the least",
        ),
        (
            "languages:\n  en:\n    styles:\n      Contact: {size: 5, line: 12}\n",
            "minister/styles.yml:4:23",
            'type of 5 points for "Contact"; 8 is the least',
        ),
    ],
)
def test_what_goes_below_is_reported_where_it_was_set(styles: str, place: str, message: str, tmp_path: Path) -> None:
    [found] = below(styles, tmp_path)

    assert (str(found.span), found.message) == (place, message)
    assert "floors" in found.hint


def test_a_scale_that_makes_type_too_small_is_to_blame_for_all_of_it(tmp_path: Path) -> None:
    [found] = below("scale: 0.85\n", tmp_path)

    assert str(found.span) == "minister/styles.yml:1:8"
    assert found.message.startswith("type of 7.5 points for ")


def test_a_factor_on_lines_is_to_blame_for_lines_that_are_too_close(tmp_path: Path) -> None:
    [found] = below("leading: 0.9\n", tmp_path)

    assert str(found.span) == "minister/styles.yml:1:10"
    assert found.message.startswith("lines of 1.11 times the size for ")


def test_a_floor_that_the_base_does_not_reach_names_the_base(tmp_path: Path) -> None:
    found = below("scale: 1\n", tmp_path, Floors(type_pt=0, leading=0, margin_mm=20))

    assert [str(d.span).partition(":")[0] for d in found] == ["base/styles.yml"]
    assert found[0].message == "a margin of 19 mm at the bottom; 20 is the least"


@pytest.mark.parametrize(
    "styles",
    [
        "styles:\n  Source Code: {size: 6}\n",
        "styles:\n  Logo: {size: 1}\n",
        "styles:\n  Stamp: {css: 'p.stamp > img, td > svg', size: 2}\n",
        "styles:\n  Title: {size: 30, line: 30}\n",
        "styles:\n  Heading 2: {line: 11.5}\n",
        "styles:\n  Call: {line: 12.25}\n",
    ],
    ids=["code", "logo", "pictures", "title", "heading", "just enough"],
)
def test_code_and_pictures_are_no_text_and_headings_may_have_close_lines(styles: str, tmp_path: Path) -> None:
    assert below(styles, tmp_path) == []


def test_a_length_that_is_not_touched_keeps_its_look(tmp_path: Path) -> None:
    assert below("lengths: {pack: {scale: 0.5}}\n", tmp_path) == []


# --- in a project -------------------------------------------------------------------------------------


def test_the_check_of_a_project_holds_its_looks_to_its_floors(project: Project) -> None:
    root = project(
        {
            "templates/base/audience.yaml": "floors: {margin: 12}\n",
            "templates/base/styles.yml": "lengths:\n  one-page:\n    page: {left-mm: 13, right-mm: 11}\n",
        }
    )
    report = Report()

    check_workspace(load_workspace(root, report), report)

    assert [(str(d.span), d.rule) for d in report.diagnostics] == [("templates/base/styles.yml:3:35", "below-floor")]


@pytest.mark.parametrize(("level", "severity"), [("warning", Severity.WARNING), ("error", Severity.ERROR)])
def test_a_project_may_take_floors_as_advice(level: str, severity: Severity, project: Project) -> None:
    settings = SOUND["content/project.yaml"] + f"severities: {{below-floor: {level}}}\n"
    root = project({"content/project.yaml": settings, "templates/base/styles.yml": "scale: 0.7\n"})
    report = Report()

    check_workspace(load_workspace(root, report), report)

    assert [(d.rule, d.severity) for d in report.diagnostics] == [("below-floor", severity)]
