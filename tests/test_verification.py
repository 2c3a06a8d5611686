"""Facts held against copies of their sources: what is found, moved, changed, missing, and where findings point."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from weasyprint import HTML

from briefgen.cli import run
from briefgen.cli.options import ExitCode
from briefgen.diagnostics import Report
from briefgen.source.load import load_library
from briefgen.verification.copies import Folder, UnreadableCopyError, read_copy
from briefgen.verification.holding import Row, hold, standing_of
from conftest import LIBRARY, SOURCES

Write = Callable[[Mapping[str, str] | None], Path]

SURVEY = "A survey of roads\n\nWe looked at all roads.\nAbout 12.5 per cent of all roads\nneed repair.\n"
TWICE = SURVEY.replace("roads\nneed repair", "roads need repair, 12.5 per cent of all roads need it")
PIN = "sources: [{cite: report-one, at: p. 3}]"
QUOTED = "sources: [{cite: report-one, at: line 4, quote: {exact: 12.5 per cent of all roads need}}]"
SNAPSHOT = "    snapshot: {file: survey.txt, sha256: @}\n"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def verified(project: Write, tmp_path: Path) -> Callable[..., tuple[list[Row], Report]]:
    """Holds the sound project, with one quotation, against a folder with these copies."""

    def call(
        copies: Mapping[str, str | bytes] | None = None,
        pin: str = QUOTED,
        snapshot: str = "",
        change: tuple[str, str] = ("", ""),
    ) -> tuple[list[Row], Report]:
        library = LIBRARY.replace(PIN, pin).replace(*change) if change[0] else LIBRARY.replace(PIN, pin)
        root = project({"content/library/roads.yaml": library, "content/citations/sources.yaml": SOURCES + snapshot})
        folder = tmp_path / "copies"
        folder.mkdir(exist_ok=True)
        for name, text in ({"report-one.txt": SURVEY} if copies is None else copies).items():
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        report = Report()
        library_ = load_library(root, report)
        assert report.diagnostics == ()
        return hold(library_, "en-GB", Folder(folder), report), report

    return call


Verified = Callable[..., tuple[list[Row], Report]]


def test_a_quotation_with_its_value_is_found_with_its_place(verified: Verified) -> None:
    rows, report = verified()

    (row,) = rows
    assert (row.entry, row.standing, row.place) == ("fact bad-roads", "found", "line 4")
    assert (row.printed, row.says) == ("about 12.5%", "12.5 per cent of all roads need")
    assert report.diagnostics == ()


@pytest.mark.parametrize(
    ("copy", "standing", "rule"),
    [
        (SURVEY.replace("12.5", "14.5"), "changed", "source-changed"),
        (SURVEY.replace("About", "Over"), "changed", "source-changed"),
        ("We looked at nothing.\n", "missing", "source-missing"),
        (SURVEY + SURVEY, "found", ""),
        (SURVEY.replace("\n\n", "\n"), "moved", "source-moved"),
        (TWICE, "ambiguous", "ambiguous-anchor"),
    ],
)
def test_what_does_not_hold_is_reported_at_the_quotation(
    verified: Verified, copy: str, standing: str, rule: str
) -> None:
    rows, report = verified({"report-one.txt": copy})

    assert [row.standing for row in rows] == [standing]
    assert [d.rule for d in report.diagnostics] == ([rule] if rule else [])
    spans = {str(d.span) for d in report.diagnostics}
    assert spans <= {"content/library/roads.yaml:19:61"}


def test_a_changed_digit_in_the_fact_is_reported(verified: Verified) -> None:
    _, report = verified(change=("value: 12.5", "value: 12.6"))

    assert [d.rule for d in report.diagnostics] == ["source-changed"]


def test_a_source_names_its_copy_and_its_hash(verified: Verified) -> None:
    snapshot = SNAPSHOT.replace("@", digest(SURVEY))

    rows, report = verified({"survey.txt": SURVEY}, snapshot=snapshot)

    assert [row.standing for row in rows] == ["found"]
    assert report.diagnostics == ()


def test_another_copy_that_still_says_so_is_reported_once(verified: Verified) -> None:
    newer = SURVEY + "\nThis is the second edition.\n"

    rows, report = verified({"survey.txt": newer}, snapshot=SNAPSHOT.replace("@", digest(SURVEY)))

    (found,) = report.diagnostics
    assert [row.standing for row in rows] == ["moved"]
    assert (found.rule, str(found.span)) == ("source-moved", "content/citations/sources.yaml:9:22")
    assert digest(newer) in found.hint


def test_of_several_copies_the_best_counts(verified: Verified) -> None:
    snapshot = "    snapshot:\n      - {file: cover.txt}\n      - {file: survey.txt}\n"

    rows, report = verified({"cover.txt": "A cover page.", "survey.txt": SURVEY}, snapshot=snapshot)

    assert [row.standing for row in rows] == ["found"]
    assert report.diagnostics == ()


@pytest.mark.parametrize(
    ("copies", "snapshot"), [({}, ""), ({}, "    snapshot: {file: survey.txt}\n"), ({"report-one.txt": ""}, "")]
)
def test_a_copy_that_is_not_there_or_is_empty_is_reported(
    verified: Verified, copies: Mapping[str, str], snapshot: str
) -> None:
    rows, report = verified(copies, snapshot=snapshot)

    assert [row.standing for row in rows] == ["unchecked"]
    assert [d.rule for d in report.diagnostics] == ["missing-snapshot"]


def test_a_fact_without_a_quotation_is_a_note(verified: Verified) -> None:
    rows, report = verified(pin=PIN)

    assert [row.standing for row in rows] == ["unanchored"]
    assert [(d.rule, d.severity) for d in report.diagnostics] == [("unanchored-fact", "info")]


def test_what_no_source_prints_is_said_with_its_reason(verified: Verified) -> None:
    rows, report = verified(pin="sources: [{cite: report-one, quote: {unstated: The editors counted.}}]")

    assert [(row.standing, row.note) for row in rows] == [("unstated", "The editors counted.")]
    assert report.diagnostics == ()


def test_blocks_may_quote_for_themselves(verified: Verified) -> None:
    own = "stance: stated\n    sources: [{cite: report-one, quote: {exact: We looked at all roads}}]"

    rows, _ = verified(change=("stance: stated", own))

    assert [(row.entry, row.standing) for row in rows] == [("fact bad-roads", "found"), ("challenge holes", "found")]


def test_reckoned_facts_rest_on_those_in_their_formula(verified: Verified) -> None:
    more = "comparator: about\n      - {id: twice, label: Twice, derived: bad-roads * 2}\n"

    rows, _ = verified(change=("comparator: about\n", more))

    assert [row.entry for row in rows] == ["fact bad-roads"]


def test_the_worst_of_several_quotations_counts_for_a_fact(verified: Verified) -> None:
    pins = "quote: {exact: 12.5 per cent of all roads need}}, {cite: report-one, quote: {exact: nowhere to be read}}]"

    rows, _ = verified(pin=f"sources: [{{cite: report-one, {pins}")

    assert standing_of(rows) == {"fact bad-roads": "missing"}


COPIED = "A survey found holes in every eighth of all roads of the town that were looked at in spring."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (COPIED.lower(), True),
        (COPIED.replace("the town", "town"), False),
        (f"The survey says \u201c{COPIED}\u201d", False),
        (COPIED.replace("eighth of", "eighth\n        of"), True),
    ],
)
def test_twelve_words_in_a_row_are_copied_unless_they_are_quoted(text: str, found: bool, verified: Verified) -> None:
    written = f"text:\n      full: |\n        {text}\n      headline: A survey found roads"
    change = ("text:\n      headline: A survey found roads", written)

    _, report = verified({"report-one.txt": f"{SURVEY}\n{COPIED}\n"}, change=change)

    assert [(d.rule, str(d.span)) for d in report.diagnostics] == (
        [("copied-words", "content/library/roads.yaml:28:9")] if found else []
    )


def test_of_chinese_24_characters_in_a_row_are_copied(verified: Verified) -> None:
    said = "在全市所有道路中每八条就有一条需要维修并尽快完成"
    change = ("headline: A survey found roads in need of repair.", f"headline: {said}。")

    _, report = verified({"report-one.txt": f"{SURVEY}\n{said}\n"}, change=change)
    assert [d.rule for d in report.diagnostics] == ["copied-words"]
    _, report = verified({"report-one.txt": f"{SURVEY}\n{said[:12]}而{said[12:]}\n"}, change=change)
    assert report.diagnostics == ()


# --- copies ---------------------------------------------------------------------------------------


def test_pages_of_a_pdf_are_read_and_counted(verified: Verified) -> None:
    paged = "<p>A cover</p><p style='page-break-before: always'>About 12.5 per cent of all roads need repair.</p>"
    pdf = io.BytesIO()
    HTML(string=paged).write_pdf(pdf)

    rows, _ = verified({"report-one.pdf": pdf.getvalue()}, pin=QUOTED.replace("line 4", "p. 2"))
    elsewhere, _ = verified({"report-one.pdf": pdf.getvalue()}, pin=QUOTED.replace("line 4", "p. 1"))

    assert [(row.standing, row.place) for row in rows] == [("found", "page 2")]
    assert [row.note for row in elsewhere] == ["it stands on page 2, not at p. 1"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", b"<p>About 12.5 per cent of <b>all</b> <i>roads</i><script>need</script> need repair"),
        ("a.html", "<meta charset=gbk><td>道路</td><p>about 12.5 per cent of all roads need".encode("gbk")),
        ("a.html", "<p>\u201cAbout 12.5&nbsp;per cent of all roads need".encode()),
        ("a.md", b"# Roads\n\nAbout **12.5 per cent** of [all roads](https://example.org/12) need"),
        ("a.txt", "\ufeffabout 12.5 per cent of all roads need".encode("utf-16")),
        ("a.txt", "路 about 12.5 per cent of all roads need".encode("gb18030")),
        ("a.txt", b"About 12.5 per cent of all roads need \xe9t\xe9"),
    ],
)
def test_text_is_got_out_of_each_sort_of_file(verified: Verified, name: str, data: bytes) -> None:
    suffix = name.rpartition(".")[2]

    rows, _ = verified({f"report-one.{suffix}": data}, pin=QUOTED.replace("at: line 4, ", ""))

    assert [row.standing for row in rows] == ["found"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", b"%PDF-1.7 and nothing else", "it is a damaged PDF file"),
        ("a.html", b"", "there is no text in it"),
        ("a.html", b"<!-- nothing -->", "there is no text in it"),
        ("a.txt", b" \n", "there is no text in it"),
    ],
)
def test_a_copy_without_text_is_refused_with_a_reason(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableCopyError, match=reason):
        read_copy(name, data)


def test_pages_that_are_pictures_are_refused() -> None:
    pdf = io.BytesIO()
    HTML(string="<div style='background: red; height: 2cm'></div>").write_pdf(pdf)

    with pytest.raises(UnreadableCopyError, match="pictures"):
        read_copy("a.pdf", pdf.getvalue())


def test_the_text_of_a_pdf_is_kept_and_a_damaged_memory_counts_for_nothing(tmp_path: Path) -> None:
    pdf = io.BytesIO()
    HTML(string="<p>One road in eight.</p>").write_pdf(pdf)
    (tmp_path / "a.pdf").write_bytes(pdf.getvalue())
    memory = tmp_path / "memory"

    first = Folder(tmp_path, memory).copy("a.pdf")
    (kept,) = memory.iterdir()
    again = Folder(tmp_path, memory).copy("a.pdf")
    kept.write_text('["Kept."]', encoding="utf-8")
    remembered = Folder(tmp_path, memory).copy("a.pdf")
    kept.write_text("[", encoding="utf-8")
    mended = Folder(tmp_path, memory).copy("a.pdf")

    assert first == again == mended
    assert remembered.text == "Kept.\n"


def test_nothing_outside_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    (tmp_path / "secret.txt").write_text("a secret", encoding="utf-8")
    (tmp_path / "copies/linked.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "copies/picture.png").write_bytes(b"x")
    folder = Folder(tmp_path / "copies")

    for name, reason in (("linked.txt", "outside"), ("picture.png", "none of"), ("none.txt", "not in the folder")):
        with pytest.raises(UnreadableCopyError, match=reason):
            folder.copy(name)


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def root(project: Write) -> Path:
    made = project({"content/library/roads.yaml": LIBRARY.replace(PIN, QUOTED)})
    (made / "copies").mkdir()
    (made / "copies/report-one.txt").write_text(SURVEY, encoding="utf-8")
    return made


def test_verify_lists_what_it_found(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["verify", "--sources", str(root / "copies"), "--project", str(root)])

    printed = capsys.readouterr().out
    assert code == ExitCode.OK
    assert "fact bad-roads  found" in printed
    assert printed.endswith("1 found\n")


def test_verify_ends_with_1_when_a_source_says_something_else(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "copies/report-one.txt").write_text(SURVEY.replace("12.5", "13.5"), encoding="utf-8")

    code = run(["verify", "--sources", str(root / "copies"), "--project", str(root), "--json"])

    found = json.loads(capsys.readouterr().out)
    assert code == ExitCode.CONTENT
    assert found["counts"] == {"changed": 1}
    assert found["rows"][0]["file"] == "content/library/roads.yaml"
    assert found["diagnostics"][0]["rule"] == "source-changed"


def test_findings_can_be_had_for_code_hosts(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "copies/report-one.txt").write_text("Nothing.", encoding="utf-8")

    run(["verify", "--sources", str(root / "copies"), "--project", str(root), "--sarif"])

    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert result["ruleId"] == "source-missing"


def test_a_release_stops_at_a_copy_that_has_moved(root: Path) -> None:
    (root / "copies/report-one.txt").write_text("\n" + SURVEY, encoding="utf-8")
    line = ["verify", "--sources", str(root / "copies"), "--project", str(root)]

    assert run(line) == ExitCode.OK
    assert run([*line, "--release"]) == ExitCode.CONTENT


def test_a_waiver_lets_a_release_through_and_a_project_may_weigh_otherwise(root: Path) -> None:
    (root / "copies/report-one.txt").write_text("Nothing.", encoding="utf-8")
    line = ["verify", "--sources", str(root / "copies"), "--project", str(root)]
    settings = root / "content/project.yaml"
    plain = settings.read_text(encoding="utf-8")
    waiver = 'waivers: [{rule: source-missing, of: survey, by: Jane Doe, date: "2026-01-31", reason: Lost in a move}]\n'

    assert run(line) == ExitCode.CONTENT
    settings.write_text(f"{plain}severities: {{source-missing: warning}}\n", encoding="utf-8")
    assert run(line) == ExitCode.OK
    settings.write_text(plain + waiver, encoding="utf-8")
    assert run(line) == ExitCode.CONTENT
    assert run([*line, "--release"]) == ExitCode.OK


def test_verify_wants_to_know_against_what(root: Path) -> None:
    assert run(["verify", "--project", str(root)]) == ExitCode.USAGE
    assert run(["verify", "--sources", str(root / "nowhere"), "--project", str(root)]) == ExitCode.USAGE


def test_a_library_with_errors_is_not_verified(root: Path) -> None:
    (root / "content/library/roads.yaml").write_text("theme: [", encoding="utf-8")

    assert run(["verify", "--sources", str(root / "copies"), "--project", str(root)]) == ExitCode.CONTENT
