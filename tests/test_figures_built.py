"""Every kind of chart in a real brief: authors write it in a few lines, and PDF, Word file and web page carry it."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf
import pytest
from lxml import etree

from briefgen.pipeline import Request, build
from conftest import SOUND, Project
from tagged import faults
from word import Word, lint

KINDS = {
    "slope": """
      type: slope
      y-title: Share of roads
      data:
        - {label: Before, series: North, fact: a}
        - {label: After, series: North, fact: b}
        - {label: After, series: South, fact: c}
""",
    "area": """
      type: area
      y-title: Roads
      data:
        - {label: Then, series: Paved, fact: paved-then}
        - {label: Now, series: Paved, fact: paved-now}
        - {label: Then, series: Other, fact: other-then}
        - {label: Now, series: Other, fact: other-now}
""",
    "scatter": """
      type: scatter
      x-title: Traffic
      y-title: Holes
      data:
        - {label: North, fact: a, x: b}
        - {label: South, fact: b, x: c}
        - {label: West, fact: c, x: a}
""",
    "waterfall": """
      type: waterfall
      data:
        - {label: Before, fact: a}
        - {label: New, fact: b}
        - {label: After, fact: sum, total: true}
""",
    "multiples": """
      type: multiples
      data:
        - {label: Paved, series: North, fact: a}
        - {label: Other, series: North, fact: b}
        - {label: Paved, series: South, fact: c}
        - {label: Other, series: South, fact: b}
""",
}
VEGA = """
    vega:
      mark: bar
      data: {values: [{where: Hill road, share: {fact: a}, said: "{a}"}]}
      encoding: {x: {field: share, type: quantitative}, y: {field: where}}
"""
FACTS = """
      - {id: a, label: First, value: 12, unit: percent}
      - {id: b, label: Second, value: 30, unit: percent, comparator: over}
      - {id: c, label: Third, value: 4, unit: percent}
      - {id: sum, label: Sum, value: 42, unit: percent}
      - {id: paved-then, label: Paved, value: 3, unit: roads, as-of: 2020}
      - {id: paved-now, label: Paved, value: 8, unit: roads, as-of: 2024}
      - {id: other-then, label: Other, value: 5, unit: roads, as-of: 2020}
      - {id: other-now, label: Other, value: 4, unit: roads, as-of: 2024}
"""


def a_figure(name: str, body: str) -> str:
    return (
        f"  - kind: figure\n    id: {name}\n    title: Roads differ\n    subtitle: Roads\n    keep: always\n"
        f"    alt: Two roads, of which one has many more holes.\n    sources: [{{cite: report-one}}]\n"
        + body.lstrip("\n")
    )


@pytest.fixture
def files(project: Project) -> dict[str, bytes]:
    """What a pack with a figure of each new kind is made into, by format."""
    library = SOUND["content/library/roads.yaml"]
    library = library.replace("    facts:\n", f"    facts:{FACTS}", 1)
    figures = [a_figure(name, f"    chart:{body}") for name, body in KINDS.items()] + [a_figure("vega", VEGA)]
    brief = SOUND["content/briefs/roads.yaml"].replace("[one-page]", "[pack]").replace("[html]", "[pdf, docx, html]")
    root = project({"content/library/roads.yaml": library + "".join(figures), "content/briefs/roads.yaml": brief})

    built = build(Request(root))

    assert built.failed == []
    assert not built.report.has_errors
    return {f: next(Path(root, "build").rglob(f"*.{f}")).read_bytes() for f in ("pdf", "docx", "html")}


def test_pdf_word_and_web_carry_every_kind_of_chart(files: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "pack.pdf"
    path.write_bytes(files["pdf"])
    assert faults(path, "ua-1") == []
    reader = pypdf.PdfReader(path)
    assert {f"{name}.csv" for name in (*KINDS, "vega")} <= set(reader.attachments)
    said = " ".join(page.extract_text() for page in reader.pages).replace("\u00a0", " ")
    assert "+30%" in re.sub("over ", "", said)
    assert "Hill road" in said

    word = Word(files["docx"])
    assert lint(word) == []
    drawn = [n for n in word.names if re.fullmatch(r"word/charts/chart\d+\.xml", n)]
    assert (len(drawn), sum(n.endswith(".svg") for n in word.names)) == (4, 2)

    page = etree.HTML(files["html"])
    assert len(page.findall(".//figure//{*}svg")) + len(page.findall(".//figure//svg")) >= 6
