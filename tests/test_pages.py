"""Pages without holes: figures drift, the layout proves it, and all of the text is still there."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from briefgen.core.berths import HOLE, holes
from briefgen.core.document import Document
from briefgen.core.drift import HOMES, Places, placed, rooms
from briefgen.core.fit import LAST_PAGE, Measure
from briefgen.core.paging import leaves
from briefgen.desk import open_desk
from briefgen.diagnostics import Report
from briefgen.fitting import Fits
from briefgen.project import load_workspace
from briefgen.render.galley import galley_of
from briefgen.render.pdf import Layout, lay_out
from briefgen.settling import Laid, Settled, settle
from conftest import BRIEF, LIBRARY, Project
from documents import a_document, a_picture
from looks import a_theme

THEME = a_theme()
PICTURES = tuple(a_picture(name) for name in ("map", "chart", "plan"))
SENTENCE = "Mains of lead go on serving houses for as long as nobody asks for a survey of the street. "
TABLE = "<thead><tr><th scope='col'>Street</th></tr></thead><tbody>{}</tbody>"


TOLD = ("figure", "p", "h3", "h4")


def a_figure(name: str) -> str:
    return (
        f'<figure class="chart" data-block="{name}" id="{name}"><figcaption><strong>A {name}</strong></figcaption>'
        f'<img data-picture="{name}" alt="A {name}"/><p class="source">Source: a survey.</p></figure>'
    )


def a_block(number: int, length: int, note: str = "") -> str:
    texts = "".join(f"<p>{SENTENCE * length}{note}</p>" for _ in range(1 + number % 2))
    return f'<section data-block="b{number}"><h4 id="h{number}">Block {number}</h4>{texts}</section>'


def a_theme_section(name: str, lengths: list[int], *figures: str) -> str:
    blocks = "".join(a_block(100 * ord(name[0]) + n, length) for n, length in enumerate(lengths))
    return f'<section><h3 id="{name}">{name}</h3>{blocks}{"".join(map(a_figure, figures))}</section>'


def mixed(seed: int) -> Document:
    """Three themes of blocks as long as the dice say, with a figure or two each."""
    dice = random.Random(seed)  # noqa: S311 - a test's own
    lengths = [[dice.randint(1, 9) for _ in range(dice.randint(3, 6))] for _ in range(3)]
    figures = (("map",), ("chart", "plan"), ())
    body = "".join(a_theme_section(name, ls, *fs) for name, ls, fs in zip("abc", lengths, figures, strict=True))
    return a_document(f'<section><h2 id="top">Part</h2>{body}</section>', pictures=PICTURES)


def hollow() -> Document:
    """A document whose figure leaves a fifth of its first page empty."""
    body = a_theme_section("a", [9, 9, 5], "map") + a_theme_section("b", [9, 9, 9, 9, 9])
    return a_document(f'<section><h2 id="top">Part</h2>{body}</section>', pictures=PICTURES)


def first_of(document: Document) -> Laid:
    found = Report()
    layout = lay_out(document, THEME, found)
    return Laid(document, Measure(layout.pages, layout.last_fill), found, layout)


def settled(first: Laid, allowed: float = 20.0, store: Path | None = None) -> Settled:
    def compose(places: Places) -> tuple[Document, Report]:
        return Document(first.document.meta, placed(first.document.root, places), first.document.pictures), Report()

    return settle(first, compose, THEME, allowed, store)


def layout_of(laid: Laid) -> Layout:
    return laid.layout or lay_out(laid.document, THEME, Report())


def empty(laid: Laid) -> float:
    layout = layout_of(laid)
    return holes(galley_of(layout.page_boxes, (), HOMES), layout.fills)


@pytest.fixture(scope="module")
def first() -> Laid:
    return first_of(hollow())


def order(document: Document) -> list[str]:
    return [
        e.get("data-block") or e.text() for e in document.root.walk() if e.tag in TOLD and not e.has_class("source")
    ]


# --- what becomes of a page -------------------------------------------------------------------------


def test_a_page_that_a_figure_left_half_empty_is_filled(first: Laid) -> None:
    assert layout_of(first).fills[0] < HOLE, "the document has no hole to begin with"
    after = settled(first)
    assert after.layouts in (1, 2)
    assert min(layout_of(after.laid).fills[:-1]) > HOLE
    assert after.laid.measure == Measure(layout_of(after.laid).pages, layout_of(after.laid).last_fill)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_text_pages_get_fuller_and_nothing_else_moves(seed: int) -> None:
    before = first_of(mixed(seed))
    after = settled(before).laid
    names = {p.id for p in PICTURES}
    assert empty(after) <= empty(before)
    assert after.measure.length <= max(before.measure.length, 20)
    assert after.measure.fill >= min(before.measure.fill, LAST_PAGE)
    words = [[w for w in order(d) if w not in names] for d in (before.document, after.document)]
    assert words[0] == words[1]
    assert [w for w in order(after.document) if w in names] == ["map", "chart", "plan"]


def test_no_length_is_exceeded_for_it(first: Laid) -> None:
    """A place that makes the document longer than allowed, or leaves a few lines on a last page, is none."""
    after = settled(first, allowed=0.0).laid
    assert after.measure.length <= first.measure.length


def test_what_was_settled_once_is_known(first: Laid, tmp_path: Path) -> None:
    once, again = settled(first, store=tmp_path), settled(first, store=tmp_path)
    assert once.layouts
    assert again.layouts == 0
    assert again.laid.document.root == once.laid.document.root
    assert again.laid.measure == once.laid.measure
    assert settled(first, allowed=19.0, store=tmp_path).layouts, "settled for another length"


@pytest.mark.parametrize("said", ["", "[]", '{"allowed": 20.0}', '{"allowed": 20.0, "places": {"map": [7]}}', "{"])
def test_a_damaged_memory_counts_for_nothing(first: Laid, tmp_path: Path, said: str) -> None:
    once = settled(first, store=tmp_path)
    for file in tmp_path.iterdir():
        file.write_text(said, encoding="utf-8")
    assert settled(first, store=tmp_path).laid.document.root == once.laid.document.root


# --- what is foretold -------------------------------------------------------------------------------


def test_pages_are_foretold_as_the_engine_makes_them() -> None:
    """Headings, lists, boxes, tables with repeated heads, columns of terms and notes: pages end where they will,
    give or take a row."""
    notes = [f'<span class="note" data-number="{n}">{SENTENCE * 2}</span>' for n in range(1, 9)]
    rows = "".join(f"<tr><td>Street {n}</td></tr>" for n in range(40))
    items = "".join(f"<li>{SENTENCE}</li>" for _ in range(9))
    terms = "".join(f"<dt>Term {n}</dt><dd>{SENTENCE}</dd>" for n in range(4))
    parts = (
        *(a_block(n, 3 + n, notes[n]) for n in range(8)),
        f"<ul>{items}</ul>",
        f'<aside class="so-what"><p>{SENTENCE * 3}</p></aside>',
        a_figure("map"),
        f"<table>{TABLE.format(rows)}</table>",
        f'<dl class="facts">{terms}</dl>',
        *(a_block(n, 4) for n in range(10, 20)),
    )
    document = a_document(
        f'<section><h2 id="top">Part</h2><h3 id="sub">T</h3>{"".join(parts)}</section>', pictures=PICTURES
    )
    layout = lay_out(document, THEME, Report())
    galley = galley_of(layout.page_boxes, rooms(document.root), HOMES)
    assert len(galley.starts) == layout.pages >= 6
    exact = 0
    for start, end in pairwise(galley.starts):
        leaf = next(leaves(galley.strips, galley.paper, start))
        assert abs(leaf.end.strip - end.strip) <= 1
        exact += leaf.end == end
    assert exact >= 3


# --- what a designer says ---------------------------------------------------------------------------

STREET = """\
  - kind: challenge
    id: street-{n}
    title: Street {n}
    stance: stated
    affected: Drivers
    evidence: [survey]
    text:
      headline: {text}
