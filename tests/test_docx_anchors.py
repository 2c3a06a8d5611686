"""Blocks can be found again in a Word file that others edited: hidden bookmarks, and the manifest that names them."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from lxml import etree
from openxml_audit import OpenXmlValidator

from briefgen.core.document import Document, Element
from briefgen.core.model import Day
from briefgen.diagnostics import Report
from briefgen.render.docx import WordOptions
from briefgen.render.docx.anchors import anchor_name
from conftest import Project
from documents import META, a_document, with_endnotes
from looks import a_theme
from test_docx_any import BLOCK, THEME, _body_text, _many
from test_docx_charts import KINDS, drawn
from word import W, Word, a_full_document, anchored_texts, lint, written

SOFFICE = shutil.which("soffice")
SPACE = "{urn:briefgen:manifest:1}"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

EVERYWHERE = """
<section data-block="whole"><h2 id="b-section-one">One</h2><p data-block="paragraph">First <em data-block="words">some
words</em> and a note<span class="note" data-block="note">Held in <em>the</em> note.</span></p>
<ul><li data-block="item">An item<ul><li data-block="inner">a part of it</li></ul></li></ul>
<aside class="conflict" data-block="box"><p class="label">They differ</p><ul><li>one side</li></ul></aside>
<dl class="facts"><dt data-block="term">Term</dt><dd data-block="meaning">Meaning</dd></dl>
<table data-block="table"><caption data-block="caption">Costs</caption>
<thead data-block="head"><tr><th>A</th><th>B</th></tr></thead>
<tbody data-block="body"><tr data-block="row"><td data-block="cell">first cell</td><td>last cell</td></tr>
<tr data-block="open-row"><td>alone</td><td></td></tr></tbody></table>
<blockquote data-block="quotation"><p>Quoted</p><p>in full</p></blockquote><pre data-block="code">a = 1</pre>
<div class="keep" data-block="division"><p>Kept</p><p>together</p></div></section>
<section class="landscape"><p data-block="turned">On a turned page.</p></section>
"""


def manifest(word: Word) -> etree._Element:
    return etree.fromstring(word.parts["customXml/item1.xml"])


def anchors(word: Word) -> list[etree._Element]:
    return list(manifest(word).iter(f"{SPACE}anchor"))


def by_block(word: Word) -> dict[str, str]:
    """What the bookmark of each block holds."""
    texts = anchored_texts(word)
    return {anchor.get("block"): texts[anchor.get("name")] for anchor in anchors(word)}


def squeezed(text: str) -> str:
    return "".join(text.split())


# --- around what -----------------------------------------------------------------------------------


def test_every_element_that_shows_a_block_is_held_from_its_first_to_its_last_word() -> None:
    document = a_document(EVERYWHERE)
    word = written(document)

    elements = {e.get("data-block"): e for e in document.root.walk() if e.get("data-block")}
    assert {block: squeezed(text) for block, text in by_block(word).items()} == {
        block: squeezed(element.text()) for block, element in elements.items()
    }
    assert lint(word) == []


def test_a_block_in_a_note_is_held_in_the_note() -> None:
    document = a_document(EVERYWHERE)

    for part, made in (("footnotes", document), ("endnotes", with_endnotes(document))):
        held = [n.get(f"{W}name") for n in written(made).xml(part).iter(f"{W}bookmarkStart")]
        assert held == [anchor_name("note", "b-section-one")]


@settings(max_examples=40, deadline=None)
@given(_many(BLOCK, 4))
def test_in_any_document_a_bookmark_holds_what_its_element_says(body: tuple[Element | str, ...]) -> None:
    document = Document(replace(META, marking=""), Element("article", {"class": "brief"}, body), {})

    word = written(document, theme=THEME, report=Report(), pages={})

    said = sorted(_said(e) for e in document.root.walk() if e.get("data-block") and _said(e))
    assert sorted(filter(None, map(squeezed, anchored_texts(word).values()))) == said


def _said(element: Element) -> str:
    own = replace(element, attrs={**element.attrs, "class": ""}) if element.tag == "span" else element
    return squeezed(_body_text(own).replace("\u00ad", ""))


def test_what_shows_nothing_has_no_bookmark() -> None:
    word = written('<p data-block="x">once</p><p data-block="y"></p>')

    assert list(by_block(word)) == ["x"]


# --- names -----------------------------------------------------------------------------------------


def names(body: str) -> list[tuple[str, str]]:
    return [(a.get("block"), a.get("name")) for a in anchors(written(body))]


ONE, TWO = (f'<section><h2 id="b-section-{n}">{n}</h2><p data-block="x">{n}</p></section>' for n in ("one", "two"))


def test_a_name_is_hidden_short_and_of_one_block_alone() -> None:
    found = [name for _, name in names(ONE + TWO + '<p data-block="x">third</p><p data-block="x">fourth</p>')]

    assert len(set(found)) == 4
    assert all(re.fullmatch(r"_bg_[0-9a-f]{24}", name) for name in found)


def test_a_name_stays_whatever_else_is_printed() -> None:
    alone = names(TWO)[0]

    assert names(f'<p data-block="z">New.</p>{ONE}{TWO}<p data-block="x">again</p>')[2] == alone


# --- the manifest ----------------------------------------------------------------------------------


def test_the_manifest_says_which_document_this_is() -> None:
    document = a_full_document(date=Day(2026, 3), version="2.1", status="draft")
    root = manifest(written(document))

    assert root.tag == f"{SPACE}manifest"
    assert root.get("tool").startswith("briefgen ")
    assert dict(root.find(f"{SPACE}document").attrib) == {
        "brief": "sample",
        "audience": "minister",
        "length": "standard",
        "lang": "en-GB",
        "title": document.meta.title,
        "date": "2026-03",
        "version": "2.1",
        "status": "draft",
    }


def test_the_manifest_carries_the_hash_of_what_each_bookmark_holds() -> None:
    word = written(a_full_document())

    texts = anchored_texts(word)
    assert texts
    assert {a.get("name"): a.get("sha256") for a in anchors(word)} == {
        name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()
    }


def test_the_manifest_lists_the_facts_as_they_are_printed() -> None:
    fact = '<span class="fact" data-fact="{}">{}</span>'
    note = f'<span class="note">{fact.format("elsewhere", 1)}</span>'
    cost, share = fact.format("cost", "12 million\u00a0yuan"), fact.format("share", "over\n5&#160;%")
    word = written(f'<div data-block="x"><p>{cost}, {share}, {cost}{note}</p></div><p data-block="y">None.</p>')

    found = {a.get("block"): [(f.get("id"), f.get("printed")) for f in a] for a in anchors(word)}
    assert found == {"x": [("cost", "12 million yuan"), ("share", "over 5 %")], "y": []}


def test_the_manifest_lists_the_facts_of_a_chart() -> None:
    [chart] = [a for a in anchors(written(with_a_chart())) if a.get("block") == "talent"]

    printed = [f.get("printed") for f in chart]
    assert printed == ["over 5 million", "300,000", "up to 1.6 million"]


def test_word_finds_the_manifest_under_its_name(tmp_path: Path) -> None:
    word = written(a_full_document())

    properties = etree.fromstring(word.parts["customXml/itemProps1.xml"])
    rels = etree.fromstring(word.parts["word/_rels/document.xml.rels"])
    beside = etree.fromstring(word.parts["customXml/_rels/item1.xml.rels"])
    assert properties.find(".//{*}schemaRef").attrib.values() == ["urn:briefgen:manifest:1"]
    assert [r.get("Target") for r in rels if r.get("Type") == f"{RELATIONS}/customXml"] == ["../customXml/item1.xml"]
    assert [r.get("Type") for r in beside] == [f"{RELATIONS}/customXmlProps"]
    (tmp_path / "x.docx").write_bytes(word.data)
    assert [e.description for e in OpenXmlValidator(max_errors=0).validate(str(tmp_path / "x.docx")).errors] == []


def test_a_build_tells_kind_depth_section_and_facts_of_each_block(project: Project) -> None:
    from briefgen.pipeline import Request, build

    root = project()
    built = build(Request(root, formats=("docx",)))
    [path] = built.written

    found = {a.get("block"): a for a in anchors(Word(path.read_bytes()))}
    holes = found["holes"]
    assert (holes.get("kind"), holes.get("depth")) == ("challenge", "headline")
    assert holes.get("section").startswith("b-section-")
    assert ("bad-roads", "about 12.5%") in [(f.get("id"), f.get("printed")) for f in holes]


# --- lasting ---------------------------------------------------------------------------------------


def saved_by_libreoffice(word: Word, folder: Path) -> Word:
    (folder / "in").mkdir()
    (folder / "in" / "x.docx").write_bytes(word.data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(SOFFICE), "--headless", profile, "--convert-to", "docx:MS Word 2007 XML"]
    command += ["--outdir", str(folder / "out"), str(folder / "in" / "x.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return Word((folder / "out" / "x.docx").read_bytes())


def bookmarks(word: Word) -> Iterator[str]:
    for part in ("document", "footnotes"):
        yield from (n.get(f"{W}name") for n in word.xml(part).iter(f"{W}bookmarkStart"))


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_everything_survives_libreoffice(tmp_path: Path) -> None:
    full = a_full_document()
    everywhere = a_document(EVERYWHERE)
    both = replace(full, root=full.root.with_children((*everywhere.root.children, *full.root.children)))
    before = written(both, report=Report())
    after = saved_by_libreoffice(before, tmp_path)

    held = anchored_texts(before)
    assert len(held) > 20
    assert anchored_texts(after) == held
    assert {name for name in bookmarks(after) if name.startswith("_bg_")} == held.keys()
    assert etree.tostring(manifest(after), method="c14n") == etree.tostring(manifest(before), method="c14n")


def test_text_stays_whole_where_a_run_is_parted() -> None:
    """LibreOffice doubles the start of a bookmark that ends in a paragraph of one run, so the last letter is apart."""
    word = written('<section data-block="x"><p>First.</p><p>Last <strong>words</strong></p></section>')
    parted = written('<section data-block="x"><p>First.</p><p class="small">Last words</p></section>')

    assert [p[1] for p in word.paragraphs()] == [p[1] for p in parted.paragraphs()] == ["First.", "Last words"]
    assert len(parted.paragraph("Last").findall(f"{W}r")) == 2
    assert lint(parted) == []


def test_the_look_of_themes_does_not_matter_to_names() -> None:
    body = '<p data-block="x">once</p>'

    assert list(anchored_texts(written(body, theme=a_theme(length="pack")))) == list(anchored_texts(written(body)))


# --- for publication ---------------------------------------------------------------------------------


def with_a_chart() -> Document:
    return replace(a_full_document(), pictures={"talent": drawn("bar", *KINDS["bar"], name="talent")})


def published(document: Document) -> Word:
    return written(document, options=WordOptions(anchors=False))


def everything(word: Word) -> str:
    """All parts, those of the workbooks of charts too, as text."""
    parts = dict(word.parts)
    for name, data in word.parts.items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as workbook:
                parts |= {f"{name}/{inner}": workbook.read(inner) for inner in workbook.namelist()}
    return "".join(data.decode("utf-8", "replace") for data in parts.values())


def test_a_copy_for_publication_has_no_bookmark_but_those_that_fields_lead_to() -> None:
    word = published(a_full_document())

    assert not [n for n in word.names if n.startswith("customXml")]
    assert "urn:briefgen" not in everything(word)
    found = list(bookmarks(word))
    assert found
    assert [name for name in found if not re.fullmatch(r"_(Toc|Ref)\d{9}", name)] == []
    assert lint(word) == []


def test_a_copy_for_publication_says_the_same() -> None:
    document = a_full_document()

    assert published(document).paragraphs() == written(document).paragraphs()
    assert [result for _, result in published(document).fields()] == [
        result for _, result in written(document).fields()
    ]


def test_a_copy_for_publication_names_no_author_no_machine_and_no_session() -> None:
    word = published(with_a_chart())
    core = docx.Document(io.BytesIO(word.data)).core_properties

    assert (core.author, core.last_modified_by, core.comments) == ("", "", "")
    assert docx.Document(io.BytesIO(written(a_full_document()).data)).core_properties.author == "Office of Policy"
    said = everything(word)
    assert any(name.endswith(".xlsx") for name in word.names)
    assert re.findall(r"(?:/home/|/Users/|/tmp/|[A-Z]:\\\\|file:)[^<\"]*", said) == []
    assert re.findall(r"\brsid\w*", said) == []
    assert re.findall(r"<dc:creator>[^<]+|<cp:lastModifiedBy>[^<]+|<Manager>[^<]+|<Company>[^<]+", said) == []
