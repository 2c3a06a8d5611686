"""How time and memory grow with the library and with the number of documents, beside other tools on the same content.

Run with `make bench`, or `python bench/growth.py` with the names of parts: `library`, `documents`, `lengths`. With
`--thousand` a thousand documents are made, too, and a library of ten thousand blocks is checked.

Each figure is computing in seconds (user and system, all processes) and the most memory that one process had, of one
run on a machine that may be busy: trust the ratios. The other tools are given what briefgen chose and composed, as one
page of HTML, and have no more to do than to set it; they stand in `.peers`, an environment of their own, which
`make bench` sets up where it can. A tool that is not there is left out.

- `script`: the page as a Jinja2 template, drawn by WeasyPrint with tags.
- `typst`: the page turned into Typst by Pandoc, and set by Typst. It loses charts, the house style and links inside it.
- `docxtpl`: the page's paragraphs filled into a Word file with a loop, without styles, notes and charts.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from run import AUDIENCE, PREPARE, forget, script

from briefgen.render.pandoc import pandoc_path
from libraries import multiply

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 52
"""Times the shipped library: ten thousand blocks."""
PEER_NAMES = ("script", "typst", "docxtpl")
PEERS = ROOT / ".peers" / "bin" / "python"

SCRIPT = """
import sys
from pathlib import Path
from jinja2 import Environment, FileSystemLoader
from weasyprint import HTML
page = Path(sys.argv[1])
for number in range(int(sys.argv[2])):
    html = Environment(loader=FileSystemLoader(page.parent)).get_template(page.name).render()
    HTML(string=html).write_pdf(page.with_name(f"script-{number}.pdf"), pdf_variant="pdf/ua-1", pdf_tags=True)
"""

TYPST = """
import re, subprocess, sys
from pathlib import Path
import typst
page, count, pandoc = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
source, html = page.with_suffix(".typ"), page.read_text()
body = re.sub(r'(<a [^>]*href=)"#[^"]*"', r'\\1"https://example.org"', html[html.index("<body") :]).encode()
for number in range(count):
    subprocess.run([pandoc, "-f", "html", "-t", "typst", "--standalone", "-o", source], input=body, check=True)
    typst.compile(str(source), output=str(page.with_name(f"typst-{number}.pdf")))
"""

DOCXTPL = """
import sys
from pathlib import Path
from docx import Document
from docxtpl import DocxTemplate
from lxml import etree
page, count = Path(sys.argv[1]), int(sys.argv[2])
blank = Document()
for line in ("{%p for each in paragraphs %}", "{{ each }}", "{%p endfor %}"):
    blank.add_paragraph(line)
blank.save(page.with_name("template.docx"))
for number in range(count):
    tree = etree.parse(str(page), etree.HTMLParser())
    paragraphs = ["".join(each.itertext()) for each in tree.iter("h1", "h2", "h3", "h4", "p", "li", "td", "th")]
    document = DocxTemplate(page.with_name("template.docx"))
    document.render({"paragraphs": paragraphs}, autoescape=True)
    document.save(page.with_name(f"docxtpl-{number}.docx"))
"""


class CommandFailed(Exception):  # noqa: N818 - says what happened
    """A command that did not do what it should."""


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    cpu: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.cpu:.2f} s, {self.megabytes:.0f} MB"


def cost_of(command: Sequence[object], env: Mapping[str, str] | None = None) -> Cost:
    """Run a command; computing of all its processes, and the memory of the largest."""
    quiet = subprocess.DEVNULL
    begun = subprocess.Popen(
        [str(each) for each in command], stdout=quiet, stderr=quiet, env={**os.environ, **(env or {})}
    )
    _, status, used = os.wait4(begun.pid, 0)
    begun.returncode = os.waitstatus_to_exitcode(status)
    if begun.returncode:
        raise CommandFailed(f"{' '.join(map(str, command[:6]))} ... ended with {begun.returncode}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def briefgen(project: Path, *arguments: object) -> Callable[[], Cost]:
    """A run of the program, later."""
    return lambda: cost_of([sys.executable, "-m", "briefgen", *arguments, "--project", project])


def print_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table in Markdown, each row when it is known."""
    print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads), flush=True)
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |", flush=True)
    print()


# --- the library grows ---------------------------------------------------------------------------------


