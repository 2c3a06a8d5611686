"""Sound files with slips of any kind, byte by byte: a reader says what is wrong with them and does not break down.

`BRIEFGEN_FUZZ=50` tries fifty times as many, `BRIEFGEN_FUZZ_SEED=7` others.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))
from fuzz_readers import READERS, samples, slips

TIMES = int(os.environ.get("BRIEFGEN_FUZZ", "1"))
SEED = int(os.environ.get("BRIEFGEN_FUZZ_SEED", "20260131"))
COUNTS = {"library": 250, "page": 1500, "drawing": 1500}


@pytest.mark.parametrize("name", COUNTS)
def test_a_reader_survives_whatever_slips_are_made(name: str) -> None:
    read, sound = READERS[name][0], samples(name)
    assert sound
    for data in sound:
        read(data)
    for number, data in enumerate(slips(sound, COUNTS[name] * TIMES, SEED)):
        try:
            read(data)
        except Exception as fault:
            raise AssertionError(f"slip {number} of {name} broke the reader: {data!r}") from fault


def test_slips_are_the_same_for_a_seed_and_others_for_another() -> None:
    sound = samples("drawing")
    one, two, other = (list(slips(sound, 50, seed)) for seed in (1, 1, 2))

    assert one == two
    assert one != other
    assert len(set(one)) > 40
