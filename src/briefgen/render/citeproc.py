"""The citation engine: Pandoc's citeproc, one process for a document and style, cached by content."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lxml import etree

from briefgen.core.citations import CitationEngineError, Cluster, Engine, Formatted
from briefgen.core.locators import LABELS
from briefgen.render.chinese_marks import is_for_half_width, with_full_width
from briefgen.render.cluster_tree import ClusterDocument, locator_word
from briefgen.render.keeping import keep, read_kept
from briefgen.render.pandoc import PandocError, parse_json, run_pandoc

Citeproc = Engine
"""The promise that an engine keeps."""
_CSL: Final = "{http://purl.org/net/xbiblio/csl}"


@dataclass(slots=True)
class PandocCiteproc:
    """`core.citations.Engine` by Pandoc. Safe to use from one thread at a time."""

    cache_dir: Path | None = None
    """Folder that keeps results between runs; a damaged file in it is made again."""
    timeout_s: float = 60.0
    _memory: dict[str, Formatted] = field(default_factory=dict)

    def format(
        self, clusters: Sequence[Cluster], items: Sequence[Mapping[str, object]], style_xml: str, lang: str
    ) -> Formatted:
        """The clusters and a bibliography of all items; raises `CitationEngineError`."""
        style, is_note = _prepared_style(style_xml)
        document = ClusterDocument(clusters, items, is_note, lang)
        source = json.dumps(document.tree(_data_address(style)), ensure_ascii=False, sort_keys=True)
        key = _digest(source, repr(clusters))
        if key not in self._memory:
            made = document.read(self._answer(source))
            is_wide = lang.split("-")[0] == "zh" and not is_for_half_width(_style_id(style))
            self._memory[key] = with_full_width(made) if is_wide else made
        return self._memory[key]

    def _answer(self, source: str) -> object:
        name = _digest(source)
        kept = read_kept(self.cache_dir, name)
        if kept is not None and isinstance(kept.get("blocks"), list):
            return kept
        try:
            answer = parse_json(run_pandoc(("--from=json", "--to=json", "--citeproc"), source, self.timeout_s))
        except PandocError as problem:
            raise CitationEngineError(str(problem)) from problem
        if isinstance(answer, dict):
            keep(self.cache_dir, name, answer)
        return answer


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _data_address(style: str) -> str:
    """The style inside the question, so that no file has to be written."""
    return "data:application/xml;base64," + base64.b64encode(style.encode()).decode()


# --- the style ---------------------------------------------------------------------------------


def _style_id(xml: str) -> str:
    found = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    return found.findtext(f"{_CSL}info/{_CSL}id") or ""


def _prepared_style(xml: str) -> tuple[str, bool]:
    """The style with words by which locator labels are recognised in every language; whether it makes notes.

    Pandoc reads labels in the document's language. Each label therefore gets a word that no language has,
    as the `verb` form of its term, which styles do not print for locators.
    """
    try:
        root = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as problem:
        raise CitationEngineError(f"the style is not well-formed XML: {problem}") from problem
    if root.tag != f"{_CSL}style":
        raise CitationEngineError("the style is not a CSL style")
    if root.find(f"{_CSL}citation") is None:
        raise CitationEngineError("the style formats no citations; a dependent style cannot be used alone")
    locale = etree.Element(f"{_CSL}locale")
    terms = etree.SubElement(locale, f"{_CSL}terms")
    for label in sorted(set(LABELS.values())):
        etree.SubElement(terms, f"{_CSL}term", name=label, form="verb").text = locator_word(label)
    info = root.find(f"{_CSL}info")
    root.insert(0 if info is None else root.index(info) + 1, locale)
    return etree.tostring(root, encoding="unicode"), root.get("class") == "note"
