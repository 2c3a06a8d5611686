"""Values of the model as plain data: texts, lists and mappings that a terminal or JSON can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass

from briefgen.core.model import (
    Citation,
    CitationKey,
    Conversion,
    Day,
    Derived,
    Fact,
    Library,
    NumberException,
    Pinpoint,
    Prose,
    Relation,
    Text,
    Unknown,
)
from briefgen.core.notation import FactMark, marks
from briefgen.core.numbers import NBSP, print_fact
from briefgen.diagnostics import Span

Plain = str | bool | int | list["Plain"] | dict[str, "Plain"]
"""What `show` and `trace` print."""

HIDDEN = frozenset({"id", "key", "order", "span"})
"""Fields that say nothing to a reader, or that the head of an entry says already."""


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints values of one library in the project's language."""

    library: Library
    lang: str

    def text(self, prose: Prose) -> str:
        """Markdown with the facts printed; citations stay as the author wrote them."""
        text = prose.text.strip()
        shift = len(prose.text) - len(prose.text.lstrip())
        for mark in reversed(marks(prose.text)):
            if isinstance(mark, FactMark) and mark.fact in self.library.facts:
                printed = print_fact(self.library.facts[mark.fact], self.lang, mark.form)
                text = text[: mark.start - shift] + printed + text[mark.end - shift :]
        return text.replace(NBSP, " ")

    def fact(self, fact: Fact) -> str:
        """The value as briefs print it."""
        return print_fact(fact, self.lang).replace(NBSP, " ")

    def plain(self, value: object) -> Plain:
        """Any value of the model."""
        match value:
            case bool() | int():
                return value
            case Prose():
                return self.text(value)
            case Unknown(reason):
                return f"unknown: {self.text(reason)}"
            case Text():
                return self._texts(value)
            case Fact():
                return self.fact_fields(value)
            case Pinpoint():
                return pinpoint(value)
            case Conversion(of, basis, _, rate):
                return f"{of} restated: {f'at {rate.id}' if rate else basis}"
            case Derived(formula, _, rounding):
                return formula + ("" if rounding is None else f", rounded to {rounding} decimals")
            case Relation(how, to, note):
                return f"{how} {to}" + (f": {self.text(note)}" if note else "")
            case NumberException(text, reason, _):
                return f"{text}: {reason}"
            case tuple():
                return [self.plain(each) for each in value]
            case Mapping():
                return {str(key): self.plain(each) for key, each in value.items()}
            case _ if is_dataclass(value) and not isinstance(value, Day | Span):
                return self.fields(value)
        return str(value)

    def fields(self, value: object) -> dict[str, Plain]:
        """Every field that says something, by its name in YAML."""
        assert is_dataclass(value)  # noqa: S101 - callers pass parts of the model
        named = ((f.name, getattr(value, f.name)) for f in fields(value) if f.name not in HIDDEN)
        return {name.replace("_", "-"): self.plain(each) for name, each in named if each not in ("", None, (), {})}

    def fact_fields(self, fact: Fact) -> dict[str, Plain]:
        """The fact with its value as briefs print it."""
        plain = self.fields(fact)
        for name in ("value", "unit", "unit-one", "comparator", "evidence"):
            plain.pop(name, None)
        return {"fact": str(fact.id), "printed": self.fact(fact), **plain}

    def _texts(self, text: Text) -> dict[str, Plain]:
        plain: dict[str, Plain] = {str(depth): self.text(prose) for depth, prose in text.neutral.items()}
        for audience, texts in text.variants.items():
            plain |= {f"{depth} for {audience}": self.text(prose) for depth, prose in texts.items()}
        return plain


def pinpoint(pin: Pinpoint) -> str:
    """Key and locator as authors write them: "wef-2025, p. 25"."""
    return f"{pin.citation}, {pin.locator}" if pin.locator else str(pin.citation)


def source_title(library: Library, key: CitationKey) -> str:
    """The source's title; its key when it has none."""
    source = library.citations.get(key)
    return str(source.csl.get("title") or key) if source else str(key)


def source_date(source: Citation, printer: Printer) -> str:
    """The date, or why nobody knows it."""
    return str(printer.plain(source.date))
