"""What a build costs, beside plain WeasyPrint on the very same page: CPU seconds and their ratio.

Run with `make bench`. Each figure is the least of several runs, and both sides run turn and turn
about in one go, so that a busy machine troubles both alike. Trust the ratios, not the seconds.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 3

PLAIN = """
import sys
from pathlib import Path
from weasyprint import HTML
HTML(string=Path(sys.argv[1]).read_text()).write_pdf(sys.argv[2])
"""

PAGE = """
import sys
from pathlib import Path
from briefgen.deliver import open_desk, fit_length, make_document
from briefgen.diagnostics import Report
from briefgen.project import load_workspace
from briefgen.render.stylesheet import css_of
from briefgen.render.xhtml import to_xhtml
root, audience, length, out = Path(sys.argv[1]), *sys.argv[2:]
report = Report()
workspace = load_workspace(root, report)
desk = open_desk(workspace, workspace.brief(None), audience, report)
spec = desk.audience.lengths[length]
document = make_document(desk, spec, fit_length(desk, spec, report).selection, report)
theme = desk.theme(length, report)
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


def main() -> None:
    """Print one line for each length."""
    python = sys.executable
    print(f"{'what':<34}{'briefgen':>10}{'plain':>10}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for length in ("one-page", "standard"):
            page, pdf = Path(folder) / f"{length}.html", Path(folder) / f"{length}.pdf"
            subprocess.run([python, "-c", PAGE, str(ROOT), "minister", length, str(page)], check=True, cwd=ROOT)
            ours, plain = [], []
            arguments = ["--audience", "minister", "--length", length, "--format", "pdf", "--force", "--jobs", "1"]
            for _ in range(RUNS):
                ours.append(cpu_seconds([python, "-m", "briefgen", "build", *arguments]))
                plain.append(cpu_seconds([python, "-c", PLAIN, str(page), str(pdf)]))
            name = f"minister {length}, choosing included"
            print(f"{name:<34}{min(ours):>9.2f}s{min(plain):>9.2f}s{min(ours) / min(plain):>8.2f}")


if __name__ == "__main__":
    main()
