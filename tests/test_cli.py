"""The command line: exit codes, what goes to which stream, and how little it loads."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from briefgen.cli import run
from briefgen.cli.making import KINDS
from briefgen.cli.options import ExitCode
from briefgen.scaffold import ENTRY_KINDS, init_project
from briefgen.source.schema import SCHEMAS

Write = Callable[[Mapping[str, str] | None], Path]
HEAVY = ("weasyprint", "docx", "vl_convert", "resvg_py", "fontTools", "pypandoc", "PIL", "highspy")
NOT_FOR_A_CHECK = ("lxml", "jinja2", "briefgen.agreement", "briefgen.deliver")
SOURCE = Path(__file__).resolve().parent.parent / "src"

FAULTY = """\
theme: noise
theme-title: Noise
blocks:
  - kind: challenge
    id: noise
    title: Noise
    stance: sttated
    affected: Neighbours
    gap: No source proposes anything.
    text:
      headline: The road is loud.
"""
WARNED = FAULTY.replace("sttated", "stated").replace("    gap: No source proposes anything.\n", "")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the command line ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Ended]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the command line in this process."""

    def call(*arguments: str | Path) -> Ended:
        code = run([str(each) for each in arguments])
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    return call


def in_process(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command line as users do, with its streams in pipes."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    line = [sys.executable, "-m", "briefgen", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, cwd=cwd, env=environment, timeout=120, check=False)


# --- help -----------------------------------------------------------------------------------------


def test_without_a_command_the_help_is_printed(command: Command) -> None:
    ended = command()

    assert ended.code == ExitCode.OK
    assert "briefgen" in ended.out
    for name in (
        "build",
        "check",
        "explain",
        "list",
        "show",
        "trace",
        "where-used",
        "impact",
        "verify",
        "review",
        "init",
        "new",
        "import",
        "schema",
        "doctor",
    ):
        assert re.search(rf"^  {name} ", ended.out, re.MULTILINE), name


@pytest.mark.parametrize("arguments", [("--help",), ("new", "--help")])
def test_no_command_is_explained_by_half_a_sentence(command: Command, arguments: tuple[str, ...]) -> None:
    assert not re.search(r"\w\.\.\.$", command(*arguments).out, re.MULTILINE)


def test_the_version_is_printed(command: Command) -> None:
    assert re.fullmatch(r"briefgen \d+\.\d+\.\d+\S*\n", command("--version").out)


def test_new_makes_every_kind_of_entry() -> None:
    assert tuple(KINDS) == ENTRY_KINDS


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["check"], ["list"], ["explain-rule"]])
def test_what_makes_no_document_loads_no_renderer(project: Write, arguments: list[str]) -> None:
    loaded = "import sys; from briefgen.cli import run; run(sys.argv[1:]); print('loaded', *sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    line = [sys.executable, "-c", loaded, *arguments]
    done = subprocess.run(line, capture_output=True, text=True, cwd=project(None), env=environment, check=True)

    modules = done.stdout.rpartition("loaded ")[2].split()
    assert [name for name in (*HEAVY, *NOT_FOR_A_CHECK * (arguments == ["check"])) if name in modules] == []


# --- ways out -------------------------------------------------------------------------------------


def test_a_sound_project_passes(command: Command, project: Write) -> None:
    ended = command("check", "--project", project(None))

    assert ended.code == ExitCode.OK
    assert ended.out == "3 blocks, 1 facts, 1 sources: no errors\n"


def test_an_error_in_the_content_ends_with_1_its_place_and_a_hint(command: Command, project: Write) -> None:
    ended = command("check", "--project", project({"content/library/noise.yaml": FAULTY}))

    assert ended.code == ExitCode.CONTENT
    assert ended.out.startswith(
        'content/library/noise.yaml:7:13: error: "sttated" is not one of the choices [wrong-type]'
    )
    assert "    stance: sttated\n" in ended.out
    assert 'hint: did you mean "stated"?' in ended.out


