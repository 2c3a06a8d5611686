"""The result of a verification for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from briefgen.verification.holding import UNANCHORED, Row, standing_of

COLUMNS = ("entry", "standing", "source", "place", "printed", "says")


def table(rows: Sequence[Row], *, everything: bool) -> list[dict[str, str]]:
    """One line for each quotation; facts without any only if `everything` is wanted."""
    shown = (row for row in rows if everything or row.standing != UNANCHORED)
    return [
        {
            "entry": row.entry,
            "standing": row.standing,
            "source": row.source,
            "place": f"{row.copy}, {row.place}".strip(", "),
            "printed": row.printed,
            "says": row.says or row.note,
        }
        for row in shown
    ]


def plain(rows: Sequence[Row]) -> list[dict[str, object]]:
    """The same with all that is known, for programs."""
    return [
        {
            "entry": row.entry,
            "standing": row.standing,
            "printed": row.printed,
            "source": row.source,
            "exact": row.exact,
            "copy": row.copy,
            "place": row.place,
            "says": row.says,
            "note": row.note,
            "file": row.span.file,
            "line": row.span.line,
            "column": row.span.column,
        }
        for row in rows
    ]


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """How many entries are found, moved, changed and so on, by their worst quotation."""
    return dict(Counter(standing_of(rows).values()))
