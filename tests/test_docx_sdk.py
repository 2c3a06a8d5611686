"""Microsoft's own validator finds nothing in what the Word writer makes. Skipped where it is not installed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefgen.core.document import Document
from briefgen.diagnostics import Report
from briefgen.render.style import Theme
from checkers import has_sdk, sdk_faults
from documents import a_document, with_endnotes
from looks import a_theme
from test_docx_charts import HOSTILE, KINDS, a_paper, a_point, drawn
from test_docx_reference import a_reference
from word import a_full_document, written

pytestmark = pytest.mark.skipif(not has_sdk, reason="the Open XML SDK is not installed (make openxml)")

HOUSE = replace(a_theme(), reference_docx=a_reference())


def every_chart() -> Document:
    return a_paper(*(drawn(kind, *entries, name=kind) for kind, entries in KINDS.items()))


def hostile_chart() -> Document:
    return a_paper(drawn("dot", *(a_point(label, n + 1) for n, label in enumerate(HOSTILE))))


@pytest.mark.parametrize(
    ("document", "theme"),
    [
        *((a_full_document(length=length), a_theme(length=length)) for length in ("one-page", "standard", "pack")),
        (a_full_document(lang="zh-CN", title="算力不足"), a_theme(lang="zh-CN")),
        (a_full_document(), HOUSE),
        (with_endnotes(a_full_document()), a_theme()),
        (with_endnotes(a_full_document()), HOUSE),
        (a_document(""), a_theme()),
        (every_chart(), a_theme()),
        (hostile_chart(), a_theme()),
    ],
    ids=[
        "one page",
        "standard",
        "pack",
        "Chinese",
        "house style",
        "endnotes",
        "house endnotes",
        "empty",
        "charts",
        "hostile charts",
    ],
)
def test_the_sdk_finds_nothing(document: Document, theme: Theme) -> None:
    assert sdk_faults(written(document, theme=theme, report=Report()).data) == []
