"""What the last run of a command found, so that the next one on the same inputs ends before anything is parsed.

An answer is kept in the project, one for each set of options, with a hash over everything that it depends on: every
file of the project that a run reads, the built-in templates, the program, Python and the libraries, and the variables
that the program heeds. No time of change is looked at. It is data and nothing but data; what cannot be made sense of
is not used. An answer of a build also names the files that it left, with their hashes: it holds while they lie there
unaltered.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import briefgen
from briefgen import output, resources
from briefgen.diagnostics import RULES, Diagnostic, Severity, Span

FOLDER: Final = ".briefgen/last"
"""Below the project; safe to delete at any time."""
MAX_BYTES: Final = 50_000_000
_READ: Final = ("content", "templates")
"""Folders of a project that runs read."""
_HEEDED: Final = "SOURCE_DATE_EPOCH"
_OURS: Final = "BRIEFGEN_"
"""How the names of the program's own variables begin."""


class Damaged(Exception):  # noqa: N818 - says what an answer is
    """An answer that makes no sense. It is not used, and the next run writes another."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run found."""

    findings: tuple[Diagnostic, ...]
    files: Mapping[str, str] = field(default_factory=dict)
    """Every file that it left, by path below the project, with its hash."""
    said: str = ""
    """The summary that it printed."""


@dataclass(frozen=True)
class Question:
    """A command with its options, asked of a project as it is at this moment."""

    root: Path
    asked: tuple[object, ...]
    """The command and all options on which the answer depends: texts, numbers, tuples of these."""

    @cached_property
    def _inputs(self) -> str | None:
        return digest_of_inputs(self.root)

    @property
    def _path(self) -> Path:
        name = hashlib.sha256(repr(self.asked).encode(errors="surrogatepass")).hexdigest()[:16]
        return output.keep_inside(self.root, self.root / FOLDER) / f"{name}.json"

    def answer(self) -> Answer | None:
        """The last run's, if it had the same inputs and what it left lies there unaltered.

        Raises `Damaged` when there is one that makes no sense.
        """
        kept = _read(self._path) if self._path.is_file() and self._inputs else None
        if kept is None or kept.get("inputs") != self._inputs:
            return None
        answer = _answer(kept)
        return answer if all(_has(self.root / name, digest) for name, digest in answer.files.items()) else None

    def keep(self, answer: Answer) -> None:
        """For the next run. Nothing is kept when an input changed meanwhile; raises `BriefgenError` as `write_file`."""
        if self._inputs is None or digest_of_inputs(self.root) != self._inputs:
            return
        kept = {
            "inputs": self._inputs,
            "findings": [_plain(found) for found in answer.findings],
            "files": dict(answer.files),
            "said": answer.said,
        }
        output.write_file(self._path, json.dumps(kept, indent=1).encode())


# --- what an answer depends on ------------------------------------------------------------------------


def digest_of_inputs(root: Path) -> str | None:
    """One hash over all that a run depends on; None when a part of it cannot be read."""
    whole = hashlib.sha256()
    package = Path(briefgen.__file__).parent
    folders = [(name, root / name, root) for name in _READ]
    folders += [("built-in", resources.built_in_templates(), resources.built_in_templates()), ("", package, package)]
    try:
        for part in (*_surroundings(), *(each for folder in folders for each in _parts(*folder))):
            whole.update(b"%d:" % len(part) + part)
    except OSError:
        return None
    return whole.hexdigest()


def _surroundings() -> Iterator[bytes]:
    """Program, Python, libraries and variables."""
    yield f"{briefgen.__version__} {sys.version} {platform.machine()} {sys.platform}".encode()
    for folder in sys.path:
        if folder and Path(folder).is_dir():
            names = (name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))  # noqa: PTH208
            yield "\n".join(sorted(names)).encode(errors="surrogateescape")
    for name in sorted(os.environ):
        if name == _HEEDED or name.startswith(_OURS):
            yield f"{name}={os.environ[name]}".encode(errors="surrogateescape")


def _parts(name: str, top: Path, bound: Path) -> Iterator[bytes]:
    """Every file and folder below `top`, by its path, with what is in it; hidden ones and Python's caches aside.

    What a link that leaves `bound` leads to is no part of the project, and is not read. Raises `OSError`.
    """
    for at, folders, files in os.walk(top, onerror=_raise):
        folders[:] = sorted(each for each in folders if not each.startswith((".", "__pycache__")))
        for each in (*folders, *sorted(file for file in files if not file.startswith("."))):
            path = Path(at, each)
            yield f"{name}/{path.relative_to(top).as_posix()}".encode(errors="surrogateescape")
            yield _content(path, bound)


def _content(path: Path, bound: Path) -> bytes:
    if path.is_symlink():
        outside = not path.resolve().is_relative_to(bound.resolve())
        if outside or not path.is_file():
            return b"link to " + os.fsencode(path.readlink())
    if path.is_dir():
        return b"folder"
    if not path.is_file():
        raise OSError(f"{path} is no plain file")
    return bytes.fromhex(output.sha256_of(path))


def _raise(fault: OSError) -> None:
    if not isinstance(fault, FileNotFoundError):
        raise fault


def _has(path: Path, digest: str) -> bool:
    try:
        return path.is_file() and output.sha256_of(path) == digest
    except OSError:
        return False


# --- what a build left ----------------------------------------------------------------------------------


def files_left(root: Path, paths: Iterable[Path]) -> dict[str, str] | None:
    """The files of a build and their manifests, with their hashes; None when one of them is not what was written."""
    found: dict[str, str] = {}
    folders: dict[Path, dict[str, str]] = {}
    for path in paths:
        known = folders.setdefault(path.parent, _written(path.parent))
        if path.name not in known or not _has(path, known[path.name]):
            return None
        found[path.relative_to(root).as_posix()] = known[path.name]
    for folder in folders:
        manifest = folder / output.MANIFEST
        found[manifest.relative_to(root).as_posix()] = output.sha256_of(manifest)
    return found


def _written(folder: Path) -> dict[str, str]:
    """By file name: the hash of what was written, as the manifest says."""
    entries = output.entries_of(output.read_manifest(folder)).values()
    every = (entry.get("outputs") for entry in entries if isinstance(entry, dict))
    return {n: d for outputs in every if isinstance(outputs, dict) for n, d in outputs.items() if isinstance(d, str)}


# --- as data --------------------------------------------------------------------------------------------


def _plain(found: Diagnostic) -> list[object]:
    place = [found.span.file, found.span.line, found.span.column] if found.span else None
    return [found.rule, found.message, place, str(found.severity), found.hint]


def _read(path: Path) -> dict[str, object]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Damaged
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as fault:
        raise Damaged from fault
    if not isinstance(kept, dict):
        raise Damaged
    return kept


def _answer(kept: Mapping[str, object]) -> Answer:
    match kept:
        case {"findings": list(findings), "files": dict(files), "said": str(said)} if all(
            isinstance(name, str) and isinstance(digest, str) for name, digest in files.items()
        ):
            return Answer(tuple(map(_finding, findings)), files, said)
    raise Damaged


def _finding(kept: object) -> Diagnostic:
    match kept:
        case [str(rule), str(message), place, str(severity), str(hint)] if rule in RULES and severity in list(Severity):
            return Diagnostic(rule, message, _span(place), Severity(severity), hint)
    raise Damaged


def _span(kept: object) -> Span | None:
    match kept:
        case None:
            return None
        case [str(file), int(line), int(column)]:
            return Span(file, line, column)
    raise Damaged
