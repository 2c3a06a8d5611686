"""One scale of strengths in a project, so that a reader has one to learn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from briefgen.core.checks.common import finding
from briefgen.core.model import Brief, Evidence, Library, Option, Project
from briefgen.core.schemes import names_in, scheme_of
from briefgen.core.staleness import belongs
from briefgen.diagnostics import Diagnostic


def mixed_scales(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """Evidence and options are rated in the scale of the briefs that may print them, or of the project."""
    rated: list[Evidence | Option] = [*library.of_kind(Evidence), *library.of_kind(Option)]
    for block in rated:
        wanted = dict.fromkeys(brief.scale for brief in briefs.values() if belongs(block, brief))
        for scale in wanted or (project.scale,):
            levels = names_in(scale, library.scales)
            if block.level and block.level not in levels:
                rated_by = scheme_of(block.level, library.scales)
                message = f'"{block.id}" is rated "{block.level}", by {rated_by}; the scale is {scale}'
                hint = f"say {', '.join(list(levels)[:5])}, or change strength-scale in the project or brief"
                yield finding("mixed-scales", message, block.span, hint)
