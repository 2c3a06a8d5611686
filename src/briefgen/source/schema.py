"""The shape of library, citation, brief and project files, and the JSON Schema of each.

The docstring under a field is what an editor shows for its key. Kinds of block are in `blocks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from briefgen.core.schemes import BODY
from briefgen.source.audience import AudienceFile
from briefgen.source.blocks import AnyBlock
from briefgen.source.csl import csl_field, csl_json_schema
from briefgen.source.fields import Json, fault, hexadecimal, one_or_several, reads
from briefgen.source.pins import BriefWeights, Pins
from briefgen.source.readers import ReadsAll
from briefgen.source.reviews import ReviewsFile
from briefgen.source.scales import ScalesFile
from briefgen.source.severities import severities_json_schema, severity
from briefgen.source.shapes import (
    AsOf,
    AudienceName,
    BlockName,
    Date,
    Entry,
    FactName,
    FileName,
    Id,
    Language,
    LengthName,
    Markdown,
    MaybeEmpty,
    ThemeName,
    Waiver,
    Words,
    one_of,
)
from briefgen.source.validity import ReleaseWaiver, ValidFor

Csl = Annotated[Mapping[str, object], ReadsAll(csl_field, "CSL fields", tuple(csl_json_schema().items()))]


Severities = Annotated[
    Mapping[str, str], ReadsAll(severity, "rule to severity", tuple(severities_json_schema().items()))
]


class LibraryFile(Entry):
    """Blocks of one policy theme."""

    theme: Id
    """Id of the theme."""
    theme_title: Words
    """Printed heading of the theme."""
    blocks: tuple[AnyBlock, ...]
    """The blocks, from challenge to evidence to recommendation."""


class SnapshotEntry(Entry):
    """A copy of a source that somebody keeps outside the project."""

    file: FileName
    """Its name in the folder that `briefgen verify --sources` gets."""
    sha256: Annotated[str, reads(hexadecimal(64), type="string", pattern="^[0-9a-fA-F]{64}$")] = ""
    """SHA-256 of the copy, so that a change is noticed."""


class SourceEntry(Entry):
    """A source, and what is known of its standing."""

    id: Id
    """Unique; prose and blocks cite it by this."""
    csl: Csl
    """CSL fields: type, title, publisher, issued, URL and the like."""
    kind: Words
    """In words: white paper of an international organisation."""
    reliability: Annotated[str, one_of(*"ABCDEF")] = ""
    """Admiralty letter A to F."""
    tier: Annotated[str, one_of("primary", "secondary", "tertiary")] = ""
    """primary, secondary or tertiary."""
    date: AsOf | None = None
    """Date of the source, or {unknown: why}; default: `issued` of csl."""
    origin: Words = ""
    """Sources of one origin count once; default: the id."""
    reprint: Markdown | None = None
    """Original, reprint or rewrite, as far as is known."""
    access: Annotated[str, one_of("live", "archived", "gone", "unknown")] = "unknown"
    """Whether it can still be read where it was."""
    standing: Annotated[str, one_of("retracted", "withdrawn", "corrected", "superseded")] = ""
    """What became of it: retracted, withdrawn, corrected, superseded."""
    consulted: Annotated[str, one_of("read", "reported")] = "read"
    """`reported`: cited for what another document says of it."""
    rights: Words = ""
    """What the owner allows."""
    notes: Markdown | None = None
    """What a reader should know of it."""
    snapshot: Annotated[
        tuple[SnapshotEntry, ...],
        BeforeValidator(one_or_several, json_schema_input_type=SnapshotEntry | tuple[SnapshotEntry, ...]),
    ] = ()
    """Copies of the source, against which `briefgen verify` holds quotations; one, or a list."""

    @model_validator(mode="after")
    def _has_type_and_title(self) -> SourceEntry:
        for needed in ("type", "title"):
            if needed not in self.csl:
                raise fault("missing-field", f'"{needed}" is missing', self.place_of("csl"))
        return self

    @model_validator(mode="after")
    def _has_a_date(self) -> SourceEntry:
        if self.date is None and "issued" not in self.csl:
            raise fault("missing-field", '"date" is missing', self.place, "write {unknown: why} if it has none")
        return self


class CitationsFile(Entry):
    """Sources."""

    citations: tuple[SourceEntry, ...]
    """The sources."""


class ChangeEntry(Entry):
    """What changed in a version."""

    version: Words
    """Number of the version."""
    date: Date
    """When it was issued."""
    change: Words
    """What changed, in the reader's words."""


