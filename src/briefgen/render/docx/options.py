"""What a run asks of its Word files beside the content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordOptions:
    """Choices for one run; the defaults are those of a working copy with the audience's own look."""

    reference: bytes = b""
    """A reference document that goes before the audience's; empty for none."""
    reference_name: str = ""
    """What findings call it."""
    anchors: bool = True
    """Hold each block by a hidden bookmark and tell in the file which is which. Without, the file is fit for
    publication: it names neither blocks nor authors."""

    @property
    def hashes(self) -> Mapping[str, str]:
        """What a Word file depends on beside the project, by name; nothing for the defaults."""
        reference = {"option/reference-doc": hashlib.sha256(self.reference).hexdigest()} if self.reference else {}
        return reference if self.anchors else {**reference, "option/no-anchors": "1"}
