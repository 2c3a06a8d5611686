"""What is done in a quicker way finds what the plain way finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from briefgen.core import number_words
from briefgen.core.alternatives import any_of
from briefgen.core.gates import _Owners
from briefgen.diagnostics import Span

_VOCABULARY = """
a an one two nine ten twenty thirty-five third thirds quarter half halves doubled triples the its years year hundred
thousands million dozen many several few single manyfold many-fold fold tenfold times in out of every percent per cent
first way plans twice thrice over by to than First Second other and { } {one} , . - \u0130 \u017f some words phone money
"""
_WORDS = tuple(_VOCABULARY.split())
_TEXTS = st.lists(st.sampled_from(_WORDS), max_size=14).flatmap(
    lambda words: st.lists(st.sampled_from((" ", "  ", "-", "\n")), min_size=len(words), max_size=len(words)).map(
        lambda gaps: "".join(word + gap for word, gap in zip(words, gaps, strict=True))
    )
)


@given(_TEXTS)
def test_figures_in_words_are_found_as_if_every_letter_were_tried(text: str) -> None:
    tried = [found.span() for found in number_words._ENGLISH.finditer(text)]
    assert [found.span() for found in number_words._english(text)] == tried
    assert number_words.names_count(text) or not tried


@given(st.lists(st.text("abs.", min_size=1, max_size=4), min_size=1, max_size=8), st.text("abs. ", max_size=12))
def test_one_tree_of_letters_fits_where_the_longest_of_all_words_fits(words: list[str], text: str) -> None:
    longest_first = sorted(set(words), key=len, reverse=True)
    plain = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})s?\b")
    tree = re.compile(rf"\b{any_of(words)}s?\b")
    assert [found.span() for found in tree.finditer(text)] == [found.span() for found in plain.finditer(text)]


@given(st.lists(st.tuples(st.sampled_from("xy"), st.integers(1, 9), st.sampled_from("abc")), max_size=8))
def test_a_line_belongs_to_what_begins_last_before_it(rows: list[tuple[str, int, str]]) -> None:
    starts = [(Span(file, line, 1), name) for file, line, name in rows]
    owners = _Owners(starts)
    for file in "xyz":
        for line in range(11):
            before = [(each, name) for where, each, name in rows if where == file and each <= line]
            assert owners.of(Span(file, line, 7)) == max(before, default=(0, ""))[1]


def test_words_that_each_begin_the_next_make_a_pattern_all_the_same() -> None:
    words = ["a" * length for length in range(1, 1500)]
    assert re.fullmatch(any_of(words), "a" * 1499)
