"""WeasyPrint, set up so that it sees our fonts, our pictures and nothing else.

Importing WeasyPrint takes most of a second, so it happens inside functions, on first use.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import logging
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from briefgen.core.document import Document
from briefgen.diagnostics import BriefgenError, BuildFailed, Report, Severity
from briefgen.render.collector import no_garbage_collection
from briefgen.render.quick_start import import_weasyprint
from briefgen.render.style import Theme
from briefgen.render.stylesheet import mirrored_boxes, style_css
from briefgen.render.xhtml import ASSETS

LOCK = threading.RLock()
"""WeasyPrint's log, the garbage collector and FONTCONFIG_FILE belong to the whole process."""

INSTALL = (
    "Debian, Ubuntu: apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
    "macOS: brew install pango; Windows: see `briefgen doctor`"
)
_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_INNER = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=]+")
"""Pictures inside drawings, which were looked at when the drawing was read."""
_FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<dir>{fonts}</dir>
<cachedir>{cache}</cachedir>
{aliases}
</fontconfig>
"""


@cache
def weasyprint() -> Any:
    """The library. Raises BriefgenError, with the command that mends it, where a system library is missing."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), no_garbage_collection():
            return import_weasyprint()
    except OSError as fault:
        raise BriefgenError(f"PDF needs the system library Pango, which cannot be loaded: {fault}", INSTALL) from fault


@dataclass(frozen=True, slots=True)
class Message:
    """Something that WeasyPrint logged: the words before they were filled, and what they were filled with."""

    form: str
    arguments: tuple[object, ...]
    text: str
    sheet: str = ""
    """`print.css` for the designers' style sheet, `styles` for the style table, empty for neither."""


@dataclass(slots=True)
class Engine:
    """Fonts and parsed style sheets of one theme, kept for all documents that have it."""

    font_config: Any
    counter_style: Any
    """The counter styles that the style sheets define."""
    sheets: tuple[Any, ...]
    messages: tuple[Message, ...]
    """What was logged while the style sheets were read."""


@dataclass(slots=True)
class Assets:
    """Pictures by path, and the addresses that were asked for and refused."""

    files: Mapping[str, bytes]
    refused: list[str] = field(default_factory=list)

    def get(self, url: str) -> bytes | None:
        """The bytes behind an address of ours; None, and a note of it, for every other address."""
        if url in self.files:
            return self.files[url]
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}/" == ASSETS and unquote(parts.path[1:]) in self.files:
            return self.files[unquote(parts.path[1:])]
        if url not in self.refused:
            self.refused.append(url)
        return None


def files_of(document: Document, theme: Theme) -> dict[str, bytes]:
    """What the page may show: pictures of style sheets, the logo, photographs."""
    files = dict(theme.assets)
    if theme.brand.logo:
        files[f"logo.{theme.brand.logo_type}"] = theme.brand.logo
    files |= {f"picture/{p.id}": p.raster for p in document.pictures.values() if not p.svg}
    for picture in document.pictures.values():
        files |= {address: base64.b64decode(address.partition(",")[2]) for address in _INNER.findall(picture.svg)}
    return files


def fetcher_for(assets: Assets) -> Any:
    """A URL fetcher that knows these assets and refuses the rest: no file, no network."""
    urls = weasyprint().urls

    class Fetcher(urls.URLFetcher):  # type: ignore[misc,name-defined]  # WeasyPrint has no types
        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002 - WeasyPrint's signature
            data = assets.get(url)
            if data is None:
                raise ValueError("not an asset of this document")
            kind = _TYPES.get(Path(urlsplit(url).path).suffix.lower()) or _sniffed(data)
            return urls.URLFetcherResponse(url, data, {"Content-Type": kind})

    return Fetcher(allowed_protocols=("https",), allow_redirects=False)


def _sniffed(data: bytes) -> str:
    if data.startswith(b"\x89PNG"):
        return "image/png"
    return "image/jpeg" if data.startswith(b"\xff\xd8") else "image/svg+xml"


@contextlib.contextmanager
def quiet_log(messages: list[Message], sheet: str = "") -> Iterator[None]:
    """Collects what WeasyPrint logs at level warning or above, and keeps it from the terminal."""
    logger = logging.getLogger("weasyprint")
    handler, propagate = _Collector(messages, sheet), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


@contextlib.contextmanager
def told_failures() -> Iterator[None]:
    """What WeasyPrint breaks down over is a finding: style sheets of strangers find what its authors did not think of.

    Raises `BuildFailed` with it.
    """
    try:
        yield
    except (BriefgenError, BuildFailed, MemoryError):
        raise
    except Exception as fault:
        report, reason = Report(), f"{type(fault).__name__}: {fault}"
        hint = "look in print.css for values that no page can have, or for selectors of endless length"
        report.add("pdf-engine", f"the PDF engine broke down ({reason[:200]})", hint=hint, severity=Severity.ERROR)
        raise BuildFailed(report) from fault


