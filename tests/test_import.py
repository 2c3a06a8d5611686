"""Bibliography files as other programs write them, read as sources and rewritten in our format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from briefgen.cli.app import run
from briefgen.cli.options import ExitCode
from briefgen.core.edtf import edtf_of, read_edtf
from briefgen.core.model import CitationKey, Day, Unknown
from briefgen.diagnostics import Report
from briefgen.render.bib_import import import_citations
from briefgen.render.bibliography import read_bibliography
from briefgen.scaffold.imports import import_file
from briefgen.source.load import load_library
from conftest import Project

BIB = r"""
@comment{kept by the reference manager}
@article{Mueller2020,
  author = {M{\"u}ller, {\"A}nne and de Vries, Jan and {World Health Organization}},
  title = {A paper about {AI} and {\'e}t{\'e} in Asia: \emph{things}},
  journaltitle = {Journal of Things}, date = {2020-05}, volume = 3, number = 2, pages = {1--9},
  doi = {10.1000/xyz}, langid = {english}, abstract = {Long and not ours.}, keywords = {a, b}
}
@report{WEF:2025_bp, author = {{World Economic Forum}}, title = "Blueprint to Action: China's {AI} Path",
  institution = {World Economic Forum}, year = 2025, url = {https://example.org/a_b}, urldate = {2026-03-01},
  type = {White paper}}
@book{zhou2016, author = {周, 志华}, title = {机器学习}, publisher = {清华大学出版社}, year = {2016}}
@misc{undated, title = {Nothing certain}}
"""

RIS = """TY  - RPRT
AU  - World Economic Forum
ED  - Müller, Änne
TI  - Blueprint to Action: 50% of "things"
PY  - 2025/03/14
PB  - World Economic Forum
UR  - https://example.org
ID  - wef1
ER  -

TY  - JOUR
AU  - 周, 志华
TI  - 机器学习
JO  - 自动化学报
PY  - 2016
ER  -
"""

CSL_JSON = json.dumps(
    [
        {
            "id": "http://zotero.org/groups/1/items/ABC",
            "citation-key": "vanGogh2020",
            "type": "article-journal",
            "title": 'Colour: a "theory" # of it',
            "author": [{"family": "Gogh", "given": "V.", "non-dropping-particle": "van"}],
            "issued": {"date-parts": [["2020", 5]]},
        },
        {
            "id": "http://zotero.org/groups/1/items/ABD",
            "type": "report",
            "title": "世界发展报告",
            "author": [{"literal": "世界银行"}],
            "issued": {"literal": "forthcoming"},
        },
        {"id": 7, "type": "webpage", "title": "Yes", "issued": {"raw": "2024-02-29"}, "abstract": "not ours"},
    ],
    ensure_ascii=False,
)


def imported(name: str, text: str) -> list[dict[str, dict[str, object]]]:
    report = Report()
    out = import_citations(name, text, report)
    assert report.diagnostics == ()
    return list(yaml.safe_load(out)["citations"])


# --- reading -----------------------------------------------------------------------------------


def test_bibtex_is_read_with_accents_bodies_and_capitals() -> None:
    paper, paper_of_a_body, book, undated = read_bibliography("a.bib", BIB, Report())

    assert paper["author"] == [
        {"family": "Müller", "given": "Änne"},
        {"family": "Vries", "given": "Jan", "dropping-particle": "de"},
        {"literal": "World Health Organization"},
    ]
    assert paper["title"] == "A paper about AI and été in Asia: <i>things</i>"
    assert paper_of_a_body["title"] == "Blueprint to Action: China’s AI Path"
    assert book["author"] == [{"family": "周", "given": "志华"}]
    assert undated["type"] == "document"


def test_abstracts_and_keywords_are_not_taken_over() -> None:
    fields = {key for item in read_bibliography("a.bib", BIB, Report()) for key in item}

    assert not {"abstract", "keyword"} & fields


def test_ris_is_read_with_bodies_as_bodies_and_the_whole_date() -> None:
    report_, article = read_bibliography("a.ris", RIS, Report())

    assert report_["author"] == [{"literal": "World Economic Forum"}]
    assert report_["editor"] == [{"family": "Müller", "given": "Änne"}]
    assert report_["issued"] == {"date-parts": [[2025, 3, 14]]}
    assert article["author"] == [{"family": "周", "given": "志华"}]
    assert article["issued"] == {"date-parts": [[2016]]}


def test_csl_json_is_read_as_it_is() -> None:
    gogh, bank, page = read_bibliography("a.json", CSL_JSON, Report())

    assert gogh["author"] == [{"family": "Gogh", "given": "V.", "non-dropping-particle": "van"}]
    assert bank["issued"] == {"literal": "forthcoming"}
    assert (page["id"], page["issued"]) == ("7", {"date-parts": [[2024, 2, 29]]})


@pytest.mark.parametrize(
    ("name", "text", "place", "message"),
    [
        ("a.bib", "@article{a,\n  title = {never closed\n", "a.bib:2:1", "unexpected end of input"),
        ("a.json", '[{"id": 1,\n "title": }]', "a.json:2:11", "this is not JSON: Expecting value"),
        ("a.json", '{"title": "x"}', "a.json:1:1", "CSL-JSON is a list of sources"),
        ("a.ris", "nothing like RIS\n", "a.ris:1:1", "cannot be read"),
        ("a.bib", "", "a.bib:1:1", "the file holds no source"),
        ("a.docx", "x", "a.docx:1:1", "no bibliography format"),
    ],
)
def test_a_file_that_cannot_be_read_is_reported_with_its_place(name: str, text: str, place: str, message: str) -> None:
    report = Report()

    assert read_bibliography(name, text, report) == []

    (found,) = report.diagnostics
    assert (found.rule, str(found.span)) == ("bad-citation-file", place)
    assert message in found.message


def test_a_library_takes_bibliography_files_as_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "content/citations"
    folder.mkdir(parents=True)
    (folder / "zotero.bib").write_text(BIB, "utf-8")
    report = Report()

    library = load_library(tmp_path, report, read_bibliography)

    assert not report.has_errors
    assert CitationKey("zhou2016") in library.citations
    assert library.citations[CitationKey("Mueller2020")].date == Day(2020, 5)


# --- writing -----------------------------------------------------------------------------------


def test_an_import_is_a_citations_file_that_the_loader_accepts(tmp_path: Path) -> None:
    folder = tmp_path / "content/citations"
    folder.mkdir(parents=True)
    for name, text in (("a.bib", BIB), ("b.ris", RIS), ("c.json", CSL_JSON)):
        written = import_citations(name, text, Report()).replace("id: source", f"id: source-{name[0]}")
        (folder / f"{name[0]}.yaml").write_text(written, "utf-8")
    report = Report()

    citations = load_library(tmp_path, report).citations

    assert [str(d) for d in report.diagnostics if d.severity == "error"] == []
    assert len(citations) == 9
    assert citations[CitationKey("wef-2025-bp")].date == Day(2025)
    assert isinstance(citations[CitationKey("undated")].date, Unknown)


def test_keys_are_made_of_small_letters_digits_and_hyphens_and_the_old_one_is_kept_as_a_comment() -> None:
    text = import_citations("a.bib", BIB, Report())

    assert [entry["id"] for entry in imported("a.bib", BIB)] == ["mueller2020", "wef-2025-bp", "zhou2016", "undated"]
    assert "# was: WEF:2025_bp\n  - id: wef-2025-bp\n" in text
    assert "# was: zhou2016" not in text


def test_an_address_is_no_key_so_one_is_made_up() -> None:
    without_key = json.loads(CSL_JSON)
    del without_key[0]["citation-key"]
    assert [entry["id"] for entry in imported("a.json", json.dumps(without_key))] == ["gogh-2020", "source", "7"]


def test_equal_keys_are_told_apart() -> None:
    twice = json.dumps([{"id": "A b", "type": "book", "title": "x"}, {"id": "a-B", "type": "book", "title": "y"}])

    assert [entry["id"] for entry in imported("a.json", twice)] == ["a-b", "a-b-2"]


def test_text_that_yaml_would_take_for_something_else_is_quoted() -> None:
    gogh, _, page = imported("a.json", CSL_JSON)

    assert gogh["csl"]["title"] == 'Colour: a "theory" # of it'
    assert gogh["csl"]["issued"] == "2020-05"
    assert page["csl"]["title"] == "Yes"
    assert page["csl"]["issued"] == "2024-02-29"
    assert page["id"] == "7"


def test_a_source_without_a_date_says_that_it_has_none() -> None:
    undated = imported("a.bib", BIB)[3]

    assert undated["date"] == {"unknown": "The imported record gives no date."}
    assert imported("a.json", CSL_JSON)[1]["csl"]["status"] == "forthcoming"


def test_an_import_comes_out_the_same_each_time() -> None:
    assert import_citations("a.bib", BIB, Report()) == import_citations("a.bib", BIB, Report())


def test_a_file_that_cannot_be_read_imports_nothing() -> None:
    report = Report()

    assert import_citations("a.bib", "@article{a,", report) == ""
    assert report.has_errors


# --- what is broken or odd -----------------------------------------------------------------------

NASTY = r"""@string{mit = "MIT Press"}
@inproceedings{child, author = {Nov{\'a}k, Ji{\v r}{\'\i} and \L{}ukasiewicz, Jan and others}, title = {A \& {\~n}},
  crossref = {proc}}
@article{broken, title = {never closed, year = 2020
}
@proceedings{proc, title = {Proceedings of Things}, editor = {{National Institute}}, year = {2019}, publisher = mit}
@report{law, author = {{中华人民共和国国务院}}, title = {规划}, date = {2017-07-08}, langid = {chinese}}
@misc{month, author = {B, A}, title = {Month}, year = 2020, month = {March}}
@misc{open, title = {Open}, date = {2020/..}}
@misc{circa, title = {Old}, date = {1750~}}
@online{leap, author = {B, A}, title = {T}, date = {2020}, url = {https://example.org/}, urldate = {2024-02-30}}
@article{gone, author = {B, A}, title = {Retracted: a thing}, date = {2020}, journaltitle = {J}}
"""


def test_a_broken_record_is_reported_where_it_begins_and_the_others_come_in() -> None:
    report = Report()
    items = {str(item["id"]): item for item in read_bibliography("a.bib", NASTY, report)}

    assert set(items) == {"child", "proc", "law", "month", "open", "circa", "leap", "gone"}
    assert ("bad-citation-file", "a.bib:4:1") in {(d.rule, str(d.span)) for d in report.diagnostics}
    assert items["child"]["container-title"] == "Proceedings of Things"
    assert items["child"]["publisher"] == "MIT Press"


def test_accents_bodies_and_all_kinds_of_date_survive() -> None:
    items = {str(item["id"]): item for item in read_bibliography("a.bib", NASTY, Report())}

    assert items["child"]["author"] == [
        {"family": "Novák", "given": "Jiří"},
        {"family": "Łukasiewicz", "given": "Jan"},
        {"literal": "others"},
    ]
    assert (items["law"]["author"], items["law"]["language"]) == ([{"literal": "中华人民共和国国务院"}], "zh")
    dates = {name: items[name]["issued"] for name in ("law", "month", "open")}
    assert dates == {
        "law": {"date-parts": [[2017, 7, 8]]},
        "month": {"date-parts": [[2020, 3]]},
        "open": {"date-parts": [[2020], [0]]},
    }


def test_an_import_with_a_broken_record_loads_and_knows_what_was_retracted(tmp_path: Path) -> None:
    folder = tmp_path / "content/citations"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text(import_citations("a.bib", NASTY, Report()), "utf-8")
    report = Report()

    library = load_library(tmp_path, report)

    assert not report.has_errors
    assert {c.key: c.standing for c in library.citations.values() if c.standing} == {"gone": "retracted"}
    assert library.citations[CitationKey("leap")].csl["accessed"] == {"date-parts": [[2024, 2]]}


def test_ris_loses_only_the_record_that_is_broken() -> None:
    records = (
        "TY  - RPRT\nTI  - One\nPY  - 2020\nER  -\n\nTY  - RPRT\nTI  - Two\nER\n\nTY  - RPRT\nTI  - Three\nER  -\n"
    )
    report = Report()

    titles = [item["title"] for item in read_bibliography("a.ris", records, report)]

    assert titles[0] == "One"
    assert titles[-1] == "Three"


def test_a_json_source_without_an_id_is_left_out_and_told() -> None:
    report = Report()
    text = '[\n {"id": 1, "type": "book", "title": "One"},\n {"type": "book", "title": "Two"}\n]'

    (one,) = read_bibliography("a.json", text, report)

    assert one["title"] == "One"
    assert [str(d.span) for d in report.diagnostics] == ["a.json:3:1"]


def test_the_command_writes_what_came_in_and_ends_with_an_error_where_something_was_left_out(project: Project) -> None:
    root = project()
    (root / "mine.bib").write_text(NASTY, "utf-8")

    assert run(["import", str(root / "mine.bib"), "--project", str(root)]) == ExitCode.CONTENT
    assert (root / "content/citations/mine.yaml").is_file()


# --- what other collections have ------------------------------------------------------------------

DATES = {
    "date = {2019-21}": "2019-21",
    "date = {2019/2020}": "2019/2020",
    "date = {2019/..}": "2019/..",
    "date = {../1999}": "../1999",
    "date = {-0044}": "-0044",
    "date = {1723~}": "1723~",
    "date = {2004-04-05T14:34:00}": "2004-04-05",
    "year = {ca. 1850}": "1850~",
    "year = {[1912]}": 1912,
    "year = {2019}, month = {spring}": "2019-21",
    "year = 2019, month = mar # {~5}": "2019-03-05",
    "year = {2019--2020}": "2019/2020",
    "year = {1998/99}": "1998/1999",
    "year = {380}": "0380",
    "year = {44 BC}": "-0043",
    "year = {August, 2005}": "2005-08",
    "year = {1988??}": "1988~",
    "date = {2001-02-30}": "2001-02",
}


@pytest.mark.parametrize(("written", "kept"), DATES.items(), ids=list(DATES))
def test_a_date_of_any_kind_comes_in_whole_and_loads(written: str, kept: object, tmp_path: Path) -> None:
    text = import_citations("a.bib", f"@book{{a, title = {{T}}, {written}}}", Report())
    folder = tmp_path / "content/citations"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text(text, "utf-8")
    report = Report()

    assert yaml.safe_load(text)["citations"][0]["csl"]["issued"] == kept
    load_library(tmp_path, report)
    assert not report.has_errors


@pytest.mark.parametrize(("written", "words"), [("year = {199X}", "199X"), ("year = {in print}", "in print")])
def test_what_is_no_date_is_kept_as_words(written: str, words: str) -> None:
    report = Report()
    (item,) = read_bibliography("a.bib", f"\n@book{{a, title = {{T}}, {written}}}", report)

    assert item["status"] == words
    assert "issued" not in item
    assert [(str(d.span), str(d.severity)) for d in report.diagnostics] in ([], [("a.bib:2:1", "warning")])


def test_a_season_a_span_and_a_year_before_the_first_are_printed_as_such() -> None:
    read = {text: read_edtf(text) for text in ("2019-21", "2019/2020", "-0043", "0000")}

    assert read["2019-21"] == {"date-parts": [[2019, 21]]}
    assert read["2019/2020"] == {"date-parts": [[2019], [2020]]}
    assert (read["-0043"], read["0000"]) == ({"date-parts": [[-44]]}, {"date-parts": [[-1]]})
    assert edtf_of({"date-parts": [[2019]], "season": "Fall"}) == "2019-23"
    assert [read_edtf(text) for text in ("2019-13", "2019-02-30", "2019-21-05", "1/2/3", "..", "x")] == [None] * 6
    assert edtf_of({"date-parts": [[]]}) == edtf_of({"literal": "soon"}) == ""


CIRCLES = """\
@book{a, title = {A}, crossref = {b}, date = {2001}}
@book{b, title = {B}, crossref = {a}, date = {2002}}
@book{c, title = {C}, xdata = {x}}
@xdata{x, publisher = {P}, date = {2003}}
"""


def test_records_that_inherit_from_themselves_come_in_without_that_and_are_told() -> None:
    report = Report()
    items = read_bibliography("a.bib", CIRCLES, report)

    assert {str(item["id"]): item["title"] for item in items} == {"a": "A", "b": "B", "c": "C"}
    assert items[2]["publisher"] == "P"
    assert [str(d.span) for d in report.diagnostics] == ["a.bib:1:1", "a.bib:2:1"]


ODD = """\
@comment this one has no braces
@article{,
  title = {Without a key}, date = {2020}
}
@book_section{odd, title = {Odd type}, date = {2020}}
@book(round, title = {In (round) brackets}, date = {2021})
"""


def test_records_without_a_key_or_in_round_brackets_come_in() -> None:
    report = Report()

    assert [item["title"] for item in read_bibliography("a.bib", ODD, report)] == [
        "Without a key",
        "Odd type",
        "In (round) brackets",
    ]
    assert report.diagnostics == ()


def test_a_record_that_does_not_come_in_is_told() -> None:
    report = Report()
    read_bibliography("a.bib", "@book{a, title = {A}}\n\n@set{s, entryset = {a}}\n@book{a, title = {Again}}\n", report)

    assert [str(d.span) for d in report.diagnostics] == []


def test_ris_records_without_an_end_come_in() -> None:
    text = "\ufeff\n TY  - BOOK\nTI  - One\nTY  - JOUR \nTI  - Two\nER\nstray\n"

    assert [item["title"] for item in read_bibliography("a.ris", text, Report())] == ["One", "Two"]


def test_types_that_csl_does_not_have_become_such_as_it_has() -> None:
    items = [
        {"id": "a", "type": "video", "title": "V"},
        {"id": "b", "type": "gizmo", "title": "G"},
        {"id": "", "title": "N"},
    ]

    found = read_bibliography("a.json", json.dumps(items), Report())
    assert [(item["id"], item["type"]) for item in found] == [
        ("a", "motion_picture"),
        ("b", "document"),
        ("source-3", "document"),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-8-sig"])
def test_files_in_other_encodings_are_read(encoding: str, project: Project, tmp_path: Path) -> None:
    root = project()
    (tmp_path / "old.bib").write_bytes("@book{a, title = {Élan}, date = {2020}}".encode(encoding))

    target = import_file(tmp_path / "old.bib", None, root, Report())
    assert target is not None
    assert "Élan" in target.read_text("utf-8")
