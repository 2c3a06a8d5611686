"""Hooks and examples for servers: what they call exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main
import yaml

from briefgen.cli.app import app

ROOT = Path(__file__).resolve().parent.parent
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs/continuous.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_calls_a_command_that_exists_for_files_of_a_project(hook: dict[str, str]) -> None:
    program, command, *options = hook["entry"].split()
    known = typer.main.get_command(app).commands[command]  # type: ignore[attr-defined]

    assert program == "briefgen"
    assert set(options) <= {name for option in known.params for name in option.opts}
    assert re.match(hook["files"], "content/library/roads.yaml")
    assert not re.match(hook["files"], "README.md")


def test_the_page_names_the_hooks_that_there_are() -> None:
    assert set(re.findall(r"- id: (briefgen-\w+)", PAGE)) == {hook["id"] for hook in HOOKS}


def test_the_examples_are_yaml() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)

    assert len(examples) == 2
    assert all(yaml.safe_load(example) for example in examples)
