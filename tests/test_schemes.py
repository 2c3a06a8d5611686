"""Scales of strength: their levels, what they permit, and what the page says of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from briefgen.core.model import Evidence, Strength
from briefgen.core.schemes import LEVELS, SCHEMES, key_of, label_key, scheme_of
from briefgen.diagnostics import Report
from briefgen.project import check_workspace, load_workspace
from conftest import LIBRARY, PROJECT, Project

LABELS = yaml.safe_load((Path(__file__).parent.parent / "templates/base/labels.yml").read_text(encoding="utf-8"))


def rated(level: str, scale: str, headline: str = "A survey found roads in need of repair.") -> dict[str, str]:
    library = LIBRARY.replace("strength: medium", f"strength: {level}")
    library = library.replace("A survey found roads in need of repair.", headline)
    return {"content/library/roads.yaml": library, "content/project.yaml": f"{PROJECT}strength-scale: {scale}\n"}


def findings(root: Path) -> list[str]:
    report = Report()
    check_workspace(load_workspace(root, report), report)
    return [d.rule for d in report.diagnostics]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_level_has_a_name_on_the_page_and_every_scale_a_key(lang: str) -> None:
    assert {label_key(level) for level in LEVELS} <= LABELS[lang].keys()
    assert {key_of(scale) for scale in SCHEMES} <= LABELS[lang].keys()


def test_no_level_belongs_to_two_scales() -> None:
    assert len(LEVELS) == sum(map(len, SCHEMES.values()))
    assert (scheme_of("moderate"), scheme_of("B2"), scheme_of("none")) == ("GRADE", "Admiralty", "body of evidence")


@pytest.mark.parametrize(
    ("level", "strength"), [("A1", "very strong"), ("A3", "medium"), ("D1", "limited"), ("F6", "none")]
)
def test_the_worse_of_source_and_information_counts(level: str, strength: str) -> None:
    assert LEVELS[level] is Strength(strength)


@pytest.mark.parametrize(
    ("level", "scale"), [("moderate", "GRADE"), ("B2", "Admiralty"), ("low confidence", "IPCC confidence")]
)
def test_a_level_of_the_projects_scale_is_taken_and_another_is_a_finding(
    level: str, scale: str, project: Project
) -> None:
    root = project(rated(level, scale))

    assert findings(root) == []
    assert {b.level for b in load_workspace(root, Report()).library.of_kind(Evidence)} == {level}
    assert findings(project(rated("medium", scale))) == ["mixed-scales"]


def test_a_headline_claims_no_more_than_the_level_permits(project: Project) -> None:
    claim = "A survey proves that roads need repair."

    assert findings(project(rated("low", "GRADE", claim))) == ["claims-too-much"]
    assert findings(project(rated("high", "GRADE", claim))) == []
