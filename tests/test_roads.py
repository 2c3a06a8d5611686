"""No road leads out: whatever content, templates and pictures name, nothing is fetched and no file outside is read.

A server and a file lie in wait. Each road is built, in all formats; the server must not be asked, and the file neither
be read nor be found in what was made.
"""

from __future__ import annotations

import io
import os
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import docx
import pikepdf
import pytest

from briefgen.diagnostics import BriefgenError, BuildFailed
from briefgen.pipeline import Request, build
from conftest import LIBRARY, SOUND, Project

EVERY = bool(os.environ.get("BRIEFGEN_EVERY_ROAD"))
"""Whether each road is tried in all ways, which takes minutes."""
SECRET = "Sesquipedalian-canary"  # noqa: S105 - it is no password
MINISTER = "extends: base\nlabel: For ministers\n"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SECTION = "templates/minister/sections/contact.html.j2"


@dataclass(frozen=True)
class Trap:
    """Where a server listens, and a file that is none of the project's."""

    url: str
    file: Path
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trap]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    file = tmp_path_factory.mktemp("outside") / "canary.txt"
    file.write_text(SECRET, encoding="utf-8")
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Trap(f"http://127.0.0.1:{server.server_port}", file, asked)
        server.shutdown()


def lay(trap: Trap) -> None:
    """Make the time of the file's last reading old, so that the next one shows."""
    os.utime(trap.file, (1, time.time()))


def was_read(trap: Trap) -> bool:
    return trap.file.stat().st_atime > 1


def everything_in(data: bytes) -> bytes:
    """The bytes of a file with what is packed inside it."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return b"\n".join(package.read(name) for name in package.namelist())
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return b"\n".join(o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream) and _is_text(o))
    return data


def _is_text(stream: pikepdf.Stream) -> bool:
    return "/Subtype" not in stream or str(stream.Subtype) not in ("/Image", "/CIDFontType0C", "/Type1C")


# --- roads ----------------------------------------------------------------------------------------------


def drawing(body: str, head: str = "") -> dict[str, str]:
    figure = """
  - kind: figure
    id: map
    title: Holes in the north
    keep: always
    subtitle: Holes by street
    alt: A map of the town that shows most holes in the north.
    image: map.svg
