"""Charts of facts: what they show, what cannot be drawn, and how the pictures come out."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from PIL import Image

from briefgen.core.chart_rules import chart_faults
from briefgen.core.charts import chart_data, data_table, long_description
from briefgen.core.coverage import coverage
from briefgen.core.document import Picture
from briefgen.core.model import Comparator, Day, Fact, Library, Range, Ratio, Recommendation, kind_of
from briefgen.core.points import ChartData
from briefgen.diagnostics import Report
from briefgen.render.chart_look import Look, contrast, look_of
from briefgen.render.charts import draw_figure
from briefgen.render.style import Theme
from briefgen.render.theme import load_theme
from briefgen.source.load import load_library
from briefgen.source.yaml_tree import parse_yaml
from figures import Entry, a_fact, a_figure
from looks import a_theme, files

ROOT = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"


def shown(kind: str, *entries: Entry, lang: str = "en-GB", totals: Sequence[str] = ()) -> ChartData:
    figure, library = a_figure(kind, *entries, totals=totals, x_title="People", y_title="Share")
    report = Report()
    data = chart_data(figure, library.facts, lang, report)
    assert report.diagnostics == ()
    assert data is not None
    return data


def faults(kind: str, *entries: Entry, **kept: Any) -> list[str]:
    figure, library = a_figure(kind, *entries, **kept)
    report = Report()
    assert chart_data(figure, library.facts, "en-GB", report) is None
    assert {d.rule for d in report.diagnostics} == {"bad-figure"}
    return [f"{d.span.line if d.span else 0}: {d.message}" for d in report.diagnostics]


MINISTRY = a_fact("ministry", Decimal(5_000_000), "people", "over", Day(2020))
CENTRE = a_fact("centre", Decimal(300_000), "people", as_of=Day(2020))
SHARE = a_fact("share", Decimal(60), "percent", "about", Day(2024, 5))
CAP = a_fact("cap", Decimal(80), "percent", "up to", Day(2025, 8))


# --- what a chart shows ------------------------------------------------------------------------


def test_a_label_is_printed_with_its_comparator_and_without_the_noun() -> None:
    data = shown("bar", ("Ministry", MINISTRY), ("Centre", CENTRE))

    assert [p.printed.replace("\u00a0", " ") for p in data.points] == ["over 5 million", "300,000"]


def test_signs_stay_with_the_number() -> None:
    assert [p.printed for p in shown("bar", ("Share", SHARE)).points] == ["about 60%"]


def test_labels_are_printed_in_the_language_of_the_brief() -> None:
    assert [p.printed for p in shown("bar", ("Ministry", MINISTRY), lang="zh-CN").points] == ["超过500万"]


def test_categories_and_series_keep_the_order_of_the_author() -> None:
    data = shown("bar", ("B", SHARE, "2024"), ("A", CAP, "2023"), ("B", a_fact("x", Decimal(1), "percent"), "2023"))

    assert (data.categories, data.series) == (("B", "A"), ("2024", "2023"))


def test_what_was_not_given_is_a_gap_and_no_zero() -> None:
    data = shown("bar", ("A", SHARE, "2024"), ("B", CAP, "2023"))

    assert [(p.category, p.series, p.value, p.missing) for p in data.points] == [
        ("A", "2024", Decimal(60), False),
        ("A", "2023", None, True),
        ("B", "2024", None, True),
        ("B", "2023", Decimal(80), False),
    ]


def test_points_of_a_line_stand_in_the_order_of_time() -> None:
    data = shown("line", ("late", CAP), ("early", SHARE), ("2019-03", a_fact("labelled", Decimal(9), "percent")))

    assert [p.when for p in data.points] == [Day(2019, 3), Day(2024, 5), Day(2025, 8)]


def test_a_date_as_value_is_its_own_place_on_a_timeline() -> None:
    data = shown("timeline", ("Notice", a_fact("notice", Day(2025, 7, 28), as_of=Day(2026))))

    assert [(p.when, p.as_of.replace("\u00a0", " ")) for p in data.points] == [(Day(2025, 7, 28), "28 July 2025")]


def test_the_table_gives_value_unit_date_and_source() -> None:
    figure, library = a_figure("bar", ("Ministry", MINISTRY))

    (row,) = data_table(figure, library.facts, "en-GB")

    assert (row.label, row.printed.replace("\u00a0", " "), row.as_of) == ("Ministry", "over 5 million people", "2020")
    assert row.sources == ("wef",)


# --- what cannot be drawn ----------------------------------------------------------------------


def percent(name: str, value: int) -> Fact:
    return a_fact(name, Decimal(value), "percent", as_of=Day(2020))


@pytest.mark.parametrize(
    ("kind", "entries", "message"),
    [
        ("bar", [("A", SHARE), ("B", CENTRE)], '21: one scale cannot hold both: "centre" is in people'),
        ("bar", [("A", a_fact("w", "largest share"))], '20: a bar chart cannot draw "w", which is words'),
        ("bar", [("A", a_fact("r", Ratio(Decimal(1), Decimal(10))))], '"r", which is a ratio'),
        ("column", [("A", a_fact("s", Range(Decimal(1), Decimal(2))))], '"s", which is a range'),
        ("bar", [("A", a_fact("d", Day(2025)))], '"d", which is a date'),
        ("line", [("A", SHARE)], "7: a line chart needs 2 or more entries"),
        ("line", [("A", percent("x", 1)), ("B", a_fact("y", Decimal(2), "percent"))], '21: "y" has no date'),
        ("line", [("A", percent("x", 1)), ("B", percent("y", 2))], "21: the date 2020 stands there already"),
        ("bar", [("A", SHARE), ("A", CAP)], '21: the label "A" stands there already'),
        ("column", [(str(i), percent(f"f{i}", i)) for i in range(8)], "7: 8 columns are too many"),
        ("bar", [(str(i), percent(f"f{i}", i)) for i in range(21)], "7: 21 rows are too many"),
        ("bar", [("A", percent(f"f{i}", i), str(i)) for i in range(6)], "7: 6 series cannot be told apart"),
        ("bar", [("A", SHARE, "2024"), ("B", CAP)], "21: some entries name a series and this one does not"),
        ("stacked", [("A", SHARE)], "20: each entry of a stacked chart needs a series"),
        ("stacked", [("A", SHARE, "x"), ("A", CAP, "y")], '21: the parts of "A" exceed 100 per cent'),
        ("stacked", [("A", percent("n", -3), "x")], '20: "n" is below zero'),
        ("dot", [("A", SHARE, "x")], "20: a dot chart has no series"),
        (
            "slope",
            [("2020", SHARE, "x"), ("2021", CAP, "x"), ("2022", percent("z", 3), "x")],
            "7: a slope chart has two",
        ),
        ("slope", [("2020", SHARE), ("2021", CAP)], "20: each entry of a slope chart needs a series"),
        ("waterfall", [("A", SHARE), ("B", CAP)], "7: a waterfall chart needs 3 or more"),
        (
            "area",
            [("2020", SHARE, "x"), ("2021", CAP, "x"), ("2020", percent("z", 3), "y")],
            '22: "y" has no value for 2021',
        ),
        ("area", [("2020", SHARE), ("2021", percent("n", -3))], '21: "n" is below zero'),
        ("multiples", [("2020", SHARE), ("2021", CAP)] * 2, "20: each entry of a multiples chart needs a series"),
        ("matrix", [("A", SHARE)], "7: a matrix is made of challenges"),
    ],
)
def test_a_chart_that_cannot_be_drawn_as_asked_is_reported_at_its_place(
    kind: str, entries: Sequence[Entry], message: str
) -> None:
    if kind == "matrix":
        figure, library = a_figure(kind, *entries)
        assert figure.chart is not None
        found = [f"{span.line}: {text}" for text, span, _ in chart_faults(figure.chart, library.facts)]
    else:
        found = faults(kind, *entries)

    assert [text for text in found if message in text] == found[:1]


def across(name: str, up: int, right: int, series: str = "") -> Entry:
    return name, percent(f"{name}-up", up), series, a_fact(f"{name}-right", Decimal(right), "people")


def test_a_scatter_chart_needs_two_facts_for_each_mark_and_says_what_both_measure() -> None:
    points = [across("a", 1, 5), across("b", 2, 6)]

    assert faults("scatter", *points, ("c", percent("c-up", 3)), x_title="People", y_title="Share") == [
        "22: each mark of a scatter chart needs a second fact"
    ]
    assert faults("scatter", *points, across("c", 3, 7), x_title="People") == [
        "7: a scatter chart needs x-title and y-title"
    ]
    words = ("c", percent("c-up", 3), "", a_fact("c-right", "many"))
    assert faults("scatter", *points, words, x_title="People", y_title="Share") == [
        '22: a scatter chart cannot draw "c-right", which is words'
    ]


def test_only_the_charts_that_draw_them_take_second_facts_and_totals() -> None:
    assert faults("bar", across("a", 1, 5)) == ["20: only a scatter chart has a second fact for each mark"]
    assert faults("bar", ("A", SHARE), totals="A") == ["20: only a waterfall has totals"]


STEPS: Sequence[Entry] = [
    ("Before", percent("before", 40)),
    ("Joined", percent("joined", 15)),
    ("Left", percent("left", -5)),
    ("After", percent("after", 50)),
]


def test_steps_must_add_up_to_each_total() -> None:
    wrong = [*STEPS[:3], ("After", percent("after", 52))]

    assert faults("waterfall", *wrong, totals=["After"]) == [
        '23: the bars up to "After" add up to 50, not to 52',
    ]


def test_decimals_of_steps_may_be_rounded() -> None:
    steps = [
        (name, a_fact(name, Decimal(value), "percent"))
        for name, value in zip("abc", ("1.1", "2.2", "3.4"), strict=True)
    ]

    assert shown("waterfall", *steps, totals="c").points[2].total
    assert len(faults("waterfall", *steps[:2], ("c", a_fact("c", Decimal("3.6"), "percent")), totals="c")) == 1


def test_a_step_is_printed_with_its_sign_and_a_total_without() -> None:
    data = shown("waterfall", *STEPS, totals=["After"])

    assert [p.printed for p in data.points] == ["40%", "+15%", "\u22125%", "50%"]
    about = a_fact("about", Decimal(3_000_000), "USD", "about")
    money = shown("waterfall", ("a", about), ("b", about), ("c", replace(about, id="d")))  # type: ignore[arg-type]
    assert money.points[1].printed.replace("\u00a0", " ") == "about +US$3 million"


def test_a_chart_is_described_in_words_in_the_language_of_the_brief() -> None:
    figure, library = a_figure("bar", ("北部", SHARE, "2024"), ("南部", CAP, "2025"))

    assert long_description(figure, library.facts, "zh-CN") == "北部，2024：约60%；南部，2025：最多80%。"
    assert shown("bar", ("North", SHARE)).described == "North: about 60%."


def test_both_values_of_a_mark_stand_in_the_table_with_what_they_measure() -> None:
    figure, library = a_figure("scatter", across("North", 4, 300, "Coast"), x_title="People", y_title="Share")

    rows = data_table(figure, library.facts, "en-GB")
    assert [(row.label, row.series, row.printed) for row in rows] == [
        ("North", "Coast, People", "300\u00a0people"),
        ("North", "Coast, Share", "4%"),
    ]


# --- pictures ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def theme() -> Theme:
    report = Report()
    found = load_theme([ROOT / "templates/base"], "base", "standard", "en-GB", {}, report, parse_yaml=parse_yaml)
    assert not report.has_errors
    return found


def drawn(
    theme: Theme, kind: str, *entries: Entry, lang: str = "en-GB", highlight: str = "", cache: Path | None = None
) -> Picture:
    figure, library = a_figure(kind, *entries, highlight=highlight, x_title="People", y_title="Share")
    report = Report()
    picture = draw_figure(figure, library, theme, lang, ROOT, report, cache_dir=cache)
    assert report.diagnostics == ()
    assert picture is not None
    return picture


EVERY_KIND: dict[str, Sequence[Entry]] = {
    "bar": [("Ministry", MINISTRY), ("Talent centre", CENTRE)],
    "column": [("Ministry", MINISTRY), ("Talent centre", CENTRE)],
    "dot": [("Ministry", MINISTRY), ("Talent centre", CENTRE)],
    "range": [("Ministry", MINISTRY), ("Span", a_fact("span", Range(Decimal(10**6), Decimal(3 * 10**6)), "people"))],
    "stacked": [("A", SHARE, "Compute"), ("A", percent("rest", 40), "Models")],
    "line": [("a", SHARE), ("b", CAP)],
    "area": [
        ("2020", SHARE, "Compute"),
        ("2021", CAP, "Compute"),
        ("2020", percent("r", 4), "m"),
        ("2021", percent("s", 8), "m"),
    ],
    "slope": [("Before", SHARE, "North"), ("After", CAP, "North"), ("After", percent("late", 40), "South")],
    "scatter": [across("a", 1, 5), across("b", 2, 6), across("c", 30, 600)],
    "waterfall": STEPS,
    "multiples": [
        ("2020", SHARE, "n"),
        ("2021", CAP, "n"),
        ("2020", percent("r", 4), "m"),
        ("2021", percent("s", 8), "m"),
    ],
    "timeline": [("Notice", a_fact("n", Day(2025, 7, 28))), ("Plan", a_fact("p", Day(2017)))],
}


def data_of(kind: str) -> ChartData:
    return shown(kind, *EVERY_KIND[kind])


def texts_of(picture: Picture) -> list[str]:
    root = etree.fromstring(picture.svg.encode())
    return [(t.text or "").replace("\u00a0", " ") for t in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", sorted(EVERY_KIND))
def test_every_kind_of_chart_is_drawn_with_real_text_and_names_itself(theme: Theme, kind: str) -> None:
    picture = drawn(theme, kind, *EVERY_KIND[kind])

    root = etree.fromstring(picture.svg.encode())
    assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    said, described = "Bars of estimates; the first is the longest.", data_of(kind).described
    assert (root[0].text, root[1].text) == ("Estimates differ", f"{said} {described}")
    assert root.get("role") == "img"
    families = {t.get("font-family") for t in root.iter(f"{SVG}text")}
    assert families == {"Brief Sans, Noto Sans SC"}
    assert not re.search(r"href|url\(|class=|aria-|<style|\d\.\d{3,}", picture.svg)


@pytest.mark.parametrize("kind", sorted(EVERY_KIND))
def test_the_raster_has_the_same_shape_at_300_dots_to_the_inch(theme: Theme, kind: str) -> None:
    picture = drawn(theme, kind, *EVERY_KIND[kind])

    image = Image.open(io.BytesIO(picture.raster))
    assert image.width == round(theme.page.text_width_mm / 25.4 * 300)
    assert image.height / image.width == pytest.approx(picture.height_mm / picture.width_mm, abs=0.002)
    assert image.convert("L").getextrema() != (255, 255)


def test_a_bare_number_never_stands_where_the_fact_has_a_comparator(theme: Theme) -> None:
    texts = texts_of(drawn(theme, "bar", ("Ministry", MINISTRY), ("Talent centre", CENTRE)))

    assert texts == ["People", "Ministry", "over 5 million", "Talent centre", "300,000"]


def test_bars_start_at_zero_and_are_as_long_as_their_values(theme: Theme) -> None:
    svg = drawn(theme, "bar", ("A", percent("a", 40)), ("B", percent("b", 10)), ("C", percent("c", 20))).svg

    bars = re.findall(r'd="M(-?[\d.]+),[\d.]+h([\d.]+)v18h', svg)
    assert {start for start, _ in bars} == {"0"}
    lengths = [float(length) for _, length in bars]
    assert lengths[0] == pytest.approx(4 * lengths[1], rel=0.001)
    assert lengths[2] == pytest.approx(2 * lengths[1], rel=0.001)


def test_an_open_end_is_drawn_as_a_tip_and_an_upper_limit_as_an_outline(theme: Theme) -> None:
    plain = drawn(theme, "bar", ("A", percent("a", 50))).svg
    over = drawn(theme, "bar", ("A", replace(percent("a", 50), comparator=Comparator.OVER))).svg
    up_to = drawn(theme, "bar", ("A", replace(percent("a", 50), comparator=Comparator.UP_TO))).svg

    assert over.count("<path") == plain.count("<path") + 1
    assert 'opacity="0.18"' in up_to
    assert 'opacity="0.18"' not in plain


def test_nothing_is_drawn_outside_the_picture(theme: Theme) -> None:
    long = "An organisation with a very long name that is still growing, by its own account, every year"
    entries: list[Entry] = [(long, MINISTRY), ("Short", replace(CENTRE, value=Decimal(4_999_999)))]
    for kind in ("bar", "dot", "range", "column"):
        picture = drawn(theme, kind, *entries, highlight=long)
        image = Image.open(io.BytesIO(picture.raster)).convert("L")
        edges = [image.crop((0, 0, 1, image.height)), image.crop((image.width - 1, 0, image.width, image.height))]
        assert [edge.getextrema()[0] for edge in edges] == [255, 255], kind


def test_the_last_value_below_a_stack_stands_within_the_picture(theme: Theme) -> None:
    parts = (("Compute", 55), ("Models", 40), ("Data sets", 3), ("Other", 2))
    picture = drawn(theme, "stacked", *[("City", percent(f"p{value}", value), name) for name, value in parts])

    edge = max(float(x) + float(wide) for x, wide in re.findall(r'd="M([\d.]+),[\d.]+h([\d.]+)', picture.svg))
    middle = max(float(x) for x in re.findall(r'"middle" transform="translate\(([\d.]+),', picture.svg))
    assert middle + look_of(theme).width_of("2%", 11) / 2 <= edge + 0.1


def test_one_mark_may_stand_out(theme: Theme) -> None:
    svg = drawn(theme, "bar", ("Ministry", MINISTRY), ("Talent centre", CENTRE), highlight="Talent centre").svg

    assert theme.brand.colors["accent"] in svg
    assert 'font-weight="bold"' in svg
    assert theme.brand.colors["primary"] not in svg


def test_every_colour_of_a_mark_can_be_told_from_the_paper(theme: Theme) -> None:
    look = look_of(theme)

    for tint in (look.base, look.strong, look.quiet, *look.series):
        assert contrast(tint, look.paper) >= 3, tint


def test_series_that_look_alike_without_colours_or_fade_into_the_paper_are_named(tmp_path: Path) -> None:
    colors = 'defaults: {briefgen: {chart-colors: ["#0f4453", "#5b7a4a", "#b0527c", "#e0e0e0"]}}'
    report = Report()
    a_theme(files(tmp_path, brand_yml=colors), report=report)

    alike, pale = report.diagnostics
    assert {pale.rule, alike.rule} == {"low-contrast"}
    assert "#e0e0e0 in a chart has a contrast of 1.3" in pale.message
    assert "#5b7a4a and #b0527c" in alike.message
    assert pale.span is not None


def test_chinese_labels_are_set_in_the_chinese_font(theme: Theme) -> None:
    picture = drawn(theme, "bar", ("人力资源和社会保障部", MINISTRY), lang="zh-CN")

    root = etree.fromstring(picture.svg.encode())
    families = {t.text: t.get("font-family") for t in root.iter(f"{SVG}text")}
    assert families["人力资源和社会保障部"] == "Noto Sans SC, Brief Sans"
    assert families["超过500万"] == "Noto Sans SC, Brief Sans"


def test_a_long_label_is_wrapped_between_words_and_chinese_anywhere(theme: Theme) -> None:
    look: Look = look_of(theme)

    assert look.wrap("one two three", look.width_of("one two") + 1) == ["one two", "three"]
    assert look.wrap("一二三四", look.width_of("一二三") + 1) == ["一二三", "四"]
    assert all(look.width_of(line) <= 120 for line in look.wrap("Labour ministry, projected for another year", 120))


def test_the_text_of_a_chart_can_be_copied_from_the_pdf(theme: Theme) -> None:
    import pypdf
    import weasyprint

    picture = drawn(theme, "bar", ("Ministry", MINISTRY), ("Talent centre", CENTRE))
    data = weasyprint.HTML(string=f"<html><body>{picture.svg}</body></html>").write_pdf()

    text = pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text().replace("\u00a0", " ")
    assert "over 5 million" in text
    assert "Talent centre" in text


def test_the_same_chart_comes_out_the_same(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    first = drawn(theme, "timeline", *EVERY_KIND["timeline"])
    monkeypatch.setattr("briefgen.render.charts._MEMORY", {})

    assert drawn(theme, "timeline", *EVERY_KIND["timeline"]) == first


def test_a_damaged_file_in_the_cache_is_made_again(
    theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefgen.render.charts._MEMORY", {})
    first = drawn(theme, "bar", *EVERY_KIND["bar"], cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_text("utf-8")

    for damaged in (whole[:100], whole.replace("Ministry", "Mlnistry"), "[]", ""):
        monkeypatch.setattr("briefgen.render.charts._MEMORY", {})
        kept.write_text(damaged, "utf-8")
        assert drawn(theme, "bar", *EVERY_KIND["bar"], cache=tmp_path) == first
        assert kept.read_text("utf-8") == whole


def test_a_narrower_picture_is_drawn_for_a_narrower_place(theme: Theme) -> None:
    figure, library = a_figure("bar", ("Ministry", MINISTRY))

    picture = draw_figure(figure, library, theme, "en-GB", ROOT, Report(), width_mm=82)

    assert picture is not None
    assert picture.width_mm == pytest.approx(82)


# --- coverage ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(ROOT, Report())


def test_the_matrix_holds_every_challenge_and_recommendation_by_theme(library: Library) -> None:
    found = coverage(library, "en-GB")

    themes = [e.theme for e in found.challenges]
    assert len(found.challenges) == 23
    assert len(found.recommendations) == 26
    assert themes == [t for name in dict.fromkeys(themes) for t in themes if t == name]
    assert all(found.count(e.id) for e in found.challenges)


def test_the_matrix_is_drawn_on_one_page_with_all_names(theme: Theme, library: Library) -> None:
    figure, _ = a_figure("matrix")

    picture = draw_figure(figure, library, theme, "en-GB", ROOT, Report())

    assert picture is not None
    assert picture.height_mm < 225
    texts = texts_of(picture)
    assert {e.title for e in coverage(library, "en-GB").challenges} <= set(texts)
    assert picture.svg.count("rotate(-90)") == 26


def test_a_matrix_too_large_to_read_is_drawn_by_theme(theme: Theme, library: Library) -> None:
    figure, _ = a_figure("matrix")

    picture = draw_figure(figure, library, theme, "en-GB", ROOT, Report(), width_mm=100)

    assert picture is not None
    assert set(texts_of(picture)) >= {e.theme for e in coverage(library, "en-GB").challenges}
    assert picture.svg.count("rotate(-90)") <= 2 * len(library.themes)


def test_a_matrix_is_drawn_once_for_the_same_challenges_and_recommendations(
    theme: Theme, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure, _ = a_figure("matrix")
    monkeypatch.setattr("briefgen.render.charts._MEMORY", {})

    def again(other: Library) -> Picture | None:
        monkeypatch.setattr("briefgen.render.charts._MEMORY", {})
        return draw_figure(figure, other, theme, "en-GB", ROOT, Report(), cache_dir=tmp_path)

    first = again(library)
    (kept,) = tmp_path.iterdir()
    asked = kept.stat().st_mtime_ns
    assert first == again(library)
    assert [path.stat().st_mtime_ns for path in tmp_path.iterdir()] == [asked]

    theme_of_one = library.of_kind(Recommendation)[0].theme
    fewer = {n: b for n, b in library.blocks.items() if (b.theme, kind_of(b)) != (theme_of_one, "recommendation")}
    assert again(replace(library, blocks=fewer)) != first
    assert len(list(tmp_path.iterdir())) == 2
