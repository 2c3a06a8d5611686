"""What a Word file says, as it was packed: body and notes, the numbers that Word counts among them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from briefgen.render.docx.ooxml import WP, W
from briefgen.render.parity.reading import ALT, GAP, MAYBE, NOTE, OPTIONAL
from briefgen.render.parity.word_numbers import Counting, counting_of

_W = f"{{{W}}}"
_PAGES = frozenset({"PAGE", "PAGEREF", "NUMPAGES", "SECTIONPAGES", "STYLEREF"})
"""Fields whose results are the layout's."""
_NOTES = ("footnote", "endnote")
_PARTS = ("document", "numbering", "styles")
_PLAIN: Mapping[str, str] = {f"{_W}tab": GAP, f"{_W}br": GAP, f"{_W}cr": GAP, f"{_W}noBreakHyphen": "\u2011"}


_READ = (
    *(f"{_W}{name}" for name in ("p", "t", "footnoteReference", "endnoteReference", "fldChar", "instrText")),
    f"{{{WP}}}docPr",
    *_PLAIN,
)


def text_of_word(data: bytes, marks: str) -> list[str]:
    """The text in pieces, notes last. Letters of `marks` may have been put there by the writer of the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = [f"{kind}s" for kind in _NOTES if f"word/{kind}s.xml" in archive.namelist()]
        parts = {name: _root(archive.read(f"word/{name}.xml")) for name in (*_PARTS, *held)}
    reader = _Reader(counting_of(parts["numbering"], parts["styles"]), str.maketrans({c: OPTIONAL + c for c in marks}))
    reader.read(parts["document"])
    notes = {str(note.tag) + note.get(f"{_W}id", ""): note for name in held for note in parts[name]}
    for number, id_ in enumerate(reader.notes, 1):
        reader.pieces += (GAP, NOTE, str(number), GAP)
        if id_ in notes:
            reader.read(notes[id_])
    return reader.pieces


def _root(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


@dataclass(slots=True)
class _Reader:
    counting: Counting
    marks: Mapping[int, str]
    pieces: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Tags and ids of the notes in the order of their marks."""
    _fields: list[str] = field(default_factory=list)
    """Instructions of the fields that are open."""
    _hidden: list[int] = field(default_factory=list)
    """How many fields were open where each began whose result is not read."""

    def read(self, root: etree._Element) -> None:
        """Everything in a part or a note, in order."""
        for node in root.iter(*_READ):
            tag = str(node.tag)
            if tag == f"{_W}t":
                self._say((node.text or "").translate(self.marks))
            elif tag == f"{_W}p":
                number = self.counting.number_of(node)
                self.pieces += (GAP, number, GAP) if number else (GAP,)
            elif tag in _PLAIN:
                self._say(_PLAIN[tag])
            elif tag == f"{{{WP}}}docPr":
                self.pieces += (GAP, ALT, node.get("descr", ""), GAP)
            elif tag.endswith("noteReference"):
                self.notes.append(tag.removesuffix("Reference") + node.get(f"{_W}id", ""))
                self.pieces += (NOTE, str(len(self.notes)), MAYBE)
            else:
                self._field(node)

    def _say(self, text: str) -> None:
        if not self._hidden:
            self.pieces.append(text)

    def _field(self, node: etree._Element) -> None:
        match node.get(f"{_W}fldCharType"):
            case None:
                self._fields[-1] += node.text or ""
            case "begin":
                self._fields.append("")
            case "separate" if self._fields[-1].split()[:1][0] in _PAGES:
                self._hidden.append(len(self._fields))
            case "end":
                if self._hidden[-1:] == [len(self._fields)]:
                    self._hidden.pop()
                self._fields.pop()
