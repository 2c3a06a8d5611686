"""What a formula over facts comes to: value, unit and comparator, each followed from the facts to the result.

A value is a pair of bounds, so that ranges are reckoned as ranges. A comparator says on which side of the value
the truth may lie; sides are followed through every step, and where they leave no direction, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, localcontext
from enum import Enum
from typing import Final

from briefgen.core.formulas import Call, Formula, FormulaError, Literal, Name
from briefgen.core.model import Comparator, Fact, FactId, Quantity, Range
from briefgen.core.numbers import printed_comparator

PRECISION: Final = 60
ANY_UNIT: Final = "?"
"""Two different units were divided; the author says what the result is in."""
MONEY_NAMES: Final[Mapping[str, str]] = {"US dollar": "USD", "euro": "EUR", "pound": "GBP", "yuan": "yuan"}
_BETWEEN: Final = (" for a ", " for an ", " per ")


class Side(Enum):
    """Where the truth lies, seen from the value."""

    THERE = "exactly there"
    ABOVE = "above"
    BELOW = "below"
    NEAR = "near, on either side"
    OPEN = "nobody can say"


_SIDES: Final[Mapping[Comparator, Side]] = {
    Comparator.EXACTLY: Side.THERE,
    Comparator.OVER: Side.ABOVE,
    Comparator.AT_LEAST: Side.ABOVE,
    Comparator.UNDER: Side.BELOW,
    Comparator.UP_TO: Side.BELOW,
    Comparator.ABOUT: Side.NEAR,
    Comparator.NEARLY: Side.NEAR,
}
_FLIPPED: Final = {Side.ABOVE: Side.BELOW, Side.BELOW: Side.ABOVE}


@dataclass(frozen=True, slots=True)
class Amount:
    """A value on the way through a formula."""

    low: Decimal
    high: Decimal
    unit: str
    side: Side = Side.THERE
    strict: bool = False
    """The truth is not the value itself: "over" and not "at least"."""
    rate: Fact | None = None
    """The exchange rate by which it was converted."""


def reckon(formula: Formula, facts: Mapping[FactId, Fact]) -> Amount:
    """What the formula comes to, exactly; raises `FormulaError`."""
    with localcontext(Context(prec=PRECISION)):
        return _reckon(formula, facts)


def _reckon(formula: Formula, facts: Mapping[FactId, Fact]) -> Amount:
    match formula:
        case Literal(value, _):
            return Amount(value, value, "")
        case Name(name, at):
            return _amount(facts[name], at)
    parts = [_reckon(each, facts) for each in formula.of]
    if formula.name == "convert":
        return _convert(parts[0], formula, facts)
    return _STEPS[formula.name](parts, formula.at)


def _amount(fact: Fact, at: int) -> Amount:
    comparator = printed_comparator(fact)
    side, strict = _SIDES[comparator], comparator in {Comparator.OVER, Comparator.UNDER}
    match fact.value:
        case Decimal():
            return Amount(fact.value, fact.value, fact.unit, side, strict)
        case Range(low, high):
            return Amount(low, high, fact.unit, side, strict)
    raise FormulaError(f'"{fact.id}" is not a number, so nothing can be reckoned with it', at)


# --- steps --------------------------------------------------------------------------------------


def _plus(parts: Sequence[Amount], at: int) -> Amount:
    _same_unit(parts, at)
    low, high = sum((p.low for p in parts), Decimal(0)), sum((p.high for p in parts), Decimal(0))
    return _joined(parts, low, high, parts[0].unit)


def _minus(parts: Sequence[Amount], at: int) -> Amount:
    a, b = parts
    return _plus((a, replace(b, low=-b.high, high=-b.low, side=_flip(b.side))), at)


def _times(parts: Sequence[Amount], at: int) -> Amount:
    a, b = parts
    if a.unit and b.unit:
        a, b = _as_share(a), _as_share(b)
    if a.unit and b.unit:
        raise FormulaError(f"{a.unit} times {b.unit} has no unit", at, "", "unit-clash")
    ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    return _joined(_if_positive((a, b)), min(ends), max(ends), a.unit or b.unit)


def _over(parts: Sequence[Amount], at: int) -> Amount:
    a, b = parts
    if b.low <= 0 <= b.high:
        raise FormulaError("this divides by zero", at)
    unit = "" if a.unit == b.unit else a.unit if not b.unit else ANY_UNIT
    ends = [x / y for x in (a.low, a.high) for y in (b.low, b.high)]
    sides = _if_positive((a, replace(b, side=_flip(b.side))))
    return _joined(sides, min(ends), max(ends), unit)


def _ratio(parts: Sequence[Amount], at: int) -> Amount:
    _same_unit(parts, at)
    return _over(parts, at)


def _share(parts: Sequence[Amount], at: int) -> Amount:
    found = _ratio(parts, at)
    return replace(found, low=found.low * 100, high=found.high * 100, unit="percent")


def _change(parts: Sequence[Amount], at: int) -> Amount:
    old, new = parts
    found = _share((new, old), at)
    return replace(found, low=found.low - 100, high=found.high - 100)


def _convert(amount: Amount, formula: Call, facts: Mapping[FactId, Fact]) -> Amount:
    """By a rate that is a fact in "X for a Y", from either to the other."""
    given = formula.of[1]
    if not isinstance(given, Name):
        raise FormulaError("the rate of a conversion is a fact", given.at, "make a fact of it, with source and date")
    rate = facts[given.fact]
    ends = next((rate.unit.split(word, 1) for word in _BETWEEN if word in rate.unit), None)
    if ends is None:
        hint = 'its unit says from what to what: "yuan for a US dollar"'
        raise FormulaError(f'"{rate.id}" is in {rate.unit or "no unit"} and so no rate', given.at, hint, "unit-clash")
    theirs, one = (MONEY_NAMES.get(end, end) for end in ends)
    factor = replace(_amount(rate, given.at), unit="")
    if amount.unit not in {theirs, one}:
        message = f"{amount.unit or 'no unit'} cannot be converted at a rate in {rate.unit}"
        raise FormulaError(message, formula.at, "", "unit-clash")
    step, unit = (_over, one) if amount.unit == theirs else (_times, theirs)
    return replace(step((replace(amount, unit=""), factor), formula.at), unit=unit, rate=rate)


_STEPS: Final = {
    "+": _plus,
    "sum": _plus,
    "-": _minus,
    "difference": _minus,
    "*": _times,
    "/": _over,
    "ratio": _ratio,
    "share": _share,
    "change": _change,
}


def _same_unit(parts: Sequence[Amount], at: int) -> None:
    units = list(dict.fromkeys(p.unit or "no unit" for p in parts))
    if len(units) > 1:
        raise FormulaError(f"{units[0]} and {units[1]} do not go together", at, "", "unit-clash")


def _as_share(part: Amount) -> Amount:
    """Per cent of something is a hundredth of it."""
    return replace(part, low=part.low / 100, high=part.high / 100, unit="") if part.unit == "percent" else part


# --- sides --------------------------------------------------------------------------------------


def _flip(side: Side) -> Side:
    return _FLIPPED.get(side, side)


def _if_positive(parts: tuple[Amount, Amount]) -> tuple[Amount, ...]:
    """Below zero a product turns sides round, so nothing is claimed of it."""
    if all(p.low >= 0 for p in parts) or all(p.side in {Side.THERE, Side.NEAR} for p in parts):
        return parts
    return tuple(replace(p, side=Side.OPEN) for p in parts)


def _joined(parts: Sequence[Amount], low: Decimal, high: Decimal, unit: str) -> Amount:
    sides = {p.side for p in parts} - {Side.THERE}
    side = next(iter(sides)) if len(sides) == 1 else Side.OPEN if sides else Side.THERE
    rate = next((p.rate for p in parts if p.rate), None)
    return Amount(low, high, unit, side, any(p.strict for p in parts), rate)


# --- rounding -----------------------------------------------------------------------------------


def rounded(amount: Amount, places: int | None) -> tuple[Quantity, Comparator]:
    """The value to so many decimals, and the comparator that it is printed with; raises `FormulaError`.

    "Over" is rounded down and "under" up, so that both stay true. What rounding changes is "about".
    """
    with localcontext(Context(prec=PRECISION)):
        low, high = (_round(end, places, amount.side) for end in (amount.low, amount.high))
        changed = (low, high) != (amount.low, amount.high)
    comparator = _comparator(amount, changed=changed)
    return (low if low == high else Range(low, high)), comparator


def _round(number: Decimal, places: int | None, side: Side) -> Decimal:
    if places is None:
        exact = number.normalize()
        if len(exact.as_tuple().digits) > _DIGITS:
            raise FormulaError("the result has no end of decimals", 0, "say under round: how many are printed")
        return exact if exact == 0 or exact.as_tuple().exponent <= 0 else exact.quantize(Decimal(1))  # type: ignore[operator]
    way = {Side.ABOVE: ROUND_FLOOR, Side.BELOW: ROUND_CEILING}.get(side, ROUND_HALF_UP)
    found = number.quantize(Decimal(1).scaleb(-places), rounding=way)
    return found if places >= 0 else found.quantize(Decimal(1))


_DIGITS: Final = 24


def _comparator(amount: Amount, *, changed: bool) -> Comparator:
    match amount.side:
        case Side.THERE:
            return Comparator.ABOUT if changed else Comparator.EXACTLY
        case Side.NEAR:
            return Comparator.ABOUT
        case Side.ABOVE:
            return Comparator.OVER if amount.strict or changed else Comparator.AT_LEAST
        case Side.BELOW:
            return Comparator.UNDER if amount.strict or changed else Comparator.UP_TO
    hint = "state comparator: about, if that is what the brief should say"
    raise FormulaError("the comparators of its facts leave open on which side the truth lies", 0, hint)
