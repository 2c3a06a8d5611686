"""A new project, and the JSON Schemas that make editors complete and check its files."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from briefgen import resources
from briefgen.diagnostics import BriefgenError
from briefgen.output import write_file
from briefgen.source.schema import SCHEMAS, schema_json

SCHEMA_FOLDER = Path("content") / ".schema"
"""Where the first line of every shipped file looks for its schema."""

_IGNORED = "# Made by briefgen; can be made again at any time.\n/build/\n/.briefgen/\n"


def init_project(folder: Path) -> int:
    """Copy the starter to `folder`, which must not hold anything yet; the number of files made.

    Raises `BriefgenError` when something is there already. Nothing is left behind when copying fails.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BriefgenError(f"{folder} is there already and is not empty", hint="give the name of a new folder")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".briefgen-") as temporary:
            made = _copy_starter(Path(temporary) / "project")
            if folder.exists():
                folder.rmdir()
            (Path(temporary) / "project").rename(folder)
    except OSError as fault:
        raise BriefgenError(f"{folder} cannot be made: {fault.strerror}") from fault
    return made


def _copy_starter(target: Path) -> int:
    shutil.copytree(resources.starter_project(), target, ignore=shutil.ignore_patterns("__pycache__", "build", ".*"))
    (target / ".gitignore").write_text(_IGNORED, encoding="utf-8")
    write_schemas(target / SCHEMA_FOLDER)
    return sum(1 for path in target.rglob("*") if path.is_file())


def schema_texts() -> Mapping[str, str]:
    """The JSON Schema of each kind of file, by its name, as it is written to disk."""
    return {name: f"{json.dumps(schema_json(name), indent=2, ensure_ascii=False)}\n" for name in SCHEMAS}


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema to `folder`/NAME.json."""
    paths = []
    for name, text in schema_texts().items():
        paths.append(folder / f"{name}.json")
        write_file(paths[-1], text.encode())
    return paths