"""
TABLE_BLOCK = """\
  - kind: table
    id: streets
    title: All streets
    columns: [Street, Owner]
    rows:
"""
PROFILE = """\
lengths:
  standard:
    pages: {low: 1, high: 4, free: 0}
    figures: FIGURES
    sections:
      - masthead
      - challenges: {depth: headline, required: true, group: true, answers: 0, evidence: 0, also: [table]}
"""


def a_pile_of_streets(project: Project, figures: str) -> Path:
    """Streets that fill two pages, and a table at their end that does not fit on the rest of the first."""
    streets = "".join(STREET.format(n=n, text=SENTENCE * 4) for n in range(1, 5))
    rows = "".join(f"      - [Street {n}, Nobody knows]\n" for n in range(1, 22))
    return project(
        {
            "content/library/roads.yaml": LIBRARY + streets + TABLE_BLOCK + rows,
            "content/briefs/roads.yaml": BRIEF.replace("one-page", "standard"),
            "templates/minister/audience.yaml": PROFILE.replace("FIGURES", figures),
        }
    )


def test_a_profile_says_whether_figures_drift(project: Project) -> None:
    fills = {}
    for figures in ("stay", "drift"):
        report = Report()
        workspace = load_workspace(a_pile_of_streets(project, figures), report)
        desk = open_desk(workspace, workspace.brief(None), "minister", report)
        report.raise_if_errors()
        fills[figures] = Fits(desk).of(desk.audience.lengths["standard"], report).layout.fills
    assert min(fills["stay"][:-1]) < HOLE < min(fills["drift"][:-1])


# --- what stands alone ------------------------------------------------------------------------------

ROWS = TABLE.format("".join(f"<tr><td>Street {n}</td></tr>" for n in range(5)))
ITEMS = "".join(f"<li>Street {n}</li>" for n in range(5))


@pytest.mark.parametrize(("body", "tag"), [(f"<table>{ROWS}</table>", "tr"), (f"<ul>{ITEMS}</ul>", "li")])
def test_no_row_and_no_item_stands_alone_on_a_page(body: str, tag: str) -> None:
    parted = 0
    for before in range(42, 52):
        lines = "".join(f'<p class="small">Line {n}</p>' for n in range(before))
        pages = lay_out(a_document(f"<section>{lines}{body}</section>"), THEME, Report()).page_boxes
        texts = ["".join(getattr(leaf, "text", "") for leaf in page.descendants()) for page in pages]
        counts = [sum(f"Street {n}" in text for n in range(5)) for text in texts]
        parted += sum(map(bool, counts)) > 1
        assert 1 not in counts, (before, tag)
    assert parted, "no break fell into it"


@pytest.mark.parametrize("kind", ["lead", "small"])
def test_an_introduction_goes_with_what_it_introduces(kind: str) -> None:
    for before in range(44, 56):
        lines = "".join(f'<p class="small">Line {n}</p>' for n in range(before))
        part = f'<h2 id="part">Register</h2><p class="{kind}">Introduced</p><table>{ROWS}</table>'
        pages = lay_out(a_document(f"<section>{lines}</section><section>{part}</section>"), THEME, Report()).page_boxes
        texts = ["".join(getattr(leaf, "text", "") for leaf in page.descendants()) for page in pages]
        (page,) = [text for text in texts if "Introduced" in text]
        assert "Street 0" in page, before


# --- what stands in the margins ---------------------------------------------------------------------


def margins(lang: str) -> dict[str, str]:
    """What stands in the margins of the second page, and on which side."""
    body = f'<section><h2 id="top">Part</h2>{a_theme_section("a", [9] * 8)}</section>'
    document = a_document(body, lang=lang, title="Roads", marking="SECRET", organisation="Road unit")
    page = lay_out(document, a_theme(lang=lang), Report()).page_boxes[1]
    found = {}
    for box in (b for b in page.children if type(b).__name__ == "MarginBox"):
        leaves_ = [leaf for leaf in box.descendants() if getattr(leaf, "text", "").strip()]
        if leaves_:
            middle = (min(x.position_x for x in leaves_) + max(x.position_x + x.width for x in leaves_)) / 2
            share = middle / page.margin_width()
            side = "left" if share < 0.4 else "right" if share > 0.6 else "middle"
            found["".join(x.text for x in leaves_).split(" ·")[0].strip()] = side
    return found


def test_running_heads_and_page_numbers_change_sides_where_text_runs_to_the_left() -> None:
    english = margins("en-GB")
    assert english == {
        "Roads": "left",
        "SECRET": "middle",
        "Part": "right",
        "Road unit": "left",
        "Page 2 of 3": "right",
    }
    other = {"left": "right", "right": "left", "middle": "middle"}
    arabic = margins("ar")
    assert {arabic[name] for name in arabic if name.startswith("Road unit")} == {"right"}
    assert {name: arabic[name] for name in english if name != "Road unit"} == {
        name: other[side] for name, side in english.items() if name != "Road unit"
    }
