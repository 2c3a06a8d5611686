"""Heights of blocks, held against real layouts: what is added up is what the page takes."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from briefgen.core.document import Document
from briefgen.core.model import DEPTHS, BlockId, Depth
from briefgen.core.select import Item, Plan, SelectedSection, Selection, plan
from briefgen.core.sizes import Key, Sizes
from briefgen.desk import Desk, make_document, open_desk
from briefgen.diagnostics import Report
from briefgen.drafts import DraftEngine
from briefgen.project import load_workspace
from briefgen.render.heights import Measured, measure_heights
from briefgen.render.pdf import lay_out
from briefgen.render.style import PageSetup, Theme
from builders import a_section
from documents import a_document, with_endnotes
from looks import a_theme, files

HERE = Path(__file__).parent
THEME = a_theme()
MILLIMETRE = 96 / 25.4
WORDS = (
    "Mains of lead go on serving houses for as long as nobody asks for a survey, and nobody asks for one unless "
    "a child falls ill in the street where they lie or a pump fails on a Sunday night."
)

Draft = Callable[[Sequence[str]], str]
"""The body of a document that prints these blocks of its section `things`."""


def prose(block: str) -> str:
    """Text of a length that is the block's own."""
    return f"{block}. {WORDS[: 40 + sum(map(ord, block)) * 7 % 300]}"


def a_selection(depth: Depth = Depth.SUMMARY, **sections: Iterable[str]) -> Selection:
    """Blocks by section, all at one depth; `_` in names stands for `-`."""
    chosen = (
        SelectedSection(a_section("text", name.replace("_", "-")), tuple(Item(BlockId(b), depth) for b in blocks))
        for name, blocks in sections.items()
    )
    return Selection(tuple(chosen), ())


def on_tall_paper(theme: Theme) -> Theme:
    """The same look on a page that everything fits on."""
    return replace(theme, page=replace(theme.page, height_mm=20_000))


def real_height(document: Document, theme: Theme = THEME) -> float:
    """How far down the text of a document reaches when it is laid out as ever on paper that is tall enough."""
    tall = on_tall_paper(theme)
    layout = lay_out(document, tall, Report())
    assert layout.pages == 1
    return layout.last_fill * tall.page.text_height_mm * MILLIMETRE


def sizes_of(body: str, selection: Selection, theme: Theme = THEME) -> Sizes:
    return measure_heights([(selection, a_document(body))], theme).sizes


def total(sizes: Sizes) -> float:
    """Everything that was measured."""
    return sizes.fixed + sum(sizes.parts) + sum(piece.height for piece in sizes.pieces.values())


def keys(section: int, *blocks: str, depth: Depth = Depth.SUMMARY) -> list[tuple[Key, Depth]]:
    return [((section, BlockId(block)), depth) for block in blocks]


# --- ways to print a section ------------------------------------------------------------------------

HEAD = '<header class="masthead"><p class="kicker">Office</p><h1 class="title">Title</h1></header>'
END = '<section><h2 id="b-section-end">End</h2><p>That is all.</p></section>'
BEFORE = '<section><h2 id="b-section-before">Before</h2><p>First of all.</p></section>'


def around(section: str) -> str:
    return f"{HEAD}{BEFORE}{section}{END}"


def as_blocks(blocks: Sequence[str]) -> str:
    inside = "".join(f'<section data-block="{b}" id="b-{b}"><h3>{b}</h3><p>{prose(b)}</p></section>' for b in blocks)
    return f'<section><h2 id="b-section-things">Things</h2><p class="lead">At length.</p>{inside}</section>'


def as_list(blocks: Sequence[str]) -> str:
    inside = "".join(f'<li data-block="{b}">{prose(b)}</li>' for b in blocks)
    return f'<section><h2 id="b-section-things">Things</h2><ul>{inside}</ul></section>'


