"""Types of fields, and the entries that several kinds of block share.

The docstring under a field is what an editor shows for its key.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, Literal, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationInfo,
    model_validator,
)
from pydantic_core import CoreSchema

from briefgen.core.model import Day, Prose, Quantity, Stated, Unknown
from briefgen.diagnostics import Report, Span, closest
from briefgen.source import fields as read
from briefgen.source import values
from briefgen.source.fields import Json, Ref, fault, reads
from briefgen.source.yaml_tree import Entries, Scalar

_STRING: Final[Json] = {"type": "string", "minLength": 1}
_DAY: Final[Json] = {"anyOf": [{"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}, {"type": "integer"}]}
_UNKNOWN: Final[Json] = {
    "type": "object",
    "properties": {"unknown": _STRING},
    "required": ["unknown"],
    "additionalProperties": False,
}
_NUMBER: Final[Json] = {"type": "number"}
_RANGE: Final[Json] = {
    "type": "object",
    "properties": {"low": _NUMBER, "high": _NUMBER},
    "required": ["low", "high"],
    "additionalProperties": False,
}
_RATIO: Final[Json] = {
    "type": "object",
    "properties": {"ratio": {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}},
    "required": ["ratio"],
    "additionalProperties": False,
}

Id = Annotated[Scalar, reads(read.identifier, type="string", pattern=f"^{read.ID_PATTERN}$")]
BlockName = Annotated[Ref, reads(read.reference("block"), **_STRING)]
ChallengeName = Annotated[Ref, reads(read.reference("challenge"), **_STRING)]
EvidenceName = Annotated[Ref, reads(read.reference("evidence"), **_STRING)]
RecommendationName = Annotated[Ref, reads(read.reference("recommendation"), **_STRING)]
FactName = Annotated[Ref, reads(read.reference("fact"), **_STRING)]
CitationName = Annotated[Ref, reads(read.reference("citation"), **_STRING)]
ThemeName = Annotated[Ref, reads(read.reference("theme"), **_STRING)]
AudienceName = Annotated[Ref, reads(read.reference("audience"), **_STRING)]
LengthName = Annotated[Ref, reads(read.reference("length"), **_STRING)]
Words = Annotated[str, reads(read.words, **_STRING)]
MaybeEmpty = Annotated[str, reads(read.words_or_none, type="string")]
PlainText = Annotated[Prose, reads(read.plain_prose, **_STRING)]
Markdown = Annotated[Prose, reads(read.prose, **_STRING)]
MaybeUnknown = Annotated[Stated, reads(values.stated, anyOf=[_STRING, _UNKNOWN])]
AsOf = Annotated[Day | Unknown, reads(values.day_or_unknown, anyOf=[*_DAY["anyOf"], _UNKNOWN])]
FileName = Annotated[str, reads(read.file_name, **_STRING)]
Language = Annotated[str, reads(read.language, **_STRING)]
Date = Annotated[Day, reads(read.day, **_DAY)]
Switch = Annotated[bool, reads(read.switch, type="boolean")]
Number = Annotated[Decimal, reads(read.decimal, **_NUMBER)]
Value = Annotated[Quantity, reads(values.quantity, anyOf=[_NUMBER, _STRING, _RANGE, _RATIO])]
Weight = Annotated[float, reads(read.weight, type="number", minimum=0)]
Percent = Annotated[int, reads(read.whole(1, 100), type="integer", minimum=1, maximum=100)]
Priority = Annotated[int, reads(read.whole(1, 5), type="integer", minimum=1, maximum=5)]


def one_of(*names: str) -> read.Reads:
    """A text that is one of `names`."""
    return reads(read.choice(names), enum=list(names))


WAIVABLE: Final = (
    "long-sentence",
    "hard-to-read",
    "many-passives",
    "unexplained-acronym",
    "vague-verb",
    "unbound-hedge",
    "loaded-word",
    "claims-too-much",
    "unsupported-text",
)
"""Rules of language, from which a text can be excepted with a reason."""


def _kebab(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _cut_off(key: str, value: object) -> str:
    """What to do when the supposed key is the rest of a text that a comma ended."""
    bare = isinstance(value, Scalar) and value.is_null
    return "inside { } a comma ends a text; put the whole text in quotes" if bare and " " in key else ""


def _report_of(info: ValidationInfo) -> Report:
    return cast("Report", info.context)


@cache
def _vocabulary(of: type[Entry]) -> Mapping[str, None]:
    """Asked for every entry of a library; a mapping, since it is quickly looked into and has an order."""
    return dict.fromkeys(_kebab(name) for name in of.model_fields)


class Entry(BaseModel):
    """A mapping with known keys that knows where it was written."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_kebab, arbitrary_types_allowed=True)
    _place: Span = PrivateAttr()
    _places: Mapping[str, Span] = PrivateAttr()

    @model_validator(mode="wrap")
    @classmethod
    def _keep_place(cls, data: Any, handler: ModelWrapValidatorHandler[Any], info: ValidationInfo) -> Any:
        """Read a mapping; keys that it may not have are reported at once and passed over."""
        if not isinstance(data, Entries):
            read.scalar(data, "a mapping")
            raise fault("wrong-type", f"this must be a mapping of {', '.join(cls.vocabulary())}", read.span_of(data))
        known = _vocabulary(cls)
        for key in data.keys() - known.keys():
            hint = closest(key, known) or _cut_off(key, data[key]) or f"the keys are {', '.join(known)}"
            _report_of(info).add("unknown-key", f'there is no key "{key}" here', data.key_spans[key], hint=hint)
        entry = handler({key: value for key, value in data.items() if key in known})
        entry._place = data.span
        entry._places = {key: value.span for key, value in data.items()}
        return entry

    @classmethod
    def vocabulary(cls) -> tuple[str, ...]:
        """The keys as YAML has them, in the order of the class."""
        return tuple(_vocabulary(cls))

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        """With the docstrings under fields as descriptions. They are looked for when a schema is printed, and not
        whenever the program starts, which pydantic's own way of doing it comes to."""
        from briefgen.source.docstrings import field_docs

        made = handler(core)
        properties = handler.resolve_ref_schema(made).get("properties", {})
        for name, words in field_docs(cls, Entry).items():
            properties[_kebab(name)].setdefault("description", words)
        return made

    @property
    def place(self) -> Span:
        """Where the mapping begins."""
        return self._place

    def place_of(self, key: str) -> Span:
        """Where the value of a key begins, or the mapping if the key is not there."""
        return self._places.get(key, self._place)


