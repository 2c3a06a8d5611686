"""Vega-Lite specifications that authors write: drawn in the house's look from facts, without network, within limits."""

from __future__ import annotations

import http.server
import json
import re
import threading
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pydantic_core import PydanticCustomError

from briefgen.core.charts import shown_facts
from briefgen.core.document import Picture
from briefgen.core.model import Chart, Datum, Day, FactId, Library, Range
from briefgen.core.vega import filled
from briefgen.diagnostics import Report
from briefgen.render import chart_vega
from briefgen.render.chart_look import contrast, look_of
from briefgen.render.charts import draw_figure
from briefgen.source.charting import vega_spec
from briefgen.source.vega import read_spec
from briefgen.source.yaml_tree import parse_yaml
from figures import HERE, a_fact, a_figure
from looks import a_theme

ROOT = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"
FACTS = {
    fact.id: fact
    for fact in (
        a_fact("cars", Decimal(1200), "cars", as_of=Day(2024, 5)),
        a_fact("vans", Decimal(300), "vans", "about"),
        a_fact("roads", Range(Decimal(3), Decimal(5)), "roads"),
        a_fact("opened", Day(2024, 5)),
    )
}
BARS = """
mark: bar
data:
  values:
    - {what: Cars, count: {fact: cars}}
    - {what: Vans, count: {fact: vans}}
encoding:
  x: {field: count, type: quantitative, title: Vehicles}
  y: {field: what, title: null}
"""


def a_spec(text: str) -> Any:
    """The specification in this YAML, with the places of its facts."""
    report = Report()
    tree = parse_yaml(text, "a.yaml", report)
    assert report.diagnostics == ()
    return vega_spec(read_spec(tree))


def drawn(text: str, report: Report | None = None, lang: str = "en-GB") -> Picture | None:
    """The picture of a specification; findings are a failure unless a report is given."""
    figure, _ = a_figure("bar")
    data = tuple(Datum("", FactId(name), "", highlight=False, span=HERE) for name in ("cars", "vans"))
    chart = Chart("vega", data, "", "", HERE, a_spec(text))
    findings = report or Report()
    library = Library({}, FACTS, {}, {})
    picture = draw_figure(replace(figure, chart=chart), library, a_theme(lang=lang), lang, ROOT, findings)
    assert report is not None or findings.diagnostics == ()
    return picture


def refused(text: str) -> str:
    """Why a specification is not drawn."""
    report = Report()
    assert drawn(text, report) is None
    (found,) = report.diagnostics
    assert (found.rule, found.span) == ("bad-figure", HERE)
    return found.message


def words_in(picture: Picture | None) -> list[str]:
    assert picture is not None
    return [t.text or "" for t in etree.fromstring(picture.svg.encode()).iter(f"{SVG}text")]


# --- facts ----------------------------------------------------------------------------------------


def test_facts_fill_numbers_ends_of_ranges_dates_and_words() -> None:
    spec = a_spec("""
data:
  values:
    - {a: {fact: cars}, b: {fact: roads, part: low}, c: {fact: roads, part: high}}
    - {d: {fact: cars, part: date}, e: {fact: opened}, f: {fact: opened, part: date}, g: 2.5, h: "{cars}", i: x_y_z}
    - {j: null, k: true, l: "2024", m: ""}
width: 300
title: "{vans} stand here"
""")

    assert json.loads(json.dumps(filled(spec, FACTS, "en-GB"))) == {
        "data": {
            "values": [
                {"a": 1200, "b": 3, "c": 5},
                {"d": "2024-05", "e": "2024-05", "f": "2024-05", "g": 2.5, "h": "1,200\u00a0cars", "i": "x_y_z"},
                {"j": None, "k": True, "l": "2024", "m": ""},
            ]
        },
        "width": 300,
        "title": "about 300\u00a0vans stand here",
    }


def test_the_facts_of_a_specification_stand_in_the_table_under_their_own_labels() -> None:
    figure, _ = a_figure("bar")
    data = (Datum("", FactId("cars"), "", highlight=False, span=HERE),)
    shown = shown_facts(replace(figure, chart=Chart("vega", data, "", "", HERE, {})), FACTS)

    assert [(label, series, fact.id) for label, series, fact in shown] == [("cars", "", "cars")]


def test_more_rows_than_can_be_seen_are_refused() -> None:
    rows = ", ".join(["{a: b}"] * 2001)

    with pytest.raises(PydanticCustomError, match="2,001 rows are too many"):
        a_spec(f"{{mark: bar, data: {{values: [{rows}]}}}}")


# --- pictures -------------------------------------------------------------------------------------


def test_a_specification_is_drawn_with_real_text_in_our_look_and_describes_itself() -> None:
    picture = drawn(BARS)

    assert picture is not None
    assert picture.width_mm == pytest.approx(a_theme().page.text_width_mm, rel=0.01)
    assert {"Cars", "Vans", "Vehicles"} <= set(words_in(picture))
    root = etree.fromstring(picture.svg.encode())
    assert [root[0].text, root[1].text] == [
        "Estimates differ",
        "Bars of estimates; the first is the longest. cars: 1,200\u00a0cars; vans: about 300\u00a0vans.",
    ]
    assert {t.get("font-family") for t in root.iter(f"{SVG}text")} == {look_of(a_theme()).font}
    assert look_of(a_theme()).base in picture.svg
    assert picture.raster.startswith(b"\x89PNG")


