"""Which words are figures and which are not."""

from __future__ import annotations

import pytest

from briefgen.core.number_words import number_words

FIGURES = [
    ("Three in ten firms closed.", "Three in ten"),
    ("One out of every five pupils cycles.", "One out of every five"),
    ("Prices doubled in a year.", "doubled"),
    ("It would halve the cost.", "halve"),
    ("It doubles, and then stops.", "doubles"),
    ("It costs twice the price.", "twice"),
    ("A threefold rise followed.", "threefold"),
    ("It is three times as dear.", "three times"),
    ("A dozen towns took part.", "A dozen"),
    ("Several hundred people came.", "Several hundred"),
    ("Tens of people, and thousands more.", "thousands"),
    ("Two thirds of the roads are bad.", "Two thirds"),
    ("A quarter of all roads is bad.", "A quarter"),
    ("It fell by a third.", "a third"),
    ("Half the roads are bad.", "Half"),
    ("Twenty-five bridges fell.", "Twenty-five"),
    ("It took five working days.", "five working days"),
    ("A five-day wait is usual.", "five-day"),
    ("Ask again in one year.", "one year"),
    ("Sixty per cent agreed.", "Sixty per cent"),
    ("It costs\nhalf a\nmillion.", "half"),
    ("Every third bus is late.", "Every third"),
    ("Late, every second bus at least.", "every second"),
    ("It grew by a factor of three.", "three"),
    ("十几个站关闭了", "十几"),
    ("每三辆车中就有一辆晚点", "每三辆车中就有一"),
    ("大约三成五的道路", "三成五"),
    ("增长了两倍", "两倍"),
    ("翻了一番，又翻一番", "翻一番"),
    ("百分之五十的道路", "百分之五十"),
    ("三分之二的道路", "三分之二"),
    ("过去五年里", "五年"),
    ("数十亿元的投资", "数十亿"),
    ("过半的人", "过半"),
]
PLAIN = [
    "One of the two reasons comes first.",
    "The second point and the third party agree; a third says no.",
    "The first half and the second half differ.",
    "The Two Sessions approved it, as did the Thousand Talents office.",
    "Nobody pays twice for the same road, and once is enough.",
    "Both towns, several firms and a single bridge are named.",
    "Four stages follow; three of them are open.",
    "At one point, no one knew. One day it may change.",
    "The last quarter was mild, and every second of it.",
    "A factor of no importance, and a factor of the two that matter.",
    "A half-finished double standard, a double-check, a quarterly report.",
    "The five-year plan continues.",
    "It is often weighty, and tension mounts in a stone tent.",
    "Do it one by one, in tandem.",
    "第三年，其一，一方面，一些人，一样，十分重要，千万不要，一成不变",
    "完成、成为、组成和成果",
    "十四五规划的统一标准",
    "万一下雨",
]


@pytest.mark.parametrize(("text", "words"), FIGURES)
def test_a_figure_in_words_is_found_whole(text: str, words: str) -> None:
    assert words in [found.group() for found in number_words(text)]


@pytest.mark.parametrize("text", PLAIN)
def test_ordinals_names_and_small_counts_are_no_figures(text: str) -> None:
    assert [found.group() for found in number_words(text)] == []
