"""LibreOffice counts the pages of Word files, and a build holds them to the page budget."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.shared import Pt

from briefgen import resources
from briefgen.cli import run
from briefgen.cli.options import ExitCode
from briefgen.diagnostics import BriefgenError, UsageError
from briefgen.office import count_pages, find_office, pages_of, place_name, places_of, the_office
from briefgen.pipeline import Built, Request, build
from briefgen.render.docx.paging import with_pages
from reading import docx_text
from word import Word, written

OFFICE = find_office()
with_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
ROOT = Path(__file__).resolve().parent.parent
AUDIENCES = ("minister", "committee", "industry", "technical", "public")
FONTS = sorted((resources.built_in_templates() / "base" / "fonts").glob("*.ttf"))
Write = Callable[[Mapping[str, str] | None], Path]


def office() -> Path:
    assert OFFICE
    return OFFICE


# --- one page in Word too ----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def summaries(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Path, Built]]:
    """The one-page summaries of the shipped library and of the Chinese one, and what their builds said."""
    made = {}
    for name, source in {"china-ai": ROOT, "pipes": ROOT / "tests" / "libraries" / "zh"}.items():
        root = tmp_path_factory.mktemp(name)
        shutil.copytree(source / "content", root / "content")
        made[name] = root, build(Request(root, lengths=("one-page",), formats=("docx",), jobs=2, verify_docx=True))
    return made


@with_office
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("library", ["china-ai", "pipes"])
def test_a_summary_is_one_page_in_libreoffice(
    library: str, audience: str, summaries: Mapping[str, tuple[Path, Built]]
) -> None:
    _, built = summaries[library]

    assert built.docx_pages[f"build/{library}/{library}-{audience}-one-page.docx"] == 1


@with_office
def test_the_chinese_summaries_fill_their_pages(summaries: Mapping[str, tuple[Path, Built]]) -> None:
    _, built = summaries["pipes"]

    texts = {path.stem: docx_text(path.read_bytes()) for path in built.written}

    assert len(texts) == len(AUDIENCES)
    assert {stem for stem, text in texts.items() if len(re.findall("[一-鿿]", text)) < 450} == set()


@with_office
def test_summaries_that_keep_to_their_page_are_put_in_place(summaries: Mapping[str, tuple[Path, Built]]) -> None:
    for root, built in summaries.values():
        assert built.failed == [], "\n".join(map(str, built.report.diagnostics))
        assert sorted(str(p.relative_to(root)) for p in built.written) == sorted(built.docx_pages)


# --- too many pages ----------------------------------------------------------------------------------


def large_type(root: Path, points: int) -> None:
    """A reference.docx for the minister with other running text than the PDF's."""
    reference = docx.Document()
    reference.styles.add_style("Table Text", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH).font.size = Pt(points)
    reference.styles["Body Text"].font.size = Pt(points)
    folder = root / "templates" / "minister"
    folder.mkdir(parents=True, exist_ok=True)
    reference.save(str(folder / "reference.docx"))


def rules(built: Built) -> set[str]:
    return {d.rule for d in built.report.diagnostics}


@pytest.fixture
def large(project: Write) -> Path:
    root = project(None)
    large_type(root, 100)
    return root


@with_office
def test_a_word_file_with_too_many_pages_is_an_error_and_takes_no_place(large: Path) -> None:
    built = build(Request(large, formats=("pdf", "docx"), verify_docx=True))

    (finding,) = (d for d in built.report.diagnostics if d.rule == "docx-over-budget")
    pages = built.docx_pages["build/roads/roads-minister-one-page.docx"]
    assert pages > 1
    assert finding.message == f"build/roads/roads-minister-one-page.docx: {pages} pages in LibreOffice, 1 allowed"
    assert "free" in finding.hint
    assert "templates/minister/audience.yaml" in finding.hint
    assert (built.written, built.failed) == ([], ["roads for minister, one-page"])
    assert not (large / "build").exists()


@with_office
def test_files_that_were_there_before_stay(large: Path) -> None:
    before = build(Request(large, formats=("docx",)))
    (old,) = (path.read_bytes() for path in before.written)
    large_type(large, 110)

    built = build(Request(large, formats=("docx",), verify_docx=True))

    assert built.failed == ["roads for minister, one-page"]
    assert before.written[0].read_bytes() == old