def test_a_build_of_faulty_content_writes_nothing(command: Command, project: Write) -> None:
    root = project({"content/library/noise.yaml": FAULTY})

    ended = command("build", "--project", root)

    assert ended.code == ExitCode.CONTENT
    assert "[wrong-type]" in ended.err
    assert not (root / "build").exists()


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["build", "--audience", "ministre"], 'there is no audience "ministre"', 'did you mean "minister"?'),
        (["build", "--length", "one-pge"], 'there is no length "one-pge"', 'did you mean "one-page"?'),
        (["build", "--format", "pfd"], 'there is no format "pfd"', 'did you mean "pdf"?'),
        (["build", "raods"], 'there is no brief "raods"', 'did you mean "roads"?'),
        (["explain", "--audience", "publik"], 'there is no audience "publik"', 'did you mean "public"?'),
        (["explain", "--length", "standart"], 'there is no length "standart"', 'did you mean "standard"?'),
        (["list", "fact"], 'there is no kind "fact"', 'did you mean "facts"?'),
        (["show", "hols"], 'the library has no block, fact or source "hols"', 'did you mean "holes"?'),
        (["trace", "surwey"], 'the library has no block, fact or source "surwey"', 'did you mean "survey"?'),
        (["new", "audience", "mayor", "--from", "pubic"], 'there is no audience "pubic"', 'did you mean "public"?'),
    ],
)
def test_a_name_that_does_not_exist_ends_with_2_and_the_nearest(
    command: Command, project: Write, arguments: list[str], message: str, hint: str
) -> None:
    ended = command(*arguments, "--project", project(None))

    assert ended.code == ExitCode.USAGE
    assert ended.err == f"error: {message}\nhint: {hint}\n"


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [(["biuld"], "build"), (["new", "chalenge"], "challenge"), (["build", "--aduience", "public"], "--audience")],
)
def test_a_command_or_option_that_does_not_exist_ends_with_2_and_the_nearest(
    command: Command, arguments: list[str], nearest: str
) -> None:
    ended = command(*arguments)

    assert ended.code == ExitCode.USAGE
    assert nearest in ended.err.rpartition("Error: ")[2]


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["explain-rule", "missing-filed"], 'did you mean "missing-field"?'),
        (["schema", "libary"], 'did you mean "library"?'),
    ],
)
def test_rules_and_schemas_have_nearest_names_too(command: Command, arguments: list[str], hint: str) -> None:
    ended = command(*arguments)

    assert (ended.code, hint in ended.err) == (ExitCode.USAGE, True)


def test_outside_of_a_project_it_ends_with_3_and_says_how_to_begin(command: Command, tmp_path: Path) -> None:
    ended = command("check", "--project", tmp_path)

    assert ended.code == ExitCode.SURROUNDINGS
    assert "hint: go to your project's folder, or make one with: briefgen init my-brief" in ended.err


def test_a_folder_that_is_not_there_ends_with_2(command: Command, tmp_path: Path) -> None:
    assert command("list", "--project", tmp_path / "nowhere").code == ExitCode.USAGE


