"""Pandoc as a process with JSON in and JSON out: where it is, how it is run, and its tree as our nodes."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from briefgen.core.document import Element, Node, element

Json = dict[str, "object"]

API_VERSION: Final = [1, 23, 1]
_MEMORY: Final = ("+RTS", "-M1g", "-RTS")


class PandocError(Exception):
    """Pandoc is missing, failed or took too long; the message is its first complaint."""


def pandoc_path() -> str:
    """The program that `pypandoc_binary` ships, else the one on the PATH."""
    spec = importlib.util.find_spec("pypandoc")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for name in ("pandoc", "pandoc.exe"):
            if (shipped := Path(folder, "files", name)).is_file():
                return str(shipped)
    if found := shutil.which("pandoc"):
        return found
    raise PandocError("Pandoc is not installed (it comes with the package pypandoc_binary)")


def run_pandoc(arguments: Sequence[str], text: str, timeout_s: float) -> str:
    """What Pandoc prints for `text`. It includes no other file and reaches no network (`--sandbox`)."""
    command = [pandoc_path(), *_MEMORY, "--sandbox", *arguments]
    try:
        done = subprocess.run(
            command,
            input=text.encode(),
            capture_output=True,
            timeout=timeout_s,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise PandocError(f"Pandoc did not finish within {timeout_s:g} seconds") from None
    except OSError as problem:
        raise PandocError(f"Pandoc could not be started: {problem.strerror}") from problem
    if done.returncode:
        raise PandocError(_complaint(done.stderr.decode(errors="replace")) or f"Pandoc ended with {done.returncode}")
    return done.stdout.decode(errors="replace")


def _complaint(text: str) -> str:
    words = " ".join(re.sub(r"data:\S{60,}", "the style", text).split())
    return words if len(words) <= 400 else f"{words[:400]} …"


# --- building ----------------------------------------------------------------------------------


def inlines(text: str) -> list[Json]:
    """Plain text as Pandoc's words and spaces."""
    out: list[Json] = []
    for part in re.split(r"(\s+)", text):
        if part:
            out.append({"t": "Space"} if part.isspace() else {"t": "Str", "c": part})
    return out


def meta(value: object) -> Json:
    """A plain value as Pandoc metadata."""
    match value:
        case bool():
            return {"t": "MetaBool", "c": value}
        case Mapping():
            return {"t": "MetaMap", "c": {str(k): meta(v) for k, v in value.items()}}
        case list() | tuple():
            return {"t": "MetaList", "c": [meta(v) for v in value]}
        case str() if "<" in value:
            return {"t": "MetaInlines", "c": rich_inlines(value)}
        case _:
            return {"t": "MetaString", "c": str(value)}


_TAGS: Final = {"i": "Emph", "b": "Strong", "sup": "Superscript", "sub": "Subscript"}
_TAG: Final = re.compile(r'<(/?)(i|b|sup|sub|span)((?: (?:class|style)="[^"<>]*")?)>')


def rich_inlines(text: str) -> list[Json]:
    """Text with the markup of CSL-JSON (i, b, sup, sub, span) as Pandoc inlines; what is not paired is text."""
    stack: list[tuple[str, str, list[Json]]] = [("", "", [])]
    position = 0
    for tag in _TAG.finditer(text):
        stack[-1][2].extend(inlines(text[position : tag.start()]))
        position = tag.end()
        if not tag[1]:
            stack.append((tag[2], tag[3], []))
        elif stack[-1][0] == tag[2]:
            name, attributes, inner = stack.pop()
            stack[-1][2].append(_wrapped(name, attributes, inner))
        else:
            stack[-1][2].extend(inlines(tag[0]))
    stack[-1][2].extend(inlines(text[position:]))
    while len(stack) > 1:
        name, attributes, inner = stack.pop()
        stack[-1][2].extend([*inlines(f"<{name}{attributes}>"), *inner])
    return stack[0][2]


