"""Other names of styles: those that Pandoc's users give them, and those of Word in other languages.

A style is looked for by its name in small letters. Word itself stores the English names of its own
styles whatever language it speaks; other programs do not always.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

INSTEAD: Final[Mapping[str, str]] = {
    "quote": "block text",
    "figure": "captioned figure",
    "byline": "author",
    "list bullet compact": "compact",
    "list number compact": "compact",
    "brief table": "table",
}
"""Styles of ours to those that stand for them in a reference made for Pandoc."""
CAPTIONS: Final[Mapping[str, str]] = {"Table": "table caption", "Figure": "image caption"}
"""Pandoc's styles of captions, by what they number."""
FIRST: Final = "first paragraph"
"""Pandoc's style of a paragraph that follows no other."""
CELLS: Final = "compact"
"""Pandoc's style of text in tables; ours are built on it where it is there."""

_LOCAL: Final[Mapping[str, str]] = {
    "normal": "standard / normal / normal / 正文",
    "body text": "textkörper / corps de texte / texto independiente / 正文文本",
    "title": "titel / titre / título / 标题",
    "subtitle": "untertitel / sous-titre / subtítulo / 副标题",
    "heading 1": "überschrift 1 / titre 1 / título 1 / 标题 1",
    "heading 2": "überschrift 2 / titre 2 / título 2 / 标题 2",
    "heading 3": "überschrift 3 / titre 3 / título 3 / 标题 3",
    "list bullet": "aufzählungszeichen / liste à puces / lista con viñetas / 列表项目符号",
    "list bullet 2": "aufzählungszeichen 2 / liste à puces 2 / lista con viñetas 2 / 列表项目符号 2",
    "list number": "listennummer / liste à numéros / lista con números / 列表编号",
    "list number 2": "listennummer 2 / liste à numéros 2 / lista con números 2 / 列表编号 2",
    "quote": "zitat / citation / cita / 引用",
    "caption": "beschriftung / légende / descripción / 题注",
    "footnote text": "fußnotentext / note de bas de page / texto nota pie / 脚注文本",
    "footnote reference": "fußnotenzeichen / appel note de bas de p. / ref. de nota al pie / 脚注引用",
    "endnote text": "endnotentext / note de fin / texto nota al final / 尾注文本",
    "endnote reference": "endnotenzeichen / appel de note de fin / ref. de nota al final / 尾注引用",
    "header": "kopfzeile / en-tête / encabezado / 页眉",
    "footer": "fußzeile / pied de page / pie de página / 页脚",
    "toc heading": "inhaltsverzeichnisüberschrift / en-tête de table des matières / título de tdc / toc 标题",
    "toc 1": "verzeichnis 1 / tm 1 / tdc 1 / 目录 1",
    "toc 2": "verzeichnis 2 / tm 2 / tdc 2 / 目录 2",
    "bibliography": "literaturverzeichnis / bibliographie / bibliografía / 书目",
    "strong": "fett / élevé / texto en negrita / 要点",
    "emphasis": "hervorhebung / accentuation / énfasis / 强调",
    "hyperlink": "hyperlink / lien hypertexte / hipervínculo / 超链接",
}
"""Word's own styles as it calls them in German, French, Spanish and Chinese."""
ENGLISH: Final[Mapping[str, str]] = {
    local: name for name, words in _LOCAL.items() for local in words.split(" / ") if local != name
}
"""The same the other way round."""
