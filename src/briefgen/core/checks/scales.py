"""One scale of strengths in a project, so that a reader has one to learn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from briefgen.core.checks.common import finding
from briefgen.core.model import Brief, Evidence, Library, Option, Project
from briefgen.core.schemes import SCHEMES, scheme_of
from briefgen.diagnostics import Diagnostic


def mixed_scales(library: Library, _briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """Evidence and options are rated in the scale that the project names."""
    rated: list[Evidence | Option] = [*library.of_kind(Evidence), *library.of_kind(Option)]
    for block in rated:
        if block.level and block.level not in SCHEMES[project.scale]:
            scale = scheme_of(block.level)
            message = f'"{block.id}" is rated "{block.level}", by {scale}; the scale is {project.scale}'
            levels = ", ".join(list(SCHEMES[project.scale])[:5])
            hint = f"say {levels}, or change strength-scale in project.yaml"
            yield finding("mixed-scales", message, block.span, hint)
