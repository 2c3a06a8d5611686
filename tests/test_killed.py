"""Builds that are cut short: no torn file, no earlier file lost, a clear word, and the next build is right.

`BRIEFGEN_KILLS` says how often a build is killed; `make kills` does it hundreds of times.
"""

from __future__ import annotations

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

from briefgen.cli.options import ExitCode
from briefgen.output import read_manifest
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
    """All files but the manifest, which is of the program too."""
    found = (p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


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
        torn += [name for name in built.old if found.get(name) not in (built.old[name], built.new[name])]
        torn += [] if read_manifest(project / "build/roads") else ["manifest.json"]
    say(project, OLD, NEW)

    done = subprocess.run(build_command(project, "--fresh"), check=False, capture_output=True, env=ENV)

    assert torn == []
    assert done.returncode == 0, done.stderr.decode()
    assert files(project / "build") == built.new


# --- no room, no rights, no memory ----------------------------------------------------------------------


def limited(limit: str, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run it with a limit that the shell sets."""
    line = ["bash", "-c", f'ulimit {limit}; exec "$@"', "bash", *command]
    return subprocess.run(line, check=False, capture_output=True, text=True, env=ENV)


def test_a_file_that_finds_no_room_is_told_and_the_one_before_stays(built: Built, project: Path) -> None:
    done = limited("-f 16", build_command(project))

    assert done.returncode == ExitCode.SURROUNDINGS
    assert "cannot be written: " in done.stderr
    assert "hint: is the disk full, or the folder read-only?" in done.stderr
    assert "Traceback" not in done.stderr
    assert set(files(project / "build").values()) <= {*built.old.values(), *built.new.values()}
    assert files(project / "build").keys() == built.old.keys()


def without_privileges(command: list[str]) -> list[str]:
    """The command as somebody for whom rights count; root is reminded of them."""
    if os.geteuid() != 0:
        return command
    if shutil.which("setpriv") is None:
        pytest.skip("nothing reminds root of rights here")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]


@pytest.mark.parametrize(
    ("place", "right", "said"),
    [
        ("build/roads", 0o555, "cannot be written: Permission denied"),
        ("content/figures/map.png", 0o000, "content/figures/map.png cannot be read: Permission denied"),
        ("content/library/roads.yaml", 0o000, "the file cannot be read: Permission denied"),
    ],
)
def test_rights_that_are_missing_are_told(place: str, right: int, said: str, built: Built, project: Path) -> None:
    (project / "content/figures").mkdir()
    (project / "content/figures/map.png").write_bytes(b"")
    before = (project / place).stat().st_mode
    (project / place).chmod(right)

    command = without_privileges(build_command(project))
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=ENV)
    (project / place).chmod(before)

    assert done.returncode in (ExitCode.CONTENT, ExitCode.SURROUNDINGS), done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert files(project / "build") == built.old


@pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")
@pytest.mark.parametrize("kilobytes", [120_000, 250_000])
def test_a_build_with_little_memory_says_so_or_is_right(kilobytes: int, built: Built, project: Path) -> None:
    done = limited(f"-v {kilobytes}", build_command(project))

    assert done.returncode in (ExitCode.OK, ExitCode.CONTENT, ExitCode.SURROUNDINGS), done.stderr
    assert "Traceback" not in done.stderr
    assert files(project / "build") == (built.old if done.returncode else built.new)


# --- two at once, and an end that is wished for -----------------------------------------------------------


def test_two_builds_at_once_do_not_harm_each_other(built: Built, project: Path) -> None:
    both = [
        subprocess.Popen(build_command(project, "--fresh"), env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]

    said = [process.communicate()[1].decode() for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert files(project / "build") == built.new
    assert read_manifest(project / "build/roads")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_ends_a_build_with_its_processes_and_130(jobs: str, project: Path) -> None:
    process = subprocess.Popen(
        build_command(project, "--jobs", jobs), env=ENV, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    while process.poll() is None and not children(process.pid):
        time.sleep(0.02)
    below = children(process.pid)

    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)

    assert process.returncode == ExitCode.INTERRUPTED
    assert err == ""
    assert below
    assert [pid for pid in below if Path(f"/proc/{pid}").exists()] == []


def children(pid: int) -> list[str]:
    """The processes that a process has started."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return path.read_text(encoding="utf-8").split() if path.exists() else []
