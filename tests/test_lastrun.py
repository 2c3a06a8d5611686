"""A run on what has not changed gives the last answer, at once; whatever could change the answer is noticed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from briefgen.diagnostics import Diagnostic, Severity, Span
from briefgen.lastrun import FOLDER, Answer, Damaged, Question, digest_of_inputs
from conftest import LIBRARY, Project

SOURCE = Path(__file__).resolve().parent.parent / "src"
RUN = (
    "import sys; from briefgen.cli import run; code = run(sys.argv[1:]); print('LOADED', *sys.modules); sys.exit(code)"
)
WARNED = LIBRARY.replace("label: Roads in need of repair", "label: Roads of 1999 in need of repair")
FOUND = Diagnostic("stale-fact", "old", Span("content/a.yaml", 3, 4), Severity.WARNING, "look")


class Ran:
    """A run of the command line in a process of its own."""

    def __init__(self, root: Path, *arguments: str, **variables: str) -> None:
        line = [sys.executable, "-c", RUN, *arguments, "--project", str(root)]
        environment = {**os.environ, "PYTHONPATH": str(SOURCE), **variables}
        done = subprocess.run(line, capture_output=True, text=True, env=environment, timeout=120, check=False)
        self.code, self.err = done.returncode, done.stderr
        self.out, _, loaded = done.stdout.partition("LOADED ")
        self.at_once = not {"yaml", "briefgen.workers"} & set(loaded.split())


# --- checks -----------------------------------------------------------------------------------------


def test_a_second_check_says_the_same_and_reads_no_content(project: Project) -> None:
    root = project({"content/library/roads.yaml": WARNED})
    first, second, third = Ran(root, "check"), Ran(root, "check"), Ran(root, "check", "--format", "json")

    assert (first.at_once, second.at_once, third.at_once) == (False, True, True)
    assert (first.code, first.out, first.err) == (second.code, second.out, second.err)
    assert "Roads of 1999" in second.out
    assert [found["rule"] for found in json.loads(third.out)] == ["unbound-number"]
    assert not Ran(root, "check", "--release").at_once
    assert not Ran(root, "check", SOURCE_DATE_EPOCH="0").at_once


def test_what_is_mended_is_seen(project: Project) -> None:
    root = project({"content/library/roads.yaml": WARNED})
    assert Ran(root, "check").code == 1
    project()

    ended = Ran(root, "check")
    assert (ended.at_once, ended.code) == (False, 0)


# --- builds -----------------------------------------------------------------------------------------


def test_a_second_build_says_unchanged_at_once_until_a_file_is_altered_or_asked_for_anew(project: Project) -> None:
    root = project({"templates/minister/audience.yaml": "extends: base\nlabel: The Crown\n"})
    assert Ran(root, "build").out == "build/roads/roads-minister-one-page.html\n"
    page, manifest = root / "build/roads/roads-minister-one-page.html", root / "build/roads/manifest.json"
    good = page.read_bytes()

    again = Ran(root, "build")
    assert (again.at_once, again.code, again.out) == (True, 0, "")
    assert "0 files written, 1 unchanged" in again.err
    told = json.loads(Ran(root, "build", "--json").out)
    assert (told["written"], told["unchanged"]) == ([], ["build/roads/roads-minister-one-page.html"])
    assert not Ran(root, "build", "--no-anchors").at_once
    assert not Ran(root, "build", "--force").at_once

    page.write_bytes(good + b" ")
    mended = Ran(root, "build")
    assert (mended.at_once, page.read_bytes()) == (False, good)
    manifest.unlink()
    assert not Ran(root, "build").at_once
    assert manifest.is_file()
    assert Ran(root, "build").at_once


# --- what is noticed --------------------------------------------------------------------------------


def _written(name: str, text: str = "x") -> Callable[[Path], object]:
    def change(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")

    return change


CHANGES: dict[str, Callable[[Path], object]] = {
    "an edit": _written("content/project.yaml", "organisation: Another\n"),
    "a new file": _written("content/library/more.yaml"),
    "a new file of another kind": _written("content/figures/map.svg"),
    "a file that is gone": lambda root: (root / "content/library/roads.yaml").unlink(),
    "a file of another name": lambda root: (root / "content/library/roads.yaml").rename(
        root / "content/library/b.yaml"
    ),
    "an empty folder": lambda root: (root / "templates/duke").mkdir(parents=True),
    "a template": _written("templates/base/document.html.j2"),
    "a font": _written("templates/base/fonts/a.ttf"),
    "what a link leads to": _written("notes/linked.yaml", "other"),
}


def _linked(project: Project) -> Path:
    root = project({"notes/linked.yaml": "some"})
    (root / "content/library/linked.yaml").symlink_to("../../notes/linked.yaml")
    return root


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_change_of_what_is_read_is_noticed(change: Callable[[Path], object], project: Project) -> None:
    root = _linked(project)
    before = digest_of_inputs(root)
    assert before
    change(root)

    assert digest_of_inputs(root) != before


def test_what_is_not_read_and_when_it_was_written_make_no_difference(project: Project, tmp_path: Path) -> None:
    root = _linked(project)
    before = digest_of_inputs(root)
    for name in ("build/a.pdf", ".briefgen/cache/a", "content/.hidden", "README.md"):
        _written(name)(root)
    os.utime(root / "content/project.yaml", (0, 0))

    assert digest_of_inputs(root) == before


@pytest.mark.parametrize(("name", "noticed"), [("SOURCE_DATE_EPOCH", True), ("BRIEFGEN_ANY", True), ("HOME", False)])
def test_variables_that_the_program_heeds_are_noticed(
    name: str, noticed: bool, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project()
    before = digest_of_inputs(root)
    monkeypatch.setenv(name, "1234")

    assert (digest_of_inputs(root) != before) is noticed


def test_another_version_of_a_library_is_noticed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project()
    packages = root / "site"
    (packages / "lib-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(packages)
    before = digest_of_inputs(root)
    (packages / "lib-1.0.dist-info").rename(packages / "lib-1.1.dist-info")

    assert digest_of_inputs(root) != before


def test_where_a_link_out_of_the_project_leads_is_not_read(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root, outside = project(), tmp_path_factory.mktemp("outside") / "secret.yaml"
    outside.write_text("one", encoding="utf-8")
    (root / "content/library/out.yaml").symlink_to(outside)
    before = digest_of_inputs(root)
    outside.write_text("two", encoding="utf-8")

    assert before
    assert digest_of_inputs(root) == before


# --- what is kept -----------------------------------------------------------------------------------


def test_an_answer_comes_back_as_it_was_given(project: Project) -> None:
    root = project()
    (root / "left").write_text("here", encoding="utf-8")
    answer = Answer((FOUND, Diagnostic("office-failed", "gone")), said="all is told")
    Question(root, ("check", 1)).keep(answer)

    assert Question(root, ("check", 1)).answer() == answer
    assert Question(root, ("check", 2)).answer() is None


def test_nothing_is_kept_of_a_run_in_which_something_changed(project: Project) -> None:
    root = project()
    question = Question(root, ("check",))
    assert question.answer() is None
    _written("content/library/more.yaml")(root)
    question.keep(Answer(()))
    (root / "content/library/more.yaml").unlink()

    assert Question(root, ("check",)).answer() is None


JUNK = (
    b"",
    b"\xff\xfe",
    b"[]",
    b"[" * 100_000,
    b'{"inputs": ',
    b'{"inputs": "%s", "findings": [["no-such-rule", "m", null, "error", ""]], "files": {}, "said": ""}',
    b'{"inputs": "%s", "findings": [["stale-fact", "m", ["f", "1", 2], "error", ""]], "files": {}, "said": ""}',
    b'{"inputs": "%s", "findings": [["stale-fact", "m", null, "fatal", ""]], "files": {}, "said": ""}',
    b'{"inputs": "%s", "findings": [7], "files": {}, "said": ""}',
    b'{"inputs": "%s", "findings": [], "files": {"a": 1}, "said": ""}',
    b'{"inputs": "%s"}',
)


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_an_answer_that_makes_no_sense_is_never_used(junk: bytes, project: Project) -> None:
    root = project()
    Question(root, ("check",)).keep(Answer(()))
    [path] = (root / FOLDER).iterdir()
    path.write_bytes(junk.replace(b"%s", (digest_of_inputs(root) or "").encode()))

    with pytest.raises(Damaged):
        Question(root, ("check",)).answer()


def test_a_damaged_answer_is_mentioned_and_replaced(project: Project) -> None:
    root = project()
    good = Ran(root, "check")
    [path] = (root / FOLDER).iterdir()
    kept = path.read_bytes()
    path.write_bytes(b"{")

    ended = Ran(root, "check")
    assert (ended.code, ended.out) == (good.code, good.out)
    assert "is damaged" in ended.err
    assert path.read_bytes() == kept


def test_a_check_needs_no_place_to_write_to(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    root, outside = project(), tmp_path_factory.mktemp("outside")
    (root / ".briefgen").write_text("mine", encoding="utf-8")
    assert Ran(root, "check").code == 0
    (root / ".briefgen").unlink()
    (root / ".briefgen").symlink_to(outside)

    assert (Ran(root, "check").code, list(outside.iterdir())) == (0, [])
