"""Footnotes or endnotes: their part, and the two separators that Word expects in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from briefgen.render.docx.blocks import Para
from briefgen.render.docx.ooxml import NAMESPACES, XML_HEAD

FOOT, END = "footnote", "endnote"
"""The two kinds of notes, as Word calls them."""

SEPARATORS = ("separator", "continuationSeparator")


def notes_xml(kind: str, notes: str = "", *, to_left: bool = False) -> str:
    """The part with the separators and `notes`; the separators begin where lines do."""
    start = "<w:pPr><w:bidi/></w:pPr>" if to_left else ""
    separators = "".join(
        f'<w:{kind} w:type="{what}" w:id="{id_}"><w:p>{start}<w:r><w:{what}/></w:r></w:p></w:{kind}>'
        for id_, what in enumerate(SEPARATORS, -1)
    )
    return f"{XML_HEAD}<w:{kind}s {NAMESPACES}>{separators}{notes}</w:{kind}s>"


def note_settings(kind: str) -> str:
    """What the settings say of the notes of one kind: endnotes count 1, 2, 3 too, which Word does not do unasked."""
    count = '<w:numFmt w:val="decimal"/>' if kind == END else ""
    separators = "".join(f'<w:{kind} w:id="{id_}"/>' for id_, _ in enumerate(SEPARATORS, -1))
    return f"<w:{kind}Pr>{count}{separators}</w:{kind}Pr>"


@dataclass(slots=True)
class Notes:
    """The notes of a document in the order of their marks; Word numbers them 1, 2, 3."""

    kind: str
    """`footnote` or `endnote`."""
    text_style: str
    """Id of the style of notes."""
    mark_style: str
    """Id of the style of note marks."""
    to_left: bool = False
    """The document is written from right to left."""
    _notes: list[str] = field(default_factory=list)

    @property
    def text_name(self) -> str:
        """Name of the style of notes."""
        return f"{self.kind} text"

    def reserve(self) -> int:
        """The number of the next note; its text may be given later, so that notes keep the order of their marks."""
        self._notes.append("")
        return len(self._notes)

    def fill(self, number: int, runs: str, *, to_left: bool) -> None:
        """Give note `number` its text, as run-level XML; `to_left` if it runs from right to left."""
        mark = f'<w:r><w:rPr><w:rStyle w:val="{self.mark_style}"/></w:rPr><w:{self.kind}Ref/></w:r>'
        gap = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
        body = Para(self.text_style, mark + gap + runs, to_left=to_left).xml
        self._notes[number - 1] = f'<w:{self.kind} w:id="{number}">{body}</w:{self.kind}>'

    @property
    def xml(self) -> str:
        return notes_xml(self.kind, "".join(self._notes), to_left=self.to_left)
