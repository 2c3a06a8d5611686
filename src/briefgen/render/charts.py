"""Figures as pictures: charts of facts by Vega-Lite, the coverage matrix, and images that authors supply."""

from __future__ import annotations

import base64
import contextlib
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from briefgen.core.charts import can_be_drawn, chart_data, long_description
from briefgen.core.coverage import coverage
from briefgen.core.document import Picture
from briefgen.core.model import Figure, Library
from briefgen.core.points import ChartData
from briefgen.core.prose import parse_inline, plain, words
from briefgen.core.vega import filled
from briefgen.diagnostics import Report, Span
from briefgen.render.chart_area import area
from briefgen.render.chart_columns import column
from briefgen.render.chart_line import line
from briefgen.render.chart_look import PX_PER_MM, Look, look_of
from briefgen.render.chart_multiples import multiples
from briefgen.render.chart_parts import Drawing
from briefgen.render.chart_ramp import plain_ramps
from briefgen.render.chart_rows import bar, dot, range_, stacked
from briefgen.render.chart_scatter import scatter
from briefgen.render.chart_slope import slope
from briefgen.render.chart_svg import tidy_svg
from briefgen.render.chart_timeline import timeline
from briefgen.render.chart_vega import faint_colors, fitted, vega_svg
from briefgen.render.chart_waterfall import waterfall
from briefgen.render.images import image_picture, logo_picture, read_image
from briefgen.render.keeping import keep, read_kept
from briefgen.render.matrix import matrix_svg
from briefgen.render.raster import Rasteriser, font_folder, font_key
from briefgen.render.style import Theme

VEGA_LITE: Final = "5.20"
_VERSION: Final = "5"
"""Of the drawing code; another number makes kept pictures invalid."""

_TEMPLATES: Final[Mapping[str, Callable[[ChartData, Look], Drawing]]] = {
    "area": area,
    "bar": bar,
    "column": column,
    "dot": dot,
    "line": line,
    "multiples": multiples,
    "range": range_,
    "scatter": scatter,
    "slope": slope,
    "stacked": stacked,
    "timeline": timeline,
    "waterfall": waterfall,
}
_MATRIX_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"same_theme": "Answer from the same theme", "other_theme": "Answer from another theme", "count": "Answers"},
    "zh": {"same_theme": "同一主题的对策", "other_theme": "其他主题的对策", "count": "对策数"},
}


@dataclass(frozen=True, slots=True)
class _Studio:
    """Everything that figures of one document are drawn with."""

    library: Library
    audience: str
    look: Look
    lang: str
    rasteriser: Rasteriser
    report: Report
    cache: Path | None


def draw_figure(
    figure: Figure,
    library: Library,
    theme: Theme,
    lang: str,
    root: Path,
    report: Report,
    *,
    width_mm: float | None = None,
    cache_dir: Path | None = None,
) -> Picture | None:
    """The picture of a figure, as wide as the text unless a width is given.

    None when it cannot be drawn; `report` says why. `root` is the project's folder, for images. Drawn charts are kept
    in memory and in `cache_dir`, where a damaged file is made again.
    """
    look = look_of(theme, width_mm)
    studio = _Studio(library, theme.audience, look, lang, _rasteriser(theme, look), report, cache_dir)
    alt = plain(figure.alt, library.facts, lang)
    if figure.image:
        data = read_image(root, figure, report)
        wide = look.width / PX_PER_MM
        return image_picture(figure, alt, data, wide, studio.rasteriser, report) if data is not None else None
    if figure.chart is not None and figure.chart.type == "matrix":
        return _matrix(figure, alt, studio, figure.chart.span)
    if figure.chart is not None and figure.chart.type == "vega":
        return _vega(figure, alt, studio)
    chart = chart_data(figure, library.facts, lang, report)
    if chart is None:
        return None
    drawn = _drawn(chart, studio, figure.span, lambda: draw_chart(chart, look, studio.rasteriser))
    return _picture(figure, alt, drawn, chart) if drawn else None


def _rasteriser(theme: Theme, look: Look) -> Rasteriser:
    return Rasteriser(font_folder(theme.fonts), look.font, font_key(tuple(sorted(theme.fonts.items()))))


def _picture(figure: Figure, alt: str, drawn: Drawn, chart: ChartData | None) -> Picture:
    return Picture(figure.id, alt, drawn.svg, drawn.png, drawn.width_mm, drawn.height_mm, chart)