"""
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    svg = f'{head}<svg {space} width="99" height="99" viewBox="0 0 9 9">{body}<rect width="9" height="9"/></svg>'
    section = '<figure class="chart"><img data-picture="map" alt="A map of the town."/></figure>'
    return {
        "content/figures/map.svg": svg,
        "content/library/maps.yaml": f"theme: roads\ntheme-title: Roads\nblocks:{figure}",
        "templates/minister/audience.yaml": MINISTER,
        SECTION: section,
    }


def style(css: str) -> dict[str, str]:
    sheet = f"{css}\np {{ color: red }}\n"
    return {f"templates/minister/{n}.css": sheet for n in ("print", "screen")} | {
        "templates/minister/audience.yaml": MINISTER
    }


def section(html: str) -> dict[str, str]:
    return {"templates/minister/audience.yaml": MINISTER, SECTION: html}


def prose(text: str) -> dict[str, str]:
    quoted = text.replace("'", "''")
    return {"content/library/roads.yaml": LIBRARY.replace("Mend the roads that need it most.", f"'{quoted}'")}


def brand(text: str) -> dict[str, str]:
    return {"templates/minister/audience.yaml": MINISTER, "templates/minister/brand.yml": text}


def citation(fields: str) -> dict[str, str]:
    text = SOUND["content/citations/sources.yaml"]
    return {"content/citations/sources.yaml": text.replace("      title: A report", f"      title: A report\n{fields}")}


CSL = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info><title>x</title><id>x</id>
<link href="{at}" rel="independent-parent"/><link href="{at}" rel="template"/>
<updated>2020-01-01T00:00:00+00:00</updated>
</info></style>"""
DEPENDENT = {
    "templates/minister/csl/compact.csl": CSL,
    "templates/minister/audience.yaml": MINISTER,
}
ROADS: Mapping[str, Mapping[str, str]] = {
    "a picture in Markdown": prose("Mend ![roads]({at}) all."),
    "an image in Markdown": prose('Mend <img src="{at}"> all.'),
    "a reference in Markdown": prose("Mend [roads][1] all.\n\n[1]: {at}"),
    "a title of a link": prose('Mend [roads]({at} "{at}") all.'),
    "@import": style('@import url("{at}");'),
    "@import as text": style('@import "{at}";'),
    "@import in escapes": style('@\\69mport "{at}";'),
    "a background": style("p { background: url({at}) }"),
    "a background in escapes": style("p { background: u\\72l({at}) }"),
    "content of a style": style('p::before { content: url("{at}") }'),
    "a mark of a list": style('li { list-style-image: url("{at}") }'),
    "a border": style('p { border-image: url("{at}") 3 }'),
    "a set of images": style('p { background: image-set("{at}" 1x) }'),
    "a font of a style": style('@font-face { font-family: x; src: url("{at}") } p { font-family: x }'),
    "a local font": style('@font-face { font-family: x; src: local("{at}") } p { font-family: x }'),
    "a page": style('@page { background: url("{at}"); @top-left { content: url("{at}") } }'),
    "a namespace": style('@namespace "{at}";'),
    "a colour profile": style('@color-profile x { src: url("{at}") } p { color: device-cmyk(0 0 0 1) }'),
    "an attachment": section('<link rel="attachment" href="{at}"/>'),
    "a style sheet": section('<link rel="stylesheet" href="{at}"/>'),
    "an image": section('<img src="{at}" alt="A picture of nothing at all"/>'),
    "an image by its name": section('<img data-picture="../../{at}" alt="A picture of nothing at all"/>'),
    "a set of sources": section('<img srcset="{at} 1x" alt="A picture of nothing at all"/>'),
    "an object": section('<object data="{at}"></object>'),
    "an embedding": section('<embed src="{at}"/>'),
    "a frame": section('<iframe src="{at}"></iframe>'),
    "a base": section('<base href="{at}"/><img src="x" alt="A picture of nothing at all"/>'),
    "a style in an element": section('<p style="background: url({at})">x</p>'),
    "a style element": section('<style>@import "{at}";</style>'),
    "a drawing in the page": section('<svg xmlns="http://www.w3.org/2000/svg"><image href="{at}"/></svg>'),
    "a refresh": section('<meta http-equiv="refresh" content="0; url={at}"/>'),
    "a script": section('<script src="{at}"></script>'),
    "an entity": section('<!DOCTYPE a [<!ENTITY x SYSTEM "{at}">]><p>&x;</p>'),
    "an inclusion of XML": section('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{at}" parse="text"/>'),
    "a style sheet of XML": section('<?xml-stylesheet href="{at}"?><p>x</p>'),
    "an included template": section('{% include "{at}" %}'),
    "an extended template": section('{% extends "../../../../../../../../{at}" %}'),
    "an imported template": section('{% import "{at}" as x %}'),
    "an image in a drawing": drawing('<image href="{at}" width="9" height="9"/>'),
    "an old image in a drawing": drawing('<image xlink:href="{at}" width="9" height="9"/>'),
    "a use in a drawing": drawing('<use href="{at}#x"/>'),
    "a filter in a drawing": drawing('<filter id="f"><feImage href="{at}"/></filter><rect filter="url(#f)"/>'),
    "a fill in a drawing": drawing('<rect fill="url({at}#x)"/>'),
    "a style in a drawing": drawing('<style>@import "{at}";</style>'),
    "a fill of a style in a drawing": drawing("<style>rect { fill: url({at}) }</style>"),
    "a fill in escapes in a drawing": drawing("<style>rect { fill: u\\72l({at}) }</style>"),
    "a font in a drawing": drawing('<style>@font-face { src: url("{at}") }</style>'),
    "a page in a drawing": drawing('<foreignObject><iframe src="{at}"/></foreignObject>'),
    "a base of a drawing": drawing('<g xml:base="{at}"><use href="#x"/></g>'),
    "an entity of a drawing": drawing("<text>&x;</text>", '<!DOCTYPE svg [<!ENTITY x SYSTEM "{at}">]>'),
    "a document type of a drawing": drawing("", '<!DOCTYPE svg SYSTEM "{at}">'),
    "a style sheet of a drawing": drawing("", '<?xml-stylesheet href="{at}"?>'),
    "an inclusion in a drawing": drawing('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{at}"/>'),
    "a logo": brand("logo: '{at}'\n"),
    "a font of the brand": brand(
        "typography:\n  fonts: [{family: X, source: file, files: [{path: '{at}'}]}]\n  base: {family: X}\n"
    ),
    "a tag of YAML": {"content/library/more.yaml": "!include '{at}'\n"},
    "a link of a source": citation("      URL: '{at}'"),
    "a style of citations": DEPENDENT,
    "a file of BibTeX": {"content/citations/x.bib": "@misc{x, title={\\input{{at}}}, file={{at}}, year=2020}"},
}


