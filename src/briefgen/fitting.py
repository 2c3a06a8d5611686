"""The page budget of a deliverable: heights measured, a choice made, and the document that proves it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from briefgen.core.candidates import Candidate
from briefgen.core.document import Document
from briefgen.core.drift import HOMES, Places
from briefgen.core.fit import Fitted, Measure, Previous, fit
from briefgen.core.longer import Said, said_in, saying
from briefgen.core.maximum import remembering
from briefgen.core.model import DEPTHS, Depth
from briefgen.core.profile import Length
from briefgen.core.select import Plan, SelectedSection, Selection, plan
from briefgen.core.sizes import Key, Sizes
from briefgen.desk import Desk, make_document
from briefgen.diagnostics import BuildFailed, Report
from briefgen.drafts import DraftEngine
from briefgen.render.heights import measure_heights
from briefgen.render.keeping import keep, read_kept
from briefgen.render.measures import keep_measure, known_measure, measure_key
from briefgen.render.pdf import Layout, lay_out
from briefgen.render.style import Theme
from briefgen.settling import Laid, settle

Recorded = Mapping[str, Mapping[str, str]]
"""A choice as the manifest keeps it: by section and block the depth, empty for a candidate that was left out."""

_TRIES = 3
"""How often a longer document is chosen anew for what a shorter one says."""


@dataclass(slots=True)
class Proof:
    """A fitted selection with the very document that was laid out."""

    fitted: Fitted
    document: Document
    theme: Theme
    findings: Report
    """What is wrong with that document."""
    front: Proof | None
    """The one-page summary that opens it."""
    drafts: int
    """Tall layouts that were made to measure heights; 0 when all heights were known."""
    layouts: int
    """Real layouts that were made; the others were known."""
    _layout: Layout | None

    @property
    def layout(self) -> Layout:
        """The pages of the document; laid out now if so far only their measure was known."""
        if self._layout is None:
            self._layout = lay_out(self.document, self.theme, Report())
        return self._layout


@dataclass(slots=True)
class Fits:
    """The fitted lengths of one brief and audience, each found once."""

    desk: Desk
    previous: Mapping[str, Recorded] = field(default_factory=dict)
    """By length: what the last build chose."""
    _proofs: dict[tuple[str, str], Proof] = field(default_factory=dict)

    def of(self, length: Length, report: Report) -> Proof:
        """The choice that keeps the budget of a length. Raises `BuildFailed` when no document can be made."""
        if (length.name, length.name) not in self._proofs:
            recorded = self.previous.get(length.name, {})
            made = plan(self.desk.library, self.desk.brief, self.desk.audience, length)
            proof = self._prove(made, length, length.name, report, recall(made, recorded))
            self._proofs[length.name, length.name] = self._saying_all(proof, length, report)
        return self._proofs[length.name, length.name]

    def _saying_all(self, proof: Proof, length: Length, report: Report) -> Proof:
        """The same, or another choice that also says what the brief's shorter documents say, if that fits."""
        said = Said(frozenset(), frozenset())
        for shorter in self._shorter(length):
            with contextlib.suppress(BuildFailed):
                said |= said_in(self.of(shorter, Report(report.severities)).document.root, self.desk.library)
        for _ in range(_TRIES):
            lacking = said - said_in(proof.document.root, self.desk.library)
            made = saying(proof.fitted.plan, proof.fitted.choice, said, lacking, self.desk.audience.chain)
            if made == proof.fitted.plan:
                break
            again = self._prove(made, length, length.name, report, Previous(proof.fitted.choice), proof.fitted.sizes)
            if proof.fitted.fits and not again.fitted.fits:
                break
            again.drafts, again.layouts = again.drafts + proof.drafts, again.layouts + proof.layouts
            proof = again
        return proof

    def _shorter(self, length: Length) -> list[Length]:
        """The other lengths of the brief that have fewer pages."""
        lengths = self.desk.audience.lengths
        wanted = [lengths[name] for name in self.desk.brief.lengths if name in lengths]
        return [each for each in wanted if each.pages.high < length.pages.high]

    def as_opening(self, look: Length, report: Report) -> Proof:
        """The one-page summary in the type and margins of a longer document, as near as can be to the page alone."""
        summary = self.desk.audience.lengths["one-page"]
        if (summary.name, look.name) not in self._proofs:
            previous = Previous(self.of(summary, report).fitted.choice)
            made = plan(self.desk.library, self.desk.brief, self.desk.audience, summary)
            self._proofs[summary.name, look.name] = self._prove(made, summary, look.name, report, previous)
        return self._proofs[summary.name, look.name]

    def _prove(
        self,
        made: Plan,
        length: Length,
        look: str,
        report: Report,
        previous: Previous | None,
        measured: Sizes | None = None,
    ) -> Proof:
        opens = any(spec.show == "front" for spec in length.sections) and "one-page" in self.desk.audience.lengths
        front = self.as_opening(length, report) if opens else None
        bench = _Bench(self.desk, length, look, front.fitted.selection if front else None, report, measured)
        with remembering(Answers(self.desk.cache)):
            fitted = fit(made, length.pages, bench.sizes, bench.lay_out, previous)
        laid, fitted = bench.settled(fitted)
        return Proof(fitted, laid.document, bench.theme, laid.findings, front, bench.drafts, bench.layouts, laid.layout)


