"""A check and an explanation are held within bounds of time and memory, as making documents is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefgen.cli import run
from briefgen.cli.bounded import within
from briefgen.diagnostics import BriefgenError, BuildFailed, Report, Span, UsageError
from conftest import Project

MANY = "theme: many\ntheme-title: Many\nblocks: [" + "{a: b}, " * 60_000 + "]\n"
"""A file just within the limits of one file; so many of them take seconds."""


def _double(number: int) -> Iterator[int]:
    yield number * 2


def _endless(_: int) -> Iterator[int]:
    while True:
        pass
    yield 0


def _hungry(_: int) -> Iterator[int]:
    yield len(bytearray(1 << 30))


def _failing(fault: Exception) -> Iterator[int]:
    raise fault
    yield 0


def test_what_is_done_within_the_bounds_comes_back() -> None:
    assert within(60, 512, "the sum", _double, 21) == 42


@pytest.mark.parametrize(("work", "why"), [(_endless, "it was not done after"), (_hungry, "more than 512 megabytes")])
def test_what_has_no_end_or_wants_too_much_is_a_finding(work: object, why: str) -> None:
    with pytest.raises(BuildFailed) as failed:
        within(1, 512, "the sum", work, 1)  # type: ignore[arg-type]

    [found] = failed.value.report.diagnostics
    assert (found.rule, found.message[:8]) == ("over-limits", "the sum:")
    assert why in found.message


def test_faults_come_back_as_they_were_raised() -> None:
    report = Report()
    report.add("stale-fact", "old", Span("a.yaml", 1, 2))
    with pytest.raises(BuildFailed) as failed:
        within(60, 512, "the sum", _failing, BuildFailed(report))
    assert failed.value.report.diagnostics == report.diagnostics
    with pytest.raises(UsageError) as asked:
        within(60, 512, "the sum", _failing, UsageError("there is no such thing", hint="look again"))
    assert (asked.value.message, asked.value.hint) == ("there is no such thing", "look again")
    with pytest.raises(BriefgenError):
        within(60, 512, "the sum", _failing, BriefgenError("no disk"))


@pytest.mark.parametrize("command", ["check", "explain"])
def test_a_library_without_end_is_refused(command: str, project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    root: Path = project({f"content/library/many-{number}.yaml": MANY for number in range(8)})

    assert run([command, "--time-limit", "1", "--project", str(root)]) == 1
    printed = capsys.readouterr()
    assert "it was not done after" in printed.out + printed.err
    assert "[over-limits]" in printed.out + printed.err
