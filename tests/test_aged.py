"""Old figures are said to be old where a document first prints them in its text, in figures and in tables."""

from __future__ import annotations

import pytest

from briefgen.core import model as m
from briefgen.core.aged import Words, mark_aged
from briefgen.core.document import Element
from builders import a_fact
from trees import shown, tree

ENGLISH = Words("may be out of date", "figures of {} may be out of date", ",", ", ", "en-GB")
CHINESE = Words("可能已过时", "{}的数值可能已过时", "，", "、", "zh-CN")
OLD = {
    m.FactId("gap"): a_fact("gap", m.Decimal(5), as_of=m.Day(2020)),
    m.FactId("share"): a_fact("share", m.Decimal(40), as_of=m.Day(2016)),
    m.FactId("lost"): a_fact("lost", m.Decimal(3), as_of=m.Unknown(m.Prose("?", m.Span("f", 1, 1)))),
}
GAP = '<span class="fact" data-fact="gap">5</span>'
GAP_DATE = '<span class="fact" data-fact="gap">2020</span>'
SHARE = '<span class="fact" data-fact="share">40</span>'

FAR = "of those who were asked in one of the many towns of our region."


def marked(body: str, words: Words = ENGLISH) -> str:
    return shown(mark_aged(tree(body), OLD, words))


def said(body: str, words: Words = ENGLISH) -> str:
    made = mark_aged(tree(body), OLD, words)
    return "|".join(child.text() for child in made.children if isinstance(child, Element))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (f"About {GAP} lack work.", "About 5 lack work (2020, may be out of date)."),
        (f"About {GAP} lack work, and that is all.", "About 5 lack work (2020, may be out of date), and that is all."),
        (f"It was {GAP} in {GAP_DATE}.", "It was 5 in 2020 (may be out of date)."),
        (f"It was {GAP}", "It was 5 (2020, may be out of date)"),
        (f"Of {GAP}, {SHARE} are left.", "Of 5, 40 are left (figures of 2016, 2020 may be out of date)."),
        (f"In {GAP_DATE} much was said.", "In 2020 much was said."),
        (f"{GAP} of those<cite>(Doe)</cite>.", "5 of those (2020, may be out of date)(Doe)."),
        (f"It was {GAP} <cite>[1]</cite>.", "It was 5 (2020, may be out of date) [1]."),
        (f"<strong>{GAP} lack work.</strong> So.", "5 lack work (2020, may be out of date). So."),
        (f"{GAP} {FAR}", f"5 (2020, may be out of date) {FAR}"),
        ('About <span data-fact="lost">3</span>.', "About 3 (may be out of date)."),
    ],
)
def test_the_mark_stands_before_the_next_stop_or_behind_the_figure(written: str, printed: str) -> None:
    assert said(f"<p>{written}</p>") == printed


def test_a_figure_is_marked_once_in_a_document_and_not_in_headings() -> None:
    body = f"<h2>{GAP}</h2><p>It is {GAP}.</p><p>Still {GAP}.</p>"

    assert said(body) == "5|It is 5 (2020, may be out of date).|Still 5."


def test_each_entry_of_a_list_and_each_cell_has_its_own_mark() -> None:
    made = marked(f"<ul><li>It is {GAP}.</li><li>And {SHARE}.</li></ul><table><tr><td>{GAP}</td></tr></table>")

    assert made.count("may be out of date") == 2
    assert "(2016, may be out of date)." in made


def test_what_says_already_that_it_is_old_is_not_marked_again() -> None:
    row = f"<table><tr><td>{GAP}</td><td>2020, may be out of date</td></tr></table>"

    assert marked(f"{row}<p>It is {GAP}.</p>").count("may be out of date") == 2


def test_key_figures_say_it_below_the_number_and_for_the_text_too() -> None:
    shown_large = f'<div class="key-figures"><p>{GAP}</p><p>2020, may be out of date</p></div>'

    assert said(f"{shown_large}<p>It is {GAP}. Not {SHARE}.</p>") == (
        "52020, may be out of date|It is 5. Not 40 (2016, may be out of date)."
    )


def test_figures_that_are_not_old_are_left_alone() -> None:
    body = '<p>It is <span data-fact="new">1</span>.</p>'

    assert marked(body) == shown(tree(body))


def test_chinese_has_its_own_brackets_and_stops() -> None:
    assert said(f"<p>缺口为{GAP}人。</p>", CHINESE) == "缺口为5人（2020年，可能已过时）。"
    assert said(f"<p>{GAP}中的{SHARE}。</p>", CHINESE) == "5中的40（2016年、2020年的数值可能已过时）。"
