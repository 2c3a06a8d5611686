"""Fields in a stranger's part: those that show what this document says stay, the others leave their last words.

A field that reads files, runs programs, asks the reader or names a bookmark of the stranger's own text is
taken apart: its instruction goes, what it last showed stays as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from briefgen.render.docx.adoption import WML, remove, unwrap

_ACTING = """
    DDE DDEAUTO INCLUDETEXT INCLUDEPICTURE INCLUDE IMPORT LINK DATABASE MACROBUTTON EMBED RD AUTOTEXT AUTOTEXTLIST
    ASK FILLIN GOTOBUTTON PRINT MERGEFIELD NEXT NEXTIF SKIPIF MERGEREC MERGESEQ ADDIN CONTROL HTMLCONTROL
"""
ACTIVE: Final = frozenset(_ACTING.split())
"""Fields that act, ask or read other files: worth a word when they are left out."""
_SHOWING = """
    PAGE NUMPAGES SECTION SECTIONPAGES STYLEREF TITLE SUBJECT AUTHOR KEYWORDS DATE TIME CREATEDATE SAVEDATE FILENAME
    SEQ IF COMPARE QUOTE SYMBOL NUMWORDS NUMCHARS LASTSAVEDBY ADVANCE
"""
_QUIET: Final = frozenset(_SHOWING.split())
"""Fields that show what any document has."""
_PROPERTIES: Final = frozenset({"TITLE", "SUBJECT", "AUTHOR", "KEYWORDS", "CATEGORY"})
_SAFE_LINK: Final = re.compile(r'(?i)^\s*HYPERLINK\s+"?(https?://|mailto:)')
_PATH: Final = re.compile(r"(?i)^\s*FILENAME\b.*\\p")


@dataclass(slots=True)
class _Field:
    """A field with the elements that it is made of."""

    begin: etree._Element
    instruction: list[etree._Element] = field(default_factory=list)
    separate: etree._Element | None = None
    end: etree._Element | None = None
    hidden: list[etree._Element] = field(default_factory=list)
    """What stands in the instruction and would be seen without it: results of fields within."""
    result: list[etree._Element] = field(default_factory=list)
    """Text of the result."""
    within: list[_Field] = field(default_factory=list)
    """Fields in the instruction."""

    @property
    def parts(self) -> list[etree._Element]:
        """All that goes with the field, its result aside."""
        own = [n for n in (self.begin, self.separate, self.end) if n is not None]
        return [*own, *self.instruction, *self.hidden, *(part for inner in self.within for part in inner.parts)]

    @property
    def text(self) -> str:
        return "".join(node.text or "" for node in self.instruction)


def sift_fields(root: etree._Element, shown: Mapping[str, str]) -> Iterator[str]:
    """Take fields apart that may not stay; what is worth telling, in words.

    `shown` gives what fields show in this document, by their name: TITLE, STYLEREF and so on.
    """
    for node in list(root.iter(f"{WML}fldSimple")):
        yield from _sift_simple(node, shown)
    fields, loose = _read(root)
    for each in fields:
        name, kept = _judge(each.text)
        if kept:
            _show(each.result, shown.get(_subject(each.text), ""))
            continue
        if name in ACTIVE:
            yield f"the field {name}"
        if _PATH.match(each.text):
            each.hidden += each.result
        for part in each.parts:
            _take_out(part)
    for node in loose:
        _take_out(node)
    if loose:
        yield "pieces of a field"


def _sift_simple(node: etree._Element, shown: Mapping[str, str]) -> Iterator[str]:
    instruction = node.get(f"{WML}instr", "")
    name, kept = _judge(instruction)
    texts = list(node.iter(f"{WML}t"))
    if kept:
        _show(texts, shown.get(_subject(instruction), ""))
        return
    if _PATH.match(instruction):
        _show(texts, " ")
    unwrap(node)
    if name in ACTIVE:
        yield f"the field {name}"


def active_fields(root: etree._Element) -> Iterator[str]:
    """Fields of a part that act or read other files, in words."""
    fields, _ = _read(root)
    simple = (node.get(f"{WML}instr", "") for node in root.iter(f"{WML}fldSimple"))
    names = (_judge(text)[0] for text in (*(f.text for f in fields), *simple))
    yield from (f"the field {name}" for name in names if name in ACTIVE)


def _judge(instruction: str) -> tuple[str, bool]:
    """The field's name, and whether it may stay."""
    words = instruction.split()
    name = words[0].upper() if words else ""
    if name == "DOCPROPERTY":
        return name, len(words) > 1 and words[1].strip('"').upper() in _PROPERTIES
    if name == "HYPERLINK":
        return name, bool(_SAFE_LINK.match(instruction))
    return name, (name in _QUIET or name.startswith("=")) and not _PATH.match(instruction)


def _subject(instruction: str) -> str:
    """What the field shows: its name, or that of the property that it names."""
    words = instruction.split()
    return words[1 if words[0].upper() == "DOCPROPERTY" else 0].strip('"').upper()


def _show(texts: list[etree._Element], value: str) -> None:
    """Put this document's words into the result."""
    for node in texts if value else ():
        node.text, value = value, ""


# --- reading ----------------------------------------------------------------------------------------


def _read(root: etree._Element) -> tuple[list[_Field], list[etree._Element]]:
    """The whole fields, inner ones first, and what is left over of broken ones."""
    done: list[_Field] = []
    open_: list[_Field] = []
    loose: list[etree._Element] = []
    for node in root.iter(f"{WML}fldChar", f"{WML}instrText", f"{WML}delInstrText", f"{WML}t"):
        kind = node.get(f"{WML}fldCharType", "")
        if kind == "begin":
            open_.append(_Field(node))
        elif node.tag == f"{WML}t":
            _place_text(node, open_)
        elif not open_:
            loose.append(node)
        elif kind == "separate":
            open_[-1].separate = node
        elif kind == "end":
            open_[-1].end = node
            done.append(open_.pop())
            if open_ and open_[-1].separate is None:
                open_[-1].within.append(done[-1])
        else:
            open_[-1].instruction.append(node)
    for each in open_:
        loose += [n for n in (each.begin, each.separate, *each.instruction) if n is not None]
    return done, loose


def _place_text(node: etree._Element, open_: list[_Field]) -> None:
    """Text belongs to the result of the innermost field, and to the instructions of those around it."""
    for each in open_:
        if each.separate is None:
            each.hidden.append(node)
            return
    if open_:
        open_[-1].result.append(node)


def _take_out(node: etree._Element) -> None:
    """Remove a part of a run, and the run when nothing is left in it."""
    run = node.getparent()
    if run is None:
        return
    remove(node)
    if all(child.tag == f"{WML}rPr" for child in run):
        remove(run)
