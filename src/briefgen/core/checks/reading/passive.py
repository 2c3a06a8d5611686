"""Most sentences say who acts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from briefgen.core.checks.reading.common import Reading, strictest
from briefgen.diagnostics import Diagnostic

LEAST_SENTENCES: Final = 6
_PASSIVE: Final = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s+(?:not\s+|also\s+|now\s+|\w+ly\s+)?"
    r"(?:\w{3,}ed|made|given|said|held|kept|built|known|shown|taken|found|set|put|paid|sold|bought|written|read|drawn|"
    r"told|left|lost|met|seen|sent|spent|chosen|driven|grown|led|meant|thought|understood)\b",
    re.IGNORECASE,
)


def many_passives(reading: Reading) -> Iterator[Diagnostic]:
    """The share of sentences in the passive is within the limit of the strictest reader."""
    for text in reading.english():
        limit, audience = strictest(text.readers, "passive")
        passive = [s for s in text.sentences if _PASSIVE.search(s.text)]
        total = len(text.sentences)
        if total >= LEAST_SENTENCES and len(passive) > 1 and len(passive) / total * 100 > limit:
            message = f"{len(passive)} of {total} sentences are passive; {limit:.0f}% is the limit for {audience}"
            yield text.found("many-passives", message, passive[0].start, "say who acts")
