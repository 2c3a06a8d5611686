"""Numbers that are written in words: "three in ten", "half", "doubled", "a dozen"; 三成, 一半, 翻倍.

Small counts of things that a text itself lists ("two reasons", "one of them"), ordinals and names are no figures.
Words are a figure when they say a share, a multiple, a magnitude, ten or more, or so many units of measure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

SMALL: Final = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
_SMALL = "|".join(SMALL)
_LARGE = (
    r"ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    rf"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|{_SMALL}))?"
)
_COUNT = rf"(?:{_LARGE}|{_SMALL})"
_PART = r"(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth)"
_MAGNITUDE = r"(?:hundreds?|thousands?|millions?|billions?|trillions?|dozens?)"
_MEASURE = (
    r"(?:per cent|percent|percentage points?|years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|dollars|"
    r"euros|pounds|yuan|renminbi|cents|people|jobs|kilomet(?:re|er)s?|met(?:re|er)s?|miles?|tonnes?|kilograms?|"
    r"litres?|hectares?|kilowatts?|megawatts?|gigawatts?|degrees?)"
)
_OBJECT = r"(?= (?:the|its|their|his|her|our|your|that|this|these|those|what|as|in|by|from|since|over)\b)"
_TOWARDS = "|".join(
    rf"(?<=\b{word}\s)" for word in ("by", "to", "than", "about", "over", "under", "nearly", "almost", "roughly")
)

_ENGLISH_SHAPES: Final = (
    rf"(?:one|{_COUNT}) (?:in(?: every)?|out of(?: every)?) (?:a |one )?(?:{_COUNT}|hundred|thousand|million)",
    rf"(?:{_COUNT}|hundred|thousand|many)-?fold",
    rf"{_COUNT} times",
    rf"(?:an?|one|single|{_COUNT}|several|many|few) {_MAGNITUDE}(?: {_MAGNITUDE})*",
    rf"(?:hundreds|thousands|millions|billions|trillions|dozens)|(?<=\s\s){_MAGNITUDE}",
    rf"(?:{_SMALL})[ -]{_PART}s",
    rf"(?:an?|one)[ -]{_PART}(?= (?:of|as|more|less|fewer|higher|lower)\b)",
    rf"(?:{_TOWARDS})(?:an?|one) {_PART}(?=[,.;:)]|\s(?:and|or|in|since|within)\b|\Z)",
    rf"every (?:second|fourth|{_PART})(?= (?!of\b)[a-z])",
    rf"(?<=\bfactor\sof\s){_COUNT}",
    r"(?<!first\s)(?<!second\s)(?<!other\s)half(?! way)(?!-[a-z])",
    r"(?:doubled|doubling|tripled|tripling|trebled|trebling|quadrupled|quadrupling|halved|halving)",
    rf"(?:doubles?|triples?|trebles?|quadruples?|halves?)(?:{_OBJECT}|(?=[,.;]))|(?:twice|thrice){_OBJECT}",
    r"one (?:(?!of\b)[a-z]+ )?(?:years?|months?|weeks?|hours?|per cent|percent)",
    rf"{_COUNT}(?: (?:or|to) {_COUNT})?[ -](?:(?!(?:of|or|and|the|in|to|for|at|by|per)\b)[a-z]+ )?"
    rf"{_MEASURE}(?! plans?\b)",
    rf"(?:{_LARGE})",
)
_ENGLISH: Final = re.compile(
    rf"(?<![\w{{-])(?:{'|'.join(_ENGLISH_SHAPES)})(?![\w}}])".replace(" ", r"\s+"), re.IGNORECASE
)
_N = "一二三四五六七八九十百千万亿两〇零几数"
_CHINESE_SHAPES: Final = (
    rf"百分之[{_N}点]+|[{_N}]+分之[{_N}]+",
    rf"[{_N}]+成(?:半|[{_N}])?(?![{_N}不为功就立员本长分品果人熟效])",
    rf"[{_N}]+(?:点[{_N}]+)?(?:倍|个百分点)",
    rf"翻[{_N}]?番|翻[{_N}]*倍|成倍|倍增|减半|一半|半数|过半(?![天年个小])|大半|半(?:年|个月|小时)",
    rf"[两二三四五六七八九十百千万][{_N}]*(?:多|余)?(?:年|个月|个季度|个星期|周|天|小时|分钟|元|美元|欧元|公里|米|吨|公顷)",
    r"一(?:个月|个季度|个星期|小时)",
    rf"每[{_N}]+[^，。；、]{{1,6}}(?:就|只|仅)?有[{_N}]+",
    rf"[二三四五六七八九两几数][十百千万亿][{_N}]*(?!年)|十[一二三四五六七八九几余万亿][{_N}]*|[一百千]+[百千万亿][{_N}]*",
)
_CHINESE: Final = re.compile(rf"(?<!第)(?<![{_N}])(?:{'|'.join(_CHINESE_SHAPES)})")
_IDIOM: Final = re.compile(r"十[三四五]五|一五|千万(?=不|别|要)|千方百计|成千上万|一成不变|百分之百")
_HAN: Final = re.compile("[\u3007\u4e00-\u9fff]")
_LETTERS: Final = re.compile("[a-z]+")
_NAMES: Final = (
    "one second fourth ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty "
    "forty fifty sixty seventy eighty ninety third quarter fifth sixth seventh eighth ninth tenth hundredth "
    "thousandth half halves twice thrice doubling tripling trebling quadrupling halving"
)
_COUNTING: Final = frozenset(
    {
        *(*SMALL, *_NAMES.split()),
        *(
            f"{word}{s}"
            for word in ("hundred", "thousand", "million", "billion", "trillion", "dozen")
            for s in ("", "s")
        ),
        *(f"{word}{s}" for word in ("double", "triple", "treble", "quadruple", "halve") for s in ("", "s", "d")),
    }
)
"""One of these stands in whatever the shapes above find, but for "manyfold" and the like."""


def number_words(text: str) -> Iterator[re.Match[str]]:
    """Every figure in words in `text`, in English and in Chinese."""
    if names_count(text):
        yield from (found for found in _english(text) if not _is_name(text, found))
    if not text.isascii() and _HAN.search(text):
        yield from (found for found in _CHINESE.finditer(text) if not _IDIOM.match(text, found.start()))


def names_count(text: str) -> bool:
    """Whether a word stands in `text` without which no figure in English words does; quickly known, and mostly not."""
    small = _small(text)
    return not _COUNTING.isdisjoint(_LETTERS.findall(small)) or "fold" in small


def _small(text: str) -> str:
    """In small letters, as many as there were: the dotted capital I is the one that becomes two."""
    return text.replace("İ", "i").lower()


def _english(text: str) -> Iterator[re.Match[str]]:
    """What the English shapes find, one after the other: each begins at a word of counting, or at the word before."""
    end = before = 0
    for word in _LETTERS.finditer(_small(text)):
        if word.group() in _COUNTING or "fold" in word.group():
            for start in (before, word.start()):
                if start >= end and (found := _ENGLISH.match(text, start)):
                    end = found.end()
                    yield found
                    break
        before = word.start()


def _is_name(text: str, found: re.Match[str]) -> bool:
    """A capital inside a sentence: "the Thousand Talents programme"."""
    before = text[: found.start()].rstrip(" \n*_\"'“‘(")
    return found.group()[0].isupper() and bool(before) and before[-1] not in ".!?:;-\u2013\u2014|>"
