"""What writing a Word file costs: CPU seconds from the composed document, beside Pandoc on the same document.

Run with `make bench`, or `python bench/word.py`. Composing and imports are done before the clock starts; each time is
the least of several runs, each in a process of its own. `first` is the first file of a process, which cuts the fonts
to what is embedded; `next` is the one after it, as in a build of several lengths. Pandoc is given the page as HTML with
its pictures drawn; it writes no charts of Word's own and embeds no fonts. The two run turn and turn about. Trust the
ratios, not the seconds.
"""

from __future__ import annotations

import importlib
import multiprocessing
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import quoteattr

from briefgen.core.document import Document, Element
from briefgen.desk import open_desk
from briefgen.diagnostics import Report
from briefgen.pipeline import explain
from briefgen.project import load_workspace
from briefgen.render.collector import no_garbage_collection
from briefgen.render.docx import render_docx
from briefgen.render.pandoc import pandoc_path
from briefgen.render.style import Theme
from briefgen.render.xhtml import to_xhtml

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
AUDIENCE, LENGTH = "technical", "pack"
MOST_SECONDS = 0.5
ROWS, COLUMNS = 400, 8
IMPORTED = ("docx", "fontTools.subset", "fontTools.ttLib.tables.otConverters", "xlsxwriter", "xlsxwriter.workbook")
"""What the Word writer imports when it is first needed."""


def main() -> None:
    """Print a line for the longest pack and one for a long table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(ROOT / "content", root / "content")
        document, theme, pages, count = composed(root)
        page = root / "page.html"
        page.write_text(page_with_pictures(document, theme, root))
        table = long_table(document)
        runs = [
            (
                apart(lambda: render_docx(document, theme, Report(), pages=pages)),
                pandoc_seconds(page, root / "page.docx"),
                apart(lambda: render_docx(table, theme, Report())),
            )
            for _ in range(RUNS)
        ]
    whole, theirs, tables = zip(*runs, strict=True)
    (first, again), pandoc = least(whole), min(theirs)
    print(f"{'CPU seconds':<24}{'first':>9}{'next':>9}{'Pandoc':>9}{'ratio':>8}{'next':>8}")
    times = f"{first:>8.2f}s{again:>8.2f}s{pandoc:>8.2f}s{pandoc / first:>8.1f}{pandoc / again:>8.1f}"
    print(f"{f'Word, {count} pages':<24}{times}{remark(first)}")
    first, again = least(tables)
    print(f"{f'Word, {ROWS} rows':<24}{first:>8.2f}s{again:>8.2f}s{'':>25}{remark(first)}")


def least(runs: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The least of the first and of the next files."""
    firsts, others = zip(*runs, strict=True)
    return min(firsts), min(others)


def composed(root: Path) -> tuple[Document, Theme, dict[str, int], int]:
    """The longest document of the library, its look, the pages of its anchors, and how many pages it has."""
    report = Report()
    proof = explain(root, None, AUDIENCE, LENGTH, report)
    workspace = load_workspace(root, report)
    theme = open_desk(workspace, workspace.brief(None), AUDIENCE, report).theme(LENGTH, report)
    return proof.document, theme, dict(proof.layout.anchors), proof.layout.pages


def page_with_pictures(document: Document, theme: Theme, folder: Path) -> str:
    """The document as a page that Pandoc reads: its pictures lie in the folder, ready drawn."""
    for name, picture in document.pictures.items():
        (folder / f"{name}.png").write_bytes(picture.raster)
    stand_in = "[picture {}]"
    root = document.root.map(lambda e: stand_in.format(e.get("data-picture")) if e.tag == "img" else e)
    page = to_xhtml(replace(document, root=root, pictures={}), theme, for_print=True)
    for name, picture in document.pictures.items():
        page = page.replace(stand_in.format(name), f'<img src="{folder / name}.png" alt={quoteattr(picture.alt)}/>')
    return page


def long_table(document: Document) -> Document:
    """A document that is one table."""
    cells = [[Element("td", {}, (f"{row} {column}",)) for column in range(COLUMNS)] for row in range(ROWS)]
    body = Element("tbody", {}, tuple(Element("tr", {}, tuple(row)) for row in cells))
    return replace(document, root=Element("article", {"class": "brief"}, (Element("table", {}, (body,)),)))


def apart(work: Callable[[], object]) -> tuple[float, float]:
    """CPU seconds of a work in a process of its own, once and once more."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_timed, args=(work, sender.send))
    process.start()
    sender.close()
    seconds: tuple[float, float] = receiver.recv()
    process.join()
    return seconds


def _timed(work: Callable[[], object], tell: Callable[[tuple[float, float]], None]) -> None:
    for name in IMPORTED:
        importlib.import_module(name)
    with no_garbage_collection():
        start = time.process_time()
        work()
        middle = time.process_time()
        work()
        tell((middle - start, time.process_time() - middle))


def pandoc_seconds(page: Path, made: Path) -> float:
    """CPU seconds of Pandoc from the page to a Word file, its start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [pandoc_path(), "--from=html", "--to=docx", f"--output={made}", str(page)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def remark(seconds: float) -> str:
    """A word where the aim is missed."""
    return f"   more than {MOST_SECONDS} s" if seconds > MOST_SECONDS else ""


if __name__ == "__main__":
    main()
