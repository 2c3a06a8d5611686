"""Numbers and dates as texts print them: 1,234, 1.2 thousand, three in ten, half, 3.5万亿, 三成, 28 July 2025.

Works on folded text, see `folding.py`. What stands in a text can have several readings; each is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from briefgen.core.model import Comparator

_ONE_TO_NINETEEN: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TWENTY_TO_NINETY: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES: Final = tuple(_ONE_TO_NINETEEN.split())
_TENS: Final = tuple(_TWENTY_TO_NINETY.split())
_SCALES: Final = {
    "hundred": 2,
    "thousand": 3,
    "k": 3,
    "million": 6,
    "millions": 6,
    "m": 6,
    "mn": 6,
    "billion": 9,
    "billions": 9,
    "bn": 9,
    "trillion": 12,
    "trillions": 12,
    "tn": 12,
    "十": 1,
    "百": 2,
    "千": 3,
    "万": 4,
    "亿": 8,
    "百万": 6,
    "千万": 7,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
}
_WHOLES: Final = {
    **{name: Decimal(n) for n, name in enumerate(_ONES)},
    **{name: Decimal(10 * n) for n, name in enumerate(_TENS, 2)},
    "dozen": Decimal(12),
    "decade": Decimal(10),
    "century": Decimal(100),
}
_PARTS: Final = {
    name: Decimal(1) / n
    for name, n in (
        ("half", 2),
        ("third", 3),
        ("quarter", 4),
        ("fifth", 5),
        ("sixth", 6),
        ("eighth", 8),
        ("tenth", 10),
    )
}
_DIGITS: Final = r"\d+(?:[,.' ]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?"
_SCALE: Final = "|".join(sorted(_SCALES, key=len, reverse=True))
_WORD: Final = "|".join(sorted([*_WHOLES, *(s for s in _SCALES if len(s) > 2 and s.isascii())], key=len, reverse=True))
_ZH: Final = "零〇一二两三四五六七八九十百千万亿"
_PART: Final = "third|quarter|fifth|sixth|eighth|tenth"
_SHAPES: Final = re.compile(
    rf"(?P<digits>(?<![\d.,]){_DIGITS})(?:[多余]?(?: |-)?(?P<scale>{_SCALE})(?![a-z]))?"
    rf"|(?<![a-z])(?:(?P<times>an?|{'|'.join(_ONES[1:10])})[ -](?P<part>half|{_PART})s?|(?P<bare>half))(?![a-z])"
    rf"|(?<![a-z])(?P<words>(?:(?:a|an|one) )?(?:{_WORD})(?:(?:[ -]| and )(?:{_WORD}))*)(?:s|es)?(?![a-z])"
    rf"|百分之(?P<hundredths>[{_ZH}点\d.]+)|(?P<tenths>[{_ZH}])成(?P<more>[{_ZH}半])?|(?P<half>一半|半数)"
    rf"|(?P<zh>[{_ZH}]+(?:点[{_ZH}]+)?)"
)
_PERCENT: Final = re.compile(r" ?(?:%|per ?cent|percent|pct|个百分点|个?百分点)")
_RATIO: Final = re.compile(
    rf"(?P<left>{_DIGITS}|{'|'.join(_ONES[1:])}) ?(?::|/|to|in(?: every)?|out of(?: every)?|比) ?"
    rf"(?P<right>{_DIGITS}|{'|'.join(_ONES[1:])}|{'|'.join(_TENS)}|a hundred)"
)

_BEFORE: Final[tuple[tuple[Comparator, str], ...]] = (
    (Comparator.UP_TO, r"up to|at most|no more than|not more than|a maximum of|最多|至多|最高|不超过"),
    (Comparator.AT_LEAST, r"at least|no less than|not less than|no fewer than|a minimum of|至少|不少于|不低于"),
    (Comparator.NEARLY, r"nearly|almost|close to|just under|将近|接近|近"),
    (
        Comparator.OVER,
        r"over|more than|above|exceed(?:s|ed|ing)?|in excess of|upwards of|greater than|超过|高于|大于|多于|超|逾|>",
    ),
    (Comparator.UNDER, r"under|less than|fewer than|below|不到|不足|低于|少于|<"),
    (Comparator.ABOUT, r"about|around|approximately|approx\.?|roughly|some|circa|ca\.|~|≈|大约|约"),
)
_AFTER: Final[tuple[tuple[Comparator, str], ...]] = (
    (Comparator.OVER, r"\+|多|余| or more|以上"),
    (Comparator.UNDER, "以下"),
    (Comparator.ABOUT, "左右|上下| or so"),
)
_LOOK_BACK: Final = 28
_ARTICLE: Final = re.compile(r"(?:\b(?:a|an|the|us|rmb|usd|eur|gbp|cny) ?|[$€£¥' (])+\Z")


@dataclass(frozen=True, slots=True)
class Found:
    """An amount in a text."""

    values: tuple[Decimal, ...]
    """More than one where 1.234 may be either."""
    is_share: bool
    """In per cent."""
    start: int
    end: int


def amounts(text: str) -> Iterator[Found]:
    """Every amount in folded text."""
    for found in _SHAPES.finditer(text):
        if values := _values(found):
            whole = found["hundredths"] or found["tenths"]
            percent = _PERCENT.match(text, found.end())
            yield Found(values, bool(whole or percent), found.start(), found.end())


def ratios(text: str) -> Iterator[tuple[Decimal, Decimal, int]]:
    """Left, right and place of every ratio in folded text: 1:10, 1 in 10, three out of ten."""
    for found in _RATIO.finditer(text):
        for left in _simple(found["left"]):
            for right in _simple(found["right"]):
                yield left, right, found.start()


def said_of(text: str, start: int, end: int) -> Comparator | None:
    """The comparator that the text gives the amount from `start` to `end`; None when it gives none."""
    before = _ARTICLE.sub("", text[max(0, start - _LOOK_BACK) : start])
    for comparator, words in _BEFORE:
        if re.search(rf"(?:(?<![a-z])(?:{words}))\Z", before):
            return comparator
    if re.search("[多余]", text[start:end]):
        return Comparator.OVER
    after = re.sub(r"^(?: ?(?:%|per cent|percent))?", "", text[end : end + 16])
    unit_skipped = re.sub(r"^[元人家个项年]", "", after)
    for comparator, words in _AFTER:
        if re.match(words, after) or re.match(words, unit_skipped):
            return comparator
    return None


def _values(found: re.Match[str]) -> tuple[Decimal, ...]:
    if found["digits"]:
        scale = Decimal(10) ** _SCALES.get(found["scale"] or "", 0)
        return tuple(value * scale for value in _readings(found["digits"]))
    if found["words"]:
        return _english(found["words"])
    if found["part"]:
        return (_WHOLES.get(found["times"], Decimal(1)) * _PARTS[found["part"]],)
    if found["bare"] or found["half"]:
        return (_PARTS["half"],)
    if found["hundredths"]:
        return _simple(found["hundredths"])
    if found["tenths"]:
        more = Decimal(5) if found["more"] == "半" else _chinese(found["more"] or "零")
        return (_chinese(found["tenths"]) * 10 + more,)
    return (_chinese(found["zh"]),) if found["zh"] else ()


def _simple(text: str) -> tuple[Decimal, ...]:
    if text[0].isdigit():
        return _readings(text)
    return (Decimal(100),) if text == "a hundred" else (_WHOLES[text],) if text in _WHOLES else (_chinese(text),)


def _readings(digits: str) -> tuple[Decimal, ...]:
    """The numbers that digits with points and commas can mean."""
    bare = re.sub(r"[' ]", "", digits)
    marks = re.sub(r"\d", "", bare)
    grouped = re.fullmatch(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", bare)
    if not marks:
        return (Decimal(bare),)
    if len(set(marks)) > 1:
        last = marks[-1]
        other = "," if last == "." else "."
        return (Decimal(bare.replace(other, "").replace(last, ".")),)
    joined = Decimal(re.sub(r"[.,]", "", bare))
    if len(marks) > 1:
        return (joined,)
    pointed = Decimal(bare.replace(",", "."))
    return (joined,) if grouped and marks == "," else (pointed, joined) if grouped else (pointed,)


def _english(words: str) -> tuple[Decimal, ...]:
    """The number in words such as "one hundred and twenty"; none for a bare scale ("billions")."""
    total, current, spoken = Decimal(0), Decimal(0), False
    for word in re.findall(r"[a-z]+", words):
        if word in {"a", "an"}:
            current, spoken = Decimal(1), True
        elif word in {"dozen", "decade", "century"}:
            current, spoken = (current or Decimal(1)) * _WHOLES[word], True
        elif word in _WHOLES:
            current, spoken = current + _WHOLES[word], True
        elif word in _SCALES and spoken:
            scaled = (current or Decimal(1)) * Decimal(10) ** _SCALES[word]
            total, current = (total, scaled) if word == "hundred" else (total + scaled, Decimal(0))
    return (total + current,) if spoken else ()


_ZH_DIGITS: Final = {**{c: n for n, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_ZH_SCALES: Final = {"十": 1, "百": 2, "千": 3}


def _chinese(text: str) -> Decimal:
    """三千二百, 一亿二千万, 二〇二五, 三点五."""
    whole, _, decimals = text.partition("点")
    after = Decimal("0." + "".join(str(_ZH_DIGITS.get(c, 0)) for c in decimals)) if decimals else Decimal(0)
    if len(whole) > 1 and all(c in _ZH_DIGITS for c in whole):
        return Decimal("".join(str(_ZH_DIGITS[c]) for c in whole)) + after
    total = section = digit = Decimal(0)
    for c in whole:
        if c in _ZH_DIGITS:
            digit = Decimal(_ZH_DIGITS[c])
        elif c in _ZH_SCALES:
            section, digit = section + (digit or Decimal(1)) * 10 ** _ZH_SCALES[c], Decimal(0)
        else:
            scale = Decimal(10) ** _SCALES[c]
            below = section + digit
            total = total + below * scale if total > scale else (total + below or Decimal(1)) * scale
            section = digit = Decimal(0)
    return total + section + digit + after