@with_office
def test_what_is_up_to_date_is_counted_too(large: Path) -> None:
    build(Request(large, formats=("docx",)))

    built = build(Request(large, formats=("docx",), verify_docx=True))

    assert len(built.unchanged) == 1
    assert "docx-over-budget" in rules(built)


@with_office
def test_a_project_may_weigh_too_many_pages_as_a_warning(large: Path) -> None:
    with (large / "content" / "project.yaml").open("a") as stream:
        stream.write("severities: {docx-over-budget: warning}\n")

    built = build(Request(large, formats=("docx",), verify_docx=True))

    assert "docx-over-budget" in rules(built)
    assert len(built.written) == 1
    assert not built.report.has_errors


@with_office
def test_the_command_tells_programs_how_many_pages_there_are(large: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["build", "--verify-docx", "--json", "--format", "docx", "--project", str(large)])

    assert code == ExitCode.CONTENT
    assert '"build/roads/roads-minister-one-page.docx": ' in capsys.readouterr().out


def test_to_verify_word_files_one_has_to_make_some(project: Write) -> None:
    with pytest.raises(UsageError, match="none is made"):
        build(Request(project(None), formats=("pdf",), verify_docx=True))


def test_where_libreoffice_is_missing_the_way_to_it_is_told(
    project: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if find_office():
        pytest.skip("LibreOffice stands in a place of its own here")

    with pytest.raises(BriefgenError, match="not installed"):
        the_office()
    code = run(["build", "--verify-docx", "--format", "docx", "--project", str(project(None))])

    assert code == ExitCode.SURROUNDINGS
    said = capsys.readouterr().err
    assert all(way in said for way in ("apt-get install -y libreoffice-writer", "brew install", "winget install"))
    assert not (tmp_path / "build").exists()


def test_a_snap_does_not_count_since_it_sees_no_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "snap" / "bin" / "libreoffice"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))

    assert find_office() != program


# --- counting ----------------------------------------------------------------------------------------


def a_word_file(pages: int) -> bytes:
    return written("".join(f'<section class="page-start"><p>Page {n}</p></section>' for n in range(pages))).data


@with_office
def test_one_file_that_cannot_be_read_leaves_the_others_alone() -> None:
    whole = a_word_file(3)

    counted = count_pages({"whole": whole, "broken": whole[:3000], "long": a_word_file(12)}, office(), FONTS)

    assert counted.pages == {"whole": 3, "long": 12}
    assert list(counted.faults) == ["broken"]
    assert "could not be loaded" in counted.faults["broken"]


@with_office
def test_files_do_not_lend_each_other_their_parts_of_a_font() -> None:
    long = written(f"<p>{'ιιι ιι ιιιι ' * 700}</p>").data

    alone = count_pages({"long": long}, office(), FONTS)
    behind = count_pages({"short": written("<p>Water</p>").data, "long": long}, office(), FONTS)

    assert behind.pages["long"] == alone.pages["long"]


def test_pages_are_counted_in_a_plain_pdf_alone() -> None:
    plain, packed = io.BytesIO(), io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(7):
            pdf.add_blank_page()
        pdf.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable, force_version="1.4")
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)

    assert pages_of(plain.getvalue()) == 7
    with pytest.raises(ValueError, match="plain"):
        pages_of(packed.getvalue())
    with pytest.raises(ValueError, match="PDF"):
        pages_of(b"%PDF-1.4\n")


def test_named_places_are_on_the_pages_that_the_pdf_says() -> None:
    plain = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(3):
            pdf.add_blank_page()
        last = pikepdf.Array([pdf.pages[2].obj, pikepdf.Name.XYZ, 0, 700, 0])
        pdf.Root.Dests = pdf.make_indirect(pikepdf.Dictionary({"/5FToc12": last}))
        pdf.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable, force_version="1.4")

    assert places_of(plain.getvalue()) == {place_name("_Toc12"): 3}


# --- numbers of pages ----------------------------------------------------------------------------------


def page_numbers(data: bytes) -> dict[str, set[str]]:
    """What the file shows as the page of each bookmark."""
    found: dict[str, set[str]] = {}
    for instruction, shown in Word(data).fields():
        kind, *rest = instruction.split()
        if kind == "PAGEREF":
            found.setdefault(rest[0], set()).add(shown)
    return found