def library_rows(folder: Path, thousand: bool) -> Iterator[list[object]]:
    """Checks, and builds of one page, of ever larger libraries."""
    page = ("build", "-a", AUDIENCE, "-l", "one-page", "-f", "pdf", "--jobs", 1)
    for times in (1, 2, 4, 8, *(LARGEST,) * thousand):
        project = folder / f"times-{times}"
        multiply(ROOT, project, times)
        commands = [("check",), ("check",), *(page, page) * (times < LARGEST)]
        costs = [briefgen(project, *command)() for command in commands]
        yield [f"{times}x, {_blocks(project):,} blocks", *costs, *("",) * (4 - len(costs))]


def _blocks(project: Path) -> int:
    return sum(
        p.read_text(encoding="utf-8").count("\n  - kind: ") for p in (project / "content/library").glob("*.yaml")
    )


# --- more documents ------------------------------------------------------------------------------------


def document_rows(folder: Path, thousand: bool) -> Iterator[list[object]]:
    """So many briefs of the starter library, each one page."""
    for count in (1, 10, 100, *(1000,) * thousand):
        project = folder / f"documents-{count}"
        _many_briefs(project, count)
        page = _page(project, "brief-0", "one-page")
        arguments = ("build", "-a", AUDIENCE, "-l", "one-page", "-f", "pdf", "--jobs", 2)
        costs = [briefgen(project, *arguments, *more)() for more in ((), ("--force",), ())]
        yield [count, *costs, *_peers(page, count, costs[1])]


def _many_briefs(project: Path, count: int) -> None:
    shutil.copytree(ROOT / "src/briefgen/starter", project)
    [brief] = (project / "content/briefs").glob("*.yaml")
    text = brief.read_text(encoding="utf-8")
    brief.unlink()
    for number in range(count):
        (project / f"content/briefs/brief-{number}.yaml").write_text(text, encoding="utf-8")


# --- longer documents ----------------------------------------------------------------------------------


def length_rows(folder: Path) -> Iterator[list[object]]:
    """The shipped brief at each length."""
    project = folder / "lengths"
    shutil.copytree(ROOT / "content", project / "content")
    for length in ("one-page", "standard", "pack"):
        page = _page(project, None, length)
        forget(project)
        build = briefgen(project, "build", "-a", AUDIENCE, "-l", length, "-f", "pdf", "--force", "--jobs", 1)
        costs = [build(), build()]
        yield [length, *costs, *_peers(page, 1, costs[1])]


def _page(project: Path, brief: str | None, length: str) -> Path:
    """The composed page, for the others."""
    text = PREPARE.replace("explain(root, None,", f"explain(root, {brief!r},")
    subprocess.run(script(text, project, AUDIENCE, length), check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return project / f"{length}.html"


def _peers(page: Path, count: int, ours: Cost) -> list[str]:
    """What the other tools take, and as which share of what briefgen takes."""
    works = {
        "script": [sys.executable, "-c", SCRIPT, page, count],
        "typst": [PEERS, "-c", TYPST, page, count, pandoc_path()],
        "docxtpl": [PEERS, "-c", DOCXTPL, page, count],
    }
    said = []
    for name, work in works.items():
        if not _is_there(name):
            said.append("not installed")
            continue
        try:
            cost = cost_of(work)
        except CommandFailed:
            said.append("cannot read the page")
            continue
        said.append(f"{cost} ({ours.cpu / cost.cpu:.1f})")
    return said


@cache
def _is_there(name: str) -> bool:
    if name == "script":
        return True
    probe = [str(PEERS), "-c", f"import {name}"]
    return PEERS.exists() and subprocess.run(probe, check=False, capture_output=True).returncode == 0


def main() -> None:
    """Print what was asked for."""
    thousand = "--thousand" in sys.argv
    wanted = [each for each in sys.argv[1:] if not each.startswith("-")] or ["library", "documents", "lengths"]
    print(
        json.dumps({"parts": wanted, "in brackets": "how many times as long briefgen takes, again"}), "\n", flush=True
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "library" in wanted:
            print_table(
                ["library", "check", "unchanged", "build of one page", "unchanged"], library_rows(folder, thousand)
            )
        if "documents" in wanted:
            print_table(["documents", "first", "again", "unchanged", *PEER_NAMES], document_rows(folder, thousand))
        if "lengths" in wanted:
            print_table([f"{AUDIENCE}, PDF", "first", "again", *PEER_NAMES], length_rows(folder))


if __name__ == "__main__":
    main()
