"""What a build tells of itself: how far it is, and what its stages cost."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from briefgen.pipeline import build
from briefgen.results import Request, Told
from briefgen.stopwatch import lap, timed
from briefgen.workers import Limits
from conftest import BRIEF, Project

SOURCE = Path(__file__).resolve().parent.parent / "src"
TWO = {"content/briefs/roads.yaml": BRIEF.replace("[one-page]", "[one-page, standard]")}


def briefgen(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "briefgen", *arguments, "--project", str(root)]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    return subprocess.run(line, capture_output=True, text=True, env=environment, timeout=120, check=False)


def test_stages_are_timed_where_somebody_asks_for_it_and_nowhere_else() -> None:
    begun: list[str] = []
    with lap("nobody asks"), timed(begun.append) as outer:
        with lap("one"), timed() as inner, lap("two"):
            sum(range(200_000))
        with pytest.raises(ValueError, match="gone"), lap("three"):
            raise ValueError("gone")

    assert [each.stage for each in outer.laps] == begun == ["one", "three"]
    assert [each.stage for each in inner.laps] == ["two"]
    assert outer.laps[0].wall >= inner.laps[0].wall > 0
    assert inner.laps[0].cpu > 0


def test_timings_name_every_stage_and_document_and_a_pipe_gets_a_line_for_each(project: Project) -> None:
    root = project(TWO)
    ended = briefgen(root, "build", "--timings", str(root / "first.json"))
    found = json.loads((root / "first.json").read_text(encoding="utf-8"))

    assert [line for line in ended.stderr.splitlines() if line[:1].isdigit()][:2] == [
        "1/2 roads for minister, one-page",
        "2/2 roads for minister, standard",
    ]
    assert [stage["stage"] for stage in found["stages"]] == ["check", "hash", "make", "verify"]
    assert [(each["brief"], each["audience"], each["length"]) for each in found["deliverables"]] == [
        ("roads", "minister", "one-page"),
        ("roads", "minister", "standard"),
    ]
    for each in found["deliverables"]:
        assert [stage["stage"] for stage in each["stages"]] == ["choose", "html", "compare"]
        assert each["wall"] == pytest.approx(sum(stage["wall"] for stage in each["stages"]), abs=0.001)
    assert [stage["stage"] for stage in found["shared"][0]["stages"]] == ["open"]
    assert found["wall"] > max(stage["wall"] for stage in found["stages"])
    assert found["cpu"] > 0

    briefgen(root, "build", "--timings", str(root / "second.json"))
    again = json.loads((root / "second.json").read_text(encoding="utf-8"))
    assert (again["stages"], again["deliverables"]) == ([], [])


def test_timings_that_cannot_be_written_are_refused_before_anything_is_made(project: Project) -> None:
    root = project()
    ended = briefgen(root, "build", "--timings", str(root / "nowhere" / "t.json"))

    assert (ended.returncode, (root / "build").exists()) == (2, False)
    assert "is no file that can be written" in ended.stderr


def test_whoever_listens_hears_each_stage_of_each_document(project: Project) -> None:
    heard: list[Told] = []
    build(Request(project(TWO), limits=Limits()), heard.append)

    assert [(told.what, told.stage, told.done) for told in heard if told.stage in ("", "choose")] == [
        ("roads for minister, one-page", "choose", 0),
        ("roads for minister, one-page", "", 1),
        ("roads for minister, standard", "choose", 1),
        ("roads for minister, standard", "", 2),
    ]
    assert {told.stage for told in heard} == {"choose", "html", "compare", ""}
    assert {told.total for told in heard} == {2}


def test_a_terminal_shows_stage_and_document(project: Project) -> None:
    ours, theirs = pty.openpty()
    line = [sys.executable, "-m", "briefgen", "build", "--force", "--project", str(project())]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=theirs, env=environment):
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk

    assert b"roads for minister, one-page: choose" in shown
    assert b"1/1 roads" not in shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # on Linux this is how the end of a terminal shows
        return b""