@with_office
def test_a_verified_file_shows_the_pages_of_libreoffice_and_nothing_else_of_it_changes(large: Path) -> None:
    with (large / "content" / "project.yaml").open("a") as stream:
        stream.write("severities: {docx-over-budget: warning}\n")
    request = Request(large, audiences=("minister",), lengths=("pack",), formats=("pdf", "docx"))
    (before,) = (path.read_bytes() for path in build(request).written if path.suffix == ".docx")

    again = build(replace(request, verify_docx=True))
    last = build(replace(request, verify_docx=True))

    (path,) = again.written
    after = path.read_bytes()
    places = count_pages({"it": after}, office(), FONTS).places["it"]
    shown = page_numbers(after)
    assert shown != page_numbers(before), "the type is ten times as large as the PDF's"
    assert {name: {str(places[place_name(name)])} for name in shown} == shown
    assert docx_text(after) == docx_text(before)
    assert Word(after).names == Word(before).names
    manifest = json.loads((path.parent / "manifest.json").read_text())
    assert manifest["deliverables"]["minister-pack"]["outputs"][path.name] == sha256(after).hexdigest()
    assert {p.suffix for p in again.unchanged} == {".pdf"}
    assert (last.written, len(last.unchanged)) == ([], 2)


def test_page_numbers_change_where_they_are_wrong_alone() -> None:
    data = written('<p>See page <a class="page-ref" href="#x">9</a>.</p><h2 id="x">Water</h2>', pages={"x": 1}).data
    (bookmark,) = page_numbers(data)

    assert with_pages(data, {bookmark: 1}.get) == data
    assert with_pages(data, {}.get) == data
    assert page_numbers(with_pages(data, {bookmark: 12}.get)) == {bookmark: {"12"}}
    assert with_pages(with_pages(data, {bookmark: 12}.get), {bookmark: 1}.get) == data


# --- nothing is left behind ----------------------------------------------------------------------------


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Path]:
    """A program named soffice that never ends, with a child whose id it writes down."""
    if sys.platform == "win32":
        pytest.skip("it is written in sh")
    folder = tmp_path / "sleeper"
    folder.mkdir()
    program = folder / "soffice"
    program.write_text(f'#!/bin/sh\nsleep 300 &\necho $! > "{folder}/child"\nwait\n')
    program.chmod(0o755)
    yield program
    if (folder / "child").exists() and is_alive(child_of(program)):
        os.kill(child_of(program), signal.SIGKILL)
        pytest.fail("its child was still there")


def child_of(program: Path) -> int:
    return int((program.parent / "child").read_text())


def is_alive(process: int) -> bool:
    """Whether it runs; what has ended and waits to be fetched does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return not state.stdout.strip().startswith("Z") and bool(state.stdout.strip())


def test_a_libreoffice_that_hangs_is_ended_and_reported(
    sleeper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    counted = count_pages({"a": b"", "b": b""}, sleeper, seconds=0.2)

    assert counted.pages == {}
    assert all("was not done" in fault for fault in counted.faults.values())
    assert not is_alive(child_of(sleeper))
    assert list(tmp_path.glob("briefgen-office-*")) == []


def test_a_program_that_is_no_program_is_reported(tmp_path: Path) -> None:
    (tmp_path / "soffice").write_text("")

    counted = count_pages({"a": b""}, tmp_path / "soffice")

    assert "does not start" in counted.faults["a"]


def test_an_interrupt_ends_libreoffice_and_writes_nothing(sleeper: Path, project: Write, tmp_path: Path) -> None:
    root = project(None)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "PATH": f"{sleeper.parent}{os.pathsep}{os.environ['PATH']}",
        "TMPDIR": str(tmp_path),
    }
    line = [sys.executable, "-m", "briefgen", "build", "--verify-docx", "-f", "docx", "--project", str(root)]
    process = subprocess.Popen(line, env=environment, stderr=subprocess.PIPE)
    while not (sleeper.parent / "child").exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)

    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)

    assert process.returncode == ExitCode.INTERRUPTED, said
    assert not is_alive(child_of(sleeper))
    assert list(tmp_path.glob("briefgen-office-*")) == []
    assert not (root / "build").exists()
