"""One deliverable, from blocks to bytes: fit, render, and say what became of the content."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from briefgen import __version__
from briefgen.caching import program_key
from briefgen.core.attachments import Attachment, attachments
from briefgen.core.digests import digest_of
from briefgen.core.fit import FULL, LAST_PAGE, Fitted
from briefgen.core.maximum import remembering
from briefgen.core.model import kind_of
from briefgen.core.profile import Length, Pages
from briefgen.core.shadow_prices import dropped, first_comeback
from briefgen.desk import Desk
from briefgen.diagnostics import Report
from briefgen.fitting import Answers, Fits, Proof
from briefgen.render.collector import no_garbage_collection
from briefgen.render.docx import Provenance, WordOptions, render_docx
from briefgen.render.html import render_html
from briefgen.render.parity import check_formats
from briefgen.render.pdf import write
from briefgen.render.pdf_engine import fonts_digest
from briefgen.stopwatch import lap

_USUAL = WordOptions()
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Deliverable:
    """The finished files of one brief for one audience at one length."""

    brief: str
    audience: str
    length: str
    files: Mapping[str, bytes]
    """By format; none when those of an earlier build are still right."""
    pages: int
    proof: Proof
    document: str
    """A hash of all that the files are made of; empty when making them had something to say."""


@no_garbage_collection()
def deliver(
    fits: Fits,
    length: Length,
    formats: Sequence[str],
    report: Report,
    word: WordOptions = _USUAL,
    standing: str = "",
) -> Deliverable | None:
    """The files of one deliverable; None when something is at fault, which is reported.

    `standing` is the hash of what the files of an earlier build were made of: if it is that of this one, they are
    not made again.
    """
    with lap("choose"):
        desk, proof = fits.desk, fits.of(length, report)
    document, theme = proof.document, proof.theme
    report.extend(proof.findings.diagnostics)
    _report_depths(desk, proof.fitted, report)
    with remembering(Answers(desk.cache)):
        _report_fit(desk, length, proof, report)
    if report.has_errors:
        return None
    attached = _attached(desk, length, proof)
    made_of = _made_of(desk, proof, length, attached, word)
    pages = proof.fitted.measure.pages
    if standing and standing == made_of:
        return Deliverable(desk.brief.id, desk.audience.name, length.name, {}, pages, proof, made_of)
    before = len(report.diagnostics)
    makers: Mapping[str, Callable[[], bytes]] = {
        "pdf": lambda: write(proof.layout, document, theme, report, length.pdf_standard, attached),
        "docx": lambda: _word(desk, proof, word, report),
        "html": lambda: render_html(document, theme, report),
    }
    files = {name: _timed(name, makers[name]) for name in formats}
    if not report.has_errors:
        _timed("compare", lambda: check_formats(document, theme, proof.layout, files, report))
    if report.has_errors:
        return None
    made_of = "" if len(report.diagnostics) > before else made_of
    return Deliverable(desk.brief.id, desk.audience.name, length.name, files, pages, proof, made_of)


def _timed(stage: str, make: Callable[[], _T]) -> _T:
    with lap(stage):
        return make()


def _word(desk: Desk, proof: Proof, options: WordOptions, report: Report) -> bytes:
    pages, provenance = proof.layout.anchors, _provenance(desk, proof)
    store = desk.cache / "word" if desk.cache else None
    return render_docx(
        proof.document, proof.theme, report, pages=pages, options=options, provenance=provenance, store=store
    )


def _made_of(desk: Desk, proof: Proof, length: Length, attached: Sequence[Attachment], word: WordOptions) -> str:
    """A hash of all that decides the bytes of a deliverable, whatever its formats; the program is part of it."""
    selections = [p.fitted.selection.sections for p in (proof, proof.front) if p]
    look = replace(proof.theme, css_files=(), fonts={})
    how = (program_key(), fonts_digest(proof.theme.fonts), length.pdf_standard, word)
    return digest_of(how, proof.document, look, attached, selections, _provenance(desk, proof).kinds)


def _attached(desk: Desk, length: Length, proof: Proof) -> tuple[Attachment, ...]:
    """What goes into the PDF beside the document itself."""
    selections = {length.name: proof.fitted.selection}
    if proof.front:
        selections["opening"] = proof.front.fitted.selection
    tool = f"briefgen {__version__}"
    return attachments(proof.document.meta, tool, desk.library, selections, desk.audience.labels)


def _provenance(desk: Desk, proof: Proof) -> Provenance:
    named = {element.get("data-block") for element in proof.document.root.walk()}
    kinds = {str(block.id): kind_of(block) for block in desk.library.blocks.values() if block.id in named}
    return Provenance(kinds, proof.fitted.selection, proof.front.fitted.selection if proof.front else None)


def _report_depths(desk: Desk, fitted: Fitted, report: Report) -> None:
    """Say where another text stands in for one that the library lacks; what room took away is no lack."""
    for section in fitted.selection.sections:
        wanted = section.spec.depth
        for item in section.items:
            text = desk.library.blocks[item.block].text
            shown, best = (text.at(depth, desk.audience.chain) for depth in (item.depth, wanted))
            if shown and best and shown.prose is best.prose and best.depth is not wanted:
                message = f'"{item.block}" has no text at the depth {wanted}; its {best.depth} stands in'
                report.add("missing-depth", message, best.prose.span)


# --- what is said of the fit ------------------------------------------------------------------------


def _report_fit(desk: Desk, length: Length, proof: Proof, report: Report) -> None:
    what, fitted = f"{desk.brief.id} for {desk.audience.name}, {length.name}", proof.fitted
    if not fitted.fits:
        _report_too_long(what, desk, length.pages, fitted, report)
    if proof.front and not proof.front.fitted.fits:
        message = f"{what}: its opening summary does not fit on one page in this length's type and margins"
        hint = "shorten what the one-page summary must print, or bring the length's styles nearer to those of one-page"
        report.add("over-budget", message, desk.brief.span, hint=hint)
    if fitted.fits and not fitted.well_filled:
        _report_underfilled(what, desk, length.pages, fitted, report)
    if fitted.fits and not fitted.is_all:
        _report_left_out(what, desk, length, fitted, report)
    for link in fitted.broken:
        message = f'{what}: "{link.key[1]}" is printed although {link.why}, and there is no room for one'
        report.add("broken-pair", message, desk.brief.span, hint="shorten what must be there, or pin less")


def _report_too_long(what: str, desk: Desk, pages: Pages, fitted: Fitted, report: Report) -> None:
    sizes = fitted.sizes
    over = (fitted.measure.length - pages.high + pages.free) * sizes.page
    printed = {item: sizes.pieces[item].height for item in fitted.choice.items() if item in sizes.pieces}
    tallest = sorted(printed.items(), key=lambda entry: -entry[1])[:8]
    names = [f"{key[1]} ({_lines(sizes.lines(height))})" for (key, _), height in tallest]
    frame = f"the title and what else is always printed ({_lines(sizes.lines(sizes.fixed))})"
    count = "1 page" if fitted.measure.pages == 1 else f"{fitted.measure.pages} pages"
    over_by = _lines(max(sizes.lines(over), 1))
    message = f"{what}: {count}, {pages.high:g} allowed; the smallest choice is {over_by} too long"
    hint = f"shorten what must be there: {', '.join([*names, frame])}; or let the audience's profile ask for less"
    report.add("over-budget", message, desk.brief.span, hint=hint)


def _report_underfilled(what: str, desk: Desk, pages: Pages, fitted: Fitted, report: Report) -> None:
    measure = fitted.measure
    if measure.pages < pages.low:
        count = "one page" if measure.pages == 1 else f"{measure.pages} pages"
        message = f"{what}: {count}, at least {pages.low:g} expected"
    elif pages.high - pages.free <= 1:
        message = f"{what}: the page is filled to {measure.fill:.0%}, {FULL * pages.high:.0%} expected"
    else:
        message = f"{what}: the last page is filled to {measure.fill:.0%}, {LAST_PAGE:.0%} expected"
    hint = "the library has no more to say at this length"
    if fitted.end_is_fixed:
        hint = "what stands there is always printed and begins after a page break: let it follow what is before it"
    elif not fitted.is_all:
        hint = "every text that is left is too long for the room, or would cost much worth; a shorter one would fill it"
    report.add("under-filled", message, desk.brief.span, hint=hint)


def _report_left_out(what: str, desk: Desk, length: Length, fitted: Fitted, report: Report) -> None:
    gone = dropped(fitted)
    if not gone:
        return
    names = ", ".join(gone[:6]) + (" ..." if len(gone) > 6 else "")
    count = "one block was" if len(gone) == 1 else f"{len(gone)} blocks were"
    message = f"{what}: {count} left out or shortened: {names}"
    hint = f"briefgen explain {desk.brief.id} --audience {desk.audience.name} --length {length.name} says why"
    if (back := first_comeback(fitted)) and back.lines:
        hint = f'room for {_lines(back.lines)} more would bring back "{back.block}" ({back.depth}); {hint}'
    report.add("left-out", message, desk.brief.span, hint=hint)


def _lines(count: float) -> str:
    whole = math.ceil(count)
    return "1 line" if whole == 1 else f"{whole} lines"
