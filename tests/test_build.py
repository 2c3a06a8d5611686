"""The whole way, from content to files, on libraries that are not the demo."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, product
from pathlib import Path

import pikepdf
import pytest

from briefgen.core.shadow_prices import verdicts
from briefgen.diagnostics import BriefgenError, BuildFailed, Report, UsageError
from briefgen.pipeline import Built, Request, build, explain
from reading import docx_part, docx_text, html_text, notes, pdf_pages, sentences, squeezed, words
from tagged import faults, marks, of_role, spoken, tags

LIBRARIES = Path(__file__).parent / "libraries"
AUDIENCES = ("minister", "committee", "industry", "technical", "public")
LENGTHS = ("one-page", "standard", "pack")
FORMATS = ("pdf", "docx", "html")


def a_copy(library: str, to: Path) -> Path:
    shutil.copytree(LIBRARIES / library, to / library)
    return to / library


def made(
    root: Path, *, audience: str = "minister", length: str = "one-page", formats: tuple[str, ...] = ("html",)
) -> Built:
    return build(Request(root, audiences=(audience,), lengths=(length,), formats=formats))


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its bytes and the time of its last change."""
    return {
        str(p.relative_to(folder)): (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file()
    }


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@dataclass(frozen=True)
class Deliverable:
    """The three files of one deliverable, read."""

    folder: Path
    stem: str

    def data(self, format_: str) -> bytes:
        return (self.folder / f"{self.stem}.{format_}").read_bytes()

    @cached_property
    def pages(self) -> list[str]:
        return pdf_pages(self.data("pdf"))

    @cached_property
    def texts(self) -> dict[str, str]:
        """By format; the PDF's pages in one."""
        return {
            "pdf": "\n".join(self.pages),
            "docx": docx_text(self.data("docx")),
            "html": html_text(self.data("html")),
        }


read = lru_cache(maxsize=None)(Deliverable)
"""The deliverables of the libraries that are built once; each file is read once."""


# --- two libraries, built once ---------------------------------------------------------------------


@pytest.fixture(scope="session")
def water(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library on old pipes with all its deliverables. Read it, do not change it."""
    root = a_copy("water", tmp_path_factory.mktemp("water"))
    built = build(Request(root))
    assert built.failed == [], "\n".join(map(str, built.report.diagnostics))
    return root


@pytest.fixture(scope="session")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = a_copy("zh", tmp_path_factory.mktemp("zh"))
    for audience, length in [("minister", "one-page"), ("public", "standard"), ("technical", "pack")]:
        assert made(root, audience=audience, length=length, formats=FORMATS).failed == []
    return root


ALL_OF_WATER = [f"water-{a}-{n}" for a, n in product(AUDIENCES, LENGTHS)]
SOME_IN_CHINESE = ["pipes-minister-one-page", "pipes-public-standard", "pipes-technical-pack"]


@pytest.fixture(params=[*ALL_OF_WATER, *SOME_IN_CHINESE])
def each(request: pytest.FixtureRequest) -> Deliverable:
    library, folder = ("water", "water") if request.param in ALL_OF_WATER else ("chinese", "pipes")
    root: Path = request.getfixturevalue(library)
    return read(root / "build" / folder, request.param)


def test_there_is_one_file_for_each_audience_length_and_format_and_a_manifest(water: Path) -> None:
    names = {p.relative_to(water / "build").as_posix() for p in (water / "build").rglob("*") if p.is_file()}

    assert names == {f"water/{stem}.{f}" for stem, f in product(ALL_OF_WATER, FORMATS)} | {"water/manifest.json"}


@pytest.mark.parametrize(
    ("audience", "length"), [*((a, "one-page") for a in AUDIENCES), *(("minister", n) for n in LENGTHS)]
)
def test_the_smallest_project_makes_every_kind_of_brief(audience: str, length: str, tmp_path: Path) -> None:
    root = a_copy("bare", tmp_path)

    built = made(root, audience=audience, length=length, formats=FORMATS)

    assert built.failed == []
    thing = Deliverable(root / "build" / "well", f"well-{audience}-{length}")
    assert [
        f for f, text in thing.texts.items() if squeezed("The village well runs dry in summer") not in squeezed(text)
    ] == []


# --- what the files say -----------------------------------------------------------------------------


def test_a_brief_keeps_its_page_budget(each: Deliverable) -> None:
    most = {"one-page": 1, "standard": 4, "pack": 40}

    assert len(each.pages) <= next(most[n] for n in LENGTHS if each.stem.endswith(n))


def test_word_and_web_say_the_same_words_in_the_same_order(each: Deliverable) -> None:
    assert words(each.texts["docx"]) == words(each.texts["html"])


def test_the_pdf_says_every_sentence_too(each: Deliverable) -> None:
    lines = each.texts["html"].splitlines()

    assert [s for line in lines for s in sentences(line) if not is_said(s, each.pages)] == []


def test_what_is_read_aloud_of_the_pdf_is_what_the_web_page_says_in_its_order(each: Deliverable) -> None:
    with pikepdf.open(io.BytesIO(each.data("pdf"))) as pdf:
        said = squeezed(spoken(pdf, without=("Note", "Reference", "Figure")))

    at = 0
    for sentence in (s for line in each.texts["html"].splitlines() for s in sentences(line)):
        wanted = squeezed(sentence)
        assert wanted in said[at:], sentence
        at = said.index(wanted, at) + len(wanted)


def test_the_pdf_keeps_to_its_standards(each: Deliverable) -> None:
    path = each.folder / f"{each.stem}.pdf"

    assert {name: faults(path, name) for name in ("ua-1", "a-3a")} == {"ua-1": [], "a-3a": []}


def test_tags_of_the_pdf_say_what_no_validator_asks_for(each: Deliverable) -> None:
    with pikepdf.open(io.BytesIO(each.data("pdf"))) as pdf:
        levels = [int(str(tag.S)[2:]) for tag in tags(pdf) if re.fullmatch(r"/H\d", str(tag.S))]
        assert levels[0] == 1
        assert all(low <= high + 1 for high, low in pairwise(levels))
        assert all(str(cell.A.Scope) in ("/Row", "/Column") for cell in of_role(pdf, "TH"))
        assert all(of_role(pdf, "TH", root=table) for table in of_role(pdf, "Table"))
        assert all(str(picture.Alt).strip() for picture in of_role(pdf, "Figure"))
        assert set(Counter(marks(pdf)).values()) == {1}
        ends = pikepdf.NameTree(pdf.Root.Names.Dests)
        assert all(str(a.Dest) in ends for p in pdf.pages for a in p.get("/Annots", []) if "/Dest" in a)


def test_the_pdf_carries_its_record_and_the_values_of_its_charts(each: Deliverable) -> None:
    with pikepdf.open(io.BytesIO(each.data("pdf"))) as pdf:
        files = {name: file.get_file().read_bytes().decode() for name, file in pdf.attachments.items()}

    record = json.loads(files.pop("manifest.json"))
    printed = {b["block"] for part in record["blocks"].values() for s in part for b in s["blocks"]}
    assert each.stem == f"{record['brief']}-{record['audience']}-{record['length']}"
    assert {name.removesuffix(".csv") for name in files} <= printed
    assert all(text.startswith("category,series,value,") for text in files.values())
    if each.stem.endswith("pack"):
        assert all(squeezed(name) in squeezed(each.texts["html"]) for name in ("manifest.json", *files))


def is_said(sentence: str, pages: list[str]) -> bool:
    """Whether a sentence stands on a page, or runs from one page to the next."""
    wanted, found = squeezed(sentence), [squeezed(page) for page in pages]
    cuts = range(1, len(wanted))
    return any(wanted in page for page in found) or any(
        wanted[:cut] in one and wanted[cut:] in other for one, other in pairwise(found) for cut in cuts
    )


def test_the_pdf_has_no_number_of_its_own(each: Deliverable) -> None:
    """Beside the numbers of pages, notes, headings and paragraphs, which are small."""
    numbers = re.compile(r"[−]?\d[\d.,:]*\d%?|\d%")
    known = set(numbers.findall(each.data("html").decode()))

    large = {n for n in numbers.findall(each.texts["pdf"]) if not n.isdigit() or int(n) > 60}
    assert {n.rstrip(".,:") for n in large} - {n.rstrip(".,:") for n in known} == set()


def test_notes_are_the_same_in_all_formats(each: Deliverable) -> None:
    web, word = notes(each.data("html"), "html"), notes(each.data("docx"), "docx")

    assert [words(n) for n in web] == [words(n) for n in word]
    assert [n for n in web if not is_said(n, each.pages)] == []


LEAKS = re.compile(r"\{\{|\}\}|\{%|%\}|\{[a-z]|\[@|\bUndefined\b|\bNone\b|\bnan\b|object at 0x|Markup\(|\[\]|data-src")


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_of_the_workshop_is_left_in_the_text(each: Deliverable, format_: str) -> None:
    assert LEAKS.findall(each.texts[format_]) == []


def test_no_mark_of_an_origin_is_left_in_a_file(each: Deliverable) -> None:
    assert b"data-src" not in each.data("html")
    assert b"data-src" not in docx_part(each.data("docx"), "word/document.xml")


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    "said",
    [
        "12.5%",
        "about 18,400 connections",
        "−3.5%",
        "1:9",
        "0.8 to 1.5 metres",
        "at least €46.5 million",
        "£31 million to £38 million",
        "about 1 million euro",
        "about −8 degrees Celsius",
        "up to €2,750",
        "banned in 1973",
        "EN 806",
        "Trinkwasserhausanschlussleitungserneuerungsprogramm",
        "Straßenbahnbetriebsbahnhofsvorplatz",
        "各位邻居：早晨用水前，请先让自来水流几分钟",
        "Αγαπητοί γείτονες",
        "Дорогие соседи!",
        "Łukasz Źródłowski",
        "Þóra Þórsdóttir",
        "Nguyễn Thị Hạnh",
        "Zoë Größmann-Ångström",
        "Ύδωρ: Journal of Town Water",
        "We boil the water for the child.",
        "No source proposes anything for tenants.",
        "Deposits narrow an old pipe",
    ],
)
def test_values_names_and_scripts_come_through(water: Path, format_: str, said: str) -> None:
    thing = read(water / "build" / "water", "water-minister-pack")

    assert squeezed(said) in squeezed(thing.texts[format_])


def test_a_table_of_many_columns_stands_on_a_turned_page_of_the_pack(water: Path) -> None:
    with pikepdf.open(water / "build" / "water" / "water-minister-pack.pdf") as pdf:
        turned = [n for n, page in enumerate(pdf.pages) if page.MediaBox[2] > page.MediaBox[3]]
    pages = read(water / "build" / "water", "water-minister-pack").pages

    assert [("All districts at a glance" in pages[n]) for n in turned] == [True]


def test_each_audience_reads_its_own_words(water: Path) -> None:
    texts = {a: read(water / "build" / "water", f"water-{a}-one-page").texts["html"] for a in AUDIENCES}

    assert [a for a in AUDIENCES if "Some houses still get their water through lead pipes" in texts[a]] == ["public"]
    assert [a for a in AUDIENCES if "Lead in your tap water, and what can be done" in texts[a]] == ["public"]
    assert [a for a in AUDIENCES if "The regional minister for works" in texts[a]] == ["minister"]


def test_readers_who_are_not_addressed_by_name_are_named_once(water: Path, chinese: Path) -> None:
    committee = read(water / "build" / "water", "water-committee-one-page").texts["html"]
    minister = read(chinese / "build" / "pipes", "pipes-minister-one-page").texts["html"]

    assert committee.count("For committee members") == 1
    assert minister.count("致部长") == 1


def test_a_chinese_brief_has_no_english_words_of_its_own(chinese: Path) -> None:
    thing = read(chinese / "build" / "pipes", "pipes-technical-pack")

    without_names_of_files = re.sub(r"[\w-]+\.(?:json|csv)", "", thing.texts["html"])
    latin = set(re.findall(r"[A-Za-z]{2,}", without_names_of_files))

    assert latin - {"water", "example", "org", "PDF"} == set()


# --- the manifest -----------------------------------------------------------------------------------


def test_the_manifest_has_the_hash_of_every_output(water: Path) -> None:
    folder = water / "build" / "water"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    outputs = {name: digest for d in manifest["deliverables"].values() for name, digest in d["outputs"].items()}

    assert outputs == {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir() if p.name != "manifest.json"
    }


def test_the_manifest_has_the_hash_of_every_input_of_the_project(water: Path) -> None:
    manifest = json.loads((water / "build/water/manifest.json").read_text(encoding="utf-8"))

    own = {name: digest for name, digest in manifest["inputs"].items() if name.startswith("content/")}

    files = [p for p in (water / "content").rglob("*") if p.is_file()]
    assert own == {p.relative_to(water).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    assert {name.split("/")[0] for name in manifest["inputs"]} == {"content", "briefgen", "built-in"}


def test_the_manifest_says_which_blocks_were_used_and_how_many_pages_there_are(water: Path) -> None:
    folder = water / "build" / "water"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    for key, entry in manifest["deliverables"].items():
        assert entry["pages"] == len(read(folder, f"water-{key}").pages)
        assert entry["blocks"]["lead-services"] in ("headline", "summary", "full")


# --- built again ------------------------------------------------------------------------------------


def test_a_second_build_says_unchanged_and_touches_nothing(tmp_path: Path) -> None:
    root = a_copy("bare", tmp_path)
    first = made(root, formats=FORMATS)
    before = contents(root / "build")

    second = made(root, formats=FORMATS)

    assert second.written == []
    assert sorted(second.unchanged) == sorted(first.written)
    assert contents(root / "build") == before


def test_forced_builds_write_the_same_bytes_again(tmp_path: Path) -> None:
    root = a_copy("bare", tmp_path)
    made(root, formats=FORMATS)
    before = {name: data for name, (data, _) in contents(root / "build").items()}

    built = build(Request(root, audiences=("minister",), lengths=("one-page",), formats=FORMATS, force=True))

    assert len(built.written) == 3
    assert {name: data for name, (data, _) in contents(root / "build").items()} == before


def test_a_changed_block_is_built_again(tmp_path: Path) -> None:
    root = a_copy("bare", tmp_path)
    made(root)
    replace_in(root / "content/library/well.yaml", "runs dry in summer.", "runs dry in autumn.")

    built = made(root)

    assert [p.name for p in built.written] == ["well-minister-one-page.html"]
    assert "dry in autumn" in built.written[0].read_text(encoding="utf-8")


@pytest.mark.parametrize("harm", ["gone", "altered"])
def test_a_file_that_somebody_removed_or_altered_is_made_again(harm: str, tmp_path: Path) -> None:
    root = a_copy("bare", tmp_path)
    [path] = made(root).written
    good = path.read_bytes()
    path.unlink() if harm == "gone" else path.write_bytes(good + b" ")

    assert made(root).written == [path]
    assert path.read_bytes() == good


def test_a_new_template_folder_of_the_project_is_a_change(tmp_path: Path) -> None:
    root = a_copy("bare", tmp_path)
    made(root)
    folder = root / "templates" / "minister"
    folder.mkdir(parents=True)
    folder.joinpath("audience.yaml").write_text("extends: base\nlabel: For the Crown\n", encoding="utf-8")

    [path] = made(root).written

    assert "For the Crown" in path.read_text(encoding="utf-8")


def test_other_formats_are_added_to_the_manifest(tmp_path: Path) -> None:
    root = a_copy("bare", tmp_path)
    made(root, formats=("html",))

    made(root, formats=("docx",))

    manifest = json.loads((root / "build/well/manifest.json").read_text(encoding="utf-8"))
    assert sorted(manifest["deliverables"]["minister-one-page"]["outputs"]) == [
        "well-minister-one-page.docx",
        "well-minister-one-page.html",
    ]


# --- faults -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("runs dry in summer.", "runs dry on 30 days.", "unbound-number"),
        ("cite: minutes", "cite: minute", "unknown-citation"),
        ("kind: challenge", "kind: chalenge", "unknown-kind"),
        ("blocks:", "blocks: [", "yaml-syntax"),
    ],
)
def test_a_fault_of_content_leaves_earlier_files_as_they_were(old: str, new: str, rule: str, tmp_path: Path) -> None:
    root = a_copy("bare", tmp_path)
    made(root, formats=FORMATS)
    before = contents(root / "build")
    replace_in(root / "content/library/well.yaml", old, new)

    with pytest.raises(BuildFailed) as failed:
        made(root, formats=FORMATS)

    assert rule in [d.rule for d in failed.value.report.diagnostics]
    assert contents(root / "build") == before


LONG = "The well is old and deep and nobody knows how old it is or how deep it goes below the village green. " * 60
TOO_LONG = f"""
  - kind: text
    id: everything
    role: bottom-line
    title: All of it
    text:
      headline: |
        {LONG}
"""


def test_a_text_that_must_be_there_and_is_too_long_stops_its_own_deliverable_alone(tmp_path: Path) -> None:
    root = a_copy("bare", tmp_path)
    made(root, formats=FORMATS)
    before = contents(root / "build")
    with (root / "content/library/well.yaml").open("a", encoding="utf-8") as library:
        library.write(TOO_LONG)

    built = build(Request(root, audiences=("minister",), lengths=("one-page", "standard"), formats=FORMATS))

    [finding] = [d for d in built.report.diagnostics if d.rule == "over-budget"]
    assert "well for minister, one-page: 3 pages, 1 allowed; the smallest choice is" in finding.message
    assert "everything" in finding.hint
    assert str(finding.span) == "content/briefs/well.yaml:1:1"
    assert built.failed == ["well for minister, one-page"]
    assert sorted(p.name for p in built.written) == [f"well-minister-standard.{f}" for f in sorted(FORMATS)]
    after = contents(root / "build")
    assert all(after[name] == before[name] for name in before if "one-page" in name)


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({"briefs": ("wel",)}, 'did you mean "well"?'),
        ({"audiences": ("ministre",)}, 'did you mean "minister"?'),
        ({"lengths": ("onepage",)}, 'did you mean "one-page"?'),
        ({"audiences": ("base",)}, "there are: committee, industry, minister, public, technical"),
    ],
)
def test_a_name_that_does_not_exist_is_answered_with_the_nearest(
    given: dict[str, tuple[str, ...]], hint: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as refused:
        build(Request(a_copy("bare", tmp_path), **given))  # type: ignore[arg-type]

    assert refused.value.hint == hint


def test_a_project_without_a_brief_says_so(tmp_path: Path) -> None:
    root = a_copy("bare", tmp_path)
    (root / "content/briefs/well.yaml").unlink()

    with pytest.raises(BriefgenError, match="no brief"):
        build(Request(root))


def test_a_text_that_lacks_the_depth_that_is_printed_is_mentioned(tmp_path: Path) -> None:
    built = made(a_copy("bare", tmp_path), length="standard")

    [finding] = [d for d in built.report.diagnostics if d.rule == "missing-depth"]
    assert finding.severity == "info"
    assert "its headline stands in" in finding.message
    assert finding.span is not None
    assert finding.span.file == "content/library/well.yaml"


def test_explain_has_a_reason_for_every_block(water: Path) -> None:
    proof = explain(water, "water", "public", "one-page", Report())
    found = verdicts(proof.fitted)

    assert {v.block for v in found} == set(proof.fitted.plan.library.blocks)
    assert all(v.reason for v in found)
    assert all(v.lines > 0.5 for v in found if v.depth)
    assert proof.fitted.layouts >= 1


# --- the same everywhere ----------------------------------------------------------------------------


LATER = """
import datetime, sys, time

class Kind(type):
    def __instancecheck__(cls, value):
        return isinstance(value, cls.__mro__[1])

AGES = datetime.timedelta(days=400)
REAL, LOCAL, GMT = time.time, time.localtime, time.gmtime

class Time(datetime.datetime, metaclass=Kind):
    now = classmethod(lambda cls, tz=None: datetime.datetime.__mro__[1].now(tz) + AGES)
    today = classmethod(lambda cls: datetime.datetime.__mro__[1].now() + AGES)
    utcnow = classmethod(lambda cls: datetime.datetime.__mro__[1].utcnow() + AGES)

class Date(datetime.date, metaclass=Kind):
    today = classmethod(lambda cls: datetime.date.__mro__[1].today() + AGES)

datetime.datetime, datetime.date = Time, Date
time.time = lambda: REAL() + AGES.total_seconds()
time.localtime = lambda of=None: LOCAL(time.time() if of is None else of)
time.gmtime = lambda of=None: GMT(time.time() if of is None else of)
assert datetime.datetime.now().timestamp() > REAL() + 390 * 86400 < time.time()
from briefgen.clock import now
assert now() > REAL() + 390 * 86400

from briefgen.cli import run
sys.exit(run(sys.argv[1:]))
"""
"""The program four hundred days from now, as far as Python can tell the time."""


def build_elsewhere(folder: Path, jobs: str, program: list[str], **env: str) -> dict[str, bytes]:
    root = a_copy("water", folder)
    command = [sys.executable, *program, "build", "--jobs", jobs, "-p", str(root)]
    command += ["-a", "technical", "-a", "minister", "-l", "one-page", "-l", "standard"]
    path = os.pathsep.join(p for p in sys.path if p)
    done = subprocess.run(
        command, check=False, capture_output=True, cwd=folder, env={**os.environ, "PYTHONPATH": path, **env}
    )
    assert done.returncode == 0, done.stderr.decode()
    return {name: data for name, (data, _) in contents(root / "build").items()}


@pytest.mark.usefixtures("own_cache")
def test_the_same_content_gives_the_same_bytes_in_another_place_and_time_zone_on_another_day(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "over there é"
    here.mkdir()
    there.mkdir()

    now, later = ["-m", "briefgen"], ["-c", LATER]
    one = build_elsewhere(
        here, "1", now, SOURCE_DATE_EPOCH="86400", TZ="Pacific/Kiritimati", PYTHONHASHSEED="1", LC_ALL="C.UTF-8"
    )
    two = build_elsewhere(there, "2", later, TZ="America/Adak", PYTHONHASHSEED="2", LC_ALL="POSIX")

    assert sorted(one) == sorted(two)
    assert len(one) == 13
    assert [name for name in one if one[name] != two[name]] == []
