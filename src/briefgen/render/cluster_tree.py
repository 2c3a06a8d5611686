"""Citations as a Pandoc document, one paragraph for each cluster, and Pandoc's answer as our nodes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.core.citations import CitationEngineError, Cited, Cluster, Entry, Formatted
from briefgen.core.document import Element, Node
from briefgen.core.model import CitationKey
from briefgen.render.pandoc import API_VERSION, Json, inlines, meta, nodes

_BLANK: Final = "briefgen-blank"
"""An item that is cited where something must come between two citations, and never printed."""


def locator_word(label: str) -> str:
    """A word for a CSL label that no language has."""
    return f"xq{label.replace('-', '')}qx"


@dataclass(frozen=True, slots=True)
class ClusterDocument:
    """The clusters as a Pandoc document, one paragraph each, and the way back."""

    clusters: Sequence[Cluster]
    items: Sequence[Mapping[str, object]]
    is_note: bool
    lang: str

    def tree(self, style_address: str) -> Json:
        """The question for Pandoc's citeproc."""
        cited_all = {"t": "MetaInlines", "c": [_cite((Cited(CitationKey("*")),))]}
        references = [_typographic(item) for item in (*self.items, *self._blank_item())]
        values = {"references": references, "lang": self.lang, "csl": style_address, "link-citations": True}
        return {
            "pandoc-api-version": API_VERSION,
            "meta": {**{k: meta(v) for k, v in values.items()}, "nocite": cited_all},
            "blocks": [_block(content) for content in self._contents()],
        }

    def _blank_item(self) -> list[Json]:
        return [{"id": _BLANK, "type": "document", "title": "-"}] if self.is_note else []

    def _contents(self) -> Iterator[list[Json]]:
        """The paragraphs: those of clusters hold `Cite` first, the others come with a leading word."""
        running, apart = self._order()
        bare = 0
        for group in _by_note(running):
            for _ in range(group[0].notes_before - bare if self.is_note else 0):
                yield _dummy([_BLANK])
            bare = group[0].notes_before
            cites = [_cluster(each) for each in group]
            yield [_note(cites)] if self.is_note and group[0].note else cites
        if apart:
            yield _dummy(list(dict.fromkeys(c.key for each in apart for c in each.cited)))
        for each in apart:
            yield _dummy([_BLANK])
            yield [_cluster(each)]

    def _order(self) -> tuple[list[Cluster], list[Cluster]]:
        """In note styles, plain citations come last, where they disturb no first mention and no ibid."""
        if not self.is_note:
            return list(self.clusters), []
        running = [c for c in self.clusters if c.mode != "plain"]
        return running, [c for c in self.clusters if c.mode == "plain"]

    def read(self, answer: object) -> Formatted:
        """Raises `CitationEngineError` when the answer does not fit the question."""
        blocks = answer.get("blocks", []) if isinstance(answer, dict) else []
        found = list(_citations(blocks))
        running, apart = self._order()
        if len(found) != len(self.clusters):
            raise CitationEngineError("Pandoc gave back another number of citations than it was given")
        made = dict(zip(map(id, (*running, *apart)), found, strict=True))
        formatted = tuple(self._dressed(c, made[id(c)]) for c in self.clusters)
        entries = tuple(Entry(CitationKey(k), _marked(n, self.lang)) for k, n in _entries(blocks) if k != _BLANK)
        return Formatted(formatted, entries)

    def _dressed(self, cluster: Cluster, tree: tuple[Node, ...]) -> tuple[Node, ...]:
        plain = cluster.mode == "plain"
        if self.is_note and not plain:
            tree = _unlinked(tree)
        if self.is_note and (plain or cluster.note):
            tree = _without_brackets(_without_note(tree), full_stop=True)
        elif plain:
            tree = _without_brackets(tree, full_stop=False)
        return _marked(tree, self.lang)


def _by_note(clusters: Iterable[Cluster]) -> list[list[Cluster]]:
    groups: list[list[Cluster]] = []
    for each in clusters:
        if groups and each.note and groups[-1][0].note == each.note:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _block(content: list[Json]) -> Json:
    return {"t": "Para", "c": content}


def _note(content: list[Json]) -> Json:
    return {"t": "Note", "c": [_block(content)]}


def _dummy(keys: Sequence[str]) -> list[Json]:
    return [{"t": "Str", "c": "-"}, _cite(tuple(Cited(CitationKey(k)) for k in keys))]


_MODES: Final = {"in-text": "AuthorInText", "suppress-author": "SuppressAuthor"}


def _cluster(cluster: Cluster) -> Json:
    return _cite(cluster.cited, _MODES.get(cluster.mode, "NormalCitation"), cluster.prefix, cluster.suffix)


