"""Content that nobody would write: whatever stands where, it is a finding at a place that there is, and no crash."""

from __future__ import annotations

import contextlib
import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefgen.core.checks import run_checks
from briefgen.diagnostics import Report
from briefgen.render.origins import Origins
from briefgen.render.readback import read_back
from briefgen.render.svg_import import UnsafeSvgError, safe_svg
from briefgen.source.load import load_briefs, load_library, load_project
from conftest import SOUND

LIBRARIES = Path(__file__).parent / "libraries"
WATER = yaml.safe_load((LIBRARIES / "water/content/library/pipes.yaml").read_text(encoding="utf-8"))
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(
        ["", " ", "{", "{x}", "[@x]", "{unknown: x}", "0", "-1e9", "2024-02-30", "*", "&", "a" * 2500, "\u202e"]
    ),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.sampled_from(["unknown", "low", "high", "cite", "at", "id", "kind", "x"]), st.text(max_size=5)),
)


def places_in(tree: Any) -> list[tuple[Any, Any]]:
    """Every container in a tree with each of its keys or indices."""
    keys = list(tree) if isinstance(tree, dict) else list(range(len(tree))) if isinstance(tree, list) else []
    return [(tree, key) for key in keys] + [place for key in keys for place in places_in(tree[key])]


@st.composite
def changed(draw: st.DrawFn, tree: Any) -> Any:
    """The tree with a few values put in place of others, taken out, doubled, or found under other keys."""
    tree = copy.deepcopy(tree)
    for _ in range(draw(st.integers(1, 4))):
        places = places_in(tree)
        if not places:
            break
        above, key = draw(st.sampled_from(places))
        match draw(st.sampled_from(["replace", "delete", "rename", "move", "repeat"])):
            case "replace":
                above[key] = draw(ODD)
            case "delete":
                del above[key]
            case "rename" if isinstance(above, dict):
                above[draw(st.sampled_from(["id", "kind", "text", "facts", "nobody", "<<", "1"]))] = above.pop(key)
            case "repeat" if isinstance(above, list):
                above.append(copy.deepcopy(above[key]))
            case _:
                other, place = draw(st.sampled_from(places))
                other[place] = copy.deepcopy(above[key]) if key in above or isinstance(above, list) else None
    return tree


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("fuzzed")
    for name, text in SOUND.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def must_be_read(root: Path, name: str, tree: Any) -> None:
    """Load and check the project with this file in it; put the sound one back."""
    text, report = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), Report()
    (root / name).write_text(text, encoding="utf-8", errors="replace")
    try:
        project = load_project(root, report)
        library = load_library(root, report, audiences=["minister"])
        briefs = load_briefs(root, report, project, library, ["minister"])
        run_checks(library, briefs, project, report)
    finally:
        (root / name).write_text(SOUND[name], encoding="utf-8")
    lines = (root / name).read_text(encoding="utf-8", errors="replace").count("\n"), text.count("\n")
    for found in report.diagnostics:
        assert found.message
        assert found.span is None or 1 <= found.span.line <= max(lines) + 1 or found.span.file != name


FAST = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@FAST
@given(tree=changed(WATER))
def test_a_library_that_is_all_wrong_is_read(root: Path, tree: Any) -> None:
    must_be_read(root, "content/library/roads.yaml", tree)


@FAST
@given(name=st.sampled_from(list(SOUND)), data=st.data())
def test_any_file_that_is_all_wrong_is_read(root: Path, name: str, data: st.DataObject) -> None:
    must_be_read(root, name, data.draw(changed(yaml.safe_load(SOUND[name]))))


MARKUP = """
<p>|</p>|<article class='brief'>|</article>|<table>|<tr>|<img| alt='x'|>|/>|&amp;|&nope;|&#0;|&#xD800;|<!--|-->|x
<![CDATA[|]]>|<?x ?>|<!DOCTYPE a>|\x00|\ufffe|<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>|</svg>|\ud800
<use href='#a'/>|<g id='a'>|</g>|xmlns:a='b'|<a:b/>| style='fill:url(#a)'|<rect| id='a'|<style>a{b:c}</style>
"""
PIECES = st.sampled_from([piece for line in MARKUP.strip().splitlines() for piece in line.split("|")])


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_pages_and_drawings_in_pieces_are_read_or_refused(text: str) -> None:
    read_back(text, Origins(), (), Report())
    for data in (text, f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{text}</svg>"):
        with contextlib.suppress(UnsafeSvgError):
            svg, wide, high = safe_svg(data.encode(errors="surrogatepass"))
            assert svg
            assert wide >= 0
            assert high >= 0
