"""Projects of strangers: nothing outside them is read, written or taken away, whatever they hold."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from briefgen import workers
from briefgen.diagnostics import BriefgenError, BuildFailed, Span
from briefgen.output import MANIFEST, hash_files, read_manifest
from briefgen.pipeline import Request, build
from briefgen.render.nesting import too_deep
from briefgen.workers import Limits
from conftest import BRIEF, Project

# --- links that leave the project ---------------------------------------------------------------------


@pytest.mark.parametrize("name", [".briefgen", ".briefgen/cache", "build", "build/roads"])
def test_a_link_to_somebody_elses_folder_stops_the_build_and_that_folder_stays_as_it_is(
    name: str, project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root, victim = project(), tmp_path_factory.mktemp("victim")
    for inside in ("cache", "roads", "papers"):
        victim.joinpath(inside).mkdir()
        victim.joinpath(inside, "diary.txt").write_text("mine", encoding="utf-8")
    root.joinpath(name).parent.mkdir(exist_ok=True)
    root.joinpath(name).symlink_to(victim)
    before = sorted(victim.rglob("*"))

    with pytest.raises(BriefgenError, match="is a link that leaves the project"):
        build(Request(root))

    assert sorted(victim.rglob("*")) == before


def test_a_file_outside_that_a_link_leads_to_is_not_read_for_its_hash(tmp_path: Path) -> None:
    secret, root = tmp_path / "secret.txt", tmp_path / "content"
    root.mkdir()
    secret.write_text("one", encoding="utf-8")
    root.joinpath("link.txt").symlink_to(secret)
    root.joinpath("nothing.txt").symlink_to("/dev/zero")
    before = hash_files([("content", root)])
    secret.write_text("two", encoding="utf-8")

    assert hash_files([("content", root)]) == before
    assert list(before) == ["content/link.txt"]


def test_a_manifest_that_never_ends_counts_as_none(tmp_path: Path) -> None:
    tmp_path.joinpath(MANIFEST).symlink_to("/dev/zero")

    assert read_manifest(tmp_path) == {}


# --- what has no end ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("css", "line", "column", "rule"),
    [
        ("p { color: red }\na {" + "b{" * 20_000, 2, 67, "bad-css"),
        ("p { width: calc(" + "(" * 5000 + "1px" + ")" * 5000 + ") }", 1, 47, "bad-css"),
        ('p::before { content: "' + "x" * 1_000_000 + '" }', 1, 1, "too-large"),
    ],
)
def test_a_style_sheet_without_end_is_refused_where_it_begins_to_be(
    css: str, line: int, column: int, rule: str, project: Project
) -> None:
    root = project({"templates/minister/audience.yaml": "extends: base\n", "templates/minister/print.css": css})

    with pytest.raises(BuildFailed) as failed:
        build(Request(root))

    place = Span("templates/minister/print.css", line, column)
    assert [(d.span, d.rule) for d in failed.value.report.diagnostics] == [(place, rule)]


@pytest.mark.parametrize(
    "css",
    [
        "p { font-size: 1e9pt }",
        "p { font-size: 0.0001pt; line-height: 0 }",
        "p" + ":not(p" * 25 + ")" * 25 + " { color: red }",
    ],
)
def test_what_the_engine_breaks_down_over_is_a_finding_or_comes_through(css: str, project: Project) -> None:
    root = project({"templates/minister/audience.yaml": "extends: base\n", "templates/minister/print.css": css})

    built = build(Request(root))

    assert built.written or [d.rule for d in built.report.diagnostics if d.severity == "error"]


def test_brackets_in_strings_and_comments_of_a_style_sheet_do_not_count() -> None:
    assert too_deep('p::before { content: "' + "(" * 99 + '" } /*' + "(" * 99 + "*/ a { b: ')' }") is None


def test_a_template_without_end_stops_its_own_document_alone(project: Project) -> None:
    endless = "{% for a in range(9999) %}{{ ('a' * 9999) | urlize | wordwrap(1) | length }}{% endfor %}"
    own = BRIEF.replace("[minister]", "[minister, public]")
    root = project(
        {
            "content/briefs/roads.yaml": own,
            "templates/minister/audience.yaml": "extends: base\n",
            "templates/minister/sections/contact.html.j2": f"<p>{endless}</p>",
        }
    )

    built = build(Request(root, jobs=2, limits=Limits(seconds=5)))

    assert [path.name for path in built.written] == ["roads-public-one-page.html"]
    assert built.failed == ["roads for minister, one-page"]
    [found] = [d for d in built.report.diagnostics if d.severity == "error"]
    assert found.rule == "over-limits"
    assert found.span == Span("content/briefs/roads.yaml", 1, 1)
    assert found.message.startswith("roads for minister, one-page: it was not done after ")


def test_python_files_in_a_project_are_not_run(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even by the processes that a build starts anew in that very folder."""
    root = project()
    for name in ("multiprocessing", "yaml", "docx", "sitecustomize", "briefgen"):
        root.joinpath(f"{name}.py").write_text("open('was-run', 'w').close()", encoding="utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path])
    monkeypatch.setattr(workers, "_can_be_copied", lambda: False)

    built = build(Request(root, limits=Limits()))

    assert [path.name for path in built.written] == ["roads-minister-one-page.html"]
    assert not root.joinpath("was-run").exists()
