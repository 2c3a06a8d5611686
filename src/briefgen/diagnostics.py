"""What is wrong, where, and what to do about it: spans, diagnostics, reports and the table of rules.

An author's mistake is data, not an exception: every stage takes a `Report` and adds to it, so
that all mistakes of a run are shown at once. Only the command line prints.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

BUILT_IN: Final = "built-in"
"""How places name the folder of templates that travels with the program."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file that somebody wrote."""

    file: str
    """Path relative to the project, with forward slashes."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(StrEnum):
    """How much a finding matters. An error stops the build, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding; `briefgen explain-rule ID` and docs/rules.md print it."""

    id: str
    severity: Severity
    summary: str


def _rules(*rows: tuple[str, Severity, str]) -> dict[str, Rule]:
    return {id_: Rule(id_, severity, summary) for id_, severity, summary in rows}


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

RULES: Final[Mapping[str, Rule]] = _rules(
    # Files and YAML
    ("unreadable-file", _E, "A file cannot be read, or is not UTF-8 text."),
    ("yaml-syntax", _E, "A file is not well-formed YAML."),
    ("duplicate-key", _E, "The same key stands twice in one mapping."),
    (
        "yaml-feature",
        _E,
        "A YAML feature that content may not use: custom tags, anchors and aliases, merge keys, several documents.",
    ),
    ("too-large", _E, "A file, a nesting or a value is larger than briefgen accepts."),
    ("bidi-control", _W, "A character that nobody sees changes the order in which text is read."),
    ("hidden-character", _W, "A character without width that nobody sees."),
    ("folded-text", _E, "A prose field uses folded style (>), in which positions are lost; use literal style (|)."),
    # Shape of the content
    ("unknown-key", _E, "A key that this kind of entry does not have."),
    ("missing-field", _E, "A field that must be there is not."),
    ("wrong-type", _E, "A value is of the wrong type or outside the allowed choices."),
    ("unknown-kind", _E, "A block names a kind that does not exist."),
    ("blank-field", _E, "A field is empty; write `unknown: <why>` if nobody knows."),
    ("bad-id", _E, "An id is not made of small letters, digits and hyphens."),
    ("duplicate-id", _E, "Two blocks, facts or sources carry the same id."),
    # References
    ("unknown-block", _E, "A block is named that the library does not have, or one of another kind than is meant."),
    ("unknown-fact", _E, "Prose or a figure names a fact that the library does not have."),
    ("unknown-citation", _E, "A source is cited that the library does not have."),
    ("unknown-theme", _E, "A brief names a theme that no library file has."),
    ("unknown-audience", _E, "No folder under templates/ has that name."),
    ("unknown-length", _E, "The audience has no such length."),
    ("contradiction", _E, "A brief says of one block both that it is printed and that it is left out."),
    ("cyclic-reference", _E, "Evidence supersedes itself, or audiences extend each other in a circle."),
    # Prose
    ("unbound-number", _E, "A number in prose that is bound to no fact and declared as no exception."),
    (
        "number-in-words",
        _W,
        "A share, a multiple or an amount in words that is bound to no fact.",
    ),
    ("bad-markdown", _E, "Markdown that a brief cannot carry, such as raw HTML, headings or images in running text."),
    ("bad-notation", _E, "A fact notation or a citation that cannot be read."),
    ("doubled-comparator", _W, 'Prose says "about" or the like before a fact that says so itself.'),
    ("lost-comparator", _W, "Prose says of a value's exactness what the fact does not say, or the other way round."),
    ("unused-exception", _W, "An exception that excuses nothing any more."),
    ("text-too-long", _W, "A text is longer than its depth allows."),
    ("missing-depth", _I, "A text lacks a depth that a deliverable wants; a shorter one stands in."),
    # Language
    ("long-sentence", _I, "A sentence, or sentences on average, are longer than the audience's profile allows."),
    ("hard-to-read", _I, "A text asks for more schooling than the audience's profile allows."),
    ("many-passives", _I, "More sentences are passive than the audience's profile allows."),
    ("unexplained-acronym", _W, "An acronym that no glossary term and no words beside it explain."),
    ("vague-verb", _W, "A recommendation begins with a verb that does not say what is to be done."),
    ("unbound-hedge", _W, "A headline that asserts or asks has a hedge that rests on no judgement of the evidence."),
    ("loaded-word", _W, "A word that takes sides, outside quotation marks and attributed evidence."),
    ("claims-too-much", _W, "A headline says more than the strength of its evidence permits."),
    ("unsupported-text", _W, "A text that states something rests on no fact and on no source."),
    ("waived", _I, "A finding of language that an exception waives, with its reason."),
    # Evidence
    ("undated-fact", _W, "A fact has no as-of date and does not say that it is unknown."),
    ("stale-fact", _W, "A fact is past its time on the day of a brief that may print it."),
    ("undated-source", _I, "A source has no date."),
    ("retracted-source", _W, "Something rests on a source that was retracted, withdrawn or superseded."),
    ("unused-fact", _I, "A fact that nothing prints."),
    ("unused-citation", _I, "A source that nothing cites."),
    ("bad-formula", _E, "A formula under `derived` cannot be read or reckoned, or its result needs rounding."),
    ("unit-clash", _E, "A formula puts units together that do not go together."),
    ("parts-do-not-add-up", _E, "Facts that are declared as parts of a total do not add up to it."),
    ("orphan-challenge", _W, "A challenge that no recommendation answers and that does not say so."),
    ("orphan-recommendation", _W, "A recommendation that answers no challenge and does not say why."),
    ("challenge-without-evidence", _W, "A challenge that rests on no evidence block."),
    ("conflict-not-shown", _W, "Two pieces of evidence contradict each other and no conflict block says so."),
    ("mixed-scales", _W, "Evidence is rated in another scale than the project's."),
    ("long-quote", _W, "More words are quoted from a source than are needed to find the place again."),
    ("one-origin", _W, "Evidence is called strong, and its sources are copies of one."),
    ("unattributed-claim", _W, "A company's claim, an opinion or a forecast does not say whose it is."),
    ("suspect-link", _W, "Something that was approved rests on what has changed since."),
    ("not-approved", _E, "A brief that nobody has approved is to be released."),
    ("unchecked-evidence", _E, "Evidence that nobody but its author has checked is to be released."),
    ("incomplete-brief", _E, "A brief is to be released that lacks limits, method or interests."),
    ("alt-text", _W, "An alternative text is too short, too long or says only what kind of picture it is."),
    # Templates, styles
    ("template-syntax", _E, "A template is not valid Jinja2."),
    ("undefined-variable", _E, "A template prints a variable that does not exist."),
    ("template-error", _E, "A template failed while it was running."),
    ("template-refused", _E, "A template tried something that the sandbox refuses."),
    ("missing-template", _E, "A template or partial that is named does not exist in the audience's chain of folders."),
    ("not-well-formed", _E, "A template does not produce well-formed XHTML."),
    ("unknown-element", _E, "A template uses an element or attribute outside the HTML vocabulary."),
    ("unknown-class", _E, "A template uses a class outside the HTML vocabulary that the audience does not declare."),
    ("misplaced-element", _E, "An element stands where the HTML vocabulary does not allow it."),
    ("word-cannot", _W, "A template asks for something that the Word file cannot show as the other formats do."),
    ("broken-link", _E, "A link or cross-reference leads to an anchor that the document does not have."),
    ("bad-css", _E, "A style sheet has a rule that cannot be used."),
    ("bad-brand", _E, "brand.yml or styles.yml has a value that cannot be used."),
    (
        "below-floor",
        _E,
        "A look has smaller type, closer lines or narrower margins than the audience's profile allows.",
    ),
    ("low-contrast", _W, "Two brand colours that meet on the page differ too little to be read."),
    ("missing-image", _E, "An image that is named does not exist or cannot be read."),
    ("missing-font", _E, "A font that is named is not in the fonts folders."),
    ("missing-glyph", _E, "No shipped font has a character that the text uses."),
    ("bad-reference-doc", _E, "A reference.docx cannot be read."),
    ("reference-style-added", _I, "A Word style that the brief needs is not in reference.docx and was added."),
    (
        "reference-part-dropped",
        _W,
        "Something in a reference.docx is not taken over, since it reaches outside the file.",
    ),
    ("bad-figure", _E, "A figure's data cannot be drawn in the way that it asks for."),
    ("coarse-image", _W, "An image has too few dots for the size at which it is printed."),
    # Pages
    ("over-budget", _E, "The laid-out document has more pages than its length allows."),
    ("docx-over-budget", _E, "LibreOffice lays the Word file out on more pages than its length allows."),
    ("under-filled", _W, "The laid-out document is emptier than its length expects."),
    ("over-limits", _E, "Making a document takes more time or memory than is allowed."),
    ("broken-pair", _W, "A block is printed without the one that it should stand with."),
    ("left-out", _I, "A block was left out or shortened to keep the page budget."),
    ("text-outside-page", _E, "Text runs out of the page."),
    ("formats-differ", _E, "PDF, Word file and web page of one brief do not say the same."),
    ("value-differs", _E, "A finished document prints another value of a fact than the library has."),
    ("says-more", _W, "A shorter document says what the longer one for the same readers does not."),
    ("pdf-engine", _W, "The PDF engine reported something that briefgen could not place."),
    # Import
    ("bad-citation-file", _E, "A bibliography file cannot be read."),
    ("citation-engine", _E, "The citation engine failed."),
    # Sources held against their copies
    ("source-missing", _E, "Words that are quoted from a source do not stand in its copy."),
    ("source-changed", _E, "A source says something else than the fact that rests on it."),
    ("source-moved", _W, "A source says what it said, but in another copy, or elsewhere in it."),
    ("ambiguous-anchor", _W, "Words that are quoted from a source stand in it more than once."),
    ("missing-snapshot", _E, "The copy of a source is not there or cannot be read."),
    ("unanchored-fact", _I, "A fact for which no words of a source are quoted."),
    ("copied-words", _E, "A text has twelve or more words in a row from a copy of a source, outside quotation marks."),
    ("dead-link", _W, "The address of a source leads nowhere."),
    ("moved-link", _I, "The address of a source leads to another one."),
    # Surroundings
    ("office-failed", _E, "LibreOffice cannot lay out a Word file, so that its pages are not known."),
    ("output-exists", _E, "A folder or file that would be made is already there."),
)
"""Every rule id in one place. A test holds each against the docs and against a fixture that produces it."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `span` is None only where no file is to blame."""

    rule: str
    message: str
    span: Span | None = None
    severity: Severity = Severity.ERROR
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.span}: " if self.span else ""
        return f"{where}{self.severity}: {self.message} [{self.rule}]"


