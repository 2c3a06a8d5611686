"""Which documents a file of the templates, the settings or a brief reaches."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

from briefgen.diagnostics import Report
from briefgen.glance.documents import Deliverable, deliverables
from briefgen.project import Workspace
from briefgen.render.templates import TemplateFolder

_NAMED: Final = re.compile(r"\{%-?\s*(?:include|import|from|extends)\s+(['\"])(?P<name>.+?)\1")
_COMPUTED: Final = re.compile(r"\{%-?\s*(?:include|import|from|extends)\s+(?!['\"])")
_TEMPLATE: Final = ".html.j2"


def looks_touched(workspace: Workspace, path: str) -> list[str] | None:
    """Documents that a file reaches which is no content of a library; None for what is."""
    parts = PurePosixPath(path).parts
    if parts[0] == "templates" and len(parts) > 2:
        inside = "/".join(parts[2:])
        return [str(each) for each in deliverables(workspace) if _reaches(workspace, each, parts[1], inside)]
    if path == "content/project.yaml":
        return [str(each) for each in deliverables(workspace)]
    if parts[:2] == ("content", "briefs"):
        return [str(each) for each in deliverables(workspace) if each.brief.span.file == path]
    return None


def _reaches(workspace: Workspace, each: Deliverable, folder: str, name: str) -> bool:
    """Whether a file in the folder of an audience plays a part in a document."""
    if folder not in each.audience.chain:
        return False
    suffix = PurePosixPath(name).suffix
    if name.startswith("csl/"):
        return PurePosixPath(name).stem == each.length.citations
    if not name.endswith(_TEMPLATE):
        return suffix != ".docx" or "docx" in each.brief.formats
    folders = workspace.template_folders(each.audience.name, Report())
    owner = next((f.audience for f in folders if name in f.files), "")
    return owner == folder and name in _used(each, folders)


def _used(each: Deliverable, folders: tuple[TemplateFolder, ...]) -> set[str]:
    """Templates from which a document is made: its own, those of its sections, and what these name."""
    texts = {name: text for folder in reversed(folders) for name, text in folder.files.items()}
    todo = [each.length.template, *(f"sections/{spec.layout}{_TEMPLATE}" for spec in each.length.sections)]
    used: set[str] = set()
    while todo:
        name = todo.pop()
        if name in used or name not in texts:
            continue
        used.add(name)
        todo += [found["name"] for found in _NAMED.finditer(texts[name])]
        if name.startswith("sections/") and _COMPUTED.search(texts[name]):
            todo += [other for other in texts if other.startswith("blocks/")]
    return used
