"""The documentation says what is so: commands, options, rules, variables, keys, examples and links."""

from __future__ import annotations

import functools
import importlib.util
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import docx
import docx.shared
import pypdf
import pytest
import typer.main

from briefgen.cli.app import app, run
from briefgen.core.document import CLASSES, TAGS
from briefgen.core.model import KINDS, Evidence
from briefgen.core.numbers import print_fact
from briefgen.core.profile import Floors
from briefgen.core.select import plan
from briefgen.diagnostics import RULES, Report
from briefgen.project import Workspace, check_workspace, load_workspace
from briefgen.render.compose import Composition, _values
from briefgen.render.origins import Origins
from briefgen.render.style import PageSetup, TextStyle
from briefgen.source.audience import (
    AudienceFile,
    DepthWorthEntry,
    FloorsEntry,
    LengthEntry,
    PagesEntry,
    SectionEntry,
)
from briefgen.source.schema import SCHEMAS, schema_json
from builders import all_that_may_be_printed

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sections(page: str) -> dict[str, str]:
    """The text under each heading, by heading without marks; the text below further headings aside."""
    found: dict[str, str] = {}
    for part in re.split(r"^#+ ", FENCE.sub("", page), flags=re.MULTILINE)[1:]:
        title, _, text = part.partition("\n")
        found[title.replace("`", "").strip()] = text
    return found


def named_in_table(text: str) -> set[str]:
    """What stands in backticks in the first column of the tables in `text`."""
    cells = (line.split("|")[1] for line in text.splitlines() if line.startswith("|"))
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


# --- the command line and the rules -----------------------------------------------------------------


def test_the_page_of_commands_is_fresh() -> None:
    assert text_of("docs/cli.md") == tool("cli_page").page(), "run: python tools/cli_page.py"


def test_the_page_of_rules_is_fresh() -> None:
    assert text_of("docs/rules.md") == tool("rules_page").page(), "run: python tools/rules_page.py"


def test_every_rule_has_a_heading_and_no_other_heading_is_there() -> None:
    headings = re.findall(r"^## `(.+)`$", text_of("docs/rules.md"), re.MULTILINE)

    assert headings == list(RULES)


def test_every_exit_code_is_explained() -> None:
    page = tool("cli_page")

    assert set(page.EXITS) == {name for name in vars(page.ExitCode) if name.isupper()}


def shell_lines() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
            for line in block.splitlines() if language in {"", "sh"} else ():
                command = line.removeprefix("$ ").split("#")[0].strip()
                if command.split(" ")[0] in {"briefgen", "make", ".venv/bin/briefgen"} and "->" not in line:
                    yield page.name, command


@pytest.mark.parametrize(("page", "line"), sorted(set(shell_lines())))
def test_every_command_that_the_pages_show_exists(page: str, line: str) -> None:
    program, *words = line.split()
    if program == "make":
        assert all(re.search(rf"^{target}:", text_of("Makefile"), re.MULTILINE) for target in words), page
        return
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands") and words:
        assert words[0] in command.commands, page
        command = command.commands[words.pop(0)]
    known = {name for param in command.params for name in param.opts} | {"--help", "-h"}
    assert {word for word in words if word.startswith("-")} <= known, page


# --- content ------------------------------------------------------------------------------------------


def authors_project(root: Path) -> Workspace:
    """A project of all the examples in docs/authors.md."""
    files = {"content/library/kinds.yaml": "theme: compute\ntheme-title: Chips and computing power\nblocks:\n"}
    for language, block in FENCE.findall(text_of("docs/authors.md")):
        first, _, rest = block.partition("\n")
        if language == "yaml" and (named := re.fullmatch(r"# (content/\S+?)(?:, continued)?", first)):
            files[named[1]] = files.get(named[1], "") + rest
        elif block.startswith("  - kind:"):
            files["content/library/kinds.yaml"] += block
        elif schema := re.search(r"schema/(\w+)\.json$", first):
            files[PLACES[schema[1]]] = block
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_workspace(root, Report())