def _wrapped(name: str, attributes: str, inner: list[Json]) -> Json:
    if name in _TAGS:
        return {"t": _TAGS[name], "c": inner}
    if "small-caps" in attributes:
        return {"t": "SmallCaps", "c": inner}
    classes = ["nocase"] if "nocase" in attributes else []
    return {"t": "Span", "c": [["", classes, []], inner]}


# --- reading back ------------------------------------------------------------------------------

_SIMPLE: Final = {"Emph": "em", "Strong": "strong", "Superscript": "sup", "Subscript": "sub", "Underline": "em"}
_CJK: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]")
_SUPPLIED: Final = re.compile(r"[‘“《](\[[^\[\]]*\])[’”》]")
"""A title in square brackets is the editors' own description: neither quoted nor in italics."""


def nodes(tree: Iterable[object]) -> tuple[Node, ...]:
    """Pandoc inlines or blocks as nodes; neighbouring texts are joined."""
    out: list[Node] = []
    for each in tree:
        for node in _node(each):
            if isinstance(node, str) and out and isinstance(out[-1], str):
                out[-1] += node
            elif node != "":
                out.append(node)
    return tuple(_SUPPLIED.sub(r"\1", n) if isinstance(n, str) else n for n in out)


def _node(each: object) -> tuple[Node, ...]:
    match each:
        case {"t": "Str", "c": str(text)}:
            return (text,)
        case {"t": "Space" | "SoftBreak" | "LineBreak"}:
            return (" ",)
        case {"t": "Emph", "c": list(inner)}:
            return _emphasis(nodes(inner))
        case {"t": str(name), "c": list(inner)} if name in _SIMPLE:
            return (element(_SIMPLE[name], *nodes(inner)),)
        case {"t": "SmallCaps", "c": list(inner)}:
            return (element("span", *nodes(inner), class_="small-caps"),)
        case {"t": "Quoted", "c": [{"t": kind}, list(inner)]}:
            before, after = ("‘", "’") if kind == "SingleQuote" else ("“", "”")
            return (before, *nodes(inner), after)
        case {"t": "Link", "c": [_, list(inner), [str(target), _]]}:
            return _link(nodes(inner), target)
        case {"t": "Span", "c": [[_, list(classes), _], list(inner)]}:
            return _span(classes, nodes(inner))
        case {"t": "Note", "c": list(blocks)}:
            return (element("span", *nodes(blocks), class_="note"),)
        case {"t": "Cite", "c": [_, list(inner)]} | {"t": "Para" | "Plain", "c": list(inner)}:
            return nodes(inner)
        case {"t": "Code" | "Math", "c": [_, str(text)]}:
            return (text,)
        case _:
            return ()


def _emphasis(inner: tuple[Node, ...]) -> tuple[Node, ...]:
    """Italics, but not for a description in square brackets, nor for Chinese, which has 《》 for titles."""
    text = element("em", *inner).text()
    if text.startswith("[") and text.endswith("]"):
        return inner
    if _CJK.search(text) and not _LATIN.search(text):
        return inner if text.startswith("《") else ("《", *inner, "》")
    return (element("em", *inner),)


def _link(inner: tuple[Node, ...], target: str) -> tuple[Node, ...]:
    if target.startswith(("#", "https://", "http://", "mailto:")):
        return (Element("a", {"href": target}, inner),)
    return inner


def _span(classes: Sequence[object], inner: tuple[Node, ...]) -> tuple[Node, ...]:
    if "csl-left-margin" in classes:
        return (element("span", *_stripped(inner), class_="reference-number"), " ")
    return inner


def _stripped(inner: tuple[Node, ...]) -> tuple[Node, ...]:
    last = inner[-1] if inner else ""
    return (*inner[:-1], last.rstrip()) if isinstance(last, str) and inner else inner


def parse_json(text: str) -> object:
    """Pandoc's output as plain values; raises `PandocError` when it is no JSON."""
    try:
        return json.loads(text)
    except ValueError as problem:
        raise PandocError("Pandoc's answer could not be read") from problem
