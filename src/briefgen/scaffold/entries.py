"""New blocks and sources at the end of a file's list, and new briefs."""

from __future__ import annotations

import textwrap
from pathlib import Path

import yaml

from briefgen.diagnostics import BriefgenError, BuildFailed, Report, UsageError
from briefgen.output import write_file
from briefgen.scaffold.names import must_be_id
from briefgen.scaffold.skeletons import CITATION, brief_skeleton, skeleton
from briefgen.source.load import load_library
from briefgen.source.resolve import declared_ids
from briefgen.source.yaml_tree import Entries, Items, parse_yaml

NO_SOURCE = "my-source"


def new_brief(root: Path, name: str) -> Path:
    """Make content/briefs/NAME.yaml with every field explained; raises `BriefgenError` when it is there already."""
    must_be_id(name)
    path = root / "content" / "briefs" / f"{name}.yaml"
    if path.exists():
        raise BriefgenError(f"{path} is there already", hint="give another name")
    write_file(path, f"{_modeline(path, 'brief')}{brief_skeleton(name)}".encode())
    return path


def first_source(root: Path | None) -> str:
    """The id of a source of the project, for new entries that must cite one."""
    citations = load_library(root, Report()).citations if root else {}
    return next(iter(citations), NO_SOURCE)


def add_entry(path: Path, kind: str, name: str, source: str = NO_SOURCE) -> None:
    """Put a new entry at the end of the list in the file `path`, or make the file.

    Raises `UsageError` when the file cannot hold it, `BuildFailed` when the file is no sound YAML. What stands
    in the file is not touched.
    """
    must_be_id(name)
    entry = skeleton(kind, name, source)
    _must_fit(path, kind)
    text = _read(path)
    grown = _appended(text, _list_of(kind), entry, path, name) if text.strip() else _new_file(path, kind) + entry
    write_file(path, grown.encode())


def _must_fit(path: Path, kind: str) -> None:
    if path.suffix.lower() not in {".yaml", ".yml"}:
        raise UsageError(f"{path} is no YAML file", hint="give a file whose name ends in .yaml")
    right, wrong = ("citations", "library") if kind == CITATION else ("library", "citations")
    if wrong in path.parent.parts:
        raise UsageError(f"a {kind} does not belong in content/{wrong}/", hint=f"give a file in content/{right}/")


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8").removeprefix("\ufeff") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as fault:
        raise BriefgenError(f"{path} cannot be read as UTF-8 text") from fault


def _list_of(kind: str) -> str:
    return "citations" if kind == CITATION else "blocks"


def _new_file(path: Path, kind: str) -> str:
    if kind == CITATION:
        return f"{_modeline(path, 'citations')}citations:\n"
    theme = "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in path.stem.lower()).split())
    title = (theme or "theme").replace("-", " ").capitalize()
    return f"{_modeline(path, 'library')}theme: {theme or 'theme'}\ntheme-title: {title}\nblocks:\n"


def _modeline(path: Path, schema: str) -> str:
    """The first line, by which editors find the schema."""
    parts = path.resolve().parent.parts
    above = len(parts) - parts.index("content") - 1 if "content" in parts else 1
    return f"# yaml-language-server: $schema={'../' * above}.schema/{schema}.json\n"


# --- an existing file -----------------------------------------------------------------------------


def _appended(text: str, key: str, entry: str, path: Path, name: str) -> str:
    """`text` with `entry` at the end of the list under `key`."""
    before = _sound(text, path)
    if name in set(declared_ids(before)):
        raise UsageError(f'{path} has an entry "{name}" already', hint="give another id")
    if key not in before and set(before) - {"theme", "theme-title"}:
        folder = "content/citations/" if key == "citations" else "content/library/"
        raise UsageError(f'{path} is no file for this: it has no list "{key}"', hint=f"give a file in {folder}")
    newline = "\r\n" if "\r\n" in text else "\n"
    grown = _grown(text if text.endswith("\n") else f"{text}{newline}", key, entry, newline)
    if grown is None or len(_items(_sound(grown, path), key)) != len(_items(before, key)) + 1:
        hint = f'give "{key}:" its own line and begin each entry below it with a hyphen'
        raise UsageError(f"the list in {path} is not written in lines, so nothing can be added to it", hint=hint)
    return grown


def _sound(text: str, path: Path) -> Entries:
    report = Report()
    tree = parse_yaml(text, path.as_posix(), report)
    if report.has_errors:
        raise BuildFailed(report)
    if not isinstance(tree, Entries):
        raise UsageError(
            f"{path} is no content file", hint="a content file begins with keys such as theme: and blocks:"
        )
    return tree


def _items(tree: Entries, key: str) -> Items | list[object]:
    found = tree.get(key)
    return found if isinstance(found, Items) else []


def _grown(text: str, key: str, entry: str, newline: str) -> str | None:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    node = next((value for k, value in pairs if k.value == key), None)
    if node is None:
        return text + f"{key}:\n{entry}".replace("\n", newline)
    if not node.value:
        start, end, column = node.start_mark.index, node.end_mark.index, 2
        head, tail = text[:start].rstrip(" ") + newline, text[end:].removeprefix(newline)
    elif isinstance(node, yaml.SequenceNode) and not node.flow_style:
        end, column = _end_of_list(text, node.end_mark.index), node.start_mark.column
        head, tail = f"{text[:end].rstrip()}{newline}{newline}", text[end:]
    else:
        return None
    indented = textwrap.indent(textwrap.dedent(entry), " " * column, lambda line: bool(line.strip()))
    return head + indented.replace("\n", newline) + tail


def _end_of_list(text: str, end: int) -> int:
    """Where the list ends, with the comments of what follows left to it."""
    if not text[end:].strip():
        return len(text)
    lines = text[:end].splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].startswith("#")):
        lines.pop()
    return sum(len(line) for line in lines)