def as_rows(blocks: Sequence[str]) -> str:
    rows = "".join(f'<tr data-block="{b}"><td>{b}</td><td>{prose(b)}</td></tr>' for b in blocks)
    head = '<thead><tr><th scope="col">Name</th><th scope="col">Text</th></tr></thead>'
    columns = '<colgroup><col data-width="20"/><col data-width="80"/></colgroup>'
    table = f'<table class="data">{columns}{head}<tbody>{rows}</tbody></table>'
    return f'<section><h2 id="b-section-things">Things</h2>{table}</section>'


def as_box(blocks: Sequence[str]) -> str:
    """The last child of a box has no space below it, whichever block it is."""
    inside = "".join(f'<div data-block="{b}"><p>{prose(b)}</p></div>' for b in blocks)
    return f'<aside class="ask" id="b-section-things"><p class="label">Things</p>{inside}</aside>'


def as_conflicts(blocks: Sequence[str]) -> str:
    """Boxes of which all but the first reach into the space above them."""
    inside = "".join(
        f'<aside class="conflict" data-block="{b}"><p class="label">{b}</p><p>{prose(b)}</p></aside>' for b in blocks
    )
    return f'<section><h2 id="b-section-things">Things</h2>{inside}</section>'


def as_themes(blocks: Sequence[str]) -> str:
    themes: dict[str, list[str]] = {}
    for block in blocks:
        themes.setdefault(block[0], []).append(block)
    inside = "".join(
        f"<section><h3>Theme {theme}</h3>"
        + "".join(f'<section data-block="{b}"><h4>{b}</h4><p>{prose(b)}</p></section>' for b in within)
        + "</section>"
        for theme, within in themes.items()
    )
    return f'<section><h2 id="b-section-things">Things</h2>{inside}</section>'


def as_lines(blocks: Sequence[str]) -> str:
    """No heading and nothing around them."""
    return "".join(f'<p class="small" data-block="{b}">{prose(b)}</p>' for b in blocks)


WAYS: Mapping[str, Draft] = {
    "blocks": as_blocks,
    "list": as_list,
    "table": as_rows,
    "box": as_box,
    "conflicts": as_conflicts,
    "themes": as_themes,
    "lines": as_lines,
}
BLOCKS = ("ash", "asp", "birch", "beech", "elm")


def printed(way: Draft, blocks: Sequence[str]) -> str:
    return around(way(blocks) if blocks else "")


@cache
def measured(way: str) -> Sizes:
    return sizes_of(printed(WAYS[way], BLOCKS), a_selection(before=(), things=BLOCKS, end=()))


@pytest.mark.parametrize("way", WAYS)
def test_all_heights_add_up_to_the_page(way: str) -> None:
    assert total(measured(way)) == pytest.approx(real_height(a_document(printed(WAYS[way], BLOCKS))), abs=1)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("chosen", [(), *combinations(BLOCKS, 1), ("ash", "elm"), ("asp", "birch"), BLOCKS[:4]])
def test_some_of_the_blocks_are_as_tall_as_their_heights_say(way: str, chosen: tuple[str, ...]) -> None:
    height = measured(way).height(keys(1, *chosen))
    assert height == pytest.approx(real_height(a_document(printed(WAYS[way], chosen))), abs=6)


def test_a_theme_comes_with_the_first_of_its_blocks() -> None:
    sizes = measured("themes")
    ash, asp, elm = (sizes.pieces[key] for key in keys(1, "ash", "asp", "elm"))
    assert len(ash.parts) == 2
    assert ash.parts == asp.parts
    assert len(ash.parts & elm.parts) == 1
    assert sizes.height(keys(1, "ash", "asp")) - sizes.height(keys(1, "ash")) == pytest.approx(asp.height)


def test_a_heading_that_stands_beside_its_blocks_comes_with_them() -> None:
    body = around('<h2 id="b-section-things">Things</h2>' + as_lines(("ash",)))
    sizes = sizes_of(body, a_selection(before=(), things=("ash",), end=()))
    assert sizes.height(keys(1, "ash")) == pytest.approx(real_height(a_document(body)), abs=1)
    assert sizes.height([]) == pytest.approx(real_height(a_document(around(""))), abs=6)


