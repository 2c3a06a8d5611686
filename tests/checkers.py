"""What judges Word files in tests: the package as a whole, openxml-audit, and Microsoft's SDK where it is installed.

The lint of `word.py` looks into the parts; this looks at what holds them together.
"""

from __future__ import annotations

import importlib.util
import io
import posixpath
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

from lxml import etree
from openxml_audit import OpenXmlValidator

TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHEETS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"
TOOL = Path(__file__).parent.parent / "tools" / "openxml.py"
FOREIGN = "stylesWithEffects"
"""A part of python-docx's own template, which the validators do not know."""


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("openxml", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


openxml = _tool()
has_sdk: bool = openxml.validator() is not None
"""Whether Microsoft's Open XML SDK is installed."""


def sdk_faults(data: bytes) -> list[str]:
    """What the SDK says of a file and of the workbooks in it."""
    return [fault for fault in openxml.faults(data) if FOREIGN not in fault]


def audit_faults(data: bytes, suffix: str = "docx") -> list[str]:
    """What openxml-audit says of a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"checked.{suffix}"
        path.write_bytes(data)
        errors = OpenXmlValidator(max_errors=0).validate(str(path)).errors
    return [f"{e.part_uri} {e.description}" for e in errors if FOREIGN not in f"{e.part_uri} {e.description}"]


# --- the package ------------------------------------------------------------------------------------


def package_faults(data: bytes) -> list[str]:
    """Faults of the package for which Word calls a file damaged, or shows less than it holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = Counter(archive.namelist())
        parts = {name: archive.read(name) for name in names}
    return [
        *(f"{name} is there twice" for name, count in names.items() if count > 1),
        *_type_faults(parts),
        *_relation_faults(parts),
        *_chart_faults(parts),
        *_style_faults(etree.fromstring(parts["word/styles.xml"])),
        *_content_faults(parts),
    ]


def _type_faults(parts: Mapping[str, bytes]) -> Iterator[str]:
    types = etree.fromstring(parts["[Content_Types].xml"])
    defaults = {node.get("Extension", "").lower() for node in types.iter(f"{TYPES}Default")}
    overrides = Counter(node.get("PartName", "") for node in types.iter(f"{TYPES}Override"))
    yield from (f"{name} has two content types" for name, count in overrides.items() if count > 1)
    yield from (f"{name} has a content type and is not there" for name in overrides if name[1:] not in parts)
    for name in parts:
        if name != "[Content_Types].xml" and f"/{name}" not in overrides:
            if name.rpartition(".")[2].lower() not in defaults:
                yield f"{name} has no content type"
            elif name.startswith("word/") and name.endswith(".xml"):
                yield f"{name} has no content type of its own"


def _relation_faults(parts: Mapping[str, bytes]) -> Iterator[str]:
    reached = {"[Content_Types].xml"}
    for name in (n for n in parts if n.endswith(".rels")):
        folder, _, file = name.rpartition("_rels/")
        owner = folder + file.removesuffix(".rels")
        relations = list(etree.fromstring(parts[name]))
        yield from (f"{name}: {i} twice" for i, n in Counter(r.get("Id") for r in relations).items() if n > 1)
        if owner in parts or not file.removesuffix(".rels"):
            reached.add(name)
        for relation in relations:
            target = relation.get("Target", "")
            if relation.get("TargetMode") == "External":
                if not target.startswith(("https://", "http://", "mailto:")):
                    yield f"{name} leads outside, to {target}"
                continue
            inside = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            reached.add(inside)
            if inside not in parts:
                yield f"{name}: {inside} is not there"
    yield from (f"nothing leads to {name}" for name in parts if name not in reached)


def _chart_faults(parts: Mapping[str, bytes]) -> Iterator[str]:
    for name in (n for n in parts if n.startswith("word/charts/chart") and n.endswith(".xml")):
        rels = parts.get(f"word/charts/_rels/{name.rpartition('/')[2]}.rels", b"<none/>")
        links = {r.get("Id") for r in etree.fromstring(rels) if r.get("Type") == SHEETS}
        data = next(etree.fromstring(parts[name]).iter("{*}externalData"), None)
        if data is None or not links & set(data.attrib.values()):
            yield f"{name} has no workbook"


def _style_faults(styles: etree._Element) -> Iterator[str]:
    bases = {s.get(f"{W}styleId"): s.find(f"{W}basedOn") for s in styles.iter(f"{W}style")}
    for name in bases:
        seen, style = {name}, bases[name]
        while style is not None and style.get(f"{W}val") in bases:
            if style.get(f"{W}val") in seen:
                yield f"style {name} rests on itself"
                break
            seen.add(style.get(f"{W}val"))
            style = bases[style.get(f"{W}val")]


def _content_faults(parts: Mapping[str, bytes]) -> Iterator[str]:
    """Parts that are not what their names say, text where none can stand, frames that cannot be told apart."""
    for name, data in parts.items():
        if name.endswith(".xlsx") and not zipfile.is_zipfile(io.BytesIO(data)):
            yield f"{name} is no workbook"
        elif name.endswith(".png") and not (data.startswith(b"\x89PNG") and data.endswith(b"IEND\xaeB`\x82")):
            yield f"{name} is no picture"
        elif name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in data[:1000]:
            yield f"{name} has a document type"
    for name in {"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"} & parts.keys():
        for node in etree.fromstring(parts[name]).iter(f"{W}p", f"{W}r", f"{W}tc", f"{W}tr", f"{W}body"):
            texts = (node.text, *(child.tail for child in node))
            yield from (f"{name}: {text!r} stands among elements" for text in texts if text and text.strip())
    frames = Counter(node.getparent().find(f"{W}id").get(f"{W}val") for node in _frames(parts["word/document.xml"]))
    yield from (f"two frames have the id {id_}" for id_, count in frames.items() if count > 1)


def _frames(document: bytes) -> Iterator[etree._Element]:
    return etree.fromstring(document).iter(f"{W}docPartObj")
