"""The tool that makes slips in a library by the thousand: a few of each kind, and one that it must not miss."""

from __future__ import annotations

import importlib.util
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
    assert all(
        kind in said for kind in ("value", "comparator dropped", "fact retyped", "bibliography", "date of a fact")
    )


def test_a_slip_that_no_rule_may_tell_is_lost(
    tool: ModuleType, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    deaf = "severities: {unbound-number: off, unused-fact: off, number-in-words: off}\n"

    assert tool.run(project({"content/project.yaml": PROJECT + deaf}), 60, 1, None) == 1
    assert "content/library/roads.yaml:11: digit in prose" in capsys.readouterr().out


def test_a_slip_in_a_source_changes_what_is_listed(tool: ModuleType, project: Project) -> None:
    root = project()
    before = tool.look(root, None)
    (root / "content/citations/sources.yaml").write_text(SOURCES.replace("2025", "2024"), encoding="utf-8")
    slip = tool.Slip("bibliography", "content/citations/sources.yaml", 0, 1, "")

    assert tool.verdict(slip, before, tool.look(root, None)) == "carried"
