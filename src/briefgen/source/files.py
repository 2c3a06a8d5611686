"""The one door for content: text files below a project's root.

Nothing above the root is read, not even through a link, and a file at fault is a finding.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from briefgen.diagnostics import Report, Span

MAX_BYTES: Final = 4_000_000
"""Larger files are refused; a whole shipped library is a tenth of this."""


def read_texts(root: Path, folder: str, suffixes: tuple[str, ...], report: Report) -> Mapping[str, str | None]:
    """Text by path relative to `root`, sorted, of every file below `folder` with one of these suffixes.

    None for a file that was refused. Names that begin with a dot are passed over, and so is a folder that
    does not exist.
    """
    found = (p for p in _walk(root, root / folder, report) if p.suffix.lower() in suffixes)
    return {_relative(root, path): read_text(root, path, report) for path in sorted(found)}


def read_text(root: Path, path: Path, report: Report, shown: str = "") -> str | None:
    """The text of one file without its byte order mark; None when it was refused, and `report` says why.

    `shown` is how messages name the folder `root`, if not at all.
    """
    span = Span(f"{shown}/{_relative(root, path)}" if shown else _relative(root, path), 1, 1)
    if not path.resolve().is_relative_to(root.resolve()):
        report.add("unreadable-file", "the file is a link that leaves the project", span)
        return None
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            report.add("unreadable-file", "this is not a regular file", span)
            return None
        if info.st_size > MAX_BYTES:
            report.add("too-large", f"the file has {info.st_size:,} bytes; {MAX_BYTES:,} are accepted", span)
            return None
        data = path.read_bytes()
    except OSError as fault:
        report.add("unreadable-file", f"the file cannot be read: {fault.strerror}", span)
        return None
    return _decode(data, span, report)


def _decode(data: bytes, span: Span, report: Report) -> str | None:
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as fault:
        before = data[: fault.start].decode("utf-8")
        line, last = before.count("\n") + 1, before.rpartition("\n")[2]
        report.add(
            "unreadable-file",
            f"the file is not UTF-8 text (byte 0x{data[fault.start]:02x})",
            Span(span.file, line, len(last) + 1),
            hint="save it with the encoding UTF-8",
        )
        return None


def _walk(root: Path, folder: Path, report: Report) -> Iterator[Path]:
    for at, folders, files in os.walk(folder):
        here = Path(at)
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for linked in (here / f for f in folders if (here / f).is_symlink()):
            report.add("unreadable-file", "links to folders are not followed", Span(_relative(root, linked), 1, 1))
        yield from (here / f for f in files if not f.startswith("."))


def _relative(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