def draw_logo(theme: Theme, alt: str, report: Report) -> Picture | None:
    """The logo of brand.yml for a masthead; None when it cannot be drawn, and `report` says why."""
    return logo_picture(theme.brand, alt, _rasteriser(theme, look_of(theme)), report)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart as it is kept."""

    svg: str
    png: bytes
    height_mm: float
    width_mm: float


def draw_chart(chart: ChartData, look: Look, rasteriser: Rasteriser) -> Drawn:
    """The chart as SVG and PNG; raises ValueError when Vega-Lite refuses it."""
    import vl_convert

    spec, height = _TEMPLATES[chart.type](chart, look)
    vl_convert.register_font_directory(rasteriser.folder)
    svg = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    width_mm, height_mm = look.width / PX_PER_MM, height / PX_PER_MM
    said = {"title": chart.title, "description": " ".join(filter(None, (chart.alt, chart.described)))}
    svg = tidy_svg(svg, look.family_for, **said, width_mm=width_mm, height_mm=height_mm)
    return Drawn(svg, rasteriser.png(svg, width_mm), height_mm, width_mm)


def _matrix(figure: Figure, alt: str, studio: _Studio, span: Span) -> Picture | None:
    library, lang, look = studio.library, studio.lang, studio.look
    found = coverage(library, lang, studio.audience)
    said = _MATRIX_WORDS.get(lang.split("-")[0], _MATRIX_WORDS["en"])
    title = words(parse_inline(figure.title, library.facts, lang))

    def draw() -> Drawn:
        svg, height = matrix_svg(found, look, said, title, alt)
        width_mm = look.width / PX_PER_MM
        return Drawn(svg, studio.rasteriser.png(svg, width_mm), height / PX_PER_MM, width_mm)

    what = ("matrix", found.challenges, found.recommendations, sorted(found.answers), sorted(said.items()), title, alt)
    drawn = _drawn(what, studio, span, draw)
    return _picture(figure, alt, drawn, None) if drawn else None


def _vega(figure: Figure, alt: str, studio: _Studio) -> Picture | None:
    """The picture of a specification that an author wrote."""
    facts, chart, lang = studio.library.facts, figure.chart, studio.lang
    if chart is None or not can_be_drawn(chart, facts, studio.report):
        return None
    spec: Any = filled(chart.spec, facts, lang)
    for tint in dict.fromkeys(faint_colors(spec, studio.look)):
        hint = "leave colours to brand.yml, or take a darker one"
        studio.report.add("low-contrast", f"marks in {tint} can hardly be told from the paper", chart.span, hint=hint)
    said = {
        "title": words(parse_inline(figure.title, facts, lang)),
        "description": " ".join(filter(None, (alt, long_description(figure, facts, lang)))),
    }
    drawn = _drawn((spec, said, lang), studio, chart.span, lambda: _draw_spec(spec, said, studio))
    return _picture(figure, alt, drawn, None) if drawn else None


def _draw_spec(spec: dict[str, Any], said: Mapping[str, str], studio: _Studio) -> Drawn:
    look, rasteriser = studio.look, studio.rasteriser
    svg = plain_ramps(vega_svg(spec, look, studio.lang, rasteriser.folder, VEGA_LITE))
    width, height = (pixels / PX_PER_MM for pixels in fitted(svg, look))
    svg = tidy_svg(svg, look.family_for, **said, width_mm=width, height_mm=height)
    return Drawn(svg, rasteriser.png(svg, width), height, width)


# --- keeping -----------------------------------------------------------------------------------

_MEMORY: dict[str, Drawn] = {}
_REFUSED: dict[str, str] = {}
"""Why pictures could not be drawn; nobody waits twice for the same complaint."""


def _drawn(what: object, studio: _Studio, span: Span, draw: Callable[[], Drawn]) -> Drawn | None:
    """A picture of `what`, drawn or kept; None when it cannot be drawn, which is reported at `span`."""
    key = _digest(what, studio.look, studio.rasteriser.key)
    if key not in _REFUSED:
        try:
            return _kept(key, studio.cache) or _keep(key, draw(), studio.cache)
        except ValueError as fault:
            _REFUSED[key] = str(fault).splitlines()[0]
    studio.report.add("bad-figure", f"the chart cannot be drawn: {_REFUSED[key]}", span)
    return None


def _digest(chart: object, look: Look, fonts: str) -> str:
    style = (look.width, look.font, look.foreground, look.paper, look.muted, look.hairline, look.base)
    parts = (_VERSION, VEGA_LITE, repr(chart), repr((*style, look.strong, look.quiet, look.series)), fonts)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _kept(key: str, folder: Path | None) -> Drawn | None:
    if key not in _MEMORY and (found := read_kept(folder, key)) is not None:
        with contextlib.suppress(ValueError, KeyError):
            png = base64.b64decode(str(found["png"]), validate=True)
            drawn = Drawn(str(found["svg"]), png, float(str(found["height_mm"])), float(str(found["width_mm"])))
            if found["check"] == _check(drawn):
                _MEMORY[key] = drawn
    return _MEMORY.get(key)


def _keep(key: str, drawn: Drawn, folder: Path | None) -> Drawn:
    _MEMORY[key] = drawn
    png = base64.b64encode(drawn.png).decode()
    keep(
        folder,
        key,
        {
            "svg": drawn.svg,
            "png": png,
            "height_mm": drawn.height_mm,
            "width_mm": drawn.width_mm,
            "check": _check(drawn),
        },
    )
    return drawn


def _check(drawn: Drawn) -> str:
    return hashlib.sha256(drawn.svg.encode() + drawn.png).hexdigest()
