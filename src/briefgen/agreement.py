"""Finished documents held against the library and against each other: one fact, one value, wherever it is printed.

What a document prints is read from its files as they lie in build/: which facts stand where from the manifest in the
Word file, and whether the words are really there from the text of each file. A document that was not built is passed
over.
"""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree

from briefgen import output
from briefgen.core.model import Brief, Fact, FactId, Library
from briefgen.core.numbers import FactForm, print_fact
from briefgen.diagnostics import Report
from briefgen.project import Workspace
from briefgen.render.docx.manifest import NAMESPACE
from briefgen.render.parity.tree import text_of_page
from briefgen.render.parity.word import text_of_word

_FORMS: Final[tuple[FactForm, ...]] = ("full", "number", "date")
_NS: Final = f"{{{NAMESPACE}}}"
_SIGNS: Final = ".,:%\u2212$\u20ac\u00a3\u00a5<>\u2248\u2264\u2265"
_KINDS: Final = ("recommendation",)


@dataclass(frozen=True, slots=True)
class Printed:
    """What one finished document says."""

    name: str
    audience: str
    length: str
    pages: float
    """Pages that its length allows, which says what is shorter."""
    values: Mapping[str, frozenset[str]]
    """By fact, how it is printed."""
    blocks: frozenset[str]
    """Recommendations that it prints."""
    texts: Mapping[str, str]
    """By format, all its letters without blanks."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was held against what."""

    documents: int
    values: int
    differing: int


def hold_together(workspace: Workspace, report: Report) -> Agreement:
    """Report each value that differs, and what a shorter document says and a longer one does not."""
    documents = differing = values = 0
    for brief in workspace.briefs.values():
        own = list(_documents(workspace, brief))
        documents += len(own)
        for document in own:
            values += sum(map(len, document.values.values()))
            differing += _hold_values(document, brief, workspace.library, report)
        _hold_lengths(own, brief, report)
    return Agreement(documents, values, differing)


def _documents(workspace: Workspace, brief: Brief) -> Iterator[Printed]:
    for audience in brief.audiences:
        profile = workspace.audience(audience, brief.lang, Report()) if audience in workspace.audiences else None
        for length in brief.lengths if profile else ():
            word = _path(workspace, brief, audience, length, "docx")
            if profile and length in profile.lengths and word.is_file():
                yield _read(workspace, brief, audience, length, profile.lengths[length].pages.high)


def _path(workspace: Workspace, brief: Brief, audience: str, length: str, suffix: str) -> Path:
    return workspace.root / "build" / brief.id / output.file_name(brief.id, audience, length, suffix)


def _read(workspace: Workspace, brief: Brief, audience: str, length: str, pages: float) -> Printed:
    word = _path(workspace, brief, audience, length, "docx")
    manifest = _manifest(word.read_bytes())
    values: dict[str, set[str]] = {}
    for fact in manifest.iter(f"{_NS}fact") if manifest is not None else ():
        values.setdefault(fact.get("id", ""), set()).add(fact.get("printed", ""))
    anchors = manifest.iter(f"{_NS}anchor") if manifest is not None else ()
    blocks = frozenset(a.get("block", "") for a in anchors if a.get("kind") in _KINDS)
    texts = {"docx": _letters("".join(text_of_word(word.read_bytes(), "")))}
    page = word.with_suffix(".html")
    if page.is_file():
        texts["html"] = _letters("".join(text_of_page(page.read_bytes())))
    pdf = word.with_suffix(".pdf")
    if pdf.is_file():
        texts["pdf"] = _letters(_text_of_pdf(pdf))
    frozen = {fact: frozenset(each) for fact, each in values.items()}
    return Printed(word.name, audience, length, pages, frozen, blocks, texts)


def _manifest(data: bytes) -> etree._Element | None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("customXml/item") and "Props" not in name:
                root = etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
                if root.tag == f"{_NS}manifest":
                    return root
    return None


def _text_of_pdf(path: Path) -> str:
    from pypdf import PdfReader

    return "".join(page.extract_text() for page in PdfReader(path).pages)


def _letters(text: str) -> str:
    """Letters, digits and the signs of numbers: blanks, hyphens and line ends differ between formats."""
    return "".join(c for c in text.casefold() if c.isalnum() or c in _SIGNS)


def _plain(text: str) -> str:
    return " ".join(text.split())


# --- holding ------------------------------------------------------------------------------------------


def _hold_values(document: Printed, brief: Brief, library: Library, report: Report) -> int:
    found = 0
    for name, printed in document.values.items():
        fact = library.facts.get(FactId(name))
        for value in sorted(printed):
            if said := _difference(value, fact, brief, document):
                found += 1
                message = f'{document.name}: "{name}" is printed as "{value}"; {said}'
                report.add("value-differs", message, fact.span if fact else brief.span, hint="briefgen build")
    return found


def _difference(value: str, fact: Fact | None, brief: Brief, document: Printed) -> str:
    """What is wrong with a printed value; empty when it is what the library says, and stands in every format.

    The unit may be a term that is explained where it is first used.
    """
    if fact is None:
        return "the library has no such fact any more"
    known = [_plain(print_fact(fact, brief.lang, form)) for form in _FORMS]
    explained = value.startswith(f"{known[1]} ") and fact.unit in value
    if _plain(value) not in known and not explained:
        return f'the library says "{print_fact(fact, brief.lang)}"'
    missing = [name for name, text in document.texts.items() if _letters(value) not in text]
    return f"that does not stand in its {' and '.join(missing)}" if missing else ""


def _hold_lengths(documents: Sequence[Printed], brief: Brief, report: Report) -> None:
    """A shorter document says nothing that the next longer one for the same readers does not."""
    for audience in brief.audiences:
        own = sorted((d for d in documents if d.audience == audience), key=lambda d: d.pages)
        for shorter, longer in itertools.pairwise(own):
            more = [*sorted(shorter.values.keys() - longer.values.keys()), *sorted(shorter.blocks - longer.blocks)]
            if more:
                message = f"{shorter.name} says what {longer.name} does not: {', '.join(more)}"
                hint = "pin the blocks that print it in both, or name the fact in the longer text too"
                report.add("says-more", message, brief.span, hint=hint)
