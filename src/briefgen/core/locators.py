"""Places in a source, as authors write them: "p. 25", "line 13", "chap. 4", "第5章".

The label is read here, in English and Chinese whatever the language of the brief, and becomes a CSL label;
citation styles then print it in the language of the brief.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

_WORDS: Final = {
    "appendix": "appendix app. 附录",
    "article-locator": "article articles art. arts. 条",
    "book": "book books bk. bks.",
    "chapter": "chapter chapters chap. chaps. ch. 章",
    "column": "column columns col. cols. 栏",
    "figure": "figure figures fig. figs. 图",
    "folio": "folio folios fol. fols.",
    "issue": "issue issues no. nos. 期",
    "line": "line lines l. ll. 行",
    "note": "note notes n. nn. 注",
    "page": "page pages p. pp. 页",
    "paragraph": "paragraph paragraphs para. paras. ¶ ¶¶ 段",
    "part": "part parts pt. pts. 部分",
    "section": "section sections sec. secs. sect. § §§ 节",
    "table": "table tables tbl. tbls. 表",
    "timestamp": "timestamp timestamps",
    "verse": "verse verses v. vv.",
    "volume": "volume volumes vol. vols. 卷",
}
LABELS: Final[Mapping[str, str]] = {w.rstrip("."): label for label, words in _WORDS.items() for w in words.split()}
"""What authors write, less a full stop, to CSL label."""

_NUMBER = r"(?:[\w./:]*\d[\w./:]*|[IVXLC]+\b|[ivxlc]+\b)"
_RUN = rf"{_NUMBER}(?:\s*[-‒–—]\s*{_NUMBER})?"
_PLACE: Final = re.compile(rf"({_RUN}(?:\s*(?:,|&|、|，)\s*{_RUN})*)(.*)", re.DOTALL)
_ALPHABETIC: Final = re.compile(r"([^\W\d_]+\.?|[¶§]{1,2})\s*(.*)", re.DOTALL)
_CHINESE: Final = re.compile(
    rf"第?\s*({_RUN}(?:\s*[,、，]\s*{_RUN})*)\s*({'|'.join(w for w in LABELS if '一' <= w[0] <= '鿿')})(.*)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in a source. All three may be empty."""

    label: str = ""
    """A CSL label: `page`, `line`, `paragraph`, `chapter`..."""
    place: str = ""
    """Numbers and ranges: "25", "13, 21", "iv–vi"."""
    rest: str = ""
    """What follows, or all of it when no label could be read; printed as it stands."""


NOWHERE: Final = Locator()
"""The source as a whole."""


def read_locator(text: str) -> Locator:
    """What an author wrote after the key; a bare number is a page."""
    text = text.strip().lstrip(",").strip()
    if not text:
        return NOWHERE
    if found := _CHINESE.fullmatch(text):
        return Locator(LABELS[found[2]], _places(found[1]), _rest(found[3]))
    label, tail = "page", text
    if (word := _ALPHABETIC.match(text)) and not text[0].isdigit():
        label, tail = LABELS.get(word[1].casefold().rstrip("."), ""), word[2]
    found = _PLACE.match(tail) if label else None
    return Locator(label, _places(found[1]), _rest(found[2])) if found else Locator(rest=text)


def _places(text: str) -> str:
    return re.sub(r"\s*[,、，]\s*", ", ", text.strip())


def _rest(text: str) -> str:
    return text.strip().lstrip(",，").strip()


def join_locators(locators: Iterable[Locator]) -> tuple[Locator, ...]:
    """Each place once, places with the same label together: line 13, then line 21, becomes lines 13, 21.

    An empty locator adds nothing beside others.
    """
    distinct = tuple(dict.fromkeys(locators))
    joined: dict[object, Locator] = {}
    for locator in distinct:
        key = locator if locator.rest or not locator.label else locator.label
        before = f"{joined[key].place}, " if key in joined else ""
        joined[key] = replace(locator, place=before + locator.place)
    return tuple(each for each in joined.values() if each != NOWHERE) or (NOWHERE,)
