"""One document, many formats: what was written is read again, and must say the same in each.

Read are the Word file as it was packed, the boxes of the very layout that became the PDF, and the page
for browsers. The text of each is held against the document, letter by letter; gaps between words also
against the pages, since only there is it known how a style sheet sets things apart.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from briefgen.core.document import Document
from briefgen.diagnostics import Report
from briefgen.render.parity.pages import text_of_pages
from briefgen.render.parity.reading import Reading, reading
from briefgen.render.parity.tree import Place, Told, text_of_document, text_of_page
from briefgen.render.parity.wording import differences
from briefgen.render.pdf import Layout
from briefgen.render.style import Theme

NAMES: Final = {"pdf": "the PDF", "docx": "the Word file", "html": "the web page"}
MOST: Final = 3
"""Differences that are told of one format."""
_HINT: Final = "print.css can add, hide or change words in the PDF alone; what all should say belongs in the template"


def check_formats(document: Document, theme: Theme, layout: Layout, files: Mapping[str, bytes], report: Report) -> None:
    """Report as `formats-differ` where one of the files says something else than the document, or than the pages."""
    told = text_of_document(document)
    texts, fold = _texts(theme, layout, files)
    whole = reading(told.pieces, fold=fold)
    found = {name: reading(text, like=whole, fold=fold) for name, text in texts.items()}
    for name, model, other in _unlike(whole, found):
        if name not in files:
            continue
        for difference in islice(differences(model, found[name]), MOST):
            place = _place(told, difference.place, fold=fold)
            where = f'in "{place.block}" ' if place.block else ""
            message = f'{where}{NAMES[name]} says "{difference.second}" where {other} says "{difference.first}"'
            report.add("formats-differ", message, place.origin, hint=_HINT if name == "pdf" else "")


def _texts(theme: Theme, layout: Layout, files: Mapping[str, bytes]) -> tuple[dict[str, list[str]], bool]:
    """The text of each format in pieces, and whether print.css changes letters."""
    pages, fold = text_of_pages(layout.page_boxes)
    texts = {"pdf": pages}
    if "docx" in files:
        from briefgen.render.parity.word import text_of_word

        marks = "".join(theme.labels.get(f"{edge}_quote", "") for edge in ("open", "close"))
        texts["docx"] = text_of_word(files["docx"], marks or "\u201c\u201d")
    if "html" in files:
        texts["html"] = text_of_page(files["html"])
    return texts, fold


def _unlike(whole: Reading, found: Mapping[str, Reading]) -> Iterator[tuple[str, Reading, str]]:
    """Formats that say something else, with what they should say and who says so."""
    wrong = [name for name in found if not found[name].same_as(whole)]
    right = next((NAMES[name] for name in found if name not in wrong), "the template")
    yield from ((name, whole, right) for name in wrong)
    if "pdf" not in wrong:
        apart = (name for name in found if name not in wrong and not found[name].same_as(found["pdf"]))
        yield from ((name, found["pdf"], NAMES["pdf"]) for name in apart)


def _place(told: Told, letters: int, *, fold: bool) -> Place:
    """What stands in the document after so many letters."""
    starts, total, done = [], 0, 0
    for place in told.places:
        total += sum(len(reading([piece], fold=fold).text) for piece in told.pieces[done : place.piece])
        done = place.piece
        starts.append(total)
    return told.places[max(0, bisect_right(starts, letters) - 1)]