@dataclass(slots=True)
class Report:
    """Collects the findings of a run. Stages receive it and add to it; it is the one argument that is edited."""

    severities: Mapping[str, str] = field(default_factory=dict)
    """A project's own severities: rule id to `error`, `warning`, `info` or `off`."""
    _found: dict[Diagnostic, None] = field(default_factory=dict)

    def add(
        self, rule: str, message: str, span: Span | None = None, *, hint: str = "", severity: Severity | None = None
    ) -> None:
        """Record a finding with the severity of its rule, or with another that an audience gives it.

        What the project says of the rule goes before both. The same finding twice counts once.
        """
        weight = self.severities.get(rule, severity or RULES[rule].severity)
        if weight == "off":
            return
        self._found[Diagnostic(rule, message, span, Severity(weight), hint)] = None

    def rewrite(self, each: Callable[[Diagnostic], Diagnostic]) -> None:
        """Put what `each` makes of it in the place of every finding so far."""
        self._found = dict.fromkeys(map(each, self._found))

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over findings that were made elsewhere, for instance in another process."""
        self._found.update(dict.fromkeys(diagnostics))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings, by file, line and column; those without a place come last."""
        return tuple(sorted(self._found, key=_by_place))

    @property
    def has_errors(self) -> bool:
        return any(d.severity is Severity.ERROR for d in self._found)

    def raise_if_errors(self) -> None:
        """Raise `BuildFailed` when an error was found."""
        if self.has_errors:
            raise BuildFailed(self)


