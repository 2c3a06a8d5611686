"""Audience and length as data: what `audience.yaml` says once its chain of folders is merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from briefgen.core.model import Depth


@dataclass(frozen=True, slots=True)
class Pages:
    """A page budget of the laid-out document."""

    low: float
    """Fewer pages than this are reported."""
    high: float
    """More pages than this are an error; 0.5 is the upper half of one page."""
    free: float = 0.0
    """What the PDF leaves free of that, in pages, since Word may need a little more."""


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """One section of a length: what it shows, how much of it, and how."""

    id: str
    title: str
    """Printed heading; empty for none."""
    show: str
    """A block kind (`challenge`, `text`, ...), or something generated (see `GENERATED`)."""
    role: str
    """For `text`: which role."""
    also: tuple[str, ...]
    """Further kinds that are shown beside, for instance the figures of each theme."""
    layout: str
    """Partial `sections/<layout>.html.j2`."""
    depth: Depth
    """The deepest text that the section prints."""
    least: Depth
    """The shortest that saving room may reduce it to."""
    min: int
    """Blocks that must be there."""
    max: int
    """Blocks at most; 0 for no limit."""
    required: bool
    """True: never dropped; missing content is reported."""
    sort: str
    """`rank` (worth first) or `library` (as the authors ordered it)."""
    evidence: int
    """How many pieces of evidence are shown with each block; -1 for all."""
    answers: int
    """How many recommendations are shown with each challenge (or challenges with each recommendation); -1 for all."""
    group: bool
    """Group blocks under their themes."""
    toc: bool
    """Heading appears in the table of contents."""
    weight: float
    """Worth of the section's blocks against other sections."""
    classes: str
    """Classes of the `section` element."""
    intro: str
    """A sentence printed under the heading; may be empty."""


GENERATED = frozenset(
    {
        "masthead",
        "one-page",
        "front",
        "toc",
        "list-of-figures",
        "list-of-tables",
        "key-figures",
        "coverage-matrix",
        "evidence-register",
        "risk-register",
        "figure-data",
        "glossary",
        "references",
        "document-control",
        "contact",
        "sources-line",
        "decision",
    }
)
"""What a section may show besides blocks."""


PDF_STANDARDS = ("ua-1", "a-2a", "a-2b", "a-2u", "a-3a", "a-3b", "a-3u")
"""Standards that a PDF can keep to: PDF/UA-1, and one level of PDF/A-2 or PDF/A-3."""
PDF_STANDARD = ("ua-1", "a-3a")
"""What it keeps to when nothing is said."""


@dataclass(frozen=True, slots=True)
class Length:
    """One of the sizes in which an audience gets a brief."""

    name: str
    label: str
    template: str
    pages: Pages
    citations: str
    """CSL style by name: a file `csl/<name>.csl` in the chain of folders."""
    cite: str
    """`text`: after each text its sources; `none`: only what authors cite themselves."""
    numbered_headings: bool
    numbered_paragraphs: bool
    sections: tuple[SectionSpec, ...]
    notes: str = "footnotes"
    """`footnotes`: at the foot of the page that calls them; `endnotes`: at the end, under a heading."""
    figures: str = "drift"
    """`drift`: a figure that would leave a hole in a page stands elsewhere in its section; `stay`: it does not."""
    pdf_standard: tuple[str, ...] = PDF_STANDARD
    """Which of `PDF_STANDARDS` its PDF keeps to."""

    @property
    def carries_attachments(self) -> bool:
        """Whether its PDF can have other files in it; of these standards only PDF/A-3 can."""
        return any(name.startswith("a-3") for name in self.pdf_standard)


@dataclass(frozen=True, slots=True)
class Reading:
    """Limits that texts for this audience are held to (words in a sentence, school grade)."""

    grade: int
    mean_sentence: int
    max_sentence: int
    passive: int = 25
    """Sentences in the passive, per cent."""
    level: str = "info"
    """How much these limits weigh: `info`, `warning` or `error`."""
    at_release: str = ""
    """How much they weigh when a brief is released, if it is not the same."""


@dataclass(frozen=True, slots=True)
class Floors:
    """What no look may go below, so that a page is filled by choosing what to say and never by shrinking it."""

    type_pt: float = 8.0
    """Size of the smallest running text."""
    leading: float = 1.15
    """Line height of running text as a multiple of its size."""
    margin_mm: float = 12.0
    """Each margin of the page."""


DEPTH_WORTH: Mapping[Depth, float] = {Depth.HEADLINE: 1.0, Depth.SUMMARY: 0.5, Depth.FULL: 0.25}
"""Worth of printing the headline, of deepening it to the summary, and of that to the full text."""


@dataclass(frozen=True, slots=True)
class Audience:
    """The profile of one group of readers."""

    name: str
    chain: tuple[str, ...]
    """This audience, then those it extends, `base` last."""
    label: str
    stance: str
    """`advice`, `impartial`, `informative`, `analytic` or `neutral`."""
    terms: str
    """`expand`: acronyms at first use; `explain`: every term with its gloss at first use; `none`."""
    reading: Reading
    weights: Mapping[str, float]
    """Worth of a theme or kind for this reader, default 1."""
    lengths: Mapping[str, Length]
    class_styles: Mapping[str, str]
    """Own classes, with the Word style that each stands for."""
    labels: Mapping[str, str]
    """Words of the templates in the brief's language."""
    depth_worth: Mapping[Depth, float] = field(default_factory=lambda: DEPTH_WORTH)
    """What each depth adds to the worth of a block: the headline, then the summary, then the full text."""
    floors: Floors = Floors()
