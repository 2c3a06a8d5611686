"""What this machine has and lacks for making briefs, and the command that mends it."""

from __future__ import annotations

import ctypes
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from briefgen import resources
from briefgen.office import find_office
from briefgen.render.pandoc import PandocError, pandoc_path

PYTHON: Final = (3, 11)
PANGO: Final = (1, 44)
WEASYPRINT: Final = "70"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    needed: bool
    """False: briefs can be made without it."""
    detail: str
    remedy: str = ""
    """The command to type; empty when all is well."""


@dataclass(frozen=True, slots=True)
class Library:
    """A system library, by the names under which WeasyPrint looks for it."""

    what: str
    names: tuple[str, ...]
    apt: str
    brew: str = "pango"


LIBRARIES: Final = (
    Library("GObject", ("libgobject-2.0-0", "libgobject-2.0.so.0", "libgobject-2.0.0.dylib"), "libpango-1.0-0"),
    Library("Pango", ("libpango-1.0-0", "libpango-1.0.so.0", "libpango-1.0.dylib"), "libpango-1.0-0"),
    Library("PangoFT2", ("libpangoft2-1.0-0", "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"), "libpangoft2-1.0-0"),
    Library("HarfBuzz", ("libharfbuzz-0", "libharfbuzz.so.0", "libharfbuzz.0.dylib"), "libharfbuzz0b", "harfbuzz"),
    Library(
        "HarfBuzz subset",
        ("libharfbuzz-subset-0", "libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
        "libharfbuzz-subset0",
        "harfbuzz",
    ),
    Library(
        "Fontconfig", ("libfontconfig-1", "libfontconfig.so.1", "libfontconfig.1.dylib"), "libfontconfig1", "fontconfig"
    ),
)
_BREW_FOLDERS: Final = ("", "/opt/homebrew/lib/", "/usr/local/lib/")


def examine(folder: Path | None = None) -> list[Finding]:
    """Everything that briefs need, then what is only useful. `folder`, by default here, is where files would go."""
    return [
        _python(),
        *(look_for(each) for each in LIBRARIES),
        _pango_version(),
        _package("weasyprint", "makes the PDF", WEASYPRINT),
        _package("python-docx", "makes the Word file"),
        _package("vl-convert-python", "draws the charts"),
        _pandoc(),
        _files("templates", resources.built_in_templates() / "base", ("audience.yaml", "styles.yml", "brand.yml")),
        _files("fonts", resources.built_in_templates() / "base" / "fonts", ("*.ttf",)),
        _writable(folder or Path.cwd()),
        _libreoffice(),
        _program("pdftoppm", "makes pictures of pages for the gallery", "poppler-utils", "poppler"),
    ]


def _python() -> Finding:
    found, wanted = platform.python_version(), ".".join(map(str, PYTHON))
    ok = sys.version_info >= PYTHON
    return Finding(
        "Python", ok, True, found, "" if ok else _install("python3 python3-venv", "python@3.12", f"(at least {wanted})")
    )


def _install(apt: str, brew: str, note: str = "") -> str:
    """The command for this machine's packages; both commands where that cannot be told."""
    apt_command, brew_command = f"sudo apt-get install -y {apt}", f"brew install {brew}"
    if shutil.which("apt-get"):
        command = apt_command
    elif shutil.which("brew"):
        command = brew_command
    else:
        command = f"Debian, Ubuntu: {apt_command}    macOS: {brew_command}"
    return f"{command} {note}".rstrip()


# --- system libraries -----------------------------------------------------------------------------


def look_for(library: Library) -> Finding:
    """Whether the dynamic linker finds the library under one of its names."""
    found = _load(library.names)
    if found is None:
        remedy = _install(library.apt, library.brew)
        return Finding(library.what, False, True, "the system library is not installed", remedy)
    return Finding(library.what, True, True, Path(found._name).name)


def _load(names: Sequence[str]) -> ctypes.CDLL | None:
    for name in names:
        for folder in _BREW_FOLDERS if name.endswith(".dylib") else ("",):
            try:
                return ctypes.CDLL(f"{folder}{name}")
            except OSError:
                continue
    return None


def _pango_version() -> Finding:
    wanted = ".".join(map(str, PANGO))
    pango = _load(next(each.names for each in LIBRARIES if each.what == "Pango"))
    if pango is None:
        return Finding(
            "Pango version", False, True, f"at least {wanted} is needed", _install("libpango-1.0-0", "pango")
        )
    pango.pango_version_string.restype = ctypes.c_char_p
    found = pango.pango_version_string().decode()
    ok = _numbers(found)[:2] >= PANGO
    remedy = "" if ok else _install("libpango-1.0-0", "pango", f"(at least {wanted})")
    return Finding("Pango version", ok, True, found, remedy)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


# --- Python packages and programs -----------------------------------------------------------------


def _package(name: str, purpose: str, series: str = "") -> Finding:
    remedy = f"{sys.executable} -m pip install --upgrade briefgen"
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(name, False, True, f"{purpose}, and is not installed", remedy)
    if series and found.split(".")[0] != series:
        return Finding(name, False, True, f"{found} is installed; briefgen is made for {series}", remedy)
    return Finding(name, True, True, found)


def _pandoc() -> Finding:
    remedy = f"{sys.executable} -m pip install --force-reinstall pypandoc_binary"
    try:
        answer = subprocess.run([pandoc_path(), "--version"], capture_output=True, text=True, timeout=30, check=True)
    except (PandocError, OSError, subprocess.SubprocessError) as fault:
        return Finding("Pandoc", False, True, f"formats citations, and does not run: {fault}", remedy)
    return Finding("Pandoc", True, True, answer.stdout.split("\n")[0].removeprefix("pandoc").strip())


def _libreoffice() -> Finding:
    found, purpose = find_office(), "counts the pages of Word files (briefgen build --verify-docx)"
    if found is None:
        return Finding("LibreOffice", False, False, purpose, _install("libreoffice-writer", "--cask libreoffice"))
    return Finding("LibreOffice", True, False, f"{found}: {purpose}")


def _program(what: str, purpose: str, apt: str, brew: str) -> Finding:
    found = shutil.which(what)
    if found is None:
        return Finding(what, False, False, purpose, _install(apt, brew))
    return Finding(what, True, False, found)


# --- files ------------------------------------------------------------------------------------------


def _files(what: str, folder: Path, patterns: Sequence[str]) -> Finding:
    missing = [pattern for pattern in patterns if not any(folder.glob(pattern))]
    if missing:
        remedy = f"{sys.executable} -m pip install --force-reinstall briefgen"
        return Finding(what, False, True, f"{folder} has no {', '.join(missing)}", remedy)
    return Finding(what, True, True, f"{_count(folder, patterns)} files in {folder}")


def _count(folder: Path, patterns: Sequence[str]) -> int:
    return sum(1 for pattern in patterns for _ in folder.glob(pattern))


def _writable(folder: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        remedy = f"sudo chown -R {os.environ.get('USER', '$USER')} {folder}"
        return Finding("write access", False, True, f"{folder}: {fault.strerror}", remedy)
    return Finding("write access", True, True, str(folder))