def test_a_frame_without_room_of_its_own_takes_nothing_and_gives_nothing() -> None:
    theme = replace(THEME, css=THEME.css + "ul { margin: 0 } li { margin: 0 0 20pt } li:last-child { margin: 0 }")
    body = HEAD + as_list(BLOCKS).replace('<h2 id="b-section-things">Things</h2>', "")
    sizes = sizes_of(body, a_selection(things=BLOCKS), theme)
    assert all(part >= 0 for part in sizes.parts)
    assert total(sizes) == pytest.approx(real_height(a_document(body), theme), abs=1)


def test_what_stands_around_a_section_with_other_text_is_fixed() -> None:
    body = f'{HEAD}<section class="one-page"><p>{WORDS}</p>{as_list(("ash",))}<p>{WORDS}</p></section>'
    sizes = sizes_of(body, a_selection(things=("ash",)))
    without = real_height(a_document(f'{HEAD}<section class="one-page"><p>{WORDS}</p><p>{WORDS}</p></section>'))
    assert sizes.height([]) == pytest.approx(without, abs=6)


# --- which element is which block -------------------------------------------------------------------


def test_a_block_in_two_sections_is_two_pieces_and_a_generated_row_is_neither() -> None:
    first = f'<section><h2 id="b-section-one">One</h2><ul><li data-block="ash">{prose("ash")}</li></ul></section>'
    row = f'<tr data-block="ash"><td>{prose("asp")}</td></tr>'
    register = (
        f'<section><h2 id="b-section-register">R</h2><table class="register"><tbody>{row}</tbody></table></section>'
    )
    second = f'<section><h2 id="b-section-two">Two</h2><p data-block="ash">{prose("ash") * 3}</p></section>'
    body = HEAD + first + register + second + END
    sizes = sizes_of(body, a_selection(one=("ash",), register=(), two=("ash",)))
    assert sizes.height(keys(0, "ash")) == pytest.approx(real_height(a_document(HEAD + first + register + END)), abs=1)
    assert sizes.height(keys(2, "ash")) == pytest.approx(real_height(a_document(HEAD + register + second + END)), abs=1)


def test_a_block_inside_another_belongs_to_that() -> None:
    inner = f'<p data-block="asp">{prose("asp")}</p>'
    body = around(f'<section><h2 id="b-section-things">T</h2><div data-block="ash"><p>a</p>{inner}</div></section>')
    sizes = sizes_of(body, a_selection(before=(), things=("ash", "asp"), end=()))
    ash, asp = (sizes.pieces[key] for key in keys(1, "ash", "asp"))
    assert ash.height > 2 * sizes.line
    assert (asp.height, asp.parts) == (0, frozenset())


def test_sections_without_anchors_take_blocks_in_their_order() -> None:
    body = HEAD + as_lines(("ash", "asp")) + as_lines(("ash",))
    sizes = sizes_of(body, a_selection(one=("ash",), two=("asp",), three=("ash",)))
    assert all(sizes.pieces[(n, BlockId(b)), Depth.SUMMARY].height > 0 for n, b in enumerate(("ash", "asp", "ash")))


@pytest.mark.parametrize("way", ["list", "lines"])
def test_the_summary_that_opens_a_document_is_fixed(way: str) -> None:
    printed_there = f'<p data-block="ash" id="s-ash">{WORDS}</p>'
    body = f'<section class="one-page">{printed_there}</section>' + printed(WAYS[way], BLOCKS)
    sizes = sizes_of(body, a_selection(before=(), things=BLOCKS, end=()))
    ash = keys(1, "ash")[0]
    assert sizes.pieces[ash].height == pytest.approx(measured(way).pieces[ash].height)
    assert sizes.fixed > measured(way).fixed + 2 * sizes.line


def test_a_block_that_is_not_printed_has_no_height() -> None:
    sizes = sizes_of(around(as_list(("ash",))), a_selection(before=(), things=("ash", "oak"), end=()))
    oak = sizes.pieces[keys(1, "oak")[0]]
    assert (oak.height, oak.parts) == (0, frozenset())


