"""Citations for drafts: good enough to measure pages, and fast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from briefgen.core.citations import Cluster, Engine, Entry, Formatted
from briefgen.core.document import Node


class DraftEngine:
    """Formats each cluster once and remembers it: good enough to measure pages, and fast."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._clusters: dict[tuple[object, ...], tuple[Node, ...]] = {}
        self._entries: dict[tuple[str, object], Entry] = {}

    def format(
        self, clusters: Sequence[Cluster], items: Sequence[Mapping[str, object]], style_xml: str, lang: str
    ) -> Formatted:
        keys = [self._key(c, style_xml) for c in clusters]
        names = [(style_xml, item["id"]) for item in items]
        if any(k not in self._clusters for k in keys) or any(n not in self._entries for n in names):
            made = self._engine.format(clusters, items, style_xml, lang)
            for key, nodes in zip(keys, made.clusters, strict=True):
                self._clusters.setdefault(key, nodes)
            self._remember(made.entries, style_xml)
        entries = tuple(self._entries[n] for n in dict.fromkeys(names) if n in self._entries)
        return Formatted(tuple(self._clusters[k] for k in keys), entries)

    def _remember(self, entries: Iterable[Entry], style_xml: str) -> None:
        for entry in entries:
            self._entries.setdefault((style_xml, entry.key), entry)

    @staticmethod
    def _key(cluster: Cluster, style_xml: str) -> tuple[object, ...]:
        return style_xml, cluster.cited, cluster.mode, cluster.prefix, cluster.suffix, cluster.note > 0
