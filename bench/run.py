"""What a build costs: CPU seconds beside a plain script on the very same page, and how many layouts it takes.

Run with `make bench`, or `python bench/run.py` with the names of parts: `drawing`, `warm`, `builds`, `layouts`. Each
time is the least of several runs, and all sides run turn and turn about in one go, so that a busy machine troubles them
alike. Trust the ratios, not the seconds.

The plain script is what one would write with Jinja2 and WeasyPrint: the page, with its style sheet inside it, is the
template, and it becomes a tagged PDF/UA-1 file. It is given our fonts by the same fontconfig file, so that both have
the same pages. `engine` is WeasyPrint alone, without Jinja2. What is compared:

- `drawing`: from a cold start, a composed document as PDF/UA-1 inside PDF/A-3a, with our tags, checks and fonts.
- `warm`: the same once more in a process that has made it before, as in a preview.
- `builds`: a whole build of one document, with loading, checking, choosing and fitting. `first` has neither cache nor
  memory; `again` knows heights and answers, and chooses anew.
- `layouts`: how many a build takes: tall ones measure heights, real ones prove a choice. They are the same everywhere.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 3
AUDIENCE = "minister"
MOST_OF_PLAIN = {"one-page": 0.7, "pack": 0.8}
"""The share of the plain script's time that drawing a document may take."""
MOST_WARM = 0.15
"""Seconds that a one-page summary may take in a process that is warm."""
MOST_OF_PLAIN_IN_ALL = {"one-page": 1.3}
"""What a whole build with known heights may take, as a multiple of the plain script's time."""
MOST_REAL = 2
"""Real layouts that a one-page summary should take at most."""

PLAIN = """
import sys
from pathlib import Path
from jinja2 import Environment, FileSystemLoader
from weasyprint import HTML
page = Path(sys.argv[1])
html = Environment(loader=FileSystemLoader(page.parent)).get_template(page.name).render()
HTML(string=html).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1", pdf_tags=True)
"""

ENGINE = """
import sys
from pathlib import Path
from weasyprint import HTML
HTML(string=Path(sys.argv[1]).read_text()).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1", pdf_tags=True)
"""

DRAW = """
import pickle, sys
from pathlib import Path
document, theme = pickle.loads(Path(sys.argv[1]).read_bytes())
from briefgen.diagnostics import Report
from briefgen.render.pdf import render_pdf
Path(sys.argv[2]).write_bytes(render_pdf(document, theme, Report()))
"""

WARM = """
import pickle, sys, time
from pathlib import Path
from weasyprint import HTML
from briefgen.diagnostics import Report
from briefgen.render.pdf import render_pdf
document, theme = pickle.loads(Path(sys.argv[1]).read_bytes())
page = Path(sys.argv[2]).read_text()
works = (
    lambda: render_pdf(document, theme, Report()),
    lambda: HTML(string=page).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True),
)
least = [9.0, 9.0]
for _ in range(9):
    for number, work in enumerate(works):
        start = time.process_time()
        work()
        least[number] = min(least[number], time.process_time() - start)
print(*least)
"""

PREPARE = """
import pickle, sys
from pathlib import Path
from briefgen.diagnostics import Report
from briefgen.pipeline import explain
from briefgen.render.pdf_engine import font_folder
from briefgen.render.stylesheet import css_of
from briefgen.render.xhtml import to_xhtml
root, audience, length = Path(sys.argv[1]), *sys.argv[2:]
proof = explain(root, None, audience, length, Report())
document, theme = proof.document, proof.theme
page = to_xhtml(document, theme, for_print=True)
style = "<style>" + css_of(theme, lang=document.meta.lang) + "</style></head>"
(root / f"{length}.html").write_text(page.replace("</head>", style, 1))
(root / f"{length}.pickle").write_bytes(pickle.dumps((document, theme)))
print(proof.layout.pages, font_folder(theme) / "fonts.conf")
"""


