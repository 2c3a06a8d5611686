"""What a build costs: CPU seconds beside plain WeasyPrint on the very same page, and how many layouts it takes.

Run with `make bench`, or `python bench/run.py times` or `layouts` for one of the two. Each time is the least of
several runs, and all sides run turn and turn about in one go, so that a busy machine troubles them alike. Trust the
ratios, not the seconds. Layouts are counted, so they are the same on every machine: tall ones measure heights, real
ones prove a choice. `first` is a build without cache and memory; `again` knows the heights, and chooses anew.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 3
MOST_REAL = 2
"""Real layouts that a one-page summary should take at most."""

PLAIN = """
import sys
from pathlib import Path
from weasyprint import HTML
HTML(string=Path(sys.argv[1]).read_text()).write_pdf(sys.argv[2])
"""

PAGE = """
import sys
from pathlib import Path
from briefgen.diagnostics import Report
from briefgen.pipeline import explain
from briefgen.desk import open_desk
from briefgen.project import load_workspace
from briefgen.render.stylesheet import css_of
from briefgen.render.xhtml import to_xhtml
root, audience, length, out = Path(sys.argv[1]), *sys.argv[2:]
report = Report()
document = explain(root, None, audience, length, report).document
workspace = load_workspace(root, report)
theme = open_desk(workspace, workspace.brief(None), audience, report).theme(length, report)
page = to_xhtml(document, theme, for_print=True)
page = page.replace("</head>", "<style>" + css_of(theme) + "</style></head>", 1)
Path(out).write_text(page)
"""


def cpu_seconds(command: list[str]) -> float:
    """User and system time of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def forget(project: Path) -> None:
    """Take away what builds leave behind."""
    for name in ("build", ".briefgen"):
        shutil.rmtree(project / name, ignore_errors=True)


def print_times(project: Path) -> None:
    """One line for each length: a first build, a build with known heights, and plain WeasyPrint."""
    python = sys.executable
    print(f"{'CPU seconds':<24}{'first':>9}{'again':>9}{'plain':>9}{'ratio':>8}")
    for length in ("one-page", "standard"):
        page, pdf = project / f"{length}.html", project / f"{length}.pdf"
        subprocess.run([python, "-c", PAGE, str(project), "minister", length, str(page)], check=True, cwd=ROOT)
        arguments = ["-p", str(project), "-a", "minister", "-l", length, "-f", "pdf", "--fresh", "--jobs", "1"]
        build = [python, "-m", "briefgen", "build", *arguments]
        first, again, plain = [], [], []
        for _ in range(RUNS):
            forget(project)
            first.append(cpu_seconds(build))
            again.append(cpu_seconds(build))
            plain.append(cpu_seconds([python, "-c", PLAIN, str(page), str(pdf)]))
        times = "".join(f"{min(each):>8.2f}s" for each in (first, again, plain))
        print(f"{f'minister {length}':<24}{times}{min(again) / min(plain):>8.2f}", flush=True)


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
            remark = f"   more than {MOST_REAL}" if length == "one-page" and max(real, real_again) > MOST_REAL else ""
            name = f"{audience} {length}"
            print(f"{name:<24}{tall:>12}{real:>6}{tall_again:>13}{real_again:>6}{remark}", flush=True)


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


def main() -> None:
    """Print what was asked for."""
    wanted = sys.argv[1:] or ["times", "layouts"]
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        shutil.copytree(ROOT / "content", project / "content")
        if "times" in wanted:
            print_times(project)
        if "layouts" in wanted:
            print_layouts(project)


if __name__ == "__main__":
    main()
