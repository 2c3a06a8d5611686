"""Finished documents say what the library says, and the shorter ones no more than the longer ones."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from briefgen.agreement import Agreement, hold_together
from briefgen.cli.app import run
from briefgen.cli.options import ExitCode
from briefgen.diagnostics import Report
from briefgen.project import load_workspace
from conftest import BRIEF, LIBRARY, PROJECT, SOURCES

FILES = {
    "content/project.yaml": PROJECT + "severities: {under-filled: off}\n",
    "content/citations/sources.yaml": SOURCES,
    "content/library/roads.yaml": LIBRARY,
    "content/briefs/roads.yaml": BRIEF.replace("[one-page]", "[one-page, pack]").replace("[html]", "[pdf, docx, html]"),
}
NAME = "roads-minister-one-page"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("agreement")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    assert run(["build", "-j1", "--project", str(root)]) == ExitCode.OK
    return root


@pytest.fixture
def built(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def held(root: Path) -> tuple[Agreement, list[tuple[str, str, str]]]:
    report = Report()
    agreement = hold_together(load_workspace(root, report), report)
    return agreement, [(d.rule, str(d.span), d.message) for d in report.diagnostics]


def changed(path: Path, old: str, new: str, part: str = "") -> None:
    """The file with other words; `part` names the part of a Word file."""
    if not part:
        assert old in path.read_text(encoding="utf-8")
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        return
    out = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            assert name != part or old.encode() in data
            after.writestr(name, data.replace(old.encode(), new.encode()) if name == part else data)
    path.write_bytes(out.getvalue())


def test_documents_as_they_were_built_agree(built: Path) -> None:
    agreement, found = held(built)

    assert (agreement.documents, agreement.differing, found) == (2, 0, [])
    assert agreement.values >= 2
    assert run(["check", "--built", "--project", str(built)]) == ExitCode.OK


def test_a_fact_that_was_changed_since_is_found_in_every_document(built: Path) -> None:
    changed(built / "content/library/roads.yaml", "value: 12.5", "value: 14.5")

    agreement, found = held(built)

    assert agreement.differing == 2
    assert {(rule, place) for rule, place, _ in found} == {("value-differs", "content/library/roads.yaml:21:13")}
    assert found[0][2].endswith('"bad-roads" is printed as "about 12.5%"; the library says "about 14.5%"')
    assert run(["check", "--built", "--project", str(built)]) == ExitCode.CONTENT


def test_a_fact_that_was_taken_away_since_is_found(built: Path) -> None:
    changed(built / "content/library/roads.yaml", "id: bad-roads", "id: good-roads")

    assert "the library has no such fact any more" in held(built)[1][0][2]


@pytest.mark.parametrize(("suffix", "part"), [("docx", "word/document.xml"), ("html", "")])
def test_a_value_that_somebody_edited_in_a_file_is_found(suffix: str, part: str, built: Path) -> None:
    changed(built / f"build/roads/{NAME}.{suffix}", "12.5", "13.5", part)

    (_, _, message), *_ = held(built)[1]
    assert message.startswith(
        f'{NAME}.docx: "bad-roads" is printed as "about 12.5%"; that does not stand in its {suffix}'
    )


def test_a_shorter_document_that_says_more_is_a_finding(built: Path) -> None:
    for kind in ("docx", "html", "pdf"):
        one_page, pack = (built / f"build/roads/roads-minister-{length}.{kind}" for length in ("one-page", "pack"))
        one_page.write_bytes(pack.read_bytes())
        pack.unlink()
    shutil.copy(made_without_facts(built), built / "build/roads/roads-minister-pack.docx")

    assert ("says-more", "content/briefs/roads.yaml:1:1") in {found[:2] for found in held(built)[1]}


def made_without_facts(root: Path) -> Path:
    """A Word file whose manifest names no fact."""
    path = root / "bare.docx"
    shutil.copy(root / f"build/roads/{NAME}.docx", path)
    with zipfile.ZipFile(path) as archive:
        part = next(n for n in archive.namelist() if n.startswith("customXml/item") and "Props" not in n)
    changed(path, "<fact ", "<not-a-fact ", part)
    return path
