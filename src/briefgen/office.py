"""Pages of Word files, and of bookmarks in them, as LibreOffice lays them out: the one judge without Microsoft Word."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from briefgen.diagnostics import BriefgenError

INSTALLING: Final = (
    "Debian, Ubuntu: sudo apt-get install -y libreoffice-writer    macOS: brew install --cask libreoffice    "
    "Windows: winget install TheDocumentFoundation.LibreOffice"
)
SECONDS: Final = 60.0
"""What LibreOffice may take to start on a slow machine; each file may take half of that besides."""
PDF_A: Final = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"1"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)
"""PDF/A-1 forbids compressed objects, so that pages can be counted without a PDF library; a bookmark becomes a place
with a name."""


@dataclass(slots=True)
class Counted:
    """What LibreOffice made of some Word files; every file is in one of the two."""

    pages: dict[str, int] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    """Why a file could not be laid out."""
    places: dict[str, Mapping[str, int]] = field(default_factory=dict)
    """By file: the page on which each of its bookmarks stands, by the name that `place_name` gives."""


def find_office() -> Path | None:
    """The program soffice; None when LibreOffice is not installed where it usually is."""
    on_path = (shutil.which(name) for name in ("soffice", "libreoffice"))
    places = [*(Path(p) for p in on_path if p), *(p for p in _usual_places() if p.is_file())]
    return next((p for p in places if not _is_locked_in(p)), None)


def the_office() -> Path:
    """The program soffice; raises `BriefgenError` that says how to install LibreOffice."""
    office = find_office()
    if office is None:
        message = "LibreOffice, which counts the pages of Word files, is not installed"
        raise BriefgenError(message, hint=INSTALLING)
    return office


def _usual_places() -> list[Path]:
    applications = (Path("/Applications"), Path.home() / "Applications")
    folders = (os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)"))
    return [
        *(folder / "LibreOffice.app/Contents/MacOS/soffice" for folder in applications),
        *(Path(folder) / "LibreOffice/program/soffice.com" for folder in folders if folder),
    ]


def _is_locked_in(program: Path) -> bool:
    """A snap sees no temporary folders of others."""
    return "snap" in program.parts


def count_pages(
    documents: Mapping[str, bytes], office: Path, fonts: Iterable[Path] = (), *, seconds: float = SECONDS
) -> Counted:
    """Pages of each Word file, by name.

    `fonts` are the look's own: on Linux they stand in for those that a file names and does not hold, so
    that the count does not depend on the machine. Nothing is left behind, not even after Ctrl-C.
    """
    counted = Counted()
    with tempfile.TemporaryDirectory(prefix="briefgen-office-", ignore_cleanup_errors=True) as folder:
        workshop = _Workshop(office, Path(folder).resolve(), seconds)
        workshop.furnish(fonts)
        for names in _by_fonts(documents):
            workshop.count({name: documents[name] for name in names}, counted)
            if len(names) > 1:  # one file that LibreOffice cannot bear takes those behind it along
                for name in [n for n in names if n in counted.faults]:
                    del counted.faults[name]
                    workshop.count({name: documents[name]}, counted)
    return counted


def _by_fonts(documents: Mapping[str, bytes]) -> list[list[str]]:
    """Names of the files that hold the same fonts.

    One process keeps the fonts of all files that it reads, by name, so the few characters that one file
    holds of a font would stand in for those of another.
    """
    groups: dict[frozenset[int], list[str]] = {}
    for name, data in documents.items():
        groups.setdefault(_fonts_in(data), []).append(name)
    return list(groups.values())


def _fonts_in(data: bytes) -> frozenset[int]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return frozenset(part.CRC for part in package.infolist() if "/fonts/" in part.filename)
    except zipfile.BadZipFile:
        return frozenset()


@dataclass(frozen=True, slots=True)
class _Workshop:
    """A temporary folder with LibreOffice's settings, home and files."""

    office: Path
    folder: Path
    seconds: float

    @property
    def profile(self) -> str:
        return (self.folder / "profile").as_uri()

    def furnish(self, fonts: Iterable[Path]) -> None:
        for name in ("home/.local/share/fonts", "temporary", "in", "out"):
            (self.folder / name).mkdir(parents=True)
        for font in fonts:
            shutil.copyfile(font, self.folder / "home/.local/share/fonts" / font.name)

    def count(self, documents: Mapping[str, bytes], counted: Counted) -> None:
        """Lay the files out in one process and count."""
        paths = {name: self.folder / "in" / f"{n}.docx" for n, name in enumerate(documents)}
        for name, path in paths.items():
            path.write_bytes(documents[name])
        said = self._convert(list(paths.values()))
        for name, path in paths.items():
            made = self.folder / "out" / f"{path.stem}.pdf"
            try:
                pdf = made.read_bytes()
                counted.pages[name], counted.places[name] = pages_of(pdf), places_of(pdf)
            except OSError:
                counted.faults[name] = said or "LibreOffice made nothing of it"
            except ValueError as fault:
                counted.faults[name] = f"the PDF that LibreOffice made of it cannot be read: {fault}"
            made.unlink(missing_ok=True)

    def _convert(self, paths: Sequence[Path]) -> str:
        """Make the PDF files; what went wrong, if LibreOffice says so."""
        options = ["--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={self.profile}"]
        command = [str(self.office), *options, "--convert-to", PDF_A, "--outdir", str(self.folder / "out")]
        seconds = self.seconds * (1 + len(paths) / 2)
        with (self.folder / "said").open("w+", encoding="utf-8", errors="replace") as stream:
            try:
                ended = self._run([*command, *map(str, paths)], stream.fileno(), seconds)
            except OSError as fault:
                return f"LibreOffice does not start: {fault.strerror}"
            stream.seek(0)
            lines = [line.strip() for line in stream if line.strip() and "javaldx" not in line]
        return (lines or [""])[-1] if ended else f"LibreOffice was not done after {seconds:.0f} seconds"

    def _run(self, command: Sequence[str], errors: int, seconds: float) -> bool:
        """Run it to its end; False when time is up. Its processes do not outlive this call."""
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=self._environment(),
            start_new_session=True,
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        finally:
            if process.poll() is None:
                _end(process)
                self._remove_pipes()
        return True

    def _environment(self) -> dict[str, str]:
        """The environment, with every place to which LibreOffice writes inside the folder."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        temporary = str(self.folder / "temporary")
        return kept | {"HOME": str(self.folder / "home"), "TMPDIR": temporary, "TMP": temporary, "TEMP": temporary}

    def _remove_pipes(self) -> None:
        """LibreOffice keeps a socket outside, which it removes itself unless it is ended from without."""
        digest = hashlib.md5(self.profile.encode("utf-16-le"), usedforsecurity=False).digest()
        name = f"SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}"
        for folder in (Path("/tmp"), Path("/var/tmp")):  # noqa: S108 - where LibreOffice puts it
            for pipe in folder.glob(f"OSL_PIPE_*_{name}"):
                pipe.unlink(missing_ok=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)  # noqa: S607
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


# --- a PDF of version 1.4 -------------------------------------------------------------------------


def pages_of(pdf: bytes) -> int:
    """The number of pages, by the file's cross-reference table; raises `ValueError` when it has none that is plain."""
    places, root = _catalog(pdf)
    return int(_found(rb"/Count\s+(\d+)", _object(pdf, places, _found(_PAGES, root))))


