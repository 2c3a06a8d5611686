"""Charts of facts in Word: drawn by Word itself, the same as the picture, and with a workbook that can be edited."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from briefgen.core.document import Document, Picture
from briefgen.core.model import BlockId, Day, Range
from briefgen.diagnostics import Report
from briefgen.render.chart_look import ink_on, look_of, mix
from briefgen.render.charts import draw_figure
from briefgen.render.docx.chart_formats import number_format
from briefgen.render.style import Theme
from documents import a_document
from figures import Entry, a_fact, a_figure
from looks import a_theme
from word import WP, W, Word, embedded_font, illegal_characters, lint, written

ROOT = Path(__file__).parent.parent
SOFFICE = shutil.which("soffice")
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C15 = "{http://schemas.microsoft.com/office/drawing/2012/chart}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
M = 10**6
Y_TITLES = {"scatter": "Share"}
TOTALS = ("Second year",)
ALT = "Bars of estimates; the first is the longest."
NBSP = "\u00a0"


def a_point(
    label: str, value: object, unit: str = "people", comparator: str = "exactly", *, series: str = "", day: Any = None
) -> Entry:
    """An entry of a figure with a fact of its own."""
    name = "f" + re.sub(r"\W", "", f"{label}{series}".lower(), flags=re.ASCII) + str(abs(hash_of(label + series)))
    amount: Any = Decimal(str(value)) if isinstance(value, int | float) else value
    return label, a_fact(name, amount, unit, comparator, day), series


def a_mark(label: str, up: int, right: int, series: str = "") -> Entry:
    """An entry with two facts."""
    across = a_point(f"{label} across", right)[1]
    return label, a_point(label, up, "percent")[1], series, across


def hash_of(text: str) -> int:
    return sum(ord(c) * (n + 1) for n, c in enumerate(text))


def a_range(low: int, high: int) -> Range:
    return Range(Decimal(low), Decimal(high))


KINDS: Mapping[str, Sequence[Entry]] = {
    "bar": [
        a_point("Ministry", 5 * M, comparator="over"),
        a_point("Talent centre", 300_000),
        a_point("Survey", 1_600_000, comparator="up to"),
    ],
    "column": [
        a_point("North", 12.5, "percent", series="2023"),
        a_point("North", 15, "percent", "over", series="2024"),
        a_point("South", -3, "percent", series="2023"),
    ],
    "stacked": [
        a_point("City", 55, "percent", series="Compute"),
        a_point("City", 43, "percent", series="Models"),
        a_point("City", 2, "percent", series="Other"),
    ],
    "line": [
        a_point("2024-04", 117, comparator="over", series="Digest"),
        a_point("2024-09", 190, series="Regulator"),
        a_point("2026-05", 868, series="Regulator"),
    ],
    "dot": [
        a_point("Ministry", 5 * M, comparator="over"),
        a_point("Span", a_range(M, 3 * M)),
        a_point("Centre", 300_000, comparator="up to"),
    ],
    "range": [a_point("Ministry", a_range(M, 5 * M)), a_point("Centre", 300_000)],
    "slope": [
        a_point("Before", 12, "percent", series="North"),
        a_point("After", 31, "percent", series="North"),
        a_point("Before", 9, "percent", "over", series="South"),
        a_point("After", 30.5, "percent", series="South"),
        a_point("After", 4, "percent", series="The islands, which were not counted before"),
    ],
    "area": [
        a_point("2020", 3, "percent", series="Compute"),
        a_point("2021", 4, "percent", series="Compute"),
        a_point("2024", 9, "percent", series="Compute"),
        a_point("2020", 1, "percent", series="Models"),
        a_point("2021", 3, "percent", "about", series="Models"),
        a_point("2024", 8, "percent", series="Models"),
    ],
    "scatter": [
        a_mark("North", 12, 3000, "Coast"),
        a_mark("South", 15, 5200, "Coast"),
        a_mark("West", -4, 1200, "Inland"),
    ],
    "waterfall": [
        a_point("First year", 100, "percent"),
        a_point("Joined", 40, "percent", "about"),
        a_point("Left", -25, "percent"),
        a_point("Second year", 115, "percent"),
    ],
}


NOT_GIVEN: Sequence[tuple[str, str, str, str]] = [
    ("bar", "en-GB", "no data", "no data"),
    ("bar", "zh-CN", "无数据", "无数据"),
    ("column", "en-GB", "no data", "\u2013"),
]
"""Kind, language, what the cell holds and what stands in the chart where nobody gave a value."""


# --- reading --------------------------------------------------------------------------------------


def drawn(
    kind: str, *entries: Entry, highlight: str = "", lang: str = "en-GB", theme: Theme | None = None, name: str = "fig"
) -> Picture:
    """The picture of a chart, as it comes to the Word writer."""
    figure, library = a_figure(
        kind, *entries, highlight=highlight, x_title="Persons", y_title=Y_TITLES.get(kind, ""), totals=TOTALS
    )
    report = Report()
    figure = replace(figure, id=BlockId(name))
    picture = draw_figure(figure, library, theme or a_theme(lang=lang), lang, ROOT, report)
    assert report.diagnostics == ()
    assert picture is not None
    return picture


def a_paper(*pictures: Picture, lang: str = "en-GB") -> Document:
    """A document that shows these pictures."""
    body = "".join(
        f'<figure class="chart" id="f-{n}"><figcaption data-number="Figure {n}"><strong>Estimates differ</strong>'
        f'</figcaption><img data-picture="{p.id}" alt="{ALT}"/></figure>'
        for n, p in enumerate(pictures, 1)
    )
    return a_document(body, pictures=pictures, lang=lang)


@dataclass(frozen=True)
class Chart:
    """A native chart of a Word file, and its workbook."""

    root: etree._Element
    book: zipfile.ZipFile

    @property
    def series(self) -> list[etree._Element]:
        return list(self.root.iter(f"{C}ser"))

    def cells(self) -> dict[str, str | float]:
        """Every filled cell of the sheet by its address."""
        sheet = etree.fromstring(self.book.read("xl/worksheets/sheet1.xml"))
        strings = etree.fromstring(self.book.read("xl/sharedStrings.xml"))
        texts = ["".join(t.text or "" for t in each.iter(f"{SHEET}t")) for each in strings]
        return {
            cell.get("r", ""): texts[int(cell[0].text or 0)] if cell.get("t") == "s" else float(cell[0].text or 0)
            for cell in sheet.iter(f"{SHEET}c")
            if len(cell)
        }

    def values(self, series: int) -> list[float | None]:
        return [None if v is None else float(v) for v in cached(self.series[series], "val", "yVal")]

    def formats(self, series: int) -> dict[int, str]:
        """Number formats of labels by point."""
        shown_ones = (d for d in self.series[series].iter(f"{C}dLbl") if one(d, "showVal") == "1")
        found = {int(one(d, "idx")): d.find(f"{C}numFmt") for d in shown_ones}
        return {n: code.get("formatCode", "") for n, code in found.items() if code is not None}

    def said(self, series: int) -> dict[int, str]:
        """What stands at the points: values under their formats, or the text of cells."""
        values = self.values(series)
        fields = {
            int(one(d, "idx")): "".join(t.text or "" for t in d.iter(f"{A}t"))
            for d in self.series[series].iter(f"{C}dLbl")
            if d.find(f".//{C15}showDataLabelsRange[@val='1']") is not None
        }
        return fields | {n: shown(values[n] or 0, code) for n, code in self.formats(series).items()}


GAP: Final = "General;-General;"
"""How the format of a mark begins for which nobody gave a value: with numbers as they are."""


def one(node: etree._Element, name: str) -> str:
    found = node.find(f"{C}{name}")
    return found.get("val", "") if found is not None else ""


def cached(series: etree._Element, *names: str) -> list[str | None]:
    """The points of a reference; None for a gap."""
    node = next(n for name in names if (n := series.find(f"{C}{name}")) is not None)
    count = int(next(node.iter(f"{C}ptCount")).get("val", "0"))
    points = {int(p.get("idx", "0")): p.findtext(f"{C}v") for p in node.iter(f"{C}pt")}
    return [points.get(n) for n in range(count)]


def shown(value: float, code: str) -> str:
    """What Office shows under a format of quoted words, digits, and a comma for each thousand that is left out."""
    if code.startswith(GAP) and not value:
        return code.removeprefix(GAP).strip('"')
    positive, _, negative = code.partition(";")
    section = negative if value < 0 and negative else positive
    found = re.fullmatch(r'((?:"[^"]*"|\\.)*)#,##0(\.0+)?(,*)((?:"[^"]*"|\\.)*)', section)
    assert found, code
    lead, tail = (re.sub(r'"([^"]*)"|\\(.)', r"\1\2", words) for words in (found[1], found[4]))
    return f"{lead}{abs(value) / 1000 ** len(found[3]):,.{max(0, len(found[2] or '') - 1)}f}{tail}"


def charts_of(word: Word) -> list[Chart]:
    names = sorted((n for n in word.parts if re.fullmatch(r"word/charts/chart\d+\.xml", n)), key=lambda n: (len(n), n))
    return [
        Chart(
            etree.fromstring(word.parts[name]),
            zipfile.ZipFile(io.BytesIO(word.parts[f"word/embeddings/Microsoft_Excel_Sheet{n}.xlsx"])),
        )
        for n, name in enumerate(names, 1)
    ]


def a_chart(kind: str, *entries: Entry, highlight: str = "", lang: str = "en-GB") -> Chart:
    """The one chart of a Word file."""
    picture = drawn(kind, *entries, highlight=highlight, lang=lang)
    (chart,) = charts_of(written(a_paper(picture, lang=lang), theme=a_theme(lang=lang)))
    return chart


@pytest.fixture(scope="module")
def every() -> Word:
    """A file with a chart of each kind, in the order of `KINDS`."""
    return written(a_paper(*(drawn(kind, *entries, name=kind) for kind, entries in KINDS.items())))


def kind_of(word: Word, kind: str) -> Chart:
    return charts_of(word)[list(KINDS).index(kind)]


# --- what is drawn --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "element"),
    [
        ("bar", "barChart"),
        ("column", "barChart"),
        ("stacked", "barChart"),
        ("line", "scatterChart"),
        ("dot", "scatterChart"),
        ("range", "scatterChart"),
        ("slope", "lineChart"),
        ("area", "areaChart"),
        ("scatter", "scatterChart"),
        ("waterfall", "barChart"),
    ],
)
def test_word_draws_these_kinds_itself(every: Word, kind: str, element: str) -> None:
    plot = kind_of(every, kind).root.find(f"{C}chart/{C}plotArea")

    assert [n.tag for n in plot if n.tag.endswith("Chart")] == [f"{C}{element}"]
    assert [n for n in every.names if n.startswith("word/media/")] == []


def test_a_timeline_stays_a_picture_in_two_forms() -> None:
    picture = drawn("timeline", a_point("Notice", Day(2025, 7, 28)), a_point("Plan", Day(2017)))
    word = written(a_paper(picture))

    assert charts_of(word) == []
    assert sorted(n.rpartition(".")[2] for n in word.names if n.startswith("word/media/")) == ["png", "svg"]


@pytest.mark.parametrize(
    ("kind", "entries"),
    [
        ("dot", [a_point("Loss", -3), a_point("Gain", 5)]),
        ("line", [a_point("1895-02", 3), a_point("1899-11-03", 4)]),
        ("area", [a_point("1895", 3), a_point("1899", 4)]),
        ("waterfall", [a_point("Before", 3), a_point("Lost", -5), a_point("Second year", -2)]),
        ("multiples", [a_point(year, 3, series=name) for name in "ab" for year in ("2020", "2021")]),
    ],
)
def test_what_word_would_draw_otherwise_stays_a_picture(kind: str, entries: Sequence[Entry]) -> None:
    word = written(a_paper(drawn(kind, *entries)))

    assert charts_of(word) == []
    assert any(n.endswith(".svg") for n in word.names)


def test_a_picture_without_data_stays_a_picture() -> None:
    assert charts_of(written(a_paper(replace(drawn("bar", *KINDS["bar"]), chart=None)))) == []


def test_the_chart_stands_in_the_line_with_the_size_and_the_words_of_the_picture() -> None:
    picture = drawn("bar", *KINDS["bar"])
    word = written(a_paper(picture))

    (inline,) = word.body.iter(f"{WP}inline")
    extent, properties = inline.find(f"{WP}extent"), inline.find(f"{WP}docPr")
    assert int(extent.get("cx")) / 36000 == pytest.approx(picture.width_mm, abs=0.02)
    assert int(extent.get("cy")) / 36000 == pytest.approx(picture.height_mm, abs=0.02)
    assert properties.get("descr") == picture.said() != ALT


def test_a_chart_stands_in_a_line_from_left_to_right_whatever_the_language() -> None:
    picture = drawn("bar", a_point("الشمال", 45), lang="ar")
    word = written(a_paper(picture, lang="ar"), theme=a_theme(lang="ar"))

    directions = {
        bool(p.findall(f".//{WP}inline")): p.find(f"{W}pPr/{W}bidi") is not None for p in word.body.iter(f"{W}p")
    }
    assert directions == {True: False, False: True}


def test_names_under_bars_are_never_turned(every: Word) -> None:
    axis = kind_of(every, "column").root.find(f".//{C}catAx/{C}txPr/{A}bodyPr")

    assert axis.get("rot") == "0"


def test_the_title_is_the_caption_and_is_not_said_twice(every: Word) -> None:
    for chart in charts_of(every):
        assert chart.root.find(f"{C}chart/{C}title") is None
        assert one(chart.root.find(f"{C}chart"), "autoTitleDeleted") == "1"
        assert "Estimates differ" not in etree.tostring(chart.root, encoding="unicode")


# --- values ---------------------------------------------------------------------------------------


def test_bars_have_the_values_the_names_and_the_order_of_the_figure(every: Word) -> None:
    chart = kind_of(every, "bar")

    assert cached(chart.series[0], "cat") == ["Ministry", "Talent centre", "Survey"]
    assert chart.values(0) == [5_000_000, 300_000, 1_600_000]
    names = chart.root.find(f".//{C}catAx")
    assert one(names.find(f"{C}scaling"), "orientation") == "maxMin"


def test_series_stand_side_by_side(every: Word) -> None:
    chart = kind_of(every, "column")

    assert [cached(s, "tx") for s in chart.series] == [["2023"], ["2024"]]
    assert [chart.values(0), chart.values(1)[:1]] == [[12.5, -3], [15]]


@pytest.mark.parametrize(("kind", "lang", "cell", "said"), NOT_GIVEN)
def test_a_value_that_nobody_gave_is_said_to_be_missing_as_in_the_picture(
    kind: str, lang: str, cell: str, said: str
) -> None:
    entries = [a_point("North", 12, series="a"), a_point("South", 3, series="a"), a_point("South", 4, series="b")]
    picture = drawn(kind, *entries, lang=lang)
    word = written(a_paper(picture, lang=lang), theme=a_theme(lang=lang))

    (chart,) = charts_of(word)
    assert f">{said}<" in picture.svg
    assert chart.cells()["C2"] == cell
    assert chart.formats(1)[0].endswith(f';"{said}"'), "a number that is written there later shows itself"
    assert chart.values(1) == [0, 4], "words are zero to Office, and a bar without length can have a label"


def test_the_characters_that_say_so_are_in_the_file() -> None:
    entries = [a_point("North", 12, series="a"), a_point("South", 3, series="b")]
    word = written(a_paper(drawn("bar", *entries, lang="zh-CN"), lang="zh-CN"), theme=a_theme(lang="zh-CN"))

    face = embedded_font(word, a_theme(lang="zh-CN").brand.fonts["east-asian"].name, "embedRegular")
    assert set(map(ord, "无数据")) <= set(face.getBestCmap())


def test_parts_of_a_whole_are_stacked_and_fill_the_axis(every: Word) -> None:
    chart = kind_of(every, "stacked")

    bars = chart.root.find(f".//{C}barChart")
    assert (one(bars, "grouping"), one(bars, "overlap"), one(bars, "barDir")) == ("stacked", "100", "bar")
    assert float(one(chart.root.find(f".//{C}valAx/{C}scaling"), "max")) == 100


def test_a_part_too_narrow_for_its_value_has_it_below(every: Word) -> None:
    chart = kind_of(every, "stacked")

    moved = [s.find(f".//{C}dLbl/{C}layout/{C}manualLayout") for s in chart.series]
    assert moved[0] is None
    assert moved[1] is None
    assert float(one(moved[2], "y")) > 0


def test_each_line_of_a_slope_ends_with_its_name(every: Word) -> None:
    chart = kind_of(every, "slope")

    assert [chart.values(n) for n in range(3)] == [[12, 31], [9, 30.5], [None, 4]]
    assert chart.said(0) == {0: "12%", 1: "31%\u2002North"}
    assert chart.said(2)[1].replace("\n", " ") == "4%\u2002The islands, which were not counted before"
    assert chart.root.find(f".//{C}legend") is None
    moved = chart.series[0].findall(f".//{C}dLbl/{C}layout/{C}manualLayout")
    assert any(float(one(each, "y")) < 0 for each in moved)  # kept apart from the line just below


def test_areas_stand_at_their_dates_upon_each_other(every: Word) -> None:
    chart = kind_of(every, "area")

    axis = chart.root.find(f".//{C}dateAx")
    assert one(axis, "baseTimeUnit") == "years"
    assert cached(chart.series[0], "cat") == ["44014", "44379", "45475"]
    assert [chart.values(0), chart.values(1)] == [[3, 4, 9], [1, 3, 8]]
    assert one(chart.root.find(f".//{C}areaChart"), "grouping") == "stacked"


def test_marks_of_a_scatter_chart_have_both_values_and_their_names(every: Word) -> None:
    chart = kind_of(every, "scatter")

    assert [chart.values(0), chart.values(1)] == [[12, 15, None], [None, None, -4]]
    assert cached(chart.series[0], "xVal") == ["3000", "5200", "1200"]
    assert chart.said(0) == {0: "North", 1: "South"}
    assert [one(s.find(f"{C}marker"), "symbol") for s in chart.series] == ["circle", "square"]
    titles = ["".join(t.text or "" for t in title.iter(f"{A}t")) for title in chart.root.iter(f"{C}title")]
    assert titles == ["Persons", "Share"]


def test_steps_stand_on_bars_that_cannot_be_seen(every: Word) -> None:
    chart = kind_of(every, "waterfall")

    assert [chart.values(n) for n in range(4)] == [
        [0, 100, 115, 0],
        [100, None, None, 115],
        [None, 40, None, None],
        [None, None, 25, None],
    ]
    assert chart.series[0].find(f"{C}spPr/{A}noFill") is not None
    assert [chart.said(n) for n in (2, 3)] == [{1: "about +40%"}, {2: "\u221225%"}]


@pytest.mark.parametrize("kind", ["bar", "column", "dot", "range", "line"])
@pytest.mark.parametrize("value", [0, -2])
def test_a_chart_of_nothing_or_less_still_has_its_room(kind: str, value: int) -> None:
    points = [a_point("2020", value), a_point("2021", value)]
    for chart in charts_of(written(a_paper(drawn(kind, *points)))):
        inner = chart.root.find(f".//{C}plotArea/{C}layout/{C}manualLayout")
        assert float(one(inner, "w")) > 0.3
        assert float(one(inner, "h")) > 0.3


def test_points_of_a_line_stand_at_their_dates_and_the_line_goes_over_gaps(every: Word) -> None:
    chart = kind_of(every, "line")

    assert cached(chart.series[0], "xVal") == ["45398", "45551", "46158"]  # the middle of each month
    assert [chart.values(0), chart.values(1)] == [[117, None, None], [None, 190, 868]]
    assert one(chart.root.find(f"{C}chart"), "dispBlanksAs") == "span"


def test_years_are_numbers_and_each_that_has_a_value_is_named() -> None:
    chart = a_chart("line", *(a_point(str(year), year - 2000) for year in (2013, 2016, 2022)))

    time = chart.root.find(f".//{C}valAx")
    assert cached(chart.series[0], "xVal") == ["2013", "2016", "2022"]
    assert (float(one(time.find(f"{C}scaling"), "min")), float(one(time, "majorUnit"))) == (2013, 3)
    assert time.find(f"{C}numFmt").get("formatCode") == "0"


def test_many_points_have_a_scale_in_words_for_millions() -> None:
    points = [a_point(str(2000 + n), n * 450_000) for n in range(1, 21)]
    chart = a_chart("line", *points)

    _, scale = chart.root.iter(f"{C}valAx")
    code = scale.find(f"{C}numFmt").get("formatCode")
    assert float(one(scale, "majorUnit")) == 2_500_000
    assert [shown(tick, code.removesuffix(";0")) for tick in (2.5 * M, 5 * M)] == [
        f"2.5{NBSP}million",
        f"5.0{NBSP}million",
    ]
    assert scale.find(f"{C}majorGridlines") is not None


def test_dots_and_ranges_stand_at_their_values(every: Word) -> None:
    for kind, ends in (("dot", ["5000000", "3000000", "300000"]), ("range", ["5000000", "300000"])):
        series = kind_of(every, kind).series
        assert cached(series[-1], "xVal") == ends
        assert cached(series[-1], "yVal") == [str(n) for n in range(1, len(ends) + 1)]
    line = kind_of(every, "range").series[1]
    assert cached(line, "xVal") == ["1000000", "5000000"]


# --- labels ---------------------------------------------------------------------------------------


def labels_of(picture: Picture) -> list[str]:
    assert picture.chart is not None
    return [p.printed for p in picture.chart.points if not p.missing]


@pytest.mark.parametrize("kind", ["bar", "column", "stacked", "line"])
def test_labels_are_formats_that_show_what_the_figure_prints(every: Word, kind: str) -> None:
    chart = kind_of(every, kind)

    codes = [code for n in range(len(chart.series)) for code in chart.formats(n).values() if not code.startswith(GAP)]
    said = [chart.said(n)[i] for n in range(len(chart.series)) for i in sorted(chart.said(n))]
    said = [words for words in said if words != "\u2013"]
    assert len(codes) == len(KINDS[kind])
    assert sorted(re.sub("^[►▲] ", "", words) for words in said) == sorted(labels_of(drawn(kind, *KINDS[kind])))


@pytest.mark.parametrize("kind", ["dot", "range"])
def test_labels_of_dots_are_cells_with_what_the_figure_prints(every: Word, kind: str) -> None:
    chart = kind_of(every, kind)

    texts = [words for n in range(1, len(chart.series)) for words in chart.said(n).values()]
    assert sorted(words.removeprefix("► ") for words in texts) == sorted(labels_of(drawn(kind, *KINDS[kind])))
    assert list(chart.said(0).values()) == [entry[0] for entry in KINDS[kind]]


def test_an_open_end_has_a_sign_and_an_upper_limit_is_an_outline(every: Word) -> None:
    chart = kind_of(every, "bar")

    assert chart.said(0) == {0: f"► over 5{NBSP}million", 1: "300,000", 2: f"up to 1.6{NBSP}million"}
    (limit,) = chart.series[0].findall(f"{C}dPt")
    assert one(limit, "idx") == "2"
    assert limit.find(f".//{A}alpha") is not None
    assert limit.find(f"{C}spPr/{A}ln/{A}solidFill") is not None


def test_a_label_with_chinese_words_for_ten_thousand_is_a_cell() -> None:
    chart = a_chart("bar", a_point("人社部", 5 * M, comparator="over"), a_point("人才中心", 3000), lang="zh-CN")

    assert chart.said(0) == {0: "► 超过500万", 1: "3,000"}
    assert list(chart.formats(0)) == [1]
    assert chart.cells()["C2"] == "超过500万"
    assert chart.series[0].findtext(f".//{C15}datalabelsRange/{C15}f") == "Sheet1!$C$2:$C$3"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("5000000", f"over 5{NBSP}million"),
        ("1600000000", f"about US$1.6{NBSP}billion"),
        ("12.50", "12.50%"),
        ("-3", "about \u22123%"),
        ("300000", "300,000"),
        ("0", "0"),
        ("7", 'a "b" \\ 7'),
    ],
)
def test_a_format_shows_its_value_as_printed(value: str, printed: str) -> None:
    assert shown(float(value), number_format(Decimal(value), printed, "en-GB")) == printed


@pytest.mark.parametrize(
    ("value", "printed", "lang"),
    [
        ("5000000", "500万", "zh-CN"),
        ("1234", "1.234", "de-DE"),
        ("1234000000", "1,234 Milliarden", "de-DE"),
        ("3", "3 to 5", "en-GB"),
        ("5", "-5", "en-GB"),
        ("5", "many", "en-GB"),
    ],
)
def test_what_no_format_shows_has_none(value: str, printed: str, lang: str) -> None:
    assert number_format(Decimal(value), printed, lang) == ""


def test_names_of_axes_and_series_are_there_once(every: Word) -> None:
    bar, column = kind_of(every, "bar"), kind_of(every, "column")

    titles = ["".join(t.text or "" for t in title.iter(f"{A}t")) for title in bar.root.iter(f"{C}title")]
    assert titles == ["Persons"]
    assert bar.root.find(f".//{C}legend") is None
    assert column.root.find(f".//{C}legend") is not None


# --- look -----------------------------------------------------------------------------------------


def color_of(word: Word, node: etree._Element) -> str:
    """The colour of a fill or line, looked up in the document's theme."""
    (fill,) = node
    if fill.tag == f"{A}srgbClr":
        return "#" + fill.get("val", "").lower()
    name = {"tx1": "dk1", "bg1": "lt1", "tx2": "dk2", "bg2": "lt2"}.get(fill.get("val", ""), fill.get("val"))
    slot = etree.fromstring(word.parts["word/theme/theme1.xml"]).find(f".//{A}clrScheme/{A}{name}")
    return "#" + slot[0].get("val", "").lower()


