"""Scales of colour as boxes of plain colours: programs draw gradients each in their own way, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from lxml import etree

from briefgen.render.chart_svg import SVG

STEPS: Final = 24
_BOX: Final = re.compile(r"M(-?[\d.]+),(-?[\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+Z")
_RGB: Final = re.compile(r"rgb\((\d+), ?(\d+), ?(\d+)\)|#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", re.IGNORECASE)
_Stop = tuple[float, tuple[float, ...]]
"""Where, and red, green and blue."""


def plain_ramps(svg: str) -> str:
    """The drawing with each box that is filled by a linear gradient as a row, or a column, of boxes."""
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    ramps = {f"url(#{g.get('id')})": g for g in root.iter(f"{{{SVG}}}linearGradient")}
    for path in list(root.iter(f"{{{SVG}}}path")):
        ramp, box, parent = ramps.get(path.get("fill", "")), _BOX.fullmatch(path.get("d", "")), path.getparent()
        stops = _stops(ramp) if ramp is not None else []
        if ramp is None or box is None or parent is None or len(stops) < 2:
            continue
        upright = ramp.get("x1") == ramp.get("x2")
        stops = [(1 - at, tint) for at, tint in reversed(stops)] if _is_backward(ramp, upright=upright) else stops
        place = parent.index(path)
        parent.remove(path)
        sizes = [float(part) for part in box.groups()]
        parent[place:place] = list(_boxes(sizes, stops, upright=upright))
    return etree.tostring(root, encoding="unicode")


def _stops(ramp: etree._Element) -> list[_Stop]:
    found = [(float(s.get("offset", "0")), _RGB.fullmatch(s.get("stop-color", ""))) for s in ramp]
    return [
        (at, tuple(float(p) if match[1] else float(int(p, 16)) for p in match.groups() if p is not None))
        for at, match in found
        if match
    ]


def _is_backward(ramp: etree._Element, *, upright: bool) -> bool:
    ends = ("y1", "y2") if upright else ("x1", "x2")
    first, last = (float(ramp.get(end, "0")) for end in ends)
    return first > last


def _boxes(sizes: Sequence[float], stops: Sequence[_Stop], *, upright: bool) -> Iterator[etree._Element]:
    """Each reaches a little into the next, so that no paper shows between them."""
    x, y, wide, tall = sizes
    step = (tall if upright else wide) / STEPS
    for number in range(STEPS):
        more = step * (1 if number == STEPS - 1 else 1.3)
        across = (x, y + number * step, wide, more) if upright else (x + number * step, y, more, tall)
        names = zip(("x", "y", "width", "height"), across, strict=True)
        fill = "#" + "".join(f"{round(c):02x}" for c in _at(stops, (number + 0.5) / STEPS))
        yield etree.Element(f"{{{SVG}}}rect", {**{name: f"{value:.2f}" for name, value in names}, "fill": fill})


def _at(stops: Sequence[_Stop], where: float) -> tuple[float, ...]:
    for (first, low), (last, high) in pairwise(stops):
        if where <= last and last > first:
            part = max(0.0, (where - first) / (last - first))
            return tuple(a + (b - a) * part for a, b in zip(low, high, strict=True))
    return stops[-1][1]
