"""What a theme or a kind counts for a reader: the brief's word goes before the profile's."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from briefgen.core.weights import weight_of, weight_of_block
from builders import a_brief, a_challenge, an_audience

Weights = Mapping[str, Mapping[str, float]]


@pytest.mark.parametrize(
    ("in_brief", "name", "weight"),
    [
        ({}, "roads", 2.0),
        ({}, "rails", 1.0),
        ({"treasury": {"roads": 0.5}}, "roads", 0.5),
        ({"minister": {"roads": 3.0}}, "roads", 3.0),
        ({"treasury": {"rails": 0.0}, "minister": {"rails": 4.0, "roads": 3.0}}, "rails", 0.0),
        ({"treasury": {"rails": 0.0}, "minister": {"rails": 4.0, "roads": 3.0}}, "roads", 3.0),
        ({"public": {"roads": 5.0}}, "roads", 2.0),
    ],
)
def test_the_nearest_audience_that_the_brief_weighs_a_name_for_decides(
    in_brief: Weights, name: str, weight: float
) -> None:
    audience = an_audience("treasury", chain=("treasury", "minister", "base"), weights={"roads": 2.0})

    assert weight_of(a_brief(weights=in_brief), audience, name) == weight


def test_a_block_counts_by_its_theme_and_by_its_kind() -> None:
    brief = a_brief(weights={"minister": {"roads": 1.5, "challenge": 2.0}})

    assert weight_of_block(brief, an_audience(), a_challenge("holes", theme="roads")) == 3.0