def test_series_have_the_colours_of_the_picture_from_the_theme(every: Word) -> None:
    look = look_of(a_theme())

    for kind, where in (("column", f"{C}spPr/{A}solidFill"), ("line", f"{C}spPr/{A}ln/{A}solidFill")):
        fills = [s.find(where) for s in kind_of(every, kind).series]
        assert [color_of(every, fill) for fill in fills] == list(look.series[:2])
        assert [fill[0].tag for fill in fills] == [f"{A}schemeClr"] * 2


def test_one_mark_stands_out_and_so_does_its_value() -> None:
    word = written(a_paper(drawn("bar", *KINDS["bar"][:2], highlight="Talent centre")))
    (chart,) = charts_of(word)
    look = look_of(a_theme())

    (point,) = chart.series[0].findall(f"{C}dPt")
    assert color_of(word, chart.series[0].find(f"{C}spPr/{A}solidFill")) == look.quiet
    assert one(point, "idx") == "1"
    assert color_of(word, point.find(f"{C}spPr/{A}solidFill")) == look.strong
    bold = {one(d, "idx"): d.find(f"{C}txPr//{A}defRPr").get("b") for d in chart.series[0].iter(f"{C}dLbl")}
    assert bold == {"0": "0", "1": "1"}


def test_a_dot_that_is_a_limit_is_hollow(every: Word) -> None:
    look = look_of(a_theme())
    low, high = kind_of(every, "dot").series[-2:]

    for series in (low, high):
        (point,) = series.findall(f"{C}dPt")
        fill, rim = (point.find(f"{C}marker/{C}spPr/{path}{A}solidFill") for path in ("", f"{A}ln/"))
        assert one(point, "idx") == "2"
        assert color_of(every, rim) == look.base
        assert color_of(every, fill) == mix(look.base, look.paper, 0.72)


