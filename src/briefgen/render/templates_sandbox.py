"""Jinja2 for templates of strangers: they see what they are given, and neither loop nor grow without end.

Steps are counted, not seconds, so that the same template is refused on every machine.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import Any, Final

from jinja2 import Environment, nodes
from jinja2.exceptions import SecurityError
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

MAX_RANGE: Final = 10_000
MAX_STEPS: Final = 5_000_000
"""Rounds of loops and filters of one document; a call or an included template counts as ten."""
_CALL: Final = 10
MAX_SIZE: Final = 2_000_000
"""Characters of a text and entries of a list that an operator, a filter or a call may make."""
MAX_OUTPUT: Final = 50_000_000
"""Characters of a composed document; a long pack has half a million, a library of ten thousand blocks twenty."""
MAX_EXPONENT: Final = 100
_MAX_BITS: Final = 3400

_WIDENING: Final = frozenset(
    {"center", "indent", "batch", "slice", "wordwrap", "tojson", "ljust", "rjust", "zfill", "expandtabs"}
)
_FORMATTING: Final = frozenset({"format", "format_map"})
_MULTIPLYING: Final = frozenset({"replace", "join", "translate"})
_WIDE: Final = re.compile(r"\d{5}")
_COUNTED, _SIZED = "counted", "sized"
"""Filters that templates are given without asking."""


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of one audience's templates. Call `begin` before each document."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.globals = {"range": _short_range}
        self.filters = {name: self._bounded(name, each) for name, each in self.filters.items()}
        self.filters |= {_COUNTED: self._counted, _SIZED: _checked}
        self._steps = 0

    def begin(self) -> None:
        """Count from nothing."""
        self._steps = 0

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The operation, unless what it makes is too large."""
        if operator == "**" and isinstance(right, int | float) and abs(right) > MAX_EXPONENT:
            raise SecurityError(f"a power with an exponent above {MAX_EXPONENT}")
        if operator == "*":
            _check_product(left, right)
        if operator == "%" and isinstance(left, str) and _WIDE.search(left):
            raise SecurityError("a format of more than 9,999 characters")
        return _checked(super().call_binop(context, operator, left, right))

    def call(self, context: Context, function: Any, /, *arguments: Any, **named: Any) -> Any:
        """The call, counted and bounded."""
        self._step(_CALL)
        owner = getattr(getattr(function, "__wrapped__", function), "__self__", None)
        _check_arguments(getattr(function, "__name__", ""), (owner, *arguments, *named.values()))
        return _checked(super().call(context, function, *arguments, **named))

    def get_template(self, *arguments: Any, **named: Any) -> Any:
        """A template to render, include, extend or import; counted."""
        self._step(_CALL)
        return super().get_template(*arguments, **named)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = _Counting().visit(super()._parse(source, name, filename))
        tree.set_environment(self)
        return tree

    def _bounded(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def bounded(*arguments: Any, **named: Any) -> Any:
            self._step(1)
            surroundings = isinstance(arguments[0], Context | Environment | EvalContext)
            given = arguments[1:] if surroundings else arguments
            _check_arguments(name, (*given, *named.values()))
            return _checked(function(*arguments, **named))

        return bounded

    def _counted(self, values: Iterable[Any]) -> Iterable[Any]:
        """The same values, each of which is a step."""
        if isinstance(values, Sized):
            self._step(len(values))
            return values
        return self._each(iter(values))

    def _each(self, values: Iterator[Any]) -> Iterator[Any]:
        for value in values:
            self._step(1)
            yield value

    def _step(self, count: int) -> None:
        self._steps += count
        if self._steps > MAX_STEPS:
            raise SecurityError(f"more than {MAX_STEPS:,} steps: a loop or a call that has no end?")


class _Counting(NodeTransformer):
    """Puts what a loop goes through into the filter that counts, and texts that are joined into the one that weighs."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - the name is Jinja's
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, _COUNTED, [], [], None, None, lineno=node.iter.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - the name is Jinja's
        self.generic_visit(node)
        return nodes.Filter(node, _SIZED, [], [], None, None, lineno=node.lineno)


def _check_product(left: object, right: object) -> None:
    for many, times in ((left, right), (right, left)):
        if isinstance(many, str | bytes | list | tuple) and isinstance(times, int) and len(many) * times > MAX_SIZE:
            raise SecurityError(f"a text or a list of more than {MAX_SIZE:,}")


def _check_arguments(name: str, values: tuple[Any, ...]) -> None:
    """Refuse what a filter or a method of this name would make too large."""
    if name in _WIDENING and any(isinstance(value, int) and value > MAX_RANGE for value in values):
        raise SecurityError(f"{name} with a number above {MAX_RANGE:,}")
    if name in _FORMATTING and any(isinstance(value, str) and _WIDE.search(value) for value in values[:1]):
        raise SecurityError("a format of more than 9,999 characters")
    if name in _MULTIPLYING:
        sizes = [len(value) for value in values if isinstance(value, Sized)]
        if sizes and sizes[0] * max([1, *sizes[1:]]) > 10 * MAX_SIZE:
            raise SecurityError(f"{name} with texts that are too long for each other")


def _checked(made: Any) -> Any:
    if isinstance(made, str | list | tuple) and len(made) > MAX_SIZE:
        raise SecurityError(f"a text or a list of more than {MAX_SIZE:,}")
    if isinstance(made, int) and made.bit_length() > _MAX_BITS:
        raise SecurityError("a number of more than 1,000 digits")
    return made


def _short_range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > MAX_RANGE:
        raise SecurityError(f"range() of more than {MAX_RANGE} numbers")
    return numbers
