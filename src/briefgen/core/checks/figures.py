"""Rules for figures: the data can be drawn, and the alternative text says what is to be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from briefgen.core.chart_rules import chart_faults
from briefgen.core.checks.common import finding
from briefgen.core.model import Brief, Figure, Library, Project
from briefgen.core.prose import plain
from briefgen.diagnostics import Diagnostic

ALT_LENGTH: Final = range(20, 251)
_BARE_KIND: Final = re.compile(
    r"(?:an?\s|the\s)?(?:\w+\s){0,2}(?:chart|graph|figure|image|picture|photo|photograph|diagram|timeline|matrix|map)"
    r"(?:\s(?:of|showing|about|with)(?:\s\S+){1,4})?\s*\.?",
    re.IGNORECASE,
)

_WHOLE: Final = frozenset({"area", "waterfall"})
"""Kinds of chart whose values depend on each other: while a fact is unknown, nothing can be said of the others."""


def alt_text(library: Library, _briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """An alternative text has 20 to 250 characters and says more than what kind of picture it is."""
    for figure in library.of_kind(Figure):
        alt = plain(figure.alt, library.facts, project.lang)
        if len(alt) not in ALT_LENGTH:
            message = f"the alternative text has {len(alt)} characters; 20 to 250 are asked for"
            yield finding("alt-text", message, figure.alt.span)
        elif _BARE_KIND.fullmatch(alt):
            message = "the alternative text says only what kind of picture it is"
            yield finding("alt-text", message, figure.alt.span, "say what the picture shows")


def bad_figure(library: Library, _briefs: Mapping[str, Brief], _project: Project) -> Iterator[Diagnostic]:
    """The facts of a chart can be drawn in the way that it asks for, on one scale."""
    for figure in library.of_kind(Figure):
        if figure.chart is not None:
            known = tuple(datum for datum in figure.chart.data if library.facts.keys() >= set(datum.facts))
            if figure.chart.type in _WHOLE and known != figure.chart.data:
                continue
            for message, span, hint in chart_faults(replace(figure.chart, data=known), library.facts):
                yield finding("bad-figure", message, span, hint)