def test_values_on_a_stack_can_be_read_on_their_colour(every: Word) -> None:
    look = look_of(a_theme())
    for series in kind_of(every, "stacked").series[:2]:
        ground = color_of(every, series.find(f"{C}spPr/{A}solidFill"))
        ink = color_of(every, series.find(f".//{C}dLbl/{C}txPr//{A}solidFill"))
        assert ink == ink_on(ground, look)


def test_type_is_that_of_the_headings_and_shrinks_with_the_picture() -> None:
    wide = replace(drawn("bar", *KINDS["bar"]), width_mm=336.0)
    sizes = []
    for picture in (drawn("bar", *KINDS["bar"]), wide):
        (chart,) = charts_of(written(a_paper(picture)))
        face = chart.root.find(f"{C}txPr//{A}defRPr")
        assert [face.find(f"{A}{script}").get("typeface") for script in ("latin", "ea")] == ["+mj-lt", "+mj-ea"]
        sizes.append(int(face.get("sz")))
    assert sizes == [900, 450]


def test_colours_are_plain_where_the_theme_is_not_ours() -> None:
    theme = a_theme()
    own = written("<p>x</p>").data
    paper = a_paper(drawn("bar", *KINDS["bar"]))
    (chart,) = charts_of(written(paper, theme=replace(theme, reference_docx=own), report=Report()))

    assert list(chart.root.iter(f"{A}schemeClr")) == []
    assert color_of(Word(own), chart.series[0].find(f"{C}spPr/{A}solidFill")) == look_of(theme).base