WAYS = ("net", "file", "path")
ALL = [(road, way) for number, road in enumerate(ROADS) for way in (WAYS if EVERY else WAYS[number % 3 :][:1])]


@pytest.mark.parametrize(("road", "where"), ALL)
def test_a_road_leads_nowhere(road: str, where: str, trap: Trap, project: Project) -> None:
    at = {"net": f"{trap.url}/canary", "file": trap.file.as_uri(), "path": f"../../../..{trap.file}"}[where]
    root = project({name: text.replace("{at}", at) for name, text in ROADS[road].items()})

    must_lead_nowhere(root, trap)


def must_lead_nowhere(root: Path, trap: Trap) -> None:
    trap.asked.clear()
    lay(trap)
    try:
        made = build(Request(root, formats=("pdf", "docx", "html"))).written
    except (BuildFailed, BriefgenError):
        made = []

    assert trap.asked == []
    assert not was_read(trap)
    assert [path.name for path in made if SECRET.encode() in everything_in(path.read_bytes())] == []


def test_the_trap_works(trap: Trap) -> None:
    lay(trap)
    assert not was_read(trap)
    assert trap.file.read_text(encoding="utf-8") == SECRET
    assert was_read(trap)


@pytest.mark.parametrize(
    "name",
    [
        "content/library/more.yaml",
        "content/citations/more.yaml",
        "content/citations/more.bib",
        "content/briefs/more.yaml",
        "content/figures/more.svg",
        "content/reviews.yaml",
        "content/more.txt",
        "templates/minister/audience.yaml",
        "templates/minister/brand.yml",
        "templates/minister/labels.yml",
        "templates/minister/print.css",
        "templates/minister/reference.docx",
        "templates/minister/fonts/more.ttf",
        "templates/minister/logo.svg",
        SECTION,
        "templates/minister/csl/compact.csl",
    ],
)
def test_a_link_to_a_file_outside_leads_nowhere(name: str, trap: Trap, project: Project) -> None:
    root = project()
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).symlink_to(trap.file)

    must_lead_nowhere(root, trap)


@pytest.mark.parametrize("name", ["content/library/more", "content/figures", "templates", "templates/minister"])
def test_a_link_to_a_folder_outside_leads_nowhere(name: str, trap: Trap, project: Project) -> None:
    root = project()
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    folder = trap.file.parent / "folder"
    for inside in ("brand.yml", "labels.yml", "print.css", "more.yaml", "sections/contact.html.j2", "fonts/x.ttf"):
        (folder / inside).parent.mkdir(parents=True, exist_ok=True)
        (folder / inside).unlink(missing_ok=True)
        (folder / inside).hardlink_to(trap.file)
    (root / name).symlink_to(folder)

    must_lead_nowhere(root, trap)


def test_a_reference_that_points_outside_leads_nowhere(trap: Trap, project: Project) -> None:
    root, document, at = project({"templates/minister/audience.yaml": MINISTER}), docx.Document(), trap.file.as_uri()
    kinds = (f"{R}/attachedTemplate", f"{R}/image", f"{R}/oleObject")
    for part in (document.part, document.part._settings_part, document.sections[0].header.part):
        for kind in kinds:
            part.relate_to(at, kind, is_external=True)
            part.relate_to(f"{trap.url}/canary", kind, is_external=True)
    document.save(str(root / "templates/minister/reference.docx"))

    must_lead_nowhere(root, trap)
    data = (root / "build/roads/roads-minister-one-page.docx").read_bytes()
    assert trap.url.encode() not in everything_in(data)
    assert at.encode() not in everything_in(data)