# --- what blocks share --------------------------------------------------------------------------


class QuoteEntry(Entry):
    """A few words of the source, by which `briefgen verify` finds the place again."""

    exact: PlainText | None = None
    """Up to 11 words as they stand there, with the value in them or beside them."""
    prefix: Words = ""
    """Words directly before, if the same stands in the source more than once."""
    suffix: Words = ""
    """Words directly after."""
    unstated: Words = ""
    """Why the source does not print the value: the editors' own count, the date of the page."""

    @model_validator(mode="after")
    def _says_something(self) -> QuoteEntry:
        if self.exact is None and not self.unstated:
            hint = "say under unstated why the source has no words for it"
            raise fault("missing-field", '"exact" is missing', self.place, hint)
        return self


class Cite(Entry):
    """A source, and the place in it."""

    cite: CitationName
    """Key of a source in content/citations/."""
    at: Words = ""
    """Locator: `p. 25`, `chap. 4`, `line 13`."""
    quote: QuoteEntry | None = None
    """A few words of the source, by which `briefgen verify` finds the place again."""


class Waiver(Entry):
    """Words in prose that a rule is to pass over."""

    text: Words
    """The text as it stands in the prose, for instance `GPT-4`."""
    reason: Words
    """Why this is no fact: product name, number of a law."""
    rule: Annotated[str, one_of(*WAIVABLE)] = ""
    """A rule of language that is to pass over the sentence with this text; without it, numbers are meant."""


class Depths(Entry):
    """A text at up to three depths."""

    headline: Markdown | None = None
    """One sentence of up to 30 words that can stand alone."""
    summary: Markdown | None = None
    """Up to 90 words."""
    full: Markdown | None = None
    """Up to 350 words, in paragraphs."""

    @model_validator(mode="after")
    def _says_something(self) -> Depths:
        if not (self.headline or self.summary or self.full):
            raise fault("missing-field", "a text needs at least one of headline, summary and full", self.place)
        return self


class Texts(Depths):
    """A text, with variants for single audiences."""

    for_: dict[str, Depths] = Field(default={})
    """By audience: the words that must differ for it."""


class HeadedTexts(Texts):
    """A text of which at least the headline is there."""

    headline: Markdown
    """One sentence of up to 30 words that can stand alone."""


class RiskEntry(Entry):
    """A row of the risk register."""

    risk: Markdown
    """What may go wrong."""
    likelihood: MaybeUnknown
    """How likely, or {unknown: why}."""
    impact: MaybeUnknown
    """What it would do, or {unknown: why}."""
    mitigation: MaybeUnknown
    """What lessens it, or {unknown: why}."""
    owner: MaybeUnknown
    """Who deals with it, or {unknown: why}."""


class BlockEntry(Entry):
    """What every block has."""

    id: Id
    """Unique in the library: small letters, digits, hyphens."""
    title: Markdown
    """A few words, sentence case; a figure's title states the finding."""
    text: Texts | None = None
    """The text at its depths."""
    priority: Priority = 3
    """1 (nice to have) to 5 (the brief is wrong without it)."""
    keep: Annotated[str, one_of("auto", "always", "never")] = "auto"
    """`always`: never dropped to save room. `never`: not printed."""
    audiences: tuple[AudienceName, ...] = ()
    """Only these audiences see the block."""
    sources: tuple[Cite, ...] = ()
    """Sources that the whole block rests on."""
    exceptions: tuple[Waiver, ...] = ()
    """Digits in this block's prose that are no fact."""


def kind_is(name: str) -> Any:
    """Annotation of `kind` in the class for that kind."""
    return BeforeValidator(lambda value: read.scalar(value).text, json_schema_input_type=Literal[name])
