"""Bytes to files: atomically, or not at all; and the manifest that says what they were made of."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from briefgen.diagnostics import BriefgenError

MANIFEST = "manifest.json"
MAX_NAME = 60
DEEPEST = 20
"""Levels that a manifest may be nested; it needs six."""
MAX_MANIFEST = 50_000_000
"""Bytes of a manifest that are read; a thousand deliverables need a twentieth of it."""
_CHUNK = 1 << 20
_NEW = ".briefgen-"
"""How names of files begin that are not yet in place."""


def file_name(brief: str, audience: str, length: str, suffix: str) -> str:
    """`<brief>-<audience>-<length>.<suffix>`, at most 60 characters: the brief's part gives way."""
    tail = f"-{audience}-{length}.{suffix}"
    return brief[: max(MAX_NAME - len(tail), 8)].rstrip("-") + tail


def write_file(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step: a reader sees the old file or the whole new one.

    Raises `BriefgenError` when the disk refuses; the old file then stands untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(path, data)
        except FileNotFoundError:  # somebody took the new file for a leftover, just when it was made
            _write(path, data)
    except OSError as fault:
        raise BriefgenError(
            f"{path} cannot be written: {fault.strerror}", hint="is the disk full, or the folder read-only?"
        ) from fault


def _write(path: Path, data: bytes) -> None:
    """Write beside the file, then put it in place. The new file is locked for as long as it is not there."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_NEW)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            _lock(stream.fileno())
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
            new.chmod(0o644)
            if os.name == "posix":
                new.replace(path)
        if os.name != "posix":
            new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def clear_leftovers(folder: Path) -> None:
    """Take away new files that a build which was killed never put in place; those of one that goes on stay."""
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{_NEW}*"):
            with contextlib.suppress(OSError), path.open("rb") as stream:
                _lock(stream.fileno())
                path.unlink()


def _lock(handle: int) -> None:
    """Take the file, for as long as it is open; raises OSError when somebody else has it. Elsewhere than on POSIX
    an open file cannot be taken away anyhow."""
    with contextlib.suppress(ImportError):
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def keep_inside(root: Path, folder: Path) -> Path:
    """`folder`, below `root`. Raises `BriefgenError` when a link on the way leads out of it.

    What is made goes into the project that somebody builds, however strange that project is.
    """
    if not folder.resolve().is_relative_to(root.resolve()):
        raise BriefgenError(f"{folder} is a link that leaves the project", hint="remove the link")
    return folder


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def sha256_of(path: Path) -> str:
    """The hash of a file, which is never in memory as a whole."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def hash_files(roots: Iterable[tuple[str, Path]]) -> dict[str, str]:
    """SHA-256 of every file below each root, by `name/path`; hidden files and caches aside.

    A link that leaves its root counts by where it leads: what is there is no part of the project, and is not read.
    """
    hashes: dict[str, str] = {}
    for name, root in roots:
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root)
            hidden = any(part.startswith((".", "__pycache__")) for part in inside.parts)
            if path.is_file() and not hidden:
                hashes[f"{name}/{inside.as_posix()}"] = _hash_inside(root, path)
    return hashes


def _hash_inside(root: Path, path: Path) -> str:
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            return sha256(f"link to {path.readlink()}".encode(errors="surrogateescape"))
        return sha256_of(path)
    except OSError as fault:
        raise BriefgenError(f"{path} cannot be read: {fault.strerror}") from fault


def fingerprint(values: Mapping[str, str]) -> str:
    """One hash for a set of named hashes."""
    return sha256(json.dumps(values, sort_keys=True).encode())


def read_manifest(folder: Path) -> dict[str, object]:
    """The manifest of an earlier build; empty when there is none that can be read."""
    path = folder / MANIFEST
    try:
        if not path.is_file() or path.stat().st_size > MAX_MANIFEST:
            return {}
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and _is_shallow(found, DEEPEST) else {}


def _is_shallow(value: object, levels: int) -> bool:
    """Whether nothing is nested deeper than so many levels, so that it can be handed on and written again."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels > 0 and all(_is_shallow(each, levels - 1) for each in inner)


def entries_of(manifest: Mapping[str, object]) -> dict[str, object]:
    """What a manifest says of each deliverable, by its name."""
    entries = manifest.get("deliverables")
    return dict(entries) if isinstance(entries, dict) else {}


def are_unaltered(paths: Iterable[Path], outputs: Mapping[str, str]) -> bool:
    """Whether every file is there with the hash that `outputs` has for its name."""
    return all(path.is_file() and sha256_of(path) == outputs.get(path.name) for path in paths)


def outputs_of(entry: object, key: str, made_of: str) -> dict[str, str]:
    """The outputs that a manifest names for a deliverable, with their hashes; none unless its `key` says the same."""
    if not isinstance(entry, dict) or entry.get(key) != made_of or not isinstance(entry.get("outputs"), dict):
        return {}
    return {name: digest for name, digest in entry["outputs"].items() if isinstance(digest, str)}


def write_manifest(folder: Path, manifest: Mapping[str, object]) -> None:
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False)
    # Half a character, as a damaged manifest may hold it, has no bytes; as an escape JSON knows it.
    write_file(folder / MANIFEST, f"{text}\n".encode(errors="backslashreplace"))
