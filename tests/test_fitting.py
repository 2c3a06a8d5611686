"""The page budget on real pages: what a build chooses, holds on to and says of it.

The library is that on old pipes with eight streets more than one page has room for.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from briefgen.cli import run
from briefgen.cli.options import ExitCode
from briefgen.core.fit import FULL
from briefgen.desk import open_desk
from briefgen.diagnostics import Report
from briefgen.fitting import Proof
from briefgen.pipeline import Built, Request, build, explain
from briefgen.project import load_workspace
from briefgen.render.style import Theme

HERE = Path(__file__).resolve().parent
SHIPPED = HERE.parent
MILLIMETRE, POINT = 96 / 25.4, 96 / 72

STREETS = {
    "ash-lane": "Water in Ash Lane stands in lead for the whole night, and nobody has told the tenants of it.",
    "brook-street": "In Brook Street the mains were laid before anybody drew a plan.",
    "castle-hill": "On Castle Hill the pressure falls on summer evenings, so that upper floors have no water at all.",
    "dyers-row": "In Dyers' Row a main breaks each winter in the same place, and each winter it is mended there alone.",
    "elm-court": "In Elm Court nobody knows who owns the pipes.",
    "ferry-road": "In Ferry Road the meters were read from letters, and most of the letters were never sent back.",
    "gate-square": "On Gate Square the fountain and the school hang on one pipe.",
    "hill-foot": "At Hill Foot the water is brown after every repair, and those who live there buy theirs in bottles.",
}
STREET = """\
  - kind: challenge
    id: {id}
    title: {title}
    priority: 3
    stance: inferred
    affected: Those who live there
    evidence: [pipe-survey]
    gap: No source proposes anything.
    text:
      headline: {headline}
"""
PROFILE = """\
lengths:
  one-page:
    pages: {high: 1}
    sections:
      - masthead
      - ask
      - bottom-line
      - pairs: {min: 2, max: 20}
      - limits: {depth: headline}
      - sources-line
      - contact
"""
FRAME, LIBRARY, BRIEF, LOOK = (
    "content/library/frame.yaml",
    "content/library/streets.yaml",
    "content/briefs/water.yaml",
    "templates/minister/audience.yaml",
)


def a_street(id_: str, headline: str) -> str:
    return STREET.format(id=id_, title=id_.replace("-", " ").title(), headline=headline)


def edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def made(root: Path, **given: Any) -> Built:
    lengths = given.pop("lengths", ("one-page",))
    return build(Request(root, **{"audiences": ("minister",), "lengths": lengths, "formats": ("html",), **given}))


def manifest_of(root: Path) -> dict[str, Any]:
    found = json.loads((root / "build/water/manifest.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def choice_of(root: Path, length: str = "one-page") -> Mapping[str, Mapping[str, str]]:
    """What the manifest says of the last build: by section and block the depth, empty for what was left out."""
    found: Mapping[str, Mapping[str, str]] = manifest_of(root)["deliverables"][f"minister-{length}"]["choice"]
    return found


def printed(root: Path) -> set[str]:
    return {block for blocks in choice_of(root).values() for block, depth in blocks.items() if depth}


def explained(root: Path, length: str = "one-page", audience: str = "minister") -> Proof:
    return explain(root, None, audience, length, Report())


def findings(built: Built, rule: str) -> list[str]:
    return [f"{d.message} {d.hint}" for d in built.report.diagnostics if d.rule == rule]


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built once. Copy it, do not change it."""
    root = tmp_path_factory.mktemp("first") / "project"
    shutil.copytree(HERE / "libraries" / "water", root)
    streets = "".join(a_street(id_, headline) for id_, headline in STREETS.items())
    (root / LIBRARY).write_text(f"theme: streets\ntheme-title: Streets\nblocks:\n{streets}", encoding="utf-8")
    (root / LOOK).parent.mkdir(parents=True)
    (root / LOOK).write_text(PROFILE, encoding="utf-8")
    assert made(root, lengths=("one-page", "standard")).failed == []
    return root


@pytest.fixture
def root(first: Path, tmp_path: Path) -> Path:
    """A copy of that project with all that its build left behind."""
    shutil.copytree(first, tmp_path / "project")
    return tmp_path / "project"