def cpu_seconds(command: list[str], env: Mapping[str, str] | None = None) -> float:
    """User and system time of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=True, cwd=ROOT, stdout=quiet, stderr=quiet, env={**os.environ, **(env or {})})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def script(text: str, *arguments: object) -> list[str]:
    """The command that runs a script."""
    return [sys.executable, "-c", text, *map(str, arguments)]


def least(*works: Callable[[], float]) -> list[float]:
    """The least time of each work, turn and turn about."""
    return [min(times) for times in zip(*([work() for work in works] for _ in range(RUNS)), strict=True)]


def forget(project: Path) -> None:
    """Take away what builds leave behind."""
    for name in ("build", ".briefgen"):
        shutil.rmtree(project / name, ignore_errors=True)


def remark(value: float, most: float | None) -> str:
    """A word where an aim is missed."""
    return f"   more than {most:g}" if most is not None and value > most else ""


def prepared(project: Path, length: str) -> tuple[int, Path]:
    """Compose a document and leave it in the project, as page and as tree; its pages, and the fontconfig file."""
    command = script(PREPARE, project, AUDIENCE, length)
    done = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
    pages, fonts = done.stdout.split(maxsplit=1)
    return int(pages), Path(fonts.strip())


def plain(project: Path, length: str, fonts: Path, text: str = PLAIN) -> Callable[[], float]:
    """The plain script, or WeasyPrint alone, on the page of a document."""
    command = script(text, project / f"{length}.html", project / "plain.pdf")
    return lambda: cpu_seconds(command, {"FONTCONFIG_FILE": str(fonts)})


def print_drawing(project: Path) -> None:
    """One line for each length: a cold process that draws a document, beside the plain script."""
    print(f"{'drawing, cold':<24}{'ours':>9}{'script':>9}{'ratio':>8}{'engine':>10}{'ratio':>8}")
    for length in ("one-page", "standard", "pack"):
        pages, fonts = prepared(project, length)
        draw = script(DRAW, project / f"{length}.pickle", project / "ours.pdf")
        sides = plain(project, length, fonts), plain(project, length, fonts, ENGINE)
        ours, whole, engine = least(lambda command=draw: cpu_seconds(command), *sides)  # type: ignore[misc]
        ratios = f"{ours:>8.2f}s{whole:>8.2f}s{ours / whole:>8.2f}{engine:>9.2f}s{ours / engine:>8.2f}"
        name = f"{length}, {pages} page" + "s" * (pages > 1)
        print(f"{name:<24}{ratios}{remark(ours / whole, MOST_OF_PLAIN.get(length))}", flush=True)


def print_warm(project: Path) -> None:
    """One line: the same document again and again in one process."""
    _, fonts = prepared(project, "one-page")
    command = script(WARM, project / "one-page.pickle", project / "one-page.html")
    env = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    done = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True, env=env)
    ours, engine = map(float, done.stdout.split())
    print(f"{'drawing, warm':<24}{'ours':>9}{'':>9}{'':>8}{'engine':>10}{'ratio':>8}")
    print(
        f"{'one-page':<24}{ours:>8.3f}s{'':>17}{engine:>9.3f}s{ours / engine:>8.2f}{remark(ours, MOST_WARM)}",
        flush=True,
    )


def print_builds(project: Path) -> None:
    """One line for each length: a first build, one with known heights, and the plain script."""
    print(f"{'whole builds, cold':<24}{'first':>9}{'again':>9}{'script':>9}{'again / script':>16}")
    for length in ("one-page", "standard"):
        _, fonts = prepared(project, length)
        arguments = ["-p", str(project), "-a", AUDIENCE, "-l", length, "-f", "pdf", "--fresh", "--jobs", "1"]
        build = [sys.executable, "-m", "briefgen", "build", *arguments]

        def first(command: list[str] = build) -> float:
            forget(project)
            return cpu_seconds(command)

        def again(command: list[str] = build) -> float:
            shutil.rmtree(project / "build")
            return cpu_seconds(command)

        times = least(first, again, plain(project, length, fonts))
        ratio = times[1] / times[2]
        shown = "".join(f"{each:>8.2f}s" for each in times)
        print(f"{length:<24}{shown}{ratio:>16.2f}{remark(ratio, MOST_OF_PLAIN_IN_ALL.get(length))}", flush=True)


def print_layouts(project: Path) -> None:
    """One line for each audience and length, as a build makes them: tall and real layouts, first and again."""
    from briefgen.diagnostics import Report
    from briefgen.project import load_workspace

    brief = load_workspace(project, Report()).brief(None)
    forget(project)
    print(f"{'layouts':<24}{'first: tall':>12}{'real':>6}{'again: tall':>13}{'real':>6}")
    for audience in brief.audiences:
        first, again = dict(layouts(project, audience)), dict(layouts(project, audience))
        for length in first:
            (tall, real), (tall_again, real_again) = first[length], again[length]
            most = remark(max(real, real_again), MOST_REAL if length == "one-page" else None)
            name = f"{audience} {length}"
            print(f"{name:<24}{tall:>12}{real:>6}{tall_again:>13}{real_again:>6}{most}", flush=True)


def layouts(project: Path, audience: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """By length: tall and real layouts, with those of the summary that opens it in its look."""
    from briefgen.caching import cache_folder
    from briefgen.desk import open_desk
    from briefgen.diagnostics import Report
    from briefgen.fitting import Fits
    from briefgen.project import load_workspace

    report = Report()
    workspace = load_workspace(project, report)
    brief = workspace.brief(None)
    fits = Fits(open_desk(workspace, brief, audience, report, cache_folder(project)))
    for name in brief.lengths:
        proof = fits.of(fits.desk.audience.lengths[name], report)
        proofs = (proof, proof.front) if proof.front else (proof,)
        yield name, (sum(each.drafts for each in proofs), sum(each.layouts for each in proofs))


PARTS = {"drawing": print_drawing, "warm": print_warm, "builds": print_builds, "layouts": print_layouts}


def main() -> None:
    """Print what was asked for, or everything."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        shutil.copytree(ROOT / "content", project / "content")
        for name in sys.argv[1:] or PARTS:
            PARTS[name](project)


if __name__ == "__main__":
    main()