def _cite(cited: Sequence[Cited], mode: str = "NormalCitation", prefix: str = "", suffix: str = "") -> Json:
    last = len(cited) - 1
    citations = [
        {
            "citationId": str(each.key),
            "citationPrefix": inlines(prefix.strip()) if place == 0 else [],
            "citationSuffix": _suffix(each, suffix if place == last else ""),
            "citationMode": {"t": mode if place == 0 or mode == "SuppressAuthor" else "NormalCitation"},
            "citationNoteNum": 0,
            "citationHash": 0,
        }
        for place, each in enumerate(cited)
    ]
    return {"t": "Cite", "c": [citations, []]}


def _suffix(cited: Cited, suffix: str) -> list[Json]:
    where = cited.locator
    text = f", {{{locator_word(where.label)} {where.place}}}" if where.label and where.place else ""
    rest = ", ".join(part for part in (where.rest, suffix.strip().lstrip(",").strip()) if part)
    return inlines(f"{text}, {rest}" if rest else text)


_NO_TYPOGRAPHY: Final = frozenset({"id", "type", "URL", "DOI", "ISBN", "ISSN", "language", "date-parts", "issued"})


def _typographic(item: Mapping[str, object]) -> Json:
    """The item with typographer's apostrophes and quotation marks, and a short title if a colon shows where it ends."""
    words = {k: v if k in _NO_TYPOGRAPHY else _curled(v) for k, v in item.items()}
    head, colon, _ = str(words.get("title", "")).partition(": ")
    return {"title-short": head, **words} if colon and " " in head else words


def _curled(value: object) -> object:
    match value:
        case str() if "<" not in value:
            value = re.sub(r'(?<![^\s(\[])"([^"]*)"', r"“\1”", value)
            return re.sub(r"(?<=\w)'", "’", value)
        case list():
            return [_curled(each) for each in value]
        case Mapping():
            return {k: _curled(v) for k, v in value.items()}
        case _:
            return value


# --- reading the answer ------------------------------------------------------------------------


def _citations(blocks: Sequence[object]) -> Iterator[tuple[Node, ...]]:
    """The formatted clusters; paragraphs that begin with a word are ours and no clusters."""
    for block in blocks:
        match block:
            case {"t": "Para", "c": [{"t": "Cite"}, *_] as cites}:
                yield from (nodes([each]) for each in cites)
            case {"t": "Para", "c": [{"t": "Note", "c": [{"c": cites}]}]}:
                yield from (nodes([each]) for each in cites)


def _entries(blocks: Sequence[object]) -> Iterator[tuple[str, tuple[Node, ...]]]:
    for block in blocks:
        match block:
            case {"t": "Div", "c": [["refs", _, _], list(divs)]}:
                for div in divs:
                    yield div["c"][0][0].removeprefix("ref-"), nodes(div["c"][1])


def _unlinked(tree: tuple[Node, ...]) -> tuple[Node, ...]:
    """Without links to the references: a full note needs none, and links may not hold links."""
    out: list[Node] = []
    for node in tree:
        if isinstance(node, str):
            out.append(node)
        elif node.tag == "a" and node.get("href").startswith("#"):
            out.extend(_unlinked(node.children))
        else:
            out.append(node.with_children(_unlinked(node.children)))
    return tuple(out)


def _without_note(tree: tuple[Node, ...]) -> tuple[Node, ...]:
    out: list[Node] = []
    for node in tree:
        out.extend(node.children if isinstance(node, Element) and node.has_class("note") else (node,))
    return tuple(out)


def _without_brackets(tree: tuple[Node, ...], *, full_stop: bool) -> tuple[Node, ...]:
    """Without round brackets around the whole; with `full_stop`, also without the stop at the end."""
    out = list(tree)
    whole = Element("span", {}, tree).text()
    if whole[:1] in ("(", "（") and whole[-1:] in (")", "）"):
        out = _cut(_cut(out, first=True), first=False)
    if full_stop and out and isinstance(out[-1], str):
        out[-1] = out[-1].rstrip().removesuffix(".").removesuffix("。")
    return tuple(n for n in out if n != "")


def _cut(tree: list[Node], *, first: bool) -> list[Node]:
    place = 0 if first else len(tree) - 1
    node = tree[place]
    if isinstance(node, str):
        return [*tree[:place], node[1:] if first else node[:-1], *tree[place + 1 :]]
    inner = node.with_children(tuple(_cut(list(node.children), first=first)))
    return [*tree[:place], inner, *tree[place + 1 :]]


_CHINESE: Final = re.compile(r"([\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+(?:[ \d]*[\u3400-\u9fff]+)*)")


def _marked(tree: tuple[Node, ...], lang: str) -> tuple[Node, ...]:
    """Chinese words in a document of another language carry their language."""
    if lang.split("-")[0] in ("zh", "ja", "ko"):
        return tree
    out: list[Node] = []
    for node in tree:
        if isinstance(node, Element):
            out.append(node.with_children(_marked(node.children, lang)))
        else:
            parts = (p for p in _CHINESE.split(node) if p)
            out.extend(Element("span", {"lang": "zh"}, (p,)) if _CHINESE.fullmatch(p) else p for p in parts)
    return tuple(out)