def forget(root: Path) -> None:
    shutil.rmtree(root / "build")


# --- a second draft looks like the first ------------------------------------------------------------


def test_the_first_page_is_full_and_has_no_room_for_everything(first: Path) -> None:
    left_out = set(STREETS) - printed(first)

    assert len(left_out) in range(1, 4)
    assert explained(first).fitted.measure.fill >= FULL


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (LIBRARY, "water is brown after", "water is yellow after"),
        (LIBRARY, "anybody drew a plan", "anybody drew a map"),
        (FRAME, "nobody asked the tenants", "nobody asked the lodgers"),
        (FRAME, "Pay for a full map of connections now", "Pay for a complete map of connections now"),
        (BRIEF, "map it, then replace it", "map it, then exchange it"),
    ],
)
def test_an_edit_of_one_word_leaves_the_choice_as_it_was(file: str, old: str, new: str, root: Path) -> None:
    before = {length: choice_of(root, length) for length in ("one-page", "standard")}
    edit(root, file, old, new)

    built = made(root, lengths=("one-page", "standard"))

    assert {length: choice_of(root, length) for length in before} == before
    files = {*built.written, *built.unchanged}
    assert len(files) == 2
    assert {*built.written} == {path for path in files if new in path.read_text(encoding="utf-8")}


def prefer_another_street(root: Path) -> str:
    """A street that was left out is now worth a little more than those that were not."""
    name = next(name for name in reversed(STREETS) if name not in printed(root))
    edit(root, LIBRARY, f"    id: {name}\n    title: {titled(name)}\n    priority: 3\n", preferred(name))
    return name


def titled(name: str) -> str:
    return name.replace("-", " ").title()


def preferred(name: str) -> str:
    return f"    id: {name}\n    title: {titled(name)}\n    priority: 4\n"


def test_a_choice_that_would_be_a_little_better_is_not_made_anew(root: Path) -> None:
    before, name = choice_of(root), prefer_another_street(root)

    made(root)

    assert choice_of(root) == before
    assert explained(root).fitted.kept_previous
    forget(root)
    assert name in {key[1] for key in explained(root).fitted.choice}


def test_fresh_ignores_what_was_chosen_before(root: Path) -> None:
    name = prefer_another_street(root)
    made(root)
    assert name not in printed(root)

    code = run(["build", "--fresh", "-p", str(root), "-a", "minister", "-l", "one-page", "-f", "html"])

    fresh, [file] = choice_of(root), (root / "build/water").glob("*-one-page.html")
    page = file.read_bytes()
    forget(root)
    made(root)
    assert code == ExitCode.OK
    assert name in printed(root)
    assert (choice_of(root), file.read_bytes()) == (fresh, page)


def test_a_choice_that_is_much_better_is_made(root: Path) -> None:
    name = prefer_another_street(root)
    edit(root, LIBRARY, preferred(name), preferred(name).replace("priority: 4", "priority: 5"))
    edit(root, BRIEF, "themes: []", "themes: []\nweights: {minister: {streets: 3}}")

    made(root)

    assert name in printed(root)


# --- a manifest that somebody has had his hands on --------------------------------------------------

Harm = Callable[[dict[str, Any]], object]


def entry(manifest: dict[str, Any]) -> dict[str, Any]:
    found = manifest["deliverables"]["minister-one-page"]
    assert isinstance(found, dict)
    return found


def put(place: Callable[[dict[str, Any]], dict[str, Any]], key: str, value: object) -> Harm:
    return lambda manifest: place(manifest).__setitem__(key, value)


def choice(manifest: dict[str, Any]) -> dict[str, Any]:
    found = entry(manifest)["choice"]
    assert isinstance(found, dict)
    return found


def deep(levels: int) -> object:
    nest: object = "headline"
    for _ in range(levels):
        nest = [nest]
    return nest