def places_of(pdf: bytes) -> dict[str, int]:
    """The page of each named place, from 1; raises `ValueError` where `pages_of` does."""
    places, root = _catalog(pdf)
    named = re.search(rb"/Dests\s+(\d+)\s+\d+\s+R", root)
    if named is None:
        return {}
    kids = _found(rb"/Kids\s*\[([^\]]*)\]", _object(pdf, places, _found(_PAGES, root)))
    numbers = {page: number for number, page in enumerate(re.findall(rb"(\d+)\s+\d+\s+R", kids), 1)}
    found = re.findall(rb"/([\w-]+)\s*\[\s*(\d+)\s+\d+\s+R", _object(pdf, places, named[1]))
    return {name.decode(): numbers[page] for name, page in found if page in numbers}


def place_name(bookmark: str) -> str:
    """How LibreOffice calls the place of a bookmark: all but letters, digits and hyphens by number."""
    return "".join(c if c.isascii() and (c.isalnum() or c == "-") else f"{ord(c):02X}" for c in bookmark)


_PAGES: Final = rb"/Pages\s+(\d+)\s+\d+\s+R"


def _catalog(pdf: bytes) -> tuple[dict[int, int], bytes]:
    """Where each object is, and the object from which all others are reached."""
    places, trailer = _references(pdf, int(_found(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", pdf)))
    return places, _object(pdf, places, _found(rb"/Root\s+(\d+)\s+\d+\s+R", trailer))


def _references(pdf: bytes, at: int) -> tuple[dict[int, int], bytes]:
    """Where each object is, and the trailer behind the table."""
    table, mark, rest = pdf[at:].partition(b"trailer")
    if not mark or not table.startswith(b"xref"):
        raise ValueError("it has no plain table of its objects")
    places: dict[int, int] = {}
    number = 0
    for line in table.splitlines()[1:]:
        match line.split():
            case [first, _]:
                number = int(first)
            case [offset, _, kind]:
                if kind == b"n":
                    places[number] = int(offset)
                number += 1
    return places, rest


def _object(pdf: bytes, places: Mapping[int, int], number: bytes) -> bytes:
    if int(number) not in places:
        raise ValueError(f"it has no object {int(number)}")
    return pdf[places[int(number)] :].partition(b"endobj")[0]


def _found(pattern: bytes, data: bytes) -> bytes:
    match = re.search(pattern, data)
    if match is None:
        raise ValueError("it is not built as PDF/A-1 has to be")
    return match[1]
