"""Formulas over facts, as authors write them under `derived:`: read here, reckoned in `derive.py`.

    formula  = product { (" + " | " - ") product }
    product  = factor { ("*" | "/") factor }
    factor   = number | fact id | function "(" formula { "," formula } ")" | "(" formula ")"

An id may hold hyphens, so a minus stands between blanks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from briefgen.core.model import FactId
from briefgen.diagnostics import closest

MAX_LENGTH: Final = 500
MAX_DEPTH: Final = 20
FUNCTIONS: Final[Mapping[str, tuple[int, int]]] = {
    "sum": (2, 99),
    "difference": (2, 2),
    "ratio": (2, 2),
    "share": (2, 2),
    "change": (2, 2),
    "convert": (2, 2),
}
"""Name, and how many arguments it takes at least and at most."""

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<name>[a-z0-9]*[a-z][a-z0-9]*(?:-[a-z0-9]+)*|[0-9]+(?:-[a-z0-9]+)+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<sign>[-+*/(),])|(?P<other>\S))"
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A plain number."""

    value: Decimal
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """A fact."""

    fact: FactId
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function or one of + - * / with its arguments."""

    name: str
    of: tuple[Formula, ...]
    at: int


Formula = Literal | Name | Call


class FormulaError(ValueError):
    """A formula that cannot be read or reckoned: why, and at which character."""

    def __init__(self, message: str, at: int, hint: str = "", rule: str = "bad-formula") -> None:
        super().__init__(message)
        self.message, self.at, self.hint, self.rule = message, at, hint, rule


def parse_formula(text: str) -> Formula:
    """The formula in `text`; raises `FormulaError`."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"a formula has more than {MAX_LENGTH} characters", 0, "split it into several facts")
    reader = _Reader(list(_tokens(text)), len(text.rstrip()))
    formula = reader.sum(0)
    if reader.kind:
        raise FormulaError(f'"{reader.text}" is not expected here', reader.at, "an operator may be missing")
    return formula


def names_in(formula: Formula) -> Iterator[Name]:
    """The facts of a formula, from left to right."""
    if isinstance(formula, Name):
        yield formula
    elif isinstance(formula, Call):
        for each in formula.of:
            yield from names_in(each)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "other"
        if kind == "other":
            hint = "a formula has fact ids, numbers, + - * / and brackets"
            raise FormulaError(f'"{found[kind]}" has no meaning in a formula', found.start(kind), hint)
        yield kind, found[kind], found.start(kind)


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[tuple[str, str, int]], end: int) -> None:
        self._tokens, self._end, self._next = tokens, end, 0
        self.kind, self.text, self.at = "", "", 0
        self._step()

    def _step(self) -> None:
        more = self._next < len(self._tokens)
        self.kind, self.text, self.at = self._tokens[self._next] if more else ("", "", self._end)
        self._next += 1

    def _take(self, sign: str) -> bool:
        if self.kind == "sign" and self.text == sign:
            self._step()
            return True
        return False

    def sum(self, depth: int) -> Formula:
        return self._chain("+-", self._product, depth)

    def _product(self, depth: int) -> Formula:
        return self._chain("*/", self._factor, depth)

    def _chain(self, signs: str, part: Callable[[int], Formula], depth: int) -> Formula:
        left = part(depth)
        while self.kind == "sign" and self.text in signs:
            sign, at = self.text, self.at
            self._step()
            left = Call(sign, (left, part(depth)), at)
        return left

    def _factor(self, depth: int) -> Formula:
        kind, text, at = self.kind, self.text, self.at
        if depth > MAX_DEPTH:
            raise FormulaError("brackets are nested too deeply", at)
        if self._take("("):
            inner = self.sum(depth + 1)
            self._close()
            return inner
        if kind not in {"name", "number"}:
            raise FormulaError(f'"{text}" is not expected here' if text else "the formula ends too early", at)
        self._step()
        if kind == "number":
            return Literal(Decimal(text), at)
        return self._call(text, at, depth) if self._take("(") else Name(FactId(text), at)

    def _call(self, name: str, at: int, depth: int) -> Formula:
        if name not in FUNCTIONS:
            hint = closest(name, FUNCTIONS) or f"the functions are {', '.join(FUNCTIONS)}"
            raise FormulaError(f'there is no function "{name}"', at, hint)
        of = [self.sum(depth + 1)]
        while self._take(","):
            of.append(self.sum(depth + 1))
        self._close()
        least, most = FUNCTIONS[name]
        if not least <= len(of) <= most:
            wanted = f"{least}" if least == most else f"{least} or more"
            raise FormulaError(f'"{name}" takes {wanted} values, not {len(of)}', at)
        return Call(name, tuple(of), at)

    def _close(self) -> None:
        if not self._take(")"):
            raise FormulaError("a bracket is not closed", self.at, "write ) here")