def test_term_and_meaning_side_by_side_are_one_piece() -> None:
    rows = "".join(f'<dt data-block="{b}">{b}</dt><dd data-block="{b}">{prose(b)}</dd>' for b in BLOCKS)
    body = around(f'<section><h2 id="b-section-things">T</h2><dl class="glossary">{rows}</dl></section>')
    theme = replace(THEME, css=THEME.css + "dt { margin-bottom: 30pt }")
    sizes = sizes_of(body, a_selection(before=(), things=BLOCKS, end=()), theme)
    assert total(sizes) == pytest.approx(real_height(a_document(body), theme), abs=1)
    assert all(40 + 2 * sizes.line < sizes.pieces[key].height < 60 + 4 * sizes.line for key in keys(1, *BLOCKS))


# --- what depends on blocks and stands elsewhere ----------------------------------------------------


def cited(*sources: str) -> str:
    links = ", ".join(f'<a href="#ref-{source}">{source}</a>' for source in sources)
    return f'<cite data-cites="{";".join(f"{s}|" for s in sources)}">({links})</cite>'


def citing(uses: Mapping[str, Sequence[str]], fixed: Sequence[str] = ()) -> str:
    """A document whose blocks cite sources, with the list of what is cited."""
    listed = dict.fromkeys([*(s for sources in uses.values() for s in sources), *fixed])
    items = "".join(f'<li data-block="{b}">{prose(b)} {cited(*sources)}</li>' for b, sources in uses.items())
    entries = "".join(
        f'<p class="reference" id="ref-{s}">{s}. {WORDS[: 60 + 40 * n]}</p>' for n, s in enumerate(listed)
    )
    things = f'<section><h2 id="b-section-things">Things</h2><ul>{items}</ul></section>' if uses else ""
    before = f"<p>To begin with {cited(*fixed)}.</p>" if fixed else "<p>To begin with.</p>"
    return f'{HEAD}{before}{things}<section><h2>References</h2><div class="references">{entries}</div></section>'


USES = {"ash": ["doe", "roe"], "asp": ["roe"], "elm": ["poe"]}


@pytest.mark.parametrize("chosen", [("ash",), ("asp",), ("asp", "elm"), ("ash", "asp", "elm")])
def test_an_entry_of_the_references_comes_with_those_that_cite_it(chosen: tuple[str, ...]) -> None:
    sizes = sizes_of(citing(USES), a_selection(things=USES))
    known = {source: n for n, source in enumerate(dict.fromkeys(s for sources in USES.values() for s in sources))}
    body = citing({block: USES[block] for block in chosen})
    for source, n in known.items():  # each entry with the words that it has among all
        start = body.find(f'id="ref-{source}">')
        if start >= 0:
            text = body[start : body.index("</p>", start)]
            body = body.replace(text, f'id="ref-{source}">{source}. {WORDS[: 60 + 40 * n]}')
    assert sizes.height(keys(0, *chosen)) == pytest.approx(real_height(a_document(body)), abs=2)


def test_who_cites_is_known_without_links() -> None:
    linked, plain = citing(USES), re.sub(r'<a href="#ref-[a-z]+">([a-z]+)</a>', r"\1", citing(USES))
    parts = [
        [sizes_of(body, a_selection(things=USES)).pieces[key].parts for key in keys(0, *USES)]
        for body in (linked, plain)
    ]
    assert parts[0] == parts[1]


def test_an_entry_that_is_cited_anyway_is_fixed() -> None:
    sizes = sizes_of(citing(USES, fixed=["roe"]), a_selection(things=USES))
    ash, asp, elm = (sizes.pieces[key] for key in keys(0, "ash", "asp", "elm"))
    assert asp.parts == ash.parts & elm.parts, "only the section is left to share"
    assert len(ash.parts) == len(asp.parts) + 1
    assert total(sizes) == pytest.approx(real_height(a_document(citing(USES, fixed=["roe"]))), abs=1)


