"""Where things are used, and what a change touches: sentences with their places, documents, reviews to renew."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from briefgen.cli import run
from briefgen.cli.options import ExitCode
from briefgen.diagnostics import Report, UsageError
from briefgen.glance import impact_of, where_used
from briefgen.project import Workspace, load_workspace
from conftest import BRIEF, LIBRARY, PROJECT, SOURCES

Write = Callable[[Mapping[str, str] | None], Path]

FRAME = """\
theme: roads
theme-title: Roads
blocks:
  - kind: term
    id: pothole
    title: pothole
    definition: A hole in a road.
  - kind: text
    id: bottom-line
    role: bottom-line
    title: Bottom line
    text:
      headline: |
        Every pothole costs money. The report counts {bad-roads:number} of the roads [@report-one, p. 9].
      for:
        public:
          headline: Many of our roads, which is {twice}, need repair.
  - kind: table
    id: lengths
    title: Roads in the town
    columns: [Which, How many]
    rows: [[Bad, "{bad-roads}"]]
  - kind: figure
    id: chart
    title: Roads need repair
    subtitle: Share of roads
    alt: A bar chart with one bar, which is short.
    chart: {type: bar, data: [{label: Bad roads, fact: bad-roads}]}
"""
TWICE = "comparator: about\n      - {id: twice, label: Twice as many, derived: bad-roads * 2}\n"
PROJECT_FILES = {
    "content/library/frame.yaml": FRAME,
    "content/library/roads.yaml": LIBRARY.replace("comparator: about\n", TWICE),
    "content/briefs/roads.yaml": BRIEF.replace("title: Roads", 'title: "Roads, {bad-roads:number} bad"').replace(
        "formats: [html]", "key-figures: [bad-roads]\nformats: [html]"
    ),
    "content/citations/sources.yaml": SOURCES,
    "content/project.yaml": PROJECT,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A small project with its web page."""
    root = tmp_path_factory.mktemp("impacts")
    for name, text in PROJECT_FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert run(["build", "--jobs", "1", "-p", str(root)]) == ExitCode.OK
    return load_workspace(root, Report())


def places(tree: Mapping[str, object]) -> dict[str, str]:
    """What each use says, by the name of its place."""
    used = tree["used"]
    assert isinstance(used, list)
    return {each["in"]: each["says"] for each in used}


# --- where-used -----------------------------------------------------------------------------------


def test_a_fact_is_used_in_sentences_tables_charts_titles_and_by_facts_reckoned_from_it(built: Workspace) -> None:
    found = where_used(built, "bad-roads")

    assert places(found) == {
        "challenge holes, headline": "Of all roads, about 12.5% need repair.",
        "text bottom-line, headline": "The report counts about 12.5 of the roads [@report-one, p. 9].",
        "text bottom-line, headline for public": "Many of our roads, which is about 25%, need repair.",
        "table lengths, rows": "about 12.5%",
        "figure chart, chart": "Bad roads",
        "brief roads, title": "Roads, about 12.5 bad",
    }
    assert found["key-figure-of"] == ["roads"]
    assert found["named-by"] == ["text bottom-line", "table lengths", "challenge holes", "figure chart"]


def test_each_use_has_its_place(built: Workspace) -> None:
    found = where_used(built, "bad-roads")

    used = found["used"]
    assert isinstance(used, list)
    at = {each["in"]: each["at"] for each in used if isinstance(each, dict)}
    assert at["text bottom-line, headline"] == "content/library/frame.yaml:14:36"
    assert at["challenge holes, headline"] == "content/library/roads.yaml:11:17"


def test_a_document_is_counted_with_the_sentences_that_it_prints(built: Workspace) -> None:
    found = where_used(built, "bad-roads")

    (line,) = found["documents"] if isinstance(found["documents"], list) else ()
    assert line == "roads for minister, one-page: 3 sentences"


def test_a_document_that_was_not_built_may_print_it(project: Write) -> None:
    workspace = load_workspace(project(PROJECT_FILES), Report())

    assert where_used(workspace, "bad-roads")["documents"] == ["roads for minister, one-page: may print it"]
    assert where_used(workspace, "pothole")["documents"] == ["roads for minister, one-page: may print it"]


def test_a_term_is_used_wherever_its_words_stand(built: Workspace) -> None:
    assert places(where_used(built, "pothole")) == {"text bottom-line, headline": "Every pothole costs money."}


