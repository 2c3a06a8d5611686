"""The document, said once for all formats: a small tree of HTML elements with the place each came from.

Templates write XHTML, `render/readback.py` reads it into this tree and holds it against the
vocabulary below, the passes in `core/passes.py` fill in citations, notes, numbers and contents,
and each renderer walks the finished tree. docs/html-vocabulary.md is the designer's view of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape

from briefgen.core.model import Day
from briefgen.core.points import ChartData
from briefgen.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Element:
    """One element. Attributes are plain strings; `class` holds names separated by blanks."""

    tag: str
    attrs: Mapping[str, str]
    children: tuple[Node, ...] = ()
    origin: Span | None = None
    """The template line, or the content line, that wrote it."""

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.attrs.get("class", "").split())

    def has_class(self, name: str) -> bool:
        return "class" in self.attrs and name in self.attrs["class"].split()

    def get(self, name: str, default: str = "") -> str:
        return self.attrs.get(name, default)

    def with_attrs(self, **attrs: str) -> Element:
        """The same element with these attributes added; `_` stands for `-`, as in `data_number`."""
        return replace(self, attrs={**self.attrs, **{k.replace("_", "-"): v for k, v in attrs.items()}})

    def with_children(self, children: tuple[Node, ...]) -> Element:
        return replace(self, children=children)

    def walk(self) -> Iterator[Element]:
        """This element and all elements below it, in document order."""
        todo = [self]
        while todo:
            element = todo.pop()
            yield element
            todo += [child for child in reversed(element.children) if isinstance(child, Element)]

    def text(self) -> str:
        """All text below, without separators; notes do not count."""
        return "".join(c if isinstance(c, str) else ("" if c.has_class("note") else c.text()) for c in self.children)

    def map(self, change: Callable[[Element], Node | tuple[Node, ...] | None]) -> Element:
        """A copy in which each element below, children first, is replaced by what `change` returns.

        `change` returns the element itself to keep it, None to drop it, several nodes to unwrap it.
        """
        out: list[Node] = []
        for child in self.children:
            if isinstance(child, str):
                out.append(child)
                continue
            new = change(child.map(change))
            if new is None:
                continue
            out.extend(new if isinstance(new, tuple) else (new,))
        return replace(self, children=tuple(out))


Node = Element | str


def element(tag: str, *children: Node, origin: Span | None = None, **attrs: str) -> Element:
    """Shorthand: `element("p", "text", class_="lead", data_block="x")`."""
    names = {("class" if k == "class_" else k.replace("_", "-")): v for k, v in attrs.items() if v}
    return Element(tag, names, children, origin)


@dataclass(frozen=True, slots=True)
class Meta:
    """What the file says of itself: running heads, core properties, XMP, file name."""

    brief: str
    audience: str
    audience_label: str
    length: str
    title: str
    subtitle: str
    lang: str
    organisation: str
    contact: str
    jurisdiction: str
    addressee: str
    date: Day
    version: str
    status: str
    marking: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn figure: the same picture for vector and raster readers."""

    id: str
    alt: str
    svg: str
    """Standalone SVG text with real text, `<title>` and `<desc>`; empty for photographs."""
    raster: bytes
    """PNG (or JPEG for photographs) at 300 dpi or better."""
    width_mm: float
    height_mm: float
    chart: ChartData | None = None
    """What is drawn, for readers that draw charts themselves; None for anything but a chart of facts."""

    def said(self, alt: str = "") -> str:
        """The alternative text, or this one of a single use, with the drawing's long description."""
        found = _DESCRIPTION.search(self.svg)
        return in_full(alt or self.alt, unescape(found[1]) if found else "")


_DESCRIPTION = re.compile(r"<desc>(.*?)</desc>", re.DOTALL)


def in_full(alt: str, description: str) -> str:
    """An alternative text with a long description behind it, which may begin with that text itself."""
    if not description or description.startswith(alt):
        return description or alt
    return f"{alt} {description}"


