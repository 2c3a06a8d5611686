"""A small sound project, to which a test adds or changes files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from briefgen.caching import SHARED

PROJECT = """\
organisation: Test unit
contact: desk@example.org
lang: en-GB
"""

SOURCES = """\
citations:
  - id: report-one
    csl:
      type: report
      title: A report
      author: [{family: Doe, given: Jane}]
      issued: 2025
    kind: report of a public body
"""

LIBRARY = """\
theme: roads
theme-title: Roads
blocks:
  - kind: challenge
    id: holes
    title: Holes in roads
    stance: stated
    affected: Drivers
    evidence: [survey]
    text:
      headline: Of all roads, {bad-roads} need repair.
  - kind: evidence
    id: survey
    title: A survey of roads
    basis: statistic
    strength: medium
    reason: One survey, well described.
    as-of: 2024
    sources: [{cite: report-one, at: p. 3}]
    facts:
      - id: bad-roads
        label: Roads in need of repair
        value: 12.5
        unit: percent
        comparator: about
    text:
      headline: A survey found roads in need of repair.
  - kind: recommendation
    id: mend
    title: Mend the roads
    mode: recommended
    addressee: The council
    jurisdiction: The town
    owner: {unknown: The report names nobody.}
    instrument: [money]
    timeframe: {unknown: The report gives no date.}
    cost: {unknown: The report gives no amount.}
    indicator: {unknown: The report names none.}
    answers: [holes]
    text:
      headline: Mend the roads that need it most.
"""

BRIEF = """\
title: Roads
subtitle: What is wrong and what to do
date: "2026-01-31"
version: "1.0"
status: draft
jurisdiction: The town
themes: [roads]
audiences: [minister]
lengths: [one-page]
formats: [html]
"""

SOUND: Mapping[str, str] = {
    "content/project.yaml": PROJECT,
    "content/citations/sources.yaml": SOURCES,
    "content/library/roads.yaml": LIBRARY,
    "content/briefs/roads.yaml": BRIEF,
}
"""Files of a project in which no check finds anything."""

Project = Callable[..., Path]

MAKE_DOCUMENTS = re.compile(
    "test_(agreement|build|caching|careless|cli|customise|docs|docx.*|figures_built|fitting|heights|html|images|inert|levers"
    "|killed|lastrun|logo|office|pages|parity|pdf.*|reference_doc|roads|safety|templates|theme|thrift|typography|verapdf"
    "|workers)"
)
"""Modules of tests that are about documents; `core` and `source` are covered by the others."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if MAKE_DOCUMENTS.fullmatch(item.path.stem):
            item.add_marker(pytest.mark.documents)


@pytest.fixture(autouse=True, scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What one test has measured and drawn, no other has to measure and draw again."""
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    os.environ[SHARED] = str(folder / "shared-cache")
    yield
    del os.environ[SHARED]


@pytest.fixture
def own_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test of the cache: each project has one of its own."""
    monkeypatch.delenv(SHARED)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Writes a project and returns its root: the sound one, with `files` added or put in place of its own."""

    def write(files: Mapping[str, str] | None = None) -> Path:
        for name, text in {**SOUND, **(files or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write
