"""Prose to document nodes: Markdown (CommonMark with tables) with facts printed and citations marked.

A fact becomes `span.fact`, a citation an empty `cite` that later passes fill in. Raw HTML, headings,
images and rules are no part of prose: they are printed as plain text here and reported by the checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from briefgen.core.document import Element, Node
from briefgen.core.model import Fact, FactId, Prose
from briefgen.core.notation import (
    BRACES,
    CITE_GROUP,
    CiteMark,
    FactMark,
    cited_keys,
    fact_ids,
    marks,
    read_cite,
    read_fact,
    read_in_text,
)
from briefgen.core.numbers import print_fact
from briefgen.diagnostics import Span

__all__ = ["block_tokens", "cited_keys", "fact_ids", "parse_inline", "parse_prose", "plain", "words"]

_TAGS: Final = frozenset(
    ["p", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "strong", "em", "a"]
)
_CJK: Final = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


def parse_prose(prose: Prose, facts: Mapping[FactId, Fact], lang: str) -> tuple[Node, ...]:
    """Block nodes: paragraphs, lists, tables, quotations, code."""
    return _Builder(prose, facts, lang).blocks(block_tokens(prose.text))


def parse_inline(prose: Prose, facts: Mapping[FactId, Fact], lang: str) -> tuple[Node, ...]:
    """Inline nodes, for titles and table cells; block syntax is plain text here."""
    return _Builder(prose, facts, lang).inline(_inline_tokens(prose.text.strip()), prose.span)


@lru_cache(maxsize=4096)
def _inline_tokens(text: str) -> tuple[Token, ...]:
    (line,) = _markdown().parseInline(text)
    return tuple(line.children or ())


@lru_cache(maxsize=4096)
def block_tokens(text: str) -> tuple[Token, ...]:
    """What markdown-it makes of `text`; raw HTML, headings and the like included."""
    return tuple(_markdown().parse(text))


def plain(prose: Prose, facts: Mapping[FactId, Fact], lang: str) -> str:
    """`prose` with its facts printed and nothing else changed, for texts that are no Markdown."""
    text, at = "", 0
    for mark in marks(prose.text):
        if isinstance(mark, FactMark) and mark.fact in facts:
            text += prose.text[at : mark.start] + print_fact(facts[mark.fact], lang, mark.form)
            at = mark.end
    return (text + prose.text[at:]).strip()


def words(nodes: Sequence[Node]) -> str:
    """The text that a reader meets, citations aside, with a blank between blocks."""
    return " ".join("".join(_texts(nodes)).split())


def _texts(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        else:
            yield from _texts(node.children)
            yield " " if node.tag in _TAGS - {"strong", "em", "a"} else ""


@dataclass(frozen=True, slots=True)
class _Builder:
    prose: Prose
    facts: Mapping[FactId, Fact]
    lang: str

    def blocks(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        """The tree that the flat tokens describe."""
        open_: list[tuple[Token, list[Node]]] = [(Token("root", "", 0), [])]
        place = self.prose.span
        for token in tokens:
            place = self._place(token, place)
            if token.nesting == 1:
                open_.append((token, []))
            elif token.nesting == -1:
                start, children = open_.pop()
                open_[-1][1].extend(self._block(start, tuple(children), self._place(start, place)))
            else:
                open_[-1][1].extend(self._leaf(token, place))
        return tuple(open_[0][1])

    def _place(self, token: Token, default: Span) -> Span:
        if not token.map:
            return default
        lines = self.prose.text.split("\n")
        offset = sum(len(line) + 1 for line in lines[: token.map[0]])
        first = lines[token.map[0]]
        return self.prose.at(offset + len(first) - len(first.lstrip(" ")))

    def _block(self, token: Token, children: tuple[Node, ...], origin: Span) -> tuple[Node, ...]:
        if token.hidden:
            return children
        tag = token.tag if token.tag in _TAGS else "p"
        return (Element(tag, _attrs(token), children, origin),)

    def _leaf(self, token: Token, origin: Span) -> tuple[Node, ...]:
        if token.type == "inline":
            return self.inline(token.children or (), origin)
        text = token.content if token.type == "fence" else token.content.strip() or token.markup
        if token.type == "fence":
            return (Element("pre", {}, (Element("code", {}, (text,), origin),), origin),)
        return (Element("p", {}, (text,), origin),)

    def inline(self, tokens: Sequence[Token], origin: Span) -> tuple[Node, ...]:
        """Inline nodes; neighbouring texts are one text."""
        open_: list[tuple[Token, list[Node]]] = [(Token("root", "", 0), [])]
        for index, token in enumerate(tokens):
            here = open_[-1][1]
            if token.nesting == 1:
                open_.append((token, []))
            elif token.nesting == -1:
                start, children = open_.pop()
                open_[-1][1].append(Element(start.tag, _attrs(start), tuple(children), origin))
            elif token.type == "softbreak":
                _append(here, _soft_break(tokens[index - 1 : index + 2]))
            else:
                _append(here, self._atom(token, origin))
        return tuple(open_[0][1])

    def _atom(self, token: Token, origin: Span) -> Node:
        match token.type:
            case "fact":
                return self._fact(token.meta["mark"], token.content, origin)
            case "citation":
                return _cite(token.meta["mark"], origin)
            case "code_inline":
                return Element("code", {}, (token.content,), origin)
            case "hardbreak":
                return Element("br", {}, (), origin)
        return token.content

    def _fact(self, mark: FactMark, written: str, origin: Span) -> Node:
        fact = self.facts.get(mark.fact)
        if fact is None:
            return written
        attrs = {"class": "fact", "data-fact": str(mark.fact)}
        return Element("span", attrs, (print_fact(fact, self.lang, mark.form),), origin)


def _append(nodes: list[Node], node: Node) -> None:
    if isinstance(node, str) and nodes and isinstance(nodes[-1], str):
        nodes[-1] += node
    elif node != "":
        nodes.append(node)


def _soft_break(around: Sequence[Token]) -> str:
    """A line end in the source is a blank, but not between Chinese characters."""
    before, after = around[0].content[-1:], around[-1].content[:1]
    return "" if _CJK.match(before) and _CJK.match(after) else " "


def _cite(mark: CiteMark, origin: Span) -> Element:
    cites = ";".join(f"{item.key}|{item.locator}" if item.locator else item.key for item in mark.items)
    attrs = {"data-cites": cites, "data-mode": mark.mode}
    return Element("cite", {**attrs, **({"data-prefix": mark.prefix} if mark.prefix else {})}, (), origin)


def _attrs(token: Token) -> dict[str, str]:
    match token.tag:
        case "a":
            return {k: str(v) for k, v in token.attrs.items() if k in {"href", "title"}}
        case "ol":
            return {k: str(v) for k, v in token.attrs.items() if k == "start"}
        case "table":
            return {"class": "data"}
        case "th" | "td":
            scope = {"scope": "col"} if token.tag == "th" else {}
            return {**scope, **({"class": "number"} if "right" in str(token.attrs.get("style", "")) else {})}
    return {}


# --- Markdown with two rules of our own -------------------------------------------------------------


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    markdown = (
        MarkdownIt("commonmark", {"typographer": True}).enable(["table", "smartquotes"]).disable(["code", "reference"])
    )
    markdown.inline.ruler.before("link", "citation", _citation_rule)
    markdown.inline.ruler.before("link", "fact", _fact_rule)
    return markdown


def _fact_rule(state: StateInline, silent: bool) -> bool:
    found = BRACES.match(state.src, state.pos)
    mark = read_fact(state.src, found.start(), found.end()) if found else None
    return isinstance(mark, FactMark) and _push(state, "fact", mark, silent=silent)


def _citation_rule(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] == "@":
        mark = read_in_text(state.src, state.pos)
        return mark is not None and _push(state, "citation", mark, silent=silent)
    found = CITE_GROUP.match(state.src, state.pos)
    group = read_cite(state.src, found.start(), found.end()) if found else None
    return isinstance(group, CiteMark) and _push(state, "citation", group, silent=silent)


def _push(state: StateInline, kind: str, mark: FactMark | CiteMark, *, silent: bool) -> bool:
    if not silent:
        token = state.push(kind, "", 0)
        token.content = state.src[mark.start : mark.end]
        token.meta = {"mark": mark}
    state.pos = mark.end
    return True