@dataclass(frozen=True, slots=True)
class Answers:
    """What integer programs came to, kept between runs in a folder that is safe to delete."""

    cache: Path | None

    @property
    def _folder(self) -> Path | None:
        return self.cache / "answers" if self.cache else None

    def read(self, key: str) -> Mapping[str, object] | None:
        return read_kept(self._folder, key)

    def write(self, key: str, kept: Mapping[str, object]) -> None:
        keep(self._folder, key, kept)


class _Bench:
    """Where drafts are measured and choices laid out. What it learns of a document's faults stays with the document."""

    def __init__(
        self,
        desk: Desk,
        length: Length,
        look: str,
        front: Selection | None,
        report: Report,
        measured: Sizes | None = None,
    ) -> None:
        self.measured = measured
        """Heights of what an earlier plan may print; one that may print no more need not be measured."""
        self.desk, self.length, self.front, self.report = desk, length, front, report
        self.draft = replace(desk, engine=DraftEngine(desk.engine))
        self.laid_out: dict[tuple[SelectedSection, ...], tuple[Document, Layout | None, Report]] = {}
        self.drafts = self.layouts = 0
        desk.theme(length.name, report)
        self.theme: Theme = desk.theme(look, report)
        report.raise_if_errors()  # what drafts find is dropped, so faults of the look are told here

    def sizes(self, wanted: Plan) -> Sizes:
        columns = ((key, depth) for key, candidate in wanted.candidates.items() for depth in candidate.rungs)
        if self.measured and all(column in self.measured.pieces for column in columns):
            return self.measured
        found = Report(self.report.severities)
        selections = dict.fromkeys(Selection(wanted.everything(limit).sections, ()) for limit in DEPTHS)
        variants = [(s, self._document(self.draft, s, found)) for s in selections]
        store = self.desk.cache / "heights" if self.desk.cache else None
        measured = measure_heights(variants, self.theme, store)
        self.drafts += measured.layouts
        return measured.sizes

    def lay_out(self, selection: Selection) -> Measure:
        found = Report(self.report.severities)
        document = self._document(self.desk, selection, found)
        store = self.desk.cache / "measures" if self.desk.cache else None
        key = measure_key(document, self.theme)
        if known := known_measure(store, key):
            self.laid_out[selection.sections] = document, None, found
            return known
        before = len(found.diagnostics)
        layout = lay_out(document, self.theme, found)
        self.layouts += 1
        self.laid_out[selection.sections] = document, layout, found
        measure = Measure(layout.pages, layout.last_fill)
        if len(found.diagnostics) == before:  # what a layout has to say is said in each build
            keep_measure(store, key, measure)
        return measure

    def settled(self, fitted: Fitted) -> tuple[Laid, Fitted]:
        """The document of a choice, its figures where they leave no holes."""
        selection = fitted.selection
        document, layout, findings = self.laid_out[selection.sections]
        first = Laid(document, fitted.measure, findings, layout)
        if self.length.figures == "stay":
            return first, fitted

        def compose(places: Places) -> tuple[Document, Report]:
            found = Report(self.report.severities)
            return self._document(self.desk, selection, found, places), found

        store = self.desk.cache / "places" if self.desk.cache else None
        settled = settle(first, compose, self.theme, self.length.pages.high - self.length.pages.free, store)
        self.layouts += settled.layouts
        return settled.laid, fitted.remeasured(settled.laid.measure)

    def _document(self, desk: Desk, selection: Selection, found: Report, places: Places = HOMES) -> Document:
        document = make_document(desk, self.length, selection, found, self.front, places)
        if document is None or found.has_errors:
            self.report.extend(found.diagnostics)
            raise BuildFailed(self.report)
        return document


# --- the choice between two builds ------------------------------------------------------------------


def record(fitted: Fitted) -> Recorded:
    """A choice as the manifest keeps it."""
    choice = fitted.choice
    return {
        name: {c.block.id: str(choice.get((number, c.block.id), "")) for c in candidates}
        for number, (name, candidates) in enumerate(_named(fitted.plan))
        if candidates
    }


def recorded(manifest: Mapping[str, object], audience: str) -> dict[str, Recorded]:
    """What the last build chose for an audience, by length, as the manifest has it; nothing of it is checked."""
    entries = manifest.get("deliverables")
    found: dict[str, Recorded] = {}
    for key, entry in entries.items() if isinstance(entries, dict) else ():
        choice = entry.get("choice") if isinstance(entry, dict) else None
        if isinstance(choice, dict) and key.startswith(f"{audience}-"):
            found[key.removeprefix(f"{audience}-")] = choice
    return found


def recall(made: Plan, recorded: Recorded) -> Previous | None:
    """A recorded choice, as far as its sections and blocks are still there; None when nothing usable is recorded."""
    choice: dict[Key, Depth] = {}
    for number, (name, candidates) in enumerate(_named(made)):
        blocks = recorded.get(name, {})
        for block in (c.block.id for c in candidates):
            depth = blocks.get(block) if isinstance(blocks, Mapping) else None
            if isinstance(depth, str) and depth in _DEPTHS:
                choice[number, block] = _DEPTHS[depth]
    return Previous(choice) if choice else None


def _named(made: Plan) -> list[tuple[str, tuple[Candidate, ...]]]:
    """The candidates of each section under a name that no other section has."""
    named: dict[str, tuple[Candidate, ...]] = {}
    for spec, candidates in made.sections:
        repeats = sum(name.split("#")[0] == spec.id for name in named)
        named[f"{spec.id}#{repeats + 1}" if repeats else spec.id] = candidates
    return list(named.items())


_DEPTHS = {str(depth): depth for depth in DEPTHS}
