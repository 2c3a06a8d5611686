"""Scales of strength: their levels, what they permit, and what the page says of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from briefgen.core.model import Evidence, Strength
from briefgen.core.schemes import LEVELS, SCHEMES, key_of, label_key, scheme_of
from briefgen.core.select import Selection
from briefgen.diagnostics import Report
from briefgen.project import check_workspace, load_workspace
from briefgen.render.compose import Composition, strength_key
from briefgen.render.origins import Origins
from briefgen.render.views import Views
from builders import a_length
from conftest import BRIEF, LIBRARY, PROJECT, Project

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


# --- scales of one's own ----------------------------------------------------------------------------

HOUSE = """\
scales:
  - name: house rating
    key: "We rate what we know as firm, fair or thin."
    levels:
      - {name: high, stands-for: strong, printed: firm ground}
      - {name: fair, stands-for: medium, never: [found, 表明]}
      - {name: thin, stands-for: limited}
"""


def house(level: str, headline: str = "A survey found roads in need of repair.", **more: str) -> dict[str, str]:
    return {**rated(level, "house rating", headline), "content/scales.yaml": HOUSE, **more}


def faults(root: Path) -> list[tuple[str, str, str]]:
    report = Report()
    check_workspace(load_workspace(root, report), report)
    return [(d.rule, str(d.span), d.hint) for d in report.diagnostics]


@pytest.mark.parametrize(("level", "strength"), [("high", "strong"), ("fair", "medium"), ("thin", "limited")])
def test_a_project_rates_in_a_scale_of_its_own(level: str, strength: str, project: Project) -> None:
    root = project(house(level, "Roads need repair."))

    assert findings(root) == []
    (evidence,) = load_workspace(root, Report()).library.of_kind(Evidence)
    assert (evidence.level, str(evidence.strength)) == (level, strength)


def test_a_level_of_no_scale_is_an_error_with_the_nearest(project: Project) -> None:
    found = faults(project(house("fairr")))

    assert ("wrong-type", "content/library/roads.yaml:16:15", 'did you mean "fair"?') in found


def test_a_scale_that_is_not_there_is_an_error_where_it_is_named(project: Project) -> None:
    files = {"content/project.yaml": f"{PROJECT}strength-scale: house ratin\n", "content/scales.yaml": HOUSE}
    in_brief = {"content/briefs/roads.yaml": f"{BRIEF}strength-scale: nobody's\n", "content/scales.yaml": HOUSE}

    assert ("wrong-type", "content/project.yaml:4:17", 'did you mean "house rating"?') in faults(project(files))
    found = faults(project({**in_brief, "content/project.yaml": PROJECT}))
    assert [(rule, place) for rule, place, _ in found] == [
        ("wrong-type", "content/briefs/roads.yaml:11:17"),
        ("mixed-scales", "content/library/roads.yaml:12:5"),
    ]


def test_a_level_says_itself_which_words_it_does_not_permit(project: Project) -> None:
    assert findings(project(house("fair"))) == ["claims-too-much"]
    assert findings(project(house("fair", "A survey clearly named roads in need of repair."))) == []
    assert findings(project(house("thin", "A survey clearly named roads."))) == ["claims-too-much"]
    assert findings(project(house("fair", "调查表明道路需要维修。"))) == ["claims-too-much"]


def test_a_brief_may_have_a_scale_of_its_own(project: Project) -> None:
    brief = {"content/briefs/roads.yaml": f"{BRIEF}strength-scale: house rating\n"}
    files = {**house("high", "Roads need repair.", **brief), "content/project.yaml": PROJECT}

    assert findings(project(files)) == []
    assert findings(project({**files, "content/briefs/roads.yaml": BRIEF})) == ["mixed-scales"]


def test_the_page_prints_the_levels_and_the_key_of_the_scale(project: Project) -> None:
    workspace = load_workspace(project(house("high", "Roads need repair.")), Report())
    brief, report = workspace.brief(None), Report()
    views = Views(workspace.library, brief, workspace.audience("minister", "en-GB", report), a_length(), Origins())
    composition = Composition(workspace.library, brief, views.audience, a_length(), Selection((), ()))

    (evidence,) = workspace.library.of_kind(Evidence)
    assert views.view(evidence).strength_label == "firm ground"
    assert strength_key(composition) == "We rate what we know as firm, fair or thin."


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("house rating", "GRADE"), ("duplicate-id", "content/scales.yaml:2:11")),
        (("name: fair", "name: high"), ("duplicate-id", "content/scales.yaml:6:16")),
        (("stands-for: medium", "stands-for: middling"), ("wrong-type", "content/scales.yaml:6:34")),
        (("    levels", "    level"), ("unknown-key", "content/scales.yaml:4:5")),
    ],
)
def test_faults_of_a_scale_are_found_where_they_stand(
    change: tuple[str, str], fault: tuple[str, str], project: Project
) -> None:
    found = faults(project({"content/scales.yaml": HOUSE.replace(*change)}))

    assert fault in [(rule, place) for rule, place, _ in found]