@pytest.mark.parametrize("direction", ["horizontal", "vertical"])
def test_a_scale_of_colours_is_drawn_without_a_gradient(direction: str) -> None:
    picture = drawn(f"""
mark: rect
data: {{values: [{{a: x, n: {{fact: cars}}}}, {{a: y, n: {{fact: vans}}}}]}}
encoding:
  x: {{field: a}}
  color: {{field: n, type: quantitative, legend: {{direction: {direction}, orient: right}}}}
""")

    assert picture is not None
    assert "url(#grad" not in picture.svg
    boxes = [box.attrib for box in etree.fromstring(picture.svg.encode()).iter(f"{SVG}rect")]
    shades = [contrast(str(box["fill"]), "#ffffff") for box in boxes]
    first, last = (float(boxes[n]["x" if direction == "horizontal" else "y"]) for n in (0, -1))
    assert len(shades) == 24
    assert last > first
    assert (shades == sorted(shades)) == (direction == "horizontal")  # the greatest values stand at the top


def test_numbers_and_months_of_an_axis_are_written_in_the_language_of_the_brief() -> None:
    text = """
mark: line
data: {values: [{when: "2024-01", n: {fact: cars}}, {when: "2024-03", n: {fact: vans}}]}
encoding:
  x: {field: when, type: temporal, axis: {format: "%B", tickCount: month}}
  y: {field: n, type: quantitative}
"""
    assert "March" in words_in(drawn(text))
    assert "三月" in words_in(drawn(text, lang="zh-CN"))


def test_the_same_specification_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = drawn(BARS)
    monkeypatch.setattr(chart_vega.sys, "executable", "/nonexistent")

    assert drawn(BARS) == first


def test_colours_that_can_hardly_be_seen_are_named() -> None:
    report = Report()
    drawn(BARS.replace("mark: bar", 'mark: {type: bar, color: "#eeeeee", stroke: "#000000"}'), report)

    assert [(d.rule, "#eeeeee" in d.message) for d in report.diagnostics] == [("low-contrast", True)]


# --- limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{mark: blob}", "Vega-Lite says: "),
        ("{layer: 3}", "Vega-Lite says: "),
        ("{mark: bar, transform: [{calculate: 'broken(', as: q}]}", "Vega-Lite says: "),
        ("{mark: bar, width: 9000}", "it is 90"),
        ("{mark: bar, height: 9000}", "high, and 820 have room"),
        (
            "{mark: tick, data: {values: [{a: x}]}, transform: [{calculate: length(sequence(1e9)), as: q}],"
            " encoding: {x: {field: q, type: quantitative}}}",
            "more than 8 seconds of computing, or",
        ),
        (
            "{mark: point, data: {values: [{a: x}]}, transform: [{calculate: \"test(/^(a+)+$/, 'aaaaaaaaaaaaaaaaaaaaaaa"
            "aaaaaaaaaaaaaaaaaaaa!')\", as: q}]}",
            "more than 8 seconds of computing, or",
        ),
        (
            "{mark: point, data: {values: [{a: x}]}, transform: [{calculate: 'sequence(30000)', as: q},"
            " {flatten: [q]}], encoding: {x: {field: q, type: quantitative}}}",
            "more than 20,000 marks",
        ),
    ],
)
def test_what_cannot_be_drawn_is_a_finding(text: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if "more than 8" in message:
        monkeypatch.setattr(chart_vega, "SECONDS", 2)
        message = message.replace("8", "2")

    assert message in refused(text)
    assert "https://" not in refused(text)


def test_nothing_is_fetched_even_where_reading_did_not_refuse_it(tmp_path: Path) -> None:
    asked = list[str]()
    (tmp_path / "data.json").write_text('[{"a": "secret"}]')

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

        def log_message(self, *_: object) -> None: ...

    def told(url: str) -> str:
        spec = {"mark": "text", "data": {"url": url}, "encoding": {"text": {"field": "a"}}}
        return chart_vega.vega_svg(spec, look_of(a_theme()), "en-GB", str(ROOT), "5.20")

    with http.server.HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(chart_vega.VegaError, match="not allowed"):
            told(f"http://127.0.0.1:{server.server_port}/data.json")
        server.shutdown()
    assert asked == []
    assert "secret" not in told((tmp_path / "data.json").as_uri())


def test_json_as_the_editors_of_vega_lite_give_it_is_taken_as_it_is() -> None:
    pasted = json.dumps(
        {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "data": {"values": [{"a": "x", "b": {"fact": "cars"}}]},
            "mark": {"type": "bar", "opacity": 0.5},
            "encoding": {"x": {"field": "b", "type": "quantitative"}, "y": {"field": "a"}},
        },
        indent=2,
    )

    assert re.search(r"M0,[\d.]+h", getattr(drawn(pasted), "svg", ""))
