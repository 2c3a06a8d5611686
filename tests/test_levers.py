"""Short cuts of rendering: each is taken, and none changes a byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from briefgen.render import collector, levers
from briefgen.render.quick_start import TYPES
from test_pdf import EVERYTHING, PATHS

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import pango_types  # noqa: E402

MAKE = """
import hashlib, json, sys
from briefgen.diagnostics import Report
from briefgen.render import levers, pdf, quick_start
from documents import a_document, a_picture
from looks import a_theme
if table := sys.argv[1]:
    quick_start.TYPES = quick_start.Path(table)
document, theme, report = a_document(sys.stdin.read(), pictures=(a_picture(),)), a_theme(), Report()
made = [pdf.render_pdf(document, theme, report) for _ in range(2)]
parser = "pycparser" in sys.modules
late = [name for name in ("fontTools.subset", "fontTools.varLib.instancer") if name in sys.modules]
import cffi, fontTools.subset, gc
ffi = cffi.FFI()
ffi.cdef("int four;")
print(json.dumps({
    "digests": [hashlib.sha256(each).hexdigest() for each in made],
    "findings": [d.message for d in report.diagnostics],
    "parser": parser,
    "late": late,
    "ready": "Ready" in type(pdf.weasyprint().text.ffi.ffi).__name__,
    "cutter": hasattr(fontTools.subset, "Subsetter") and pdf.weasyprint().pdf.fonts.subset.Options is not None,
    "frozen": gc.get_freeze_count() > 0,
    "collects": gc.isenabled(),
}))
"""
"""Makes a document twice in a process of its own, and says how; a table of types may be given."""


def made(off: Iterable[str] = (), table: str = "") -> dict[str, object]:
    env = {**os.environ, "PYTHONPATH": PATHS, levers.SWITCH: ",".join(off)}
    run = [sys.executable, "-c", MAKE, table]
    done = subprocess.run(run, input=EVERYTHING, env=env, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def plain() -> dict[str, object]:
    """What comes out without any short cut."""
    return made(["all"])


@pytest.fixture(scope="module")
def quick() -> dict[str, object]:
    return made()


def test_the_document_is_the_same_without_short_cuts(plain: dict[str, object], quick: dict[str, object]) -> None:
    assert quick["digests"] == plain["digests"]
    assert quick["findings"] == plain["findings"] == []


@pytest.mark.parametrize("lever", levers.LEVERS)
def test_the_document_is_the_same_without_this_short_cut(lever: str, plain: dict[str, object]) -> None:
    assert made([lever])["digests"] == plain["digests"]


def test_short_cuts_are_taken_unless_they_are_turned_off(plain: dict[str, object], quick: dict[str, object]) -> None:
    assert (quick["parser"], quick["late"], quick["ready"], quick["frozen"]) == (False, [], True, True)
    assert (plain["parser"], plain["ready"], plain["frozen"]) == (True, False, False)
    assert plain["late"] == ["fontTools.subset", "fontTools.varLib.instancer"]


def test_nothing_stands_in_for_other_libraries_once_the_pdf_engine_is_there(quick: dict[str, object]) -> None:
    assert quick["cutter"]
    assert quick["collects"]


def test_the_declarations_that_were_parsed_are_those_of_the_pdf_engine_that_is_installed() -> None:
    assert TYPES.read_text(encoding="utf-8") == pango_types.table(), "run python tools/pango_types.py"


@pytest.mark.parametrize("fault", ["another engine", "no table", "spoilt types"])
def test_where_the_declarations_are_no_use_the_engine_parses_its_own(
    fault: str, tmp_path: Path, quick: dict[str, object]
) -> None:
    said = json.loads(TYPES.read_text(encoding="utf-8"))
    table = tmp_path / "types.json"
    if fault == "another engine":
        table.write_text(json.dumps({**said, "of": "0" * 64}))
    elif fault == "spoilt types":
        table.write_text(json.dumps({**said, "types": {"_version": 1}}))
    done = made(table=str(table))
    assert (done["parser"], done["ready"]) == (True, False)
    assert done["digests"] == quick["digests"]


def test_memory_is_looked_through_once_it_has_grown() -> None:
    class Ring:
        """Garbage that only the collector finds."""

        def __init__(self) -> None:
            self.ring, self.ballast = self, b"x" * (8 << 20)

    sizes = []
    for _ in range(100):
        with collector.no_garbage_collection():
            Ring()
        sizes.append(collector._resident())
    assert max(sizes) < sizes[0] + 2 * collector.GROWTH
