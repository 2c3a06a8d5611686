"""What is kept between runs belongs to one version of the program."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import briefgen
from briefgen.caching import CACHE, SHARED, cache_folder, prune_cache
from briefgen.pipeline import Request, build
from conftest import Project

pytestmark = pytest.mark.usefixtures("own_cache")

PACKAGE = Path(briefgen.__file__).parent
ASK = "import pathlib; from briefgen.caching import cache_folder; print(cache_folder(pathlib.Path('.')))"


def asked_of(source: Path) -> str:
    """The folder that the program under `source` keeps its results in."""
    command = [sys.executable, "-c", ASK]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=source).stdout.strip()


def test_another_version_of_the_program_keeps_its_results_elsewhere(tmp_path: Path) -> None:
    copy = tmp_path / "briefgen"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "builtin"))
    same = asked_of(tmp_path)

    with copy.joinpath("render/charts.py").open("a", encoding="utf-8") as file:
        file.write("# drawn otherwise\n")

    assert same == asked_of(PACKAGE.parent)
    assert asked_of(tmp_path) != same


def test_a_build_keeps_results_and_takes_away_those_of_other_versions(project: Project) -> None:
    root = project()
    old = root / CACHE / "0123456789abcdef"
    old.mkdir(parents=True)
    old.joinpath("heights").mkdir()
    old.joinpath("chart.json").write_text("{}", encoding="utf-8")
    old.joinpath("heights", "page.json").write_text("{}", encoding="utf-8")
    root.joinpath(CACHE, "loose.json").write_text("{}", encoding="utf-8")

    build(Request(root, formats=("html",)))

    assert list((root / CACHE).iterdir()) == [cache_folder(root)]
    assert list(cache_folder(root).glob("*.json"))
    assert list(cache_folder(root).glob("heights/*.json"))


def test_a_cache_that_is_no_folder_is_left_alone(tmp_path: Path) -> None:
    tmp_path.joinpath(".briefgen").write_text("mine", encoding="utf-8")

    prune_cache(tmp_path)

    assert tmp_path.joinpath(".briefgen").read_text(encoding="utf-8") == "mine"


def test_projects_may_share_a_folder(project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(SHARED, str(tmp_path / "shared"))
    root = project()

    build(Request(root, formats=("html",)))

    assert list(cache_folder(root).glob("heights/*.json"))
    assert cache_folder(root).parent == tmp_path / "shared"
    assert not root.joinpath(CACHE).exists()


@pytest.mark.parametrize("junk", [b"", b"{", b"[]", b'{"pages": -1, "fill": 2}', b'{"pages": "1"}', b"\xff\x00"])
def test_whatever_stands_in_the_cache_the_same_files_are_made(junk: bytes, project: Project) -> None:
    root = project()
    [good] = build(Request(root, formats=("html",))).written
    wanted = good.read_bytes()
    kept = [path for path in cache_folder(root).rglob("*") if path.is_file()]
    for path in kept:
        path.write_bytes(junk)

    build(Request(root, formats=("html",), force=True))

    assert {path.parent.name for path in kept} >= {"heights", "measures"}
    assert good.read_bytes() == wanted