def test_the_characters_of_a_chart_are_in_the_embedded_font() -> None:
    picture = drawn("bar", a_point("人社部", 5 * M, comparator="over"), lang="zh-CN")
    word = written(a_paper(picture, lang="zh-CN"), theme=a_theme(lang="zh-CN"))

    assert set(map(ord, "人社部")) <= set(embedded_font(word, "Noto Sans SC", "embedRegular").getBestCmap())


# --- the workbook ---------------------------------------------------------------------------------


def references(chart: Chart) -> list[tuple[str, list[str | None]]]:
    """Every formula of the chart with what the chart remembers of its cells."""
    found = []
    for node in (*chart.root.iter(f"{C}f"), *chart.root.iter(f"{C15}f")):
        parent = node.getparent()
        count = int(next(parent.iter(f"{C}ptCount")).get("val", "0"))
        points = {int(p.get("idx", "0")): p.findtext(f"{C}v") for p in parent.iter(f"{C}pt")}
        found.append((node.text or "", [points.get(n) for n in range(count)]))
    return found


def addresses(formula: str) -> list[str]:
    corners = re.findall(r"\$([A-Z])\$(\d+)", formula)
    (left, top), (right, bottom) = corners[0], corners[-1]
    columns = [chr(c) for c in range(ord(left), ord(right) + 1)]
    return [f"{column}{row}" for row in range(int(top), int(bottom) + 1) for column in columns]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_the_chart_remembers_is_what_stands_in_its_sheet(every: Word, kind: str) -> None:
    chart = kind_of(every, kind)
    cells = chart.cells()

    found = references(chart)
    assert len(found) >= 3
    for formula, remembered in found:
        stored = [cells.get(address) for address in addresses(formula)]
        stored = [0.0 if s == "no data" else s for s in stored]  # what words among numbers are to Office
        assert [s if isinstance(s, str) else None if s is None else f"{s:g}" for s in stored] == [
            r if r is None or not re.fullmatch(r"-?[\d.]+", r) else f"{float(r):g}" for r in remembered
        ], formula


