"""Names that people give to new things."""

from __future__ import annotations

import re

from briefgen.diagnostics import UsageError
from briefgen.source.fields import ID_PATTERN


def must_be_id(name: str) -> None:
    """Raise `UsageError` unless `name` is made of small letters, digits and single hyphens."""
    if not re.fullmatch(ID_PATTERN, name):
        near = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        message = f'"{name}" cannot be a name: only small letters, digits and single hyphens'
        raise UsageError(message, hint=f'write "{near}"' if near else "")
