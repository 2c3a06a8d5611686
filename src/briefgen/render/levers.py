"""Short cuts that make documents sooner and no byte of them other; each can be turned off, to compare."""

from __future__ import annotations

import os
from typing import Final

SWITCH: Final = "BRIEFGEN_STOCK"
"""Environment variable: names of short cuts that are not taken, with commas between them, or `all`."""
LEVERS: Final = ("declarations", "late-imports", "collector")


def is_on(lever: str) -> bool:
    """Whether a short cut is taken."""
    off = {name.strip() for name in os.environ.get(SWITCH, "").split(",")}
    return lever not in off and "all" not in off