def _by_place(d: Diagnostic) -> tuple[bool, str, int, int, str, str]:
    span = d.span or Span("", 0, 0)
    return d.span is None, span.file, span.line, span.column, d.rule, d.message


class BuildFailed(Exception):  # noqa: N818 - reads as what happened
    """Content or templates are at fault; `report` says where. Exit code 1."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{len(report.diagnostics)} findings")
        self.report = report

    def __reduce__(self) -> tuple[type[BuildFailed], tuple[Report]]:
        """From one process to another with its report."""
        return BuildFailed, (self.report,)


class BriefgenError(Exception):
    """The surroundings are at fault: no project here, a library missing, a full disk. Exit code 3."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(BriefgenError):
    """The command line asks for something that does not exist. Exit code 2."""


def closest(name: str, names: Iterable[str], form: str = 'did you mean "{}"?') -> str:
    """`form` filled with the name nearest to `name`, or an empty string when none is near."""
    near = difflib.get_close_matches(name, sorted(set(names)), n=1, cutoff=0.6)
    return form.format(near[0]) if near else ""


def with_severity(diagnostic: Diagnostic, severity: Severity) -> Diagnostic:
    """The same finding, weighed otherwise (release builds raise warnings to errors)."""
    return replace(diagnostic, severity=severity)
