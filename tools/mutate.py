"""Thousands of single slips in a library: how many of them would go unseen?

    python tools/mutate.py [--project FOLDER] [--edits N] [--seed N] [--sources FOLDER]

Each slip is made in the text of one file: a digit, a number word, a comparator, a date, a source, a label. The library
is then read and checked again. A slip is *told* when a finding that was not there before names the file in which it was
made and the block or source in which it stands, *told beside* when it names another place in that file, *carried* when
every text and chart that names a changed fact says something else and no other one does, and *lost* otherwise. With
`--sources`, quotations and values are also held against copies of the sources, and lines of the copies slip as well.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from briefgen.core.charts import data_table
from briefgen.core.checks import run_checks
from briefgen.core.checks.reading import check_reading
from briefgen.core.model import Block, Brief, Evidence, Fact, FactId, Figure, Library, Pinpoint
from briefgen.core.notation import fact_ids
from briefgen.core.numbers import print_fact
from briefgen.core.profile import Audience
from briefgen.core.prose import plain
from briefgen.core.walk import parts_of, prose_in
from briefgen.diagnostics import Report
from briefgen.project import Workspace, load_workspace
from briefgen.verification.copies import Folder
from briefgen.verification.holding import hold

ROOT: Final = Path(__file__).resolve().parent.parent
LANG: Final = "en-GB"
_WORDS: Final = ("half of the", "three in ten", "twelve", "a dozen", "five years", "two thirds of")


@dataclass(frozen=True)
class Slip:
    """One stretch of one file, and what stands there instead."""

    kind: str
    file: str
    start: int
    end: int
    to: str

    def on(self, text: str) -> str:
        return text[: self.start] + self.to + text[self.end :]


def digit_slips(kind: str, shape: str, files: Mapping[str, str], dice: random.Random) -> Iterator[Slip]:
    """Another digit for each digit in what the pattern finds."""
    for file, text in files.items():
        for found in re.finditer(shape, text, re.MULTILINE):
            for at in range(found.start(), found.end()):
                if text[at].isdigit():
                    yield Slip(kind, file, at, at + 1, dice.choice([d for d in "123456789" if d != text[at]]))


_PROSE: Final = r"(?:headline|summary|title|subtitle|says|label|alt|notes|reason|affected|gap): [A-Z][a-z ]+ (?=[a-z])"


def comparator_slips(files: Mapping[str, str]) -> Iterator[Slip]:
    """A comparator is left out."""
    for file, text in files.items():
        for found in re.finditer(r"(?<=comparator: )[a-z ]+(?=[,}]|$)", text, re.MULTILINE):
            yield Slip("comparator dropped", file, found.start(), found.end(), "exactly")


def word_slips(files: Mapping[str, str], dice: random.Random) -> Iterator[Slip]:
    """A number in words, or a digit, slips into prose."""
    for file, text in files.items():
        for found in re.finditer(_PROSE, text):
            yield Slip("words in prose", file, found.end(), found.end(), f"{dice.choice(_WORDS)} ")
            yield Slip("digit in prose", file, found.end(), found.end(), f"{dice.randint(2, 999)} ")
        for found in re.finditer(r"\{[a-z0-9-]+\}", text):
            yield Slip("fact retyped", file, found.start(), found.end(), f"{dice.randint(2, 99)} per cent")
            yield Slip("hedge in prose", file, found.start(), found.start(), f"{dice.choice(('almost', 'nearly'))} ")


def fact_slips(files: Mapping[str, str], dice: random.Random) -> Iterator[Slip]:
    """A sign, a decimal point, a unit or a date of a fact goes wrong, or a word of its label."""
    for file, text in files.items():
        for found in re.finditer(r"\bvalue: (\d+)(\.\d+)?(?=[,}\n])", text):
            yield Slip("sign", file, found.start(1), found.start(1), "-")
            moved = f"{found[1]}0{found[2] or ''}" if dice.random() < 0.5 else f"{found[1][:-1] or '0'}.{found[1][-1]}"
            yield Slip("decimal shifted", file, found.start(1), found.end(), moved)
        for found in re.finditer(r"\bunit: ([^,}\n]+)", text):
            other = dice.choice([unit for unit in ("percent", "yuan", "USD", "firms") if unit != found[1]])
            yield Slip("unit swapped", file, found.start(1), found.end(), other)
        for found in re.finditer(r"\bas-of: \"?(\d{4})", text):
            yield Slip("date aged", file, found.start(1), found.end(), str(int(found[1]) - dice.randint(3, 30)))
        for found in re.finditer(
            r"\blabel: [^\n]*?\b(first|second|half|double|largest|smallest|high|low|total)\b", text
        ):
            yield Slip("label word swapped", file, found.start(1), found.end(), dice.choice(_WORDS))


def quote_slips(files: Mapping[str, str]) -> Iterator[Slip]:
    """A word of a quotation is dropped."""
    for file, text in files.items():
        for found in re.finditer(r"\bexact: [^}\n,]*?( [a-z]{3,})(?= )", text):
            yield Slip("word of a quotation", file, found.start(1), found.end(1), "")


def reference_slips(files: Mapping[str, str]) -> Iterator[Slip]:
    """A letter is lost in the name of a fact or of a source."""
    shape = r"(?<=\{)[a-z0-9-]{4,}(?=[:}])|(?<=cite: )[a-z0-9-]{4,}|(?<=fact: )[a-z0-9-]{4,}"
    for file, text in files.items():
        for found in re.finditer(shape, text):
            yield Slip("name of a fact or source", file, found.end() - 1, found.end(), "")


def slips(files: Mapping[str, str], dice: random.Random) -> dict[str, list[Slip]]:
    """All slips that could be made, by kind."""
    library = {f: t for f, t in files.items() if f.startswith("content/library/")}
    sources = {f: t for f, t in files.items() if f.startswith("content/citations/")}
    found = [
        *digit_slips("value", r"\b(?:value|low|high): *\"?[\d.-]*\d|\bratio: \[[\d, ]+\]", library, dice),
        *digit_slips("formula", r"\bderived:[^\n#}]*|\bround: -?\d+", library, dice),
        *digit_slips("chart or label", r"label: [^\n]*?(?=, fact:|, value|$)", library, dice),
        *digit_slips("date of a fact", r"as-of: \"?[\d-]+", library, dice),
        *digit_slips("place in a source", r"\bat: [^,}\n]*", library, dice),
        *digit_slips("quotation", r"quote: \{[^}]*\}", library, dice),
        *digit_slips("table", r"^ {6,}- \[[^\n]*\]", library, dice),
        *digit_slips("bibliography", r"(?:issued|title|number|page|volume|DOI|URL): [^\n]*", sources, dice),
        *comparator_slips(library),
        *word_slips({**library, **{f: t for f, t in files.items() if f.startswith("content/briefs/")}}, dice),
        *reference_slips(library),
        *fact_slips(library, dice),
        *quote_slips(library),
    ]
    kinds: dict[str, list[Slip]] = {}
    for slip in found:
        kinds.setdefault(slip.kind, []).append(slip)
    return kinds


# --- looking ------------------------------------------------------------------------------------------


Seen = Mapping[tuple[str, int, int], tuple[str, frozenset[FactId]]]


@dataclass(frozen=True, eq=False)
class State:
    """A library as it stands, and what is found in it."""

    workspace: Workspace
    findings: frozenset[tuple[str, str, str, int]]
    """Rule, file, message and line."""

    @property
    def library(self) -> Library:
        return self.workspace.library


def look(root: Path, folder: Folder | None) -> State:
    """Read and check; with copies of the sources, look the quotations up in them, too."""
    report = Report()
    workspace = load_workspace(root, report)
    run_checks(workspace.library, workspace.briefs, workspace.project, report)
    check_reading(workspace.library, workspace.project, readers(workspace), report)
    if folder and not report.has_errors:
        hold(workspace.library, LANG, folder, report)
    told = frozenset(
        (d.rule, d.span.file if d.span else "", d.message, d.span.line if d.span else 0) for d in report.diagnostics
    )
    return State(workspace, told)


_AUDIENCES: Final[dict[str, Audience]] = {}


def readers(workspace: Workspace) -> list[tuple[Brief, Audience]]:
    """Who reads what; profiles are no part of the library and are read once."""
    for brief in workspace.briefs.values():
        for name in brief.audiences:
            profile = None if name in _AUDIENCES else workspace.audience(name, brief.lang, Report())
            if profile:
                _AUDIENCES[name] = profile
    return [(brief, _AUDIENCES[name]) for brief in workspace.briefs.values() for name in brief.audiences]


@lru_cache(maxsize=1)
def printed_before(before: State) -> Seen:
    return printed(before.library)


def printed(library: Library) -> Seen:
    """Texts, charts, facts, citations by place: what a reader sees, and the facts in it down to the stated ones."""
    seen: dict[tuple[str, int, int], tuple[str, frozenset[FactId]]] = {}
    for block in library.blocks.values():
        for number, prose in enumerate(prose_in(block)):
            names = frozenset(n for name, _ in fact_ids(prose) for n in origins(library, name))
            seen[block.id, number, 3] = plain(prose, library.facts, LANG), names
        if isinstance(block, Figure) and block.chart and block.chart.type != "vega":
            names = frozenset(n for datum in block.chart.data for n in origins(library, datum.fact))
            seen[block.id, 0, 4] = str(data_table(block, library.facts, LANG)), names
        seen[block.id, 0, 1] = cites(block), frozenset({FactId(block.id)})
        if isinstance(block, Evidence):
            for fact in block.facts:
                seen[fact.id, 0, 0] = says(fact), frozenset(origins(library, fact.id))
    for source in library.citations.values():
        seen[source.key, 0, 2] = f"{source.csl} {source.date}", frozenset({FactId(source.key)})
    return seen


def says(fact: Fact) -> str:
    """What the evidence register prints of a fact."""
    return f"{fact.label}: {print_fact(fact, LANG)}, {fact.as_of}, {[(p.citation, p.locator) for p in fact.sources]}"


def cites(block: Block) -> str:
    """Where a block says that it comes from, and when that was so."""
    pins = [(pin.citation, pin.locator) for pin in parts_of(block, Pinpoint)]
    return f"{pins} {block.as_of if isinstance(block, Evidence) else ''}"


def origins(library: Library, name: FactId) -> Iterator[FactId]:
    yield name
    fact = library.facts.get(name)
    for below in fact.derived.inputs if fact and fact.derived else ():
        yield from origins(library, below)


def verdict(slip: Slip, before: State, after: State, text: str = "") -> str:
    """`told`, `carried` or `lost`; or `without effect`, where no reader sees a difference.

    `text` is the file as it was. What a slip in a fact does elsewhere is told where it does it.
    """
    new_findings = after.findings - before.findings
    lines = {line for _, file, _, line in new_findings if file == slip.file}
    if lines & places_of(slip, text):
        return "told"
    if lines:
        return "told beside"
    if new_findings:
        return "told elsewhere"
    old, new = printed_before(before), printed(after.library)
    if old.keys() != new.keys():
        return "lost"
    if old == new:
        return "without effect"
    changed = {n for n, f in after.library.facts.items() if says(f) != says(before.library.facts[n])}
    changed |= {FactId(n) for n, b in after.library.blocks.items() if cites(b) != cites(before.library.blocks[n])}
    changed |= {FactId(key) for key, c in after.library.citations.items() if c != before.library.citations[key]}
    stray = [p for p, (text, names) in old.items() if new[p][0] != text and not names & changed]
    return "carried" if changed and not stray else "lost"


_BLOCK: Final = re.compile(r"^  - ", re.MULTILINE)


def places_of(slip: Slip, text: str) -> set[int]:
    """The lines of the block or source in which the slip is: a part is told at its sum, a date at each fact with it."""
    block = [found.start() for found in _BLOCK.finditer(text)]
    first = max((start for start in block if start <= slip.start), default=slip.start)
    last = min((start for start in block if start > slip.start), default=len(text))
    here = text.count("\n", 0, slip.start) + 1
    return {here} if first == slip.start else set(range(text.count("\n", 0, first) + 1, text.count("\n", 0, last) + 1))


# --- the run ------------------------------------------------------------------------------------------


def run(project: Path, edits: int, seed: int, sources: Path | None) -> int:
    """Make that many slips, evenly over their kinds, and say what became of them; 1 if one was lost."""
    dice = random.Random(seed)  # noqa: S311 - the same slips each time
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        for folder in ("content", "templates"):
            if (project / folder).is_dir():
                shutil.copytree(project / folder, root / folder)
        files = {p.relative_to(root).as_posix(): p.read_text("utf-8") for p in sorted(root.glob("content/*/*.yaml"))}
        folder = Folder(sources, root / ".cache") if sources else None
        before = look(root, folder)
        became: dict[str, Counter[str]] = {}
        kinds = slips(files, dice)
        for kind, possible in kinds.items():
            for slip in dice.sample(possible, min(edits // len(kinds) + 1, len(possible))):
                path = root / slip.file
                path.write_text(slip.on(files[slip.file]), encoding="utf-8")
                result = verdict(slip, before, look(root, folder), files[slip.file])
                path.write_text(files[slip.file], encoding="utf-8")
                became.setdefault(kind, Counter())[result] += 1
                if result in {"lost", "told beside"}:
                    print(f"{place_of(slip, files)}: {kind}, {result}: {line_of(slip, files)}", flush=True)
        if folder and sources:
            became["line of a source"] = in_copies(before.library, sources, root / "copies", dice, edits // len(kinds))
    for kind, counted in became.items():
        print(f"{kind:30}", ", ".join(f"{n} {what}" for what, n in counted.most_common()))
    whole = sum((counted for counted in became.values()), Counter[str]())
    print(f"{whole.total()} slips:", ", ".join(f"{n} {what}" for what, n in whole.most_common()))
    return 1 if whole["lost"] else 0


def in_copies(library: Library, sources: Path, scratch: Path, dice: random.Random, edits: int) -> Counter[str]:
    """A letter or digit of a passage that is quoted changes in the copy: the quotation has to be told."""
    became: Counter[str] = Counter()
    files = {path.name: path.read_bytes() for path in sources.iterdir() if path.suffix in {".txt", ".md"}}
    pins = [
        pin for block in library.blocks.values() for pin in parts_of(block, Pinpoint) if pin.quote and pin.quote.exact
    ]
    for pin in dice.choices(pins, k=edits) if pins else ():
        assert pin.quote is not None
        exact, place = pin.quote.exact.encode(), dice.randrange(len(pin.quote.exact.encode()))
        wrong = exact[:place] + (b"7" if exact[place : place + 1] != b"7" else b"3") + exact[place + 1 :]
        held = [name for name, data in files.items() if exact in data]
        scratch.mkdir(exist_ok=True)
        for name, data in files.items():
            (scratch / name).write_bytes(data.replace(exact, wrong) if name in held else data)
        report = Report()
        hold(library, LANG, Folder(scratch), report)
        told = any(d.span and d.span.file == pin.span.file and d.rule.startswith("source-") for d in report.diagnostics)
        became["told" if told else "lost" if held else "without effect"] += 1
    return became


def place_of(slip: Slip, files: Mapping[str, str]) -> str:
    return f"{slip.file}:{files[slip.file].count(chr(10), 0, slip.start) + 1}"


def line_of(slip: Slip, files: Mapping[str, str]) -> str:
    """The line as the slip leaves it."""
    text = slip.on(files[slip.file])
    start = text.rfind("\n", 0, slip.start) + 1
    return text[start : text.find("\n", slip.start)].strip()[:110]


def main() -> None:
    """Make the slips, say what became of them, and end with 1 if one was lost."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--project", type=Path, default=ROOT)
    arguments.add_argument("--edits", type=int, default=1000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--sources", type=Path)
    given = arguments.parse_args()
    sys.exit(run(given.project, given.edits, given.seed, given.sources))


if __name__ == "__main__":
    main()
