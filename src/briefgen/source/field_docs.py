"""Descriptions of keys for editors, read from the docstrings under the fields of the schema classes.

Read from the source text only when a JSON Schema is asked for: pydantic would do it on every start.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pydantic import BaseModel


def described(schema: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """`schema` of `model`, with a description for each key that has a docstring."""
    classes = {each.__name__: each for each in (model, *_subclasses(BaseModel))}
    tops = {model.__name__: {k: v for k, v in schema.items() if k != "$defs"}}
    for name, definition in {**schema.get("$defs", {}), **tops}.items():
        docs = _docs(classes[name]) if name in classes else {}
        for key, field in definition.get("properties", {}).items():
            if key in docs:
                field["description"] = docs[key]
    return schema


def _subclasses(cls: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for child in cls.__subclasses__():
        yield child
        yield from _subclasses(child)


def _docs(cls: type) -> dict[str, str]:
    """Key to docstring, inherited ones included."""
    docs: dict[str, str] = {}
    for each in reversed(cls.__mro__):
        docs |= _module_docs(each.__module__).get(each.__name__, {}) if issubclass(each, BaseModel) else {}
    return docs


@lru_cache(maxsize=16)
def _module_docs(module: str) -> dict[str, dict[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: dict(_fields(node)) for node in tree.body if isinstance(node, ast.ClassDef)}


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, doc in zip(node.body, node.body[1:], strict=False):
        match field, doc:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name.rstrip("_").replace("_", "-"), inspect.cleandoc(text)
