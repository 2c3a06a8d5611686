"""A hash that changes with what is said, and with nothing else."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.core.digests import digest_of
from briefgen.core.model import Depth
from briefgen.diagnostics import Span

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.decimals(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@dataclass(frozen=True)
class Pair:
    first: object
    second: object


@given(VALUES, VALUES)
def test_two_values_have_one_digest_only_if_they_print_alike(one: object, other: object) -> None:
    assert (digest_of(one) == digest_of(other)) == (repr(one) == repr(other))


def test_where_it_was_written_does_not_count() -> None:
    here, there = Span("a.yaml", 1, 1), Span("b.yaml", 9, 9)

    assert digest_of(Pair("text", here)) == digest_of(Pair("text", there))
    assert digest_of(Pair("text", here)) != digest_of(Pair("text", None))


def test_neighbours_do_not_run_into_each_other() -> None:
    told = [
        digest_of("ab", "c"),
        digest_of("a", "bc"),
        digest_of(["ab"], "c"),
        digest_of(["ab", "c"]),
        digest_of("abc"),
    ]

    assert len(set(told)) == len(told)


def test_sets_have_no_order_and_every_process_says_the_same() -> None:
    values = '{"a": frozenset({"x", "y", "z"}), "d": Depth.FULL, "n": Decimal("1.50")}'
    imports = "from decimal import Decimal; from briefgen.core.model import Depth; from briefgen.core.digests import *"
    code = f"{imports}; print(digest_of({values}))"
    mine = digest_of({"a": frozenset({"z", "y", "x"}), "d": Depth.FULL, "n": Decimal("1.50")})

    for seed in ("1", "2"):
        env = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}
        ended = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        assert ended.stdout.strip() == mine


def test_what_is_not_known_has_no_digest() -> None:
    with pytest.raises(TypeError, match="no digest for object"):
        digest_of([object()])
