"""The tool that makes slips in a library by the thousand: a few of each kind, and one that it must not miss."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from conftest import LIBRARY, PROJECT, SOURCES, Project

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutate", ROOT / "tools" / "mutate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutate"] = module
    spec.loader.exec_module(module)
    return module


def test_no_slip_of_any_kind_is_lost_in_a_small_library(
    tool: ModuleType, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project({"content/library/roads.yaml": LIBRARY.replace("as-of: 2024", "as-of: 2025")})

    assert tool.run(root, 60, 1, None) == 0
    said = capsys.readouterr().out
    kinds = ("value", "comparator dropped", "fact retyped", "bibliography", "date of a fact", "sign", "unit swapped")
    assert all(kind in said for kind in (*kinds, "decimal shifted", "date aged"))
    assert "told beside" not in said


def test_a_slip_that_no_rule_may_tell_is_lost(
    tool: ModuleType, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    deaf = "severities: {unbound-number: off, unused-fact: off, number-in-words: off}\n"

    assert tool.run(project({"content/project.yaml": PROJECT + deaf}), 300, 1, None) == 1
    assert "content/library/roads.yaml:11: digit in prose, lost" in capsys.readouterr().out


def test_a_slip_in_a_source_changes_what_is_listed(tool: ModuleType, project: Project) -> None:
    root = project()
    before = tool.look(root, None)
    (root / "content/citations/sources.yaml").write_text(SOURCES.replace("2025", "2024"), encoding="utf-8")
    slip = tool.Slip("bibliography", "content/citations/sources.yaml", 0, 1, "")

    assert tool.verdict(slip, before, tool.look(root, None)) == "carried"


def test_a_slip_is_told_only_where_the_finding_names_its_block(tool: ModuleType, project: Project) -> None:
    root = project()
    before = tool.look(root, None)
    path = root / "content/library/roads.yaml"
    path.write_text(LIBRARY.replace("Of all roads,", "Of 7 roads,"), encoding="utf-8")
    after = tool.look(root, None)

    here = tool.Slip("digit in prose", "content/library/roads.yaml", LIBRARY.index("all roads"), 0, "")
    elsewhere = tool.Slip("digit in prose", "content/library/roads.yaml", LIBRARY.index("Mend the roads"), 0, "")
    assert tool.verdict(here, before, after, LIBRARY) == "told"
    assert tool.verdict(elsewhere, before, after, LIBRARY) == "told beside"


def test_a_line_of_a_source_that_changes_is_told(
    tool: ModuleType, project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quoted = LIBRARY.replace("at: p. 3}", "at: line 1, quote: {exact: 12.5 per cent of all roads}}")
    root = project({"content/library/roads.yaml": quoted})
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies/report-one.txt").write_text("About 12.5 per cent of all roads need repair.\n", "utf-8")

    assert tool.run(root, 60, 1, tmp_path / "copies") == 0
    assert re.search(r"line of a source +\d+ told\n", capsys.readouterr().out)