@dataclass(frozen=True, slots=True)
class Document:
    """A finished document: no unresolved citation, number, contents list or note is left in it."""

    meta: Meta
    root: Element
    """`article.brief`."""
    pictures: Mapping[str, Picture]
    """By figure id, for each `img` with `data-picture`."""
    endnotes: bool = False
    """Notes are printed in the section of class `notes`, not at the foot of the page that calls them."""

    @staticmethod
    def is_for_notes(element: Element) -> bool:
        """Whether an element is the section in which all notes are printed."""
        return element.tag == "section" and element.has_class("notes")


# --- vocabulary ---------------------------------------------------------------------------------

BLOCK_TAGS = frozenset(
    [
        "article",
        "header",
        "section",
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "colgroup",
        "col",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "figure",
        "figcaption",
        "aside",
        "blockquote",
        "pre",
        "hr",
        "nav",
        "div",
        "img",
    ]
)
INLINE_TAGS = frozenset(["a", "span", "strong", "em", "code", "sub", "sup", "br", "cite", "q", "abbr", "dfn"])
TAGS = BLOCK_TAGS | INLINE_TAGS

ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "*": frozenset({"id", "class", "lang", "data-block", "data-style"}),
    "a": frozenset({"href", "data-ref", "title"}),
    "img": frozenset({"data-picture", "alt"}),
    "th": frozenset({"scope", "colspan", "rowspan"}),
    "td": frozenset({"colspan", "rowspan"}),
    "col": frozenset({"data-width"}),
    "ol": frozenset({"start", "type"}),
    "cite": frozenset({"data-cites", "data-mode", "data-prefix", "data-suffix"}),
    "span": frozenset({"data-fact"}),
    "section": frozenset({"data-citations", "data-toc"}),
    "nav": frozenset({"data-levels"}),
    "abbr": frozenset({"title"}),
}
"""Allowed attributes by tag; `*` goes for all."""

LOGO = "brand.logo"
"""Name of the picture that is the house's logo; no block can be called so."""

CLASSES: Mapping[str, frozenset[str]] = {
    "article": frozenset({"brief"}),
    "header": frozenset({"masthead"}),
    "h1": frozenset({"title"}),
    "h2": frozenset({"unnumbered"}),
    "h3": frozenset({"unnumbered"}),
    "h4": frozenset({"unnumbered"}),
    "p": frozenset(
        {
            "kicker",
            "subtitle",
            "byline",
            "marking",
            "lead",
            "numbered",
            "source",
            "small",
            "label",
            "signature",
            "answer",
            "contact",
            "call",
            "reference",
        }
    ),
    "section": frozenset({"one-page", "landscape", "page-start", "part", "unnumbered"}),
    "aside": frozenset({"callout", "ask", "bottom-line", "limits", "gap", "so-what", "conflict", "question"}),
    "table": frozenset({"data", "matrix", "register", "key-figures", "decision", "pairs"}),
    "tr": frozenset({"group", "total"}),
    "th": frozenset({"number", "mark"}),
    "td": frozenset({"number", "mark", "label", "unknown", "big"}),
    "ul": frozenset({"compact", "plain"}),
    "ol": frozenset({"compact"}),
    "dl": frozenset({"facts", "glossary"}),
    "figure": frozenset({"chart", "image", "table"}),
    "nav": frozenset({"toc", "list-of-figures", "list-of-tables"}),
    "div": frozenset({"references", "run-in", "keep", "columns"}),
    "hr": frozenset({"page-break"}),
    "span": frozenset(
        {"fact", "unknown", "tag", "label", "muted", "note", "gloss", "box", "figure-value", "figure-label"}
    ),
    "a": frozenset({"ref", "page-ref"}),
    "img": frozenset({"logo"}),
}
"""Classes that templates may use without declaring them, by tag."""