def test_entries_that_run_in_share_the_lines_of_their_paragraph() -> None:
    sources = [f"source-{n}" for n in range(9)]
    uses = {f"block-{s}": [s] for s in sources}

    def body(chosen: Mapping[str, Sequence[str]]) -> str:
        items = "".join(f'<li data-block="{b}">{b} {cited(*uses[b])}</li>' for b in chosen)
        entries = " ".join(
            f'<span id="ref-{s}">{s}. {WORDS[: 30 + 9 * n]}</span>'
            for n, s in enumerate(sources)
            if f"block-{s}" in chosen
        )
        return (
            f'{HEAD}<section><h2 id="b-section-things">T</h2><ul>{items}</ul></section><p class="small">{entries}</p>'
        )

    sizes = sizes_of(body(uses), a_selection(things=uses))
    assert total(sizes) == pytest.approx(real_height(a_document(body(uses))), abs=1)
    off = []
    for number in range(1, 9):
        chosen = dict(list(uses.items())[:number])
        off.append(sizes.lines(sizes.height(keys(0, *chosen)) - real_height(a_document(body(chosen)))))
    assert max(map(abs, off)) < 1
    assert -0.1 < sum(off) / len(off) < 0.25, "half a line more or less each time, and as often more as less"


def noted(blocks: Sequence[str]) -> str:
    notes = {b: f'<span class="note" data-number="{n}">{prose(b)}</span>' for n, b in enumerate(blocks, 1)}
    items = "".join(f'<li data-block="{b}">{b} has a note.{notes[b]}</li>' for b in blocks)
    return f'{HEAD}<section><h2 id="b-section-things">T</h2><ul>{items}</ul></section>'


@pytest.mark.parametrize("chosen", [("ash",), ("asp", "elm"), BLOCKS])
def test_a_note_belongs_to_the_block_that_calls_it_and_the_rule_above_them_to_all(chosen: tuple[str, ...]) -> None:
    sizes = sizes_of(noted(BLOCKS), a_selection(things=BLOCKS))
    assert sizes.height(keys(0, *chosen)) == pytest.approx(real_height(a_document(noted(chosen))), abs=2)


@pytest.mark.parametrize("chosen", [("ash",), ("asp", "elm"), BLOCKS])
def test_a_note_at_the_end_belongs_to_the_block_that_calls_it_and_the_heading_to_all(chosen: tuple[str, ...]) -> None:
    whole = with_endnotes(a_document(noted(BLOCKS)))
    sizes = measure_heights([(a_selection(things=BLOCKS), whole)], THEME).sizes
    real = real_height(with_endnotes(a_document(noted(chosen))))
    assert sizes.height(keys(0, *chosen)) == pytest.approx(real, abs=4)
    alone = [sizes.pieces[key].height for key in keys(0, *BLOCKS)]
    assert min(alone) > 2 * sizes.line, "the text of its note is in the height of each block"


def test_rows_that_lead_to_a_block_come_with_it() -> None:
    things = "".join(f'<section data-block="{b}" id="b-{b}"><h3 id="h-{b}">{b}</h3></section>' for b in BLOCKS)
    rows = "".join(f'<li data-level="1"><a href="#h-{b}">{b}</a></li>' for b in BLOCKS)
    contents = f'<section><h2>Contents</h2><nav class="toc"><ul><li><a href="#t">T</a></li>{rows}</ul></nav></section>'
    data = "".join(
        f'<tr class="group"><th colspan="2"><a href="#b-{b}">{b}</a></th></tr><tr><td>a</td><td>1</td></tr>'
        for b in BLOCKS
    )
    table = f'<section><h2>Data</h2><table class="register"><tbody>{data}</tbody></table></section>'
    body = f'{HEAD}{contents}<section><h2 id="t">T</h2>{things}</section>{table}{END}'
    sizes = sizes_of(body, a_selection(things=BLOCKS))
    ash, elm = (sizes.pieces[key].parts for key in keys(0, "ash", "elm"))
    own = sorted(sizes.parts[n] for n in ash - elm)
    assert len(own) == 2, "one row of the contents, one group of rows of the data"
    assert own[0] > sizes.line
    assert own[1] > 2 * sizes.line
    assert total(sizes) == pytest.approx(real_height(a_document(body)), abs=1)