def test_a_fault_of_ours_ends_with_70_and_asks_for_a_report(
    command: Command, project: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefgen.cli.options.project_root", None)
    monkeypatch.setattr("briefgen.cli.looking.project_root", None)

    ended = command("list", "--project", project(None))

    assert ended.code == ExitCode.BUG
    assert "This is a bug in briefgen." in ended.err


@pytest.mark.skipif(os.name == "nt", reason="signals to a group of processes are those of POSIX")
@pytest.mark.usefixtures("own_cache")
def test_an_interrupted_build_ends_with_130_and_no_traceback(tmp_path: Path) -> None:
    init_project(tmp_path / "mine")
    line = [sys.executable, "-m", "briefgen", "build", "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    with subprocess.Popen(
        line, cwd=tmp_path / "mine", env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        while process.poll() is None and not (tmp_path / "mine/.briefgen").exists():
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)

    assert process.returncode == ExitCode.INTERRUPTED
    assert err == ""


# --- release, json, sarif -------------------------------------------------------------------------


def test_release_counts_warnings_as_errors(command: Command, project: Write) -> None:
    root = project({"content/library/noise.yaml": WARNED})

    assert command("check", "--project", root).code == ExitCode.OK
    strict = command("check", "--release", "--project", root)
    assert strict.code == ExitCode.CONTENT
    assert "error: no recommendation answers" in strict.out
    assert command("build", "--release", "--project", root).code == ExitCode.CONTENT
    assert not (root / "build").exists()


def test_notes_are_counted_and_shown_only_when_asked_for(command: Command, project: Write) -> None:
    root = project(None)
    library = root / "content/library/roads.yaml"
    library.write_text(library.read_text().replace("{bad-roads}", "many"))

    assert "1 note not shown; --verbose shows them" in command("check", "--project", root).out
    assert "[unused-fact]" in command("check", "--verbose", "--project", root).out


def test_findings_can_be_printed_for_programs(command: Command, project: Write) -> None:
    root = project({"content/library/noise.yaml": FAULTY})

    (found,) = json.loads(command("check", "--format", "json", "--project", root).out)
    log = json.loads(command("check", "--format", "sarif", "--project", root).out)

    assert (found["rule"], found["line"], found["column"]) == ("wrong-type", 7, 13)
    assert log["runs"][0]["results"][0]["ruleId"] == "wrong-type"


def test_a_build_that_failed_is_json_too(command: Command, project: Write) -> None:
    ended = command("build", "--json", "--project", project({"content/library/noise.yaml": FAULTY}))

    assert ended.code == ExitCode.CONTENT
    assert json.loads(ended.out)["diagnostics"][0]["rule"] == "wrong-type"


@pytest.mark.parametrize(
    "arguments", [["list"], ["list", "facts"], ["show", "holes"], ["trace", "mend"], ["explain", "roads"]]
)
def test_what_is_shown_can_be_json(command: Command, project: Write, arguments: list[str]) -> None:
    ended = command(*arguments, "--json", "--project", project(None))

    assert ended.code == ExitCode.OK
    assert json.loads(ended.out)


# --- what is printed ------------------------------------------------------------------------------


def test_a_list_is_a_table_with_aligned_columns(command: Command, project: Write) -> None:
    head, *rows = command("list", "--project", project(None)).out.splitlines()

    column = head.index("TITLE")
    assert [row[column:] for row in rows] == ["Holes in roads", "A survey of roads", "Mend the roads"]


def test_a_trace_is_indented_and_leaves_out_what_says_nothing(command: Command, project: Write) -> None:
    out = command("trace", "mend", "--project", project(None)).out

    assert out.startswith("recommendation: mend\ntitle: Mend the roads\nanswers:\n  - challenge: holes\n")
    assert "          printed: about 12.5%\n" in out
    assert not re.search(r": *(\[\]|\{\}|None)?$\n(?! )", out, re.MULTILINE)


def test_texts_of_several_lines_stay_under_their_key(command: Command, project: Write) -> None:
    root = project(None)
    library = root / "content/library/roads.yaml"
    full = "      full: |\n        First line.\n\n        Second line.\n"
    library.write_text(library.read_text() + full)

    assert "  full:\n    First line.\n\n    Second line.\n" in command("show", "mend", "--project", root).out


def test_an_entry_to_fill_in_cites_a_source_that_the_project_has(
    command: Command, project: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(None))

    assert "{cite: report-one, at: p. 1}" in command("new", "evidence", "counts").out


def test_an_entry_can_be_added_to_a_file(command: Command, project: Write) -> None:
    root = project(None)

    ended = command("new", "challenge", "noise", "--into", root / "content/library/roads.yaml")

    assert ended.code == ExitCode.OK
    assert "noise" in command("list", "challenges", "--project", root).out


def test_a_brief_an_audience_and_an_import_say_what_they_made(command: Command, project: Write, tmp_path: Path) -> None:
    root = project(None)
    (tmp_path / "zotero.bib").write_text("@book{Doe2020, author = {Doe, Jane}, title = {A book}, year = {2020}}\n")

    assert command("new", "brief", "second", "--project", root).out == "made content/briefs/second.yaml\n"
    assert "made templates/mayor/audience.yaml\n" in command("new", "audience", "mayor", "--project", root).out
    imported = command("import", tmp_path / "zotero.bib", "--project", root)
    assert imported.out == "wrote content/citations/zotero.yaml\n"
    assert command("import", tmp_path / "zotero.bib", "--project", root).code == ExitCode.CONTENT


def test_a_schema_is_printed_or_all_are_written(command: Command, tmp_path: Path) -> None:
    assert json.loads(command("schema", "audience").out)["type"] == "object"
    assert command("schema", "--out", tmp_path).code == ExitCode.OK
    assert len(list(tmp_path.glob("*.json"))) == len(SCHEMAS)


def test_a_rule_is_explained(command: Command) -> None:
    assert command("explain-rule", "unbound-number").out.startswith("unbound-number (error): ")
    assert "unbound-number" in command("explain-rule").out


def test_the_doctor_prints_a_line_for_each_thing(command: Command) -> None:
    ended = command("doctor")

    assert ended.code == ExitCode.OK
    assert re.search(r"^ok +Pango: ", ended.out, re.MULTILINE)
    assert all({"what", "ok", "needed", "remedy"} <= set(each) for each in json.loads(command("doctor", "--json").out))


# --- a whole build --------------------------------------------------------------------------------


def test_from_init_to_finished_briefs_in_two_commands(tmp_path: Path) -> None:
    made = in_process("init", "mine", cwd=tmp_path)
    built = in_process("build", cwd=tmp_path / "mine")
    again = in_process("build", cwd=tmp_path / "mine")

    assert (made.returncode, built.returncode, again.returncode) == (0, 0, 0)
    assert made.stdout.endswith("Next:\n  cd mine\n  briefgen build\n")
    names = [
        f"build/cycling/cycling-{audience}-{length}.{suffix}"
        for audience in ("minister", "public")
        for length in ("one-page", "standard")
        for suffix in ("docx", "html", "pdf")
    ]
    assert built.stdout.splitlines() == names
    assert all((tmp_path / "mine" / name).stat().st_size > 5_000 for name in names)
    assert "warning" not in built.stderr
    assert "\x1b" not in built.stdout + built.stderr
    assert (again.stdout, "0 files written, 12 unchanged" in again.stderr) == ("", True)


def test_a_new_audience_can_be_built_at_once(command: Command, project: Write) -> None:
    root = project(None)
    command("new", "audience", "mayor", "--from", "minister", "--project", root)

    ended = command("build", "--audience", "mayor", "--format", "html", "--project", root)

    assert ended.code == ExitCode.OK
    assert ended.out == "build/roads/roads-mayor-one-page.html\n"
    assert "For mayor" in (root / ended.out.strip()).read_text(encoding="utf-8")
