"""The folder in which charts, formatted citations, heights of blocks and parts of Word files are kept between runs.

Each version of the program has one of its own, so that nothing is shown that another one made.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import briefgen
from briefgen import output

CACHE: Final = ".briefgen/cache"
"""Below the project; safe to delete at any time."""
SHARED: Final = "BRIEFGEN_CACHE"
"""An environment variable with a folder that takes its place, for projects, runs or machines that share what they made:
what is kept there goes by content, so that nobody gets what he would not have made himself."""
_MAKERS: Final = (
    *("vl-convert-python", "resvg-py", "pypandoc-binary", "weasyprint", "pydyf", "fonttools", "python-docx", "lxml"),
    *("xlsxwriter", "jinja2", "markdown-it-py", "babel", "pillow", "highspy"),
)
"""Libraries on which the bytes of a document depend."""


def cache_folder(root: Path) -> Path:
    """Where a project keeps what this version of the program made: in a folder of its own, or a shared one.

    Raises `BriefgenError` when that is a link which leaves the project.
    """
    shared = os.environ.get(SHARED)
    return Path(shared) / program_key() if shared else output.keep_inside(root, root / CACHE / program_key())


def prune_cache(root: Path) -> None:
    """Take away what other versions left in a project; what cannot be taken away stays, and so does what links lead to.

    Raises `BriefgenError` when the folder is a link which leaves the project.
    """
    output.keep_inside(root, root / CACHE)
    with contextlib.suppress(OSError):
        for path in (root / CACHE).iterdir():
            if path.name != program_key():
                _remove(path)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


@cache
def program_key() -> str:
    """A hash of the program's own files, and of the versions of the libraries that make what it writes."""
    package = Path(briefgen.__file__).parent
    hashes = output.hash_files([("briefgen", package)])
    code = {name: value for name, value in hashes.items() if name.endswith(".py")}
    return output.fingerprint({**code, **{name: _version(name) for name in _MAKERS}})[:16]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
