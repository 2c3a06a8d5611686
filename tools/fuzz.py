"""Feeds the readers with what a coverage-guided fuzzer makes up, for a bounded time.

    pip install atheris
    python tools/fuzz.py library -max_total_time=300

Readers: `library` (YAML to a checked library), `page` (a composed page), `drawing` (SVG). What a reader has to say is a
finding; any exception ends the run and leaves the input in a file. Make a test of it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["briefgen"]):
    from fuzz_readers import READERS, WORDS, samples


def main() -> None:
    """Fuzz the reader that the command line names; the other arguments are libFuzzer's."""
    name = sys.argv.pop(1)
    corpus = Path(tempfile.mkdtemp(prefix="briefgen-corpus-"))
    for number, data in enumerate(samples(name)):
        (corpus / str(number)).write_bytes(data)
    words = corpus.parent / f"{corpus.name}.dict"
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass")) for word in WORDS)
    words.write_text("".join(f'"{word}"\n' for word in escaped))
    atheris.Setup([*sys.argv, f"-dict={words}", "-max_len=20000", str(corpus)], READERS[name][0])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
