"""The empty Word file that a brief is written into, made from the theme: styles, theme, numbering, settings, fonts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from briefgen.core.directions import is_right_to_left
from briefgen.core.document import Meta
from briefgen.render.docx.fonts import font_table
from briefgen.render.docx.looks import looks_of
from briefgen.render.docx.notes import FOOT, note_settings, notes_xml
from briefgen.render.docx.numbering import base_scheme
from briefgen.render.docx.ooxml import NAMESPACES, XML_HEAD, A, attr, is_east_asian, mm_to_points, twips
from briefgen.render.docx.package import pack
from briefgen.render.docx.stylesheet import NORMAL_TABLE, StyleWriter, accents, palette_of, run_fonts, table_styles
from briefgen.render.style import Brand, PageSetup, Theme

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_PARTS = {
    "styles": ("styles.xml", f"{_WML}.styles+xml"),
    "settings": ("settings.xml", f"{_WML}.settings+xml"),
    "numbering": ("numbering.xml", f"{_WML}.numbering+xml"),
    "fontTable": ("fontTable.xml", f"{_WML}.fontTable+xml"),
    "footnotes": ("footnotes.xml", f"{_WML}.footnotes+xml"),
    "theme": ("theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"),
}
"""Relationship type to part and content type."""


def reference_docx(theme: Theme, meta: Meta, *, numbered_headings: bool = False) -> bytes:
    """A Word file with everything but content. The same theme gives the same bytes."""
    return pack(reference_parts(theme, meta, numbered_headings=numbered_headings))


def reference_parts(theme: Theme, meta: Meta, *, numbered_headings: bool = False) -> dict[str, bytes]:
    """Its parts by name."""
    looks = looks_of(theme, meta.lang)
    to_left = is_right_to_left(meta.lang)
    scheme = base_scheme(looks, theme.brand, headings=numbered_headings, to_left=to_left)
    text_width = twips(mm_to_points(theme.page.text_width_mm))
    writer = StyleWriter(theme.brand, palette_of(theme.brand), looks, scheme.linked, {}, text_width, to_left)
    empty = f"<w:document {NAMESPACES}><w:body><w:p/><w:sectPr>{page_size(theme.page)}</w:sectPr></w:body></w:document>"
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            {"officeDocument": "word/document.xml", "extended-properties": "docProps/app.xml"}
        ),
        "docProps/app.xml": _app(),
        "word/document.xml": f"{XML_HEAD}{empty}",
        "word/_rels/document.xml.rels": _relationships({kind: path for kind, (path, _) in _PARTS.items()}),
        "word/styles.xml": _styles(theme, meta, writer),
        "word/settings.xml": settings_xml(embed_fonts=True, lang=meta.lang),
        "word/numbering.xml": scheme.xml,
        "word/fontTable.xml": font_table(theme.brand),
        "word/footnotes.xml": notes_xml(FOOT),
        "word/theme/theme1.xml": theme_xml(theme.brand),
    }
    return {name: xml.encode() for name, xml in parts.items()}


def page_size(page: PageSetup, *, landscape: bool = False) -> str:
    """`w:pgSz` and `w:pgMar`; turned, the margins turn with the page."""

    def mm(value: float) -> int:
        return twips(mm_to_points(value))

    values = (page.top_mm, page.right_mm, page.bottom_mm, page.left_mm)
    turning = (values[-1], *values[:-1]) if landscape else values
    sides = zip(("top", "right", "bottom", "left"), turning, strict=True)
    width, height = (page.height_mm, page.width_mm) if landscape else (page.width_mm, page.height_mm)
    turned = ' w:orient="landscape"' if landscape else ""
    margins = "".join(f' w:{side}="{mm(value)}"' for side, value in sides)
    return (
        f'<w:pgSz w:w="{mm(width)}" w:h="{mm(height)}"{turned}/>'
        f'<w:pgMar{margins} w:header="{mm(page.header_mm)}" w:footer="{mm(page.footer_mm)}" w:gutter="0"/>'
    )


def _content_types() -> str:
    overrides = {f"/word/{path}": kind for path, kind in _PARTS.values()}
    overrides |= {
        "/word/document.xml": f"{_WML}.document.main+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    rows = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in sorted(overrides.items()))
    return (
        f'{XML_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
        f"{rows}</Types>"
    )


def _relationships(targets: Mapping[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'{XML_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _app() -> str:
    return (
        f'{XML_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>briefgen</Application><DocSecurity>0</DocSecurity></Properties>"
    )


# --- styles and settings --------------------------------------------------------------------------


def _styles(theme: Theme, meta: Meta, writer: StyleWriter) -> str:
    normal = writer.looks["normal"]
    widow = '<w:widowControl w:val="0"/>' if theme.length == "one-page" else "<w:widowControl/>"
    size = f'<w:sz w:val="{round(normal.size * 2)}"/><w:szCs w:val="{round(normal.size * 2)}"/>'
    defaults = (
        "<w:docDefaults><w:rPrDefault>"
        f"<w:rPr>{run_fonts(theme.brand, 'base')}{size}{_language(meta.lang)}</w:rPr></w:rPrDefault>"
        f'<w:pPrDefault><w:pPr>{widow}<w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    latent = (
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1" '
        'w:defQFormat="0" w:count="376"/>'
    )
    fixed = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    )
    tables = NORMAL_TABLE + "".join(table_styles(writer.palette).values())
    looks = "".join(writer.style(look) for look in writer.looks.values())
    return f"{XML_HEAD}<w:styles {NAMESPACES}>{defaults}{latent}{fixed}{looks}{tables}</w:styles>"


def _language(lang: str) -> str:
    """The document's language, and one for the other script, which Word wants too."""
    if is_east_asian(lang):
        return f'<w:lang w:val="en-GB" w:eastAsia="{attr(lang)}"/>'
    return f'<w:lang w:val="{attr(lang)}" w:eastAsia="zh-CN"/>'


