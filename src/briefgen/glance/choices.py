"""A fitted choice at a glance: each block with its lines, its worth and the reason, and the page as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from briefgen.core.fit import KEEP_COST, Fitted
from briefgen.core.select import Verdict
from briefgen.core.shadow_prices import first_comeback, verdicts
from briefgen.fitting import Proof
from briefgen.glance.plain import Plain

COLUMNS = ("block", "section", "printed", "lines", "worth", "reason")


def choice_rows(fitted: Fitted) -> list[dict[str, str]]:
    """One row for each block of the library: what is printed in the order of the page, then the rest by worth."""
    found = verdicts(fitted)
    printed = sorted((v for v in found if v.depth), key=lambda v: v.key[0] if v.key else 0)
    wanted = sorted((v for v in found if not v.depth and v.key), key=lambda v: -v.worth)
    return [_row(v) for v in (*printed, *wanted, *(v for v in found if not v.key))]


def _row(verdict: Verdict) -> dict[str, str]:
    return {
        "block": str(verdict.block),
        "section": verdict.section,
        "printed": str(verdict.depth or "no"),
        "lines": f"{verdict.lines:.1f}" if verdict.key else "",
        "worth": f"{verdict.worth:g}" if verdict.key else "",
        "reason": verdict.reason,
    }


def choice_summary(proof: Proof) -> list[str]:
    """The page as a whole, in sentences."""
    fitted = proof.fitted
    everything = fitted.plan.worth_of({key: c.rungs[-1] for key, c in fitted.plan.candidates.items()})
    share = fitted.solution.worth / everything if everything else 1.0
    lines = [
        f"{_pages(fitted)}; {len(fitted.choice)} printed with {share:.0%} of the worth of all that could be",
        f"{fitted.sizes.lines(fitted.solution.height):.1f} lines are taken, "
        f"{fitted.sizes.lines(fitted.sizes.fixed):.1f} of them by the frame of the page; "
        f"{max(fitted.sizes.lines(fitted.budget - fitted.solution.height), 0):.1f} are free",
    ]
    if not fitted.fits:
        lines.append("the smallest choice is too long for the budget")
    if back := first_comeback(fitted):
        more = "1 more line" if back.lines == 1 else f"{back.lines} more lines"
        lines.append(f'room for {more} would bring back "{back.block}" ({back.depth})')
    lines += [f'"{link.key[1]}" is printed although {link.why}: there is no room for one' for link in fitted.broken]
    if fitted.kept_previous:
        lines.append(f"held to the last build's choice, which costs at most {KEEP_COST:.0%} of the worth")
    if not fitted.solution.exact:
        lines.append("the search for a better choice was cut short: there may be one, but hardly better")
    lines.append(f"laid out {proof.layouts} times, and {proof.drafts} times to measure heights")
    return lines


def _pages(fitted: Fitted) -> str:
    pages, fill = fitted.measure.pages, fitted.measure.fill
    return f"one page, filled to {fill:.0%}" if pages == 1 else f"{pages} pages, the last filled to {fill:.0%}"


def choice_plain(proof: Proof) -> Mapping[str, Plain]:
    """The same for machines."""
    fitted, back = proof.fitted, first_comeback(proof.fitted)
    comeback: Plain = {"block": str(back.block), "depth": str(back.depth), "lines": back.lines} if back else {}
    return {
        "fits": fitted.fits,
        "pages": fitted.measure.pages,
        "last-page-percent": round(fitted.measure.fill * 100),
        "worth": f"{fitted.solution.worth:g}",
        "exact": fitted.solution.exact,
        "kept-previous": fitted.kept_previous,
        "comeback": comeback,
        "layouts": {"tall": proof.drafts, "real": proof.layouts},
        "verdicts": [dict(row) for row in choice_rows(fitted)],
    }
