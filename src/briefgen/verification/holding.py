"""Every quotation of a library held against the copies of its sources, fact by fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from briefgen.core.bearing import Standing, Verdict, judge
from briefgen.core.model import Block, Citation, Fact, Library, Pinpoint, Position, Quote, kind_of
from briefgen.core.numbers import NBSP, print_fact
from briefgen.core.walk import parts_of
from briefgen.diagnostics import Report, Span
from briefgen.verification.copies import Copy, Folder, UnreadableCopyError
from briefgen.verification.copying import hold_words

UNANCHORED: Final = "unanchored"
UNSTATED: Final = "unstated"
UNCHECKED: Final = "unchecked"
_WORST: Final = ("missing", "changed", UNCHECKED, "ambiguous", "moved", "found", UNSTATED, UNANCHORED)
_LOCATOR: Final = re.compile(
    r"(?:(?P<line>lines?)|(?P<page>pp?\.|pages?)?)\s*(?P<first>\d+)(?:\s*[-\u2013]\s*(?P<last>\d+))?"
)
_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one quotation, or of one fact without any."""

    entry: str
    """`fact talent-gap`, or the kind and id of a block that quotes for itself."""
    printed: str
    """The fact as briefs print it."""
    source: str
    standing: str
    exact: str
    copy: str
    place: str
    """`line 13` or `page 25` of the copy."""
    says: str
    """The words of the copy."""
    note: str
    span: Span


def hold(library: Library, lang: str, folder: Folder, report: Report) -> list[Row]:
    """A row for each quotation and each fact without one; what does not hold goes to `report`."""
    desk = _Desk(library, folder, report)
    rows: list[Row] = []
    for fact in library.facts.values():
        rows += desk.fact_rows(fact, print_fact(fact, lang).replace(NBSP, " "))
    for block in library.blocks.values():
        rows += desk.block_rows(block)
    hold_words(library, folder, report)
    return rows


def standing_of(rows: Iterable[Row]) -> dict[str, str]:
    """For each entry the worst that became of its quotations."""
    found: dict[str, str] = {}
    for row in rows:
        before = found.setdefault(row.entry, row.standing)
        found[row.entry] = min(before, row.standing, key=_WORST.index)
    return found


class _Desk:
    """A library beside its copies."""

    def __init__(self, library: Library, folder: Folder, report: Report) -> None:
        self.library, self.folder, self.report = library, folder, report
        self._others: set[str] = set()
        """Copies that are others than those that were recorded."""

    def fact_rows(self, fact: Fact, printed: str) -> Iterator[Row]:
        """One row for each quotation of a fact; reckoned facts rest on those in their formula."""
        if fact.derived:
            return
        entry = f"fact {fact.id}"
        quoted = [pin for pin in fact.sources if pin.quote]
        for pin in quoted:
            yield self._row(entry, printed, pin, fact)
        if not quoted:
            sources = ", ".join(dict.fromkeys(str(pin.citation) for pin in fact.sources))
            message = f'no words of a source are quoted for the fact "{fact.id}"'
            hint = "add quote: {exact: ...} to one of its sources"
            self.report.add("unanchored-fact", message, fact.span, hint=hint)
            yield Row(entry, printed, sources, UNANCHORED, "", "", "", "", "", fact.span)

    def block_rows(self, block: Block) -> Iterator[Row]:
        """One row for each quotation that a block makes for itself and none of its facts."""
        positions = (pin for position in parts_of(block, Position) for pin in position.sources)
        taken = {pin.span for fact in parts_of(block, Fact) if not fact.derived for pin in fact.sources}
        for pin in (*block.sources, *positions):
            if pin.quote and pin.span not in taken:
                yield self._row(f"{kind_of(block)} {block.id}", "", pin, None)

    def _row(self, entry: str, printed: str, pin: Pinpoint, fact: Fact | None) -> Row:
        quote = pin.quote
        assert quote is not None  # noqa: S101 - callers ask first
        if not quote.exact:
            note = quote.unstated
            return Row(entry, printed, str(pin.citation), UNSTATED, "", "", "", "", note, quote.span)
        copies, faults = self._copies(self.library.citations[pin.citation], pin)
        judged = [(copy, judge(quote, fact, copy.folded, _wanted(pin.locator, copy))) for copy in copies]
        if not judged:
            note = "; ".join(faults)
            return Row(entry, printed, str(pin.citation), UNCHECKED, quote.exact, "", "", "", note, quote.span)
        copy, verdict = min(judged, key=lambda each: _ORDER.index(each[1].standing))
        verdict = _with_place(verdict, pin, copy)
        self._report(entry, quote, copy, verdict)
        if verdict.standing is Standing.FOUND and copy.name in self._others:
            verdict = Verdict(Standing.MOVED, verdict.hit, "the copy is another than the one that was recorded")
        return _as_row(entry, printed, pin, copy, verdict)

    def _copies(self, source: Citation, pin: Pinpoint) -> tuple[list[Copy], list[str]]:
        """The copies of a source that can be read; the others are reported."""
        copies: list[Copy] = []
        faults: list[str] = []
        declared = {each.file: each for each in source.snapshots}
        for name in declared or dict.fromkeys(self.folder.named_after(source.key)):
            try:
                copy = self.folder.copy(name)
            except UnreadableCopyError as fault:
                faults.append(f"{name}: {fault}")
                span = declared[name].span if name in declared else pin.span
                self.report.add("missing-snapshot", f'the copy "{name}" is of no use: {fault}', span)
                continue
            copies.append(copy)
            if name in declared and declared[name].sha256 not in {"", copy.sha256}:
                hint = f"look at it again, then write sha256: {copy.sha256}"
                message = f'the copy "{name}" of "{source.key}" is another than the one that was recorded'
                self.report.add("source-moved", message, declared[name].span, hint=hint)
                self._others.add(name)
        if not copies and not faults:
            faults.append("the source names no copy")
            hint = f"add snapshot: {{file: ...}} to the source, or call the copy {source.key}.pdf"
            self.report.add("missing-snapshot", f'no copy of "{source.key}" is known', pin.span, hint=hint)
        return copies, faults

    def _report(self, entry: str, quote: Quote, copy: Copy, verdict: Verdict) -> None:
        rule = _RULES.get(verdict.standing)
        if rule:
            message = f'{entry}: "{quote.exact}" in {copy.name}: {verdict.reason}'
            self.report.add(rule, message, quote.span, hint=_HINTS[verdict.standing])


