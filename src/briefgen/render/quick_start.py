"""WeasyPrint, imported at less than half of what it costs: 0.17 instead of 0.46 seconds.

Two short cuts, both taken in the moment of the import alone and both without effect on what is drawn:

- `declarations`: WeasyPrint has cffi parse 16 KB of C declarations, and look for seven libraries under names that
  Linux does not know, for which a compiler and a linker are started two dozen times. The declarations were parsed
  before (`pango_types.json`, made by `tools/pango_types.py`), and libraries are asked for by the names they have.
  That is 0.24 seconds, and each call into Pango costs less afterwards.
- `late-imports`: two packages of fontTools, for machines without harfbuzz-subset and for variable fonts, are imported
  when they are used. That is 0.05 seconds.

Where WeasyPrint is not the one whose declarations were parsed, or anything fails, it is imported as it is.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from briefgen.render.levers import is_on

TYPES: Final = Path(__file__).with_name("pango_types.json")
_LATE: Final = {"fontTools.subset": "", "fontTools.varLib.instancer": "instantiateVariableFont"}
"""Modules that are imported late, with the function that is taken from them at once."""


def import_weasyprint() -> Any:
    """The library. Raises what its own import raises."""
    with contextlib.suppress(Exception), _prepared():
        return importlib.import_module("weasyprint")
    _forget()
    return importlib.import_module("weasyprint")


@contextlib.contextmanager
def _prepared() -> Iterator[None]:
    """Modules that stand in for others while WeasyPrint is imported."""
    stand_ins: dict[str, ModuleType] = {}
    if is_on("late-imports"):
        stand_ins |= {name: _late(name, entry) for name, entry in _LATE.items() if name not in sys.modules}
    if is_on("declarations") and (declared := _declared()):
        stand_ins["cffi"] = declared
    before = {name: sys.modules.get(name) for name in stand_ins}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, module in before.items():
            del sys.modules[name]
            if module is not None:
                sys.modules[name] = module


def _forget() -> None:
    """Nothing of an import that failed is left, so that the next one begins anew."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        del sys.modules[name]


# --- what is imported late ------------------------------------------------------------------------------


class _Late(ModuleType):
    """A module that is imported when something of it is used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)


def _late(name: str, entry: str) -> ModuleType:
    module = _Late(name)
    if entry:
        setattr(module, entry, _calling(name, entry))
    return module


def _calling(name: str, entry: str) -> Callable[..., Any]:
    def call(*arguments: Any, **options: Any) -> Any:
        return getattr(importlib.import_module(name), entry)(*arguments, **options)

    return call


# --- what was parsed before -----------------------------------------------------------------------------


def declarations_of(library: Path) -> str:
    """A hash of the module in which WeasyPrint declares and loads libraries."""
    return hashlib.sha256((library / "text" / "ffi.py").read_bytes()).hexdigest()


def _declared() -> ModuleType | None:
    """A module like cffi that knows these declarations already; None where they are others."""
    spec = find_spec("weasyprint")
    if sys.platform != "linux" or spec is None or spec.origin is None:
        return None
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, ImportError):
        said = json.loads(TYPES.read_text(encoding="utf-8"))
        if said["of"] == declarations_of(Path(spec.origin).parent):
            return _like_cffi({name: _unpacked(value) for name, value in said["types"].items()})
    return None


def _unpacked(value: Any) -> Any:
    """Bytes are kept as base64, tuples as lists."""
    if isinstance(value, list):
        return tuple(map(_unpacked, value))
    return base64.b64decode(value) if isinstance(value, str) else value


def _like_cffi(types: dict[str, Any]) -> ModuleType:
    backend: Any = importlib.import_module("_cffi_backend")

    class Ready(backend.FFI):  # type: ignore[misc]  # cffi has no types
        def cdef(self, _text: str) -> None:
            """It is known."""

        def dlopen(self, name: str, flags: int = 0) -> Any:
            """A library by its name. What other systems call it is not looked for."""
            if ".so." not in name:
                raise OSError(name)
            return super().dlopen(name, flags)

    module = ModuleType("cffi")
    vars(module)["FFI"] = lambda: Ready("briefgen.pango", **types)
    return module
