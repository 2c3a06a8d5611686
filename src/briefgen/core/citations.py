"""Citations in a document: every `cite` and `div.references` of the tree is filled here.

What a citation looks like is the engine's business (`render/citeproc.py`); what is cited is read in
`core/clusters.py`, and where it stands in its sentence is decided in `core/placing.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from briefgen.core.clusters import Cited, Cluster, cite_clusters, list_style, merge_adjacent, parse_cites
from briefgen.core.document import Element, Node, element
from briefgen.core.model import Citation, CitationKey, Day
from briefgen.core.placing import place_citations
from briefgen.diagnostics import Report, closest

__all__ = [
    "CitationEngineError",
    "CitationStyles",
    "Cited",
    "Cluster",
    "Engine",
    "Entry",
    "Formatted",
    "cite_clusters",
    "csl_item",
    "fill_citations",
    "parse_cites",
    "references",
    "resolve_citations",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the bibliography."""

    key: CitationKey
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Formatted:
    """What the engine makes of a document's citations."""

    clusters: tuple[tuple[Node, ...], ...]
    """One for each cluster, in order; a citation that is to be a note is a `span.note`."""
    entries: tuple[Entry, ...]
    """The bibliography, in its order."""


class CitationEngineError(Exception):
    """The engine could not format; the message is for the reader of the report."""


class Engine(Protocol):
    """Formats all citations that share a style."""

    def format(
        self, clusters: Sequence[Cluster], items: Sequence[Mapping[str, object]], style_xml: str, lang: str
    ) -> Formatted:
        """The clusters, and a bibliography of all `items`, cited or not; raises `CitationEngineError`."""
        ...


@dataclass(frozen=True, slots=True)
class CitationStyles:
    """The style of the document and the CSL texts by name."""

    default: str
    xml: Mapping[str, str]


# --- the whole way -----------------------------------------------------------------------------


def resolve_citations(
    root: Element,
    sources: Mapping[CitationKey, Citation],
    styles: CitationStyles,
    lang: str,
    engine: Engine,
    report: Report,
) -> Element:
    """The tree with every `cite` and `div.references` filled.

    The list of references holds every source that is cited anywhere in the document. Unknown sources and styles,
    and failures of the engine, are reported; the keys then stand in the text.
    """
    work = _Work(cite_clusters(root, styles.default), list_style(root, styles.default))
    clusters = tuple(_known(c, sources, report) for c in work.clusters)
    filled: dict[int, tuple[Node, ...]] = {}
    entries: tuple[Entry, ...] = ()
    for style in work.styles():
        places = [i for i, c in enumerate(clusters) if c.style == style and c.cited]
        keys = dict.fromkeys(x.key for i in places for x in clusters[i].cited)
        if style == work.list_style:
            keys |= dict.fromkeys(x.key for c in clusters for x in c.cited)
        if not keys:
            continue
        items = [csl_item(sources[k]) for k in keys]
        made = _format(engine, [clusters[i] for i in places], items, styles, style, lang, report)
        filled.update(zip(places, made.clusters, strict=True))
        entries = made.entries if style == work.list_style else entries
    return fill_citations(root, [filled.get(i) or _keys_only(c) for i, c in enumerate(work.clusters)], entries)


@dataclass(frozen=True, slots=True)
class _Work:
    clusters: tuple[Cluster, ...]
    list_style: str

    def styles(self) -> list[str]:
        return list(dict.fromkeys([*(c.style for c in self.clusters), *([self.list_style] if self.list_style else [])]))


def _known(cluster: Cluster, sources: Mapping[CitationKey, Citation], report: Report) -> Cluster:
    for cited in cluster.cited:
        if cited.key not in sources:
            hint = closest(cited.key, sources)
            report.add("unknown-citation", f'no source is called "{cited.key}"', cluster.origin, hint=hint)
    return replace(cluster, cited=tuple(c for c in cluster.cited if c.key in sources))


def _format(
    engine: Engine,
    clusters: Sequence[Cluster],
    items: Sequence[Mapping[str, object]],
    styles: CitationStyles,
    style: str,
    lang: str,
    report: Report,
) -> Formatted:
    fallback = Formatted(tuple(_keys_only(c) for c in clusters), ())
    if style not in styles.xml:
        hint = closest(style, styles.xml) or "styles are files csl/NAME.csl in an audience's folders"
        report.add("citation-engine", f'no citation style is called "{style}"', hint=hint)
        return fallback
    try:
        return engine.format(clusters, items, styles.xml[style], lang)
    except CitationEngineError as problem:
        report.add("citation-engine", f'style "{style}": {problem}')
        return fallback


def _keys_only(cluster: Cluster) -> tuple[Node, ...]:
    return (f"[{'; '.join(c.key for c in cluster.cited)}]",)


def csl_item(source: Citation) -> dict[str, object]:
    """The CSL-JSON item that an engine gets: the author's fields, `id`, and the date if it stands beside them."""
    item = {**source.csl, "id": str(source.key)}
    if "issued" not in item and isinstance(source.date, Day):
        item["issued"] = {"date-parts": [[p for p in (source.date.year, source.date.month, source.date.day) if p]]}
    return item


# --- writing -----------------------------------------------------------------------------------


def fill_citations(root: Element, clusters: Sequence[Sequence[Node]], entries: Sequence[Entry] = ()) -> Element:
    """The tree with a formatted cluster in each place that `cite_clusters` found, and the references listed.

    Links to references that the document does not list are taken off.
    """
    root = place_citations(merge_adjacent(root), iter(clusters))
    root, listed = _list_references(root, entries)

    def check(node: Element) -> Node | tuple[Node, ...] | None:
        dead = node.tag == "a" and node.get("href").startswith("#ref-") and node.get("href")[1:] not in listed
        return node.children if dead else node

    return root.map(check)


def references(entries: Sequence[Entry]) -> tuple[Element, ...]:
    """The bibliography as `p.reference#ref-KEY`."""
    return tuple(element("p", *e.nodes, class_="reference", id=f"ref-{e.key}") for e in entries)


def _list_references(root: Element, entries: Sequence[Entry]) -> tuple[Element, frozenset[str]]:
    """Fill the first `div.references`; also gives the ids that now exist."""
    if not list_style(root, "any"):
        return root, frozenset()
    paragraphs = references(entries)
    pending = [paragraphs]

    def fill(node: Element) -> Node:
        is_list = node.tag == "div" and node.has_class("references")
        return node.with_children(pending.pop()) if is_list and pending else node

    return root.map(fill), frozenset(p.get("id") for p in paragraphs)
