"""What a build need not do twice: templates are compiled once, and the solver is not asked what it has answered."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import ItemsView, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from briefgen.desk import Desk, open_desk
from briefgen.diagnostics import Report
from briefgen.fitting import Fits
from briefgen.project import load_workspace

WATER = Path(__file__).resolve().parent / "libraries" / "water"

CHOOSE = """
import json, sys
from pathlib import Path
from briefgen.diagnostics import Report
from briefgen.pipeline import explain
proof = explain(Path(sys.argv[1]), None, "minister", "standard", Report())
choice = {key[1]: str(depth) for key, depth in proof.fitted.choice.items()}
counts = {"drafts": proof.drafts, "layouts": proof.layouts}
print(json.dumps({"solver": "highspy" in sys.modules, **counts, "choice": choice}))
"""


class Read(Mapping[str, str]):
    """Template files that count how often each is asked for."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files, self.reads = files, Counter[str]()

    def __getitem__(self, name: str) -> str:
        self.reads[name] += 1
        return self._files[name]

    def items(self) -> ItemsView[str, str]:
        return self._files.items()

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WATER, tmp_path / "project"))


def desk_of(root: Path) -> Desk:
    workspace = load_workspace(root, Report())
    return open_desk(workspace, workspace.brief(None), "minister", Report(), root / "cache")


def test_a_template_is_compiled_once_for_all_drafts_and_lengths(root: Path) -> None:
    desk = desk_of(root)
    files = [Read(folder.files) for folder in desk.folders]
    folders = tuple(replace(folder, files=each) for folder, each in zip(desk.folders, files, strict=True))
    fits = Fits(replace(desk, folders=folders))

    lengths = [desk.audience.lengths[name] for name in desk.brief.lengths]
    documents = [fits.of(length, Report()).document for length in lengths]

    templates = {name: n for each in files for name, n in each.reads.items() if name.endswith(".j2")}
    assert len({document.meta.length for document in documents}) > 1
    assert templates
    assert set(templates.values()) == {1}


def test_each_document_knows_its_places_though_templates_are_shared(root: Path) -> None:
    desk = desk_of(root)
    fits = Fits(desk)
    fits.of(desk.audience.lengths["one-page"], Report())
    second = fits.of(desk.audience.lengths["standard"], Report()).document
    alone = Fits(desk_of(root)).of(desk.audience.lengths["standard"], Report()).document

    places = [element.origin for element in second.root.walk()]
    assert places == [element.origin for element in alone.root.walk()]
    assert any(place and place.file.endswith(".html.j2") for place in places)
    assert any(place and place.file.startswith("content/") for place in places)


@pytest.mark.usefixtures("own_cache")
def test_what_the_solver_has_answered_it_is_not_asked_again(root: Path) -> None:
    def choose() -> dict[str, object]:
        env = {**os.environ, "PYTHONPATH": str(WATER.parents[2] / "src")}
        done = subprocess.run(
            [sys.executable, "-c", CHOOSE, str(root)], env=env, check=True, capture_output=True, text=True
        )
        return dict(json.loads(done.stdout))

    first, second = choose(), choose()

    assert first["solver"]
    assert first["layouts"] != 0 != first["drafts"]
    assert second == {**first, "solver": False, "drafts": 0, "layouts": 0}


def test_what_makes_word_files_and_charts_is_loaded_when_they_are_made() -> None:
    """Nor is the PDF engine, or the solver, before anything is measured or chosen."""
    late = ("briefgen.render.docx.build", "briefgen.render.charts", "weasyprint", "highspy", "numpy", "docx")
    code = f"import sys, briefgen.pipeline; print([name for name in {late} if name in sys.modules])"
    env = {**os.environ, "PYTHONPATH": str(WATER.parents[2] / "src")}

    done = subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "[]"
