"""Lines of plain text that know their place, whatever is done to them."""

from __future__ import annotations

import pickle

from briefgen.core.labels import Label, place_in
from briefgen.core.model import Prose
from briefgen.diagnostics import Span


def test_a_label_is_text_and_knows_where_each_character_stands() -> None:
    label = Label(Prose("  Vans in 2023 ", Span("a.yaml", 3, 10)))

    assert label == "Vans in 2023"
    assert label.at(label.index("2023")) == Span("a.yaml", 3, 20)


def test_a_label_keeps_its_place_between_processes() -> None:
    label = pickle.loads(pickle.dumps(Label(Prose("Vans", Span("a.yaml", 3, 10)))))  # noqa: S301

    assert label.at(0) == Span("a.yaml", 3, 10)


def test_text_that_does_not_know_its_place_has_that_of_what_it_belongs_to() -> None:
    assert place_in("Vans", 2, Span("a.yaml", 1, 1)) == Span("a.yaml", 1, 1)