WRONG: Mapping[str, Harm] = {
    "deliverables are a list": put(lambda m: m, "deliverables", ["minister-one-page"]),
    "deliverables are a word": put(lambda m: m, "deliverables", "minister-one-page"),
    "a deliverable is a list": put(lambda m: m["deliverables"], "minister-one-page", ["choice"]),
    "a deliverable is a number": put(lambda m: m["deliverables"], "minister-one-page", 3),
    "the choice is a list": put(entry, "choice", ["pairs"]),
    "the choice is a word": put(entry, "choice", "headline"),
    "the choice is nothing": put(entry, "choice", None),
    "sections are lists": lambda m: choice(m).update({name: ["ash-lane", "headline"] for name in choice(m)}),
    "sections are words": lambda m: choice(m).update(dict.fromkeys(choice(m), "headline")),
    "sections are numbers": lambda m: choice(m).update(dict.fromkeys(choice(m), 4)),
    "no such sections": lambda m: entry(m).update(choice={"masthead": {"ash-lane": "headline"}, "": {}}),
    "no such blocks": lambda m: entry(m).update(choice={"pairs": {"../../etc/passwd": "headline", "\u0000": "full"}}),
    "half a character": lambda m: entry(m).update(choice={"\ud800": {"\udfff": "headline"}}),
    "no such depths": lambda m: choice(m).update({n: dict.fromkeys(b, "abyss") for n, b in choice(m).items()}),
    "depths are lists": lambda m: choice(m).update({n: {k: ["headline"] for k in b} for n, b in choice(m).items()}),
    "depths are numbers": lambda m: choice(m).update({n: dict.fromkeys(b, 1.5) for n, b in choice(m).items()}),
    "depths are deep": lambda m: choice(m).update({n: dict.fromkeys(b, deep(200)) for n, b in choice(m).items()}),
    "nothing is chosen": lambda m: choice(m).update({n: dict.fromkeys(b, "") for n, b in choice(m).items()}),
}
"""What makes a manifest useless, though it is JSON."""


@pytest.fixture(scope="session")
def fresh_page(first: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, bytes]:
    """Choice and page of a build without memory, in which a street is worth more than in the first build."""
    root = tmp_path_factory.mktemp("fresh") / "project"
    shutil.copytree(first, root)
    prefer_another_street(root)
    forget(root)
    [page] = made(root).written
    return choice_of(root), page.read_bytes()


@pytest.mark.parametrize("wrong", WRONG)
def test_a_useless_manifest_counts_for_nothing(wrong: str, root: Path, fresh_page: tuple[object, bytes]) -> None:
    prefer_another_street(root)
    manifest = manifest_of(root)
    WRONG[wrong](manifest)
    (root / "build/water/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    built = made(root)

    assert built.failed == []
    [page] = built.written
    assert (choice_of(root), page.read_bytes()) == fresh_page


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"null", b'"deliverables"', b"\xff\xfe", b"[" * 100_000, b"{}"])
def test_a_manifest_that_is_none_counts_for_nothing(text: bytes, root: Path, fresh_page: tuple[object, bytes]) -> None:
    prefer_another_street(root)
    (root / "build/water/manifest.json").write_bytes(text)

    [page] = made(root).written

    assert (choice_of(root), page.read_bytes()) == fresh_page


