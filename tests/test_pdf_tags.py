"""What a PDF says to somebody who cannot see it: the tags, their order, and what is not read aloud."""

from __future__ import annotations

import io
import re
import subprocess
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
import weasyprint
import weasyprint.pdf
from PIL import Image

from briefgen.core.attachments import Attachment
from briefgen.core.document import Picture
from briefgen.core.profile import PDF_STANDARDS
from briefgen.diagnostics import Report
from briefgen.render.pdf import lay_out, render_pdf, write
from briefgen.render.pdf_tags import what_changed
from documents import a_document, a_picture, with_endnotes
from reading import squeezed
from tagged import faults, inside, marks, of_role, spoken, tags, texts_by_mark
from test_pdf import EVERYTHING, THEME, made

MANY_ROWS = "".join(f'<tr><th scope="row">Row {n}</th><td>Cell {n}</td></tr>' for n in range(90))
LONG_TABLE = (
    '<table class="data"><caption data-number="Table 1">Long</caption>'
    '<thead><tr><th scope="col">Head one</th><th scope="col">Head two</th></tr></thead>'
    f"<tbody>{MANY_ROWS}</tbody></table>"
)
LONG_PARAGRAPH = f"<p>Start {'and on it goes ' * 900}end.</p>"
FILES = (
    Attachment("manifest.json", "What it is made of", "{}\n", "Supplement"),
    Attachment("gap.csv", "Values", "category,value\r\na,1\r\n", "Data"),
)


