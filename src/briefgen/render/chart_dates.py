"""Dates on an axis: where they stand, and which of them are named."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from briefgen.core.model import Day
from briefgen.core.numbers import print_day
from briefgen.render.chart_look import SMALL, Look

_BEFORE_MONTH: Final = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
MONTH_STEPS: Final = (1, 2, 3, 4, 6, 12)
YEAR_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100)
Tick = tuple[float, str]
"""Where, and the name."""


def moment(day: Day, *, whole_years: bool = False) -> float:
    """A date as years and parts of a year; a month stands at its middle, and so does a year among finer dates."""
    if day.month is None:
        return float(day.year) + (0.0 if whole_years else 0.5)
    return day.year + (_BEFORE_MONTH[day.month - 1] + (day.day - 0.5 if day.day else 15.0)) / 365


def time_ticks(first: float, last: float, lang: str, room: int) -> list[Tick]:
    """Up to about `room` round dates with their names: months within two years, years beyond."""
    if last - first < 2:
        months = range(math.floor(first * 12), math.ceil(last * 12) + 1)
        step = next((s for s in MONTH_STEPS if len(months) / s <= room), 12)
        days = [Day(m // 12, m % 12 + 1) for m in months if m % step == 0]
        found = [(d.year + _BEFORE_MONTH[(d.month or 1) - 1] / 365, print_day(d, lang)) for d in days]
    else:
        step = next((s for s in YEAR_STEPS if (last - first) / s <= room), 100)
        years = [y for y in range(math.floor(first), math.ceil(last) + 1) if y % step == 0]
        found = [(float(y), print_day(Day(y), lang)) for y in years]
    return [(at, name) for at, name in found if first - 1e-6 <= at <= last + 1e-6]


def apart(ticks: Iterable[Tick], look: Look) -> list[Tick]:
    """The ticks, in pixels, without those whose names would touch the one before."""
    kept: list[Tick] = []
    last = -math.inf
    for x, name in ticks:
        half = look.width_of(name, SMALL) / 2
        if x - half > last + 6:
            kept.append((x, name))
            last = x + half
    return kept