PLACES = {
    "library": "content/library/empty.yaml",
    "citations": "content/citations/reference.yaml",
    "brief": "content/briefs/reference.yaml",
    "project": "content/project.yaml",
    "scales": "content/scales.yaml",
}


def test_every_example_for_authors_passes_the_checks(tmp_path: Path) -> None:
    authors_project(tmp_path)
    report = Report()

    workspace = load_workspace(tmp_path, report)
    check_workspace(workspace, report)

    assert [str(d) for d in report.diagnostics if d.rule not in {"undated-source", "waived"}] == []
    assert {type(b) for b in workspace.library.blocks.values()} == set(KINDS.values())


def fact_examples() -> list[tuple[str, str, str]]:
    rows = re.findall(r"^\| `(value: .+?)` \| (.+?) \| (.+?) \|$", text_of("docs/authors.md"), re.MULTILINE)
    assert rows
    return rows


@pytest.mark.parametrize(("written", "full", "number"), fact_examples())
def test_facts_print_as_the_page_for_authors_says(written: str, full: str, number: str, tmp_path: Path) -> None:
    authors_project(tmp_path)
    library = tmp_path / "content/library/one.yaml"
    library.write_text(
        "theme: one\ntheme-title: One\nblocks:\n  - kind: evidence\n    id: one\n    title: One\n    basis: statistic\n"
        "    strength: medium\n    reason: One.\n    as-of: 2020\n    sources: [{cite: heat-survey}]\n"
        f"    facts: [{{id: the-fact, label: One, {written}}}]\n    text: {{headline: One.}}\n",
        encoding="utf-8",
    )
    block = load_workspace(tmp_path, Report()).library.blocks["one"]  # type: ignore[index]

    assert isinstance(block, Evidence)
    assert print_fact(block.facts[0], "en-GB").replace("\u00a0", " ") == full
    assert print_fact(block.facts[0], "en-GB", "number").replace("\u00a0", " ") == number


def keys_of(name: str) -> dict[str, set[str]]:
    """The keys of each kind of entry in the files of one sort."""
    schema = schema_json(name)
    return {n: set(d.get("properties", {})) for n, d in {**schema.get("$defs", {}), "": schema}.items()}


