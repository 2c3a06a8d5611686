"""Lines of plain text that know where they were written: labels, definitions, names."""

from __future__ import annotations

from briefgen.core.model import Prose
from briefgen.diagnostics import Span


class Label(str):
    """A line of text like any other, with the place of each of its characters in the file."""

    __slots__ = ("prose",)

    prose: Prose

    def __new__(cls, prose: Prose) -> Label:
        """`prose` without blanks around it."""
        made = super().__new__(cls, prose.text.strip())
        made.prose = prose
        return made

    def __reduce__(self) -> tuple[type[Label], tuple[Prose]]:
        return Label, (self.prose,)

    def at(self, offset: int) -> Span:
        """The place in the file of the character at `offset`."""
        text = self.prose.text
        return self.prose.at(offset + len(text) - len(text.lstrip()))


def place_in(text: str, offset: int, otherwise: Span) -> Span:
    """Where this character was written; `otherwise` for a text that does not know."""
    return text.at(offset) if isinstance(text, Label) else otherwise
