"""The Word file as a whole: valid, the same each time, nothing in it that should not be."""

from __future__ import annotations

import datetime
import io
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from fontTools.ttLib import TTFont
from openxml_audit import OpenXmlValidator

from briefgen.core.document import Document
from briefgen.core.model import Day
from briefgen.diagnostics import Report
from briefgen.render.docx import render_docx
from briefgen.render.docx.fonts import FIRST_EAST_ASIAN
from briefgen.render.docx.package import deflated, pack
from briefgen.render.docx.store import Store
from documents import a_document
from looks import a_theme
from test_docx_charts import KINDS, drawn
from word import W, Word, a_full_document, embedded_font, illegal_characters, lint, text_of, value, written

HOUSE = "Office for the Policy of Roads, Schools and Public Health"
SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def full() -> Word:
    return written(a_full_document())


def _audit(word: Word, folder: Path) -> list[str]:
    path = folder / "checked.docx"
    path.write_bytes(word.data)
    return [f"{e.part_uri} {e.description}" for e in OpenXmlValidator(max_errors=0).validate(str(path)).errors]


@pytest.mark.parametrize("length", ["one-page", "standard", "pack"])
def test_every_feature_is_valid(length: str, tmp_path: Path) -> None:
    word = written(a_full_document(length=length), theme=a_theme(length=length))

    assert _audit(word, tmp_path) == []
    assert lint(word) == []
    assert illegal_characters(word) == []


def test_a_chinese_document_is_valid_and_says_so(tmp_path: Path) -> None:
    document = a_full_document(lang="zh-CN", title="算力不足", organisation="政策办公室")
    word = written(document, theme=a_theme(lang="zh-CN"))

    language = word.xml("styles").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert language.get(f"{W}eastAsia") == "zh-CN"
    assert "第 1 页，共 1 页" in text_of(word.xml("footer3"))
    assert _audit(word, tmp_path) == []
    assert lint(word) == []


@pytest.mark.parametrize(("marking", "name", "tabs"), [("", HOUSE, 1), ("OFFICIAL SENSITIVE", "Office for the…", 2)])
def test_a_long_name_at_the_foot_keeps_the_page_number_on_its_line(marking: str, name: str, tabs: int) -> None:
    foot = written(a_document("<p>One.</p>", organisation=HOUSE, marking=marking)).xml("footer3")

    assert text_of(foot).startswith(f"{name}\u00a0")
    assert len(foot.findall(f".//{W}r/{W}tab")) == tabs
    assert (marking == "") == ("clear" in [value(tab) for tab in foot.iter(f"{W}tab")])


def test_chinese_is_emphasised_by_weight() -> None:
    word = written(a_document("<p>人才<em>短缺</em></p><blockquote><p>引文</p></blockquote>", lang="zh-CN"))

    quote = next(s for s in word.xml("styles").iter(f"{W}style") if value(s.find(f"{W}name")) == "Quote")
    assert [value(r) for r in word.body.iter(f"{W}rStyle")] == ["Strong"]
    assert value(quote.find(f"{W}rPr/{W}i")) == "0"


def test_an_empty_document_is_a_file_too(tmp_path: Path) -> None:
    assert _audit(written(""), tmp_path) == []


def test_the_same_document_gives_the_same_bytes(full: Word) -> None:
    assert written(a_full_document()).data == full.data


def test_time_zone_and_hash_seed_do_not_matter(full: Word, tmp_path: Path) -> None:
    code = (
        "import sys; from word import a_full_document, written; "
        "sys.stdout.buffer.write(written(a_full_document()).data)"
    )
    paths = os.pathsep.join(["src", "tests"])
    for seed, zone in (("0", "UTC"), ("1", "Asia/Shanghai")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": paths}
        made = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=True, timeout=60
        )
        assert made.stdout == full.data


