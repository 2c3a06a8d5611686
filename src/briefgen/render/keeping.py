"""Results kept between runs, one JSON file each; whatever is damaged or cannot be written is made again."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def read_kept(folder: Path | None, name: str) -> Mapping[str, object] | None:
    """What was kept under this name; None when there is nothing that can be read."""
    if folder is None:
        return None
    try:
        found = json.loads((folder / f"{name}.json").read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def keep(folder: Path | None, name: str, value: Mapping[str, object]) -> None:
    """Keep a result; a folder that cannot be written to is no failure."""
    if folder is None:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False)
        Path(temporary).replace(folder / f"{name}.json")