def test_dates_in_the_sheet_are_no_finer_than_they_are_known(every: Word) -> None:
    book = kind_of(every, "line").book
    codes = {n.get("formatCode") for n in etree.fromstring(book.read("xl/styles.xml")).iter(f"{SHEET}numFmt")}

    assert codes == {"[$-809]mmm yyyy"}


HOSTILE = ["=cmd|' /C calc'!A0", "+1", "@x", "-2+3", "{=SUM(A1)}", "https://example.org", "a<b>&\"c'"]


def test_words_that_look_like_formulas_stay_words() -> None:
    chart = a_chart("bar", *(a_point(label, n + 1, series="=1+1") for n, label in enumerate(HOSTILE)))
    sheet = chart.book.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert [chart.cells()[f"A{n}"] for n in range(2, len(HOSTILE) + 2)] == HOSTILE
    assert chart.cells()["B1"] == "=1+1"
    assert cached(chart.series[0], "cat") == HOSTILE
    assert not any("externalLink" in n or "connections" in n for n in chart.book.namelist())


def test_words_that_look_like_formulas_stay_words_when_their_cell_is_edited() -> None:
    chart = a_chart("bar", a_point("=1+1", 1), a_point("Plain", 2))

    styles = etree.fromstring(chart.book.read("xl/styles.xml")).find(f"{SHEET}cellXfs")
    sheet = etree.fromstring(chart.book.read("xl/worksheets/sheet1.xml"))
    cells = {c.get("r"): styles[int(c.get("s", "0"))].get("quotePrefix") for c in sheet.iter(f"{SHEET}c")}
    assert (cells["A2"], cells["A3"]) == ("1", None)


