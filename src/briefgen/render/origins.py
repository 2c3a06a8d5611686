"""Where each element of a composed document comes from.

Every start tag of a template gets a `data-src` attribute with its file and line before Jinja sees
it, and every element made from content gets one too; the reader takes them off again. That is how
a fault in the finished text can be laid at the template's or the author's line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from briefgen.diagnostics import Span

ATTRIBUTE = "data-src"
_PIECE = re.compile(r"(\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->)|<([a-zA-Z][\w-]*)", re.S)
_MARK = re.compile(r'data-src="(\d+):(\d+):(\d+)"')


@dataclass(slots=True)
class Origins:
    """Numbers files, so that marks stay short."""

    files: list[str] = field(default_factory=list)

    def mark(self, span: Span) -> str:
        """The attribute's value for a place."""
        if span.file not in self.files:
            self.files.append(span.file)
        return f"{self.files.index(span.file)}:{span.line}:{span.column}"

    def span(self, mark: str) -> Span | None:
        """The place that `mark` stands for; None when it is not one of ours."""
        parts = mark.split(":")
        if len(parts) != 3 or not all(p.isdecimal() for p in parts) or int(parts[0]) >= len(self.files):
            return None
        return Span(self.files[int(parts[0])], int(parts[1]), int(parts[2]))

    def mark_template(self, source: str, path: str) -> str:
        """`source` with a mark on each start tag; lines stay where they are."""
        line, column_start, last = 1, 0, 0
        out: list[str] = []
        for piece in _PIECE.finditer(source):
            between = source[last : piece.end()]
            line += source.count("\n", last, piece.start())
            column_start = source.rfind("\n", 0, piece.start()) + 1
            out.append(between)
            if piece.group(2):
                span = Span(path, line, piece.start() - column_start + 1)
                out.append(f' {ATTRIBUTE}="{self.mark(span)}"')
            line += source.count("\n", piece.start(), piece.end())
            last = piece.end()
        out.append(source[last:])
        return "".join(out)

    def nearest(self, text: str, offset: int) -> Span | None:
        """The mark that stands last before `offset` in composed text."""
        marks = list(_MARK.finditer(text, 0, max(offset, 0)))
        return self.span(":".join(marks[-1].groups())) if marks else None
