"""WordprocessingML as text: the few helpers that escape what goes in, and the namespaces.

Everything printed into a part passes `text` or `attr`; text of an author never enters a field
instruction, a bookmark name or a relationship id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Final

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
C: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
PIC: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"
ASVG: Final = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"

NAMESPACES: Final = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="{WP}" xmlns:a="{A}" xmlns:pic="{PIC}"'
"""Declarations for the root element of a part."""

XML_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

MAX_TIP: Final = 260
"""Letters of the words that Word shows at a link."""
TWIPS_PER_POINT: Final = 20
POINTS_PER_MM: Final = 72 / 25.4
EMU_PER_MM: Final = 36000

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[&<>]")
"""What character data cannot hold as it is; most texts have nothing of it, so that one look is enough."""
_PARTS_OF_RUN = re.compile("([\n\u00ad])")
_HTML_SPACE = " \t\r\n\f"
_SPACES = re.compile("[\t\r\n\f]|  ")
"""White space that is no single blank; most texts have none."""


def legal(value: str) -> str:
    """`value` without the characters that XML 1.0 forbids."""
    return _ILLEGAL.sub("", value)


def text(value: str) -> str:
    """`value` as character data; characters that XML 1.0 forbids are left out."""
    if not _SPECIAL.search(value):
        return value
    return legal(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attr(value: str) -> str:
    """`value` as the inside of a double-quoted attribute."""
    return text(value).replace('"', "&quot;").replace("\n", " ").replace("\r", " ").replace("\t", " ")


def twips(points: float) -> int:
    """Twentieths of a point, the unit of most lengths in Word."""
    return round(points * TWIPS_PER_POINT)


def mm_to_points(mm: float) -> float:
    return mm * POINTS_PER_MM


def emu(mm: float) -> int:
    """English Metric Units, the unit of drawings."""
    return round(mm * EMU_PER_MM)


def is_blank(value: str) -> bool:
    """Whether HTML would collapse `value` to nothing between blocks; a no-break space is content."""
    return not value.strip(_HTML_SPACE)


def collapse(value: str) -> str:
    """Runs of HTML white space become one space."""
    return re.sub(f"[{_HTML_SPACE}]+", " ", value) if _SPACES.search(value) else value


# --- runs -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunFormat:
    """How a run looks; `style` is a style id."""

    style: str = ""
    bold: bool | None = None
    italic: bool | None = None
    vertical: str = ""
    """`superscript`, `subscript` or empty."""
    lang: str = ""
    east_asian: bool = False
    to_left: bool = False
    """Whether its script runs from right to left."""
    xml: str = dataclass_field(init=False, repr=False, compare=False)
    """`w:rPr`, printed once: a document has thousands of runs in a few dozen formats."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "xml", _run_properties(self))


def _run_properties(fmt: RunFormat) -> str:
    """`w:rPr` with its children in schema order, or nothing."""
    parts = [
        f'<w:rStyle w:val="{fmt.style}"/>' if fmt.style else "",
        '<w:rFonts w:hint="eastAsia"/>' if fmt.east_asian else "",
        _toggle("b", fmt.bold),
        _toggle("i", fmt.italic),
        f'<w:vertAlign w:val="{fmt.vertical}"/>' if fmt.vertical else "",
        "<w:rtl/>" if fmt.to_left else "",
        _lang(fmt.lang, "eastAsia" if fmt.east_asian else "bidi" if fmt.to_left else "val"),
    ]
    inside = "".join(parts)
    return f"<w:rPr>{inside}</w:rPr>" if inside else ""


def _toggle(name: str, value: bool | None) -> str:
    if value is None:
        return ""
    return f"<w:{name}/><w:{name}Cs/>" if value else f'<w:{name} w:val="0"/><w:{name}Cs w:val="0"/>'


def _lang(tag: str, kind: str) -> str:
    return f'<w:lang w:{kind}="{attr(tag)}"/>' if tag else ""


PLAIN: Final = RunFormat()


def is_east_asian(lang: str) -> bool:
    return lang.lower().split("-")[0] in {"zh", "ja", "ko"}


def run(value: str, fmt: RunFormat = PLAIN) -> str:
    """A run of text; line feeds become breaks, soft hyphens Word's optional hyphens."""
    if not value:
        return ""
    return f"<w:r>{fmt.xml}{_run_content(value)}</w:r>"


def _run_content(value: str) -> str:
    if "\n" not in value and "\u00ad" not in value:
        return f'<w:t xml:space="preserve">{text(value)}</w:t>'
    out = []
    for part in _PARTS_OF_RUN.split(value):
        if part == "\n":
            out.append("<w:br/>")
        elif part == "\u00ad":
            out.append("<w:softHyphen/>")
        elif part:
            out.append(f'<w:t xml:space="preserve">{text(part)}</w:t>')
    return "".join(out)


TAB: Final = "<w:r><w:tab/></w:r>"
BREAK: Final = "<w:r><w:br/></w:r>"


def field(instruction: str, result: str, fmt: RunFormat = PLAIN) -> str:
    """A complex field with its result in place, so that nobody has to press F9."""
    return field_start(instruction, fmt) + result + field_end(fmt)


def field_start(instruction: str, fmt: RunFormat = PLAIN) -> str:
    """Everything of a field before its result. `instruction` is ours alone."""
    rpr = fmt.xml
    return (
        f'<w:r>{rpr}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{rpr}<w:instrText xml:space="preserve"> {text(instruction)} </w:instrText></w:r>'
        f'<w:r>{rpr}<w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field_end(fmt: RunFormat = PLAIN) -> str:
    return f'<w:r>{fmt.xml}<w:fldChar w:fldCharType="end"/></w:r>'


def bookmark_start(number: int, name: str) -> str:
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'


def bookmark_end(number: int) -> str:
    return f'<w:bookmarkEnd w:id="{number}"/>'


def link_start(*, anchor: str = "", rel: str = "", tip: str = "") -> str:
    """The opening tag of a hyperlink to a bookmark or to a relationship."""
    where = f' w:anchor="{anchor}"' if anchor else f' r:id="{rel}"'
    tooltip = f' w:tooltip="{attr(tip[:MAX_TIP])}"' if tip else ""
    return f'<w:hyperlink{where}{tooltip} w:history="1">'


LINK_END: Final = "</w:hyperlink>"


def note_reference(kind: str, number: int, style: str) -> str:
    """The mark of a note; `kind` is `footnote` or `endnote`."""
    return f'<w:r><w:rPr><w:rStyle w:val="{style}"/></w:rPr><w:{kind}Reference w:id="{number}"/></w:r>'
