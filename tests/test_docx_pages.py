"""Pages of Word files as LibreOffice lays them out: running heads that say something, boxes that leave no holes."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from briefgen.core.document import Document, Picture
from documents import a_document, with_endnotes
from word import W, Word, text_of, value, written

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
LINE = "Words that fill a line of the page and a little more, so that it has to break once or twice on its way. "


def pages(document: Document, folder: Path) -> list[str]:
    """The text of each page."""
    data = converted(document, folder, "pdf")
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def converted(document: Document, folder: Path, format_: str) -> bytes:
    """What LibreOffice saves of the Word file of a document."""
    (folder / "x.docx").write_bytes(written(document).data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(SOFFICE), "--headless", profile, "--convert-to", format_, "--outdir", str(folder / "out")]
    subprocess.run([*command, str(folder / "x.docx")], check=True, capture_output=True, timeout=120)
    return (folder / "out" / f"x.{format_}").read_bytes()


# --- running heads ---------------------------------------------------------------------------------

SECTIONS = "".join(f'<section><h2 id="s{n}">Section {n}</h2><p>{LINE * 40}</p></section>' for n in range(3))
ANNEX = f'<section class="landscape"><h2 id="annex">The annex</h2><p>{LINE * 40}</p></section>'


def heads(word: Word) -> dict[str, str]:
    """What STYLEREF fields show before anybody counts, by part."""
    return {
        name: text_of(word.xml(name.removeprefix("word/").removesuffix(".xml")))
        for name, data in word.parts.items()
        if b"STYLEREF" in data
    }


def test_a_running_head_says_what_is_right_on_each_of_its_pages() -> None:
    title = "Compute is short where it is wanted"

    assert set(heads(written(SECTIONS)).values()) == {f"{title}\tMinister"}
    assert set(heads(written(SECTIONS + ANNEX)).values()) == {f"{title}\tMinister", f"{title}\tThe annex"}
    assert set(heads(written('<section><h2 id="s">Alone</h2><p>x</p></section>')).values()) == {f"{title}\tAlone"}


def test_a_single_page_names_no_section() -> None:
    assert heads(written(a_document(SECTIONS, length="one-page"))) == {}


@needs_libreoffice
def test_libreoffice_shows_a_running_head_on_every_page_but_the_first(tmp_path: Path) -> None:
    first, *others = pages(a_document(SECTIONS + ANNEX), tmp_path)

    assert len(others) > 2
    assert "Minister" not in first
    assert [page for page in others if "Minister" not in page and "The annex" not in page] == []
    assert [page for page in others if "Compute is short where it is wanted" not in page] == []


# --- boxes -----------------------------------------------------------------------------------------


AFTER = "<p>After the box.</p><p>The end.</p>"


def a_conflict(points: int, length: int = 1) -> str:
    items = "".join(f"<li>Point {n}. {LINE * length}</li>" for n in range(points))
    return f'<aside class="conflict"><p class="label">They differ</p><ul>{items}</ul><p>How it is handled.</p></aside>'


def kept(word: Word) -> list[tuple[bool, bool]]:
    """For each paragraph of the box, whether it says of itself to stay with the next, and in one piece."""
    box = [p for p in word.body.iter(f"{W}p") if word.style_of(p).startswith("Ruled Callout")]
    return [(p.find(f"{W}pPr/{W}keepNext") is not None, p.find(f"{W}pPr/{W}keepLines") is not None) for p in box]


def between_boxes(first: str, second: str) -> list[str]:
    """The styles of what stands between two boxes."""
    word = written(f'<aside class="{first}"><p>One.</p></aside><aside class="{second}"><p>Two.</p></aside>')
    names = [word.style_of(p) for p in word.body.iter(f"{W}p")]
    return names[1:-1]


@pytest.mark.parametrize("pair", [("callout", "callout"), ("callout", "ask"), ("gap", "limits")])
def test_boxes_that_would_run_together_are_kept_apart(pair: tuple[str, str]) -> None:
    assert between_boxes(*pair) == ["Spacer"]


def test_boxes_that_nothing_would_join_need_nothing_between_them() -> None:
    assert between_boxes("callout", "conflict") == []


def test_a_short_box_stays_on_one_page() -> None:
    assert kept(written(a_conflict(2) + AFTER)) == [(True, False)] * 3 + [(False, True)]


@pytest.mark.parametrize("box", [a_conflict(8, 3), a_conflict(1, 30)])
def test_a_tall_box_may_break(box: str) -> None:
    word = written(box + AFTER)

    assert not any(next_ or lines for next_, lines in kept(word))
    title = next(s for s in word.xml("styles").iter(f"{W}style") if value(s.find(f"{W}name")) == "Ruled Callout Title")
    assert title.find(f"{W}pPr/{W}keepNext").get(f"{W}val", "1") == "1"


def test_a_box_of_chinese_counts_its_wider_characters() -> None:
    box = '<aside class="conflict"><p class="label">分歧</p><p>{}</p></aside>' + AFTER

    assert kept(written(a_document(box.format("人才缺口" * 180), lang="zh-CN")))[0] == (False, False)
    assert kept(written(a_document(box.format("lack" * 180))))[0] == (True, False)


@needs_libreoffice
def test_a_tall_box_begins_on_the_page_that_has_room(tmp_path: Path) -> None:
    first, second, *_ = pages(a_document(f"<p>{LINE * 38}</p>{a_conflict(6, 3)}"), tmp_path)

    assert "They differ" in first
    assert "Point 1" in first
    assert "How it is handled" in second


# --- tables ----------------------------------------------------------------------------------------


def a_table(rows: int) -> str:
    body = "".join(f"<tr><td>Row {n}</td><td>{n}</td></tr>" for n in range(rows))
    head = "<caption>Costs</caption><thead><tr><th>What</th><th>Sum</th></tr></thead>"
    return f'<figure class="table"><table>{head}<tbody>{body}</tbody></table><p class="source">Source: x.</p></figure>'


def rows_kept(word: Word) -> list[bool]:
    """For each row but the head whether all of it stays with what comes next."""
    rows = list(word.body.iter(f"{W}tr"))[1:]
    return [all(p.find(f"{W}pPr/{W}keepNext") is not None for p in row.iter(f"{W}p")) for row in rows]


def test_a_short_table_stays_on_one_page_with_its_source() -> None:
    assert rows_kept(written(a_table(5))) == [True] * 5


def test_a_tall_table_may_break_but_not_before_its_source() -> None:
    assert rows_kept(written(a_table(40))) == [False] * 39 + [True]


@needs_libreoffice
def test_a_short_table_that_does_not_fit_moves_as_a_whole(tmp_path: Path) -> None:
    first, second = pages(a_document(f"<p>{LINE * 42}</p>{a_table(5)}"), tmp_path)

    assert "Costs" not in first
    assert all(words in second for words in ("Costs", "Row 0", "Row 4", "Source: x."))


@needs_libreoffice
def test_the_last_line_of_a_document_is_not_alone_on_its_page(tmp_path: Path) -> None:
    lines = "".join(f"<p>Paragraph {n}.</p>" for n in range(200))
    fits = len(re.findall("Paragraph", pages(a_document(lines), tmp_path)[0]))

    *_, last = pages(a_document("".join(f"<p>Paragraph {n}.</p>" for n in range(fits + 1))), tmp_path)

    assert re.findall(r"Paragraph \d+", last) == [f"Paragraph {fits - 1}", f"Paragraph {fits}"]


# --- figures ---------------------------------------------------------------------------------------


@needs_libreoffice
def test_figures_in_a_row_without_sources_keep_their_captions_beside_them(tmp_path: Path) -> None:
    raster = io.BytesIO()
    Image.new("L", (12, 7)).save(raster, "PNG")
    picture = Picture("view", "A view of the bay", "", raster.getvalue(), 120.0, 70.0)
    figures = "".join(
        f'<figure class="image"><figcaption data-number="Figure {n}"><strong>View</strong></figcaption>'
        f'<img data-picture="{picture.id}" alt="A view of the bay"/></figure>'
        for n in range(1, 9)
    )

    found = pages(a_document(figures, pictures=(picture,)), tmp_path)

    shown = [len(re.findall(r"Figure \d", page)) for page in found]
    assert sum(shown) == 8
    assert shown[:2] == [3, 3], "three pictures find room on a page, so a fourth caption there would have none below it"


# --- notes -----------------------------------------------------------------------------------------


@needs_libreoffice
def test_libreoffice_keeps_endnotes_and_counts_them_in_figures(tmp_path: Path) -> None:
    notes = "".join(f'<p>Said<span class="note" data-number="{n}">Note {n}.</span></p>' for n in (1, 2, 3))
    saved = Word(converted(with_endnotes(a_document(notes)), tmp_path, "docx"))

    assert [text_of(n).strip() for n in saved.xml("endnotes")][2:] == ["Note 1.", "Note 2.", "Note 3."]
    assert len(list(saved.body.iter(f"{W}endnoteReference"))) == 3
    assert {value(n) for n in saved.body.iter(f"{W}numFmt")} == {"decimal"}
