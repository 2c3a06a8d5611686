"""Items of numbered lists carry the same number, in the same form, in PDF and Word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from briefgen.diagnostics import Report
from briefgen.render.pdf import lay_out
from documents import a_document
from looks import a_theme
from word import W, value, written

NESTED = "<ol><li>one<ol><li>two<ol><li>three</li></ol></li></ol></li></ol>"
IN_BULLETS = "<ul><li>one<ol><li>two</li></ol></li></ul>"


def markers_on_the_page(body: str) -> list[str]:
    """The numbers that the PDF prints, without what stands after them."""
    layout = lay_out(a_document(body), a_theme(), Report())
    return [
        text
        for page in layout._pages.pages
        for box in _boxes(page._page_box)
        if box.element_tag == "li::marker" and (text := getattr(box, "text", "").strip(" .\u2002•"))
    ]


def _boxes(box: Any) -> Iterator[Any]:
    box = getattr(box, "_box", box)
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(child)


def forms_in_word(body: str) -> list[str]:
    """How Word counts at each numbered paragraph."""
    word = written(body)
    numbering = word.xml("numbering")
    lists = {n.get(f"{W}numId"): value(n.find(f"{W}abstractNumId")) for n in numbering.iter(f"{W}num")}
    forms = {
        (a.get(f"{W}abstractNumId"), level.get(f"{W}ilvl")): value(level.find(f"{W}numFmt"))
        for a in numbering.iter(f"{W}abstractNum")
        for level in a.iter(f"{W}lvl")
    }
    used = [(value(n.find(f"{W}numId")), value(n.find(f"{W}ilvl"))) for n in word.body.iter(f"{W}numPr")]
    return [forms[lists[list_], level] for list_, level in used]


@pytest.mark.parametrize(
    ("kind", "shown", "form"),
    [
        ("1", ["4", "5"], "decimal"),
        ("a", ["d", "e"], "lowerLetter"),
        ("A", ["D", "E"], "upperLetter"),
        ("i", ["iv", "v"], "lowerRoman"),
        ("I", ["IV", "V"], "upperRoman"),
    ],
)
def test_a_list_counts_from_where_it_says_in_the_form_that_it_says(kind: str, shown: list[str], form: str) -> None:
    body = f'<ol type="{kind}" start="4"><li>four</li><li>five</li></ol>'

    assert markers_on_the_page(body) == shown
    assert forms_in_word(body) == [form, form]


def test_lists_in_lists_count_by_letters_and_then_by_roman_numbers() -> None:
    assert markers_on_the_page(NESTED) == ["1", "a", "i"]
    assert forms_in_word(NESTED) == ["decimal", "lowerLetter", "lowerRoman"]
    assert markers_on_the_page(IN_BULLETS) == ["a"]
    assert forms_in_word(IN_BULLETS)[-1] == "lowerLetter"