def kids(tag: pikepdf.Dictionary) -> list[str]:
    """Roles of the tags that are directly in a tag."""
    return [str(kid.S)[1:] for kid in inside(tag) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


# --- the whole --------------------------------------------------------------------------------------


def test_what_is_read_aloud_is_the_text_in_the_order_of_the_document() -> None:
    said = squeezed(spoken(made(EVERYTHING, a_picture())))

    steps = (
        *("Office", "Title", "Sub", "Ask", "Agree", "1First", "12Demandrunsahead.", "SeeFigure1,page1,alink.", "人才"),
        *("1Plan,p.25.", "•one", "strong", "•two", "Figure1Estimatesdiffer", "Ministry5million", "Source:WEF."),
        *("Contents", "1First", "Register", "Register", "Table1Claims", "Claim", "Value", "People", "Gap", "5million"),
        *("References", "WEF2025."),
    )
    at = 0
    for step in steps:
        at = said.index(step, at) + len(step)
    assert at == len(said)


def test_each_piece_of_text_is_in_one_tag_or_set_aside() -> None:
    pdf = made(EVERYTHING + LONG_TABLE + LONG_PARAGRAPH, a_picture(), organisation="Running organisation")

    owned, texts = Counter(marks(pdf)), texts_by_mark(pdf)
    assert set(owned.values()) == {1}
    assert {mark for mark in texts if isinstance(mark[1], int)} <= set(owned)
    assert {mark[1] for mark in texts if isinstance(mark[1], str)} == {"Artifact"}
    assert "Running organisation" not in spoken(pdf)


def test_every_mark_finds_its_way_back_to_the_tag_that_owns_it() -> None:
    pdf = made(EVERYTHING + LONG_PARAGRAPH, a_picture())

    parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for number, sheet in enumerate(pdf.pages):
        for mark, owner in enumerate(parents[int(sheet.StructParents)]):
            assert (number, mark) in marks(pdf, owner)
    for sheet in pdf.pages:
        assert all(str(parents[int(a.StructParent)].S) == "/Link" for a in sheet.get("/Annots", []))


def test_tags_hold_each_other_and_nothing_empty() -> None:
    pdf = made(EVERYTHING + "<p><strong/></p><div><p/></div>", a_picture())

    for tag in tags(pdf):
        for kid in inside(tag):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                assert kid.P.objgen == tag.objgen
        assert inside(tag) or str(tag.S) in ("/TD", "/TH", "/TR")


@pytest.mark.parametrize("standard", PDF_STANDARDS)
def test_the_file_keeps_to_what_it_is_asked_for_alone_and_with_pdf_ua(standard: str, tmp_path: Path) -> None:
    for asked in ((standard,), ("ua-1", standard)):
        path = written(tmp_path, asked)
        for name in asked:
            assert faults(path, name) == []


def written(folder: Path, standards: tuple[str, ...]) -> Path:
    document, report = a_document(EVERYTHING, pictures=(a_picture(),)), Report()
    data = write(lay_out(document, THEME, report), document, THEME, report, standards, FILES)
    assert not report.diagnostics
    path = folder / f"{'-'.join(standards)}.pdf"
    path.write_bytes(data)
    return path


# --- standards and attachments ----------------------------------------------------------------------


def test_a_file_says_each_standard_that_it_keeps_to(tmp_path: Path) -> None:
    with pikepdf.open(written(tmp_path, ("ua-1", "a-2u"))) as pdf, pdf.open_metadata() as said:
        assert (said["pdfuaid:part"], said["pdfaid:part"], said["pdfaid:conformance"]) == ("1", "2", "U")
    with pikepdf.open(written(tmp_path, ("a-3a",))) as pdf, pdf.open_metadata() as said:
        assert (said.get("pdfuaid:part"), said["pdfaid:part"], said["pdfaid:conformance"]) == (None, "3", "A")


def test_files_are_attached_where_the_standard_lets_them_be(tmp_path: Path) -> None:
    with pikepdf.open(written(tmp_path, ("ua-1", "a-3a"))) as pdf:
        assert {name: bytes(file.get_file().read_bytes()) for name, file in pdf.attachments.items()} == {
            file.name: file.text.encode() for file in FILES
        }
        assert [(str(f.UF), str(f.AFRelationship)) for f in pdf.Root.AF] == [
            ("gap.csv", "/Data"),
            ("manifest.json", "/Supplement"),
        ]
        assert pdf.attachments["gap.csv"].get_file().mime_type == "text/csv"
    for standards in (("ua-1", "a-2a"), ("ua-1",)):
        with pikepdf.open(written(tmp_path, standards)) as pdf:
            assert len(pdf.attachments) == 0


def test_a_layout_can_be_written_for_one_standard_after_another(tmp_path: Path) -> None:
    document, report = a_document(EVERYTHING, pictures=(a_picture(),)), Report()
    layout = lay_out(document, THEME, report)

    orders = (("ua-1",), ("ua-1", "a-3a"), ("ua-1",), ("ua-1", "a-3a"))
    first, second, third, fourth = (write(layout, document, THEME, report, order, FILES) for order in orders)

    assert first == third
    assert second == fourth
    assert first == written(tmp_path, ("ua-1",)).read_bytes()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_photographs_keep_to_the_standards_too(mode: str, tmp_path: Path) -> None:
    shot, report, path = io.BytesIO(), Report(), tmp_path / "a.pdf"
    Image.linear_gradient("L").convert(mode).save(shot, "PNG")
    photo = Picture("shot", "A shade", "", shot.getvalue(), 60.0, 60.0)
    document = a_document('<h1>T</h1><figure><img data-picture="shot" alt="A shade"/></figure>', pictures=(photo,))

    path.write_bytes(render_pdf(document, THEME, report))

    assert (faults(path, "a-3a"), faults(path, "ua-1")) == ([], [])


def test_data_that_end_in_a_carriage_return_are_still_told_from_the_end_of_the_line(tmp_path: Path) -> None:
    document, report = a_document("<h1>Title</h1>"), Report()
    layout, path = lay_out(document, THEME, report), tmp_path / "a.pdf"
    files = [Attachment("a.csv", "Values", f"a\r\n{n}", "Data") for n in range(300)]

    ending = next(f for f in files if zlib.compress(f.text.encode(), 9).endswith(b"\r"))
    path.write_bytes(write(layout, document, THEME, report, ("ua-1", "a-3a"), [ending]))

    assert b"\r\r\nendstream" in path.read_bytes()
    assert (faults(path, "a-3a"), faults(path, "ua-1")) == ([], [])
    with pikepdf.open(path) as pdf:
        assert pdf.attachments["a.csv"].get_file().read_bytes() == ending.text.encode()


# --- pages ------------------------------------------------------------------------------------------


def test_a_paragraph_that_goes_on_over_the_page_is_one_paragraph() -> None:
    pdf = made(LONG_PARAGRAPH)

    [paragraph] = of_role(pdf, "P")
    assert {number for number, _ in marks(pdf, paragraph)} == set(range(len(pdf.pages)))
    assert len(pdf.pages) > 1


def test_a_table_head_that_is_repeated_is_read_once_and_seen_on_each_page() -> None:
    pdf = made(LONG_TABLE)

    assert len(pdf.pages) > 1
    assert kids(of_role(pdf, "Table")[0]) == ["Caption", "THead", "TBody"]
    assert len(of_role(pdf, "TR")) == 91
    assert spoken(pdf).count("Head one") == 1
    repeated = [text for (number, mark), text in texts_by_mark(pdf).items() if mark == "Artifact" and number]
    assert all("Head one" in text for text in repeated)


def test_a_link_in_a_repeated_head_can_be_clicked_once() -> None:
    pdf = made(LONG_TABLE.replace("Head one", '<a href="https://example.org/">Head one</a>'))

    assert [len(p.get("/Annots", [])) for p in pdf.pages] == [1] + [0] * (len(pdf.pages) - 1)


def test_leaders_are_drawn_and_not_read() -> None:
    theme = replace(THEME, css=THEME.css + "li[data-target]::after { content: leader('.') 'x'; position: static }\n")

    pdf = made(EVERYTHING, a_picture(), theme=theme)

    assert "...." not in spoken(pdf)
    assert any(".........." in text for text in texts_by_mark(pdf).values())


# --- single tags --------------------------------------------------------------------------------------


def test_headings_go_down_one_level_at_a_time() -> None:
    pdf = made(EVERYTHING + "<section><h2 id='x'>Two</h2><h3>Three</h3><h4>Four</h4></section>", a_picture())

    levels = [int(str(tag.S)[2:]) for tag in tags(pdf) if re.fullmatch(r"/H\d", str(tag.S))]
    assert levels == [1, 2, 2, 2, 2, 2, 3, 4]
    assert all(low <= high + 1 for high, low in pairwise(levels))


def test_each_picture_says_what_it_shows_and_where_it_stands() -> None:
    pdf = made("<p>Before</p>" + EVERYTHING, a_picture())

    [picture] = of_role(pdf, "Figure")
    left, low, right, high = (float(side) for side in picture.A.BBox)
    width, height = (float(side) for side in pdf.pages[0].MediaBox[2:])
    assert str(picture.Alt) == "Bar chart of two estimates Two bars."
    assert 0 < left < right < width
    assert 0 < low < high < height
    assert right - left == pytest.approx(160 / 25.4 * 72, abs=0.1)


def test_lists_say_how_they_count_and_keep_mark_and_text_apart() -> None:
    pdf = made("<ul><li>one<ul><li>two</li></ul></li></ul><ol><li>a</li></ol><ol type='i'><li>b</li></ol>")

    assert [str(tag.A.ListNumbering)[1:] for tag in of_role(pdf, "L")] == ["Disc", "Disc", "Decimal", "LowerRoman"]
    assert all(kids(item) == ["Lbl", "LBody"] for item in of_role(pdf, "LI"))
    assert kids(of_role(pdf, "LBody")[0]) == ["L"]


def test_a_term_and_its_definitions_are_one_item() -> None:
    pdf = made("<dl class='glossary'><dt>AI</dt><dd>One.</dd><dd>Two.</dd><dt>HBM</dt><dd>Memory.</dd></dl>")

    assert [kids(item) for item in of_role(pdf, "LI")] == [["Lbl", "LBody", "LBody"], ["Lbl", "LBody"]]
    assert [spoken(pdf, label) for label in of_role(pdf, "Lbl")] == ["AI", "HBM"]


def test_the_contents_are_a_table_of_contents_whose_rows_are_one_link_and_a_page() -> None:
    pdf = made(EVERYTHING, a_picture())

    [contents] = of_role(pdf, "TOC")
    assert kids(contents) == ["TOCI", "TOCI"]
    assert [kids(row) for row in of_role(pdf, "TOCI")] == [["Reference"], ["Reference"]]
    assert [spoken(pdf, row) for row in of_role(pdf, "TOCI")] == ["1 First1", "Register3"]


def test_a_note_is_read_after_its_paragraph_and_has_a_name() -> None:
    note = '<span class="note" data-number="{n}">Note {n}.</span>'
    pdf = made(f"<p>A{note.format(n=1)} and B{note.format(n=2)} end.</p><h2 id='h'>H{note.format(n=3)}</h2><p>Last</p>")

    assert squeezed(spoken(pdf)) == "A1andB2end.1Note1.2Note2.H33Note3.Last"
    assert [str(tag.ID) for tag in of_role(pdf, "Note")] == ["note-00001", "note-00002", "note-00003"]
    names = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
    assert [str(names[name].S) for name in names] == ["/Note"] * 3
    assert kids(of_role(pdf, "Note")[0]) == ["Lbl"]
    assert [kids(tag) for tag in of_role(pdf, "Reference")] == [["Link"]] * 3


def test_a_note_at_the_end_is_read_there_under_its_heading(tmp_path: Path) -> None:
    note = '<span class="note" data-number="{n}">Note {n}.</span>'
    body = f'<h1 class="title">T</h1><p>A{note.format(n=1)} and B{note.format(n=2)}</p>'
    report = Report()
    path = tmp_path / "endnotes.pdf"
    path.write_bytes(render_pdf(with_endnotes(a_document(body)), THEME, report))
    pdf = pikepdf.open(path)

    assert not report.diagnostics
    assert squeezed(spoken(pdf)) == "TA1andB2Notes1Note1.2Note2."
    assert [str(tag.ID) for tag in of_role(pdf, "Note")] == ["note-00001", "note-00002"]
    assert [kids(tag) for tag in of_role(pdf, "Sect")] == [["H2", "Note", "Note"]]
    assert kids(of_role(pdf, "Note")[0]) == ["Lbl"]
    ends = {str(a.Dest) for a in pdf.pages[0].Annots}
    assert ends == {"fn-1", "fn-1-mark", "fn-2", "fn-2-mark"} <= {*pikepdf.NameTree(pdf.Root.Names.Dests)}
    assert [item.title for item in pdf.open_outline().root[-1:]] == ["Notes"]
    assert faults(path, "ua-1") == faults(path, "a-3a") == []


def test_marks_lead_to_notes_and_notes_lead_back() -> None:
    pdf = made("<p>A<span class='note' data-number='1'>One.</span></p>")

    ends = pikepdf.NameTree(pdf.Root.Names.Dests)
    assert all(str(a.Dest) in ends for a in pdf.pages[0].Annots)
    assert {str(a.Dest) for a in pdf.pages[0].Annots} == {"fn-1", "fn-1-mark"}


def test_a_reference_to_a_page_says_what_stands_there() -> None:
    pdf = made(EVERYTHING, a_picture())

    said = [str(a.Contents) for a in pdf.pages[0].Annots]
    assert "Figure 1" in said
    assert "fig" not in said


def test_a_link_over_two_lines_is_one_link() -> None:
    pdf = made(f"<p>{'word ' * 14}<a href='https://example.org/'>a link of quite a number of words in a row</a></p>")

    [link] = of_role(pdf, "Link")
    assert len(pdf.pages[0].Annots) == 2
    assert [str(k.Type) for k in link.K if isinstance(k, pikepdf.Dictionary)] == ["/OBJR", "/OBJR"]


def test_languages_and_long_forms_are_said_and_looks_are_not() -> None:
    pdf = made('<p>An <abbr title="high bandwidth memory">HBM</abbr>, <em lang="zh">人才</em>, <strong>x</strong></p>')

    spans = of_role(pdf, "Span")
    assert [(spoken(pdf, s), str(s.get("/Lang", "")), str(s.get("/E", ""))) for s in spans] == [
        ("HBM", "", "high bandwidth memory"),
        ("人才", "zh", ""),
    ]


def test_cells_say_how_far_they_reach_even_if_they_are_empty() -> None:
    pdf = made(
        '<table class="data"><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody>'
        '<tr class="group"><th scope="rowgroup" colspan="2">g</th></tr><tr><td>1</td><td></td></tr></tbody></table>'
    )

    cells = [(str(c.A.get("/Scope", "")), int(c.A.get("/ColSpan", 1))) for c in of_role(pdf, "TH", "TD")]
    assert cells == [("/Column", 1), ("/Column", 1), ("/Row", 2), ("", 1), ("", 1)]
    assert all("/Headers" not in c.A for c in of_role(pdf, "TH", "TD"))


# --- another WeasyPrint -------------------------------------------------------------------------------


def test_the_weasyprint_that_is_installed_is_the_one_this_was_written_for() -> None:
    assert what_changed() == ""


def another_version(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(weasyprint, "__version__", "71.0")


def another_function(patch: pytest.MonkeyPatch) -> None:
    stock = weasyprint.pdf.add_tags
    patch.setattr(weasyprint.pdf, "add_tags", lambda *given: stock(*given))  # noqa: PLW0108 - other parameters


@pytest.mark.parametrize(
    ("change", "why"),
    [(another_version, "WeasyPrint is 71.0"), (another_function, "another add_tags")],
)
def test_with_another_weasyprint_its_own_tags_are_written_and_it_is_said(
    change: Callable[[pytest.MonkeyPatch], None], why: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    document, report = a_document("<h1>H</h1><p>Text</p>"), Report()
    layout = lay_out(document, THEME, report)
    with monkeypatch.context() as patch:
        change(patch)
        data = write(layout, document, THEME, report)

    path = tmp_path / "stock.pdf"
    path.write_bytes(data)
    assert [d.rule for d in report.diagnostics] == ["pdf-engine"]
    assert why in report.diagnostics[0].message
    assert faults(path, "ua-1") == []
    assert pikepdf.open(io.BytesIO(data)).Root.MarkInfo.Marked


# --- the reference validator --------------------------------------------------------------------------

ROOT = Path(__file__).parent.parent
VERA = ROOT / ".verapdf" / "bin" / "python"


@pytest.mark.skipif(not VERA.exists(), reason="veraPDF is set up by `make verapdf`")
def test_verapdf_has_nothing_to_say(tmp_path: Path) -> None:
    path = written(tmp_path, ("ua-1", "a-3a"))

    done = subprocess.run(
        [VERA, ROOT / "tools" / "verapdf.py", path], check=False, capture_output=True, text=True, timeout=300
    )

    assert done.returncode == 0, done.stdout
    assert done.stdout.count("conforms") == 2
