"""What somebody claims is said to be their claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from briefgen.core.checks.common import finding
from briefgen.core.model import Brief, Evidence, Library, Project
from briefgen.diagnostics import Diagnostic

CLAIMS: Final = frozenset({"company claim", "expert opinion", "forecast"})


def unattributed_claim(library: Library, _briefs: Mapping[str, Brief], _project: Project) -> Iterator[Diagnostic]:
    """Claims of firms, opinions and forecasts name who says so."""
    for block in library.of_kind(Evidence):
        if block.basis in CLAIMS and not block.attribution:
            article = "an" if block.basis[0] == "e" else "a"
            message = f'"{block.id}" is {article} {block.basis}, and nobody is named who says so'
            yield finding("unattributed-claim", message, block.span, "say under attribution whose claim it is")
