"""What a designer does: an audience of one's own that holds only what differs, seen in every format."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest

from briefgen.pipeline import Request, build
from reading import docx_part, docx_text, html_text, pdf_pages

LIBRARY = Path(__file__).parent / "libraries" / "bare"
PETROL, PLUM = "#0f4453", "#7a1f5c"
"""The primary colour of the shipped look, and the Treasury's."""

TREASURY = {
    "audience.yaml": "extends: minister\nlabel: For the Treasury\n",
    "brand.yml": f'color:\n  palette:\n    petrol: "{PLUM}"\n',
    "sections/contact.html.j2": '<p class="contact">Write to the Exchequer before the spending round.</p>\n',
}
PLEDGE = {
    "audience.yaml": "extends: minister\nlabel: For the Treasury\nclasses: {pledge: Pledge}\n",
    "styles.yml": "styles:\n  Pledge: {base: Body Text, bold: true, size: 13, line: 17, color: accent}\n",
    "print.css": "p.pledge { text-transform: uppercase }\n",
    "sections/contact.html.j2": '<p class="pledge">We pay by May.</p>\n',
}


def a_project(to: Path, treasury: Mapping[str, str]) -> Path:
    root = to / "project"
    shutil.copytree(LIBRARY, root)
    for name, text in treasury.items():
        path = root / "templates" / "treasury" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def built(root: Path, audience: str, length: str = "one-page") -> dict[str, bytes]:
    """The files of one deliverable by format."""
    made = build(Request(root, audiences=(audience,), lengths=(length,)))
    assert made.failed == [], "\n".join(map(str, made.report.diagnostics))
    return {path.suffix.removeprefix("."): path.read_bytes() for path in made.written}


@pytest.fixture(scope="module")
def treasury(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return built(a_project(tmp_path_factory.mktemp("treasury"), TREASURY), "treasury")


@pytest.fixture(scope="module")
def minister(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Made in the same project, beside the Treasury's folder."""
    return built(a_project(tmp_path_factory.mktemp("minister"), TREASURY), "minister")


def texts(files: Mapping[str, bytes]) -> dict[str, str]:
    text = {
        "pdf": " ".join(pdf_pages(files["pdf"])),
        "docx": docx_text(files["docx"]),
        "html": html_text(files["html"]),
    }
    return {name: " ".join(words.split()) for name, words in text.items()}


def pdf_colors(data: bytes) -> set[str]:
    """The colours in which something is filled or drawn, as `#rrggbb`."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        streams = [
            *pdf.pages,
            *(o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Form"),
        ]
        orders = [order for stream in streams for order in pikepdf.parse_content_stream(stream)]
    return {_hex(order.operands) for order in orders if str(order.operator) in ("rg", "RG", "sc", "SC", "scn", "SCN")}


def _hex(operands: Iterable[object]) -> str:
    parts = [value for value in operands if isinstance(value, Decimal | int | float)]
    return "#" + "".join(f"{round(float(value) * 255):02x}" for value in parts)


# --- a partial and a colour -------------------------------------------------------------------------


def test_a_changed_partial_is_seen_in_every_format(treasury: dict[str, bytes], minister: dict[str, bytes]) -> None:
    words = "Write to the Exchequer before the spending round."

    assert [name for name, text in texts(treasury).items() if words in text] == ["pdf", "docx", "html"]
    assert [name for name, text in texts(minister).items() if words in text] == []


def test_a_changed_colour_is_painted_in_the_pdf(treasury: dict[str, bytes], minister: dict[str, bytes]) -> None:
    colors = {"treasury": pdf_colors(treasury["pdf"]), "minister": pdf_colors(minister["pdf"])}

    assert {name: sorted(found & {PETROL, PLUM}) for name, found in colors.items()} == {
        "treasury": [PLUM],
        "minister": [PETROL],
    }


def test_a_changed_colour_is_in_words_styles(treasury: dict[str, bytes], minister: dict[str, bytes]) -> None:
    for files, own, other in ((treasury, PLUM, PETROL), (minister, PETROL, PLUM)):
        styles = docx_part(files["docx"], "word/styles.xml").decode().lower()

        assert own.removeprefix("#") in styles
        assert other.removeprefix("#") not in styles


def test_a_changed_colour_is_in_words_theme(treasury: dict[str, bytes]) -> None:
    theme = docx_part(treasury["docx"], "word/theme/theme1.xml").decode().lower()

    assert PLUM.removeprefix("#") in theme


def test_a_changed_colour_is_in_the_page_for_the_web(treasury: dict[str, bytes], minister: dict[str, bytes]) -> None:
    assert f"--primary: {PLUM}".encode() in treasury["html"]
    assert f"--primary: {PETROL}".encode() in minister["html"]


def test_all_else_is_as_in_the_audience_that_is_extended(
    treasury: dict[str, bytes], minister: dict[str, bytes]
) -> None:
    theirs = texts(minister)["html"].replace("For ministers", "For the Treasury")

    own, _, _ = texts(treasury)["html"].partition("Write to the Exchequer")
    assert theirs.startswith(own.strip())
    assert "The village well runs dry in summer" in own


def test_an_audience_of_ones_own_leaves_the_others_as_they_are(minister: dict[str, bytes], tmp_path: Path) -> None:
    alone = built(a_project(tmp_path, {}), "minister")

    assert alone == minister


# --- a class of one's own ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pledge(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return built(a_project(tmp_path_factory.mktemp("pledge"), PLEDGE), "treasury", "standard")


def test_a_class_that_is_declared_becomes_a_word_style(pledge: dict[str, bytes]) -> None:
    styles = docx_part(pledge["docx"], "word/styles.xml").decode()
    document = docx_part(pledge["docx"], "word/document.xml").decode()

    assert '<w:name w:val="Pledge"/>' in styles
    assert '<w:pStyle w:val="Pledge"/>' in document


def test_a_style_sheet_of_ones_own_is_read_after_the_shipped_one(pledge: dict[str, bytes]) -> None:
    assert "WE PAY BY MAY." in " ".join(pdf_pages(pledge["pdf"]))
    assert "We pay by May." in texts(pledge)["docx"]


# --- faults of an audience that no brief names ------------------------------------------------------


def test_a_fault_in_the_look_of_an_audience_that_is_asked_for_is_reported(tmp_path: Path) -> None:
    root = a_project(tmp_path, {**TREASURY, "brand.yml": "color:\n  primary: plumm\n"})

    made = build(Request(root, audiences=("treasury",), lengths=("one-page",)))

    assert [(d.rule, str(d.span)) for d in made.report.diagnostics if d.rule == "bad-brand"] == [
        ("bad-brand", "templates/treasury/brand.yml:2:12")
    ]
    assert made.written == []
    assert made.failed == ["well for treasury, one-page"]