# --- looks of every kind ----------------------------------------------------------------------------

STRANGE = {
    "columns": "section { columns: 2 }",
    "grid": "ul, article.brief { display: grid; grid-template-columns: 1fr 1fr; gap: 3mm }",
    "flex": "article.brief { display: flex; flex-wrap: wrap } section { width: 45% }",
    "floats": "li, section section { float: left; width: 40% } section { overflow: hidden }",
    "in lines": "li, tr, section section { display: inline-block; width: 30% }",
    "out of the flow": "[data-block] { position: absolute; top: 0 }",
    "nothing shown": "[data-block], h2 { display: none }",
    "tables of anything": "section { display: table } li, h3 { display: table-cell } p { display: inline-table }",
    "contents": "section { display: contents }",
    "running": "h2 { position: running(head) } @page { @top-left { content: element(head) } }",
    "turned": "section { page: landscape }",
    "one to a page": "[data-block] { break-before: page; break-inside: avoid; page: named } @page named { size: A5 }",
    "negative": "[data-block] { margin: -20pt 0 }",
    "notes in the line": ".fn { float: none; display: inline }",
}


@pytest.mark.parametrize("way", ["blocks", "list", "table"])
@pytest.mark.parametrize("css", STRANGE.values(), ids=STRANGE)
def test_no_style_sheet_is_too_strange(way: str, css: str, tmp_path: Path) -> None:
    theme = a_theme(files(tmp_path / "odd", print_css=css), report=Report())
    body = printed(WAYS[way], BLOCKS) + '<p>Noted.<span class="note" data-number="1">So it is.</span></p>'
    sizes = sizes_of(body, a_selection(before=(), things=BLOCKS, end=()), theme)
    heights = [piece.height for piece in sizes.pieces.values()]
    assert all(0 <= height < sizes.page for height in (*heights, *sizes.parts))
    assert -6 * sizes.line < sizes.fixed < sizes.page


@pytest.mark.parametrize("css", [STRANGE["grid"], STRANGE["flex"]], ids=["grid", "flex"])
def test_blocks_side_by_side_share_the_height_of_their_row(css: str, tmp_path: Path) -> None:
    ended = f"{css} article.brief > :last-child {{ margin: 0; grid-column: 1 / -1 }}"
    theme = a_theme(files(tmp_path / "odd", print_css=ended), report=Report())
    body = f'{HEAD}<section><h2 id="b-section-things">T</h2></section>{as_list(BLOCKS)}<p>End.</p>'
    sizes = sizes_of(body, a_selection(things=BLOCKS), theme)
    assert total(sizes) == pytest.approx(real_height(a_document(body), theme), abs=1)


def test_sections_on_turned_pages_count_like_the_others() -> None:
    turned = as_rows(BLOCKS).replace("<section>", '<section class="landscape">', 1)
    sizes = sizes_of(around(turned), a_selection(before=(), things=BLOCKS, end=()))
    narrow = measured("table")
    for key in keys(1, *BLOCKS):
        assert sizes.line < sizes.pieces[key].height < narrow.pieces[key].height + 0.1
    assert sizes.fixed < narrow.fixed + 3 * sizes.line


def test_the_page_and_the_line_are_those_of_the_look() -> None:
    theme = replace(THEME, page=PageSetup(height_mm=297, top_mm=20, bottom_mm=17))
    sizes = sizes_of(around(as_list(BLOCKS)), a_selection(things=BLOCKS), theme)
    assert sizes.page == pytest.approx(260 * MILLIMETRE)
    assert sizes.line == pytest.approx(THEME.styles["Body Text"].line * 96 / 72)


