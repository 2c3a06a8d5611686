"""The reference validator finds nothing in what the PDF writer makes, and something in what is broken.

Skipped where veraPDF is not installed (`make verapdf`).
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from briefgen.core.document import Document
from briefgen.diagnostics import Report
from briefgen.render.pdf import lay_out, write
from documents import a_document, a_picture, with_endnotes
from looks import a_theme

ROOT = Path(__file__).parent.parent
PYTHON = ROOT / ".verapdf" / "bin" / "python"

pytestmark = pytest.mark.skipif(not PYTHON.is_file(), reason="veraPDF is not installed (make verapdf)")

BODY = """\
<header class="masthead"><p class="kicker">{kicker}</p><h1 class="title">{title}</h1></header>
<section><h2 id="one">{title}</h2>
<p>{text}<span class="note" data-number="1">{text}</span> <a href="https://example.org/">{kicker}</a></p>
<ul><li>{text}</li><li>{text}</li></ul>
<table id="t"><caption data-number="1">{title}</caption><thead><tr><th scope="col">{kicker}</th>
<th scope="col" class="number">{kicker}</th></tr></thead><tbody><tr><th scope="row">{kicker}</th>
<td class="number">12.5</td></tr></tbody></table>
<figure class="chart" id="f"><figcaption data-number="1"><strong>{title}</strong></figcaption>
<img data-picture="talent" alt="Bars"/><p class="source">{text}</p></figure></section>
"""
WORDS = {
    "en-GB": ("Roads", "Roads need repair", "Of all roads, one in eight needs repair."),
    "zh-CN": ("道路", "道路需要维修", "八分之一的道路需要维修，而维修的钱不够。"),
}


def in_language(lang: str) -> Document:
    kicker, title, text = WORDS[lang]
    body = BODY.format(kicker=kicker, title=title, text=text)
    return a_document(body, pictures=(a_picture(),), lang=lang, title=title)


SOUND = {lang: in_language(lang) for lang in WORDS} | {"endnotes": with_endnotes(in_language("en-GB"))}
STANDARDS = {"ua-1": ("ua-1",), "a-2a": ("ua-1", "a-2a"), "a-3u": ("a-3u",)}


def a_pdf(document: Document, *standards: str) -> bytes:
    report, theme = Report(), a_theme(lang=document.meta.lang)
    return write(lay_out(document, theme, report), document, theme, report, standards or ("ua-1", "a-3a"))


def checked(*files: Path, standards: str = "ua-1,a-3a") -> dict[tuple[str, str], bool]:
    """By file and standard: whether it conforms. One Java machine looks at all."""
    command = [str(PYTHON), "tools/verapdf.py", *map(str, files), "--standards", standards]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    said = re.findall(r"^(\S+?)([^/\s]+)\.pdf: ([\w-]+): *(conforms)?$", done.stdout, re.MULTILINE)
    assert len(said) == len(files) * len(standards.split(",")), done.stderr
    found = {(name, standard): bool(word) for _, name, standard, word in said}
    assert done.returncode == (0 if all(found.values()) else 1)
    return found


def without_marks(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.MarkInfo


def without_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def without_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def without_a_description_of_the_picture(pdf: pikepdf.Pdf) -> None:
    for tag in (o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"):
        del tag["/Alt"]


def without_metadata(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Metadata


def without_a_font(pdf: pikepdf.Pdf) -> None:
    for font in (o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontFile2" in o):
        del font["/FontFile2"]


MUTATIONS: tuple[tuple[Callable[[pikepdf.Pdf], None], set[str]], ...] = (
    (without_marks, {"ua-1", "a-3a"}),
    (without_language, {"ua-1"}),
    (without_tags, {"ua-1", "a-3a"}),
    (without_a_description_of_the_picture, {"ua-1"}),
    (without_metadata, {"ua-1", "a-3a"}),
    (without_a_font, {"ua-1", "a-3a"}),
)


def test_what_is_written_conforms_in_other_languages_and_with_endnotes(tmp_path: Path) -> None:
    for name, document in SOUND.items():
        (tmp_path / f"{name}.pdf").write_bytes(a_pdf(document))
    found = checked(*sorted(tmp_path.iterdir()))
    assert all(found.values()), found


def test_what_is_broken_is_refused(tmp_path: Path) -> None:
    sound = tmp_path / "sound.pdf"
    sound.write_bytes(a_pdf(SOUND["en-GB"]))
    for mutate, _ in MUTATIONS:
        with pikepdf.open(sound) as pdf:
            mutate(pdf)
            pdf.save(tmp_path / f"{mutate.__name__}.pdf")
    found = checked(*sorted(tmp_path.iterdir()))
    assert {standard for (name, standard), conforms in found.items() if name == "sound" and conforms} == {
        "ua-1",
        "a-3a",
    }
    for mutate, broken in MUTATIONS:
        refused = {standard for (name, standard), conforms in found.items() if name == mutate.__name__ and not conforms}
        assert refused >= broken, mutate.__name__


@pytest.mark.parametrize("standard", STANDARDS)
def test_each_standard_that_is_asked_for_is_kept(tmp_path: Path, standard: str) -> None:
    file = tmp_path / "sample.pdf"
    file.write_bytes(a_pdf(SOUND["en-GB"], *STANDARDS[standard]))
    assert checked(file, standards=standard) == {("sample", standard): True}