def test_the_zip_tells_nothing_of_the_machine(full: Word) -> None:
    with zipfile.ZipFile(io.BytesIO(full.data)) as archive:
        entries = archive.infolist()

    assert entries[0].filename == "[Content_Types].xml"
    assert {e.date_time for e in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {e.external_attr for e in entries} == {0}


def test_properties_come_from_the_document() -> None:
    document = a_document("<p>x</p>")
    document = replace(document, meta=replace(document.meta, date=Day(2026, 3)))
    core = docx.Document(io.BytesIO(written(document).data)).core_properties

    assert (core.title, core.subject) == (document.meta.title, document.meta.subtitle)
    assert core.author == core.last_modified_by == "Office of Policy"
    assert (core.language, core.keywords, core.version) == ("en-GB", "compute, skills", "1.0")
    assert core.created.replace(tzinfo=None) == datetime.datetime(2026, 3, 1, 12)


def test_long_properties_are_cut_where_word_cuts_them() -> None:
    word = written(a_document("<p>x</p>", title="Word " * 100))

    assert len(docx.Document(io.BytesIO(word.data)).core_properties.title) == 255


# --- look -----------------------------------------------------------------------------------------


def test_lines_are_as_high_as_the_style_table_says(full: Word) -> None:
    theme = a_theme()
    spacings = {value(s.find(f"{W}name")): s.find(f"{W}pPr/{W}spacing") for s in full.xml("styles").iter(f"{W}style")}

    for name in ("Body Text", "Title", "Callout", "Table Text", "footnote text"):
        assert spacings[name].get(f"{W}lineRule") == "exact"
        assert int(spacings[name].get(f"{W}line")) == theme.styles[name].line * 20
    assert spacings["Figure"].get(f"{W}lineRule") == "auto"


def test_heading_styles_have_outline_levels(full: Word) -> None:
    levels = {
        value(s.find(f"{W}name")): value(s.find(f"{W}pPr/{W}outlineLvl")) for s in full.xml("styles").iter(f"{W}style")
    }

    assert [levels[n] for n in ("heading 1", "heading 2", "heading 3", "Body Text")] == ["0", "1", "2", "9"]


def test_colours_and_fonts_come_from_the_theme(full: Word) -> None:
    theme = full.parts["word/theme/theme1.xml"].decode()
    title = next(s for s in full.xml("styles").iter(f"{W}style") if value(s.find(f"{W}name")) == "Title")

    assert title.find(f"{W}rPr/{W}color").get(f"{W}themeColor") == "text2"
    assert title.find(f"{W}rPr/{W}rFonts").get(f"{W}asciiTheme") == "majorHAnsi"
    assert 'latin typeface="Brief Sans"' in theme
    assert 'script="Hans" typeface="Noto Sans SC"' in theme


def test_a_single_page_may_not_be_pushed_over_by_widows(full: Word) -> None:
    def controlled(word: Word) -> bool:
        node = word.xml("styles").find(f"{W}docDefaults/{W}pPrDefault/{W}pPr/{W}widowControl")
        return value(node) != "0"

    assert controlled(full)
    assert not controlled(written("<p>x</p>", theme=a_theme(length="one-page")))


def test_the_fonts_are_in_the_file_and_draw_ligatures(full: Word) -> None:
    font = embedded_font(full, "Brief Serif", "embedRegular")

    cmap = font.getBestCmap()
    ligatures = [
        ligature.LigGlyph
        for lookup in font["GSUB"].table.LookupList.Lookup
        for table in lookup.SubTable
        for found in getattr(getattr(table, "ExtSubTable", table), "ligatures", {}).values()
        for ligature in found
    ]
    assert ord("ł") in cmap
    assert ord("Ж") not in cmap
    assert ligatures
    assert all(font["glyf"][name].numberOfContours != 0 for name in ligatures)


def test_composed_letters_keep_their_parts(full: Word) -> None:
    font = embedded_font(full, "Brief Sans", "embedRegular")

    glyphs = font["glyf"]
    for letter in "éÅčž½":
        glyph = glyphs[font.getBestCmap()[ord(letter)]]
        assert glyph.isComposite() is False or all(glyphs[p].numberOfContours for p in glyph.getComponentNames(glyphs))


def test_of_a_chinese_font_only_what_is_written_is_stored(full: Word) -> None:
    stored = embedded_font(full, "Noto Sans SC", "embedRegular").getBestCmap()

    assert {chr(code) for code in stored if code >= FIRST_EAST_ASIAN} == set("人工智能")
    assert {ord(blank) for blank in " \u00a0·"} <= set(stored)


def test_a_chinese_document_is_set_in_its_font_alone_down_to_the_foot() -> None:
    document = a_document("<p>人才缺口12.5%，见 <em>Table A</em>。</p>", lang="zh-CN", organisation="政策办公室")
    word = written(document, theme=a_theme(lang="zh-CN"))

    embedded = {f.get(f"{W}name") for f in word.xml("fontTable") if f.find(f"{W}embedRegular") is not None}
    latin = {e.get("typeface") for e in word.xml("theme/theme1").iter("{*}latin")}
    stored = {chr(code) for code in embedded_font(word, "Noto Sans SC", "embedRegular").getBestCmap()}
    shown = "".join(text_of(word.xml(part)) for part in ("document", "footer3"))
    assert embedded == latin == {"Noto Sans SC"}
    assert set(shown) - stored == {"\t"}


def test_beside_chinese_text_bullets_are_narrow() -> None:
    items = "<ul><li>一</li></ul>"

    fonts = {
        lang: [
            run.get(f"{W}eastAsia")
            for level in written(a_document(items, lang=lang), theme=a_theme(lang=lang))
            .xml("numbering")
            .iter(f"{W}lvl")
            if value(level.find(f"{W}numFmt")) == "bullet"
            for run in level.iter(f"{W}rFonts")
        ]
        for lang in ("zh-CN", "en-GB")
    }
    assert set(fonts["zh-CN"]) == {"Arial"}
    assert fonts["en-GB"] == []


def test_a_font_that_may_not_be_embedded_is_not() -> None:
    theme = a_theme()
    name = theme.brand.fonts["base"].regular
    font = TTFont(io.BytesIO(theme.fonts[name]))
    font["OS/2"].fsType = 2
    out = io.BytesIO()
    font.save(out)

    word = written("<p>x</p>", theme=replace(theme, fonts={**theme.fonts, name: out.getvalue()}))

    serif = next(f for f in word.xml("fontTable") if f.get(f"{W}name") == "Brief Serif")
    assert serif.find(f"{W}embedRegular") is None
    assert value(serif.find(f"{W}altName")) == "Cambria"


def test_the_file_stays_small(full: Word) -> None:
    assert len(full.data) < 650_000


# --- others read it -------------------------------------------------------------------------------


def test_python_docx_reads_headings_and_notes(full: Word) -> None:
    document = docx.Document(io.BytesIO(full.data))

    heads = [p.text for p in document.paragraphs if p.style.name.startswith("Heading 1")]
    assert heads == ["Why it matters", "What to do", "Annex", "References"]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_lays_it_out(full: Word, tmp_path: Path) -> None:
    path = tmp_path / "full.docx"
    path.write_bytes(full.data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(SOFFICE), "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    import pypdf

    pages = pypdf.PdfReader(tmp_path / "full.pdf").pages
    texts = [page.extract_text() for page in pages]
    assert len(pages) == 7
    assert "2 What to do" in texts[2]
    assert "1 A source, its title, example.org." in texts[2]
    assert pages[4].mediabox.width > pages[4].mediabox.height


# --- what is kept between runs -----------------------------------------------------------------------


def with_a_chart() -> Document:
    picture = drawn("bar", *KINDS["bar"])
    return a_document(f'<p>One <em>word</em>.</p><img data-picture="{picture.id}" alt="Bars"/>', pictures=(picture,))


def rendered(document: Document, store: Path | None) -> bytes:
    return render_docx(document, a_theme(), Report(), store=store)


def test_what_is_kept_between_runs_changes_no_byte_and_is_read_once_it_is_there(tmp_path: Path) -> None:
    document = with_a_chart()
    plain = rendered(document, None)

    first = rendered(document, tmp_path / "a")
    kept = {path: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    second = rendered(document, tmp_path / "b")

    assert first == second == plain
    assert {path.name.partition("-")[0] for path in kept} == {"characters", "face", "workbook"}
    assert {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()} == {
        path.name: data for path, data in kept.items()
    }


def test_what_was_kept_is_used_again(tmp_path: Path) -> None:
    made = []
    for _ in range(2):
        Store(tmp_path).kept("thing", (b"a", b"b"), lambda: made.append(1) or b"whole")  # type: ignore[func-returns-value]

    assert made == [1]
    assert Store(tmp_path).kept("thing", (b"ab", b""), lambda: b"other") == b"other", "parts are told apart"


@pytest.mark.parametrize("damage", [b"", b"who", b"wholf\0\0\0\0"])
def test_what_somebody_cut_short_or_altered_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    Store(tmp_path).kept("thing", (b"a",), lambda: b"whole")
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage)

    assert Store(tmp_path).kept("thing", (b"a",), lambda: b"new") == b"new"
    assert Store(tmp_path).kept("thing", (b"a",), lambda: b"newer") == b"new"


def test_a_folder_that_cannot_be_written_keeps_nothing_and_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert Store(tmp_path / "file").kept("thing", (b"a",), lambda: b"new") == b"new"


def test_a_pack_is_what_zipfile_reads_with_every_part_as_it_was() -> None:
    parts = {"word/ä.xml": b"<a/>" * 99, "[Content_Types].xml": b"<t/>", "a.bin": bytes(range(256)), "empty": b""}

    data = pack(parts, {"a.bin": deflated(parts["a.bin"])})

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert {name: archive.read(name) for name in archive.namelist()} == parts
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
