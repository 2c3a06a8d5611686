"""What the shipped citation styles print, by the real engine."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from briefgen.core.citations import CitationEngineError, Cluster, Formatted, parse_cites
from briefgen.core.document import Element, Node
from briefgen.core.typography import close_up
from briefgen.render.chinese_marks import with_full_width
from briefgen.render.citeproc import PandocCiteproc
from briefgen.render.pandoc import nodes, rich_inlines, run_pandoc
from trees import shown

ROOT = Path(__file__).parent.parent
STYLES = {p.stem: p.read_text("utf-8") for p in sorted((ROOT / "templates/base/csl").glob("*.csl"))}

REPORT = {
    "id": "wef",
    "type": "report",
    "title": "Blueprint to Action: China's Path",
    "publisher": "World Economic Forum",
    "issued": {"date-parts": [[2025]]},
}
PAGE = {
    "id": "page",
    "type": "webpage",
    "title": "Challenges Facing an Industry",
    "container-title": "example.org",
    "URL": "https://example.org/x?a=1&b=2",
    "accessed": {"date-parts": [[2026, 3, 1]]},
}
NAMELESS = {"id": "nameless", "type": "webpage", "title": "Nobody's page"}
NEWS = {
    "id": "news",
    "type": "article-newspaper",
    "title": "Shanghai launches a scheme",
    "container-title": "South China Morning Post",
    "issued": {"date-parts": [[2025, 7, 28]]},
}
LAW = {
    "id": "law",
    "type": "regulation",
    "title": "Several measures",
    "author": [{"literal": "Shanghai Municipal Commission"}],
    "number": "2025/7",
    "issued": {"date-parts": [[2025, 7, 28]]},
}
STANDARD = {
    "id": "standard",
    "type": "standard",
    "title": "Rules for bibliographic references",
    "number": "GB/T 7714-2015",
    "publisher": "Standardization Administration of China",
    "issued": {"date-parts": [[2015]]},
}
JOURNAL = {
    "id": "journal",
    "type": "article-journal",
    "title": 'A paper about "things"',
    "author": [{"family": "Müller", "given": "Änne"}, {"family": "de Vries", "given": "Jan"}],
    "container-title": "Journal of Things",
    "volume": "3",
    "issue": "2",
    "page": "1-9",
    "DOI": "10.1000/xyz",
    "issued": {"date-parts": [[2020, 5]]},
}
BOOK = {
    "id": "book",
    "type": "book",
    "title": "机器学习",
    "author": [{"family": "周", "given": "志华"}],
    "publisher": "清华大学出版社",
    "language": "zh",
    "issued": {"date-parts": [[2016]]},
}
SUPPLIED = {**REPORT, "id": "supplied", "title": "[Quarterly market reports]", "issued": "2026-03"}
ALL = (REPORT, PAGE, NAMELESS, NEWS, LAW, STANDARD, JOURNAL, BOOK, SUPPLIED)

ENGINE = PandocCiteproc()


def cite(text: str, **fields: object) -> Cluster:
    return Cluster(parse_cites(text), **fields)  # type: ignore[arg-type]


def formatted(
    style: str, *clusters: Cluster, lang: str = "en-GB", items: Sequence[Mapping[str, object]] = ALL
) -> Formatted:
    return ENGINE.format(clusters, items, STYLES[style], lang)


def plain(tree: Sequence[Node]) -> str:
    """The text, notes included in angle brackets."""
    return "".join(
        n if isinstance(n, str) else f"<{plain(n.children)}>" if n.has_class("note") else plain(n.children)
        for n in tree
    )


def printed(style: str, *clusters: Cluster, lang: str = "en-GB") -> list[str]:
    return [plain(each) for each in formatted(style, *clusters, lang=lang).clusters]


def listed(style: str, key: str, lang: str = "en-GB") -> str:
    return next(plain(e.nodes) for e in formatted(style, cite("wef|"), lang=lang).entries if e.key == key)


# --- in the text -------------------------------------------------------------------------------


def test_author_and_year_with_the_place() -> None:
    assert printed(
        "author-date", cite("wef|p. 25;page|line 13"), cite("law|chap. 4"), cite("journal|para. 3; para. 9")
    ) == [
        "(World Economic Forum 2025, p. 25; example.org n.d., line 13)",
        "(Shanghai Municipal Commission 2025, ch. 4)",
        "(Müller and de Vries 2020, paras 3, 9)",
    ]


def test_without_author_publisher_and_site_the_title_answers_for_the_text() -> None:
    assert printed("author-date", cite("nameless|"), cite("news|")) == [
        "(‘Nobody’s page’ n.d.)",
        "(South China Morning Post 2025)",
    ]


def test_an_author_in_the_sentence_has_the_year_behind_it() -> None:
    assert printed("author-date", cite("wef|p. 25", mode="in-text"), cite("wef|", mode="suppress-author")) == [
        "World Economic Forum (2025, p. 25)",
        "(2025)",
    ]


def test_prefix_suffix_and_places_without_a_label_stand_as_written() -> None:
    assert printed("author-date", cite("wef|Box 3", prefix="see", suffix="and elsewhere")) == [
        "(see World Economic Forum 2025, Box 3, and elsewhere)"
    ]


def test_numbers_run_in_the_order_of_citation_and_uncited_sources_follow() -> None:
    made = formatted("numeric", cite("news|"), cite("wef|p. 25"), cite("news|line 3"))

    assert [plain(c) for c in made.clusters] == ["[1]", "[2, p. 25]", "[1, line 3]"]
    assert [e.key for e in made.entries[:2]] == ["news", "wef"]
    assert len(made.entries) == len(ALL)


def test_short_keys_leave_the_place_out() -> None:
    assert printed("short", cite("wef|p. 25;page|line 13")) == ["[World Economic Forum 2025; example.org n.d.]"]


def test_a_note_gives_the_whole_reference_first_and_a_short_one_later() -> None:
    assert printed("notes", cite("wef|p. 25"), cite("wef|p. 27"), cite("page|line 13")) == [
        "<World Economic Forum, Blueprint to Action: China’s Path, 2025, p. 25.>",
        "<World Economic Forum, Blueprint to Action, p. 27.>",
        "<‘Challenges Facing an Industry’, example.org, no date, line 13, "
        "https://example.org/x?a=1&b=2 (accessed 1 March 2026).>",
    ]


def test_a_citation_inside_a_hand_written_note_makes_no_second_note() -> None:
    first, second = printed("notes", cite("wef|p. 25", note=1), cite("wef|p. 27", note=1))

    assert first == "World Economic Forum, Blueprint to Action: China’s Path, 2025, p. 25"
    assert second == "World Economic Forum, Blueprint to Action, p. 27"


def test_a_source_line_takes_the_short_form_and_disturbs_no_first_mention() -> None:
    assert printed("notes", cite("wef|p. 3", mode="plain"), cite("wef|p. 25")) == [
        "World Economic Forum, Blueprint to Action, p. 3",
        "<World Economic Forum, Blueprint to Action: China’s Path, 2025, p. 25.>",
    ]


def test_a_source_line_has_no_round_brackets() -> None:
    assert printed("author-date", cite("wef|p. 3;news|", mode="plain")) == [
        "World Economic Forum 2025, p. 3; South China Morning Post 2025"
    ]
    assert printed("numeric", cite("wef|p. 3", mode="plain")) == ["[1, p. 3]"]


def test_a_hand_written_note_counts_for_styles_that_point_back_to_notes() -> None:
    style = STYLES["notes"].replace(
        '<text macro="who-later"/>', '<text variable="first-reference-note-number" prefix="n "/>'
    )
    clusters = (cite("wef|", notes_before=2), cite("page|", notes_before=2), cite("wef|", notes_before=2))

    made = ENGINE.format(clusters, ALL, style, "en-GB")

    assert plain(made.clusters[2]) == "<N 3, Blueprint to Action.>"
    assert "briefgen-blank" not in {e.key for e in made.entries}


def test_the_later_note_links_nothing_and_the_citation_in_the_line_links_its_reference() -> None:
    inline = formatted("author-date", cite("wef|")).clusters[0]
    note = formatted("notes", cite("page|")).clusters[0]

    assert [n.get("href") for n in inline if isinstance(n, Element)] == ["#ref-wef"]
    links = [e.get("href") for n in note if isinstance(n, Element) for e in n.walk() if e.tag == "a"]
    assert links == ["https://example.org/x?a=1&b=2"]


# --- Chinese -----------------------------------------------------------------------------------


def test_english_labels_are_understood_and_printed_in_the_language_of_the_brief() -> None:
    assert printed("author-date", cite("wef|p. 25;page|line 13"), lang="zh-CN") == [
        "（World Economic Forum 2025， 第 25 页； example.org 日期不详， 第 13 行）"
    ]


def test_labels_are_understood_in_languages_that_no_style_was_written_for() -> None:
    assert printed("author-date", cite("wef|p. 25"), lang="de-DE") == ["(World Economic Forum 2025, S. 25)"]


def test_chinese_names_and_titles_keep_their_own_typography() -> None:
    made = formatted("notes", cite("book|p. 3"))

    assert plain(made.clusters[0]) == "<周志华, 《机器学习》, 清华大学出版社, 2016, p. 3.>"
    note = made.clusters[0][0]
    assert isinstance(note, Element)
    assert {e.get("lang") for e in note.walk() if e.tag == "span" and not e.has_class("note")} == {"zh"}
    assert not [e for e in note.walk() if e.tag == "em"]


# --- the list ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("wef", "World Economic Forum (2025) Blueprint to Action: China’s Path."),
        (
            "page",
            "example.org (n.d.) ‘Challenges Facing an Industry’. "
            "https://example.org/x?a=1&b=2 (accessed 1 March 2026).",
        ),
        ("nameless", "‘Nobody’s page’ (n.d.)."),
        ("news", "South China Morning Post (2025) ‘Shanghai launches a scheme’, 28 July 2025."),
        ("law", "Shanghai Municipal Commission (2025) Several measures, 2025/7."),
        (
            "standard",
            "Standardization Administration of China (2015) Rules for bibliographic references, GB/T 7714-2015.",
        ),
        (
            "journal",
            "Müller, Änne and Jan de Vries (2020) ‘A paper about “things”’, Journal of Things, 3(2), pp. 1–9. "
            "https://doi.org/10.1000/xyz.",
        ),
        ("book", "周志华 (2016) 《机器学习》. 清华大学出版社."),
        ("supplied", "World Economic Forum (2026) [Quarterly market reports]."),
    ],
)
def test_the_list_by_author_and_year(key: str, text: str) -> None:
    assert listed("author-date", key) == text


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("wef", "[1] World Economic Forum. Blueprint to Action: China’s Path[R]. 2025."),
        (
            "page",
            "[2] Challenges Facing an Industry[EB/OL]. example.org, 日期不详. [2026-03-01]. https://example.org/x?a=1&b=2.",
        ),
        ("news", "[4] Shanghai launches a scheme[N]. South China Morning Post, 2025-07-28."),
        ("law", "[5] Shanghai Municipal Commission. Several measures: 2025/7[Z]. 2025-07-28."),
        ("book", "周志华. 机器学习[M]. 清华大学出版社, 2016."),
        ("journal", "Müller Ä, Vries J de. A paper about “things”[J/OL]. Journal of Things, 2020, 3(2): 1～9. "),
    ],
)
def test_the_list_in_the_order_and_with_the_signs_of_gb_t_7714(key: str, text: str) -> None:
    assert text in listed("gb7714", key, "zh-CN")


def test_a_page_stands_behind_the_number_in_gb_t_7714() -> None:
    made = ENGINE.format([cite("wef|p. 25"), cite("law|line 3")], ALL, STYLES["gb7714"], "zh-CN")

    assert [plain(cluster) for cluster in made.clusters] == ["[1]25", "[2]第 3 行"]


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize("lang", ["en-GB", "zh-CN"])
def test_every_source_of_the_library_has_a_line_in_every_style(style: str, lang: str) -> None:
    entries = yaml.safe_load((ROOT / "content/citations/sources.yaml").read_text("utf-8"))["citations"]
    items = [{**entry["csl"], "id": entry["id"]} for entry in entries]

    made = ENGINE.format([cite(f"{items[0]['id']}|line 13")], items, STYLES[style], lang)

    assert {e.key for e in made.entries} == {item["id"] for item in items}
    for entry in made.entries:
        text = plain(entry.nodes)
        assert text.endswith((".", "?", "!", "。"))
        assert not {"??", "..", " ,", "()", "[]", "(.", "xq"} & {text[i : i + 2] for i in range(len(text))}, text


@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_source_without_a_date_says_so(style: str) -> None:
    assert "n.d." in listed(style, "nameless") or "no date" in listed(style, "nameless")


# --- the engine --------------------------------------------------------------------------------


def test_a_style_that_is_no_style_is_refused_in_words() -> None:
    with pytest.raises(CitationEngineError, match="not well-formed"):
        ENGINE.format([cite("wef|")], ALL, "<style", "en-GB")
    with pytest.raises(CitationEngineError, match="not a CSL style"):
        ENGINE.format([cite("wef|")], ALL, "<html/>", "en-GB")


def test_an_engine_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(CitationEngineError, match="did not finish"):
        PandocCiteproc(timeout_s=0.001).format([cite("wef|")], ALL, STYLES["notes"], "en-GB")


def test_a_result_is_kept_and_a_damaged_one_is_made_again(tmp_path: Path) -> None:
    question = ([cite("wef|p. 25")], ALL, STYLES["author-date"], "en-GB")
    first = PandocCiteproc(tmp_path).format(*question)
    (kept,) = tmp_path.iterdir()
    kept.write_text('{"blocks"', "utf-8")

    again = PandocCiteproc(tmp_path).format(*question)

    assert again == first
    assert json.loads(kept.read_text("utf-8"))["blocks"]


def test_a_kept_result_needs_no_process(tmp_path: Path) -> None:
    question = ([cite("wef|p. 25")], ALL, STYLES["author-date"], "en-GB")
    first = PandocCiteproc(tmp_path).format(*question)

    assert PandocCiteproc(tmp_path, timeout_s=0.0001).format(*question) == first


def test_a_long_document_is_one_call(tmp_path: Path) -> None:
    items = [{**REPORT, "id": f"s{n}", "title": f"Report {n}"} for n in range(80)]
    clusters = [cite(f"s{n % 80}|p. {n}") for n in range(600)]

    made = PandocCiteproc(tmp_path).format(clusters, items, STYLES["notes"], "en-GB")

    assert len(made.clusters) == 600
    assert len(list(tmp_path.iterdir())) == 1


def test_pandoc_reads_no_file_that_a_text_includes(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Secret", "utf-8")

    assert "Secret" not in run_pandoc(("--from=rst", "--to=plain"), f".. include:: {secret}\n", 20)


def test_markup_in_titles_is_kept_and_what_is_not_paired_is_text() -> None:
    tree = nodes(rich_inlines("H<sub>2</sub>O and <i>all</i> of <b>it, 3 < 4 </i>"))

    assert plain(tree) == "H2O and all of <b>it, 3 < 4 </i>"
    assert [n.tag for n in tree if isinstance(n, Element)] == ["sub", "em"]


# --- marks of full width -------------------------------------------------------------------------

CHINESE = {"type": "book", "title": "管网改造", "author": [{"literal": "水务公司"}, {"family": "李", "given": "梅"}]}
CHINESE_BOOK = {**CHINESE, "id": "pipes", "issued": {"date-parts": [[2024]]}, "publisher": "工程出版社"}


def in_chinese(style: str, *clusters: Cluster) -> Formatted:
    return formatted(style, *clusters, lang="zh-CN", items=[*ALL, CHINESE_BOOK])


def closed(tree: Sequence[Node]) -> str:
    """The text as it is printed: beside marks of full width blanks go."""
    return shown(close_up(Element("p", {}, tuple(tree))))


@pytest.mark.parametrize(
    ("style", "cited", "text", "entry"),
    [
        (
            "author-date",
            "pipes|p. 3;wef|",
            "（水务公司和李，2024，第 3 页；World Economic Forum 2025）",
            "水务公司和李梅（2024）《管网改造》。工程出版社。",
        ),
        ("numeric", "pipes|p. 3;wef|", "[1，第 3 页；2]", "水务公司和李梅，《管网改造》，工程出版社，2024年。"),
        ("gb7714", "pipes|p. 3", "[1]3", "水务公司, 李梅. 管网改造[M]. 工程出版社, 2024."),
    ],
)
def test_in_chinese_marks_are_of_full_width_but_for_those_of_gb_t_7714(
    style: str, cited: str, text: str, entry: str
) -> None:
    made = in_chinese(style, cite(cited))

    assert plain_text(closed(made.clusters[0])) == text
    assert entry in plain_text(closed(next(e.nodes for e in made.entries if e.key == "pipes")))


def plain_text(xhtml: str) -> str:
    return re.sub("<[^>]*>", "", xhtml)


def test_marks_inside_western_names_titles_and_addresses_stay() -> None:
    entries = {e.key: plain(e.nodes) for e in in_chinese("notes", cite("journal|p. 3"), cite("page|")).entries}

    assert "Müller, Änne 和 Jan de Vries" in entries["journal"]
    assert "https://example.org/x?a=1&b=2" in entries["page"]


LETTERS = st.text(alphabet="水和与，。 ab,.;:()2024第页《》", max_size=30)


@given(LETTERS, LETTERS)
def test_nothing_but_marks_and_blanks_is_changed_for_it(first: str, second: str) -> None:
    tree = (first, Element("em", {}, (second,)), "。")
    (made,) = with_full_width(Formatted((tree,), ())).clusters
    kept = [re.sub(r"[\s，。；：（）,.;:()]", "", plain(each)) for each in (tree, made)]

    assert kept[0] == kept[1]