COMMON = {"kind", "id", "title", "text", "priority", "keep", "audiences", "sources", "exceptions"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_kind_is_in_the_reference(kind: str) -> None:
    page = sections(text_of("docs/authors.md"))
    own = keys_of("library")[f"{kind.capitalize()}Entry"] - COMMON

    documented = named_in_table(page[kind])

    assert own <= documented
    assert named_in_table(page["What every block has"]) == COMMON


@pytest.mark.parametrize(
    ("heading", "schema", "entry"),
    [("Sources", "citations", "SourceEntry"), ("Briefs", "brief", ""), ("Project", "project", "")],
)
def test_every_key_of_the_other_files_is_in_the_reference(heading: str, schema: str, entry: str) -> None:
    assert named_in_table(sections(text_of("docs/authors.md"))[heading]) == keys_of(schema)[entry]


def test_every_sort_of_file_is_named_by_the_page_of_commands() -> None:
    assert all(name in sections(text_of("docs/cli.md"))["briefgen schema"] for name in SCHEMAS)


# --- looks ----------------------------------------------------------------------------------------------


def test_every_key_of_a_profile_is_documented() -> None:
    documented = named_in_table(sections(text_of("docs/designers.md"))["audience.yaml"])

    for entry in (AudienceFile, SectionEntry, LengthEntry):
        assert set(entry.vocabulary()) <= documented


def test_every_key_of_pages_depths_and_floors_is_documented() -> None:
    page = sections(text_of("docs/designers.md"))

    assert all(f"{key}: " in page["audience.yaml"] for key in (*PagesEntry.vocabulary(), *DepthWorthEntry.vocabulary()))
    assert named_in_table(page["Floors"]) == set(FloorsEntry.vocabulary())


def test_the_shipped_floors_are_those_that_the_page_names() -> None:
    workspace = load_workspace(ROOT, Report())
    profiles = [workspace.audience(name, "en-GB", Report()) for name in ("minister", "technical", "public")]
    found = [p.floors for p in profiles if p]
    text = " ".join(sections(text_of("docs/designers.md"))["Floors"].split())

    ordinary, technical, public = (f"{f.type_pt:g}" for f in found)
    named = f"{ordinary} points ({technical} for analysts, {public} for the public)"
    assert f"{named}, {found[0].leading:g} and {found[0].margin_mm:g} mm" in text
    own = Floors()
    assert f"{own.type_pt:g} points, {own.leading:g} and {own.margin_mm:g} mm" in text


def worked_example() -> dict[str, list[tuple[float, int]]]:
    """Worth and lines of each block in the example of docs/designers.md: not printed, as headline, as summary."""
    rows = re.findall(
        r"^\| ([\w ]+) \| \d \| [\d.]+ \| ([\d.]+) \| (\d+) \| ([\d.]+) \| (\d+) \|$",
        sections(text_of("docs/designers.md"))["What is chosen: worth and limits"],
        re.MULTILINE,
    )
    return {name: [(0, 0), (float(w), int(h)), (float(w2), int(h2))] for name, w, h, w2, h2 in rows}


@pytest.mark.parametrize(
    ("must", "times", "worth", "depths"),
    [("", 1.0, 16.0, (2, 1, 0, 1)), ("growth figures", 1.0, 13.2, (1, 1, 1, 0)), ("", 1.6 / 0.8, 16.4, (1, 1, 1, 0))],
    ids=["the best", "pinned", "weighed"],
)
def test_the_best_choice_of_the_worked_example_is_the_best(
    must: str, times: float, worth: float, depths: tuple[int, ...]
) -> None:
    blocks = worked_example()
    blocks["growth figures"] = [(w * times, h) for w, h in blocks["growth figures"]]
    choices = [dict(zip(blocks, c, strict=True)) for c in itertools.product(range(3), repeat=len(blocks))]
    fitting = [c for c in choices if sum(blocks[b][d][1] for b, d in c.items()) <= 16 and (not must or c[must])]

    best = max(fitting, key=lambda c: sum(blocks[b][d][0] for b, d in c.items()))

    assert sum(blocks[b][d][0] for b, d in best.items()) == pytest.approx(worth)
    assert tuple(best.values()) == depths


def test_every_key_of_the_style_table_is_documented() -> None:
    documented = named_in_table(sections(text_of("docs/designers.md"))["styles.yml"])
    page = set(re.findall(r"`([\w-]+-mm)`", sections(text_of("docs/designers.md"))["styles.yml"]))

    assert {f.replace("_", "-") for f in TextStyle.__dataclass_fields__} - {"name"} <= documented
    assert {f.replace("_", "-") for f in PageSetup.__dataclass_fields__} == page


@functools.cache
def given_to_templates() -> dict[str, set[str]]:
    """What the shipped library gives to templates, by the heading of docs/designers.md that lists it."""
    report = Report()
    workspace = load_workspace(ROOT, report)
    brief = workspace.brief(None)
    audience = workspace.audience("minister", brief.lang, report)
    assert audience
    found: dict[str, set[str]] = {}
    for length in audience.lengths.values():
        wanted = plan(workspace.library, brief, audience, length)
        parts = Composition(workspace.library, brief, audience, length, all_that_may_be_printed(wanted))
        _gather(_values(parts, Origins(), "b-"), found)
    return found


def _gather(values: dict[str, object], found: dict[str, set[str]]) -> None:
    def note(heading: str, view: object) -> None:
        found.setdefault(heading, set()).update(vars(view))

    found.setdefault("Everywhere", set()).update(values)
    for name in ("brief", "audience", "length"):
        note(name, values[name])
    sections_: Any = values["sections"]
    for section in sections_:
        note("section", section)
        for entry in (*section.entries, *section.beside, *(r for r in section.rows if hasattr(r, "kind"))):
            note(entry.kind, entry)
            for fact in getattr(entry, "facts", ()):
                note("fact", fact)
        for name in ("groups", "rows"):
            for view in getattr(section, name):
                found.setdefault("parts", set()).update(_names_below(view))


def _names_below(view: object) -> Iterator[str]:
    """Names of values inside groups and rows, which the page names in running text."""
    for name, value in vars(view).items():
        yield name
        for inner in value if isinstance(value, list) else ():
            if isinstance(inner, SimpleNamespace) and not hasattr(inner, "kind"):
                yield from _names_below(inner)


HEADINGS = ("Everywhere", "brief", "audience", "length", "section", "fact", *KINDS)


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_variable_of_templates_is_documented_and_no_other(heading: str) -> None:
    page = sections(text_of("docs/designers.md"))
    common = named_in_table(page["Every block"]) if heading in KINDS else set()

    documented = named_in_table(page[heading])

    assert documented | common == given_to_templates()[heading] | common
    assert heading not in KINDS or common <= given_to_templates()[heading]


def test_values_inside_groups_and_rows_are_named() -> None:
    page = text_of("docs/designers.md")

    assert {name for name in given_to_templates()["parts"] if f"`{name}`" not in page} == set()


def test_the_vocabulary_page_names_every_element_and_class() -> None:
    page = text_of("docs/html-vocabulary.md")
    named = {word for code in re.findall(r"`([^`]+)`", page) for word in re.findall(r"[a-z][\w-]*", code)}

    assert named >= TAGS
    assert {name for names in CLASSES.values() for name in names} <= named


def snippet(holds: str) -> str:
    """The block of docs/designers.md that holds these words."""
    return next(block for _, block in FENCE.findall(text_of("docs/designers.md")) if holds in block)


def follow_the_walk(project: Path) -> None:
    """Every step of the walk, as a reader would take it."""
    assert run(["new", "audience", "treasury", "--from", "minister", "--project", str(project)]) == 0
    folder = project / "templates/treasury"
    brand = (folder / "brand.yml").read_text(encoding="utf-8")
    for line in snippet("#5b2a4a").splitlines():
        brand, found = re.subn(rf"^#{line.split(':')[0]}:.*$", line, brand, flags=re.MULTILINE)
        assert found == 1, line
    (folder / "brand.yml").write_text(brand, encoding="utf-8")
    masthead = folder / "sections/masthead.html.j2"
    changed, found = re.subn(r'.*class="kicker".*\n', snippet("kicker"), masthead.read_text(encoding="utf-8"))
    assert found == 1
    masthead.write_text(changed, encoding="utf-8")
    (folder / "labels.yml").write_text(snippet("budget_view: "), encoding="utf-8")


def test_the_walk_for_designers_changes_pdf_and_word(tmp_path: Path) -> None:
    authors_project(tmp_path)
    follow_the_walk(tmp_path)

    done = run(["build", "heat", "-a", "treasury", "-l", "one-page", "--jobs", "1", "--project", str(tmp_path)])

    assert done == 0
    made = tmp_path / "build/heat/heat-treasury-one-page"
    word = docx.Document(str(made.with_suffix(".docx")))
    assert word.paragraphs[0].text.startswith("Budget view · One-page summary")
    assert "Budget view · One-page summary" in pypdf.PdfReader(made.with_suffix(".pdf")).pages[0].extract_text()
    assert word.styles["Title"].font.color.rgb == docx.shared.RGBColor.from_string("5B2A4A")


# --- links ------------------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    make = tool("cli_page").anchor
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {make(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)) for heading in headings}


def links() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        text = FENCE.sub("", page.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", text)):
            if not re.match(r"[a-z]+:", target):
                yield page.relative_to(ROOT).as_posix(), target


@pytest.mark.parametrize(("page", "target"), sorted(set(links())))
def test_every_link_inside_the_project_leads_somewhere(page: str, target: str) -> None:
    path, _, anchor = target.partition("#")
    leads_to = (ROOT / page).parent / path if path else ROOT / page

    assert leads_to.exists()
    assert not anchor or anchor in anchors(leads_to)


def test_every_path_that_developers_are_shown_exists() -> None:
    shown = re.findall(r"`((?:src|tests|tools|templates|content|docs|bench)/[\w./-]+)`", text_of("docs/developers.md"))

    assert shown
    assert [path for path in shown if not (ROOT / path).exists()] == []
