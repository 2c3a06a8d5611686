"""What writing a Word file costs: CPU seconds from the composed document, beside Pandoc on the same document.

Run with `make bench`, or `python bench/word.py`. Composing and imports are done before the clock starts; each time is
the least of several runs, each in a process of its own. `ever` is the first file of a project, with nothing in the
cache, which cuts the fonts to what is embedded; `first` is the first of a process, which finds them in the cache;
`next` is the one after the standard brief of the same audience, as in a build of several lengths.
Pandoc is given the page as HTML with its pictures drawn; it writes no charts of Word's own and embeds no fonts. All run
turn and turn about. Trust the ratios, how many times as long Pandoc takes, and not the seconds.
"""

from __future__ import annotations

import importlib
import multiprocessing
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
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
AUDIENCE, LENGTH, SHORTER = "technical", "pack", "standard"
MOST_SECONDS, LEAST_RATIO = 0.5, 2.0
ROWS, COLUMNS = 400, 8
IMPORTED = (
    "briefgen.render.docx.build",
    "docx",
    "fontTools.subset",
    "fontTools.ttLib.tables.otConverters",
    "xlsxwriter",
    "xlsxwriter.workbook",
)
"""What the Word writer imports when it is first needed."""


def main() -> None:
    """Print a line for the longest pack and one for a long table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(ROOT / "content", root / "content")
        shorter, (document, theme, pages, count) = composed(root, SHORTER), composed(root, LENGTH)
        page = root / "page.html"
        page.write_text(page_with_pictures(document, theme, root))
        table = long_table(document)
        store = root / "kept"
        writing = [file_of(shorter, store), file_of((document, theme, pages, count), store)]
        file_of((document, theme, pages, count), store)()
        runs = [
            (
                *apart(file_of((document, theme, pages, count), None)),
                *apart(writing[1]),
                *apart(*writing)[1:],
                pandoc_seconds(page, root / "page.docx"),
                *apart(*[lambda: render_docx(table, theme, Report())] * 2),
            )
            for _ in range(RUNS)
        ]
    ever, first, after, theirs, table_first, table_next = map(min, zip(*runs, strict=True))
    names = ("ever", "first", "next", "Pandoc", "ever", "first", "next")
    print(f"{'CPU seconds':<20}" + "".join(f"{name:>8}" for name in names))
    ratios = [theirs / ours for ours in (ever, first, after)]
    line = "".join(f"{t:>7.2f}s" for t in (ever, first, after, theirs)) + "".join(f"{r:>8.1f}" for r in ratios)
    print(f"{f'Word, {count} pages':<20}{line}{remark(ever, min(ratios))}")
    print(f"{f'Word, {ROWS} rows':<20}{'':>8}{table_first:>7.2f}s{table_next:>7.2f}s{remark(table_first)}")


Composed = tuple[Document, Theme, dict[str, int], int]
"""A document, its look, the pages of its anchors, and how many pages it has."""


def file_of(made: Composed, store: Path | None) -> Callable[[], object]:
    """Writes the Word file of a document."""
    document, theme, pages, _ = made
    return lambda: render_docx(document, theme, Report(), pages=pages, store=store)


def composed(root: Path, length: str) -> Composed:
    """The document of the library for one audience at a length."""
    report = Report()
    proof = explain(root, None, AUDIENCE, length, report)
    workspace = load_workspace(root, report)
    theme = open_desk(workspace, workspace.brief(None), AUDIENCE, report).theme(length, report)
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


def apart(*works: Callable[[], object]) -> list[float]:
    """CPU seconds of each of some works, one after the other in a process of their own."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_timed, args=(works, sender.send))
    process.start()
    sender.close()
    seconds: list[float] = receiver.recv()
    process.join()
    return seconds


def _timed(works: Sequence[Callable[[], object]], tell: Callable[[list[float]], None]) -> None:
    for name in IMPORTED:
        importlib.import_module(name)
    times = [time.process_time()]
    with no_garbage_collection():
        for work in works:
            work()
            times.append(time.process_time())
    tell([end - start for start, end in pairwise(times)])


def pandoc_seconds(page: Path, made: Path) -> float:
    """CPU seconds of Pandoc from the page to a Word file, its start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [pandoc_path(), "--from=html", "--to=docx", f"--output={made}", str(page)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def remark(seconds: float, ratio: float = LEAST_RATIO) -> str:
    """A word where an aim is missed."""
    late = f"   more than {MOST_SECONDS} s" if seconds > MOST_SECONDS else ""
    return late + (f"   less than {LEAST_RATIO:.0f} times as fast as Pandoc" if ratio < LEAST_RATIO else "")


if __name__ == "__main__":
    main()