def test_names_that_no_file_can_hold_stop_no_build(root: Path) -> None:
    manifest = manifest_of(root)
    manifest["deliverables"]["\ud800"] = {"\udfff": "\ud800"}
    (root / "build/water/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    assert len(made(root, force=True).written) == 1
    assert made(root).unchanged


def test_a_manifest_that_is_nested_beyond_reason_stops_no_build(root: Path) -> None:
    manifest = manifest_of(root)
    manifest["deliverables"]["minister-pack"] = {"choice": deep(600)}
    (root / "build/water/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    assert len(made(root, force=True).written) == 1


def test_a_choice_for_another_length_is_held_to_as_far_as_it_goes(root: Path) -> None:
    manifest = manifest_of(root)
    entry(manifest)["choice"] = manifest["deliverables"]["minister-standard"]["choice"]
    (root / "build/water/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    built = made(root, force=True)

    assert built.failed == []
    assert explained(root).fitted.measure.fill >= FULL


@pytest.mark.parametrize("outputs", [[], "all", 7, None, {"water-minister-one-page.html": ["a"]}])
def test_outputs_that_are_none_are_made_again(outputs: object, root: Path) -> None:
    """The inputs are still those of the manifest, so the outputs are looked at."""
    manifest = manifest_of(root)
    entry(manifest)["outputs"] = outputs
    (root / "build/water/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    built = made(root)

    assert [path.name for path in built.written] == ["water-minister-one-page.html"]
    assert set(entry(manifest_of(root))["outputs"]) == {"water-minister-one-page.html"}


def test_a_choice_that_the_rules_no_longer_allow_is_mended(root: Path) -> None:
    """The manifest leaves out what must be there and prints a street deeper than any of its texts."""
    manifest = manifest_of(root)
    choice(manifest)["ask"]["ask"] = ""
    choice(manifest)["pairs"]["ash-lane"] = "full"
    (root / "build/water/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    built = made(root, force=True)

    assert built.failed == []
    assert "ask" in printed(root)
    assert choice_of(root)["pairs"]["ash-lane"] in ("headline", "")


# --- what an author and a designer may ask for ------------------------------------------------------


def test_never_takes_a_block_off_the_page(root: Path) -> None:
    [name, *_] = [name for name in STREETS if name in printed(root)]
    edit(root, BRIEF, "themes: []", f"themes: []\nkeep: {{{name}: never}}")

    [page] = made(root).written

    assert name not in printed(root)
    assert STREETS[name] not in page.read_text(encoding="utf-8")


def test_always_brings_a_block_onto_the_page(root: Path) -> None:
    [name, *_] = [name for name in STREETS if name not in printed(root)]
    edit(root, BRIEF, "themes: []", f"themes: []\nkeep: {{{name}: always}}")

    [page] = made(root).written

    assert name in printed(root)
    assert STREETS[name] in page.read_text(encoding="utf-8")
    assert explained(root).layout.pages == 1


def test_half_a_page_is_half_a_page(root: Path) -> None:
    edit(root, LOOK, PROFILE[PROFILE.index("      - masthead") :], "      - masthead\n      - pairs: {min: 1}\n")
    edit(root, LOOK, "pages: {high: 1}", "pages: {high: 0.5}")

    made(root)

    proof = explained(root)
    [page] = proof.layout.page_boxes
    lowest = max(bottom for bottom, _ in texts_of(page))
    assert lowest <= page.content_box_y() + page.height / 2
    assert lowest >= page.content_box_y() + page.height * 0.4


def test_many_pages_for_little_content_are_reported_as_too_empty(root: Path) -> None:
    edit(root, LOOK, "pages: {high: 1}", "pages: {low: 20, high: 40}")

    built = made(root)

    assert built.failed == []
    [said] = findings(built, "under-filled")
    assert "at least 20 expected" in said


LONG = " ".join(["water"] * 400)


@pytest.mark.parametrize("words", [LONG, LONG.replace(" ", "\N{NO-BREAK SPACE}")])
def test_what_cannot_fit_is_named_with_its_lines_and_earlier_files_stay(
    words: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root, FRAME, "Pay for a full map of connections now, and decide on replacement when it is there.", words)
    before = contents(root / "build")

    code = run(["build", "-p", str(root), "-a", "minister", "-l", "one-page", "-f", "html"])

    said = capsys.readouterr().err
    assert code == ExitCode.CONTENT
    assert "water for minister, one-page: 2 pages, 1 allowed; the smallest choice is" in said
    assert lines_of("ask", said) in range(25, 35)
    assert lines_of("bottom-line", said) in range(1, 4)
    assert "Traceback" not in said
    assert contents(root / "build") == before


def lines_of(block: str, said: str) -> int:
    """The lines that a message says a block takes."""
    return int(said.split(f"{block} (")[1].split(" line")[0])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_block_that_may_go_and_cannot_fit_is_left_out(root: Path) -> None:
    edit(root, LIBRARY, STREETS["elm-court"], LONG)

    built = made(root)

    assert built.failed == []
    assert "elm-court" not in printed(root)
    assert any("elm-court" in said for said in findings(built, "left-out"))


# --- what is said of a choice -----------------------------------------------------------------------

Told = Callable[..., str]


@pytest.fixture
def told(root: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    """What `explain` prints of the one-page summary."""

    def call(*options: str) -> str:
        assert run(["explain", "-p", str(root), "-a", "minister", "-l", "one-page", *options]) == ExitCode.OK
        return capsys.readouterr().out

    return call


def test_explain_says_lines_worth_and_reason_of_each_block(root: Path, told: Told) -> None:
    first_line, *rows = told().split("\n\n")[0].splitlines()

    by_block = {row.split()[0]: row.split(maxsplit=5)[1:] for row in rows}
    assert first_line.split() == ["BLOCK", "SECTION", "PRINTED", "LINES", "WORTH", "REASON"]
    assert by_block["ask"][1:4] == ["headline", "1.0", "3.6"]
    assert by_block["ask"][4] == "must be there"
    left_out = set(STREETS) - printed(root)
    assert left_out
    for block in left_out:
        section, depth, lines, worth, reason = by_block[block]
        assert (section, depth, float(worth)) == ("pairs", "no", 3)
        assert float(lines) in (2.5, 3.3)
        assert reason.startswith("room for ")


def test_explain_says_how_full_the_page_is_and_what_more_room_would_bring(root: Path, told: Told) -> None:
    said = told()

    assert "one page, filled to 9" in said
    assert " lines are taken, " in said
    [back] = [line for line in said.splitlines() if "would bring back" in line]
    assert back.startswith("room for ")
    assert any(f'"{name}" (headline)' in back for name in set(STREETS) - printed(root))


def test_explain_says_the_same_to_machines(root: Path, told: Told) -> None:
    said = json.loads(told("--json"))

    assert (said["fits"], said["pages"], said["kept-previous"]) == (True, 1, False)
    assert said["last-page-percent"] in range(90, 99)
    assert said["comeback"]["lines"] in range(1, 4)
    assert said["comeback"]["block"] in set(STREETS) - printed(root)
    rows = {row["block"]: row for row in said["verdicts"]}
    assert {name for name, row in rows.items() if row["printed"] != "no"} == printed(root)
    assert all(row["reason"] for row in rows.values())
    assert all(float(row["lines"]) > 0 and float(row["worth"]) > 0 for row in rows.values() if row["section"])


def test_the_room_that_is_asked_for_brings_the_block_back(root: Path, told: Told) -> None:
    forget(root)
    edit(root, LOOK, "high: 1}", "high: 0.8}")
    before, sizes = json.loads(told("--json")), explained(root).fitted.sizes
    back = before["comeback"]

    edit(root, LOOK, "high: 0.8}", f"high: {0.8 + back['lines'] * sizes.line / sizes.page:.4f}}}")

    after = {row["block"]: row["printed"] for row in json.loads(told("--json"))["verdicts"]}
    was = {row["block"]: row["printed"] for row in before["verdicts"]}
    assert (was[back["block"]], after[back["block"]]) == ("no", back["depth"])
    assert {block for block, depth in was.items() if depth != "no"} <= {b for b, d in after.items() if d != "no"}


def test_a_single_page_holds_its_endnotes_too(root: Path) -> None:
    edit(root, LOOK, "    pages: {high: 1}\n", "    pages: {high: 1}\n    citations: notes\n    notes: endnotes\n")
    streets = (root / LIBRARY).read_text(encoding="utf-8")
    (root / LIBRARY).write_text(re.sub(r"(headline: .*)\.", r"\1 [@altbrunn-survey].", streets), encoding="utf-8")

    proof = explained(root)

    [page] = proof.layout.page_boxes
    assert max(texts_of(page))[0] <= page.content_box_y() + page.height
    assert proof.layout.last_fill > 0.9
    elements = {box.element for box in page.descendants() if box.element is not None}
    notes = [e for e in elements if e.get("class") == "en"]
    assert len(notes) == len([e for e in elements if e.get("class") == "fnref"]) > 3


# --- pages as they are laid out ---------------------------------------------------------------------

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def boxes(box: Any, around: tuple[str, ...] = ()) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every text and picture of a page's own area, with the elements around it."""
    box = getattr(box, "_box", box)
    if box.element is not None:
        around = (*around, box.element.tag)
    if getattr(box, "text", "").strip() or hasattr(box, "replacement"):
        yield box, around
    for child in getattr(box, "children", ()):
        if type(child).__name__ not in ("MarginBox", "FootnoteAreaBox"):
            yield from boxes(child, around)


def texts_of(page: Any) -> list[tuple[float, bool]]:
    """The foot of each text and picture, and whether it is part of a heading."""
    return [(box.position_y + box.margin_height(), not HEADINGS.isdisjoint(around)) for box, around in boxes(page)]


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of this repository, without what was built from it."""
    root = tmp_path_factory.mktemp("shipped")
    shutil.copytree(SHIPPED / "content", root / "content")
    return root


@pytest.mark.parametrize(
    ("audience", "length"),
    [("minister", "standard"), ("committee", "standard"), ("public", "standard"), ("technical", "pack")],
)
def test_no_heading_stands_alone_at_the_foot_of_a_page(audience: str, length: str, shipped: Path) -> None:
    pages = [texts_of(page) for page in explained(shipped, length, audience).layout.page_boxes]

    assert sum(is_heading for page in pages for _, is_heading in page) > len(pages)
    assert [number for number, page in enumerate(pages, 1) if max(page)[1]] == []


def look_of(root: Path) -> Theme:
    report = Report()
    workspace = load_workspace(root, report)
    return open_desk(workspace, workspace.brief(None), "minister", report).theme("one-page", report)


@pytest.mark.parametrize("streets", [0, 2, 8, 40])
def test_type_and_margins_are_those_of_the_style_table_however_long_the_content_is(streets: int, root: Path) -> None:
    many = [a_street("street" + "-on" * n, STREETS["hill-foot"]) for n in range(streets)]
    head = "theme: streets\ntheme-title: Streets\nblocks:"
    (root / LIBRARY).write_text(f"{head}\n{''.join(many)}" if many else f"{head} []\n", encoding="utf-8")

    [page], theme = explained(root).layout.page_boxes, look_of(root)

    sizes = {round(box.style["font_size"] / POINT, 2) for box, _ in boxes(page) if hasattr(box, "text")}
    margins = (page.margin_top, page.margin_right, page.margin_bottom, page.margin_left)
    paper = theme.page
    assert sizes <= {style.size for style in theme.styles.values()}
    assert theme.styles["Body Text"].size in sizes
    assert margins == pytest.approx(
        [mm * MILLIMETRE for mm in (paper.top_mm, paper.right_mm, paper.bottom_mm, paper.left_mm)]
    )
    assert (page.margin_width(), page.margin_height()) == pytest.approx((210 * MILLIMETRE, 297 * MILLIMETRE))
    assert min(sizes) >= 8.5


# --- next to nothing to print -----------------------------------------------------------------------

ONE_BLOCK = {
    "text": "role: context\n    title: Why\n    text: {headline: The well is deep.}",
    "challenge": "title: Dry\n    stance: stated\n    affected: All\n    evidence: []\n    gap: Nobody knows one.\n"
    "    text: {headline: The well is dry.}",
    "evidence": "title: Seen\n    basis: field report\n    strength: limited\n    reason: One look.\n    as-of: 2024\n"
    "    sources: [{cite: minutes}]\n"
    "    text: {headline: The well was looked at.}",
    "term": "title: well\n    definition: A hole with water in it.",
    "table": "title: Wells\n    columns: [Well, State]\n    rows:\n      - [The old one, dry]",
}


@pytest.mark.parametrize("kind", ONE_BLOCK)
def test_a_library_of_one_block_makes_all_lengths(kind: str, tmp_path: Path) -> None:
    root = a_library_of(f"\n  - kind: {kind}\n    id: the-well\n    {ONE_BLOCK[kind]}\n", tmp_path)

    built = made(root, lengths=("one-page", "standard", "pack"), formats=("pdf", "docx", "html"))

    assert built.failed == []
    assert len(built.written) == 9
    assert not built.report.has_errors
    assert len(findings(built, "under-filled")) == 3


@pytest.mark.parametrize("harm", ["no blocks", "no file"])
def test_a_library_without_blocks_makes_all_lengths(harm: str, tmp_path: Path) -> None:
    root = a_library_of(" []\n", tmp_path)
    if harm == "no file":
        shutil.rmtree(root / "content/library")

    built = made(root, lengths=("one-page", "standard", "pack"))

    assert built.failed == []
    assert len(built.written) == 3
    assert not built.report.has_errors
    assert len(findings(built, "under-filled")) == 3


def a_library_of(blocks: str, folder: Path) -> Path:
    root = folder / "bare"
    shutil.copytree(HERE / "libraries" / "bare", root)
    text = f"theme: well\ntheme-title: The well\nblocks:{blocks}"
    (root / "content/library/well.yaml").write_text(text, encoding="utf-8")
    return root
