"""The reference document: made for designers to change, found in the audience's folder, or given for one run."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.shared import Pt
from lxml import etree

from briefgen.cli.app import run
from briefgen.cli.options import ExitCode
from briefgen.core.model import Day
from briefgen.diagnostics import BriefgenError, Report, UsageError
from briefgen.pipeline import Built, Request, build
from briefgen.render.docx.sample import sample_docx
from briefgen.scaffold import new_reference
from conftest import Project
from looks import a_theme, files
from test_docx_reference import a_house_theme, a_reference
from word import W, Word, a_full_document, faults_of, text_of, value, written

# --- made for designers ----------------------------------------------------------------------------


def a_sample(length: str = "standard", lang: str = "en-GB") -> bytes:
    return sample_docx(a_theme(length=length, lang=lang), lang, "Office of Policy", Day(2026))


def test_the_reference_shows_every_style_in_words_that_it_sets() -> None:
    word = Word(a_sample())

    named = {name for name in word.style_names.values() if name not in ("Default Paragraph Font", "No List")}
    shown = {word.style_of(p) for p in word.body.iter(f"{W}p")}
    marked = {word.style_names[value(n)] for n in word.body.iter(f"{W}rStyle", f"{W}tblStyle")}
    assert named - shown - marked == {"Normal Table"}
    assert faults_of(word) == []


@pytest.mark.parametrize("length", ["one-page", "standard", "pack"])
def test_unchanged_it_changes_nothing(length: str) -> None:
    document, theme, report = a_full_document(length=length), a_theme(length=length), Report()

    plain = written(document, theme=theme)
    word = written(document, theme=replace(theme, reference_docx=a_sample(length)), report=report)

    assert report.diagnostics == ()
    assert word.paragraphs() == plain.paragraphs()
    assert text_of(word.xml("footer3")) == text_of(plain.xml("footer3"))
    assert looks_of_styles(word) == looks_of_styles(plain)
    assert [n for n in word.names if "font" in n] == [n for n in plain.names if "font" in n]


def looks_of_styles(word: Word) -> dict[str, bytes]:
    """Styles by name, without the numbers of headings, which only documents that number them have in their styles."""
    styles = word.xml("styles")
    for node in [n for n in styles.iter(f"{W}numPr") if "eading" in value(n.getparent().getparent().find(f"{W}name"))]:
        node.getparent().remove(node)
    return {value(s.find(f"{W}name")): etree.tostring(s, method="c14n") for s in styles.iter(f"{W}style")}


def test_what_a_designer_changes_in_it_is_seen() -> None:
    document = docx.Document(io.BytesIO(a_sample()))
    document.styles["Heading 1"].font.size = Pt(31)
    document.sections[0].header.paragraphs[0].text = "House"
    out = io.BytesIO()
    document.save(out)

    word = written(a_full_document(), theme=a_house_theme(out.getvalue()), report=Report())

    heading = next(s for s in word.xml("styles").iter(f"{W}style") if value(s.find(f"{W}name")) == "heading 1")
    assert value(heading.find(f"{W}rPr/{W}sz")) == "62"
    assert any(text_of(etree.fromstring(d)) == "House" for n, d in word.parts.items() if "header" in n)


def test_a_chinese_reference_is_set_in_chinese_fonts() -> None:
    theme = Word(a_sample(lang="zh-CN")).xml("theme/theme1")

    assert {e.get("typeface") for e in theme.iter("{*}latin")} == {"Noto Sans SC"}


def test_it_is_put_where_builds_look_for_it(project: Project) -> None:
    root = project()

    assert new_reference(root, "minister", None, None) == root / "templates/minister/reference.docx"
    assert new_reference(root, "minister", "one-page", None) == root / "templates/minister/reference-one-page.docx"
    assert new_reference(root, "public", "pack", root / "x.docx") == root / "x.docx"
    titles = {size_of_title(path) for path in root.rglob("*.docx")}
    assert len(titles) > 1


def size_of_title(path: Path) -> str:
    styles = Word(path.read_bytes()).xml("styles")
    return next(value(s.find(f"{W}rPr/{W}sz")) for s in styles.iter(f"{W}style") if s.get(f"{W}styleId") == "Title")


def test_it_is_never_written_over_another(project: Project) -> None:
    root = project()
    path = new_reference(root, "minister", None, None)
    path.write_bytes(b"the designer's")

    with pytest.raises(UsageError, match="is there already"):
        new_reference(root, "minister", None, None)
    assert path.read_bytes() == b"the designer's"


def test_names_that_do_not_exist_are_refused(project: Project) -> None:
    root = project()

    with pytest.raises(UsageError, match='no audience "ministre"') as refused:
        new_reference(root, "ministre", None, None)
    assert "minister" in refused.value.hint
    with pytest.raises(UsageError, match='no length "long"'):
        new_reference(root, "minister", "long", None)


def test_a_look_at_fault_makes_no_reference(project: Project) -> None:
    root = project({"templates/minister/styles.yml": "scale: wide\n"})

    with pytest.raises(BriefgenError, match="look"):
        new_reference(root, "minister", None, None)


def test_the_command_says_what_it_made(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    root = project()

    assert run(["new", "reference-doc", "minister", "--project", str(root)]) == ExitCode.OK
    assert capsys.readouterr().out == "made templates/minister/reference.docx\n"


# --- found in the folders --------------------------------------------------------------------------


def test_the_reference_of_a_length_goes_before_that_of_all(tmp_path: Path) -> None:
    (files(tmp_path / "near") / "reference.docx").write_bytes(b"all")
    (tmp_path / "near" / "reference-pack.docx").write_bytes(b"packs")

    assert a_theme(tmp_path / "near", length="pack").reference_docx == b"packs"
    assert a_theme(tmp_path / "near", length="one-page").reference_docx == b"all"


def test_a_nearer_folders_reference_goes_before_a_farther_ones(tmp_path: Path) -> None:
    for name, words in (("near/reference.docx", b"near"), ("far/reference-pack.docx", b"far")):
        (files(tmp_path / name.split("/")[0]) / name.split("/")[1]).write_bytes(words)

    assert a_theme(tmp_path / "near", tmp_path / "far", length="pack").reference_docx == b"near"


# --- given for one run -----------------------------------------------------------------------------


def house(words: str) -> bytes:
    def head(document: docx.document.Document) -> None:
        document.sections[0].header.paragraphs[0].text = words

    return a_reference(head)


def built_with(root: Path, reference: Path | None = None, *, anchors: bool = True) -> Built:
    built = build(Request(root, formats=("docx",), reference_doc=reference, anchors=anchors))
    assert built.failed == [], built.report.diagnostics
    return built


def head_and_anchors(root: Path) -> tuple[str, bool]:
    [path] = (root / "build").rglob("*.docx")
    word = Word(path.read_bytes())
    heads = [text_of(etree.fromstring(d)) for n, d in word.parts.items() if n.startswith("word/reference_header")]
    return "".join(heads), any(name.startswith("customXml") for name in word.names)


def test_options_of_one_run_are_followed_and_told_apart(project: Project) -> None:
    """Each option changes the file, and a build with others is not taken for up to date."""
    root = project()
    (root / "templates/minister").mkdir(parents=True)
    (root / "templates/minister/reference.docx").write_bytes(house("the audience's"))
    mine, other = root / "mine.docx", root / "other.docx"
    mine.write_bytes(house("mine"))
    other.write_bytes(house("another"))

    assert built_with(root).written
    assert head_and_anchors(root) == ("the audience's", True)
    assert built_with(root, mine).written
    assert head_and_anchors(root) == ("mine", True)
    assert built_with(root, mine).written == []
    assert built_with(root, other).written
    assert head_and_anchors(root) == ("another", True)
    assert built_with(root, mine, anchors=False).written
    assert head_and_anchors(root) == ("mine", False)
    assert built_with(root, anchors=False).written
    assert built_with(root, anchors=False).written == []
    assert built_with(root).written
    assert head_and_anchors(root) == ("the audience's", True)


def test_a_reference_that_is_not_there_is_refused_at_once(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    root = project()

    code = run(["build", "--project", str(root), "--reference-doc", str(root / "gone.docx")])

    assert code == ExitCode.USAGE
    assert "gone.docx cannot be read: No such file" in capsys.readouterr().err
    assert not (root / "build").exists()


def test_a_reference_that_is_too_large_is_refused(project: Project) -> None:
    root = project()
    with (root / "huge.docx").open("wb") as file:
        file.truncate(40_000_000)

    with pytest.raises(UsageError, match="more than"):
        build(Request(root, formats=("docx",), reference_doc=root / "huge.docx"))


def test_a_reference_that_is_none_stops_the_build_by_its_name(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    (root / "mine.docx").write_bytes(b"no Word file")

    code = run(["build", "--project", str(root), "--format", "docx", "--reference-doc", str(root / "mine.docx")])

    assert code == ExitCode.CONTENT
    assert "mine.docx cannot be used: it is not a sound zip file" in capsys.readouterr().err
    assert not list(root.rglob("build/**/*.docx"))
