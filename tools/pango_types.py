"""Parse the C declarations of the WeasyPrint that is installed, for `src/briefgen/render/quick_start.py`.

Run with `python tools/pango_types.py` when WeasyPrint has changed; a test says so.
"""

from __future__ import annotations

import ast
import base64
import json
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import cffi

from briefgen.render.quick_start import TYPES, declarations_of


def main() -> None:
    """Write the table anew."""
    TYPES.write_text(table(), encoding="utf-8")


def table() -> str:
    """Everything that cffi makes of the declarations, as JSON."""
    spec = find_spec("weasyprint")
    if spec is None or spec.origin is None:
        sys.exit("WeasyPrint is not installed")
    library = Path(spec.origin).parent
    types = parsed(declared((library / "text" / "ffi.py").read_text(encoding="utf-8")))
    packed = {name: _packed(value) for name, value in types.items()}
    return json.dumps({"of": declarations_of(library), "types": packed}, indent=1) + "\n"


def declared(source: str) -> str:
    """The C declarations in a module of WeasyPrint."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return next(
        ast.literal_eval(c.args[0]) for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr == "cdef"
    )


def parsed(declarations: str) -> dict[str, object]:
    """The arguments with which cffi's backend knows the declarations at once."""
    ffi = cffi.FFI()
    ffi.cdef(declarations)
    ffi.set_source("pango", None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pango.py"
        ffi.emit_python_code(str(path))
        made = ast.parse(path.read_text(encoding="utf-8")).body[-1]
    assert isinstance(made, ast.Assign)
    assert isinstance(made.value, ast.Call)
    return {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in made.value.keywords}


def _packed(value: object) -> object:
    if isinstance(value, tuple):
        return [_packed(each) for each in value]
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


if __name__ == "__main__":
    main()
