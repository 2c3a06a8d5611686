"""The one place that knows what time it is. No document depends on it: it dates reviews, and answers from the net."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

from briefgen.core.model import Day


def now() -> float:
    """Seconds since 1970; what SOURCE_DATE_EPOCH says goes before the clock of the machine."""
    said = os.environ.get("SOURCE_DATE_EPOCH", "")
    return float(said) if said.isdecimal() else time.time()


def today() -> Day:
    """The day, by the same clock, in UTC where SOURCE_DATE_EPOCH says it and else where the machine stands."""
    said = os.environ.get("SOURCE_DATE_EPOCH", "").isdecimal()
    date = datetime.fromtimestamp(now(), UTC) if said else datetime.fromtimestamp(now()).astimezone()
    return Day(date.year, date.month, date.day)