def test_characters_that_xml_forbids_are_left_out() -> None:
    picture = drawn("bar", a_point("Bell", 1))
    assert picture.chart is not None
    point = replace(picture.chart.points[0], category="\x07Be\ufffell")
    data = replace(picture.chart, categories=("\x07Be\ufffell",), points=(point,))
    word = written(a_paper(replace(picture, chart=data)))

    (chart,) = charts_of(word)
    assert (cached(chart.series[0], "cat"), chart.cells()["A2"]) == (["Bell"], "Bell")


def test_words_cannot_take_the_place_of_the_workbook() -> None:
    chart = a_chart("bar", a_point("&workbook;", 1))

    assert cached(chart.series[0], "cat") == ["&workbook;"]


# --- the file -------------------------------------------------------------------------------------


def test_every_chart_points_to_its_workbook_and_to_nothing_outside(every: Word) -> None:
    for n in range(1, len(KINDS) + 1):
        (rel,) = etree.fromstring(every.parts[f"word/charts/_rels/chart{n}.xml.rels"])
        root = etree.fromstring(every.parts[f"word/charts/chart{n}.xml"])
        link = root.find(f"{C}externalData").get(
            "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
        )
        assert rel.get("Target") == f"../embeddings/Microsoft_Excel_Sheet{n}.xlsx"
        assert (rel.get("Id"), rel.get("TargetMode")) == (link, None)


