"""The rules of the house: who may lean on whom, what starts quickly, what the program may touch."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefgen import resources
from briefgen.diagnostics import RULES

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "briefgen"
FILES = sorted(SRC.rglob("*.py"))

HOMES = {
    "weasyprint": "render/pdf",
    "docx": "render/docx/",
    "vl_convert": "render/chart",
    "xlsxwriter": "render/docx/chart_sheet",
    "resvg_py": "render/raster",
    "jinja2": "render/templates",
    "pypandoc": "render/pandoc",
    "babel": "core/numbers",
    "markdown_it": "core/",
    "pydantic": "source/",
    "typer": "cli/",
    "rich": "cli/",
}
"""Where each library from outside lives; no other file imports it."""

MODEL = "core/model.py"
"""Every kind of block in one file, so that there is one place to look."""


def shown(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def calls(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(SRC.parent)}
    return subprocess.run([sys.executable, *arguments], check=False, capture_output=True, text=True, env=env, cwd=ROOT)


# --- layers -----------------------------------------------------------------------------------------


def test_imports_look_down_only() -> None:
    done = python("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")

    assert done.returncode == 0, done.stdout
    assert "1 kept, 0 broken" in done.stdout


@pytest.mark.parametrize(("library", "home"), HOMES.items())
def test_each_library_from_outside_has_one_home(library: str, home: str) -> None:
    users = [shown(p) for p in FILES if library in {name.split(".")[0] for name in imports(p)}]

    assert [path for path in users if not path.startswith(home)] == []


def test_the_core_touches_no_disk_no_clock_no_network_and_no_terminal() -> None:
    outside = {
        "os",
        "sys",
        "io",
        "pathlib",
        "shutil",
        "tempfile",
        "subprocess",
        "socket",
        "urllib",
        "http",
        "time",
        "random",
    }
    core = [SRC / "diagnostics.py", *(SRC / "core").rglob("*.py")]

    found = {shown(p): outside & {name.split(".")[0] for name in imports(p)} for p in core}

    assert {path: names for path, names in found.items() if names} == {}


def test_only_the_command_line_prints_and_exits() -> None:
    loud = {"print", "sys.exit", "exit", "quit", "os._exit", "input"}
    rest = [p for p in FILES if not shown(p).startswith(("cli/", "__main__"))]

    assert [(shown(p), call) for p in rest for call in calls(p) if call in loud] == []


def test_nothing_depends_on_the_clock_or_on_chance() -> None:
    fickle = re.compile(r"(datetime|date)\.(now|today|utcnow)$|^time\.time|^random\.|^uuid\.uuid[14]$|^os\.urandom$")

    asking = {shown(p) for p in FILES if "briefgen.clock" in imports(p)}

    assert {shown(p) for p in FILES for call in calls(p) if fickle.search(call)} == {"clock.py"}
    assert asking == {"cli/following.py", "verification/links.py"}


# --- quick to start ---------------------------------------------------------------------------------

HEAVY = (
    "weasyprint",
    "docx",
    "vl_convert",
    "xlsxwriter",
    "jinja2",
    "lxml",
    "pydantic",
    "babel",
    "yaml",
    "fontTools",
    "PIL",
    "pypandoc",
)


def test_help_loads_nothing_heavy() -> None:
    code = """
import sys
sys.argv = ["briefgen", "--help"]
from briefgen.cli import main
try:
    main()
except SystemExit:
    pass
print("LOADED", *sorted(sys.modules))
"""
    done = python("-c", code)

    assert "Usage" in done.stdout, done.stderr
    loaded = done.stdout.partition("LOADED")[2].split()
    assert "briefgen.cli" in loaded
    assert [name for name in HEAVY if name in loaded] == []


# --- what is written down ---------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_heading_in_the_docs(rule: str) -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")

    assert re.search(rf"^#+ `?{rule}`?$", text, re.M)


def test_every_rule_is_reported_somewhere() -> None:
    text = "".join(p.read_text(encoding="utf-8") for p in FILES if p.name != "diagnostics.py")

    assert [rule for rule in RULES if f'"{rule}"' not in text] == []


def test_every_rule_that_is_reported_exists() -> None:
    reported = {
        node.args[0].value
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("report.add")
        if node.args and isinstance(node.args[0], ast.Constant)
    }

    assert reported - set(RULES) == set()


# --- at home anywhere -------------------------------------------------------------------------------

HOME_OF_SOMEBODY = re.compile(r"/(work|home|root|Users|tmp|mnt|workspace)/|[A-Z]:\\\\")
TEXTS = [
    *FILES,
    *(p for p in resources.built_in_templates().rglob("*") if p.suffix in (".j2", ".css", ".yaml", ".yml")),
]


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.name)
def test_no_file_of_the_program_knows_where_it_was_written(path: Path) -> None:
    assert HOME_OF_SOMEBODY.findall(path.read_text(encoding="utf-8")) == []


# --- small enough to read ---------------------------------------------------------------------------


def test_no_function_is_longer_than_forty_lines() -> None:
    functions = [
        (shown(path), node.name, (node.end_lineno or 0) - node.lineno + 1)
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert [f for f in functions if f[2] > 40] == []


def test_no_file_is_much_longer_than_three_hundred_lines() -> None:
    lengths = {shown(p): p.read_text(encoding="utf-8").count("\n") for p in FILES}

    assert {path: n for path, n in lengths.items() if n > 380 and path != MODEL} == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [shown(p) for p in FILES if p.read_text(encoding="utf-8").strip() and not ast.get_docstring(tree(p))]

    assert silent == []
