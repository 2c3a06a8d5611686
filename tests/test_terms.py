"""Glossary terms: written out or explained where a reader first meets them, and listed if they are used."""

from __future__ import annotations

import pytest

from briefgen.core.model import Term
from briefgen.core.terms import explain_terms
from builders import a_term
from trees import shown, tree

LLM = a_term("large language model", acronym="LLM", aliases=("large model", "large models"), gloss="a text machine")
POTHOLE = a_term("pothole", aliases=("potholes",), gloss="a hole in a road")
KERB = a_term("kerb")
WATER = a_term("入户管", gloss="到水表的水管")


def explained(body: str, *terms: Term, mode: str = "expand") -> str:
    return shown(explain_terms(tree(body), terms, mode))


# --- at first use -----------------------------------------------------------------------------------


def test_an_acronym_is_written_out_at_its_first_use_alone() -> None:
    made = explained("<p>An LLM is big. Another LLM is bigger.</p>", LLM)

    assert made == "<p>An <dfn>large language model</dfn> (LLM) is big. Another LLM is bigger.</p>"


@pytest.mark.parametrize(
    ("before", "printed"),
    [("", "Large"), ("It works. ", "Large"), ("<em>Cost.</em> ", "Large"), ("<em>An</em> ", "large")],
)
def test_an_acronym_that_opens_a_sentence_is_written_out_with_a_capital(before: str, printed: str) -> None:
    made = explained(f"<p>{before}LLM pilots fail.</p>", LLM)

    assert made == f"<p>{before}<dfn>{printed} language model</dfn> (LLM) pilots fail.</p>"


def test_a_term_is_marked_where_it_is_first_used_in_the_document() -> None:
    made = explained("<p>One pothole.</p><p>Two potholes.</p>", POTHOLE)

    assert made == "<p>One <dfn>pothole</dfn>.</p><p>Two potholes.</p>"


def test_a_public_document_explains_a_term_in_brackets() -> None:
    made = explained("<p>A pothole.</p>", POTHOLE, mode="explain")

    assert made == '<p>A <dfn>pothole</dfn><span class="gloss"> (a hole in a road)</span>.</p>'


def test_a_public_document_explains_an_acronym_too() -> None:
    made = explained("<p>An LLM.</p>", LLM, mode="explain")

    assert made == "<p>An <dfn>large language model</dfn> (LLM: a text machine).</p>"


def test_a_term_without_a_gloss_is_only_marked() -> None:
    assert explained("<p>A kerb.</p>", KERB, mode="explain") == "<p>A <dfn>kerb</dfn>.</p>"


@pytest.mark.parametrize("bracket", [" (as big as a cup)", "（像杯子）"])
def test_what_an_author_explains_is_not_explained_again(bracket: str) -> None:
    made = explained(f"<p>A pothole{bracket}.</p>", POTHOLE, mode="explain")

    assert made == f"<p>A <dfn>pothole</dfn>{bracket}.</p>"


def test_an_acronym_that_the_author_wrote_out_is_left_alone() -> None:
    made = explained("<p>A large language model (LLM) is big. An LLM.</p>", LLM)

    assert made == "<p>A <dfn>large language model</dfn> (LLM) is big. An LLM.</p>"


def test_nothing_is_changed_where_the_audience_knows_the_terms() -> None:
    assert explained("<p>An LLM.</p>", LLM, mode="none") == "<p>An LLM.</p>"


@pytest.mark.parametrize(
    "body",
    [
        "<p>antipothole, potholed, pothole-free, sub-pothole</p>",
        "<p>llm and Llm</p>",
        "<p>LLMs and XLLM</p>",
    ],
)
def test_only_whole_words_in_their_own_spelling_are_terms(body: str) -> None:
    assert explained(body, POTHOLE, LLM) == body


def test_small_and_capital_letters_are_one_in_terms_that_are_words() -> None:
    assert explained("<p>Potholes are bad.</p>", POTHOLE) == "<p><dfn>Potholes</dfn> are bad.</p>"


def test_the_longest_term_counts() -> None:
    plan, water = a_term("water safety plan"), a_term("water")

    made = explained("<p>A water safety plan for water.</p>", water, plan)

    assert made == "<p>A <dfn>water safety plan</dfn> for <dfn>water</dfn>.</p>"


def test_chinese_terms_stand_in_the_middle_of_a_sentence() -> None:
    made = explained("<p>这是入户管的图。</p>", WATER, mode="explain")

    assert made == '<p>这是<dfn>入户管</dfn><span class="gloss">（到水表的水管）</span>的图。</p>'


def test_chinese_terms_are_found_beside_terms_in_latin_letters() -> None:
    made = explained("<p>这是入户管的图。</p>", WATER, POTHOLE)

    assert made == "<p>这是<dfn>入户管</dfn>的图。</p>"


def test_latin_terms_are_found_in_the_middle_of_a_chinese_sentence() -> None:
    assert explained("<p>使用LLM的人</p>", LLM) == "<p>使用<dfn>large language model</dfn> (LLM)的人</p>"


# --- where nothing is explained ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    [
        "<h2>{}</h2>",
        '<p><a href="#x">{}</a></p>',
        "<p><cite>{}</cite></p>",
        "<p><code>{}</code></p>",
        "<figure><figcaption>{}</figcaption></figure>",
        "<table><thead><tr><th>{}</th></tr></thead></table>",
        '<header class="masthead"><p>{}</p></header>',
        '<p class="source">{}</p>',
        '<div class="references"><p>{}</p></div>',
        '<p>x<span class="note">{}</span></p>',
        '<p class="contact">{}</p>',
    ],
)
def test_headings_labels_and_sources_are_no_place_to_explain(place: str) -> None:
    body = place.format("pothole")

    assert explained(f"{body}<p>A pothole.</p>", POTHOLE) == f"{body}<p>A <dfn>pothole</dfn>.</p>"


# --- the glossary -----------------------------------------------------------------------------------

GLOSSARY = (
    '<dl class="glossary"><dt data-block="pothole">pothole</dt><dd data-block="pothole">A hole.</dd>'
    '<dt data-block="kerb">kerb</dt><dd data-block="kerb">A stone.</dd></dl>'
)


@pytest.mark.parametrize("mode", ["expand", "explain", "none"])
def test_the_glossary_keeps_the_terms_that_the_document_uses(mode: str) -> None:
    made = explained(f"<p>Two potholes.</p>{GLOSSARY}", POTHOLE, KERB, mode=mode)

    assert made.endswith(
        '<dl class="glossary"><dt data-block="pothole">pothole</dt><dd data-block="pothole">A hole.</dd></dl>'
    )


def test_a_term_that_stands_in_a_heading_alone_is_not_listed() -> None:
    assert explained(f"<h2>Pothole</h2><p>Text.</p>{GLOSSARY}", POTHOLE, KERB) == "<h2>Pothole</h2><p>Text.</p>"


def test_a_document_without_terms_stays_as_it_is() -> None:
    assert explained("<p>Text.</p>") == "<p>Text.</p>"
