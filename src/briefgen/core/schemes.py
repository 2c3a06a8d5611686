"""Scales for the strength of evidence: what levels there are, and what each comes to when words are weighed.

A project uses one scale, so that a reader learns one. Each level stands for one of five strengths, which decide how
much a headline may claim. What a level is called on the page stands in labels.yml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from briefgen.core.model import Scale, Strength

BODY: Final = "body of evidence"
_WEAKEST_FIRST: Final = (Strength.NONE, Strength.LIMITED, Strength.MEDIUM, Strength.STRONG, Strength.VERY_STRONG)


def _admiralty() -> dict[str, Strength]:
    """Reliability of the source (A to F) and credibility of the information (1 to 6); the worse of the two counts."""
    marks = [Strength.VERY_STRONG, Strength.STRONG, Strength.MEDIUM, Strength.LIMITED, Strength.NONE, Strength.NONE]
    return {
        f"{letter}{number}": min(marks[row], marks[column], key=_WEAKEST_FIRST.index)
        for row, letter in enumerate("ABCDEF")
        for column, number in enumerate("123456")
    }


SCHEMES: Final[Mapping[str, Mapping[str, Strength]]] = {
    BODY: {str(strength): strength for strength in Strength},
    "GRADE": {
        "high": Strength.VERY_STRONG,
        "moderate": Strength.MEDIUM,
        "low": Strength.LIMITED,
        "very low": Strength.NONE,
    },
    "Admiralty": _admiralty(),
    "IPCC confidence": {
        "very high confidence": Strength.VERY_STRONG,
        "high confidence": Strength.STRONG,
        "medium confidence": Strength.MEDIUM,
        "low confidence": Strength.LIMITED,
        "very low confidence": Strength.NONE,
    },
}
"""By name: levels, and the strength that each stands for. No level belongs to two scales."""
LEVELS: Final[Mapping[str, Strength]] = {
    level: strength for levels in SCHEMES.values() for level, strength in levels.items()
}


def levels_of(scales: Mapping[str, Scale], scale: str) -> Mapping[str, Strength]:
    """Every level of every scale, with what it stands for; the same name stands for what it does in `scale`."""
    own = {name: each.strength for other in scales.values() for name, each in other.levels.items()}
    return {**own, **LEVELS, **names_in(scale, scales)}


def names_in(scale: str, scales: Mapping[str, Scale]) -> Mapping[str, Strength]:
    """The levels of one scale."""
    if scale in scales:
        return {name: each.strength for name, each in scales[scale].levels.items()}
    return SCHEMES.get(scale, {})


def scheme_of(level: str, scales: Mapping[str, Scale] | None = None) -> str:
    """The scale to which a level belongs."""
    own = ((name, scale.levels) for name, scale in (scales or {}).items())
    return next((name for name, levels in (*SCHEMES.items(), *own) if level in levels), "no scale")


def label_key(level: str) -> str:
    """The name of a level's label; those of two marks have one for all."""
    return "strength_" + ("admiralty" if scheme_of(level) == "Admiralty" else level.replace(" ", "_"))


def key_of(scheme: str) -> str:
    """The name of the label that explains the scale."""
    return "strength_key_" + scheme.casefold().replace(" ", "_")
