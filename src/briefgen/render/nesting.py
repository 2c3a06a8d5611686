"""How deep brackets stand in each other: readers of style sheets go down for each, and not all come up again."""

from __future__ import annotations

import re
from typing import Final

MAX_NESTING: Final = 32
_WORDS: Final = re.compile(r"""/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)
_BRACKET: Final = re.compile(r"[](){}[]")


def too_deep(css: str) -> int | None:
    """Where brackets stand deeper than they may, if they do; those in comments and strings do not count."""
    depth = 0
    for found in _BRACKET.finditer(_WORDS.sub(lambda words: " " * len(words.group()), css)):
        depth = depth + 1 if found.group() in "([{" else max(depth - 1, 0)
        if depth > MAX_NESTING:
            return found.start()
    return None