def test_charts_and_workbooks_are_valid(every: Word, tmp_path: Path) -> None:
    zh = drawn("bar", a_point("人社部", 5 * M, comparator="over"), lang="zh-CN")
    hostile = drawn("dot", *(a_point(label, n + 1) for n, label in enumerate(HOSTILE)))
    for number, word in enumerate((every, written(a_paper(zh, lang="zh-CN")), written(a_paper(hostile)))):
        files = {f"{number}.docx": word.data}
        files |= {f"{number}-{n[-6:]}": d for n, d in word.parts.items() if n.endswith(".xlsx")}
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
            errors = OpenXmlValidator(max_errors=0).validate(str(tmp_path / name)).errors
            assert [f"{e.part_uri} {e.description}" for e in errors] == [], name
        assert lint(word) == []
        assert illegal_characters(word) == []


def test_the_same_charts_give_the_same_bytes(every: Word) -> None:
    again = written(a_paper(*(drawn(kind, *entries, name=kind) for kind, entries in KINDS.items())))

    assert again.data == every.data


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_draws_every_chart_with_its_words(every: Word, tmp_path: Path) -> None:
    import pypdf

    path = tmp_path / "charts.docx"
    path.write_bytes(every.data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(SOFFICE), "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    pages = pypdf.PdfReader(tmp_path / "charts.pdf").pages
    text = " ".join(" ".join(page.extract_text() for page in pages).replace(NBSP, " ").split())
    for words in ("Talent centre", "over 5 million", "up to 1.6 million", "12.5%", "\u22123%", "55%", "868"):
        assert words in text
    for words in ("Ministry", "1 million to 3 million", "1 million to 5 million", "2025", "Persons", "Compute"):
        assert words in text
