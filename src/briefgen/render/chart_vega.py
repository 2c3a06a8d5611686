"""Pictures of Vega-Lite specifications that authors wrote: our colours and type, no network, and limits."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from briefgen.render import chart_vega_child
from briefgen.render.chart_look import LABEL, LEAST_CONTRAST, SMALL, Look, contrast, mix

SECONDS: Final = 8
"""Of computing that a picture may take; most take less than half of one."""
PATIENCE: Final = 60
"""Seconds on the clock, on however busy a machine."""
MEMORY: Final = 1 << 30
HEIGHT: Final = 240
STEP: Final = 26
"""Pixels for each name along an axis."""
TALLEST: Final = 820.0
"""Pixels of height that a page has room for."""
LEAST_SHRINK: Final = 0.6
"""A picture that must be made smaller than this has type that cannot be read."""
MAX_ELEMENTS: Final = 20_000
_COMPOSED: Final = ("hconcat", "vconcat", "concat", "repeat", "facet")
_COLOUR_KEYS: Final = frozenset({"color", "fill", "stroke", "range"})
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")


class VegaError(ValueError):
    """The specification cannot be drawn; the message says why."""


def vega_svg(spec: dict[str, Any], look: Look, lang: str, fonts: str, version: str) -> str:
    """The picture as Vega makes it; raises `VegaError`."""
    task = {
        "spec": _sized(spec, look),
        "config": _config(look),
        "lang": lang,
        "fonts": fonts,
        "version": version,
        "seconds": SECONDS,
        "bytes": MEMORY,
    }
    return _run(json.dumps(task))


def _run(task: str) -> str:
    command = [sys.executable, "-I", chart_vega_child.__file__]
    try:
        done = subprocess.run(
            command, input=task.encode(), capture_output=True, timeout=PATIENCE, check=False, env=_surroundings()
        )
    except subprocess.TimeoutExpired:
        raise VegaError(f"it is not drawn within {PATIENCE} seconds") from None
    except OSError as problem:
        raise VegaError(f"no process can be started for it: {problem.strerror}") from problem
    if done.returncode:
        raise VegaError(f"it takes more than {SECONDS} seconds of computing, or more memory than there is for it")
    answer = json.loads(done.stdout)
    if "svg" not in answer:
        raise VegaError(_complaint(str(answer["fault"])))
    return str(answer["svg"])


def _surroundings() -> dict[str, str]:
    """One time zone for everybody, and nothing of the user's but what starts a program."""
    kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")
    return {**{name: os.environ[name] for name in kept if name in os.environ}, "TZ": "UTC", "LC_ALL": "C.UTF-8"}


def _complaint(text: str) -> str:
    """Vega's own words, without the trace of its program."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("at ")]
    said = next((line for line in lines[1:] if line), lines[0] if lines else "")
    return f"Vega-Lite says: {said[:200]}"


def _sized(spec: dict[str, Any], look: Look) -> dict[str, Any]:
    """As wide as the text, unless the author gives a width or puts several views together."""
    if any(key in spec for key in _COMPOSED) or _is_faceted(spec):
        return spec
    fit = {"type": "fit-x", "contains": "padding"}
    own = {"width": round(look.width), "autosize": fit} if "width" not in spec else {}
    return {"padding": 2, **own, **spec}


def _is_faceted(spec: dict[str, Any]) -> bool:
    encoding = spec.get("encoding")
    return isinstance(encoding, dict) and any(key in encoding for key in ("row", "column", "facet"))


def _config(look: Look) -> dict[str, Any]:
    """The look of the house in Vega's words; what a specification says itself goes before it."""
    words = {
        "labelFont": look.font,
        "titleFont": look.font,
        "labelFontSize": SMALL,
        "titleFontSize": SMALL,
        "labelLimit": 0,
    }
    grey = {"labelColor": look.muted, "titleColor": look.muted, "titleFontWeight": "normal"}
    pale = mix(look.base, look.paper, 0.85)
    return {
        "font": look.font,
        "background": None,
        "view": {"stroke": None, "continuousHeight": HEIGHT, "step": STEP},
        "mark": {"color": look.base},
        "text": {"color": look.foreground, "fontSize": LABEL},
        "rule": {"color": look.muted},
        "line": {"strokeWidth": 2.2},
        "point": {"filled": True, "size": 60},
        "title": {"anchor": "start", "color": look.foreground, "fontSize": LABEL, "fontWeight": "bold"},
        "header": {**words, "labelColor": look.foreground, "titleColor": look.muted, "labelFontWeight": "bold"},
        "axis": {**words, **grey, "gridColor": look.hairline, "domainColor": look.foreground, "tickColor": look.muted},
        "legend": {**words, **grey, "labelColor": look.foreground, "orient": "top", "title": None},
        "range": {
            "category": list(look.series),
            "ordinal": [pale, look.base],
            "ramp": [pale, look.base],
            "heatmap": [pale, look.base],
            "diverging": [look.strong, look.paper, look.base],
        },
    }


# --- what came out -----------------------------------------------------------------------------


def fitted(svg: str, look: Look) -> tuple[float, float]:
    """Width and height on the page in pixels, from the picture's own; raises `VegaError` where it has no room."""
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise VegaError(f"it has more than {MAX_ELEMENTS:,} marks")
    wide, tall = (float(root.get(name, "0")) for name in ("width", "height"))
    if wide < 1 or tall < 1:
        raise VegaError("it shows nothing")
    shrink = min(1.0, look.width / wide)
    if shrink < LEAST_SHRINK:
        raise VegaError(f"it is {wide:.0f} pixels wide, and {look.width:.0f} have room; its words could not be read")
    if tall * shrink > TALLEST:
        raise VegaError(f"it is {tall * shrink:.0f} pixels high, and {TALLEST:.0f} have room on a page")
    return wide * shrink, tall * shrink


def faint_colors(spec: object, look: Look, key: str = "") -> Iterator[str]:
    """Colours of marks that the author chose and that can hardly be told from the paper."""
    if isinstance(spec, Mapping):
        for name, value in spec.items():
            yield from faint_colors(value, look, key if name in ("value", "condition") else name)
    elif isinstance(spec, list):
        for each in spec:
            yield from faint_colors(each, look, key)
    elif isinstance(spec, str) and key in _COLOUR_KEYS and _HEX.fullmatch(spec):
        yield from [spec] if contrast(spec, look.paper) < LEAST_CONTRAST else []
