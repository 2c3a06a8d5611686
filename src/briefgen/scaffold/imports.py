"""Sources from bibliography files of other programs."""

from __future__ import annotations

import re
from pathlib import Path

from briefgen.diagnostics import BriefgenError, Report, Span
from briefgen.output import write_file
from briefgen.render.bib_import import import_citations


def import_file(file: Path, out: Path | None, root: Path, report: Report) -> Path | None:
    """Write the sources of `file` to `out`, by default content/citations/<name>.yaml.

    None when none can be read or the target is there already; `report` says why, and what was left out. Raises
    `BriefgenError` when there is no such file.
    """
    target = out or root / "content" / "citations" / f"{_slug(file.stem)}.yaml"
    if target.exists():
        shown = target.relative_to(root) if target.is_relative_to(root) else target
        report.add("output-exists", f"{shown} is there already", Span(str(file), 1, 1), hint="give another with --out")
        return None
    text = import_citations(str(file), _read(file), report)
    if not text:
        return None
    write_file(target, text.encode())
    return target


def _slug(stem: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "imported"


def _read(file: Path) -> str:
    """The text; files of old programs that are not UTF-8 are read as UTF-16 or Windows-1252."""
    try:
        data = file.read_bytes()
    except OSError as fault:
        raise BriefgenError(f"{file} cannot be read: {fault.strerror}") from fault
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:64]:
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
