"""What is dear to make and the same in most files, kept in a folder between runs by what it is made of."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_CHECK: Final = 4
"""Bytes of the check sum behind what is kept."""


@dataclass(frozen=True, slots=True)
class Store:
    """A folder; without one nothing is kept. What somebody cut short or altered in it counts for nothing."""

    folder: Path | None = None

    def kept(self, what: str, made_of: tuple[bytes, ...], make: Callable[[], bytes]) -> bytes:
        """What `make` gives, or gave another time for the same; `what` names the kind of thing."""
        if self.folder is None:
            return make()
        path = self.folder / f"{what}-{_key(made_of)}"
        with contextlib.suppress(OSError):
            kept = path.read_bytes()
            if _sum(kept[:-_CHECK]) == kept[-_CHECK:]:
                return kept[:-_CHECK]
        made = make()
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            _write_whole(path, made + _sum(made))
        return made


def _key(made_of: tuple[bytes, ...]) -> str:
    whole = hashlib.blake2b(digest_size=16)
    for part in made_of:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()


def _sum(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(_CHECK, "big")


def _write_whole(path: Path, data: bytes) -> None:
    """Written beside and then renamed, so that another process sees all of it or nothing."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix="new-")
    with os.fdopen(number, "wb") as file:
        file.write(data)
    Path(name).replace(path)
