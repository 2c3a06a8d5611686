"""Footnotes: their part, and the two separators that Word expects in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from briefgen.render.docx.blocks import Para
from briefgen.render.docx.ooxml import NAMESPACES, XML_HEAD

_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)


def footnotes_xml(notes: str, *, to_left: bool = False) -> str:
    """footnotes.xml with the separators and `notes`; the separators begin where lines do."""
    separators = _SEPARATORS.replace("<w:p>", "<w:p><w:pPr><w:bidi/></w:pPr>") if to_left else _SEPARATORS
    return f"{XML_HEAD}<w:footnotes {NAMESPACES}>{separators}{notes}</w:footnotes>"


@dataclass(slots=True)
class Notes:
    """The notes of a document in the order of their marks; Word numbers them 1, 2, 3."""

    text_name: str
    """Name of the style of notes."""
    text_style: str
    """Its id."""
    mark_style: str
    """Id of the style of note marks."""
    to_left: bool = False
    """The document is written from right to left."""
    _notes: list[str] = field(default_factory=list)

    def reserve(self) -> int:
        """The number of the next note; its text may be given later, so that notes keep the order of their marks."""
        self._notes.append("")
        return len(self._notes)

    def fill(self, number: int, runs: str, *, to_left: bool) -> None:
        """Give note `number` its text, as run-level XML; `to_left` if it runs from right to left."""
        mark = f'<w:r><w:rPr><w:rStyle w:val="{self.mark_style}"/></w:rPr><w:footnoteRef/></w:r>'
        gap = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
        body = Para(self.text_style, mark + gap + runs, to_left=to_left).xml
        self._notes[number - 1] = f'<w:footnote w:id="{number}">{body}</w:footnote>'

    @property
    def xml(self) -> str:
        return footnotes_xml("".join(self._notes), to_left=self.to_left)