class _Collector(logging.Handler):
    def __init__(self, messages: list[Message], sheet: str) -> None:
        super().__init__(logging.WARNING)
        self._messages, self._sheet = messages, sheet

    def emit(self, record: logging.LogRecord) -> None:
        arguments = record.args if isinstance(record.args, tuple) else (record.args,)
        self._messages.append(Message(str(record.msg), arguments, record.getMessage(), self._sheet))


# --- one engine for each theme ----------------------------------------------------------------------

_ENGINES: dict[tuple[str, ...], Engine] = {}
_FONTS: dict[int, tuple[Mapping[str, bytes], str]] = {}
"""Digest of a theme's fonts by the identity of the mapping, which is kept so that the identity stays its own."""
_KEEP = 24


def engine_for(theme: Theme, lang: str) -> Engine:
    """The fonts and style sheets of `theme`, made on first use. Call it with `LOCK` held."""
    styles = style_css(theme, lang=lang)
    key = (fonts_digest(theme.fonts), styles, theme.css)
    if key not in _ENGINES:
        if len(_ENGINES) >= _KEEP:
            _ENGINES.pop(next(iter(_ENGINES)))
        _ENGINES[key] = _new_engine(theme, styles, lang)
    return _ENGINES[key]


def _new_engine(theme: Theme, styles: str, lang: str) -> Engine:
    with _fonts_of(font_folder(theme)):
        library = weasyprint()
        font_config = library.text.fonts.FontConfiguration()
    counters, fetcher = library.css.counters.CounterStyle(), fetcher_for(Assets({}))
    shared = {"font_config": font_config, "counter_style": counters, "base_url": ASSETS, "url_fetcher": fetcher}
    sheets, messages = [], list[Message]()
    for name, css in (("styles", styles), ("print.css", mirrored_boxes(theme.css, lang))):
        with quiet_log(messages, name):
            sheets.append(library.CSS(string=css, **shared))
    return Engine(font_config, counters, tuple(sheets), tuple(messages))


@contextlib.contextmanager
def _fonts_of(folder: Path) -> Iterator[None]:
    """Fontconfig reads its file when a configuration is made, so each theme has its own; other programs keep theirs."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def fonts_digest(fonts: Mapping[str, bytes]) -> str:
    """A short hash of font files, remembered for each set of them."""
    if id(fonts) not in _FONTS:
        whole = hashlib.sha256()
        for name, data in sorted(fonts.items()):
            whole.update(f"{name}\0{len(data)}\0".encode())
            whole.update(data)
        _FONTS[id(fonts)] = (fonts, whole.hexdigest()[:20])
    return _FONTS[id(fonts)][1]


def font_folder(theme: Theme) -> Path:
    """A folder on disk with the theme's fonts and a fonts.conf that names no other folder."""
    families = theme.brand.fonts
    aliases = "".join(
        f"<alias binding='same'><family>{generic}</family><prefer>"
        + "".join(f"<family>{escape(families[r].name)}</family>" for r in (role, "east-asian"))
        + "</prefer></alias>\n"
        for generic, role in (("serif", "base"), ("sans-serif", "headings"), ("monospace", "monospace"))
    )
    name = f"fonts-{fonts_digest(theme.fonts)}-{hashlib.sha256(aliases.encode()).hexdigest()[:8]}"
    folder = _cache_root() / name
    if not (folder / "fonts.conf").is_file():
        _fill_folder(folder, theme.fonts, aliases)
    return folder


def _fill_folder(folder: Path, fonts: Mapping[str, bytes], aliases: str) -> None:
    """Written beside and then renamed, so that another process sees all of it or nothing."""
    new = Path(tempfile.mkdtemp(dir=folder.parent, prefix="new-"))
    (new / "files").mkdir()
    for name, data in fonts.items():
        (new / "files" / name).write_bytes(data)
    paths = {"fonts": escape(str(folder / "files")), "cache": escape(str(folder / "index"))}
    (new / "fonts.conf").write_text(_FONTS_CONF.format(**paths, aliases=aliases), encoding="utf-8")
    try:
        new.rename(folder)
    except OSError:
        shutil.rmtree(new, ignore_errors=True)
        if not (folder / "fonts.conf").is_file():
            raise


@cache
def _cache_root() -> Path:
    """Where font folders are kept between runs; a folder for this process alone where that cannot be written."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    root = Path(base).absolute() / "briefgen"
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=root):
            return root
    except OSError:
        return Path(tempfile.mkdtemp(prefix="briefgen-"))