_NAMES = """
    mirrorMargins bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop defaultTabStop autoHyphenation
    consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps evenAndOddHeaders characterSpacingControl
    clrSchemeMapping
"""
SETTINGS = tuple(_NAMES.split())
"""Settings that a reference of a designer's own may have otherwise, in the order of the schema, colours last."""
_USUAL_SETTINGS = {
    "defaultTabStop": '<w:defaultTabStop w:val="720"/>',
    "characterSpacingControl": '<w:characterSpacingControl w:val="doNotCompress"/>',
    "clrSchemeMapping": (
        '<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1" '
        'w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5" w:accent6="accent6" '
        'w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/>'
    ),
}


def settings_xml(*, embed_fonts: bool, lang: str, kept: Mapping[str, str] = MappingProxyType({})) -> str:
    """settings.xml, with ready elements for some of `SETTINGS`. Nothing asks the reader to update fields."""
    modes = {
        "compatibilityMode": "15",
        "overrideTableStyleFontSizeAndJustification": "1",
        "enableOpenTypeFeatures": "1",
        "doNotFlipMirrorIndents": "1",
        "differentiateMultirowTableHeaders": "1",
        "useWord2013TrackBottomHyphenation": "0",
    }
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in modes.items()
    )
    east = lang if is_east_asian(lang) else "zh-CN"
    said = {**_USUAL_SETTINGS, **kept}
    return (
        f'{XML_HEAD}<w:settings {NAMESPACES}><w:zoom w:percent="100"/>'
        + ("<w:embedTrueTypeFonts/><w:saveSubsetFonts/>" if embed_fonts else "")
        + "".join(said[name] for name in SETTINGS[:-1] if name in said)
        + note_settings(FOOT)
        + f"<w:compat>{compat}</w:compat>"
        f'<w:themeFontLang w:val="{attr("en-GB" if is_east_asian(lang) else lang)}" w:eastAsia="{attr(east)}"/>'
        f"{said['clrSchemeMapping']}"
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


# --- theme ----------------------------------------------------------------------------------------


def theme_xml(brand: Brand) -> str:
    """theme1.xml: the brand's colours and fonts, and the plainest of Office's effects."""
    name = attr(brand.name or "Brief")
    fonts = _font(brand, "headings", "majorFont") + _font(brand, "base", "minorFont")
    return (
        f'{XML_HEAD}<a:theme xmlns:a="{A}" name="{name}"><a:themeElements>'
        f'<a:clrScheme name="{name}">{_colors(brand)}</a:clrScheme>'
        f'<a:fontScheme name="{name}">{fonts}</a:fontScheme>'
        f'<a:fmtScheme name="{name}">{_EFFECTS}</a:fmtScheme></a:themeElements></a:theme>'
    )


def _colors(brand: Brand) -> str:
    def role(name: str, otherwise: str) -> str:
        return brand.colors.get(name, otherwise)

    link = role("link", role("secondary", "#0000ff"))
    slots = [
        ("dk1", role("foreground", "#000000")),
        ("lt1", role("background", "#ffffff")),
        ("dk2", role("primary", "#000000")),
        ("lt2", role("light", "#eeeeee")),
        *((f"accent{n}", color) for n, color in enumerate(accents(brand), 1)),
        ("hlink", link),
        ("folHlink", link),
    ]
    return "".join(f'<a:{slot}><a:srgbClr val="{color.lstrip("#").upper()}"/></a:{slot}>' for slot, color in slots)


def _font(brand: Brand, role: str, element: str) -> str:
    family = brand.fonts.get(role) or brand.fonts.get("base")
    latin = attr(family.name) if family else "Calibri"
    east = attr(brand.fonts["east-asian"].name) if "east-asian" in brand.fonts else ""
    hans = f'<a:font script="Hans" typeface="{east}"/>' if east else ""
    return f'<a:{element}><a:latin typeface="{latin}"/><a:ea typeface="{east}"/><a:cs typeface=""/>{hans}</a:{element}>'


_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_EFFECTS = (
    f"<a:fillStyleLst>{_FILL * 3}</a:fillStyleLst>"
    "<a:lnStyleLst>"
    + "".join(
        f'<a:ln w="{w}"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>' for w in (6350, 12700, 19050)
    )
    + "</a:lnStyleLst>"
    f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
    f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst>"
)