def test_a_source_is_used_by_its_facts_its_blocks_and_its_citations(built: Workspace) -> None:
    found = where_used(built, "report-one")

    assert found["source"] == "report-one"
    assert found["named-by"] == ["evidence survey"]
    assert "text bottom-line, headline" in places(found)
    assert "challenge holes, headline" in places(found)


def test_evidence_is_named_by_what_rests_on_it(built: Workspace) -> None:
    assert where_used(built, "survey")["named-by"] == ["challenge holes"]


def test_an_unknown_name_is_refused_with_the_nearest(built: Workspace) -> None:
    with pytest.raises(UsageError, match="bad-road"):
        where_used(built, "bad-road")


# --- impact ---------------------------------------------------------------------------------------


def test_a_changed_fact_touches_what_is_reckoned_from_it_and_what_must_be_reviewed(built: Workspace) -> None:
    found = impact_of(built, "bad-roads", built.root)

    assert found["facts"] == ["bad-roads: about 12.5%", "twice: about 25%"]
    assert found["to-review"] == ["recommendation mend", "brief roads"]
    assert found["documents"] == ["roads for minister, one-page: 3 sentences"]


def test_a_changed_block_touches_its_own_sentences(built: Workspace) -> None:
    found = impact_of(built, "bottom-line", built.root)

    used = found["used"]
    assert isinstance(used, list)
    assert "Every pothole costs money." in [each["says"] for each in used if isinstance(each, dict)]
    assert found["to-review"] == ["brief roads"]


def test_a_file_of_the_library_stands_for_all_that_is_in_it(built: Workspace) -> None:
    found = impact_of(built, "content/library/roads.yaml", built.root)
    same = impact_of(built, "roads.yaml", built.root / "content/library")

    assert found == same
    assert found["change"] == "content/library/roads.yaml"
    assert {"challenge holes, headline", "recommendation mend, headline"} <= set(places(found))
    assert found["to-review"] == ["recommendation mend", "brief roads"]


def test_a_file_of_sources_touches_what_rests_on_them(built: Workspace) -> None:
    found = impact_of(built, "content/citations/sources.yaml", built.root)

    assert found["to-review"] == ["recommendation mend", "brief roads"]


ONE_PAGE = ["roads for minister, one-page"]


@pytest.mark.parametrize(
    ("path", "touched"),
    [
        ("content/project.yaml", ONE_PAGE),
        ("content/briefs/roads.yaml", ONE_PAGE),
        ("templates/minister/brand.yml", ONE_PAGE),
        ("templates/base/print.css", ONE_PAGE),
        ("templates/base/one-page.html.j2", ONE_PAGE),
        ("templates/base/sections/coverage-matrix.html.j2", []),
        ("templates/base/pack.html.j2", []),
        ("templates/public/styles.yml", []),
        ("templates/base/csl/notes.csl", []),
        ("templates/minister/reference.docx", []),
    ],
)
def test_templates_and_settings_touch_the_documents_that_are_made_from_them(
    built: Workspace, path: str, touched: list[str]
) -> None:
    (built.root / path).parent.mkdir(parents=True, exist_ok=True)
    (built.root / path).touch()

    assert impact_of(built, path, built.root) == {"change": path, "documents": touched}


def test_a_template_that_an_audience_has_of_its_own_hides_the_common_one(built: Workspace) -> None:
    own = built.root / "templates/minister/one-page.html.j2"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("{% extends 'standard.html.j2' %}", encoding="utf-8")
    common = built.root / "templates/base/one-page.html.j2"
    common.parent.mkdir(parents=True, exist_ok=True)
    common.touch()
    fresh = load_workspace(built.root, Report())

    assert impact_of(fresh, "templates/minister/one-page.html.j2", built.root)["documents"] == ONE_PAGE
    assert impact_of(fresh, "templates/base/one-page.html.j2", built.root)["documents"] == []


def test_a_file_that_nothing_is_printed_from_is_refused(built: Workspace) -> None:
    (built.root / "content/notes.txt").touch()

    with pytest.raises(UsageError, match="nothing that briefs print"):
        impact_of(built, "content/notes.txt", built.root)


def test_the_commands_print_trees_and_json(project: Write, capsys: pytest.CaptureFixture[str]) -> None:
    root = project(PROJECT_FILES)

    assert run(["where-used", "bad-roads", "-p", str(root)]) == ExitCode.OK
    assert "says: Of all roads, about 12.5% need repair." in capsys.readouterr().out
    assert run(["impact", "bad-roads", "--json", "-p", str(root)]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["change"] == "bad-roads"
    assert run(["impact", "nothing", "-p", str(root)]) == ExitCode.USAGE
