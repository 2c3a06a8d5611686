"""Where citations are found in a document, and where they stand when they have been formatted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from briefgen.core.citations import (
    CitationEngineError,
    CitationStyles,
    Cluster,
    Entry,
    Formatted,
    cite_clusters,
    csl_item,
    fill_citations,
    parse_cites,
    resolve_citations,
)
from briefgen.core.document import Element, Node, element
from briefgen.core.locators import Locator, read_locator
from briefgen.core.model import Citation, CitationKey, Day, Prose, Unknown
from briefgen.diagnostics import Report, Span

HERE = Span("content/library/a.yaml", 3, 7)


def a_cite(cites: str, **attrs: str) -> Element:
    return element("cite", data_cites=cites, origin=HERE, **attrs)


def a_paragraph(*children: Node) -> Element:
    return element("p", *children)


def a_note(*children: Node) -> Element:
    return element("span", *children, class_="note")


def a_document(*children: Node) -> Element:
    return element("article", *children, class_="brief")


def a_source(key: str, **csl: object) -> Citation:
    return Citation(
        key=CitationKey(key),
        csl={"type": "report", "title": f"Title of {key}", **csl},
        kind="report",
        reliability="",
        tier="",
        date=Unknown(Prose("It has none.", HERE)),
        origin=key,
        reprint=None,
        access="unknown",
        consulted="read",
        rights="",
        notes=None,
        span=HERE,
    )


class Brackets:
    """An engine that prints keys, and makes notes when the style says so."""

    def format(
        self,
        clusters: Sequence[Cluster],
        items: Sequence[Mapping[str, object]],
        style_xml: str,
        lang: str,  # noqa: ARG002 - engines are told the language
    ) -> Formatted:
        if style_xml == "broken":
            raise CitationEngineError("the style is not a CSL style")
        texts = [f"({', '.join(c.key for c in cluster.cited)})" for cluster in clusters]
        formatted = tuple((a_note(text),) if style_xml == "notes" else (text,) for text in texts)
        return Formatted(formatted, tuple(Entry(CitationKey(str(item["id"])), (str(item["title"]),)) for item in items))


def resolved(root: Element, report: Report, style: str = "inline", *keys: str) -> Element:
    sources = {CitationKey(k): a_source(k) for k in (keys or ("a", "b", "c"))}
    styles = CitationStyles(style, {name: name for name in ("inline", "notes", "broken")})
    return resolve_citations(root, sources, styles, "en-GB", Brackets(), report)


# --- locators ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "locator"),
    [
        ("p. 25", Locator("page", "25")),
        ("pp. iv-vi", Locator("page", "iv-vi")),
        ("25", Locator("page", "25")),
        ("line 13", Locator("line", "13")),
        ("lines 13–15, 20", Locator("line", "13–15, 20")),
        ("para. 13", Locator("paragraph", "13")),
        ("chap. 4", Locator("chapter", "4")),
        ("§ 12a", Locator("section", "12a")),
        ("第25页", Locator("page", "25")),
        ("第3、4章", Locator("chapter", "3, 4")),
        ("p. 25, emphasis added", Locator("page", "25", "emphasis added")),
        ("Box 3", Locator(rest="Box 3")),
        ("", Locator()),
    ],
)
def test_a_locator_is_read_as_label_place_and_rest(text: str, locator: Locator) -> None:
    assert read_locator(text) == locator


def test_places_in_one_source_are_joined_when_their_label_is_the_same() -> None:
    cited = parse_cites("a|line 13;b|;a|line 21;a|")

    assert [(c.key, c.locator.label, c.locator.place) for c in cited] == [("a", "line", "13, 21"), ("b", "", "")]


def test_a_semicolon_in_a_locator_separates_places_and_not_sources() -> None:
    cited = parse_cites("a|p. 3; p. 9;b|")

    assert [(c.key, c.locator.place) for c in cited] == [("a", "3, 9"), ("b", "")]


# --- clusters ----------------------------------------------------------------------------------


def test_clusters_come_in_the_order_of_the_document() -> None:
    root = a_document(a_paragraph("One", a_cite("a|")), element("ul", element("li", "Two", a_cite("b|p. 2"))))

    assert [c.cited[0].key for c in cite_clusters(root, "inline")] == ["a", "b"]


def test_citations_side_by_side_are_one_cluster() -> None:
    root = a_document(a_paragraph("One ", a_cite("a|p. 1"), " ", a_cite("b|"), a_cite("a|p. 2"), "."))

    (cluster,) = cite_clusters(root, "inline")

    assert [(c.key, c.locator.place) for c in cluster.cited] == [("a", "1, 2"), ("b", "")]


def test_a_citation_with_its_author_in_the_sentence_stays_alone() -> None:
    root = a_document(a_paragraph(a_cite("a|", data_mode="in-text"), " ", a_cite("b|")))

    assert [c.mode for c in cite_clusters(root, "inline")] == ["in-text", ""]


def test_a_section_may_have_a_citation_style_of_its_own() -> None:
    inner = element("section", a_paragraph("Two", a_cite("b|")), data_citations="short")
    root = a_document(a_paragraph("One", a_cite("a|")), inner, a_paragraph("Three", a_cite("c|")))

    assert [c.style for c in cite_clusters(root, "notes")] == ["notes", "short", "notes"]


def test_source_lines_and_registers_cite_on_the_spot() -> None:
    cell = element("tbody", element("tr", element("td", a_cite("b|"))))
    root = a_document(
        element("p", "Source: ", a_cite("a|"), class_="source"),
        element("table", cell, class_="register"),
        a_paragraph("Text", a_cite("c|")),
    )

    assert [c.mode for c in cite_clusters(root, "notes")] == ["plain", "plain", ""]


def test_hand_written_notes_are_counted() -> None:
    root = a_document(
        a_paragraph("One", a_note("No source."), a_cite("a|")),
        a_paragraph("Two", a_note("See ", a_cite("b|"), " and ", a_cite("c|"), ".")),
    )

    assert [(c.note, c.notes_before) for c in cite_clusters(root, "notes")] == [(0, 1), (1, 1), (1, 1)]


# --- placing -----------------------------------------------------------------------------------


def filled(*children: Node, cluster: tuple[Node, ...]) -> Element:
    return fill_citations(a_document(a_paragraph(*children)), [cluster])


@pytest.mark.parametrize(
    ("children", "text"),
    [
        (("It grows", a_cite("a|"), "."), "It grows (A 2025)."),
        (("It grows ", a_cite("a|"), ", they say."), "It grows (A 2025), they say."),
        (("It grows.", a_cite("a|")), "It grows (A 2025)."),
        (("It grows. ", a_cite("a|"), " "), "It grows (A 2025). "),
        (("It grows. ", a_cite("a|"), " It falls."), "It grows. (A 2025) It falls."),
        (("Does it grow?", a_cite("a|")), "Does it grow? (A 2025)"),
        (("It grows in the U.S.", a_cite("a|")), "It grows in the U.S. (A 2025)."),
        ((a_cite("a|"), " says so."), "(A 2025) says so."),
        (("增长很快。", a_cite("a|")), "增长很快 (A 2025)。"),
        ((element("em", "Growth"), ".", a_cite("a|")), "Growth (A 2025)."),
    ],
)
def test_a_citation_in_the_line_stands_before_the_full_stop(children: tuple[Node, ...], text: str) -> None:
    assert filled(*children, cluster=("(A 2025)",)).text() == text


@pytest.mark.parametrize(
    ("children", "before", "after"),
    [
        (("It grows ", a_cite("a|"), "."), "It grows.", ""),
        (("It grows.", a_cite("a|")), "It grows.", ""),
        (("It grows ", a_cite("a|"), ", they say."), "It grows,", " they say."),
        (("He said “no ", a_cite("a|"), "”."), "He said “no”.", ""),
        (("增长很快", a_cite("a|"), "。后来下降。"), "增长很快。", "后来下降。"),
    ],
)
def test_a_note_stands_after_the_punctuation(children: tuple[Node, ...], before: str, after: str) -> None:
    paragraph = filled(*children, cluster=(a_note("A, 2025."),)).children[0]
    assert isinstance(paragraph, Element)
    place = next(i for i, c in enumerate(paragraph.children) if isinstance(c, Element))

    assert "".join(c for c in paragraph.children[:place] if isinstance(c, str)) == before
    assert "".join(c for c in paragraph.children[place + 1 :] if isinstance(c, str)) == after


def test_a_note_holds_the_citation_that_it_came_from() -> None:
    root = filled("It grows", a_cite("a|p. 2"), ".", cluster=(a_note("A, 2025."),))

    (note,) = [e for e in root.walk() if e.has_class("note")]
    assert note.children == (Element("cite", {"data-cites": "a|p. 2"}, ("A, 2025.",), HERE),)


def test_an_author_in_the_sentence_keeps_the_note_behind_it() -> None:
    root = filled(a_cite("a|", data_mode="in-text"), " says so.", cluster=("Adams", a_note("Title, 2025.")))

    assert root.text() == "Adams says so."
    assert [e.tag for e in root.children[0].walk()] == ["p", "cite", "span", "cite"]  # type: ignore[union-attr]


# --- references --------------------------------------------------------------------------------


def test_references_list_every_source_of_the_document_once() -> None:
    listing = element("section", element("div", class_="references"))
    short = element("section", a_paragraph("Two", a_cite("b|")), data_citations="notes")
    report = Report()

    root = resolved(a_document(a_paragraph("One", a_cite("a|")), short, listing), report)

    found = [e for e in root.walk() if e.has_class("reference")]
    assert [(e.get("id"), e.text()) for e in found] == [("ref-a", "Title of a"), ("ref-b", "Title of b")]
    assert report.diagnostics == ()


def test_a_section_with_a_style_and_a_list_of_its_own_is_listed_by_itself() -> None:
    own = element(
        "section", a_paragraph("Front", a_cite("b|")), element("div", class_="references"), data_citations="x"
    )
    body = element("section", a_paragraph("Body", a_cite("a|")), element("div", class_="references"))
    styles = CitationStyles("inline", {"inline": "inline", "x": "x"})
    sources = {CitationKey(k): a_source(k) for k in "ab"}

    root = resolve_citations(a_document(own, body), sources, styles, "en-GB", Brackets(), Report())

    lists = [[p.get("id") for p in e.walk() if p.tag == "p"] for e in root.walk() if e.has_class("references")]
    assert lists == [["ref1-b"], ["ref-a", "ref-b"]]


def test_what_has_been_formatted_already_is_left_alone() -> None:
    done = element("section", a_paragraph("Front ", element("cite", "[1]", data_cites="b|")), data_citations="x")
    root = resolved(a_document(done, a_paragraph("Body", a_cite("a|"), ".")), Report())

    assert root.text() == "Front [1]Body (a)."


def test_links_lead_to_the_nearest_list() -> None:
    link = Element("a", {"href": "#ref-a"}, ("A 2025",))
    front = element("section", a_paragraph(a_cite("a|")), element("div", class_="references"), data_citations="x")
    root = a_document(front, a_paragraph(a_cite("a|")), element("div", class_="references"))
    entries = [Entry(CitationKey("a"), ("A",))]

    filled_ = fill_citations(root, [(link,), (link,)], {1: entries, 0: entries})

    assert [e.get("href") for e in filled_.walk() if e.tag == "a"] == ["#ref1-a", "#ref-a"]
    assert [e.get("id") for e in filled_.walk() if e.has_class("reference")] == ["ref1-a", "ref-a"]


def test_links_to_references_are_taken_off_where_there_is_no_list() -> None:
    link = Element("a", {"href": "#ref-a"}, ("A 2025",))
    root = a_document(a_paragraph("One", a_cite("a|"), "."))
    listed = a_document(*root.children, element("div", class_="references"))

    assert [e.tag for e in fill_citations(root, [("(", link, ")")]).walk()] == ["article", "p", "cite"]
    assert link in list(fill_citations(listed, [("(", link, ")")], {0: [Entry(CitationKey("a"), ("A",))]}).walk())


def test_an_unknown_source_is_reported_with_the_nearest_name() -> None:
    report = Report()

    resolved(a_document(a_paragraph("One", a_cite("wef-2052|"))), report, "inline", "wef-2025")

    (found,) = report.diagnostics
    assert (found.rule, found.span, found.hint) == ("unknown-citation", HERE, 'did you mean "wef-2025"?')


@pytest.mark.parametrize(("style", "message"), [("inlime", "no citation style"), ("broken", "not a CSL style")])
def test_a_style_that_cannot_be_used_is_reported_and_the_keys_stand_in(style: str, message: str) -> None:
    report = Report()

    root = resolved(a_document(a_paragraph("One", a_cite("a|"), ".")), report, style)

    assert root.text() == "One [a]."
    assert [(d.rule, message in d.message) for d in report.diagnostics] == [("citation-engine", True)]


def test_a_date_that_stands_beside_the_item_is_given_to_the_engine() -> None:
    dated = replace(a_source("a"), date=Day(2025, 7))

    assert csl_item(dated)["issued"] == {"date-parts": [[2025, 7]]}
    assert "issued" not in csl_item(a_source("a"))


def test_every_cite_is_filled_even_when_nothing_is_known() -> None:
    root = resolved(a_document(a_paragraph("One", a_cite("zzz|"), ".")), Report())

    assert [e.text() for e in root.walk() if e.tag == "cite"] == ["[zzz]"]


def test_clusters_are_counted_as_they_are_filled() -> None:
    root = a_document(a_paragraph("One", a_cite("a|"), " ", a_cite("b|")), a_paragraph("Two", a_cite("c|")))
    clusters: tuple[Cluster, ...] = cite_clusters(root, "inline")

    texts = [(f"({len(c.cited)})",) for c in clusters]

    assert fill_citations(root, texts).text() == "One (2)Two (1)"
