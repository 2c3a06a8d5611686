"""What people start from: the starter, skeletons, new entries, briefs and audiences, imports, schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from briefgen.core.model import KINDS
from briefgen.diagnostics import BriefgenError, BuildFailed, Report, Severity, UsageError
from briefgen.project import check_workspace, load_workspace
from briefgen.scaffold import (
    ENTRY_KINDS,
    add_entry,
    import_file,
    init_project,
    new_audience,
    new_brief,
    schema_texts,
    skeleton,
    write_schemas,
)
from briefgen.source.load import load_library
from briefgen.source.schema import schema_json
from briefgen.source.yaml_tree import Entries, Items, Value, parse_yaml

Write = Callable[[Mapping[str, str] | None], Path]
ROOT = Path(__file__).resolve().parent.parent


def findings(root: Path) -> Report:
    report = Report()
    check_workspace(load_workspace(root, report), report)
    return report


def rules(report: Report, *severities: Severity) -> list[str]:
    return [d.rule for d in report.diagnostics if d.severity in (severities or tuple(Severity))]


def switched_on(text: str) -> str:
    """A skeleton with every optional line taken in."""
    return re.sub(r"^( *)#(?=[^ \n#])", r"\1", text, flags=re.MULTILINE)


# --- the starter ----------------------------------------------------------------------------------


def test_a_new_project_has_no_error_and_no_warning(tmp_path: Path) -> None:
    init_project(tmp_path / "mine")

    assert rules(findings(tmp_path / "mine"), Severity.ERROR, Severity.WARNING) == []


def test_the_starter_shows_every_kind_of_block(tmp_path: Path) -> None:
    init_project(tmp_path / "mine")
    library = load_library(tmp_path / "mine", Report())

    assert {type(block) for block in library.blocks.values()} == set(KINDS.values())
    assert library.citations


def test_the_number_of_files_made_is_told(tmp_path: Path) -> None:
    made = init_project(tmp_path / "mine")

    assert made == sum(1 for path in (tmp_path / "mine").rglob("*") if path.is_file())


def test_every_starter_file_finds_its_schema(tmp_path: Path) -> None:
    init_project(tmp_path / "mine")
    files = list((tmp_path / "mine" / "content").rglob("*.yaml"))

    for path in files:
        found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
        assert found, path
        assert (path.parent / found[1]).is_file(), path
    assert len(files) == 6


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")

    with pytest.raises(BriefgenError, match="not empty"):
        init_project(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["note.txt"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    init_project(tmp_path / "empty")

    assert (tmp_path / "empty/content/project.yaml").is_file()


# --- skeletons ------------------------------------------------------------------------------------


def test_there_is_a_skeleton_for_each_kind_of_block_and_for_sources() -> None:
    assert set(ENTRY_KINDS) == {*KINDS, "citation"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_skeleton_loads_without_errors(project: Write, kind: str) -> None:
    text = f"theme: new\ntheme-title: New\nblocks:\n{skeleton(kind, 'fresh', 'report-one')}"
    report = findings(project({"content/library/new.yaml": text}))

    assert rules(report, Severity.ERROR) == []


def test_a_source_skeleton_loads_without_errors(project: Write) -> None:
    root = project({"content/citations/new.yaml": f"citations:\n{skeleton('citation', 'fresh')}"})

    assert rules(findings(root), Severity.ERROR) == []
    assert "fresh" in load_library(root, Report()).citations


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_a_skeleton_has_every_key_of_its_kind_with_its_explanation(kind: str) -> None:
    text = skeleton(kind, "fresh")
    words = " ".join(text.replace("#", " ").split())

    for key, description in _keys(kind):
        assert re.search(rf"\b{re.escape(key)}:", text), key
        assert " ".join(description.split()) in words, key


def _keys(kind: str) -> Iterator[tuple[str, str]]:
    """Keys and explanations of a kind and of everything inside it."""
    defs = schema_json("citations" if kind == "citation" else "library")["$defs"]
    top = next(d for n, d in defs.items() if n == "SourceEntry" or d["properties"].get("kind", {}).get("const") == kind)
    return _below(top, defs)


def _below(entry: Mapping[str, Any], defs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, field in entry["properties"].items():
        yield key, field.get("description", "")
        for name in re.findall(r'"#/\$defs/(\w+)"', json.dumps(field)):
            yield from _below(defs[name], defs)


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in {"figure", "evidence"}])
def test_with_every_optional_line_a_skeleton_still_has_the_right_shape(project: Write, kind: str) -> None:
    text = f"theme: new\ntheme-title: New\nblocks:\n{switched_on(skeleton(kind, 'fresh', 'report-one'))}"
    report = Report()
    load_library(project({"content/library/new.yaml": text}), report)

    named_only = {"unknown-block", "unknown-fact", "unknown-citation"}
    assert set(rules(report, Severity.ERROR)) <= named_only


def test_a_figure_skeleton_offers_a_specification_and_an_image_instead_of_the_chart(project: Write) -> None:
    text = f"theme: new\ntheme-title: New\nblocks:\n{switched_on(skeleton('figure', 'fresh'))}"
    report = Report()
    load_library(project({"content/library/new.yaml": text}), report)

    assert [d.message for d in report.diagnostics] == ['a figure has either "chart", "vega" or "image"']


def test_an_evidence_skeleton_offers_a_formula_instead_of_the_value(project: Write) -> None:
    text = f"theme: new\ntheme-title: New\nblocks:\n{switched_on(skeleton('evidence', 'fresh', 'report-one'))}"
    report = Report()
    load_library(project({"content/library/new.yaml": text}), report)

    assert [d.message for d in report.diagnostics] == ["a fact has either a value or a formula"]


def test_an_unknown_kind_ends_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        skeleton("chalenge", "x")

    assert caught.value.hint == 'did you mean "challenge"?'


# --- entries in files -----------------------------------------------------------------------------


def ids_in(path: Path, key: str = "blocks") -> list[str]:
    tree: Value | None = parse_yaml(path.read_text(encoding="utf-8"), path.name, Report())
    assert isinstance(tree, Entries)
    entries = tree[key]
    assert isinstance(entries, Items)
    return [each["id"].text for each in entries]  # type: ignore[call-overload, union-attr]


def test_an_entry_goes_to_the_end_of_the_list_and_the_rest_stays_as_it_was(project: Write) -> None:
    path = project(None) / "content/library/roads.yaml"
    before = path.read_text()

    add_entry(path, "challenge", "noise")

    assert path.read_text().startswith(before)
    assert ids_in(path) == ["holes", "survey", "mend", "noise"]


def test_a_file_that_is_not_there_is_made_with_its_schema_and_theme(project: Write) -> None:
    root = project(None)
    path = root / "content/library/town/road-noise.yaml"

    add_entry(path, "challenge", "noise")

    head = "# yaml-language-server: $schema=../../.schema/library.json\ntheme: road-noise\ntheme-title: Road noise\n"
    assert path.read_text().startswith(head)
    assert rules(findings(root), Severity.ERROR) == []


def test_sources_are_added_to_citations(project: Write) -> None:
    path = project(None) / "content/citations/sources.yaml"

    add_entry(path, "citation", "report-two")

    assert ids_in(path, "citations") == ["report-one", "report-two"]


@pytest.mark.parametrize("empty", ["blocks: []", "blocks:", "blocks: []   # none yet"])
def test_an_empty_list_takes_its_first_entry(tmp_path: Path, empty: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"theme: a\n{empty}\n# about the title\ntheme-title: A\n")

    add_entry(path, "term", "kerb")

    assert ids_in(path) == ["kerb"]
    assert path.read_text().endswith("# about the title\ntheme-title: A\n")


@pytest.mark.parametrize("indent", ["", "  ", "      "])
def test_an_entry_takes_the_indentation_of_the_list(tmp_path: Path, indent: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"blocks:\n{indent}- id: first\n{indent}  kind: term\n\n# the end\ntheme: a\n")

    add_entry(path, "term", "second")

    assert ids_in(path) == ["first", "second"]
    assert f"\n{indent}- kind: term\n" in path.read_text()
    assert path.read_text().endswith("\n# the end\ntheme: a\n")


def test_windows_line_ends_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"theme: a\r\nblocks:\r\n  - id: first\r\n    kind: term")

    add_entry(path, "term", "second")

    assert ids_in(path) == ["first", "second"]
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("kind", "text"),
    [("challenge", "title: Roads\n"), ("citation", "theme: a\nblocks: []\n"), ("text", "citations: []\n")],
)
def test_a_file_of_another_sort_is_refused_and_left_alone(kind: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)

    with pytest.raises(UsageError, match="is no file for this"):
        add_entry(path, kind, "second")

    assert path.read_text() == text


def test_a_list_in_brackets_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("blocks: [{id: first}]\n")

    with pytest.raises(UsageError, match="not written in lines"):
        add_entry(path, "term", "second")
    assert path.read_text() == "blocks: [{id: first}]\n"


def test_an_id_that_the_file_has_is_refused(project: Write) -> None:
    with pytest.raises(UsageError, match='an entry "holes" already'):
        add_entry(project(None) / "content/library/roads.yaml", "challenge", "holes")


def test_a_file_that_is_no_yaml_is_reported_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("theme: a\nblocks: [\n")

    with pytest.raises(BuildFailed) as caught:
        add_entry(path, "term", "second")
    assert rules(caught.value.report) == ["yaml-syntax"]


def test_a_source_is_not_put_among_blocks(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not belong in content/library/"):
        add_entry(tmp_path / "content/library/a.yaml", "citation", "report")


@pytest.mark.parametrize("name", ["Two Words", "UPPER", "a--b", "../x", ""])
def test_a_bad_id_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be a name"):
        add_entry(tmp_path / "a.yaml", "term", name)
    assert not (tmp_path / "a.yaml").exists()


# --- briefs ---------------------------------------------------------------------------------------


def test_a_new_brief_loads_without_errors(project: Write) -> None:
    root = project(None)

    path = new_brief(root, "second")

    assert path == root / "content/briefs/second.yaml"
    assert rules(findings(root), Severity.ERROR) == []
    assert load_workspace(root, Report()).brief("second").audiences == ("minister", "public")


def test_a_brief_that_is_there_is_not_written_over(project: Write) -> None:
    root = project(None)
    before = (root / "content/briefs/roads.yaml").read_text()

    with pytest.raises(BriefgenError, match="there already"):
        new_brief(root, "roads")
    assert (root / "content/briefs/roads.yaml").read_text() == before


# --- audiences ------------------------------------------------------------------------------------

KNOWN = ("minister", "public", "base")


def with_audience(root: Path, name: str) -> Report:
    brief = root / "content/briefs/roads.yaml"
    brief.write_text(brief.read_text().replace("[minister]", f"[{name}]"))
    return findings(root)


def test_a_new_audience_is_at_once_like_the_one_that_it_starts_from(project: Write) -> None:
    root = project(None)

    new_audience(root, "mayor", "minister", KNOWN)

    assert rules(with_audience(root, "mayor"), Severity.ERROR, Severity.WARNING) == []
    workspace = load_workspace(root, Report())
    mayor, minister = (workspace.audience(name, "en-GB", Report()) for name in ("mayor", "minister"))
    assert mayor
    assert minister
    assert mayor.chain == ("mayor", "minister", "base")
    assert mayor.lengths == minister.lengths
    assert mayor.label == "For mayor"


def test_what_an_audience_inherits_can_be_switched_on_line_by_line(project: Write) -> None:
    root = project(None)
    folder = new_audience(root, "mayor", "base", KNOWN)[0].parent
    for name in ("audience.yaml", "brand.yml", "styles.yml"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(re.sub(r"^( *)#(?! )(?!logo)", r"\1", text, flags=re.MULTILINE), encoding="utf-8")
    brand = (folder / "brand.yml").read_text(encoding="utf-8")
    (folder / "brand.yml").write_text(re.sub(r"^#(?=  )", "", brand, flags=re.MULTILINE), encoding="utf-8")
    profile = (folder / "audience.yaml").read_text(encoding="utf-8")
    (folder / "audience.yaml").write_text(re.sub(r"^#(?=  )", "", profile, flags=re.MULTILINE), encoding="utf-8")

    report = with_audience(root, "mayor")

    assert rules(report, Severity.ERROR) == []
    assert "foreground: ink\n" in (folder / "brand.yml").read_text(encoding="utf-8")
    assert "\nlengths:\n" in (folder / "audience.yaml").read_text(encoding="utf-8")


def test_the_readme_names_every_file_that_was_made(project: Write) -> None:
    made = new_audience(project(None), "mayor", "public", KNOWN)
    folder = made[0].parent
    readme = (folder / "README.txt").read_text(encoding="utf-8")

    names = {path.relative_to(folder).as_posix() for path in made}
    assert names == {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert all(name in readme for name in names - {"README.txt"})


@pytest.mark.parametrize(
    ("name", "base", "message"),
    [
        ("minister", "base", 'an audience "minister" already'),
        ("base", "minister", 'an audience "base" already'),
        ("The Mayor", "base", "cannot be a name"),
        ("../mayor", "base", "cannot be a name"),
        ("mayor", "ministre", 'no audience "ministre"'),
    ],
)
def test_names_that_cannot_be_used_make_nothing(project: Write, name: str, base: str, message: str) -> None:
    root = project(None)

    with pytest.raises(UsageError, match=re.escape(message)):
        new_audience(root, name, base, KNOWN)
    assert not (root / "templates").exists()


# --- import ---------------------------------------------------------------------------------------

BIB = """\
@report{Doe2020, author = {Doe, Jane}, title = {A report}, year = {2020}, institution = {The office}}
"""


def test_an_imported_file_becomes_sources_of_the_project(project: Write, tmp_path: Path) -> None:
    root = project(None)
    (tmp_path / "My Library.bib").write_text(BIB)

    target = import_file(tmp_path / "My Library.bib", None, root, Report())

    assert target == root / "content/citations/my-library.yaml"
    assert "doe2020" in load_library(root, Report()).citations


def test_an_import_writes_over_nothing(project: Write, tmp_path: Path) -> None:
    root, report = project(None), Report()
    (tmp_path / "sources.bib").write_text(BIB)
    before = (root / "content/citations/sources.yaml").read_text()

    assert import_file(tmp_path / "sources.bib", None, root, report) is None
    assert rules(report) == ["output-exists"]
    assert (root / "content/citations/sources.yaml").read_text() == before


def test_a_file_that_cannot_be_imported_leaves_nothing_behind(project: Write, tmp_path: Path) -> None:
    root, report = project(None), Report()
    (tmp_path / "notes.docx").write_bytes(b"PK\x03\x04")

    assert import_file(tmp_path / "notes.docx", None, root, report) is None
    assert rules(report) == ["bad-citation-file"]
    assert not (root / "content/citations/notes.yaml").exists()


# --- schemas --------------------------------------------------------------------------------------


def test_the_schemas_in_the_repository_are_fresh() -> None:
    """`make schema` writes them again."""
    for name, text in schema_texts().items():
        assert (ROOT / "content/.schema" / f"{name}.json").read_text(encoding="utf-8") == text


def test_there_is_a_schema_for_each_file_that_people_write(tmp_path: Path) -> None:
    names = {path.name for path in write_schemas(tmp_path)}

    kinds = ("library", "citations", "brief", "project", "reviews", "scales", "audience")
    assert names == {f"{kind}.json" for kind in kinds}
    assert all(json.loads((tmp_path / name).read_text())["$schema"].startswith("https://") for name in names)
