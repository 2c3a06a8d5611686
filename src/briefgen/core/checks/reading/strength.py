"""Words say no more than the evidence carries: what is limited does not prove anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from briefgen.core.checks.reading.common import Reading
from briefgen.core.model import Evidence, Strength
from briefgen.core.sentences import words_at
from briefgen.diagnostics import Diagnostic

_CERTAIN: Final = (
    r"\b(?:prov(?:e[sdn]?|ing)|certainly|undoubtedly|unquestionably|(?:beyond|without) doubt)\b",
    "证明|无疑",
)
_SETTLED: Final = (
    r"\b(?:demonstrat(?:e[sd]?|ing)|establish(?:e[sd]|ing)|conclusively|clearly|definitely)\b",
    "证实|确凿",
)
_SHOWN: Final = (r"\b(?:show(?:s|ed|n)?|confirm(?:s|ed)?)\b", "表明")

BEYOND: Final[Mapping[Strength, tuple[str, ...]]] = {
    Strength.STRONG: _CERTAIN,
    Strength.MEDIUM: (*_CERTAIN, *_SETTLED),
    Strength.LIMITED: (*_CERTAIN, *_SETTLED, *_SHOWN),
    Strength.NONE: (*_CERTAIN, *_SETTLED, *_SHOWN),
}
"""Words that evidence of this strength does not permit; very strong evidence permits all."""

_PATTERNS: Final = {strength: re.compile("|".join(words), re.IGNORECASE) for strength, words in BEYOND.items()}
_DENIED: Final = re.compile(
    r"(?:\b(?:not|no|nothing|never|cannot|nobody|none|neither|nor|hardly|whether|if)\b|n['\u2019]t\b|[不未没无难])"
    r"[^.;:]{0,40}\Z",
    re.IGNORECASE,
)
_LOOK_BACK: Final = 60
_CHINESE: Final = re.compile("[\u3400-\u9fff]")


def claims_too_much(reading: Reading) -> Iterator[Diagnostic]:
    """Headlines of evidence use the words that its strength permits, unless they deny them."""
    for text in reading.texts:
        if not isinstance(text.block, Evidence) or not text.headline:
            continue
        strength = text.block.strength
        pattern = _own_words(text.block.level, reading) or _PATTERNS.get(strength)
        for word, at in words_at(text.sentences, pattern) if pattern else ():
            if not _DENIED.search(text.prose.text[max(0, at - _LOOK_BACK) : at]):
                message = f'"{word}" says more than {"no" if strength is Strength.NONE else strength} evidence carries'
                hint = "say who reports or estimates it, or rate the evidence higher and give the reason"
                yield text.found("claims-too-much", message, at, hint)


def _own_words(level: str, reading: Reading) -> re.Pattern[str] | None:
    """Words that a scale of the project's own does not permit, if it says so itself."""
    scales = reading.library.scales
    found = scales.get(reading.project.scale) or next((s for s in scales.values() if level in s.levels), None)
    never = found.levels[level].never if found and level in found.levels else ()
    words = (re.escape(word) if _CHINESE.search(word) else rf"\b{re.escape(word)}\b" for word in never)
    return re.compile("|".join(words), re.IGNORECASE) if never else None