class BriefFile(Entry):
    """A subject and the deliverables that are made of it."""

    title: Markdown
    """Title of the brief."""
    titles: dict[str, Markdown] = Field(default={})
    """Titles for single audiences."""
    subtitle: Markdown
    """Printed under the title."""
    lang: Language = ""
    """Language code such as en-GB; default: the project's."""
    date: Date
    """Date of issue."""
    version: Words
    """Number of this version."""
    status: Words
    """draft, final and the like; printed."""
    marking: MaybeEmpty = ""
    """Protective marking, printed on each page."""
    organisation: Words = ""
    """Who publishes; default: the project's."""
    contact: Words = ""
    """Whom readers may ask; default: the project's."""
    jurisdiction: Words
    """Whose decision the brief is about."""
    addressees: dict[str, Words] = Field(default={})
    """By audience: who is addressed."""
    themes: tuple[ThemeName, ...] = ()
    """Themes that the brief draws on; empty means all."""
    include: tuple[BlockName, ...] = ()
    """Blocks that are printed whatever the themes."""
    exclude: tuple[BlockName, ...] = ()
    """Blocks that are left out."""
    keep: Pins = Field(default={})
    """By block: `always`, not left out to save room; `never`, left out. Goes before what the block itself says."""
    weights: BriefWeights = Field(default={})
    """By audience: worth of themes and kinds in this brief, 1 if not named. Goes before what the profile says."""
    key_figures: tuple[FactName, ...] = ()
    """Facts shown large on the one-page summary."""
    audiences: Annotated[tuple[AudienceName, ...], Field(min_length=1)]
    """Who gets a brief."""
    lengths: Annotated[tuple[LengthName, ...], Field(min_length=1)]
    """In which sizes."""
    formats: Annotated[tuple[Annotated[str, one_of("pdf", "docx", "html")], ...], Field(min_length=1)]
    """pdf, docx, html."""
    review_by: Date | None = None
    """When the brief should be looked at again."""
    history: tuple[ChangeEntry, ...] = ()
    """Versions, newest first."""
    waivers: tuple[ReleaseWaiver, ...] = ()
    """Findings that do not stop a release of this brief."""
    strength_scale: Words = ""
    """The scale in which the evidence of this brief is rated; default: the project's."""


class ProjectFile(Entry):
    """Settings for the whole project."""

    organisation: Words
    """Who publishes."""
    contact: Words
    """Whom readers may ask."""
    lang: Language = "en-GB"
    """Language code of the briefs."""
    exceptions: tuple[Waiver, ...] = ()
    """Digits in any prose that are no fact."""
    strength_scale: Words = BODY
    """The scale in which evidence is rated: body of evidence, GRADE, Admiralty, IPCC confidence, or one of your own."""
    valid_for: ValidFor = Field(default={})
    """Months that facts are good for, by kind or by basis of the evidence."""
    waivers: tuple[ReleaseWaiver, ...] = ()
    """Findings that do not stop a release."""
    severities: Severities = Field(default={})
    """By rule: error, warning, info or off."""


SCHEMAS: Final[Mapping[str, type[BaseModel]]] = {
    "library": LibraryFile,
    "citations": CitationsFile,
    "brief": BriefFile,
    "project": ProjectFile,
    "reviews": ReviewsFile,
    "scales": ScalesFile,
    "audience": AudienceFile,
}
"""Kinds of file that people write, by the name of their schema."""


def schema_json(name: str) -> Json:
    """The JSON Schema that editors use for one of `SCHEMAS`."""
    schema: dict[str, Any] = _without_null(SCHEMAS[name].model_json_schema(by_alias=True))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _without_null(schema: Any) -> Any:
    """A field that may be left out may still not be blank."""
    if isinstance(schema, list):
        return [_without_null(each) for each in schema if each != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    return {k: _without_null(v) for k, v in schema.items() if not (k == "default" and v is None)}
