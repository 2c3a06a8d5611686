"""Glossary terms: expanded or explained at their first use in each document, listed if used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from briefgen.core.document import INLINE_TAGS, Element, Node, element
from briefgen.core.model import BlockId, Term

SILENT = frozenset(
    {"h1", "h2", "h3", "h4", "a", "cite", "code", "pre", "figcaption", "caption", "dt", "th", "nav", "dfn", "abbr", "q"}
)
"""Elements whose text counts as no first use: headings and labels are not places to explain."""

QUIET_CLASSES = frozenset(
    {"references", "masthead", "glossary", "unknown", "note", "source", "contact", "byline", "key-figures"}
)

_IN_WORD = r"[^\W\u3040-\u9fff]|-"
"""What joins a term to a longer word; Chinese and Japanese characters stand for themselves."""

_STOPS = ("", ".", "?", "!", "\u3002")
"""What a sentence follows on: nothing, or the end of another."""


@dataclass(frozen=True, slots=True)
class _Form:
    """One spelling of a term."""

    term: Term
    text: str
    is_acronym: bool


@dataclass(slots=True)
class _Walk:
    forms: Mapping[str, _Form]
    pattern: re.Pattern[str]
    mode: str
    seen: set[BlockId] = field(default_factory=set)
    tail: str = ""
    """The last character read in the block at hand, spaces aside; empty where a block begins."""


def explain_terms(root: Element, terms: Sequence[Term], mode: str) -> Element:
    """The tree with each term treated at its first use.

    `expand`: an acronym is written out, "large language model (LLM)". `explain`: besides, the
    term's gloss follows in brackets. `none`: nothing is changed. In every mode a glossary
    (`dl.glossary` with `data-block` on its `dt` and `dd`) keeps only the terms that the document uses.
    """
    forms = _forms(terms)
    if not forms:
        return root
    walk = _Walk(forms, _pattern(forms), mode)
    root = _treat(root, walk, quiet=False)
    return _without_unused(root, walk.seen, {t.id for t in terms})


def _forms(terms: Iterable[Term]) -> dict[str, _Form]:
    forms: dict[str, _Form] = {}
    for term in terms:
        if term.acronym:
            forms.setdefault(term.acronym, _Form(term, term.acronym, is_acronym=True))
        for text in (term.title.text, *term.aliases):
            is_acronym = text.isupper() and len(text) < 7
            forms.setdefault(text if is_acronym else text.casefold(), _Form(term, text, is_acronym=False))
    return forms


def _pattern(forms: Mapping[str, _Form]) -> re.Pattern[str]:
    texts = sorted({f.text for f in forms.values()}, key=len, reverse=True)
    parts = [re.escape(t) if t.isupper() else f"(?i:{re.escape(t)})" for t in texts]
    return re.compile(rf"(?<!{_IN_WORD})(?:{'|'.join(parts)})(?!{_IN_WORD})")


def _treat(node: Element, walk: _Walk, *, quiet: bool) -> Element:
    quiet = quiet or node.tag in SILENT or not QUIET_CLASSES.isdisjoint(node.classes)
    children: list[Node] = []
    if node.tag not in INLINE_TAGS:
        walk.tail = ""
    for child in node.children:
        if isinstance(child, Element):
            children.append(_treat(child, walk, quiet=quiet))
        else:
            children.extend([child] if quiet else _treat_text(child, walk))
            walk.tail = child.rstrip()[-1:] or walk.tail
    return replace(node, children=tuple(children))


def _treat_text(text: str, walk: _Walk) -> list[Node]:
    out: list[Node] = []
    last = 0
    for found in walk.pattern.finditer(text):
        form = walk.forms.get(found.group()) or walk.forms.get(found.group().casefold())
        if form is None or form.term.id in walk.seen:
            continue
        walk.seen.add(form.term.id)
        before = text[: found.start()].rstrip()[-1:] or walk.tail
        new = _first_use(form, found.group(), text[found.end() :], walk.mode)
        if new:
            out += [text[last : found.start()], *(_opening(new) if before in _STOPS else new)]
            last = found.end()
    return [*out, text[last:]]


def _first_use(form: _Form, written: str, after: str, mode: str) -> tuple[Node, ...] | None:
    term = form.term
    if mode == "none":
        return None
    explained = bool(re.match(r"[\s\u00a0]*[(（]", after))
    gloss = term.gloss if mode == "explain" and not explained else ""
    printed = term.title.text if form.is_acronym else written
    if form.is_acronym:
        inside = f"{term.acronym}: {gloss}" if gloss else term.acronym
        return element("dfn", printed), _bracketed(inside, printed)
    if gloss:
        return element("dfn", printed), element("span", _bracketed(gloss, printed), class_="gloss")
    return (element("dfn", printed),)


def _opening(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The same at the beginning of a sentence: with a capital letter."""
    first = nodes[0]
    if not isinstance(first, Element) or not isinstance(first.children[0], str):
        return nodes
    text = first.children[0]
    return (element("dfn", text[:1].upper() + text[1:]), *nodes[1:])


def _bracketed(text: str, after: str) -> str:
    return f"（{text}）" if re.search("[\u3400-\u9fff]$", after) else f" ({text})"


def _without_unused(root: Element, used: set[BlockId], known: set[BlockId]) -> Element:
    def keep(node: Element) -> Node | None:
        if node.tag == "dl" and node.has_class("glossary"):
            entries = tuple(c for c in node.children if isinstance(c, Element) and _is_used(c, used, known))
            return node.with_children(entries) if entries else None
        return node

    return root.map(keep)


def _is_used(node: Element, used: set[BlockId], known: set[BlockId]) -> bool:
    block = BlockId(node.get("data-block"))
    return block not in known or block in used


def pattern_of(term: Term) -> re.Pattern[str]:
    """Finds the term in text, its acronym and its other forms."""
    return _pattern(_forms([term]))
