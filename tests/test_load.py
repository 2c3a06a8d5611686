"""From files to a library: what is read, what is refused at the door, what becomes of faulty entries."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from briefgen.core import model as m
from briefgen.diagnostics import BriefgenError, Report, Span
from briefgen.source import files
from briefgen.source.load import load_briefs, load_library, load_project
from conftest import LIBRARY, SOUND, Project

NOTE = """\
theme: {theme}
theme-title: {title}
blocks:
  - kind: text
    id: {id}
    role: method
    title: Method
    text: {{headline: How this was made.}}
"""


def rules(report: Report) -> list[str]:
    return [d.rule for d in report.diagnostics]


def places(report: Report) -> list[str]:
    return [f"{d.span} {d.rule}" for d in report.diagnostics]


def library_of(root: Path) -> m.Library:
    report = Report()
    library = load_library(root, report)
    assert places(report) == []
    return library


# --- a sound project --------------------------------------------------------------------------------


def test_blocks_come_in_the_order_of_their_files(project: Project) -> None:
    root = project({"content/library/b/notes.yml": NOTE.format(theme="notes", title="Notes", id="note")})

    library = library_of(root)

    assert list(library.blocks) == ["note", "holes", "survey", "mend"]
    assert [block.order for block in library.blocks.values()] == [0, 1, 2, 3]
    assert list(library.themes.values()) == [m.Theme("notes", "Notes", 0), m.Theme("roads", "Roads", 1)]


def test_a_fact_takes_from_its_evidence_what_it_does_not_say_itself(project: Project) -> None:
    fact = library_of(project()).facts[m.FactId("bad-roads")]

    assert fact.value == Decimal("12.5")
    assert fact.comparator is m.Comparator.ABOUT
    assert fact.as_of == m.Day(2024)
    assert fact.evidence == "survey"
    assert fact.sources == (
        m.Pinpoint(m.CitationKey("report-one"), "p. 3", Span("content/library/roads.yaml", 19, 22)),
    )
    assert fact.span == Span("content/library/roads.yaml", 21, 13)


def test_a_source_is_a_csl_item_with_its_id(project: Project) -> None:
    source = library_of(project()).citations[m.CitationKey("report-one")]

    assert source.csl == {
        "id": "report-one",
        "type": "report",
        "title": "A report",
        "author": [{"family": "Doe", "given": "Jane"}],
        "issued": {"date-parts": [[2025]]},
    }
    assert source.date == m.Day(2025)
    assert source.origin == "report-one"


def test_a_brief_takes_from_the_project_what_it_does_not_say_itself(project: Project) -> None:
    root, report = project(), Report()

    brief = load_briefs(root, report)["roads"]

    assert (brief.organisation, brief.contact, brief.lang) == ("Test unit", "desk@example.org", "en-GB")
    assert brief.date == m.Day(2026, 1, 31)
    assert brief.span == Span("content/briefs/roads.yaml", 1, 1)
    assert places(report) == []


def test_every_kind_of_block_becomes_a_value_of_the_model() -> None:
    library = library_of(Path(__file__).parent / "golden" / "every-kind")

    assert [m.kind_of(block) for block in library.blocks.values()] == list(m.KINDS)


def test_one_theme_may_have_several_files(project: Project) -> None:
    root = project({"content/library/more.yaml": NOTE.format(theme="roads", title="Roads", id="note")})

    assert [block.theme for block in library_of(root).blocks.values()] == ["roads"] * 4


def test_an_empty_project_has_an_empty_library(tmp_path: Path) -> None:
    library = library_of(tmp_path)

    assert not library.blocks
    assert not library.citations


def test_a_folder_without_settings_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(BriefgenError, match=r"project\.yaml"):
        load_project(tmp_path, Report())


def test_faulty_settings_are_reported_and_replaced_by_plain_ones(project: Project) -> None:
    for broken in ("organisation: [", "organisation: x"):
        report = Report()

        settings = load_project(project({"content/project.yaml": broken}), report)

        assert settings == m.Project("", "", "en-GB", {}, ())
        assert report.has_errors


# --- faulty entries ---------------------------------------------------------------------------------


def test_a_faulty_block_is_left_out_and_naming_it_is_no_second_fault(project: Project) -> None:
    broken = LIBRARY.replace("basis: statistic", "basis: hearsay")
    report = Report()

    library = load_library(project({"content/library/roads.yaml": broken}), report)

    assert list(library.blocks) == ["holes", "mend"]
    assert places(report) == ["content/library/roads.yaml:15:12 wrong-type"]


def test_a_key_that_does_not_exist_beside_a_faulty_block_is_told_as_well(project: Project) -> None:
    root, report = (
        project({"content/library/roads.yaml": LIBRARY.replace("kind: ev", "kind: av") + "nobody: 1\n"}),
        Report(),
    )

    load_library(root, report)

    assert [d.rule for d in report.diagnostics if d.rule in ("unknown-key", "unknown-kind")] == [
        "unknown-kind",
        "unknown-key",
    ]


def test_a_faulty_theme_leaves_out_its_file_and_nothing_else(project: Project) -> None:
    broken = LIBRARY.replace("theme-title: Roads\n", "")
    report = Report()

    library = load_library(project({"content/library/roads.yaml": broken}), report)

    assert not library.blocks
    assert places(report) == ["content/library/roads.yaml:1:1 missing-field"]


@pytest.mark.parametrize("broken", ["citations: [", "citations:\n\t- id: a\n"])
def test_while_a_file_cannot_be_read_nothing_is_called_unknown(broken: str, project: Project) -> None:
    report = Report()

    load_library(project({"content/citations/sources.yaml": broken}), report)

    assert rules(report) == ["yaml-syntax"]


def test_all_faults_of_all_files_are_found_at_once(project: Project) -> None:
    report = Report()
    root = project(
        {
            "content/citations/more.yaml": "citations:\n  - id: Bad Id\n    csl: {type: raport}\n",
            "content/library/more.yaml": "theme: more\nblocks:\n  - kind: text\n    tilte: x\n",
        }
    )

    load_library(root, report)

    assert sorted(set(rules(report))) == ["bad-id", "missing-field", "unknown-key", "wrong-type"]
    assert len(report.diagnostics) == 9


def test_a_brief_pins_blocks_and_weighs_themes_and_kinds(project: Project) -> None:
    pins = "keep: {holes: always, mend: never}\nweights:\n  minister: {roads: 1.5, challenge: 0}\n"
    report = Report()
    root = project({"content/briefs/roads.yaml": pins + SOUND["content/briefs/roads.yaml"]})

    brief = load_briefs(root, report, library=load_library(root, report), audiences=["minister"])["roads"]

    assert report.diagnostics == ()
    assert brief.keep == {"holes": "always", "mend": "never"}
    assert brief.weights == {"minister": {"roads": 1.5, "challenge": 0.0}}


@pytest.mark.parametrize(
    ("weights", "hint"),
    [
        ("minister: {road: 2}", 'did you mean "roads"?'),
        ("minister: {evidense: 2}", 'did you mean "evidence"?'),
        ("ministr: {roads: 2}", 'did you mean "minister"?'),
    ],
)
def test_a_name_that_cannot_be_weighed_is_answered_with_the_nearest(weights: str, hint: str, project: Project) -> None:
    report = Report()
    root = project({"content/briefs/roads.yaml": f"weights:\n  {weights}\n" + SOUND["content/briefs/roads.yaml"]})

    load_briefs(root, report, library=load_library(root, report), audiences=["minister"])

    assert [d.hint for d in report.diagnostics] == [hint]


def test_two_briefs_of_one_name_are_one_too_many(project: Project) -> None:
    report = Report()
    root = project({"content/briefs/old/roads.yaml": SOUND["content/briefs/roads.yaml"]})

    load_briefs(root, report)

    assert rules(report) == ["duplicate-id"]


def test_a_faulty_brief_is_left_out(project: Project) -> None:
    report = Report()

    briefs = load_briefs(project({"content/briefs/other.yaml": "title: Only a title\n"}), report)

    assert list(briefs) == ["roads"]
    assert set(rules(report)) == {"missing-field"}


def test_audiences_are_not_checked_where_they_are_not_known(project: Project) -> None:
    report = Report()
    root = project()

    load_briefs(root, report, library=load_library(root, report))

    assert places(report) == []


# --- bibliographies ---------------------------------------------------------------------------------


def read_keys(path: str, text: str, report: Report) -> Sequence[Mapping[str, object]]:
    """A bibliography that has one key in each line; a year may follow."""
    lines = [line.split() for line in text.splitlines()]
    return [
        {"id": key, "type": "article-journal", **({"issued": {"date-parts": [[int(y) for y in year]]}} if year else {})}
        for key, *year in lines
    ]


def test_bibliographies_are_read_by_the_reader_that_is_given(project: Project) -> None:
    report = Report()
    root = project({"content/citations/zotero.bib": "doe:2020 2020 7\nroe:2021\n", "content/citations/notes.txt": "x"})

    sources = load_library(root, report, read_keys).citations

    assert list(sources) == ["report-one", "doe:2020", "roe:2021"]
    imported = sources[m.CitationKey("doe:2020")]
    assert imported.date == m.Day(2020, 7)
    assert imported.kind == "article journal"
    assert imported.span == Span("content/citations/zotero.bib", 1, 1)
    undated = sources[m.CitationKey("roe:2021")].date
    assert isinstance(undated, m.Unknown)
    assert undated.reason.text == m.NO_DATE


@pytest.mark.parametrize("issued", [[], [[]], [["spring"]], [[2020, 13]]])
def test_a_date_that_cannot_be_read_is_no_date(issued: object, project: Project) -> None:
    def read(_path: str, _text: str, _report: Report) -> Sequence[Mapping[str, object]]:
        return [{"id": "odd", "type": "report", "issued": {"date-parts": issued}}]

    sources = load_library(project({"content/citations/a.json": "{}"}), Report(), read).citations

    assert isinstance(sources[m.CitationKey("odd")].date, m.Unknown)


def test_a_key_stands_for_one_source_whatever_the_file(project: Project) -> None:
    report = Report()

    load_library(project({"content/citations/a.ris": "report-one\n"}), report, read_keys)

    assert places(report) == ["content/citations/a.ris:1:1 duplicate-id"]


def test_without_a_reader_bibliographies_are_passed_over(project: Project) -> None:
    assert list(library_of(project({"content/citations/a.bib": "doe\n"})).citations) == ["report-one"]


# --- the door ---------------------------------------------------------------------------------------


def found_at_the_door(root: Path) -> tuple[list[str], list[str]]:
    report = Report()
    texts = files.read_texts(root, "content", (".yaml",), report)
    return [path for path, text in texts.items() if text is not None], places(report)


def test_files_are_read_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for name in (
        "content/b.yaml",
        "content/a/z.yaml",
        "content/a/A.YAML",
        "content/.hidden.yaml",
        "content/.git/x.yaml",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")

    assert found_at_the_door(tmp_path) == (["content/a/A.YAML", "content/a/z.yaml", "content/b.yaml"], [])


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1")

    assert files.read_text(tmp_path, tmp_path / "a.yaml", Report()) == "a: 1"


def test_what_is_not_utf8_is_shown_where_it_begins(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.yaml").write_bytes("a: 1\nbé: ".encode() + b"\xe9\n")

    assert found_at_the_door(tmp_path) == ([], ["content/a.yaml:2:5 unreadable-file"])


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    with (tmp_path / "content" / "a.yaml").open("wb") as file:
        file.truncate(files.MAX_BYTES + 1)

    assert found_at_the_door(tmp_path) == ([], ["content/a.yaml:1:1 too-large"])


def test_a_link_may_not_leave_the_project(tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "content").mkdir(parents=True)
    (tmp_path / "secret.yaml").write_text("a: 1", encoding="utf-8")
    (root / "content" / "out.yaml").symlink_to(tmp_path / "secret.yaml")
    (root / "content" / "gone.yaml").symlink_to(root / "nothing.yaml")
    (root / "real.yaml").write_text("a: 1", encoding="utf-8")
    (root / "content" / "in.yaml").symlink_to(root / "real.yaml")

    assert found_at_the_door(root) == (
        ["content/in.yaml"],
        ["content/gone.yaml:1:1 unreadable-file", "content/out.yaml:1:1 unreadable-file"],
    )


def test_links_to_folders_are_reported_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "loop").symlink_to(tmp_path / "content")

    assert found_at_the_door(tmp_path) == ([], ["content/loop:1:1 unreadable-file"])


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    os.mkfifo(tmp_path / "content" / "a.yaml")

    assert found_at_the_door(tmp_path) == ([], ["content/a.yaml:1:1 unreadable-file"])


def test_a_refused_file_hides_no_names(project: Project) -> None:
    report = Report()
    root = project()
    (root / "content" / "citations" / "sources.yaml").write_bytes(b"\xff")

    load_library(root, report)

    assert rules(report) == ["unreadable-file"]