# --- several depths ---------------------------------------------------------------------------------


def deep(blocks: Sequence[str]) -> str:
    return around(as_list(blocks).replace("</li>", f" {WORDS}</li>") + as_conflicts(("oak",)).replace("things", "more"))


def shallow(blocks: Sequence[str]) -> str:
    return around(as_list(blocks) + as_conflicts(("oak",)).replace("things", "more"))


def two_depths(
    store: Path | None = None, blocks: Sequence[str] = BLOCKS, theme: Theme = THEME, title: str = "Title"
) -> Measured:
    chosen = [a_selection(d, before=(), things=blocks, more=("oak",), end=()) for d in (Depth.SUMMARY, Depth.FULL)]
    bodies = [body(blocks).replace("Title", title) for body in (shallow, deep)]
    return measure_heights([(s, a_document(b)) for s, b in zip(chosen, bodies, strict=True)], theme, store)


def test_each_depth_is_measured_as_if_it_were_alone() -> None:
    both = two_depths().sizes
    for depth, body in ((Depth.SUMMARY, shallow), (Depth.FULL, deep)):
        alone = sizes_of(body(BLOCKS), a_selection(depth, before=(), things=BLOCKS, more=("oak",), end=()))
        for key in keys(1, *BLOCKS, depth=depth):
            assert both.pieces[key].height == pytest.approx(alone.pieces[key].height)
        everything = [*keys(1, *BLOCKS, depth=depth), *keys(2, "oak", depth=depth)]
        assert both.height(everything) == pytest.approx(real_height(a_document(body(BLOCKS))), abs=1)


def test_blocks_of_different_depths_share_their_section() -> None:
    sizes = two_depths().sizes
    chosen = [*keys(1, "ash", depth=Depth.FULL), *keys(1, "asp", depth=Depth.SUMMARY)]
    assert len(frozenset[int]().union(*(sizes.pieces[c].parts for c in chosen))) == 1


def test_what_prints_the_same_at_two_depths_is_told_from_what_does_not() -> None:
    pieces = two_depths().sizes.pieces

    def says(section: int, block: str) -> set[str]:
        return {pieces[key].says for d in (Depth.SUMMARY, Depth.FULL) for key in keys(section, block, depth=d)}

    assert [len(says(1, block)) for block in BLOCKS] == [2] * len(BLOCKS)
    assert len(says(2, "oak")) == 1
    assert says(1, "ash").isdisjoint(says(1, "asp"))


def test_documents_that_look_alike_are_laid_out_once() -> None:
    selections = (a_selection(depth, before=(), things=BLOCKS, end=()) for depth in DEPTHS)
    measured = measure_heights([(s, a_document(around(as_list(BLOCKS)))) for s in selections], THEME)
    assert measured.layouts == 1
    heights = {measured.sizes.pieces[keys(1, "ash", depth=depth)[0]] for depth in DEPTHS}
    assert len(heights) == 1


# --- what is known is not laid out again ------------------------------------------------------------


def test_known_heights_take_no_layout(tmp_path: Path) -> None:
    first = two_depths(tmp_path / "store")
    again = two_depths(tmp_path / "store")
    assert (first.layouts, again.layouts) == (2, 0)
    assert again.sizes == first.sizes


def test_a_change_of_text_or_look_is_laid_out_again(tmp_path: Path) -> None:
    two_depths(tmp_path)
    assert two_depths(tmp_path, ("ash", "asp", "birch", "beech", "oak")).layouts > 0
    assert two_depths(tmp_path, theme=replace(THEME, css=THEME.css + "li { margin-bottom: 9pt }")).layouts == 2
    assert two_depths(tmp_path, theme=replace(THEME, page=replace(THEME.page, left_mm=40))).layouts == 2
    assert two_depths(tmp_path, theme=replace(THEME, fonts={**THEME.fonts, "other.ttf": b"other"})).layouts == 2


