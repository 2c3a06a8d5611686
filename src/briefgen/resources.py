"""Where the files that travel with the program are: built-in templates and the starter project."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def built_in_templates() -> Path:
    """The shipped templates/: inside an installed package, or at the top of a source checkout."""
    installed = _PACKAGE / "builtin" / "templates"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "templates"


def starter_project() -> Path:
    """What `briefgen init` copies."""
    return _PACKAGE / "starter"
