"""The docstrings under the fields of a class, which Python itself does not keep."""

from __future__ import annotations

import ast
import inspect
import textwrap


def field_docs(of: type, base: type) -> dict[str, str]:
    """By field: what stands under it, in `of` or in a class between it and `base`; declared anew, it starts anew."""
    found: dict[str, str] = {}
    for each in reversed(of.__mro__):
        if issubclass(each, base) and each is not base:
            for name, words in _own(each):
                found.pop(name, None)
                found |= {name: words} if words else {}
    return found


def _own(of: type) -> list[tuple[str, str]]:
    """Every field that the class declares itself, with its docstring, if it has one."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(of))).body[0]
    rows: list[tuple[str, str]] = []
    for node in tree.body if isinstance(tree, ast.ClassDef) else ():
        match node:
            case ast.AnnAssign(target=ast.Name(id=name)):
                rows.append((name, ""))
            case ast.Expr(value=ast.Constant(value=str(words))) if rows and not rows[-1][1]:
                rows[-1] = (rows[-1][0], inspect.cleandoc(words))
    return rows
