"""Builds that are cut short: no torn file, no earlier file lost, a clear word, and the next build is right.

`BRIEFGEN_KILLS` says how often a build is killed; `make kills` does it hundreds of times.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import SOUND

KILLS = int(os.environ.get("BRIEFGEN_KILLS", "6"))
ENV = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
OLD, NEW = "Mend the roads that need it most.", "Mend every road before the winter."

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and limits are those of POSIX")


def build_command(root: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "briefgen", "build", "-p", str(root), "-f", "pdf", "-f", "docx", "-f", "html", *more]


def say(root: Path, old: str, new: str) -> None:
    path = root / "content/library/roads.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@dataclass(frozen=True)
class Built:
    """A project with what it makes of the old and of the new words."""

    root: Path
    old: dict[str, bytes]
    new: dict[str, bytes]
    seconds: float
    """What a build takes here."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("killed") / "roads"
    for name, text in SOUND.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    subprocess.run(build_command(root), check=True, capture_output=True, env=ENV)
    old = files(root / "build")
    say(root, OLD, NEW)
    began = time.monotonic()
    subprocess.run(build_command(root, "--fresh"), check=True, capture_output=True, env=ENV)
    seconds = time.monotonic() - began
    new = files(root / "build")
    say(root, NEW, OLD)
    subprocess.run(build_command(root, "--fresh"), check=True, capture_output=True, env=ENV)
    assert files(root / "build") == old
    assert all(old[name] != new[name] for name in old)
    return Built(root, old, new, seconds)


@pytest.fixture
def project(built: Built, tmp_path: Path) -> Path:
    """A copy of it in which the old words are built and the new ones are not."""
    shutil.copytree(built.root, tmp_path / "roads")
    say(tmp_path / "roads", OLD, NEW)
    return tmp_path / "roads"


def is_whole(name: str, data: bytes, built: Built) -> bool:
    """Whether a file is the old or the new one; the manifest may be of both."""
    return bool(json.loads(data)) if name.endswith(".json") else data in (built.old[name], built.new[name])


def test_a_build_that_is_killed_tears_and_loses_nothing(built: Built, project: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - the same instants in each run
    torn: list[str] = []
    for number in range(KILLS):
        say(project, *((OLD, NEW) if number % 2 else (NEW, OLD)))
        process = subprocess.Popen(
            build_command(project), env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(built.seconds * (chance.random() if number % 3 else 0.85 + 0.2 * chance.random()))
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = files(project / "build")
        torn += [name for name in built.old if not is_whole(name, found.get(name, b""), built)]
    say(project, OLD, NEW)

    done = subprocess.run(build_command(project, "--fresh"), check=False, capture_output=True, env=ENV)

    assert torn == []
    assert done.returncode == 0, done.stderr.decode()
    assert files(project / "build") == built.new
