"""Copies of one text count once, and contested claims name who makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from briefgen.core.checks.attribution import unattributed_claim
from briefgen.core.checks.origins import one_origin, origins_of
from briefgen.core.model import (
    BlockId,
    Citation,
    CitationKey,
    Day,
    Evidence,
    Library,
    Pinpoint,
    Project,
    Relation,
    RelationKind,
    Strength,
)
from briefgen.diagnostics import Report
from briefgen.glance import trace_entry
from briefgen.project import load_workspace
from builders import HERE, a_library, an_evidence

PROJECT = Project("", "", "en-GB", {}, ())
ORIGINS = {"article": "agency", "reprint": "agency", "study": "study"}


def a_source(key: str) -> Citation:
    return Citation(
        key=CitationKey(key),
        csl={},
        kind="report",
        reliability="",
        tier="",
        date=Day(2025),
        origin=ORIGINS[key],
        reprint=None,
        access="unknown",
        consulted="read",
        rights="",
        notes=None,
        span=HERE,
    )


def evidence(id_: str, *sources: str, supports: str = "", **given: object) -> Evidence:
    return an_evidence(
        id_,
        sources=tuple(Pinpoint(CitationKey(key), "", HERE) for key in sources),
        relations=(Relation(RelationKind.SUPPORTS, BlockId(supports), None, HERE),) if supports else (),
        **{"basis": "news report", "strength": Strength.STRONG, **given},
    )


def with_sources(*blocks: Evidence) -> Library:
    return replace(a_library(*blocks), citations={s.key: s for s in map(a_source, ORIGINS)})


def messages(check: object, library: Library) -> list[str]:
    assert callable(check)
    briefs: Mapping[str, object] = {}
    return [found.message for found in check(library, briefs, PROJECT)]


def test_a_reprint_confirms_nothing() -> None:
    assert messages(one_origin, with_sources(evidence("noise", "article", "reprint"))) == [
        '"noise" is called strong evidence, but its 2 sources are of one origin, agency'
    ]


@pytest.mark.parametrize(
    "block",
    [
        evidence("noise", "article", "study"),
        evidence("noise", "article", strength=Strength.MEDIUM),
        evidence("noise", "study", basis="statistic"),
        evidence("noise", "study", basis="official document", strength=Strength.VERY_STRONG),
    ],
)
def test_two_origins_weaker_evidence_and_first_hand_sources_are_no_finding(block: Evidence) -> None:
    assert messages(one_origin, with_sources(block)) == []


@pytest.mark.parametrize("backwards", [False, True])
def test_what_supports_it_from_elsewhere_counts(*, backwards: bool) -> None:
    blocks = (
        evidence("noise", "article", supports="test" if backwards else ""),
        evidence("test", "study", supports="" if backwards else "noise", basis="statistic"),
    )
    library = with_sources(*blocks)

    assert messages(one_origin, library) == []
    assert origins_of(library, blocks[0]) == {"agency", "study"}


def test_the_trace_of_evidence_names_its_origins(project: Callable[..., Path]) -> None:
    workspace = load_workspace(project(), Report())

    assert trace_entry(workspace, "survey")["origins"] == ["report-one"]


@pytest.mark.parametrize("basis", ["company claim", "expert opinion", "forecast"])
def test_claims_opinions_and_forecasts_are_somebodys(basis: str) -> None:
    named = evidence("noise", "study", basis=basis, attribution="The maker")
    nobodys = evidence("noise", "study", basis=basis)

    assert messages(unattributed_claim, with_sources(named)) == []
    assert basis in messages(unattributed_claim, with_sources(nobodys))[0]