_ORDER: Final = (Standing.FOUND, Standing.MOVED, Standing.AMBIGUOUS, Standing.CHANGED, Standing.MISSING)
"""Of several copies, the one in which a quotation stands best counts."""
_RULES: Final = {
    Standing.MOVED: "source-moved",
    Standing.AMBIGUOUS: "ambiguous-anchor",
    Standing.CHANGED: "source-changed",
    Standing.MISSING: "source-missing",
}
_HINTS: Final = {
    Standing.MOVED: "correct the locator, prefix or suffix",
    Standing.AMBIGUOUS: "add prefix or suffix: the words directly before or after",
    Standing.CHANGED: "correct the fact, or quote what the source says now",
    Standing.MISSING: "copy a few words from the source as they stand there",
}


def _wanted(locator: str, copy: Copy) -> range:
    """The characters of the folded text that the locator means; none when it does not say so."""
    inside = [copy.within(number) for number in _numbers(locator, copy)]
    if not inside or not all(inside):
        return range(0)
    return range(copy.folded.after(inside[0].start), copy.folded.after(inside[-1].stop))


def _numbers(locator: str, copy: Copy) -> range:
    """The lines or pages of the copy that a locator names."""
    found = _LOCATOR.fullmatch(locator.strip())
    if not found or copy.unit != ("line" if found["line"] else "page"):
        return range(0)
    first = int(found["first"])
    return range(first, int(found["last"] or first) + 1)


def _with_place(verdict: Verdict, pin: Pinpoint, copy: Copy) -> Verdict:
    """What stands on another line or page than the locator says has moved."""
    named = _numbers(pin.locator, copy)
    if verdict.standing is not Standing.FOUND or verdict.hit is None or not named:
        return verdict
    number = copy.number(copy.folded.place(verdict.hit.start))
    if number in named:
        return verdict
    return Verdict(Standing.MOVED, verdict.hit, f"it stands on {copy.unit} {number}, not at {pin.locator}")


def _as_row(entry: str, printed: str, pin: Pinpoint, copy: Copy, verdict: Verdict) -> Row:
    quote, hit = pin.quote, verdict.hit
    assert quote is not None  # noqa: S101 - callers ask first
    place = says = ""
    if hit:
        folded = copy.folded
        at, end = folded.place(hit.start), folded.place(max(hit.start, hit.end - 1)) + 1
        place = f"{copy.unit} {copy.number(at)}" if copy.unit else ""
        says = " ".join(copy.text[at:end].replace("\0", "").split())[:_SHOWN]
    note = verdict.reason or quote.unstated
    standing = str(verdict.standing)
    return Row(entry, printed, str(pin.citation), standing, quote.exact, copy.name, place, says, note, quote.span)