def test_of_a_second_document_only_what_differs_is_laid_out(tmp_path: Path) -> None:
    two_depths(tmp_path)
    assert two_depths(tmp_path, title="Another title").layouts == 1


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"rest": "much"}', "\x00", '{"shares": null}'])
def test_a_damaged_store_counts_for_nothing(damage: str, tmp_path: Path) -> None:
    sound = two_depths(tmp_path).sizes
    for path in tmp_path.iterdir():
        path.write_text(damage, encoding="utf-8")
    assert two_depths(tmp_path) == Measured(sound, 2)
    assert two_depths(tmp_path).layouts == 0


def test_heights_that_are_no_numbers_count_for_nothing(tmp_path: Path) -> None:
    sound = two_depths(tmp_path).sizes
    for path in tmp_path.iterdir():
        said = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**said, "shares": [float("nan") for _ in said["shares"]]}), encoding="utf-8")
    assert two_depths(tmp_path).sizes == sound


def test_a_store_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert two_depths(tmp_path / "file" / "store").sizes == two_depths().sizes


def test_nothing_half_written_is_left_in_the_store(tmp_path: Path) -> None:
    two_depths(tmp_path)
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".json", ".json"]


def test_known_heights_do_not_need_the_layout_engine(tmp_path: Path) -> None:
    two_depths(tmp_path)
    code = (
        "import sys; from pathlib import Path; from test_heights import two_depths\n"
        "assert two_depths(Path(sys.argv[1])).layouts == 0\n"
        "assert 'weasyprint' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=HERE)


# --- whole libraries --------------------------------------------------------------------------------


def a_draft_desk(root: Path, audience: str, cache: Path) -> Desk:
    report = Report()
    workspace = load_workspace(root, report)
    desk = open_desk(workspace, workspace.brief(None), audience, report, cache)
    return replace(desk, engine=DraftEngine(desk.engine))


def a_choice(wanted: Plan, chance: random.Random) -> Selection:
    """What must be printed, and some of the rest, at any depth, as many in each section as it takes."""
    choice: dict[Key, Depth] = {}
    for number in range(len(wanted.sections)):
        _, most = wanted.counts(number)
        main = wanted.main(number)
        pinned = [key for key in main if wanted.candidates[key].forced]
        others = [key for key in main if key not in pinned]
        chosen = [*pinned, *chance.sample(others, chance.randint(0, max(0, min(most, len(main)) - len(pinned))))]
        choice |= {key: chance.choice(wanted.candidates[key].rungs) for key in chosen}
    return wanted.at(choice)


def off(root: Path, audience: str, name: str, cache: Path, tries: int = 8) -> list[float]:
    """By how many lines the heights of chance selections differ from their real layouts."""
    desk, report = a_draft_desk(root, audience, cache), Report()
    length, theme = desk.audience.lengths[name], desk.theme(name, report)
    wanted = plan(desk.library, desk.brief, desk.audience, length)

    def made(selection: Selection) -> Document:
        document = make_document(desk, length, selection, Report())
        assert document
        return document

    everything = [wanted.everything(depth) for depth in DEPTHS]
    sizes = measure_heights([(s, made(s)) for s in everything], theme).sizes
    chance = random.Random(f"{root.name}/{audience}/{name}")  # noqa: S311 - the same choices each time
    chosen = [a_choice(wanted, chance) for _ in range(tries)]
    return [sizes.lines(sizes.height(s.choice.items()) - real_height(made(s), theme)) for s in chosen]


@pytest.mark.parametrize("audience", ["minister", "committee", "industry", "technical", "public"])
@pytest.mark.parametrize("length", ["one-page", "standard"])
@pytest.mark.parametrize("library", ["water", "zh"])
def test_documents_are_as_tall_as_their_heights_say(library: str, length: str, audience: str, tmp_path: Path) -> None:
    lines = off(HERE / "libraries" / library, audience, length, tmp_path)
    assert max(map(abs, lines)) < (2 if length == "one-page" else 4)
    assert sorted(map(abs, lines))[len(lines) // 2] < 1.5
