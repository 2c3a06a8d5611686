"""Citations in a document: every `cite` and `div.references` of the tree is filled here.

What a citation looks like is the engine's business (`render/citeproc.py`); what is cited is read in
`core/clusters.py`, and where it stands in its sentence is decided in `core/placing.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from briefgen.core.clusters import (
    Cited,
    Cluster,
    Scopes,
    cite_clusters,
    is_list,
    list_styles,
    merge_adjacent,
    parse_cites,
)
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

    The document's list of references holds every source that is cited anywhere; a section with a style and a list of
    its own is numbered and listed by itself. Unknown sources and styles, and failures of the engine, are reported; the
    keys then stand in the text.
    """
    found = cite_clusters(root, styles.default)
    lists = list_styles(root, styles.default)
    clusters = tuple(_known(c, sources, report) for c in found)
    filled: dict[int, tuple[Node, ...]] = {}
    entries: dict[int, tuple[Entry, ...]] = {}
    for scope, style in dict.fromkeys([*((c.scope, c.style) for c in clusters), *lists.items()]):
        places = [i for i, c in enumerate(clusters) if (c.scope, c.style) == (scope, style) and c.cited]
        is_listed = lists.get(scope) == style
        wider = [c for c in clusters if scope in (0, c.scope)] if is_listed else []
        keys = dict.fromkeys(x.key for c in (*(clusters[i] for i in places), *wider) for x in c.cited)
        if not keys:
            continue
        items = [csl_item(sources[key]) for key in keys]
        made = _format(engine, [clusters[i] for i in places], items, styles, style, lang, report)
        filled.update(zip(places, made.clusters, strict=True))
        if is_listed:
            entries[scope] = made.entries
    return fill_citations(root, [filled.get(i) or _keys_only(c) for i, c in enumerate(found)], entries)


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


def fill_citations(
    root: Element, clusters: Sequence[Sequence[Node]], entries: Mapping[int, Sequence[Entry]] | None = None
) -> Element:
    """The tree with a formatted cluster in each place that `cite_clusters` found, and the references listed.

    `entries` are the bibliographies by scope. Links to references that no list holds are taken off.
    """
    root = place_citations(merge_adjacent(root), iter(clusters))
    return _Lists(entries or {}, frozenset(list_styles(root, ""))).fill(root, 0)


def references(entries: Sequence[Entry], scope: int = 0) -> tuple[Element, ...]:
    """The bibliography as `p.reference#ref-KEY`; in a section's own list `ref1-KEY`, `ref2-KEY` and so on."""
    return tuple(element("p", *e.nodes, class_="reference", id=f"{_prefix(scope)}{e.key}") for e in entries)


def _prefix(scope: int) -> str:
    return f"ref{scope or ''}-"


class _Lists:
    """Puts each bibliography into the first list of its scope, and directs links to the nearest list."""

    def __init__(self, entries: Mapping[int, Sequence[Entry]], places: frozenset[int]) -> None:
        self.pending = {scope: references(found, scope) for scope, found in entries.items() if scope in places}
        self.listed = {scope: {e.key for e in found} for scope, found in entries.items() if scope in places}
        self.scopes = Scopes()

    def fill(self, node: Element, scope: int) -> Element:
        scope = self.scopes.enter(node, scope)
        if is_list(node):
            return node.with_children(self.pending.pop(scope, ()))
        out: list[Node] = []
        for child in node.children:
            if isinstance(child, str):
                out.append(child)
            elif child.tag == "a" and child.get("href").startswith("#ref-"):
                out.extend(self._link(self.fill(child, scope), scope))
            else:
                out.append(self.fill(child, scope))
        return node.with_children(tuple(out))

    def _link(self, link: Element, scope: int) -> tuple[Node, ...]:
        key = link.get("href").removeprefix("#ref-")
        nearest = next((s for s in (scope, 0) if key in self.listed.get(s, ())), None)
        return link.children if nearest is None else (link.with_attrs(href=f"#{_prefix(nearest)}{key}"),)
