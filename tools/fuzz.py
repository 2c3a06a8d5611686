"""Feeds the readers with what a coverage-guided fuzzer makes up, for a bounded time.

    pip install atheris
    python tools/fuzz.py library -max_total_time=300

Readers: `library` (YAML to a checked library), `page` (a composed page), `drawing` (SVG). What a reader has to say is a
finding; any exception ends the run and leaves the input in a file. Make a test of it.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["briefgen"]):
    from briefgen.core.checks import run_checks
    from briefgen.core.document import TAGS
    from briefgen.core.model import Project
    from briefgen.diagnostics import Report
    from briefgen.render.origins import Origins
    from briefgen.render.readback import read_back
    from briefgen.render.svg_import import UnsafeSvgError, safe_svg
    from briefgen.source.load import load_library

ROOT = Path(tempfile.mkdtemp(prefix="briefgen-fuzz-"))
FILE = ROOT / "content" / "library" / "fuzzed.yaml"
SAMPLES = Path(__file__).parent.parent / "tests"


def library(data: bytes) -> None:
    """A file of content."""
    FILE.write_bytes(data)
    report = Report()
    found = load_library(ROOT, report)
    run_checks(found, {}, Project("", "", "en-GB", {}, ()), report)


def page(data: bytes) -> None:
    """The text that templates make."""
    read_back(data.decode("utf-8", "surrogateescape"), Origins(), (), Report())


def drawing(data: bytes) -> None:
    """A file of a drawing program."""
    with contextlib.suppress(UnsafeSvgError):
        safe_svg(data)


DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">
<style>.a { fill: url(#g) } rect { stroke: none }</style><linearGradient id="g"/>
<clipPath id="c"><path d="M0 0"/></clipPath>
<g class="a" clip-path="url(#c)"><rect id="r" width="9mm"/><use href="#r"/><text>North</text></g></svg>"""
READERS: Mapping[str, tuple[Callable[[bytes], None], str]] = {
    "library": (library, "libraries/*/content/library/*.yaml"),
    "page": (page, "features.xhtml"),
    "drawing": (drawing, "libraries/*/content/figures/*.svg"),
}


def main() -> None:
    """Fuzz the reader that the command line names; the other arguments are libFuzzer's."""
    reader, samples = READERS[sys.argv.pop(1)]
    FILE.parent.mkdir(parents=True)
    corpus = Path(tempfile.mkdtemp(prefix="briefgen-corpus-"))
    for number, path in enumerate(sorted(SAMPLES.glob(samples))):
        (corpus / str(number)).write_bytes(path.read_bytes())
    (corpus / "drawing").write_bytes(DRAWING)
    words = corpus.parent / f"{corpus.name}.dict"
    words.write_text(
        "".join(f'"{word}"\n' for word in (*sorted(TAGS), "kind: ", "text:", "url(#", "&amp;", "data-ref="))
    )
    atheris.Setup([*sys.argv, f"-dict={words}", "-max_len=20000", str(corpus)], reader)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
